package casework

import (
	"slices"

	"muster"
)

// A guided interview that everybody it names has recorded is the best evidence
// there is for the check that gates ask for, the live interview. It passes
// nothing by itself: somebody looks at the forms and says what they gave.

// Offered are the sessions that a live interview may name as its evidence, the
// latest first: held, with forms its reader is shown, and named by no check yet.
func Offered(all []Session, had []Check) []Session {
	var out []Session
	for i := len(all) - 1; i >= 0; i-- {
		s := &all[i]
		if s.State == SessionHeld && len(s.Forms) >= len(s.Interviewers) && evidenceOf(s.ID, had) == nil {
			out = append(out, *s)
		}
	}
	return out
}

// evidenceOf is the check that names a session, nil where none does.
func evidenceOf(session string, had []Check) *Check {
	i := slices.IndexFunc(had, func(c Check) bool { return c.Session == session })
	if i < 0 {
		return nil
	}
	return &had[i]
}

// names holds the session that a check is recorded with against what is on
// record of it. Who names it has seen its forms: a person decides what they give.
func (a *RecordCheck) names(in *act, c *Check, about *about) error {
	if a.Session == "" {
		return nil
	}
	if c.Type != muster.CheckLiveInterview {
		return usage("session: only a live interview rests on a guided interview", "leave the session out, and say in words what this check rests on")
	}
	s, err := interviews().get(in.tx, a.Session)
	if err != nil {
		return err
	}
	sight, err := in.desk.sight(in.tx, in.who, FieldInterview, about)
	if err != nil {
		return err
	}
	if s.Subject != c.Subject || sight == Hidden {
		return notFound("interview of this person")
	}
	if sight != Clear {
		return usage("session: your role does not show what its forms say", "let somebody who has read them record the check, or say in words what you saw yourself")
	}
	had, err := checks().of(in.tx, c.Subject)
	if err != nil {
		return err
	}
	switch other := evidenceOf(s.ID, had); {
	case s.stands() == SessionWithdrawn:
		return conflict("this interview was withdrawn", "name another, or say in words what the check rests on")
	case s.stands() != SessionHeld:
		return conflict("this interview is not on record of everybody it names", "wait for the other form, or say in words what the check rests on")
	case other != nil:
		return conflict("another check names this interview", "hold another interview: one says how somebody was met once")
	case !slices.ContainsFunc(s.Forms, func(f InterviewForm) bool { return f.Held.Dated().ISO() == a.Done.Dated().ISO() }):
		return usage("done: the interview was held on another day", "give the day that its forms say")
	case a.Form["two"] == "yes" && len(s.Forms) < 2:
		return usage("form: one interviewer recorded this interview", "say that there were not two, or say in words who else was there")
	}
	return nil
}

// todayHeld finds the live interviews of the day's list for which an interview
// was held already: nobody holds it again, or forgets that it is there.
func (r *reading) todayHeld(t *TodayList, look func(muster.SubjectID) (*about, error)) error {
	var people []muster.SubjectID
	for i := range t.Checks {
		if t.Checks[i].Type == muster.CheckLiveInterview {
			people = append(people, t.Checks[i].Subject)
		}
	}
	if len(people) == 0 {
		return nil
	}
	held, err := interviews().ofEach(r.tx, "state = 'held'", people)
	if err != nil || len(held) == 0 {
		return err
	}
	had, err := checks().ofEach(r.tx, "state = 'recorded'", people)
	if err != nil {
		return err
	}
	t.Held = map[string]bool{}
	for i := range t.Checks {
		c := &t.Checks[i]
		if c.Type != muster.CheckLiveInterview || !slices.ContainsFunc(held[c.Subject], func(s Session) bool { return evidenceOf(s.ID, had[c.Subject]) == nil }) {
			continue
		}
		a, err := look(c.Subject)
		if err != nil {
			return err
		}
		sight, err := r.desk.sight(r.tx, r.who, FieldInterview, a)
		if err != nil {
			return err
		}
		t.Held[c.ID] = sight == Clear
	}
	return nil
}
