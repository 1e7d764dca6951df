package server

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"muster"
	"muster/casework"
	"muster/report"
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
	p.gave(out)
	out.Planned = p.plannedOf(p.record.Interviews)
	out.Stills, err = s.stillsOf(ctx, p.actor, id)
	return out, err
}

// gave puts on the page what an interview that was held is evidence of: the live
// interview the gate asks for, which somebody records who has read the forms.
func (p *subject) gave(out *web.Interview) {
	list := p.checks()
	for _, c := range list {
		if len(c.Offers) > 0 {
			for i := range c.Offers {
				c.Offers[i].Href = "#e" // the forms stand here
			}
			out.Checks = append(out.Checks, c)
		}
	}
	if out.Unused = p.unused(list); out.Unused != nil {
		out.Unused.Back = p.self().Href() + "/interview#gave"
		for i := range out.Unused.Held {
			out.Unused.Held[i].Href = "#e"
		}
		for _, c := range list {
			if c.Type == muster.CheckLiveInterview && c.Pending() && c.Unheld {
				out.Checks = append(out.Checks, c)
			}
		}
	}
}

// unused are the interviews that were held where none of the person's checks can
// be recorded with them by the viewer, and what has to happen first: an interview
// that was held is not to be forgotten until somebody asks for a check.
func (p *subject) unused(list []web.Check) *web.Unused {
	if slices.ContainsFunc(list, func(c web.Check) bool { return len(c.Offers) > 0 }) {
		return nil
	}
	out := &web.Unused{Person: p.self(), Held: p.offers(p.self().Href() + "/interview#e"), Back: p.self().Href() + "#checks"}
	if len(out.Held) == 0 {
		return nil
	}
	out.Asked = slices.ContainsFunc(list, func(c web.Check) bool { return c.Type == muster.CheckLiveInterview && c.Pending() })
	if !out.Asked && p.record.May[casework.CheckRequest] {
		out.Ask = p.toAsk()
	}
	return out
}

// toAsk is why a live interview can be asked for, as the person's page has it;
// nil where nothing asks for one or somebody has.
func (p *subject) toAsk() *web.Asking {
	row, _ := p.live.Row(p.record.ID)
	if g := p.server.nextGate(p.record.Gates, &row); g != nil {
		for _, a := range p.need(g).Asks {
			if a.Type == muster.CheckLiveInterview && !a.Passed && a.Have == nil {
				code := casework.CodeClass
				if a.Drawn {
					code = casework.CodeDraw
				}
				return &web.Asking{Gate: g.Gate, Code: code, High: a.High, Drawn: a.Drawn}
			}
		}
	}
	if p.server.desk.Permissions().Sees(p.actor, casework.FieldFinding, p.record.Scope) == casework.Hidden {
		return nil
	}
	seen := &web.Person{Findings: p.findings()}
	if settles := slices.Contains(seen.Offers(), muster.CheckLiveInterview); settles || slices.Contains(seen.Helps(), muster.CheckLiveInterview) {
		return &web.Asking{Code: casework.CodeFinding, Settles: settles}
	}
	return nil
}

// offers are the interviews that a live interview of this person may name, for
// who is shown their forms.
func (p *subject) offers(page string) []web.Held {
	var out []web.Held
	for _, s := range casework.Offered(p.record.Interviews, p.record.Checks) {
		out = append(out, p.heldOf(&s, page))
	}
	return out
}

// interviewed puts on the card of a live interview what it rests on, or may.
func (p *subject) interviewed(c *casework.Check, card *web.Check) {
	page := card.Person.Href() + "/interview#e"
	for i := range p.record.Interviews {
		if s := &p.record.Interviews[i]; c.Session != "" && s.ID == c.Session {
			held := p.heldOf(s, page)
			card.Rests = &held
		}
	}
	if c.Type == muster.CheckLiveInterview && c.State == casework.CheckRequested && card.May[casework.CheckRecord] {
		card.Offers = p.offers(page)
		card.Unfold = len(card.Offers) > 0
	}
}

// heldOf is an interview that was held, with what its forms say where the viewer
// is shown them.
func (v *viewing) heldOf(s *casework.Session, page string) web.Held {
	out := web.Held{ID: s.ID, Href: page, Hidden: len(s.Forms) == 0}
	if out.Hidden {
		out.By, out.Href = v.userNames(s.Interviewers), ""
		return out
	}
	var how []string
	by := map[muster.Sign][]string{}
	done, failed, asked := 0, 0, 0
	for i := range s.Forms {
		f := &s.Forms[i]
		out.By = append(out.By, f.Name)
		one := strings.ToLower(optionLabel(web.InterviewModes(), string(f.Mode)))
		switch f.CameraOn {
		case muster.Yes:
			one += ", camera on"
		case muster.No:
			one += ", camera off"
		}
		if !slices.Contains(how, one) {
			how = append(how, one)
		}
		for _, sign := range f.Signs {
			by[sign] = append(by[sign], f.Name)
		}
		for _, p := range f.Prompts {
			asked += boolean(p != "swapped") // nobody is asked why
			done += boolean(p == "done")
			failed += boolean(p == "not_done")
		}
	}
	out.Gives = map[string]string{"two": map[bool]string{true: "yes", false: "no"}[len(s.Forms) > 1]}
	switch {
	case asked > 0 && done == asked:
		out.Gives["prompts"] = "yes"
	case failed > 0: // what failed for a technical reason, or was swapped, is for people to weigh
		out.Gives["prompts"] = "no"
	}
	out.On, out.How, out.Differ = s.Forms[0].Held.Dated(), strings.Join(how, "; "), len(s.Compare())
	switch {
	case asked == 0:
		out.Done = "Another check was agreed instead of the prompts."
	case done == asked:
		out.Done = "Every prompt was done."
	default:
		out.Done = "Of " + report.Number(asked) + " answers on prompts " + report.Number(done) + " say done."
	}
	for _, sign := range casework.InterviewSigns() {
		if len(by[sign]) > 0 {
			out.Signs = append(out.Signs, web.Line{Text: optionLabel(web.InterviewSigns(), string(sign)), By: report.List(by[sign])})
		}
	}
	return out
}

// plannedOf are the interviews that wait for forms and then those that were
// withdrawn, the latest first.
func (v *viewing) plannedOf(all []casework.Session) []web.Planned {
	var out []web.Planned
	for i := len(all) - 1; i >= 0; i-- {
		s := &all[i]
		if s.State == casework.SessionHeld {
			continue
		}
		one := web.Planned{ID: s.ID, At: s.Planned, By: s.By, Waits: v.userNames(s.Waits)}
		for _, id := range s.Interviewers {
			if !slices.Contains(s.Waits, id) {
				one.Recorded = append(one.Recorded, v.userName(id))
			}
		}
		if w := s.Withdrawn; w != nil {
			what := "It will not take place."
			if len(one.Recorded) > 0 {
				what = "No more forms are waited for."
			}
			one.Withdrawn = &web.Decision{What: what, Reason: w.Reason, By: w.By, At: w.At}
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b web.Planned) int { return boolean(a.Withdrawn != nil) - boolean(b.Withdrawn != nil) })
	return out
}

func (v *viewing) userNames(ids []casework.UserID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, v.userName(id))
	}
	return out
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
		return s.Withdrawn == nil && slices.Contains(s.Interviewers, user) && !slices.ContainsFunc(s.Forms, func(f casework.InterviewForm) bool { return f.User == user })
	})
}

// earlier is what interviewers recorded before, for comparison.
func earlier(s *casework.Session) []web.Session {
	differ := len(s.Compare()) > 0
	var out []web.Session
	for _, f := range s.Forms {
		one := web.Session{By: f.Name, At: f.Held, Agrees: !differ, Alone: len(s.Forms) == 1}
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

// recordedSays tells who recorded a check what that did: only one that was
// passed settles anything.
func recordedSays(o muster.CheckOutcome) string {
	if o == muster.OutcomePassed {
		return "Recorded. What it settles no longer counts."
	}
	return "Recorded. It settles nothing by itself."
}
