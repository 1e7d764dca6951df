package casework

import (
	"slices"

	"muster"
	"muster/store"
)

// sceneAgreed puts travel and a tool on record, and takes one back.
func sceneAgreed(w *world) {
	t := w.T
	id := w.person("walker")
	until := muster.Date(monday.Year(), monday.Month()+1, 1)
	trip := w.must(w.boss, &Agree{Kind: AgreedTravel, Subject: id, What: "Lisbon", Until: until, Reason: why})
	w.must(w.boss, &Agree{Kind: AgreedTool, What: "the company's remote desktop", Until: until, Reason: why})
	list, err := w.desk.Agreed(w.Context(), w.boss, id)
	w.ok(err)
	if len(list) != 2 {
		t.Errorf("agreed: %v", list)
	}
	later := muster.Date(monday.Year(), monday.Month()+1, 5)
	for _, place := range []string{"Porto", "Lisbon"} { // changed, and changed back
		w.must(w.boss, &ChangeAgreement{Agreement: trip.ID, What: place, Until: later, Reason: why})
		if got := w.agreedTrip(id); string(got.City) != place || got.Until != later {
			t.Errorf("assessments see %+v, want %s until %s", got, place, later)
		}
	}
	w.refused(w.user[Recruiter], &ChangeAgreement{Agreement: trip.ID, What: "Porto", Until: later, Reason: why}, muster.CodePermission, "")
	w.refused(w.boss, &ChangeAgreement{Agreement: trip.ID, What: "Porto", Until: muster.Date(2090, 1, 1), Reason: why}, muster.CodeUsage, "until")
	w.must(w.boss, &EndAgreement{Agreement: trip.ID, Reason: why})
	w.refused(w.boss, &ChangeAgreement{Agreement: trip.ID, What: "Porto", Until: later, Reason: why}, muster.CodeConflict, "taken back")
	w.days(60)
	if list, err = w.desk.Agreed(w.Context(), w.boss, id); err != nil || len(list) != 0 {
		t.Errorf("after it ended: %v, %v", list, err)
	}
	for name, a := range map[string]*Agree{
		"nobody's travel": {Kind: AgreedTravel, What: "Lisbon", Until: until, Reason: why},
		"no end":          {Kind: AgreedTool, What: "a tool", Reason: why},
		"backwards":       {Kind: AgreedTravel, Subject: id, What: "Lisbon", From: muster.Date(2090, 1, 1), Until: until, Reason: why},
	} {
		if _, err := w.do(w.boss, a); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// agreedTrip is the one agreement of a person that no later one supersedes.
func (w *world) agreedTrip(id muster.SubjectID) *muster.Agreed {
	w.Helper()
	var now *muster.Agreed
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, _, err := tx.Observations(id)
		for i := range list {
			d, ok := list[i].Data.(*muster.Agreed)
			if !ok || slices.ContainsFunc(list, func(o muster.Observation) bool { return o.Supersedes == list[i].ID }) {
				continue
			}
			if now != nil {
				w.Error("two agreements hold at once")
			}
			now = d
		}
		return err
	}))
	if now == nil {
		w.Fatal("no agreement is seen")
	}
	return now
}

// sceneUnchanged refuses an act about somebody who changed since they were
// read, and takes it for one act with and without its condition.
func sceneUnchanged(w *world) {
	t := w.T
	id := w.person("walker")
	read, err := w.desk.PersonVersion(w.Context(), w.boss, id)
	w.ok(err)
	act := &OpenComplaint{Subject: id, Text: "This is unfair."}
	first, err := w.desk.Do(w.Context(), w.boss, "key-of-the-first-act", Unchanged(act, id, "", read))
	w.ok(err)
	if again, err := w.desk.Do(w.Context(), w.boss, "key-of-the-first-act", act); err != nil || !again.Again || again.Entry != first.Entry {
		t.Errorf("without its condition: %v, %v", again, err)
	}
	_, err = w.do(w.boss, Unchanged(act, id, "", read))
	if !HasChanged(err) || muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("after a change: %v", err)
	}
	if now, err := w.desk.PersonVersion(w.Context(), w.boss, id); err != nil || now == read {
		t.Errorf("version: %s, %v", now, err)
	}
	opened := w.must(w.boss, &OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Reason: why})
	version, err := w.desk.CaseVersion(w.Context(), w.boss, opened.ID)
	w.ok(err)
	w.must(w.boss, &AddNote{Case: opened.ID, Text: "Called the school."})
	if _, err := w.do(w.boss, Unchanged(&AddNote{Case: opened.ID, Text: "And again."}, "", opened.ID, version)); !HasChanged(err) {
		t.Errorf("a case that changed: %v", err)
	}
}
