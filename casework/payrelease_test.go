package casework

import (
	"cmp"
	"slices"
	"testing"

	"muster"
	"muster/store"
)

// records are what is kept of a person.
func (w *world) records(who muster.SubjectID) (list []muster.Observation) {
	w.Helper()
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) (err error) {
		list, err = recordsOf(tx, who)
		return err
	}))
	return list
}

// verifiedAccounts are the numbers of the accounts that the desk put on record as
// verified, without what it took back.
func (w *world) verifiedAccounts(who muster.SubjectID) (numbers []string) {
	w.Helper()
	list := w.records(who)
	for i := range list {
		d, ok := list[i].Data.(*muster.BankDetails)
		if ok && list[i].Source == Source && !d.Verified.IsZero() && !slices.ContainsFunc(list, func(o muster.Observation) bool { return o.Supersedes == list[i].ID }) {
			numbers = append(numbers, string(d.Number))
		}
	}
	return numbers
}

// sceneAReleaseVerifiesTheAccount has two people release a changed account: it is
// then on the person's record as verified, until the line is decided anew or the
// person says that the change was not theirs. One person's word verifies nothing,
// nor does a line that a name alone led to the person, nor names out of a file.
func sceneAReleaseVerifiesTheAccount(w *world) {
	t := w.T
	given := &muster.BankDetails{PayTo: uk("608371", "44556677"), Changed: muster.Date(2026, 6, 1)}
	changed := w.person("changed", &muster.Person{Started: muster.Date(2020, 1, 6)}, given)
	pay, lead := w.user[Payroll], w.user[HRLead]
	run := w.must(pay, november(changed, "")).ID
	decide := func(who *Actor, choice string) {
		t.Helper()
		w.must(who, &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 5, Choice: choice, Reason: "called them on file"}}})
	}
	want := func(when string, numbers ...string) {
		t.Helper()
		if got := w.verifiedAccounts(changed); !slices.Equal(got, numbers) {
			t.Errorf("%s: %v are verified, want %v", when, got, numbers)
		}
	}
	decide(pay, PayAsGiven)
	decide(pay, PayAsGiven)
	want("one person's word")
	decide(lead, PayAsGiven)
	want("released by two", "44556677")
	decide(w.boss, PayAsGiven)
	want("a third word", "44556677")
	decide(pay, PayLastVerified)
	want("decided anew")
	decide(pay, PayAsGiven)
	decide(lead, PayAsGiven)
	want("released again", "44556677")
	list := w.records(changed)
	advice := ""
	for i := range list {
		if list[i].Kind() == muster.KindBank && list[i].Source != Source {
			advice = list[i].ID.String()
		}
	}
	w.must(pay, &SettlePay{Advice: "another", Subject: changed, Outcome: "not_theirs", Reason: why})
	want("something else was denied", "44556677")
	w.must(pay, &SettlePay{Advice: advice, Subject: changed, Outcome: "not_theirs", Reason: why})
	want("the person says that the change was not theirs")

	for digit, match := range map[string]string{"5": "name", "7": ""} {
		weak := november(changed, "")
		weak.Run.Digest = digit + payDigest[1:]
		weak.Run.Lines[0].Match = match
		run = w.must(pay, weak).ID
		decide(pay, PayAsGiven)
		decide(lead, PayAsGiven)
		want("a line led by " + cmp.Or(match, "what nobody kept"))
	}

	fromFile := november(changed, "")
	fromFile.Run.Digest = "6" + payDigest[1:]
	run = w.must(pay, fromFile).ID
	file := &Actor{User: "command-line", Name: "Ann", Via: ViaFile, Grants: pay.Grants}
	w.must(file, &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 5, Choice: PayAsGiven, By: "Ann", Reason: why}, {Line: 5, Choice: PayAsGiven, By: "Bo", Reason: why}}})
	want("two names out of a file")
	seen, err := w.desk.PayRun(w.Context(), pay, run)
	w.ok(err)
	if d := seen.Decided[5]; d.Second == nil || d.Second.By != "Bo" {
		t.Errorf("two names out of a file release the line of the run: %+v", d)
	}
	w.verified()
}

// sceneASecondPersonIsAnotherUser tells people apart by who they are and not by
// what they are called.
func sceneASecondPersonIsAnotherUser(w *world) {
	t := w.T
	changed := w.person("changed", &muster.Person{Started: muster.Date(2020, 1, 6)})
	pay := w.user[Payroll]
	namesake := w.invite(pay.Name, "another@example.org", Grant{Role: Payroll})
	run := w.must(pay, november(changed, "")).ID
	decide := func(who *Actor) {
		t.Helper()
		w.must(who, &DecidePayLines{Run: run, Decisions: []PayWord{{Line: 5, Choice: PayAsGiven, Reason: "called them on file"}}})
	}
	waitsFor := func(who *Actor) bool {
		t.Helper()
		day, err := w.desk.Today(w.Context(), who)
		w.ok(err)
		return len(day.Releases) == 1
	}
	released := func() bool {
		t.Helper()
		seen, err := w.desk.PayRun(w.Context(), pay, run)
		w.ok(err)
		return seen.Decided[5].Second != nil
	}
	decide(pay)
	renamed := *pay
	renamed.Name = "Married Name"
	decide(&renamed)
	if released() || waitsFor(&renamed) {
		t.Error("one person under a new name released their own decision, or is asked to")
	}
	if !waitsFor(namesake) {
		t.Error("a second person is not asked who bears the first one's name")
	}
	decide(namesake)
	if !released() {
		t.Error("two people of one name are taken for one")
	}
}

// TestWhoseADecisionIs compares decisions of users with those that a file named.
func TestWhoseADecisionIs(t *testing.T) {
	for _, tt := range []struct {
		d    PayDecision
		who  Actor
		mine bool
	}{
		{PayDecision{User: "u-1", By: "Ann"}, Actor{User: "u-1", Name: "Ann Other"}, true},
		{PayDecision{User: "u-1", By: "Ann"}, Actor{User: "u-2", Name: "Ann"}, false},
		{PayDecision{By: "ann"}, Actor{User: "u-2", Name: "Ann"}, true}, // a name is all there is
		{PayDecision{By: "Bo"}, Actor{User: "u-2", Name: "Ann"}, false},
	} {
		if got := tt.d.IsOf(&tt.who); got != tt.mine {
			t.Errorf("%+v is a decision of %+v: %v", tt.d, tt.who, got)
		}
	}
}
