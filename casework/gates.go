package casework

import (
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// GateAsk is one check a gate asks of a person, and what there is.
type GateAsk struct {
	Check     muster.CheckType
	Assurance string
	Drawn     bool   // the random draw asks for it
	Met       bool   // passed, and still holds
	Open      string // id of the check that is under way
	Says      string // what is missing, in words; "" when met
}

// GateState is a gate as it stands for a person.
type GateState struct {
	Gate    muster.Gate
	Asks    []GateAsk
	Met     bool
	Advice  bool      // first pay: what is missing is advice to a named person and stops nothing
	Waits   time.Time // an escalation's clock or a hold runs until then; zero when none does, or for who may not know where people stand
	Passed  *Passing  // nil while it is not
	Pending string    // step that waits for a second person
}

// Passing says how a gate was passed.
type Passing struct {
	Subject muster.SubjectID `json:"subject"`
	Gate    muster.Gate      `json:"gate"`
	Class   muster.RoleClass `json:"class"`
	By      string           `json:"by"`
	At      time.Time        `json:"at"`
	Missing []string         `json:"missing,omitempty"`
	Reason  string           `json:"reason,omitempty"`
	Second  string           `json:"second,omitempty"` // who agreed to an override
	Policy  string           `json:"policy"`
	Drawn   bool             `json:"drawn,omitempty"`
}

// gatesPassed: file is the gate.
func gatesPassed() shelf[Passing] {
	return shelf[Passing]{"gates", "gate", func(p *Passing) keys {
		return keys{id: digestText(string(p.Gate) + "\x00" + string(p.Subject)), subject: p.Subject, file: string(p.Gate), state: "passed"}
	}}
}

// Gates lists the gates in the order of a working life.
func Gates() []muster.Gate {
	return []muster.Gate{muster.GateInterview, muster.GateOffer, muster.GateShipping, muster.GateFirstAccess, muster.GateFirstPay, muster.GatePrivileged}
}

// GateAction is the permission to pass a gate.
func GateAction(g muster.Gate) Action { return Action("gate." + string(g)) }

// held is a passed check, wherever it was recorded.
type held struct {
	muster.PastCheck
	Assurance string
	InPlaceOf muster.CheckType
	Expires   muster.Time
}

// pastChecks puts a person's recorded checks beside those other systems sent,
// which count at standard assurance, and in person at high.
func (a *about) pastChecks(own []Check) []held {
	var all []held
	for _, c := range own {
		if c.State == CheckRecorded {
			all = append(all, held{muster.PastCheck{Type: c.Type, Outcome: c.Outcome, Done: c.Done, By: c.Recorder, Confirmed: c.Confirmed}, c.Assurance, c.InPlaceOf, c.Expires})
		}
	}
	for i := range a.observations {
		o := &a.observations[i]
		c, ok := o.Data.(*muster.Check)
		if !ok || o.Source == Source || strings.TrimSpace(string(c.Recorded.By)) == "" {
			continue
		}
		h := held{PastCheck: muster.PastCheck{Observation: o.ID, Type: c.Type, Outcome: c.Outcome, Done: c.Done, By: string(c.Recorded.By)}, Assurance: Standard, Expires: c.Expires}
		if c.Type == muster.CheckInPerson {
			h.Assurance = High
		}
		all = append(all, h)
	}
	return all
}

// meets reports whether a passed check meets what is asked. A later failure of
// the same kind undoes it.
func meets(ask *GateAsk, all []held, now time.Time) bool {
	return slices.ContainsFunc(all, func(h held) bool {
		return h.Outcome == muster.OutcomePassed && (h.Type == ask.Check || h.InPlaceOf == ask.Check) &&
			(ask.Assurance != High || h.Assurance == High) && !expired(h.Expires, now) &&
			!slices.ContainsFunc(all, func(o held) bool {
				return o.Type == h.Type && (o.Outcome == muster.OutcomeFailed || o.Outcome == muster.OutcomeRefused) && h.Done.Before(o.Done)
			})
	})
}

// gatesOf returns a person's gates under the policy in force.
func (d *Desk) gatesOf(tx *store.Tx, about *about) ([]GateState, error) {
	shared, err := d.gateRules(tx)
	if err != nil {
		return nil, err
	}
	var own gateRows
	if own.checks, err = checks().of(tx, about.ID); err != nil {
		return nil, err
	}
	if own.waiting, err = escalations().list(tx, "subject = $2 and state in ('open', 'held')", string(about.ID)); err != nil {
		return nil, err
	}
	if own.passed, err = gatesPassed().of(tx, about.ID); err != nil {
		return nil, err
	}
	if own.steps, err = steps().list(tx, "subject = $2 and state = 'waiting'", string(about.ID)); err != nil {
		return nil, err
	}
	return shared.gates(about, &own), nil
}

// gateRules is what everybody's gates are made by.
type gateRules struct {
	desk    *Desk
	policy  *muster.Policy
	percent int // of the draw
	now     int64
}

func (d *Desk) gateRules(tx *store.Tx) (g gateRules, err error) {
	const key = "rules of gates"
	if had, ok := tx.Remembered(key); ok {
		return had.(gateRules), nil
	}
	g.desk, g.now = d, tx.Now()
	if g.policy, err = d.policyNow(tx); err != nil {
		return g, err
	}
	if g.percent, err = settingNumber(tx, SettingDraw); err == nil {
		tx.Remember(key, g)
	}
	return g, err
}

// gateRows is what is on record of one person's gates.
type gateRows struct {
	checks  []Check
	waiting []Escalation // open or held
	passed  []Passing
	steps   []Step // that wait
}

func (g *gateRules) gates(about *about, own *gateRows) []GateState {
	class, ok := g.policy.Gates[about.Class]
	if !ok {
		class = g.policy.Gates[muster.RoleOrdinary]
	}
	past := about.pastChecks(own.checks)
	var all []GateState
	for _, name := range Gates() {
		s := GateState{Gate: name, Advice: name == muster.GateFirstPay, Met: true}
		for _, a := range class[name] {
			s.Asks = append(s.Asks, GateAsk{Check: a.Check, Assurance: a.Assurance})
		}
		if g.desk.drawn(about.ID, name, g.percent) {
			s.Asks = append(s.Asks, stronger(class[name])...)
		}
		if n := len(own.waiting); n > 0 && !s.Advice && g.now <= own.waiting[n-1].Due.UnixMicro() {
			s.Waits = own.waiting[n-1].Due
		}
		s.fill(own.checks, past, time.UnixMicro(g.now).UTC())
		for i := range own.passed {
			if own.passed[i].Gate == name {
				s.Passed = &own.passed[i]
			}
		}
		for i := range own.steps {
			if st := &own.steps[i]; st.Kind == StepOverride && st.Detail == string(name) && s.Pending == "" {
				s.Pending = st.ID
			}
		}
		all = append(all, s)
	}
	return all
}

// fill says of each check asked whether it is met, and what is missing.
func (s *GateState) fill(own []Check, past []held, now time.Time) {
	for i := range s.Asks {
		a := &s.Asks[i]
		if a.Met = meets(a, past, now); a.Met {
			continue
		}
		s.Met = false
		a.Says = strings.ReplaceAll(string(a.Check), "_", " ") + " is missing"
		if a.Assurance == High {
			a.Says += " at high assurance"
		}
		for _, c := range own {
			if c.State == CheckRequested && (c.Type == a.Check || c.InPlaceOf == a.Check) {
				a.Open = c.ID
			}
		}
	}
}

func (s *GateState) missing() []string {
	var list []string
	for i := range s.Asks {
		if !s.Asks[i].Met {
			list = append(list, s.Asks[i].Says)
		}
	}
	return list
}

// gate finds one of a person's gates.
func (in *act) gate(about *about, g muster.Gate) (*GateState, error) {
	all, err := in.desk.gatesOf(in.tx, about)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Gate == g {
			return &all[i], nil
		}
	}
	return nil, notFound("gate")
}

// PassGate lets a person through a gate whose checks are met. The first pay is
// paid whatever is missing: there the act records that a named person saw the
// advice, with a reason.
type PassGate struct {
	Subject muster.SubjectID `json:"subject"`
	Gate    muster.Gate      `json:"gate"`
	Reason  string           `json:"reason,omitempty"` // needed at first pay when something is missing
}

// Name is the kind of the act's ledger entry.
func (a *PassGate) Name() string { return "gate.pass" }

func (a *PassGate) check() error {
	return first(subjectID(a.Subject), oneOf("gate", a.Gate, Gates()...), neutral("reason", a.Reason))
}

func (a *PassGate) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(GateAction(a.Gate), about.Scope, about.own); err != nil {
		return err
	}
	s, err := in.gate(about, a.Gate)
	if err != nil {
		return err
	}
	switch {
	case s.Passed != nil:
		return conflict("this gate was passed already", "nothing more is due here")
	case s.Advice && !s.Met:
		if err := reason(a.Reason); err != nil {
			return err
		}
	case !s.Met:
		return conflict("not all checks of this gate are passed: "+strings.Join(s.missing(), "; "), "record them, agree on an equally strong one, or override with a reason and a second person")
	case s.Waits.After(in.now()):
		until := s.Waits.Format("2 January 2006 15:04") + " UTC"
		if in.desk.table.Sees(in.who, FieldLevel, about.Scope) != Clear { // why is not theirs to know
			return conflict("this gate opens on "+until, "HR can say more; until then nothing is due from you")
		}
		return conflict("an escalation is looked at until "+until, "then the process goes on; or override with a reason and a second person")
	}
	return in.pass(about, s, in.who.Name, a.Reason, "")
}

// pass writes that a gate was passed, and what the draw had given.
func (in *act) pass(about *about, s *GateState, by, why, second string) error {
	p, err := in.desk.policyNow(in.tx)
	if err != nil {
		return err
	}
	percent, err := settingNumber(in.tx, SettingDraw)
	if err != nil {
		return err
	}
	chosen := in.desk.drawn(about.ID, s.Gate, percent)
	in.made = string(s.Gate)
	if chosen {
		in.note = "the random draw had chosen this person"
	}
	if err := draws().put(in, &Draw{Subject: about.ID, Gate: s.Gate, Class: about.Class, Drawn: chosen, Percent: percent, At: in.now()}); err != nil {
		return err
	}
	return gatesPassed().put(in, &Passing{
		Subject: about.ID, Gate: s.Gate, Class: about.Class, By: by, At: in.now(), Missing: s.missing(), Reason: why, Second: second, Policy: p.Version, Drawn: chosen,
	})
}

// OverrideGate asks that a gate be passed without all its checks, before an
// escalation's clock has run out, or by somebody whose roles do not pass this
// gate: so that no gate is a dead end where one person works alone. It takes effect when a second person agrees:
// the receipt's ID is the step to sign.
type OverrideGate struct {
	Subject muster.SubjectID `json:"subject"`
	Gate    muster.Gate      `json:"gate"`
	Reason  string           `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *OverrideGate) Name() string { return "gate.override" }

func (a *OverrideGate) check() error {
	return first(subjectID(a.Subject), oneOf("gate", a.Gate, Gates()...), reason(a.Reason))
}

func (a *OverrideGate) perform(in *act) error {
	about, err := in.about(a.Subject)
	if err != nil {
		return err
	}
	if err := in.allow(GateOverride, about.Scope, about.own); err != nil {
		return err
	}
	s, err := in.gate(about, a.Gate)
	switch {
	case err != nil:
		return err
	case s.Passed != nil:
		return conflict("this gate was passed already", "nothing more is due here")
	case s.Met && !s.Waits.After(in.now()) && in.desk.table.Allows(in.who, GateAction(a.Gate), about.Scope, about.own):
		return conflict("all checks of this gate are passed", "pass it; there is nothing to override")
	case s.Pending != "":
		return conflict("an override waits for a second person already", "let somebody else sign it")
	}
	return in.propose(&Step{
		Kind: StepOverride, Subject: a.Subject, Detail: string(a.Gate), Reason: a.Reason, Action: GateOverride, Scope: about.Scope,
		Missing: s.missing(), Met: s.Met,
	})
}
