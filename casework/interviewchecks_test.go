package casework

import (
	"strings"

	"muster"
	"muster/store"
)

// liveCheck asks for a live interview of somebody.
func (w *world) liveCheck(id muster.SubjectID) string {
	w.Helper()
	return w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: CodeOther, Reason: why}).ID
}

// sceneInterviewIsEvidenceOfACheck records a live interview that rests on a
// guided one: by a person, with an outcome of theirs, once, and only when every
// form is on record and the recorder is shown them.
func sceneInterviewIsEvidenceOfACheck(w *world) {
	t := w.T
	id, stranger := w.person("p"), w.person("q")
	s := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User, w.other.User}}).ID
	k := w.liveCheck(id)
	record := &RecordCheck{Check: k, Session: s, Outcome: muster.OutcomeUnclear, Done: muster.Instant(monday)}
	offered := func(want int) {
		t.Helper()
		p, err := w.desk.Person(w.Context(), w.boss, id)
		w.ok(err)
		if got := Offered(p.Interviews, p.Checks); len(got) != want {
			t.Errorf("%d interviews are offered, want %d", len(got), want)
		}
	}

	w.refused(w.boss, record, muster.CodeConflict, "everybody it names")
	w.must(w.boss, formOf(s))
	offered(0)
	w.refused(w.boss, record, muster.CodeConflict, "everybody it names")
	w.must(w.other, formOf(s))
	offered(1)
	if p, err := w.desk.Person(w.Context(), w.boss, id); err != nil || p.Checks[0].State != CheckRequested {
		t.Errorf("the check was recorded by itself: %v", err)
	}

	another := *record
	another.Done = muster.Instant(monday.AddDate(0, 0, -9))
	w.refused(w.boss, &another, muster.CodeUsage, "another day")
	another = *record
	another.Check = w.liveCheck(stranger)
	w.refused(w.boss, &another, muster.CodeNotFound, "interview of this person")
	another = *record
	another.Check = w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckAddress, Code: CodeOther, Reason: why}).ID
	w.refused(w.boss, &another, muster.CodeUsage, "only a live interview")
	for role, word := range map[Role]string{Security: "your role does not show", IT: "no such interview"} {
		w.must(w.boss, &AssignCheck{Check: k, User: w.user[role].User})
		code := muster.CodeUsage
		if role == IT {
			code = muster.CodeNotFound
		}
		w.refused(w.user[role], record, code, word)
	}

	r := w.must(w.boss, record)
	offered(0)
	p, err := w.desk.Person(w.Context(), w.boss, id)
	w.ok(err)
	if c := p.Checks[0]; c.Session != s || c.Outcome != muster.OutcomeUnclear {
		t.Errorf("the check does not name its interview, or has another outcome: %+v", c)
	}
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, err := tx.Entries(r.Entry, 1)
		if err == nil && (len(list) != 1 || !strings.Contains(list[0].Opening.Payload, s)) {
			t.Errorf("its entry does not name the interview: %+v", list)
		}
		return err
	}))
	another = *record
	another.Check = w.liveCheck(id)
	w.refused(w.boss, &another, muster.CodeConflict, "another check names")
	unseen, err := w.desk.Person(w.Context(), w.user[IT], id)
	w.ok(err)
	if unseen.Checks[0].Session != "" {
		t.Error("who is shown no interviews is told of one")
	}

	alone := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User}}).ID
	w.must(w.boss, formOf(alone))
	another.Session, another.Form = alone, map[string]string{"two": "yes"}
	w.refused(w.boss, &another, muster.CodeUsage, "one interviewer")
	another.Form["two"] = "no"
	w.must(w.boss, &another)
	w.verified()
}

// scenePlannedInterviewIsWithdrawn takes an interview back that nobody will hold,
// and one of which a form never comes: nobody waits for it any longer, and what
// was recorded stays.
func scenePlannedInterviewIsWithdrawn(w *world) {
	t := w.T
	id := w.person("p")
	s := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User, w.other.User}}).ID
	waits := func(want int) {
		t.Helper()
		list, err := w.desk.Today(w.Context(), w.other)
		w.ok(err)
		if len(list.Interviews) != want {
			t.Errorf("%d interviews wait on the day's page, want %d", len(list.Interviews), want)
		}
	}
	w.must(w.boss, formOf(s))
	if got := w.session(id, s); got.State != SessionPlanned || len(got.Waits) != 1 || got.Waits[0] != w.other.User {
		t.Errorf("%+v", got)
	}
	waits(1)
	w.refused(w.boss, &WithdrawInterview{Session: s, Reason: "no"}, muster.CodeUsage, "reason")
	w.refused(w.user[Security], &WithdrawInterview{Session: s, Reason: why}, muster.CodePermission, "interview.plan")
	w.must(w.user[Recruiter], &WithdrawInterview{Session: s, Reason: why})
	waits(0)
	got := w.session(id, s)
	if got.State != SessionWithdrawn || got.Withdrawn == nil || got.Withdrawn.Reason != why || got.Withdrawn.By != "User recruiter" || len(got.Forms) != 1 {
		t.Errorf("%+v", got)
	}
	if i, err := w.desk.Interviewing(w.Context(), w.other, id); err != nil || i.Open != nil {
		t.Errorf("its form is still open: %+v, %v", i, err)
	}
	w.refused(w.other, formOf(s), muster.CodeConflict, "withdrawn")
	w.refused(w.boss, &WithdrawInterview{Session: s, Reason: why}, muster.CodeConflict, "withdrawn already")
	w.refused(w.boss, &RecordCheck{Check: w.liveCheck(id), Session: s, Outcome: muster.OutcomePassed, Done: muster.Instant(monday)}, muster.CodeConflict, "withdrawn")

	held := w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User}}).ID
	w.must(w.boss, formOf(held))
	w.refused(w.boss, &WithdrawInterview{Session: held, Reason: why}, muster.CodeConflict, "held already")
	w.verified()
}
