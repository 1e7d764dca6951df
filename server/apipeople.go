package server

import (
	"context"
	"slices"
	"strings"

	"muster"
	"muster/api"
	"muster/assess"
	"muster/casework"
	"muster/store"
)

// Subjects lists people in the order of their ids.
func (p *programs) Subjects(ctx context.Context, q *api.SubjectQuery) (*api.SubjectPage, error) {
	v, err := p.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	f := assess.Filter{Text: q.Words, Flag: q.Flag, Family: q.Family, Order: assess.ByID, After: q.After, Limit: q.Limit}
	if q.Level != "" {
		f.Levels = []muster.Level{q.Level}
	}
	if q.Status != "" {
		f.Statuses = []muster.Status{q.Status}
	}
	if q.Role != "" {
		f.Roles = []muster.RoleClass{q.Role}
	}
	if q.Level != "" && !v.everywhere(casework.FieldLevel) || (q.Flag != "" || q.Family != "") && !v.everywhere(casework.FieldFinding) {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "your roles do not show where people stand", Hint: "list them without level, flag and family"}
	}
	if !v.everywhere(casework.FieldName) { // a search by name would tell names that are hidden
		f.Text = ""
	}
	out := &api.SubjectPage{Subjects: []api.SubjectRow{}}
	return out, p.collect(ctx, v, &f, q, out)
}

// collect gathers a page of those within reach.
func (p *programs) collect(ctx context.Context, v *viewing, f *assess.Filter, q *api.SubjectQuery, out *api.SubjectPage) error {
	for {
		page := v.live.List(f)
		out.Seq = page.Seq
		var ids []muster.SubjectID
		var rows []*assess.Row
		for i := range page.Rows {
			r := &page.Rows[i]
			if v.sees(r) && v.chosen(r, q, f.Text == "") {
				ids, rows = append(ids, r.Subject), append(rows, r)
			}
		}
		decided, err := p.settledLevels(ctx, ids)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if a, ok := decided[r.Subject]; ok {
				r.Level, r.Families, r.Checks = a.Level, a.Families, len(a.Checks)
			}
			if len(out.Subjects) == q.Limit {
				return nil
			}
			out.Subjects = append(out.Subjects, v.row(r))
			out.After = r.Subject
		}
		if !page.More {
			out.After = ""
			return ctx.Err()
		}
		if f.After = page.Rows[len(page.Rows)-1].Subject; len(out.Subjects) == q.Limit {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// chosen is what the index does not choose by.
func (v *viewing) chosen(r *assess.Row, q *api.SubjectQuery, idsOnly bool) bool {
	if q.Entity != "" && !strings.EqualFold(v.scope(r).Entity, q.Entity) {
		return false
	}
	return q.Words == "" || !idsOnly || strings.Contains(strings.ToLower(string(r.Subject)), strings.ToLower(q.Words))
}

func (v *viewing) row(r *assess.Row) api.SubjectRow {
	ref := v.ref(r)
	out := api.SubjectRow{ID: r.Subject, Name: ref.Name, Status: r.Status, Role: r.Role, Entity: v.scope(r).Entity, Applied: r.Applied, Started: r.Started, Left: r.Left, Changed: r.Changed}
	if ref.Level != "" {
		out.Level = ref.Level
		if v.server.desk.Permissions().Sees(v.actor, casework.FieldFinding, v.scope(r)) != casework.Hidden {
			out.Families, out.Checks = r.Families, r.Checks
		}
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
	out.Agreements = agreementsFor(agreementsOf(agreed))
	table := p.desk.Permissions()
	why := table.Sees(s.actor, casework.FieldFinding, r.Scope) != casework.Hidden
	if table.Sees(s.actor, casework.FieldLevel, r.Scope) == casework.Clear {
		out.Assessment = assessmentOf(&s.weighed, s.answer.Seq, s.answer.AsOf, s.answer.Unseen, why)
	}
	if table.Allows(s.actor, casework.GroupView, r.Scope, true) {
		out.Groups = s.answer.Groups
	}
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
			}
			out.Moments = append(out.Moments, m)
		}
		return err
	})
	return out, err
}
