package casework

import (
	"muster"
	"muster/policy"
)

func (w *world) standing(id muster.SubjectID) *Standing {
	w.Helper()
	s, err := w.desk.Standing(w.Context(), id)
	w.ok(err)
	return s
}

func sceneClearingHoldsUntilANewKindOfEvidence(w *world) {
	t := w.T
	id, other := w.person("p"), w.person("q")
	first := finding("CVB-01", 1, muster.KindCV, id)
	w.found("r1", first)
	w.refused(w.boss, &ClearFinding{Subject: id, Finding: first.Key, Basis: ChannelGiven, Reason: why}, muster.CodeUsage, "settles nothing")
	w.refused(w.boss, &ClearFinding{Subject: id, Finding: first.Key, Basis: BasisOriginal, Reason: "ok"}, muster.CodeUsage, "reason")
	w.refused(w.boss, &ClearFinding{Subject: other, Finding: first.Key, Basis: BasisOriginal, Reason: why}, muster.CodeNotFound, "finding")
	w.must(w.boss, &ClearFinding{Subject: id, Finding: first.Key, Basis: BasisOriginal, Reason: why})

	later := finding("CVB-01", 2, muster.KindCV, id) // another application, the same kind of evidence
	kinds := finding("CVB-01", 3, muster.KindCV, id)
	kinds.Evidence = append(kinds.Evidence, muster.Evidence{Observation: muster.ObservationID{4}, Subject: id, Kind: muster.KindReference})
	kinds.ComputeKey()
	with := finding("CVB-01", 5, muster.KindCV, id, other)
	flag := finding("CVB-02", 1, muster.KindCV, id)
	s := w.standing(id)
	for _, c := range []struct {
		what              string
		f                 *muster.Finding
		explained, opened bool
	}{
		{"the finding itself", first, true, false},
		{"the same kind of evidence again", later, true, false},
		{"a new kind of evidence", kinds, false, true},
		{"other people", with, false, false},
		{"another flag", flag, false, false},
	} {
		if got := s.Explains(c.f) != nil; got != c.explained {
			t.Errorf("%s: explained %v", c.what, got)
		}
		if got := s.Reopened(c.f) != nil; got != c.opened {
			t.Errorf("%s: reopened %v", c.what, got)
		}
	}
	if w.standing(other).Explains(first) != nil {
		t.Error("one person's clearing clears another's")
	}
	a := s.Assess(policy.Default(), []muster.Finding{*first, *later})
	if a.Level != muster.Clear || len(a.Contributions) != 2 || !a.Contributions[0].Cleared() || a.Contributions[0].Clearance.By != "Ada Example" {
		t.Errorf("%+v", a)
	}
	if a := s.Assess(policy.Default(), []muster.Finding{*kinds}); a.Level != muster.Verify {
		t.Errorf("reopened, and %s", a.Level)
	}
}

func sceneSuppressionEnds(w *world) {
	t := w.T
	id := w.person("p")
	f := finding("CVB-01", 1, muster.KindCV, id)
	w.refused(w.boss, &Suppress{Flag: "CVB-01", Until: w.clock.AddDate(2, 0, 0), Reason: why}, muster.CodeUsage, "within a year")
	w.refused(w.boss, &Suppress{Flag: "everything", Until: w.clock.AddDate(0, 1, 0), Reason: why}, muster.CodeUsage, "flag")
	w.must(w.boss, &Suppress{Flag: "CVB-01", Until: w.clock.AddDate(0, 0, 3), Reason: why})
	if e := w.standing(id).Explains(f); e == nil || e.Clearing != nil {
		t.Errorf("%+v", e)
	}
	w.days(4)
	if w.standing(id).Explains(f) != nil {
		t.Error("past its day, and it still holds")
	}
	list, err := w.desk.Suppressions(w.Context(), w.user[Auditor])
	w.ok(err)
	if len(list) != 1 || list[0].Reason != why {
		t.Errorf("%+v", list)
	}
}

func sceneIdentityInDispute(w *world) {
	t := w.T
	id := w.person("p")
	w.must(w.boss, &MarkDispute{Subject: id, Reason: "Somebody writes that they never applied."})
	w.refused(w.boss, &MarkDispute{Subject: id, Reason: why}, muster.CodeConflict, "already")
	if w.standing(id).Dispute == nil {
		t.Error("not in dispute")
	}
	r := w.must(w.boss, &OpenCase{Title: "Two applications", People: []muster.SubjectID{id}, Reason: why})
	ready(w, r.ID, id)
	w.refused(w.boss, &ProposeStep{Case: r.ID, Step: AdverseDecline, Reason: why}, muster.CodeConflict, "harmed")
	w.must(w.boss, &MarkDispute{Subject: id, End: true, Reason: why})
	w.refused(w.boss, &MarkDispute{Subject: id, End: true, Reason: why}, muster.CodeConflict, "not in dispute")
	w.must(w.boss, &ProposeStep{Case: r.ID, Step: AdverseDecline, Reason: why})
}

func sceneComplaintHasItsClock(w *world) {
	t := w.T
	id := w.person("p")
	words := "They said my accent was the reason." // the person's own words are kept as they are
	r := w.must(w.user[HiringManager], &OpenComplaint{Subject: id, Text: words})
	p, err := w.desk.Person(w.Context(), w.boss, id)
	w.ok(err)
	if len(p.Complaints) != 1 || p.Complaints[0].Text != words || !p.Complaints[0].Due.Equal(w.clock.AddDate(0, 0, 30)) {
		t.Errorf("%+v", p.Complaints)
	}
	w.must(w.boss, &AnswerComplaint{Complaint: r.ID, Upheld: "yes", Answer: "We were wrong and say so."})
	w.refused(w.boss, &AnswerComplaint{Complaint: r.ID, Upheld: "no", Answer: why}, muster.CodeConflict, "already")
}
