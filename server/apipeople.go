package server

import (
	"context"
	"slices"

	"muster"
	"muster/api"
	"muster/assess"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// Subjects lists people, chosen and ordered as on the page.
func (p *programs) Subjects(ctx context.Context, q *api.SubjectQuery) (*api.SubjectPage, error) {
	v, err := p.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	if err := v.refusesList(q); err != nil {
		return nil, err
	}
	f := v.filter(&web.PeopleQuery{Words: q.Words, Level: q.Level, Status: q.Status, Role: q.Role, Sort: q.Sort, Down: q.Down, After: string(q.After)})
	f.Flag, f.Family, f.Limit = q.Flag, q.Family, q.Limit
	v.placedAt(&f, q.Entity)
	page, err := v.chosen(ctx, &f, q.Gate)
	if err != nil {
		return nil, err
	}
	decided, err := p.settledLevels(ctx, idsOf(page.Rows))
	if err != nil {
		return nil, err
	}
	out := &api.SubjectPage{Subjects: []api.SubjectRow{}, Total: page.Total, AtLeast: q.Gate != "" && (page.More || q.After != ""), All: v.total(), After: page.Cursor()}
	if v.everywhere(casework.FieldEvidence) {
		out.Seq = page.Seq
	}
	for i := range page.Rows {
		r := &page.Rows[i]
		if a, ok := decided[r.Subject]; ok {
			r.Level, r.Families, r.Checks = a.Level, a.Families, len(a.Checks)
		}
	}
	if err := v.lookOvers(ctx, page.Rows); err != nil {
		return nil, err
	}
	for i := range page.Rows {
		out.Subjects = append(out.Subjects, v.row(&page.Rows[i]))
	}
	return out, nil
}

// refusesList refuses to choose or order people by what the viewer is not shown,
// and to go on behind somebody who is gone in a list whose order they made.
func (v *viewing) refusesList(q *api.SubjectQuery) error {
	byLevel := q.Level != "" || slices.Contains([]string{"level", "why", "next"}, q.Sort)
	switch {
	case byLevel && !v.everywhere(casework.FieldLevel) || (q.Flag != "" || q.Family != "") && !v.everywhere(casework.FieldFinding):
		return &muster.Error{Code: muster.CodePermission, Message: "your roles do not show where people stand", Hint: "list them without level, flag and family, in another order"}
	case q.Sort == "person" && !v.everywhere(casework.FieldName):
		return &muster.Error{Code: muster.CodePermission, Message: "your roles do not show names", Hint: "list people in another order"}
	case q.After != "" && q.Sort != "id":
		if _, ok := v.live.Row(q.After); !ok {
			return &muster.Error{Code: muster.CodeConflict, Message: "the list has changed behind this cursor", Hint: "begin again without a cursor, or list by id"}
		}
	}
	return nil
}

func (v *viewing) row(r *assess.Row) api.SubjectRow {
	line := v.listed(r)
	out := api.SubjectRow{ID: r.Subject, Name: line.Person.Name, Status: r.Status, Role: r.Role, Entity: v.scope(r).Entity, Applied: r.Applied, Started: r.Started, Left: r.Left, Level: line.Person.Level, NextStep: line.Next, Stage: line.Stage, Since: line.Since}
	if v.server.desk.Permissions().Sees(v.actor, casework.FieldEvidence, v.scope(r)) == casework.Clear {
		out.Changed = r.Changed
	}
	if line.Person.Level != "" && v.server.desk.Permissions().Sees(v.actor, casework.FieldFinding, v.scope(r)) != casework.Hidden {
		out.Families, out.Checks, out.Why = r.Families, r.Checks, line.Why
	}
	return out
}

// Subject is one person.
func (p *programs) Subject(ctx context.Context, id muster.SubjectID) (*api.Subject, error) {
	s, err := p.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	r := s.record
	out := &api.Subject{
		ID: id, Status: s.answer.Status, Role: r.Class, Entity: r.Scope.Entity, Country: r.Scope.Country, Fields: map[string]api.Value{},
		Gates: api.GatesOf(r.Gates), Checks: r.Checks, Escalation: r.Escalation, Notices: r.Notices, Complaints: r.Complaints, Interviews: r.Interviews,
		Steps: r.Steps, Settlements: r.Settlements, Cases: r.Cases,
	}
	for _, o := range s.team() {
		out.Team = append(out.Team, api.TeamMember{User: casework.UserID(o.Value), Name: o.Label})
	}
	for f, shown := range r.Fields {
		out.Fields[string(f)] = valueOf(shown)
	}
	for i := range r.History {
		out.History = append(out.History, api.Done(&r.History[i]))
	}
	if st := r.Standing; st != nil {
		out.Dispute = st.Dispute != nil
		for i := range st.Clearings {
			c := &st.Clearings[i]
			out.Standing = append(out.Standing, api.StandingClearing{Flag: c.Flag, Finding: c.Finding, Basis: c.Basis, Reason: c.Reason, By: c.By, At: c.At})
		}
	}
	agreed, err := p.desk.Agreed(ctx, s.actor, id)
	if err != nil {
		return nil, err
	}
	agreed = slices.DeleteFunc(agreed, func(a casework.Agreement) bool { return a.Subject == "" }) // those stand at /v1/rules
	out.Agreements = agreementsFor(append(agreementsOf(agreed), s.agreedInRecords()...))
	readers, err := p.desk.PersonReaders(ctx, s.actor, id)
	if err != nil {
		return nil, err
	}
	for _, r := range readers {
		out.Readers = append(out.Readers, api.Reader(r))
	}
	table := p.desk.Permissions()
	why := table.Sees(s.actor, casework.FieldFinding, r.Scope) != casework.Hidden
	if table.Sees(s.actor, casework.FieldLevel, r.Scope) == casework.Clear {
		seq := s.answer.Seq
		if s.evidence != casework.Clear { // it moves with records of every kind
			seq = 0
		}
		out.Assessment = assessmentOf(&s.weighed, seq, s.answer.AsOf, s.answer.Unseen, why)
	}
	out.Groups = s.groups()
	return out, nil
}

// valueOf puts a field in the words of the API.
func valueOf(s casework.Shown) api.Value {
	words := map[casework.Sight]string{casework.Hidden: "hidden", casework.Masked: "masked", casework.Unlocked: "unlock", casework.Clear: "clear"}
	return api.Value{Text: s.Text, Sight: words[s.Sight]}
}

// Findings is what was found about a person.
func (p *programs) Findings(ctx context.Context, id muster.SubjectID) (*api.FindingList, error) {
	s, err := p.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.FindingList{Findings: []api.Finding{}}
	if p.desk.Permissions().Sees(s.actor, casework.FieldFinding, s.record.Scope) == casework.Hidden {
		out.Hidden = true
		return out, nil
	}
	for _, f := range s.findings() {
		out.Findings = append(out.Findings, findingFor(&f))
	}
	return out, nil
}

// Documents is what sources and documents state of a person, side by side.
func (p *programs) Documents(ctx context.Context, id muster.SubjectID) (*api.Documents, error) {
	s, err := p.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.Documents{}
	for _, f := range s.facts() {
		fact := api.Fact{Name: f.Name, Differs: f.Differs, Why: f.Why}
		for _, said := range f.Says {
			fact.Says = append(fact.Says, api.Said(said))
		}
		out.Facts = append(out.Facts, fact)
	}
	claims := s.claims(s.observations())
	if claims == nil {
		return out, nil
	}
	out.More = claims.More
	for _, c := range claims.Columns {
		out.Documents = append(out.Documents, api.Stating(c))
	}
	for _, r := range claims.Rows {
		row := api.Claim{Claim: r.Claim, Differs: r.Differs}
		for _, c := range r.Cells {
			row.Cells = append(row.Cells, api.ClaimCell(c))
		}
		out.Claims = append(out.Claims, row)
	}
	return out, nil
}

// Timeline is a person's records in order.
func (p *programs) Timeline(ctx context.Context, id muster.SubjectID) (*api.Timeline, error) {
	s, err := p.subjectOf(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.Timeline{Moments: []api.Moment{}}
	if s.evidence == casework.Hidden {
		out.Hidden = true
		return out, nil
	}
	cited := map[muster.ObservationID]bool{}
	for i := range s.answer.Findings {
		for _, e := range s.answer.Findings[i].Evidence {
			cited[e.Observation] = true
		}
	}
	err = p.store.View(ctx, p.config.Organisation, func(tx *store.Tx) error {
		list, _, err := tx.Observations(id)
		out.Moments = out.Moments[:0]
		for i := range list {
			if !s.tells(list[i].Kind()) {
				continue
			}
			m := api.Moment{At: list[i].Happened, Kind: list[i].Kind(), Cited: cited[list[i].ID]}
			if s.evidence == casework.Clear {
				m.Source = list[i].Source
				if c, ok := list[i].Data.(*muster.Check); ok && s.seesChecks() {
					m.Check, m.Outcome = c.Type, c.Outcome
				}
			}
			out.Moments = append(out.Moments, m)
		}
		return err
	})
	return out, err
}
