package casework

import (
	"slices"
	"strings"

	"muster"
)

func (w *world) session(who muster.SubjectID, id string) Session {
	w.Helper()
	p, err := w.desk.Person(w.Context(), w.boss, who)
	w.ok(err)
	for _, s := range p.Interviews {
		if s.ID == id {
			return s
		}
	}
	w.Fatalf("no session %s", id)
	return Session{}
}

func sceneQuestionsComeFromOwnClaims(w *world) {
	t := w.T
	rich := w.person("rich", &muster.CV{Roles: []muster.Role{{Title: "Engineer", Employer: "Sample Mills"}, {Title: "Lead", Employer: "Other Mills"}},
		Education: []muster.Education{{Institution: "University of Examples"}}, Technologies: []muster.TechnologyClaim{{Name: "Go"}, {Name: "SQL"}}})
	poor := w.person("poor")
	plan := func(id muster.SubjectID) Session {
		r := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User, w.other.User}})
		return w.session(id, r.ID)
	}
	a, b, c := plan(rich), plan(rich), plan(poor)
	for _, s := range []Session{a, b, c} {
		if len(s.Questions) != 6 || len(s.Prompts) != 3 {
			t.Errorf("%d questions, %d prompts", len(s.Questions), len(s.Prompts))
		}
		for i, q := range s.Questions {
			if slices.Contains(s.Questions[:i], q) || RefusedTerm(q) != "" {
				t.Errorf("question %q", q)
			}
		}
	}
	if slices.Equal(a.Prompts, b.Prompts) && slices.Equal(a.Questions, b.Questions) {
		t.Error("two sessions are the same: it can be rehearsed")
	}
	if !slices.ContainsFunc(a.Questions, func(q string) bool { return strings.Contains(q, "Mills") }) || !strings.Contains(c.Questions[0], "Example Works") {
		t.Errorf("%q, %q", a.Questions, c.Questions)
	}
	w.must(w.boss, &ChangeSetting{Setting: SettingQuestions, Value: 12, Reason: why})
	if s := plan(poor); len(s.Questions) != 12 {
		t.Errorf("%d questions for somebody who claims little", len(s.Questions))
	}
}

func sceneTwoInterviewersAreCompared(w *world) {
	t := w.T
	id := w.person("p")
	s := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User, w.user[Recruiter].User}})
	one := formOf(s.ID)
	one.Signs = []muster.Sign{muster.SignVirtualCamera}
	two := formOf(s.ID)
	two.Answers = slices.Clone(two.Answers)
	two.Answers[0], two.Signs = "not_known", one.Signs
	bad := formOf(s.ID)
	bad.Signs = []muster.Sign{"has_an_accent"}
	w.refused(w.boss, bad, muster.CodeUsage, "choices")
	bad = formOf(s.ID)
	bad.Answers = bad.Answers[:2]
	w.refused(w.boss, bad, muster.CodeUsage, "does not fit")
	w.must(w.boss, one)
	w.refused(w.boss, one, muster.CodeConflict, "on record")
	forms := func() int {
		t.Helper()
		p, err := w.desk.Person(w.Context(), w.user[Recruiter], id)
		w.ok(err)
		return len(p.Interviews[0].Forms)
	}
	if forms() != 0 {
		t.Error("an interviewer sees the other's form before their own is on record")
	}
	w.must(w.user[Recruiter], two)
	if n := forms(); n != 2 {
		t.Errorf("%d forms are shown once both are on record", n)
	}
	got := w.session(id, s.ID)
	differ := got.Compare()
	if len(differ) != 1 || differ[0].What != got.Questions[0] || differ[0].By["User recruiter"] != "not_known" {
		t.Errorf("%+v", differ)
	}
	pop, err := w.store.Population(w.Context(), org)
	w.ok(err)
	list, err := pop.Observations(0, nil)
	w.ok(err)
	confirmed := map[muster.Text]muster.Answer{}
	for _, o := range list {
		if d, ok := o.Data.(*muster.Interview); ok {
			confirmed[d.Interviewer] = d.Recorded.Confirmed
		}
	}
	if confirmed["Ada Example"] == muster.Yes || confirmed["User recruiter"] != muster.Yes {
		t.Errorf("one sees it, then two: %v", confirmed)
	}
	blind, err := w.desk.Person(w.Context(), w.user[Security], id)
	w.ok(err)
	if len(blind.Interviews) != 1 || blind.Interviews[0].Forms != nil {
		t.Errorf("masked forms are shown: %+v", blind.Interviews)
	}
}

func sceneKeptNegatives(w *world) {
	t := w.T
	a, b, c := w.person("a"), w.person("b"), w.person("c")
	w.must(w.boss, &SplitGroup{Group: "g", Members: []muster.SubjectID{b}, Others: []muster.SubjectID{a, c}, Reason: why})
	w.must(w.boss, &MergeGroup{Group: "g", Members: []muster.SubjectID{c}, Others: []muster.SubjectID{b}, Reason: why})
	w.refused(w.boss, &MergeGroup{Group: "g", Members: []muster.SubjectID{c}, Others: []muster.SubjectID{c}, Reason: why}, muster.CodeUsage, "both sides")
	w.refused(w.boss, &LinkPeople{A: a, B: "nobody", Reason: why}, muster.CodeNotFound, "person")
	w.must(w.boss, &LinkPeople{A: c, B: a, Reason: why})
	list, err := w.desk.PairDecisions(w.Context())
	w.ok(err)
	got := map[string]string{}
	for _, p := range list {
		got[string(p.A+p.B)] = p.Verdict
	}
	if len(got) != 3 || got["ab"] != PairNot || got["bc"] != PairSame || got["ac"] != PairOneSelf {
		t.Errorf("%v", got)
	}
}
