package server

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// subjectOf reads everything of one person that the viewer may see.
func (s *Server) subjectOf(ctx context.Context, id muster.SubjectID) (*subject, error) {
	v, err := s.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	return v.subject(ctx, id)
}

// subject is subjectOf for a request that looks at several people.
func (v *viewing) subject(ctx context.Context, id muster.SubjectID) (p *subject, err error) {
	record, err := v.server.desk.Person(ctx, v.actor, id)
	if err != nil {
		return nil, notTheirs(err)
	}
	answer, err := v.live.Assess(ctx, id)
	if err != nil {
		if errors.Is(err, assess.ErrUnknown) {
			return nil, notTheirs(err)
		}
		return nil, err
	}
	return v.subjectWith(record, answer), nil
}

// subjectWith is a person as the viewer may see them, of what was read.
func (v *viewing) subjectWith(record *casework.PersonRecord, answer *assess.Answer) *subject {
	p := &subject{viewing: v, record: record, answer: answer, policy: v.around.Policy, others: record.Others, evidence: record.Evidence}
	p.weighed = weighWith(record.Standing, p.policy, answer)
	return p
}

// subjects is subject for several people, for about as many statements as for
// one; those the viewer may not see, or of whom nothing is kept, are left out.
func (v *viewing) subjects(ctx context.Context, ids []muster.SubjectID) ([]*subject, error) {
	records, err := v.server.desk.Persons(ctx, v.actor, ids)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id muster.SubjectID) bool { return records[id] == nil })
	answers, err := v.live.AssessEach(ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []*subject
	for _, id := range ids {
		if answers[id] != nil {
			list = append(list, v.subjectWith(records[id], answers[id]))
		}
	}
	return list, nil
}

// notTheirs makes a refusal look like an absence: whoever may not see somebody
// does not learn that they are there.
func notTheirs(err error) error {
	if code := muster.CodeOf(err); code == muster.CodePermission || code == muster.CodeNotFound {
		return &muster.Error{Code: muster.CodeNotFound, Message: "There is nobody here by this number.", Hint: "It may be mistyped, or the person is not among those you work with.", Err: err}
	}
	return err
}

// Person is one person's page.
func (s *Server) Person(ctx context.Context, id muster.SubjectID) (*web.Person, error) {
	p, err := s.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	table := s.desk.Permissions()
	out := &web.Person{
		Ref: p.self(), Status: p.answer.Status, Role: p.record.Class, Level: p.self().Level, AsOf: p.answer.AsOf,
		Guided: p.record.May[casework.InterviewPlan] || toHold(p.record.Interviews, p.actor.User), May: web.Allowed(p.record.May),
		Entity: p.record.Scope.Entity, Signals: p.signals(),
	}
	if table.Sees(p.actor, casework.FieldFinding, p.record.Scope) != casework.Hidden {
		out.Because, out.Findings = closed(reasonInWords(p.weighed.Reason)), p.findings()
		out.Unseen = p.answer.Unseen
		out.Shares = p.shares(out.Findings)
		p.held(out)
	} else {
		out.Blind = true
	}
	if err := p.gates(ctx, out); err != nil {
		return nil, err
	}
	for _, f := range p.record.Locked {
		out.Locked = append(out.Locked, web.Option{Value: string(f), Label: web.FieldWord(f)})
	}
	out.Copied = p.copied()
	out.Checks = p.checks()
	out.Unused = p.unused(out.Checks)
	p.complaints(out)
	if err := p.place(ctx, out); err != nil {
		return nil, err
	}
	agreed, err := s.desk.Agreed(ctx, p.actor, id)
	if err != nil {
		return nil, err
	}
	agreed = slices.DeleteFunc(agreed, func(a casework.Agreement) bool { return a.Subject == "" }) // those stand under Rules
	out.Agreed = web.Agreements{Person: id, List: append(agreementsOf(agreed), p.agreedInRecords()...)}
	readers, err := s.desk.PersonReaders(ctx, p.actor, id)
	if err != nil {
		return nil, err
	}
	for _, r := range readers {
		one := web.Reader{Name: r.Name, Last: r.Last}
		for _, role := range r.Roles {
			one.Role = strings.TrimPrefix(one.Role+", "+roleWord(role), ", ")
		}
		out.Readers = append(out.Readers, one)
	}
	p.namedOnPerson(out)
	if err := p.told(ctx, out); err != nil {
		return nil, err
	}
	return out, p.records(ctx, out)
}

// closed is a clause as a sentence of its own; nothing stays nothing.
func closed(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return report.Sentence(s)
	}
	return report.Sentence(s) + "."
}

// reasonInWords puts families in words where the policy's reason names them.
func reasonInWords(reason string) string {
	before, rest, ok := strings.Cut(reason, "(")
	inside, after, closed := strings.Cut(rest, ")")
	if !ok || !closed {
		return reason
	}
	var words []string
	for _, f := range strings.Split(inside, ", ") {
		words = append(words, report.FamilyWord(muster.Family(f)))
	}
	return before + "(" + strings.ToLower(strings.Join(words, ", ")) + ")" + reasonInWords(after)
}

// shares gathers what a person's findings say they share, each value once.
func (p *subject) shares(findings []web.Finding) []web.SharedValue {
	var out []web.SharedValue
	for i := range findings {
		for _, v := range findings[i].Values {
			if !slices.ContainsFunc(out, func(o web.SharedValue) bool { return o.Kind == v.Kind && o.Value == v.Value }) {
				out = append(out, v)
			}
		}
	}
	return out
}

// held puts what is held against a person on their page, with its clocks.
func (p *subject) held(out *web.Person) {
	if st := p.record.Standing; st != nil && st.Dispute != nil {
		out.Dispute = true
	}
	if e := p.record.Escalation; e != nil {
		out.Clock = clockOf(e)
		if e.State == casework.EscalationHeld {
			out.Held = &web.Decision{What: "Held, with a written reason", Reason: e.Reason, By: e.By, At: cmp.Or(e.HeldAt, e.Opened)}
		}
	}
	if e := p.record.Looked; e != nil && p.weighed.Level == muster.Escalate {
		out.Ended = lookEnded(e)
	}
	for i := range p.record.History {
		l := &p.record.History[i]
		out.Decided = append(out.Decided, web.Decision{What: actWord(l.Name), By: p.doneBy(l), At: l.At, Stamp: &web.Stamp{Entry: l.Entry, At: l.At}})
	}
	for _, g := range p.groups() {
		out.Groups = append(out.Groups, web.GroupRef{ID: g, Title: groupWord(g)})
	}
}

func clockOf(e *casework.Escalation) *web.Clock {
	return &web.Clock{Until: e.Due, Then: "Then the process goes on, unless a named person writes why not"}
}

// gates draws the stage track and says what the next gate asks for.
func (p *subject) gates(ctx context.Context, out *web.Person) error {
	row, known := p.live.Row(p.record.ID)
	out.Stages = p.track(&row, known).stages()
	if g := p.server.nextGate(p.record.Gates, &row); g != nil {
		out.Gate = p.need(g)
	}
	for i := range p.record.Steps {
		s := &p.record.Steps[i]
		if s.State == casework.StepWaiting || p.refusedLately(s) {
			step, err := p.viewing.step(ctx, s)
			if err != nil {
				return err
			}
			out.Steps = append(out.Steps, step)
		}
	}
	return nil
}

// groupWord says what a group is by its id, without reading its members.
func groupWord(id string) string {
	if strings.HasPrefix(id, string(muster.GroupRing)+"-") {
		return "People whose records share something"
	}
	return "Records that may be of one person"
}

// complaints are the person's complaints, the open ones first.
func (p *subject) complaints(out *web.Person) {
	for i := len(p.record.Complaints) - 1; i >= 0; i-- {
		out.Complaints = append(out.Complaints, complaintOf(&p.record.Complaints[i], web.Allowed(p.record.May)))
	}
	slices.SortStableFunc(out.Complaints, func(a, b web.Complaint) int { return boolean(a.Answer != nil) - boolean(b.Answer != nil) })
}

func complaintOf(c *casework.Complaint, may web.Allowed) web.Complaint {
	out := web.Complaint{ID: c.ID, Text: c.Text, By: c.By, At: c.Opened, May: may}
	if c.Answered.IsZero() {
		out.Clock = &web.Clock{Until: c.Due, Then: "An answer is owed by then"}
		return out
	}
	out.Answer = &web.Decision{What: optionLabel(web.Upheld(), c.Upheld) + ".", Reason: c.Answer, By: c.Answerer, At: c.Answered}
	return out
}

// place is where the person belongs, for who may say so.
func (p *subject) place(ctx context.Context, out *web.Person) error {
	if !p.record.May[casework.PeoplePlace] {
		return nil
	}
	list, err := p.server.desk.Entities(ctx)
	for _, e := range list {
		out.Place.Entities = append(out.Place.Entities, web.Option{Value: e.ID, Label: e.Title})
	}
	out.Place.Entity = p.record.Scope.Entity
	return err
}

// need is what a gate asks of this person.
func (p *subject) need(g *casework.GateState) *web.Need {
	n := &web.Need{Gate: g.Gate, Class: "Everybody in this role class meets the same checks.", Say: g.Advice && !g.Met}
	if g.Waits.After(p.server.now()) {
		n.Waits = &web.Clock{Until: g.Waits, Then: "Then the process goes on"}
	}
	n.Pass = n.Waits == nil && (g.Met || g.Advice) && p.record.May[casework.GateAction(g.Gate)]
	for _, a := range g.Asks {
		ask := web.Ask{Type: a.Check, Passed: a.Met, High: a.Assurance == casework.High, Drawn: a.Drawn}
		for i := range p.record.Checks {
			c := &p.record.Checks[i]
			if c.State == casework.CheckCancelled || c.Type != a.Check && c.InPlaceOf != a.Check {
				continue
			}
			if c.InPlaceOf == a.Check {
				ask.Swap = checkLabel(c.Type)
			}
			have := p.check(c)
			ask.Have = &have
		}
		n.Asks = append(n.Asks, ask)
	}
	return n
}

// checks are the cards of a person's checks, those to be done first.
func (p *subject) checks() []web.Check {
	var open, done []web.Check
	for i := range p.record.Checks {
		c := &p.record.Checks[i]
		card := p.check(c)
		switch c.State {
		case casework.CheckRequested:
			open = append(open, card)
		case casework.CheckRecorded:
			done = append(done, card)
		}
	}
	return append(open, done...)
}

// check is one of the person's checks as a card.
func (p *subject) check(c *casework.Check) web.Check {
	card := p.viewing.check(c, p.self(), c.AllowedOf(p.server.desk.Permissions(), p.actor, p.record.Scope, p.record.Own))
	p.interviewed(c, &card)
	return card
}

// check is one check as a card.
func (v *viewing) check(c *casework.Check, of web.PersonRef, may casework.Allowed) web.Check {
	now := v.server.now()
	card := web.Check{
		ID: c.ID, Person: of, Type: c.Type, Why: whyAsked(c), Asked: muster.Instant(c.Requested), Due: dateOf(c.Due), Late: c.State == casework.CheckRequested && c.Due.Before(now),
		Outcome: c.Outcome, Done: c.Done, Expires: c.Expires.Dated(), By: c.Recorder, Found: c.Evidence, Mine: c.Assigned != "" && c.Assigned == v.actor.User, May: web.Allowed(may),
	}
	if c.Assigned != "" {
		card.Who = v.userName(c.Assigned)
	}
	if c.InPlaceOf != "" {
		card.Swapped = checkLabel(c.InPlaceOf)
	}
	if form, ok := casework.FormOf(c.Type); ok {
		for _, f := range form.Fields {
			for _, o := range f.Choices {
				if c.Form[f.Name] == o.Value {
					card.Form = append(card.Form, web.Line{Text: f.Label, By: o.Label})
				}
			}
		}
	}
	if c.State == casework.CheckRequested {
		card.Outcome = muster.OutcomePending
		if r, ok := v.live.Row(c.Subject); ok && may[casework.CheckRequest] {
			card.MayDo = v.mayBeNamed(casework.CheckRecord, v.scope(&r))
			card.Unheld = c.Assigned == "" && !may[casework.CheckRecord] && slices.ContainsFunc(card.MayDo, func(o web.Option) bool { return o.Value == string(v.actor.User) })
		}
	}
	return card
}

func dateOf(t time.Time) muster.Time {
	if t.IsZero() {
		return muster.Time{}
	}
	u := t.UTC()
	return muster.Date(u.Year(), u.Month(), u.Day())
}

func whyAsked(c *casework.Check) string {
	for _, o := range web.ReasonCodes() {
		if o.Value == c.Code && c.Code != casework.CodeOther {
			return o.Label
		}
	}
	return c.Reason
}

// told is what the person was told, what they said, and the cases.
func (p *subject) told(ctx context.Context, out *web.Person) error {
	if n := len(p.record.Notices); n > 0 {
		out.Notice = noticeOf(&p.record.Notices[n-1])
	}
	if len(p.record.Cases) == 0 {
		return nil
	}
	cases, err := p.server.desk.Cases(ctx, p.actor, false)
	if err != nil {
		return err
	}
	for i := range cases {
		if slices.Contains(p.record.Cases, cases[i].ID) {
			out.Cases = append(out.Cases, web.CaseRef{ID: cases[i].ID, Title: cases[i].Title})
		}
	}
	return nil
}

func noticeOf(n *casework.Notice) web.Notice {
	out := web.Notice{Sent: n.Sent, Until: n.Until, Text: n.Text, How: map[string]string{casework.NoticeByEmail: "e-mail", casework.NoticeByPost: "post", casework.NoticeInPerson: "word of mouth"}[n.Channel]}
	for i := range n.Answers { // whoever writes twice is read twice
		out.Answer, out.At = strings.TrimPrefix(out.Answer+"\n\n"+n.Answers[i].Text, "\n\n"), n.Answers[i].At
	}
	if k := len(n.Offers); k > 0 {
		out.Route = checkLabel(n.Offers[k-1].Offered) + " instead of " + checkLabel(n.Offers[k-1].Instead)
	}
	return out
}

// records puts facts and the timeline on the page.
func (p *subject) records(ctx context.Context, out *web.Person) error {
	list := p.observations()
	out.Job = jobOf(list)
	out.Facts = p.facts()
	out.Claims = p.claims(list)
	if p.evidence == casework.Hidden {
		return nil
	}
	cited := map[muster.ObservationID]bool{}
	for i := range p.answer.Findings {
		for _, e := range p.answer.Findings[i].Evidence {
			cited[e.Observation] = true
		}
	}
	for i := range list {
		o := &list[i]
		if o.Happened.IsZero() || !p.tells(o.Kind()) {
			continue
		}
		m := web.Moment{At: o.Happened, Text: report.Sentence(report.KindWord(o.Kind())), Flag: cited[o.ID], Log: casework.OfLogs(o.Kind())}
		if p.evidence == casework.Clear {
			m.Source = sourceOf(&o.Place, o.Source)
			if c, ok := o.Data.(*muster.Check); ok && p.seesChecks() {
				m.Text = web.CheckedWord(c)
			}
		}
		out.Timeline = append(out.Timeline, m)
	}
	out.Timeline = web.FoldLogs(out.Timeline)
	return nil
}

// tells reports whether the viewer may know that there is a record of a kind,
// and of when.
func (p *subject) tells(k muster.Kind) bool {
	return p.evidence == casework.Clear || p.server.desk.Permissions().Sees(p.actor, casework.FieldOfKind(k), p.record.Scope) != casework.Hidden
}

// seesChecks reports whether the viewer may know what a check said.
func (p *subject) seesChecks() bool {
	return p.server.desk.Permissions().Sees(p.actor, casework.FieldCheck, p.record.Scope) == casework.Clear
}

func jobOf(list []muster.Observation) string {
	for i := len(list) - 1; i >= 0; i-- {
		switch d := list[i].Data.(type) {
		case *muster.Person:
			if d.JobTitle != "" {
				return string(d.JobTitle)
			}
		case *muster.Application:
			if d.Vacancy != "" {
				return string(d.Vacancy)
			}
		}
	}
	return ""
}
