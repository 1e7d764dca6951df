package server

import (
	"context"
	"time"

	"muster"
	"muster/casework"
	"muster/web"
)

// caseCard is a case on the board.
func (v *viewing) caseCard(c *casework.Case) web.CaseCard {
	card := web.CaseCard{ID: c.ID, Title: c.Title, Owner: c.OpenedBy}
	if !c.Due.IsZero() {
		card.Clock = &web.Clock{Until: c.Due, Then: "Then it is due to be looked at again"}
	}
	for _, id := range c.People {
		card.People = append(card.People, v.refTo(id))
	}
	return card
}

// Cases is the board of the cases the viewer may read.
func (s *Server) Cases(ctx context.Context) (*web.Cases, error) {
	v, err := s.look(ctx, casework.CaseView)
	if err != nil {
		return nil, err
	}
	all, err := s.desk.Cases(ctx, v.actor, true)
	if err != nil {
		return nil, err
	}
	today, err := s.desk.Today(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	waiting := map[string]bool{}
	for i := range today.Steps {
		waiting[today.Steps[i].Case] = true
	}
	out := &web.Cases{Columns: []web.CaseColumn{{Name: "New"}, {Name: "Looking into it"}, {Name: "Waiting for a second person"}}}
	for i := range all {
		c := &all[i]
		switch {
		case c.State != "open":
			out.Closed++
		case waiting[c.ID]:
			out.Columns[2].Cases = append(out.Columns[2].Cases, v.caseCard(c))
		case s.now().Sub(c.Opened) < 24*time.Hour:
			out.Columns[0].Cases = append(out.Columns[0].Cases, v.caseCard(c))
		default:
			out.Columns[1].Cases = append(out.Columns[1].Cases, v.caseCard(c))
		}
	}
	return out, nil
}

// Case is one case. Reading it is entered in the ledger by the desk.
func (s *Server) Case(ctx context.Context, id string) (*web.Case, error) {
	v, err := s.look(ctx, casework.CaseView)
	if err != nil {
		return nil, err
	}
	c, err := s.desk.Case(ctx, v.actor, id)
	if err != nil {
		if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such case.", Hint: "It may be mistyped, or you are not among its readers.", Err: err}
		}
		return nil, err
	}
	card := v.caseCard(&c.Case)
	out := &web.Case{ID: c.ID, Title: c.Title, State: c.State, Owner: c.OpenedBy, Opened: c.Opened, Reason: c.Reason, People: card.People, Clock: card.Clock}
	if !c.Closed.IsZero() {
		out.Clock = nil
		out.Closed = &web.Decision{What: optionLabel(web.CaseOutcomes(), c.Outcome), Reason: c.End, At: c.Closed}
	}
	for i := range c.Items {
		v.item(out, c, &c.Items[i])
	}
	for i := range c.Steps {
		out.Steps = append(out.Steps, v.step(&c.Steps[i]))
	}
	last := map[casework.UserID]time.Time{}
	for _, l := range c.Views {
		if last[l.User].Before(l.At) {
			last[l.User] = l.At
		}
		out.Access = append(out.Access, web.Line{At: muster.Instant(l.At), Text: "Read the case", By: l.Name})
	}
	for _, id := range c.Readers {
		out.Readers = append(out.Readers, web.Reader{Name: v.userName(id), Last: last[id]})
	}
	return out, nil
}

// item puts one thing of a case in its place on the page.
func (v *viewing) item(out *web.Case, c *casework.CaseRecord, i *casework.Item) {
	switch i.Kind {
	case casework.ItemHypothesis:
		out.Hypotheses = append(out.Hypotheses, web.Hypothesis{ID: i.ID, Text: i.Text, Honest: i.Innocent, By: i.By})
	case casework.ItemEvidence:
		e := web.Exhibit{Name: i.Text, Added: i.At, By: i.By}
		if i.File != nil {
			e.Name, e.Hash = i.File.Title, i.File.SHA256
		}
		for k := range c.Items {
			if o := &c.Items[k]; o.Kind == casework.ItemCustody && o.Of == i.ID {
				e.Custody = append(e.Custody, web.Line{At: muster.Instant(o.At), Text: o.Text, By: o.By})
			}
		}
		out.Evidence = append(out.Evidence, e)
	case casework.ItemTask:
		out.Tasks = append(out.Tasks, web.Task{ID: i.ID, Text: i.Text, Who: v.userName(i.Who), Due: i.Due, Result: i.Result, Late: i.Result == "" && i.Due.Before(muster.Instant(v.server.now()))})
	case casework.ItemNote, casework.ItemPrivileged:
		out.Notes = append(out.Notes, web.CaseNote{Text: i.Text, By: i.By, At: i.At, Privileged: i.Kind == casework.ItemPrivileged})
	}
}

func optionLabel(of []web.Option, value string) string {
	for _, o := range of {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Interview prepares a guided interview: the session planned for this
// interviewer, or a fresh one. Drawing it is an act.
func (s *Server) Interview(ctx context.Context, id muster.SubjectID) (*web.Interview, error) {
	p, err := s.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	session := openSession(p.record.Interviews, p.actor.User)
	if session == nil {
		r, err := s.desk.Do(ctx, p.actor, casework.Key(newKey()), &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{p.actor.User}})
		if err != nil {
			return nil, err
		}
		if p.record, err = s.desk.Person(ctx, p.actor, id); err != nil {
			return nil, err
		}
		for i := range p.record.Interviews {
			if p.record.Interviews[i].ID == r.ID {
				session = &p.record.Interviews[i]
			}
		}
	}
	if session == nil {
		return nil, notTheirs(&muster.Error{Code: muster.CodeNotFound, Message: "no session"})
	}
	out := &web.Interview{Person: p.self(), Session: session.ID, Role: p.record.Class, Prompts: session.Prompts, Notice: len(p.record.Notices) > 0}
	if p.record.Swaps {
		out.Swap = "A check was swapped for an equally strong one."
	}
	for _, q := range session.Questions {
		out.Questions = append(out.Questions, web.Question{Ask: q, Claim: "on their own records"})
	}
	for i := range p.record.Interviews {
		out.Earlier = append(out.Earlier, earlier(&p.record.Interviews[i])...)
	}
	return out, nil
}

func openSession(all []casework.Session, user casework.UserID) *casework.Session {
	for i := range all {
		mine, done := false, false
		for _, u := range all[i].Interviewers {
			mine = mine || u == user
		}
		for _, f := range all[i].Forms {
			done = done || f.User == user
		}
		if mine && !done {
			return &all[i]
		}
	}
	return nil
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
