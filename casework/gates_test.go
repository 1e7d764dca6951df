package casework

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/policy"
	"muster/store"
)

func (w *world) gate(who muster.SubjectID, g muster.Gate) GateState {
	w.Helper()
	list, err := w.desk.Gates(w.Context(), w.boss, who)
	w.ok(err)
	for _, s := range list {
		if s.Gate == g {
			return s
		}
	}
	w.Fatalf("no gate %s", g)
	return GateState{}
}

// undrawn makes a person whom the draw leaves alone at every gate.
func (w *world) undrawn(name string, more ...muster.Data) muster.SubjectID {
	w.Helper()
	for n := range 1000 {
		id, free := muster.SubjectID(fmt.Sprint(name, n)), true
		for _, g := range Gates() {
			free = free && !w.desk.drawn(id, g, 5)
		}
		if free {
			return w.person(string(id), more...)
		}
	}
	w.Fatal("the draw gives everybody the stronger check")
	return ""
}

func sceneGateIsMetByItsChecks(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.refused(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer}, muster.CodeConflict, "live interview is missing")
	r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeClass})
	if s := w.gate(id, muster.GateOffer); s.Met || s.Asks[0].Open != r.ID {
		t.Errorf("%+v", s)
	}
	w.must(w.boss, pass(r.ID, w.clock))
	if s := w.gate(id, muster.GateOffer); !s.Met {
		t.Errorf("%+v", s)
	}
	w.must(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer})
	w.refused(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer}, muster.CodeConflict, "passed already")
	if s := w.gate(id, muster.GateOffer); s.Passed == nil || s.Passed.By != "Ada Example" || s.Passed.Policy != "default-1" {
		t.Errorf("%+v", s.Passed)
	}
	w.clock = w.clock.AddDate(2, 0, 0)
	if s := w.gate(id, muster.GateOffer); s.Met {
		t.Error("a check past its expiry still meets the gate")
	}
	w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeExpired})
	w.verified()
}

func sceneSameStepsForEveryone(w *world) {
	id := w.undrawn("p")
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckDevice, Code: CodeClass}, muster.CodeUsage, "not a step")
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckInPerson, Code: CodeDraw}, muster.CodeUsage, "not a step")
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckAddress, Code: CodeExpired}, muster.CodeUsage, "has expired")
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckDevice, Code: CodeOther}, muster.CodeUsage, "reason")
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckDevice, Code: ""}, muster.CodeUsage, "code")
	w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckDevice, Code: CodeOther, Reason: why})
}

func sceneRightToWorkIsAskedOnceAndNeverForAFinding(w *world) {
	t := w.T
	id := w.undrawn("p")
	for _, code := range []string{CodeFinding, CodeOther, CodeDraw} {
		w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckRightToWork, Code: code, Reason: why}, muster.CodeUsage, "right-to-work")
	}
	w.passed(id, muster.CheckRightToWork, "", CodeClass)
	w.refused(w.boss, &RequestCheck{Subject: id, Type: muster.CheckRightToWork, Code: CodeClass}, muster.CodeConflict, "still holds")
	r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckIdentity, Code: CodeClass})
	w.refused(w.boss, &AdjustCheck{Check: r.ID, To: muster.CheckRightToWork}, muster.CodeUsage, "choices")
	if len(Swaps(muster.CheckRightToWork)) != 0 {
		t.Error("a prescribed check cannot be swapped for another document")
	}
	for _, asks := range policy.Default().Gates {
		for _, list := range asks {
			for _, a := range stronger(list) {
				if a.Check == muster.CheckRightToWork {
					t.Error("the draw asks for another right-to-work check")
				}
			}
		}
	}
	p := &muster.Policy{Checks: map[muster.FlagID][]muster.CheckType{"IDD-09": {muster.CheckRightToWork, muster.CheckInPerson}}}
	a := (&Standing{Subject: id}).Assess(p, []muster.Finding{*finding("IDD-09", 1, muster.KindDocument, id)})
	if len(a.Checks) != 1 || a.Checks[0].Type != muster.CheckInPerson {
		t.Errorf("a finding asks for %+v", a.Checks)
	}
}

func sceneOverrideNeedsASecondPerson(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.refused(w.boss, &OverrideGate{Subject: id, Gate: muster.GateOffer}, muster.CodeUsage, "reason")
	r := w.must(w.boss, &OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: why})
	if s := w.gate(id, muster.GateOffer); s.Passed != nil || s.Pending != r.ID {
		t.Errorf("%+v", s)
	}
	w.refused(w.boss, &OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: why}, muster.CodeConflict, "waits")
	w.refused(w.boss, &SignStep{Step: r.ID, Agree: true, Reason: why}, muster.CodePermission, "second person")
	w.refused(w.user[Payroll], &SignStep{Step: r.ID, Agree: true, Reason: why}, muster.CodePermission, "")
	w.refused(w.boss, &InviteSigner{Step: r.ID, Signer: "Di", Role: "our solicitor", Email: "di@example.com"}, muster.CodeConflict, "can be the second person")
	w.must(w.user[HRLead], &SignStep{Step: r.ID, Agree: true, Reason: why})
	s := w.gate(id, muster.GateOffer)
	if s.Passed == nil || s.Passed.Second != "User hr_lead" || s.Passed.By != "Ada Example" || len(s.Passed.Missing) == 0 {
		t.Errorf("%+v", s.Passed)
	}
	w.refused(w.other, &SignStep{Step: r.ID, Agree: false, Reason: why}, muster.CodeConflict, "answered already")

	second := w.must(w.boss, &OverrideGate{Subject: id, Gate: muster.GateShipping, Reason: why})
	w.must(w.other, &SignStep{Step: second.ID, Agree: false, Reason: "The address can be checked tomorrow."})
	if s := w.gate(id, muster.GateShipping); s.Passed != nil || s.Pending != "" {
		t.Errorf("refused by the second person, and %+v", s)
	}
	w.verified()
}

// sceneSoleUserMeetsNoDeadEnd passes every gate as the only user there is.
func sceneSoleUserMeetsNoDeadEnd(w *world) {
	t := w.T
	sole := w.boss
	for _, u := range append([]*Actor{w.other}, mapped(w.user)...) {
		w.must(sole, &EndUser{User: u.User, Reason: why})
	}
	for _, class := range []muster.RoleClass{muster.RoleOrdinary, muster.RolePrivileged, muster.RoleSensitive} {
		id := w.undrawn(string(class))
		w.must(sole, &PlacePerson{Placement: Placement{Subject: id, Class: class}, Reason: why})
		for _, g := range Gates() {
			_, err := w.do(sole, &PassGate{Subject: id, Gate: g, Reason: why})
			if err == nil {
				continue
			}
			step := w.must(sole, &OverrideGate{Subject: id, Gate: g, Reason: why})
			w.refused(sole, &InviteSigner{Step: step.ID, Signer: "Me", Role: "our solicitor", Email: "ADA@example.org"}, muster.CodeConflict, "user's")
			link := w.must(sole, &InviteSigner{Step: step.ID, Signer: "Di Notary", Role: "our solicitor", Email: "di@example.com"})
			outside, l, err := w.desk.Redeem(w.Context(), link.Secret)
			w.ok(err)
			_, _, err = w.desk.Redeem(w.Context(), link.Secret)
			w.wantCode(err, muster.CodePermission, "link")
			if s, err := w.desk.StepFor(w.Context(), outside, step.ID); err != nil || s.Detail != string(g) {
				t.Errorf("the outside signer reads %+v, %v", s, err)
			}
			_, err = w.desk.Outsider(w.Context(), l.ID)
			w.ok(err)
			link = w.must(sole, &InviteSigner{Step: step.ID, Signer: "Ed Notary", Role: "our solicitor", Email: "ed@example.com"})
			_, err = w.desk.Outsider(w.Context(), l.ID)
			w.wantCode(err, muster.CodePermission, "no longer holds")
			_, l, err = w.desk.Redeem(w.Context(), link.Secret)
			w.ok(err)
			again, err := w.desk.Outsider(w.Context(), l.ID)
			w.ok(err)
			w.refused(again, &PassGate{Subject: id, Gate: muster.GateInterview}, muster.CodePermission, "")
			w.must(again, &SignStep{Step: step.ID, Agree: true, Reason: "I saw the papers by video."})
		}
		for _, g := range Gates() {
			if s := w.gate(id, g); s.Passed == nil {
				t.Errorf("%s: %s is a dead end", class, g)
			}
		}
	}
	w.verified()
}

func mapped(m map[Role]*Actor) []*Actor {
	var list []*Actor
	for _, r := range Roles() {
		list = append(list, m[r])
	}
	return list
}

func sceneFirstPayIsNeverStopped(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}))
	w.refused(w.user[Payroll], &PassGate{Subject: id, Gate: muster.GateFirstPay}, muster.CodeUsage, "reason")
	w.must(w.user[Payroll], &PassGate{Subject: id, Gate: muster.GateFirstPay, Reason: "Paid; the bank will answer on Monday."})
	if s := w.gate(id, muster.GateFirstPay); s.Passed == nil || len(s.Passed.Missing) != 1 {
		t.Errorf("%+v", s.Passed)
	}
}

func sceneEscalationClock(w *world) {
	t := w.T
	w.must(w.boss, &SetEntity{Entity: Entity{ID: "uk", Title: "Example UK Ltd", Country: "GB", Holidays: []string{"2026-06-12"}}, Reason: why})
	w.clock = time.Date(2026, 6, 11, 15, 0, 0, 0, time.UTC) // a Thursday; Friday is a holiday
	id := w.undrawn("p", &muster.Person{LegalEntity: "Example UK Ltd"})
	w.passed(id, muster.CheckLiveInterview, "", CodeClass)
	a := &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}
	w.ok(w.desk.Escalate(w.Context(), a))
	w.ok(w.desk.Escalate(w.Context(), a))
	if n := w.entries("escalation.open"); n != 1 {
		t.Errorf("%d entries for one escalation", n)
	}
	want := time.Date(2026, 6, 16, 23, 59, 59, 0, time.UTC) // Monday, Tuesday
	if s := w.gate(id, muster.GateOffer); !s.Waits.Equal(want) {
		t.Errorf("waits until %v, want %v", s.Waits, want)
	}
	w.refused(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer}, muster.CodeConflict, "goes on")
	w.passed(id, muster.CheckAddress, "", CodeClass)
	it := &Actor{User: "it", Name: "Ira Tech", Grants: []Grant{{Role: IT}}} // may not know that two people look
	w.refused(it, &PassGate{Subject: id, Gate: muster.GateShipping}, muster.CodeConflict, "this gate opens on 16 June 2026 23:59 UTC")
	gates, err := w.desk.Gates(w.Context(), it, id)
	w.ok(err)
	for _, s := range gates {
		if !s.Waits.IsZero() {
			t.Errorf("somebody from IT is told that %s waits until %v", s.Gate, s.Waits)
		}
	}
	w.refused(w.boss, &HoldEscalation{Subject: id, Reason: why, Until: w.clock.AddDate(0, 3, 0)}, muster.CodeUsage, "twenty working days")
	w.must(w.boss, &HoldEscalation{Subject: id, Reason: why, Until: want.AddDate(0, 0, 3)})
	if s := w.gate(id, muster.GateOffer); !s.Waits.Equal(want.AddDate(0, 0, 3)) {
		t.Errorf("held until %v", s.Waits)
	}
	w.clock = want.AddDate(0, 0, 3).Add(time.Second)
	w.must(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer}) // nobody needs to lapse it
	if n, err := w.desk.Lapse(w.Context()); n != 1 || err != nil {
		t.Errorf("%d went on, %v", n, err)
	}
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(0, 1000)
		for i := range list {
			if e := &list[i]; e.Kind == "escalation.went_on" && !strings.Contains(e.Opening.Payload, "written down to wait ended") {
				t.Errorf("the ledger says of a hold that ended: %s", e.Opening.Payload)
			}
		}
		return err
	}))
	if n := w.entries("escalation.went_on"); n != 1 {
		t.Errorf("%d entries", n)
	}
	w.verified()
}

func sceneSettledEscalationStaysSettled(w *world) {
	t := w.T
	id := w.undrawn("p")
	a := &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}
	w.ok(w.desk.Escalate(w.Context(), a))
	w.must(w.boss, &SettleEscalation{Subject: id, Reason: why})
	w.ok(w.desk.Escalate(w.Context(), a))
	if s := w.gate(id, muster.GateOffer); !s.Waits.IsZero() {
		t.Error("the same reason starts the clock again")
	}
	a.Reason = "a finding of strength 5 that a named person confirmed"
	w.ok(w.desk.Escalate(w.Context(), a))
	if s := w.gate(id, muster.GateOffer); s.Waits.IsZero() {
		t.Error("another reason starts no clock")
	}
	w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Verify}))
}

func TestWorkingDays(t *testing.T) {
	e := &Entity{Holidays: []string{"2026-12-25", "2026-12-28"}}
	for _, c := range []struct {
		from string
		n    int
		e    *Entity
		want string
	}{
		{"2026-06-08", 2, nil, "2026-06-10"},
		{"2026-06-12", 2, nil, "2026-06-16"}, // Friday
		{"2026-06-13", 1, nil, "2026-06-15"}, // Saturday
		{"2026-12-24", 2, e, "2026-12-30"},
		{"2026-06-08", 0, nil, "2026-06-08"},
	} {
		from, _ := time.Parse(time.DateOnly, c.from)
		if got := c.e.after(from.Add(9*time.Hour), c.n).Format(time.DateOnly); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
}

func sceneDraw(w *world) {
	t := w.T
	hits := 0
	for n := range 20000 {
		if w.desk.drawn(muster.SubjectID(fmt.Sprint("p", n)), muster.GateOffer, 5) {
			hits++
		}
	}
	if math.Abs(float64(hits)-1000) > 150 {
		t.Errorf("%d of 20000 drawn, want about 1000", hits)
	}
	other, err := New(Config{Store: w.store, Organisation: org, Random: strings.NewReader(""), Seed: []byte(strings.Repeat("else", 8))})
	w.ok(err)
	same := 0
	for n := range 2000 {
		id := muster.SubjectID(fmt.Sprint("p", n))
		if w.desk.drawn(id, muster.GateOffer, 50) == other.drawn(id, muster.GateOffer, 50) {
			same++
		}
	}
	if same > 1150 || same < 850 {
		t.Errorf("two seeds agree on %d of 2000", same)
	}
}

func sceneMissRate(w *world) {
	t := w.T
	w.must(w.boss, &ChangeSetting{Setting: SettingDraw, Value: 100, Reason: why})
	drawnCheck := func(name string, outcome muster.CheckOutcome) muster.SubjectID {
		id := w.person(name)
		r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Assurance: High, Code: CodeDraw})
		form := pass(r.ID, w.clock)
		form.Outcome = outcome
		w.must(w.boss, form)
		return id
	}
	flagged := w.person("flagged")
	w.found("r1", finding("CVB-01", 1, muster.KindCV, flagged))
	drawnCheck("flagged", muster.OutcomeFailed)
	drawnCheck("a", muster.OutcomePassed)
	drawnCheck("b", muster.OutcomePassed)
	drawnCheck("c", muster.OutcomeNotAvailable)
	drawnCheck("d", muster.OutcomeFailed)
	m, err := w.desk.MissRate(w.Context(), w.boss)
	w.ok(err)
	if m.Done != 4 || m.Quiet != 3 || m.Failed != 1 || math.Abs(m.Rate-1.0/3) > 1e-9 || m.AtMost < 0.6 || m.AtMost >= 1 {
		t.Errorf("%+v", m)
	}
	id := muster.SubjectID("a")
	w.must(w.boss, &PassGate{Subject: id, Gate: muster.GateOffer})
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := draws().of(tx, id)
		if len(list) != 1 || !list[0].Drawn || list[0].Percent != 100 {
			t.Errorf("%+v", list)
		}
		return err
	}))
}

// sceneAKeyIsNobody: whoever can make keys cannot be their own second person.
func sceneAKeyIsNobody(w *world) {
	id := w.undrawn("p")
	f := finding("CVB-01", 1, muster.KindCV, id)
	w.found("r1", f)
	w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}))
	r := w.must(w.boss, &CreateKey{Title: "own", Scopes: []string{"checks.write"}, Grants: []Grant{{Role: HRLead}}, Expires: w.clock.AddDate(0, 1, 0)})
	key, _, err := w.desk.KeyActor(w.Context(), r.Secret)
	w.ok(err)
	step := w.must(w.boss, &OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: why})
	for _, a := range []Act{
		&SignStep{Step: step.ID, Agree: true, Reason: why}, &OverrideGate{Subject: id, Gate: muster.GateShipping, Reason: why},
		&ClearFinding{Subject: id, Finding: f.Key, Basis: BasisOriginal, Reason: why}, &HoldEscalation{Subject: id, Until: w.clock.AddDate(0, 0, 7), Reason: why},
		&SettleEscalation{Subject: id, Reason: why},
	} {
		w.refused(key, a, muster.CodePermission, "a program")
	}
	w.must(key, &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding})
}

// sceneNoClassIsLoweredByTheWay lets a recruiter place people: in a class of
// which more is asked, and not back.
func sceneNoClassIsLoweredByTheWay(w *world) {
	rosa := w.invite("Rosa Marsh", "rosa@company.example", Grant{Role: Recruiter})
	id := w.person("lowered")
	place := func(c muster.RoleClass) *PlacePerson {
		return &PlacePerson{Placement: Placement{Subject: id, Class: c}, Reason: why}
	}
	w.must(rosa, place(""))
	w.must(rosa, place(muster.RolePrivileged))
	w.must(rosa, place(muster.RoleSensitive))
	for _, lower := range []muster.RoleClass{muster.RolePrivileged, muster.RoleOrdinary, ""} {
		w.refused(rosa, place(lower), muster.CodePermission, string(GateOverride))
	}
	w.must(w.boss, place(muster.RoleOrdinary))
}
