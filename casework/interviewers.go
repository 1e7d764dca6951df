package casework

import (
	"context"
	"slices"

	"muster"
)

// Interviewing is what somebody named to interview a person gets of them for
// it: the draws that name them, and nothing that only the person's page holds.
type Interviewing struct {
	Subject  muster.SubjectID
	Class    muster.RoleClass
	Name     Shown
	Told     bool      // the person has had the notice
	Swaps    bool      // a swap of checks is agreed; its reason is not kept
	Record   bool      // the actor's roles let them record the form of a draw that names them
	Open     *Session  // the draw that waits for the actor's form, with the others' taken out
	Waiting  int       // how many forms of it are on record already
	Recorded []Session // draws the actor's form is on record of; without forms where the table hides them
}

// Interviewing reads an interview for who was named to hold it, whether or not
// the person is otherwise theirs to see. To everybody else nobody is there.
func (d *Desk) Interviewing(ctx context.Context, who *Actor, id muster.SubjectID) (*Interviewing, error) {
	var out *Interviewing
	err := d.view(ctx, who, func(r *reading) (err error) {
		out, err = r.interviewing(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (r *reading) interviewing(id muster.SubjectID) (*Interviewing, error) {
	about, err := lookAt(r.tx, r.who, id)
	if err != nil {
		return nil, err
	}
	list, err := interviews().of(r.tx, id)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(s Session) bool { return !s.names(r.who) })
	table := r.desk.table
	if len(list) == 0 || !table.Allows(r.who, InterviewRecord, about.Scope, true) {
		return nil, refusal(InterviewRecord)
	}
	out := &Interviewing{Subject: id, Class: about.Class, Record: true}
	if out.Name, err = r.show(FieldName, about, values(about.observations)[FieldName]); err != nil {
		return nil, err
	}
	notices, err := notices().of(r.tx, id)
	if err != nil {
		return nil, err
	}
	out.Told = len(notices) > 0
	done, err := checks().of(r.tx, id)
	if err != nil {
		return nil, err
	}
	out.Swaps = slices.ContainsFunc(done, func(c Check) bool { return c.InPlaceOf != "" })
	forms, err := r.desk.sight(r.tx, r.who, FieldInterview, about)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].told()
		out.take(&list[i], r.who, forms)
	}
	return out, nil
}

// take puts a draw that names the actor where it belongs.
func (n *Interviewing) take(s *Session, who *Actor, forms Sight) {
	switch one := *s; {
	case s.by(who):
		if forms != Clear {
			one.Forms = nil
		}
		n.Recorded = append(n.Recorded, one)
	case n.Open == nil && s.Withdrawn == nil: // each says what they saw themselves before they see what others did
		n.Waiting, one.Forms = len(one.Forms), nil
		n.Open = &one
	}
}

// names reports whether an interview is the actor's to hold.
func (s *Session) names(who *Actor) bool {
	return who.User != "" && slices.Contains(s.Interviewers, who.User)
}

// by reports whether the actor's form is on record.
func (s *Session) by(who *Actor) bool {
	return slices.ContainsFunc(s.Forms, func(f InterviewForm) bool { return f.User == who.User })
}

// PlannedInterview is an interview that waits for somebody's form.
type PlannedInterview struct {
	Session string
	Subject muster.SubjectID
	Name    Shown
}

// todayInterviews lists the draws that wait for the actor's form.
func (r *reading) todayInterviews(t *TodayList, look func(muster.SubjectID) (*about, error)) error {
	list, err := interviews().list(r.tx, "state = 'planned'")
	if err != nil {
		return err
	}
	for i := range list {
		s := &list[i]
		if !s.names(r.who) || s.by(r.who) || len(t.Interviews) == maxToday {
			continue
		}
		a, err := look(s.Subject)
		if err != nil {
			return err
		}
		if a == nil || !r.desk.table.Allows(r.who, InterviewRecord, a.Scope, true) {
			continue
		}
		one := PlannedInterview{Session: s.ID, Subject: s.Subject}
		if one.Name, err = r.show(FieldName, a, values(a.observations)[FieldName]); err != nil {
			return err
		}
		t.Interviews = append(t.Interviews, one)
	}
	return nil
}
