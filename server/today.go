package server

import (
	"context"
	"slices"
	"strings"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// How many of each list a day's page shows.
const (
	todayChecks = 20
	todayGates  = 20
)

// Today is what needs the viewer. An outside second signer sees their one step.
func (s *Server) Today(ctx context.Context) (*web.Today, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	if actor.Step != "" {
		step, err := s.desk.StepFor(ctx, actor, actor.Step)
		if err != nil {
			return nil, err
		}
		v := &viewing{server: s, actor: actor, live: s.live.now(), reach: &casework.Reach{}}
		card, err := v.step(ctx, step)
		return &web.Today{Steps: []web.Step{card}, AsOf: dateOf(s.now())}, err
	}
	list, err := s.desk.Today(ctx, actor)
	if err != nil {
		return nil, err
	}
	v, err := s.lookToday(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Today{AsOf: dateOf(s.now()), Empty: v.live.List(&assess.Filter{Limit: 1}).Total == 0}
	if err := v.fillToday(ctx, out, list); err != nil {
		return nil, err
	}
	if err := v.gatesToday(ctx, out); err != nil {
		return nil, err
	}
	if err := v.sinceLast(ctx, out); err != nil {
		return nil, err
	}
	if visitorOf(ctx).may(casework.PayrollView) {
		if out.Advice, err = s.payToday(ctx); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lookToday begins the reading of a day. Somebody who sees no people has steps
// only.
func (s *Server) lookToday(ctx context.Context) (*viewing, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.look(ctx, casework.PeopleView)
	if muster.CodeOf(err) == muster.CodePermission {
		v = &viewing{server: s, actor: actor, live: s.live.now(), reach: &casework.Reach{}}
		v.names, err = s.names(ctx)
	}
	return v, err
}

// fillToday puts the desk's list on the page.
func (v *viewing) fillToday(ctx context.Context, out *web.Today, list *casework.TodayList) error {
	for i := range list.Checks {
		if i == todayChecks {
			out.MoreChecks = len(list.Checks) - todayChecks
			break
		}
		card := v.check(&list.Checks[i], v.refTo(list.Checks[i].Subject), list.May[list.Checks[i].ID])
		card.Held = list.Held[card.ID]
		out.Checks = append(out.Checks, card)
	}
	out.LaterEscalations = list.Later
	for i := range list.Escalations {
		e := &list.Escalations[i]
		one := web.Escalation{Person: v.refTo(e.Subject), Why: v.seenOf(e), Clock: clockOf(e)}
		if e.By != "" {
			one.Looked = []string{e.By}
		}
		out.Escalations = append(out.Escalations, one)
	}
	for i := range list.Steps {
		if list.Steps[i].Proposer != v.actor.User {
			step, err := v.step(ctx, &list.Steps[i])
			if err != nil {
				return err
			}
			out.Steps = append(out.Steps, step)
		}
	}
	for i := range list.Complaints {
		c := complaintOf(&list.Complaints[i], web.Allowed(list.May[list.Complaints[i].ID]))
		c.Person = v.refTo(list.Complaints[i].Subject)
		out.Complaints = append(out.Complaints, c)
	}
	for _, one := range list.Interviews {
		out.Interviews = append(out.Interviews, web.PlannedInterview{Person: namedBy(one.Subject, one.Name)})
	}
	for i := range list.Releases {
		r := &list.Releases[i]
		out.Releases = append(out.Releases, web.PayRelease{Run: r.Run, File: r.File, Entity: v.titleOf(r.Entity), PayDay: r.PayDay, Lines: r.Lines})
	}
	for i := range list.Tasks {
		t := &list.Tasks[i]
		out.Tasks = append(out.Tasks, web.Task{ID: t.ID, Case: t.Case, Text: t.Text, Due: t.Due, Late: !t.Due.IsZero() && t.Due.Before(muster.Instant(v.server.now()))})
	}
	for i := range list.Cases {
		out.Cases = append(out.Cases, v.caseCard(&list.Cases[i]))
	}
	if list.Budget.PerWeek > 0 && (&visitor{server: v.server, actor: v.actor}).may(casework.CheckRecord) {
		out.Budget = &web.Budget{Done: list.Budget.Done, Asked: list.Budget.Due, PerWeek: list.Budget.PerWeek}
	}
	return nil
}

// seenOf says in a line what two people are asked to look at: what was found,
// or where that is not known any more, why they were asked.
func (v *viewing) seenOf(e *casework.Escalation) string {
	r, ok := v.live.Row(e.Subject)
	var titles []string
	for _, flag := range r.Flags {
		if d := v.server.detectors[flag]; ok && d != nil && d.Scored {
			titles = append(titles, strings.TrimSuffix(d.Manual.Title, "."))
		}
	}
	if len(titles) == 0 {
		return report.Sentence(reasonInWords(e.Why))
	}
	text := strings.Join(titles[:min(len(titles), 3)], "; ")
	if more := len(titles) - 3; more > 0 {
		text += "; and " + report.Count(more, "more", "more")
	}
	return text + "."
}

// At how many people's gates a day's page looks: of those something was seen of,
// and of everybody, most of whom stand in front of no gate of the viewer's.
const (
	maxGatesLooked = 40
	maxGatesAlike  = 200
)

// gatesToday lists people in front of a gate that the viewer may pass: those of
// whom something was seen. A list chosen by that would tell it to who may not
// know where people stand: they are shown everybody alike, the newest first.
func (v *viewing) gatesToday(ctx context.Context, out *web.Today) error {
	f := assess.Filter{Levels: []muster.Level{muster.Verify, muster.Escalate}, Order: assess.ByLevel, Limit: maxGatesLooked}
	if !v.everywhere(casework.FieldLevel) {
		f = assess.Filter{Order: assess.ByBegan, Limit: maxGatesAlike}
		out.Unlevelled = true
	}
	v.within(&f)
	page := v.live.List(&f)
	gates, err := v.server.desk.GatesOf(ctx, v.actor, idsOf(page.Rows))
	if err != nil {
		return err
	}
	out.GatesAtLeast = page.More
	var through []*assess.Row
	for i := range page.Rows {
		r := &page.Rows[i]
		if r.Status == muster.StatusLeaver {
			continue
		}
		g := v.server.nextGate(gates[r.Subject], r)
		if g == nil && r.Level == muster.Verify {
			through = append(through, r)
		}
		if g == nil || !v.server.desk.Permissions().Allows(v.actor, casework.GateAction(g.Gate), v.scope(r), true) {
			continue
		}
		if len(out.Gates) == todayGates {
			out.MoreGates++
			continue
		}
		wait := web.GateWait{Person: v.ref(r), Gate: g.Gate}
		for _, a := range g.Asks {
			if !a.Met && !slices.Contains(wait.Missing, a.Check) { // of everybody, and drawn once more at high assurance
				wait.Missing = append(wait.Missing, a.Check)
			}
		}
		out.Gates = append(out.Gates, wait)
	}
	return v.unaskedToday(ctx, out, through)
}

// unaskedToday lists people with no gate in front of them, of whom something was
// seen and nothing asked yet: nobody else would come across them.
func (v *viewing) unaskedToday(ctx context.Context, out *web.Today, rows []*assess.Row) error {
	table := v.server.desk.Permissions()
	rows = slices.DeleteFunc(rows, func(r *assess.Row) bool {
		return v.ref(r).Level == "" || !table.Allows(v.actor, casework.CheckRequest, v.scope(r), true)
	})
	if len(rows) == 0 {
		return nil
	}
	ids := make([]muster.SubjectID, len(rows))
	for i, r := range rows {
		ids[i] = r.Subject
	}
	asked, err := v.server.desk.Asked(ctx, ids)
	if err != nil {
		return err
	}
	decided, err := v.server.settledLevels(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if a, ok := decided[r.Subject]; ok {
			r.Level, r.Families = a.Level, a.Families
		}
		if asked[r.Subject] || r.Level != muster.Verify {
			continue
		}
		if len(out.Unasked) == todayGates {
			out.MoreUnasked++
			continue
		}
		out.Unasked = append(out.Unasked, web.Unasked{Person: v.ref(r), Why: v.why(r)})
	}
	return nil
}

// step is something that takes two people, as a card.
func (v *viewing) step(ctx context.Context, s *casework.Step) (web.Step, error) {
	out := web.Step{
		ID: s.ID, What: stepWords(s), Reason: s.Reason, By: s.ProposedBy, At: s.Proposed, Mine: s.Proposer != "" && s.Proposer == v.actor.User, Invited: s.Outside,
	}
	var err error
	if s.State == casework.StepWaiting {
		if out.Second, err = v.server.desk.MaySign(ctx, v.actor, s); err != nil {
			return out, err
		}
		if out.Others, err = v.server.desk.SecondSigners(ctx, s); err != nil {
			return out, err
		}
	}
	told, err := v.server.desk.PersonsSide(ctx, v.actor, s)
	if err != nil {
		return out, err
	}
	for i := range told {
		out.Told = append(out.Told, web.Told{Person: v.refTo(told[i].Subject), Notice: noticeOf(&told[i])})
	}
	if s.Subject != "" {
		out.About = v.refTo(s.Subject)
	}
	switch s.State {
	case casework.StepSigned:
		out.Signed = &web.Decision{What: "Agreed", Reason: s.Answer, By: s.Signer, At: s.Answered}
	case casework.StepRefused:
		out.Refused = &web.Decision{What: "Not agreed", Reason: s.Answer, By: s.Signer, At: s.Answered}
	}
	switch {
	case s.NotBefore.IsZero() || s.State != casework.StepWaiting:
	case s.NotBefore.After(v.server.now()):
		out.Clock = &web.Clock{Until: s.NotBefore, Then: "Then a second person may sign; to disagree is possible at any time"}
	default: // nothing is late: the time to wait is what has passed
		out.Waited = s.NotBefore
	}
	return out, nil
}

// overrideWords says what a gate would be passed without: the second person, who
// may be from outside and see nothing else, signs for that.
func overrideWords(s *casework.Step) string {
	says := "Pass the gate before " + strings.ReplaceAll(s.Detail, "_", " ")
	switch {
	case len(s.Missing) > 0:
		says += ", although " + report.List(s.Missing)
	case s.Met:
		says += ", whose checks are all passed, ahead of its time or for another role" // which of the two is not everybody's to know
	default: // from before this was kept
		says += " without all its checks"
	}
	return says
}

// stepWords says what a step does.
func stepWords(s *casework.Step) string {
	switch s.Kind {
	case casework.StepOverride:
		return overrideWords(s)
	case casework.StepPolicy:
		return "Publish the policy " + s.Detail + ", which lowers something"
	}
	for _, o := range web.AdverseSteps() {
		if o.Value == s.Detail {
			return o.Label
		}
	}
	return s.Detail
}
