package server

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// maxGroups is how many groups the list shows.
const maxGroups = 200

// Groups lists groups whose members the viewer may look at together.
func (s *Server) Groups(ctx context.Context, kind muster.GroupKind) (*web.Groups, error) {
	v, err := s.look(ctx, casework.GroupView)
	if err != nil {
		return nil, err
	}
	kinds := []muster.GroupKind{muster.GroupRing, muster.GroupSameHuman}
	if kind != "" {
		kinds = []muster.GroupKind{kind}
	}
	out := &web.Groups{}
	for _, k := range kinds {
		for _, id := range v.live.Groups(k) {
			if len(out.Rows) == maxGroups {
				out.More++
				continue
			}
			if row := v.groupRow(id); row != nil {
				out.Rows = append(out.Rows, *row)
			}
		}
	}
	slices.SortStableFunc(out.Rows, func(a, b web.GroupRow) int { return b.Level.Rank() - a.Level.Rank() })
	return out, nil
}

// visible reads a group if every member is within the viewer's reach. A group
// of which one is not is no group to them: who is in it would tell who is there.
func (v *viewing) visible(ctx context.Context, id string) (*muster.Group, error) {
	g, err := v.live.Group(ctx, id)
	if err != nil {
		return nil, err
	}
	if !v.seesAll(&g) {
		return nil, assess.ErrUnknown
	}
	return &g, nil
}

// seesAll reports whether every member is within reach.
func (v *viewing) seesAll(g *muster.Group) bool {
	return !slices.ContainsFunc(g.Members, func(m muster.Member) bool {
		r, ok := v.live.Row(m.Subject)
		return !ok || !v.sees(&r)
	})
}

// groups are those of a person that open to the viewer, who sees all of their
// members.
func (p *subject) groups() (ids []string) {
	if !p.server.desk.Permissions().Allows(p.actor, casework.GroupView, p.record.Scope, true) {
		return nil
	}
	for _, id := range p.answer.Groups {
		if heading, ok := p.live.Heading(id); ok && p.seesAll(&heading) {
			ids = append(ids, id)
		}
	}
	return ids
}

// groupRow is a group in the list, nil for one the viewer does not see.
func (v *viewing) groupRow(id string) *web.GroupRow {
	g, ok := v.live.Heading(id)
	if !ok || !v.seesAll(&g) {
		return nil
	}
	row := &web.GroupRow{ID: id, Kind: g.Kind, Title: groupTitle(&g), Members: len(g.Members), Level: muster.Clear}
	for _, m := range g.Members {
		if r, ok := v.live.Row(m.Subject); ok {
			if r.Level.Rank() > row.Level.Rank() {
				row.Level = r.Level
			}
			if row.Since.IsZero() || r.Applied.Before(row.Since) {
				row.Since = r.Applied
			}
		}
	}
	for _, j := range g.Joints {
		if !j.Common && !slices.Contains(row.Kinds, j.Kind) {
			row.Kinds = append(row.Kinds, j.Kind)
		}
	}
	if len(g.Rivals) > 0 {
		row.Rival = g.Rivals[0].Explanation
	}
	return row
}

func groupTitle(g *muster.Group) string {
	if g.Kind == muster.GroupSameHuman {
		return report.Count(len(g.Members), "record", "records") + " that may be of one person"
	}
	return report.Count(len(g.Members), "person", "people") + " whose records share something"
}

// Group is one group in full.
func (s *Server) Group(ctx context.Context, id string) (*web.Group, error) {
	v, err := s.look(ctx, casework.GroupView)
	if err != nil {
		return nil, err
	}
	g, err := v.visible(ctx, id)
	if errors.Is(err, assess.ErrUnknown) {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "There is no such group.", Hint: "Its members may have been told apart since, or are not among those you work with."}
	}
	if err != nil {
		return nil, err
	}
	out := &web.Group{ID: id, Kind: g.Kind, Title: groupTitle(g), Rivals: g.Rivals}
	homes := 0
	for _, m := range g.Members {
		r, _ := v.live.Row(m.Subject)
		out.Members = append(out.Members, web.GroupMember{Person: v.member(&r), Role: m.Role, Verified: !r.Verified.IsZero()})
		homes += boolean(!r.Verified.IsZero())
		out.Hidden = out.Hidden || out.Members[len(out.Members)-1].Person.Name == ""
	}
	if homes > 0 {
		out.WhyNot = append(out.WhyNot, report.Count(homes, "member's identity was", "members' identities were")+" verified independently.")
	}
	for i := range g.Joints {
		out.Joints = append(out.Joints, v.joint(&g.Joints[i]))
	}
	out.May = v.aboutAll(g)
	if first, ok := v.live.Row(firstOf(g)); ok && out.May[casework.CaseOpen] { // a case lies where the first of its people does
		out.MayRead = v.withoutViewer(v.mayBeNamed(casework.CaseView, v.scope(&first)))
	}
	return out, v.judged(ctx, g, out)
}

// firstOf is the first member of a group by id.
func firstOf(g *muster.Group) muster.SubjectID {
	return slices.MinFunc(g.Members, func(a, b muster.Member) int { return cmp.Compare(a.Subject, b.Subject) }).Subject
}

// aboutAll is what the viewer may do about every member of a group.
func (v *viewing) aboutAll(g *muster.Group) web.Allowed {
	table, out := v.server.desk.Permissions(), web.Allowed{}
	for _, a := range []casework.Action{casework.GroupDecide, casework.CaseOpen, casework.StepUpAsk} {
		out[a] = true
		for _, m := range g.Members {
			r, ok := v.live.Row(m.Subject)
			out[a] = out[a] && ok && table.Allows(v.actor, a, v.scope(&r), slices.Contains(v.reach.Own, m.Subject))
		}
	}
	return out
}

// member is somebody in a group: others' names show only where the table shows
// them without a reason.
func (v *viewing) member(r *assess.Row) web.PersonRef {
	p := v.ref(r)
	if v.server.desk.Permissions().Sees(v.actor, casework.FieldOthers, v.scope(r)) != casework.Clear {
		p.Name = ""
	}
	return p
}

func (v *viewing) joint(j *muster.Joint) web.SharedValue {
	out := web.SharedValue{Kind: j.Kind, Value: j.Value, SharedBy: j.SharedBy, Common: j.Common, Why: j.Why}
	for _, id := range j.Members {
		if r, ok := v.live.Row(id); ok {
			out.People = append(out.People, v.member(&r))
		}
	}
	return out
}

// judged lists what people said about pairs of the group's members.
func (v *viewing) judged(ctx context.Context, g *muster.Group, out *web.Group) error {
	pairs, err := v.server.desk.PairDecisions(ctx)
	if err != nil {
		return err
	}
	in := func(id muster.SubjectID) bool {
		return slices.ContainsFunc(g.Members, func(m muster.Member) bool { return m.Subject == id })
	}
	within := func(id muster.SubjectID) bool { r, ok := v.live.Row(id); return ok && v.sees(&r) }
	v.pairsOf(g, out, pairs)
	for _, p := range pairs {
		if !in(p.A) && !in(p.B) || !within(p.A) || !within(p.B) { // the one outside the group may be out of reach
			continue
		}
		what := string(p.A) + " and " + string(p.B) + " belong together"
		if p.Verdict == casework.PairNot {
			what = string(p.A) + " and " + string(p.B) + " do not belong together"
		}
		out.History = append(out.History, web.Decision{What: what, Reason: p.Reason, By: p.By, At: p.At})
	}
	return nil
}
