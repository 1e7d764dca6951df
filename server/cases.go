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
	steps, err := s.desk.ToSign(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	waiting := map[string]bool{}
	for i := range steps {
		waiting[steps[i].Case] = true
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
	if err := v.namesPeople(ctx); err != nil {
		return nil, err
	}
	card := v.caseCard(&c.Case)
	out := &web.Case{ID: c.ID, Title: c.Title, State: c.State, Owner: c.OpenedBy, Opened: c.Opened, Reason: c.Reason, People: card.People, Clock: card.Clock}
	out.May = web.Allowed(s.desk.Permissions().Allowed(v.actor, c.Scope, true)) // who reads it here is a reader
	if !c.Closed.IsZero() {
		out.Clock = nil
		out.Closed = &web.Decision{What: optionLabel(web.CaseOutcomes(), c.Outcome), Reason: c.End, By: c.ClosedBy, At: c.Closed}
	}
	for i := range c.Items {
		v.item(out, c, &c.Items[i])
	}
	for i := range c.Steps {
		step, err := v.step(ctx, &c.Steps[i])
		if err != nil {
			return nil, err
		}
		out.Steps = append(out.Steps, step)
	}
	for i, p := range c.People {
		one := web.Told{Person: card.People[i]}
		for k := range c.Told {
			if c.Told[k].Subject == p {
				one.Notice = noticeOf(&c.Told[k])
			}
		}
		out.Told = append(out.Told, one)
	}
	last := map[casework.UserID]time.Time{}
	for _, r := range c.Readings {
		if last[r.User].Before(r.Last) {
			last[r.User] = r.Last
		}
		out.Access = append(out.Access, web.Opened{By: r.Name, Times: r.Times, Last: r.Last})
	}
	for _, id := range c.Readers {
		out.Readers = append(out.Readers, web.Reader{Name: v.userName(id), Last: last[id]})
	}
	v.namedOnCase(&c.Case, out)
	return out, nil
}

// namesPeople widens whom a case's page names to everybody its reader works
// with: a closed case makes nobody its readers' own any more.
func (v *viewing) namesPeople(ctx context.Context) error {
	all, err := v.server.desk.Around(ctx, v.actor, casework.PeopleView)
	if err == nil {
		v.reach = all.Reach
	}
	return err
}

// item puts one thing of a case in its place on the page.
func (v *viewing) item(out *web.Case, c *casework.CaseRecord, i *casework.Item) {
	switch i.Kind {
	case casework.ItemHypothesis:
		out.Hypotheses = append(out.Hypotheses, web.Hypothesis{ID: i.ID, Text: i.Text, Honest: i.Innocent, By: i.By})
	case casework.ItemEvidence:
		e := web.Exhibit{ID: i.ID, Name: i.Text, Added: i.At, By: i.By, Holder: i.To}
		if i.File != nil {
			e.Name, e.Shows, e.Hash, e.Size, e.Where, e.Kept = i.File.Title, i.Text, i.File.SHA256, i.File.Size, i.File.Where, i.File.Where == casework.KeptHere
		}
		for k := range c.Items {
			if o := &c.Items[k]; o.Kind == casework.ItemCustody && o.Of == i.ID {
				e.Custody = append(e.Custody, web.Line{At: muster.Instant(o.At), Text: "From " + o.From + " to " + o.To + ": " + o.Text, By: o.By})
				e.Holder, e.Where = o.To, o.File.Where
			}
		}
		out.Evidence = append(out.Evidence, e)
	case casework.ItemWeighing:
		out.Weighed = append(out.Weighed, web.Weighing{Evidence: i.Of, Hypothesis: i.On, Weight: i.Result, Reason: i.Text, By: i.By, At: i.At})
	case casework.ItemTask:
		out.Tasks = append(out.Tasks, web.Task{ID: i.ID, Text: i.Text, Who: v.userName(i.Who), Due: i.Due, Result: i.Result, Late: i.Result == "" && !i.Due.IsZero() && i.Due.Before(muster.Instant(v.server.now()))})
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
