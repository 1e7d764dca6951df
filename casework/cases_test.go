package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

// sceneAdverseStep goes the whole way: explanations, notice, time to answer,
// waiting time, second person.
func sceneAdverseStep(w *world) {
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.other.User}, Reason: why}).ID
	propose := &ProposeStep{Case: c, Step: AdverseDecline, Reason: why}
	w.refused(w.boss, propose, muster.CodeConflict, "fewer than two")
	w.must(w.boss, &AddHypothesis{Case: c, Text: "The employment did not take place."})
	w.refused(w.boss, propose, muster.CodeConflict, "not everybody concerned was told")
	w.refused(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByEmail, Closing: true}, muster.CodeUsage, "its own words")
	w.must(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByEmail, Closing: true, Text: "We have finished looking."})
	w.refused(w.boss, propose, muster.CodeConflict, "not everybody concerned was told") // that it is over is no word of a step
	w.must(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByEmail})
	w.refused(w.boss, &ProposeStep{Case: c, Step: "stop_pay", Reason: why}, muster.CodeUsage, "choices")
	step := w.must(w.boss, propose).ID
	sign := &SignStep{Step: step, Agree: true, Reason: why}
	w.refused(w.boss, sign, muster.CodePermission, "second person")
	w.refused(w.user[HRLead], sign, muster.CodePermission, "") // no reader of the case
	w.refused(w.other, sign, muster.CodeConflict, "waiting time runs until 15 June 2026")
	w.refused(w.boss, &CloseCase{Case: c, Outcome: OutcomeExplained, Reason: why}, muster.CodeConflict, "waits")
	w.days(8)
	w.must(w.other, sign)
	w.must(w.boss, &CloseCase{Case: c, Outcome: OutcomeStepTaken, Reason: why})
	w.refused(w.boss, &AddHypothesis{Case: c, Text: "One more explanation."}, muster.CodeConflict, "closed")
	w.verified()
}

func sceneAnAnswerEndsTheTimeToAnswerAndNotTheWait(w *world) {
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.other.User}, Reason: why}).ID
	ready(w, c, id)
	step := w.must(w.boss, &ProposeStep{Case: c, Step: AdverseWithdraw, Reason: why}).ID
	w.refused(w.other, &SignStep{Step: step, Agree: true, Reason: why}, muster.CodeConflict, "11 June 2026")
	w.must(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByPost}) // asked again: a new time to answer
	w.days(4)
	w.refused(w.other, &SignStep{Step: step, Agree: true, Reason: why}, muster.CodeConflict, "may answer")
	w.must(w.other, &SignStep{Step: step, Agree: false, Reason: why})
	w.refused(w.boss, &CloseCase{Case: c, Outcome: OutcomeStepTaken, Reason: why}, muster.CodeConflict, "two people")
}

func sceneOnlyReadersSeeACase(w *world) {
	t := w.T
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.user[Counsel].User}, Reason: why}).ID
	_, err := w.desk.Case(w.Context(), w.user[HRLead], c)
	w.wantCode(err, muster.CodePermission, "case.view")
	_, none := w.desk.Case(w.Context(), w.user[HRLead], "C-none")
	if none == nil || none.Error() != err.Error() {
		t.Errorf("a case of others answers %v, none answers %v", err, none)
	}
	list, err := w.desk.Cases(w.Context(), w.user[HRLead], true)
	if len(list) != 0 || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
	w.refused(w.boss, &SetReader{Case: c, User: w.user[Administrator].User, Reason: why}, muster.CodeUsage, "no role")
	w.must(w.boss, &SetReader{Case: c, User: w.user[HRLead].User, Reason: why})
	before := w.entries("case.view")
	got, err := w.desk.Case(w.Context(), w.user[HRLead], c)
	w.ok(err)
	if w.entries("case.view") != before+1 || len(got.Views) != 1 || got.Views[0].User != w.user[HRLead].User {
		t.Errorf("the look is not logged and shown: %+v", got.Views)
	}
	for _, who := range []*Actor{w.boss, w.user[HRLead], w.user[HRLead], w.user[HRLead]} {
		w.clock = w.clock.Add(time.Minute)
		got, err = w.desk.Case(w.Context(), who, c)
		w.ok(err)
	}
	lead := w.user[HRLead].User
	want := []Reading{{lead, "User hr_lead", 3, w.clock.Add(-2 * time.Minute), w.clock}, {w.boss.User, "Ada Example", 1, w.clock.Add(-3 * time.Minute), w.clock.Add(-3 * time.Minute)}, {lead, "User hr_lead", 1, w.clock.Add(-4 * time.Minute), w.clock.Add(-4 * time.Minute)}}
	if diff := cmp.Diff(want, got.Readings); diff != "" || len(got.Views) != 5 || w.entries("case.view") != before+5 {
		t.Errorf("%d looks, %d entries; readings: %s", len(got.Views), w.entries("case.view")-before, diff)
	}
	w.must(w.boss, &SetReader{Case: c, User: w.user[HRLead].User, Remove: true, Reason: why})
	if _, err := w.desk.Case(w.Context(), w.user[HRLead], c); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("removed, and %v", err)
	}
}

func scenePrivilegedNotes(w *world) {
	t := w.T
	const secret = "Advice: the contract is voidable."
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.user[Counsel].User, w.user[HRLead].User}, Reason: why}).ID
	w.must(w.user[Counsel], &AddNote{Case: c, Text: secret, Privileged: true})
	for role, want := range map[Role]bool{Counsel: true, HRLead: false} {
		got, err := w.desk.Case(w.Context(), w.user[role], c)
		w.ok(err)
		if seen := slices.ContainsFunc(got.Items, func(i Item) bool { return i.Text == secret }); seen != want {
			t.Errorf("%s: seen %v", role, seen)
		}
	}
	w.must(w.boss, &ExportSubject{Subject: id, Reason: why})
	copied, err := w.desk.Copy(w.Context(), w.boss, id)
	w.ok(err)
	text, err := json.Marshal(copied)
	w.ok(err)
	bundle, err := w.desk.ExportLedger(w.Context(), w.user[Auditor], nil)
	w.ok(err)
	proof, err := json.Marshal(bundle)
	w.ok(err)
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(0, 100000)
		for _, e := range list {
			if strings.Contains(e.Opening.Payload, "voidable") {
				t.Errorf("the ledger holds %s", e.Opening.Payload)
			}
		}
		return err
	}))
	if strings.Contains(string(text)+string(proof), "voidable") || strings.Contains(string(proof), why) {
		t.Error("an export holds what it must not")
	}
}

func sceneCustody(w *world) {
	t := w.T
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Reason: why}).ID
	w.refused(w.boss, &AddEvidence{Case: c, Text: "The letter as received.", File: File{Title: "letter.pdf", SHA256: "beef", Where: "safe"}}, muster.CodeUsage, "64")
	e := w.must(w.boss, &AddEvidence{Case: c, Text: "The letter as received.", File: File{Title: "letter.pdf", SHA256: strings.Repeat("ab", 32), Where: "safe"}}).ID
	w.must(w.boss, &PassEvidence{Evidence: e, To: "Ex Aminer", Where: "laboratory", Reason: "To look at the print."})
	w.must(w.boss, &PassEvidence{Evidence: e, To: "Ada Example", Where: "safe", Reason: "Returned after the look."})
	got, err := w.desk.Case(w.Context(), w.boss, c)
	w.ok(err)
	var chain []string
	for _, i := range got.Items {
		if i.Kind == ItemCustody {
			chain = append(chain, i.From+" to "+i.To)
		}
	}
	if want := []string{"Ada Example to Ex Aminer", "Ex Aminer to Ada Example"}; !slices.Equal(chain, want) {
		t.Errorf("%v, want %v", chain, want)
	}
	task := w.must(w.boss, &AddTask{Case: c, Text: "Call the school", Who: w.boss.User}).ID
	w.refused(w.boss, &AddTask{Case: c, Text: "Call the school", Who: w.other.User}, muster.CodeUsage, "no reader")
	today, err := w.desk.Today(w.Context(), w.boss)
	w.ok(err)
	if len(today.Tasks) != 1 || len(today.Cases) != 1 {
		t.Errorf("%+v", today)
	}
	w.must(w.boss, &FinishTask{Task: task, Result: "They confirm."})
	w.refused(w.boss, &FinishTask{Task: task, Result: "Again."}, muster.CodeConflict, "finished")
}
