package server

import (
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/web"
)

// track is what a stage track is drawn from.
type track struct {
	row       *assess.Row
	known     bool // the row is of somebody there
	gates     []casework.GateState
	interview muster.Time // the first that is on record
	now       time.Time
}

// track gathers what this viewer's track is drawn from.
func (p *subject) track(row *assess.Row, known bool) *track {
	t := &track{row: row, known: known, gates: p.record.Gates, now: p.server.now()}
	for _, o := range p.observations() {
		if i, ok := o.Data.(*muster.Interview); ok && p.tells(o.Kind()) && (i.Status == muster.InterviewHeld || i.Status == "") && (t.interview.IsZero() || o.Happened.Before(t.interview)) {
			t.interview = o.Happened.Dated()
		}
	}
	return t
}

// stages are the track of a working life. A gate that somebody passed here, one
// that lies behind the person by their records alone, and one that nobody passed
// are three things: a tribunal reads a mark as what was done.
func (t *track) stages() []web.Stage {
	words := map[muster.Gate]string{
		muster.GateInterview: "Interview", muster.GateOffer: "Offer", muster.GateShipping: "Equipment", muster.GateFirstAccess: "First access",
		muster.GateFirstPay: "First pay", muster.GatePrivileged: "Privileged access",
	}
	begin, account := web.Stage{Name: "Application", State: web.StageRecords, At: t.row.Applied, Word: "On record"}, t.row.Status == muster.StatusAccount
	if account {
		begin.Name, words[muster.GateFirstPay] = "Opened", "First payout"
	} else if t.row.Applied.IsZero() {
		begin.Word = "Not on record"
	}
	list := []web.Stage{begin}
	at, shut := 0, false // where the person is: past the last gate that was passed or lies behind them
	for i := range t.gates {
		g := &t.gates[i]
		if g.Gate == muster.GatePrivileged && len(g.Asks) == 0 && g.Passed == nil {
			continue // not a step of this class
		}
		if account && g.Gate != muster.GateFirstPay && g.Passed == nil {
			continue // nobody hires the holder of an account
		}
		stage := t.stage(words[g.Gate], g)
		if shut = shut || stage.Gate != nil; stage.State != web.StageAhead {
			at = len(list)
		}
		list = append(list, stage)
	}
	if t.known {
		last, reached := lastStage(t.row, t.now)
		works := account || t.row.Status == muster.StatusWorker || t.row.Status == muster.StatusContractor
		if list = append(list, last); reached || works && !shut {
			at = len(list) - 1
		}
	}
	stand(list, at)
	return list
}

// stage is a gate and what comes after it.
func (t *track) stage(name string, g *casework.GateState) web.Stage {
	stage := web.Stage{Name: name, State: web.StageAhead}
	switch {
	case g.Passed != nil:
		stage.State, stage.Passed, stage.Bare, stage.At = web.StageDone, true, len(g.Passed.Missing) > 0, muster.Instant(g.Passed.At).Dated()
	case behind(t.row, g.Gate, t.now):
		stage.State = web.StageRecords
	case len(g.Asks) > 0:
		stage.Gate = &web.GateMark{Gate: g.Gate, Open: g.Met, Missing: missing(g.Asks)}
	case g.Gate == muster.GateInterview && !t.interview.IsZero():
		stage.State, stage.At = web.StageRecords, t.interview
	}
	return stage
}

// stand marks the stage at which the person is. Of those before it that nobody
// passed, a gate that asks for something is not passed still.
func stand(stages []web.Stage, at int) {
	for i := range stages[:at] {
		if s := &stages[i]; s.State == web.StageAhead {
			if s.Late = s.Gate != nil; !s.Late {
				s.State = web.StageRecords
			}
		}
	}
	if stages[at].State = web.StageNow; at == 0 {
		stages[at].Word = ""
	}
}

// lastStage is the end of the track: somebody works, or has left; an account is
// in use, or closed. It reports whether records say that it was reached, whatever
// gates nobody passed.
func lastStage(r *assess.Row, now time.Time) (stage web.Stage, reached bool) {
	words := [2]string{"Working", "Left"}
	if r.Status == muster.StatusAccount {
		words = [2]string{"In use", "Closed"}
	}
	stage = web.Stage{Name: words[0], State: web.StageAhead, At: r.Started}
	if !r.Left.IsZero() && r.Left.UTC().Before(now) {
		stage.Name, stage.At, stage.Word = words[1], r.Left, "By records"
		return stage, true
	}
	return stage, r.Status != muster.StatusAccount && !r.Started.IsZero() && r.Started.UTC().Before(now)
}
