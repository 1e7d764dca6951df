package casework

import (
	"strings"
	"testing"

	"muster"
	"muster/policy"
)

// sceneRecordedCheckSettles follows a check from its form to what the policy
// makes of it.
func sceneRecordedCheckSettles(w *world) {
	t := w.T
	id := w.person("p")
	f := finding("CVB-01", 1, muster.KindCV, id)
	w.found("r1", f)
	r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding, Assigned: w.user[Recruiter].User})
	form := pass(r.ID, w.clock)
	form.Form = map[string]string{"channel": ChannelGiven}
	w.refused(w.user[Recruiter], form, muster.CodeUsage, "proves nothing")
	form.Form = nil
	w.refused(w.user[Recruiter], form, muster.CodeUsage, "not stated")
	form.Form, form.Done = map[string]string{"channel": ChannelFound}, form.Done.Dated()
	before := w.entries("check.record")
	w.must(w.user[Recruiter], form)
	if w.entries("check.record") != before+1 {
		t.Error("the check is not in the ledger once")
	}
	w.refused(w.user[Recruiter], form, muster.CodeConflict, "already")
	if p, err := w.desk.Person(w.Context(), w.boss, id); err != nil || p.Checks[0].Expires.Precision != p.Checks[0].Done.Precision {
		t.Errorf("it holds until %v, more exact than %v: %v", p.Checks[0].Expires, p.Checks[0].Done, err)
	}

	pop, err := w.store.Population(w.Context(), org)
	w.ok(err)
	var check *muster.Observation
	for i := range pop.Len() {
		list, err := pop.Observations(i, nil)
		w.ok(err)
		for k := range list {
			if list[k].Kind() == muster.KindCheck {
				check = &list[k]
			}
		}
	}
	if check == nil {
		t.Fatal("no observation came of the check")
	}
	data := check.Data.(*muster.Check)
	if !data.Expires.IsZero() {
		t.Errorf("the record expires %v: what a check cleared stays, only gates ask how long it holds", data.Expires)
	}
	if data.Recorded.By != "User recruiter" || data.Outcome != muster.OutcomePassed || check.Source != Source || check.Record != r.ID {
		t.Errorf("%+v", check)
	}
	p := policy.WithDeclared(policy.Default(), map[muster.FlagID]muster.Settling{"CVB-01": {Clears: []muster.CheckType{muster.CheckReference}}})
	past := muster.PastCheck{Observation: check.ID, Type: data.Type, Outcome: data.Outcome, Done: data.Done, By: string(data.Recorded.By)}
	if a := policy.Assess(p, id, []muster.Finding{*f}, past); a.Level != muster.Clear || !a.Contributions[0].Cleared() {
		t.Errorf("%+v", a)
	}
	w.verified()
}

func TestFormsAreClosed(t *testing.T) {
	for _, c := range []struct {
		check   muster.CheckType
		outcome muster.CheckOutcome
		form    map[string]string
		word    string // "" when it is taken
	}{
		{muster.CheckBankName, muster.OutcomePassed, map[string]string{"answer": "match"}, ""},
		{muster.CheckBankName, muster.OutcomePassed, map[string]string{"answer": "not_available"}, "never held against"},
		{muster.CheckBankName, muster.OutcomeNotAvailable, map[string]string{"answer": "not_available"}, ""},
		{muster.CheckBankName, muster.OutcomePassed, map[string]string{"answer": "match", "channel": ChannelGiven}, "proves nothing"},
		{muster.CheckSanctions, muster.OutcomePassed, map[string]string{"compared": "name_only"}, "name alone"},
		{muster.CheckSanctions, muster.OutcomeUnclear, map[string]string{"compared": "name_only"}, ""},
		{muster.CheckIdentity, muster.OutcomePassed, map[string]string{"name": "different"}, "does not say"},
		{muster.CheckIdentity, muster.OutcomePassed, map[string]string{"looks": "foreign"}, "not on it"},
		{muster.CheckIdentity, muster.OutcomePassed, map[string]string{"how": "by guess"}, "not on it"},
		{muster.CheckEducation, muster.OutcomePassed, nil, "not stated"},
		{muster.CheckEducation, muster.OutcomeFailed, nil, ""},
		{muster.CheckSamePerson, muster.OutcomePassed, map[string]string{"met_before": "no"}, "does not say"},
		{"horoscope", muster.OutcomePassed, nil, "no check"},
	} {
		err := checkForm(c.check, c.outcome, c.form)
		if (err == nil) != (c.word == "") || err != nil && !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s %s %v: %v, want %q", c.check, c.outcome, c.form, err, c.word)
		}
	}
	for _, c := range muster.CheckTypes() {
		f, ok := FormOf(c)
		if !ok || f.Type != c {
			t.Errorf("%s has no form", c)
		}
		for _, field := range f.Fields {
			for _, choice := range field.Choices {
				if term := RefusedTerm(choice.Label + " " + field.Label); term != "" || choice.Value == "" || choice.Label == "" {
					t.Errorf("%s: %+v", c, choice)
				}
			}
		}
		for _, s := range Swaps(c) {
			if s == c || s == muster.CheckContactCode || s == muster.CheckRightToWork {
				t.Errorf("%s may be swapped for %s", c, s)
			}
		}
	}
}

func sceneAdjustmentKeepsOnlyTheSwap(w *world) {
	t := w.T
	id := w.undrawn("p")
	r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeClass})
	w.refused(w.boss, &AdjustCheck{Check: r.ID, To: muster.CheckContactCode}, muster.CodeUsage, "choices")
	w.must(w.user[HRLead], &AdjustCheck{Check: r.ID, To: muster.CheckInPerson})
	w.must(w.boss, pass(r.ID, w.clock))
	if s := w.gate(id, muster.GateOffer); !s.Met {
		t.Errorf("the agreed check does not meet the gate: %+v", s)
	}
	p, err := w.desk.Person(w.Context(), w.boss, id)
	w.ok(err)
	if !p.Swaps || p.Checks[0].Reason != "" || p.Checks[0].InPlaceOf != muster.CheckLiveInterview {
		t.Errorf("%+v", p.Checks[0])
	}
}

func sceneLaterFailureUndoesAPass(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.passed(id, muster.CheckLiveInterview, "", CodeClass)
	w.days(1)
	r := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeFinding})
	form := pass(r.ID, w.clock)
	form.Outcome = muster.OutcomeFailed
	w.must(w.boss, form)
	if s := w.gate(id, muster.GateOffer); s.Met {
		t.Error("failed since, and the gate is met")
	}
}

func sceneTodayAndBudget(w *world) {
	t := w.T
	id := w.undrawn("p")
	w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeFinding, Assigned: w.user[Recruiter].User, Due: w.clock.AddDate(0, 0, 2)})
	w.must(w.boss, &RequestCheck{Subject: w.undrawn("q"), Type: muster.CheckEducation, Code: CodeFinding, Due: w.clock.AddDate(0, 1, 0)})
	w.passed(id, muster.CheckLiveInterview, "", CodeClass)
	w.must(w.boss, &OpenComplaint{Subject: id, Text: "Too slow."})
	w.must(w.boss, &OverrideGate{Subject: id, Gate: muster.GateShipping, Reason: why})
	w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}))
	mine, err := w.desk.Today(w.Context(), w.user[Recruiter])
	w.ok(err)
	if len(mine.Checks) != 1 || mine.Checks[0].Type != muster.CheckReference || len(mine.Escalations)+len(mine.Steps)+len(mine.Cases)+len(mine.Complaints) != 0 {
		t.Errorf("the recruiter's day: %+v", mine)
	}
	if mine.Budget.PerWeek != 20 || mine.Budget.Done != 1 || mine.Budget.Due != 1 || !mine.Budget.Week.Equal(monday.Truncate(24*60*60*1e9)) {
		t.Errorf("%+v", mine.Budget)
	}
	lead, err := w.desk.Today(w.Context(), w.user[HRLead])
	w.ok(err)
	if len(lead.Checks) != 1 || lead.Checks[0].Type != muster.CheckEducation || len(lead.Escalations) != 1 || len(lead.Steps) != 1 || len(lead.Complaints) != 1 {
		t.Errorf("the HR lead's day: %+v", lead)
	}
	admin, err := w.desk.Today(w.Context(), w.user[Administrator])
	w.ok(err)
	if len(admin.Checks)+len(admin.Escalations)+len(admin.Steps)+len(admin.Cases)+len(admin.Complaints) != 0 {
		t.Errorf("an administrator sees %+v", admin)
	}
}

func FuzzForms(f *testing.F) {
	f.Add("reference", "passed", "channel", "found_ourselves")
	f.Add("bank_name", "failed", "answer", "no_match")
	f.Fuzz(func(t *testing.T, check, outcome, name, value string) {
		form := map[string]string{name: value}
		err := checkForm(muster.CheckType(check), muster.CheckOutcome(outcome), form)
		if err == nil && muster.CheckOutcome(outcome) == muster.OutcomePassed && value == ChannelGiven {
			t.Errorf("%s passed over a contact the person gave", check)
		}
		if err != nil && muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%v has code %s", err, muster.CodeOf(err))
		}
	})
}
