package server

import (
	"strings"
	"testing"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/web"
)

// TestTrackSaysWhatWasPassed draws stage tracks: a gate that somebody passed, one
// that lies behind the person by their records alone and one that nobody passed
// say so, and exactly one stage is the present one.
func TestTrackSaysWhatWasPassed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	asks := []casework.GateAsk{{Check: muster.CheckAddress, Assurance: casework.Standard}}
	open := func(gates ...muster.Gate) (list []casework.GateState) {
		for _, g := range []muster.Gate{muster.GateInterview, muster.GateOffer, muster.GateShipping, muster.GateFirstAccess, muster.GateFirstPay} {
			one := casework.GateState{Gate: g, Asks: asks}
			if g == muster.GateInterview {
				one.Asks, one.Met = nil, true
			}
			for _, passed := range gates {
				if passed == g {
					one.Passed = &casework.Passing{Gate: g, At: now}
				}
			}
			list = append(list, one)
		}
		return list
	}
	bare := open(muster.GateOffer)
	bare[1].Passed.Missing = []string{"live_interview"}
	applied, interviewed, long, lately, soon := muster.Date(2026, 10, 1), muster.Date(2026, 10, 12), muster.Date(2025, 3, 1), muster.Date(2026, 11, 17), muster.Date(2026, 12, 1)
	for name, c := range map[string]struct {
		row       assess.Row
		gates     []casework.GateState
		interview muster.Time
		want      string
	}{
		"somebody who applied": {assess.Row{Status: muster.StatusApplicant, Applied: applied}, open(), muster.Time{},
			"Application: Here now; Interview; Offer shut; Equipment shut; First access shut; First pay shut; Working"},
		"and was interviewed": {assess.Row{Status: muster.StatusApplicant, Applied: applied}, open(), interviewed,
			"Application: On record; Interview: Here now; Offer shut; Equipment shut; First access shut; First pay shut; Working"},
		"and had an offer": {assess.Row{Status: muster.StatusApplicant, Applied: applied}, open(muster.GateOffer), muster.Time{},
			"Application: On record; Interview: By records; Offer: Passed, here now; Equipment shut; First access shut; First pay shut; Working"},
		"without all checks": {assess.Row{Status: muster.StatusApplicant, Applied: applied}, bare, muster.Time{},
			"Application: On record; Interview: By records; Offer: Passed without all checks, here now; Equipment shut; First access shut; First pay shut; Working"},
		"a gate was left out": {assess.Row{Status: muster.StatusApplicant, Applied: applied}, open(muster.GateShipping), muster.Time{},
			"Application: On record; Interview: By records; Offer: Not passed shut; Equipment: Passed, here now; First access shut; First pay shut; Working"},
		"began last week": {assess.Row{Status: muster.StatusWorker, Applied: applied, Started: lately}, open(), interviewed,
			"Application: On record; Interview: By records; Offer: Not passed shut; Equipment: Not passed shut; First access: Not passed shut; First pay: Not passed shut; Working: Here now"},
		"begins next week": {assess.Row{Status: muster.StatusWorker, Applied: applied, Started: soon}, open(muster.GateOffer), interviewed,
			"Application: On record; Interview: By records; Offer: Passed, here now; Equipment shut; First access shut; First pay shut; Working"},
		"works since last year": {assess.Row{Status: muster.StatusWorker, Started: long}, open(), muster.Time{},
			"Application: Not on record; Interview: By records; Offer: By records; Equipment: By records; First access: By records; First pay: By records; Working: Here now"},
		"has left": {assess.Row{Status: muster.StatusLeaver, Started: long, Left: applied}, open(), muster.Time{},
			"Application: Not on record; Interview: By records; Offer: By records; Equipment: By records; First access: By records; First pay: By records; Left: By records"},
		"an account": {assess.Row{Status: muster.StatusAccount, Started: lately}, open(), muster.Time{},
			"Opened: Here now; First payout shut; In use"},
	} {
		list := (&track{row: &c.row, known: true, gates: c.gates, interview: c.interview, now: now}).stages()
		var says []string
		present := 0
		for _, s := range list {
			one := s.Name
			if w := s.Says(); w != "" {
				one += ": " + w
			}
			if s.Gate != nil {
				one += " shut"
			}
			present += boolean(s.State == web.StageNow)
			says = append(says, one)
			if s.Passed != (strings.Contains(s.Says(), "Passed")) {
				t.Errorf("%s: %s has a tick that its words do not say", name, s.Name)
			}
		}
		if got := strings.Join(says, "; "); got != c.want || present != 1 {
			t.Errorf("%s:\n got %s\nwant %s\n(%d present stages)", name, got, c.want, present)
		}
	}
}
