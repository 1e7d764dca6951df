package server

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/casework"
	"muster/web"
)

// Interview is the guided interview planned for this interviewer, and before
// one is drawn the form that draws it. Who was named to hold it gets it where
// the person is not theirs to see otherwise too.
func (s *Server) Interview(ctx context.Context, id muster.SubjectID) (*web.Interview, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := s.desk.Interviewing(ctx, actor, id)
	if code := muster.CodeOf(err); err != nil && code != muster.CodePermission && code != muster.CodeNotFound {
		return nil, err
	}
	p, err := s.subjectOf(ctx, id)
	if mine != nil && muster.CodeOf(err) == muster.CodeNotFound {
		return s.interviewAlone(ctx, actor, mine)
	}
	if err != nil {
		return nil, err
	}
	out := &web.Interview{Person: p.self(), Role: p.record.Class, Notice: len(p.record.Notices) > 0, May: web.Allowed(maps.Clone(p.record.May))} // others share it
	out.MayHold = p.mayBeNamed(casework.InterviewRecord, p.record.Scope)
	if p.record.Swaps {
		out.Swap = swapAgreed
	}
	if mine != nil {
		out.May[casework.InterviewRecord] = true
		drawn(out, mine)
	}
	for i := range p.record.Interviews {
		out.Earlier = append(out.Earlier, earlier(&p.record.Interviews[i])...)
	}
	if mine == nil || mine.Open == nil {
		out.Compared = compared(p.record.Interviews)
	}
	out.Stills, err = s.stillsOf(ctx, p.actor, id)
	return out, err
}

const swapAgreed = "A check was swapped for an equally strong one."

// drawn puts the draw that names the viewer on the page.
func drawn(out *web.Interview, mine *casework.Interviewing) {
	out.Held = len(mine.Recorded) > 0
	if mine.Open == nil {
		return
	}
	out.Session, out.Prompts, out.Waiting = mine.Open.ID, mine.Open.Prompts, mine.Waiting
	for _, q := range mine.Open.Questions {
		out.Questions = append(out.Questions, web.Question{Ask: q})
	}
}

// interviewAlone is the page for an interviewer to whom the person is nobody
// otherwise: the form, and the forms of interviews they held themselves.
func (s *Server) interviewAlone(ctx context.Context, actor *casework.Actor, mine *casework.Interviewing) (*web.Interview, error) {
	out := &web.Interview{Person: namedBy(mine.Subject, mine.Name), Role: mine.Class, Notice: mine.Told, May: web.Allowed{casework.InterviewRecord: true}}
	if mine.Swaps {
		out.Swap = swapAgreed
	}
	drawn(out, mine)
	for i := range mine.Recorded {
		out.Earlier = append(out.Earlier, earlier(&mine.Recorded[i])...)
	}
	if mine.Open == nil {
		out.Compared = compared(mine.Recorded)
	}
	var err error
	out.Stills, err = s.stillsOf(ctx, actor, mine.Subject)
	out.May[casework.InterviewStill] = out.Stills != nil
	return out, err
}

// namedBy is somebody whose page may not be the viewer's, by the name that shows
// without a reason, else by id.
func namedBy(id muster.SubjectID, name casework.Shown) web.PersonRef {
	p := web.PersonRef{ID: id, Far: true}
	if name.Sight == casework.Clear {
		p.Name = name.Text
	}
	return p
}

// afterInterview is where an interviewer goes once their form is on record: to
// the person, or back to the form where the person is not theirs to see.
func (s *Server) afterInterview(ctx context.Context, actor *casework.Actor, id muster.SubjectID) string {
	to := web.PersonRef{ID: id}.Href()
	if s.desk.May(ctx, actor, casework.PeopleView, id) != nil {
		to += "/interview"
	}
	return to
}

// signsOf are the signs of a form in words.
func signsOf(f *casework.InterviewForm) string {
	var words []string
	for _, sign := range f.Signs {
		words = append(words, optionLabel(web.InterviewSigns(), string(sign)))
	}
	return cmp.Or(strings.Join(words, "; "), "None")
}

// toHold reports whether one of these interviews waits for a user's form.
func toHold(all []casework.Session, user casework.UserID) bool {
	return slices.ContainsFunc(all, func(s casework.Session) bool {
		return slices.Contains(s.Interviewers, user) && !slices.ContainsFunc(s.Forms, func(f casework.InterviewForm) bool { return f.User == user })
	})
}

// earlier is what interviewers recorded before, for comparison.
func earlier(s *casework.Session) []web.Session {
	differ := len(s.Compare()) > 0
	var out []web.Session
	for _, f := range s.Forms {
		one := web.Session{By: f.Name, At: f.Held, Agrees: !differ}
		for _, a := range f.Answers {
			one.Answers = append(one.Answers, optionLabel(web.AnswerChoices(), a))
		}
		for _, sign := range f.Signs {
			one.Signs = append(one.Signs, optionLabel(web.InterviewSigns(), string(sign)))
		}
		out = append(out, one)
	}
	return out
}
