package server

import (
	"context"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/policy"
	"muster/web"
)

func refFor(r *web.PersonRef) api.Ref { return api.Ref{ID: r.ID, Name: r.Name, Level: r.Level} }

func refsFor(list []web.PersonRef) []api.Ref {
	out := make([]api.Ref, 0, len(list))
	for i := range list {
		out = append(out, refFor(&list[i]))
	}
	return out
}

func decisionFor(d *web.Decision) *api.Decision {
	if d == nil {
		return nil
	}
	return &api.Decision{What: d.What, Reason: d.Reason, By: d.By, At: d.At}
}

func sharedFor(list []web.SharedValue) []api.Shared {
	out := make([]api.Shared, 0, len(list))
	for i := range list {
		s := &list[i]
		out = append(out, api.Shared{Kind: s.Kind, Value: s.Value, SharedBy: s.SharedBy, Base: s.Base, Common: s.Common, Why: s.Why, People: refsFor(s.People)})
	}
	return out
}

// findingFor puts a finding as a page shows it in the words of the API.
func findingFor(f *web.Finding) api.Finding {
	out := api.Finding{
		Key: f.Key, Flag: f.Flag, Family: f.Family, Title: f.Title, Detail: f.Detail, Strength: f.Strength, Counted: f.Counted, Standing: f.Standing,
		Note: f.Note, Confirmed: f.Confirmed, Seen: f.Seen, Others: refsFor(f.Others), Values: sharedFor(f.Values), Rival: f.Rival, Innocent: f.Innocent,
		Clears: f.Clears, Check: f.Check, Cleared: decisionFor(f.Cleared),
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		out.Evidence = append(out.Evidence, api.Evidence{Record: e.Record, Of: refFor(&e.Of), Source: e.Source, When: e.When, Events: e.Events})
	}
	return out
}

// Groups lists groups.
func (p *programs) Groups(ctx context.Context, kind muster.GroupKind) (*api.GroupList, error) {
	list, err := p.Server.Groups(ctx, kind)
	if err != nil {
		return nil, err
	}
	out := &api.GroupList{Groups: []api.GroupRow{}, More: list.More}
	for i := range list.Rows {
		r := &list.Rows[i]
		out.Groups = append(out.Groups, api.GroupRow{ID: r.ID, Kind: r.Kind, Title: r.Title, Members: r.Members, Level: r.Level, Kinds: r.Kinds, Rival: r.Rival, Since: r.Since})
	}
	return out, nil
}

// Group is one group in full.
func (p *programs) Group(ctx context.Context, id string) (*api.Group, error) {
	g, err := p.Server.Group(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.Group{ID: g.ID, Kind: g.Kind, Title: g.Title, Members: []api.GroupMember{}, Joints: sharedFor(g.Joints), WhyNot: g.WhyNot, Rivals: g.Rivals, More: g.More, Apart: g.Apart}
	for i := range g.Members {
		m := &g.Members[i]
		out.Members = append(out.Members, api.GroupMember{Person: refFor(&m.Person), Role: m.Role, Verified: m.Verified})
	}
	for i := range g.Pairs {
		pair := &g.Pairs[i]
		out.Pairs = append(out.Pairs, api.GroupPair{A: refFor(&pair.A), B: refFor(&pair.B), Why: pair.Why, WhyNot: pair.WhyNot, Said: decisionFor(pair.Said)})
	}
	for i := range g.History {
		out.History = append(out.History, *decisionFor(&g.History[i]))
	}
	return out, nil
}

// FactLists are the lists of facts in use with their age.
func (p *programs) FactLists(context.Context) ([]api.FactList, bool) {
	list, unread := p.factLists()
	out := make([]api.FactList, 0, len(list))
	for i := range list {
		l := &list[i]
		out = append(out, api.FactList{Name: l.Name, Fetched: l.Fetched, Days: l.Days, Entries: l.Ranges, Old: l.Old, Brought: l.Brought})
	}
	return out, unread
}

// Payroll is advice before a pay run.
func (p *programs) Payroll(ctx context.Context, kind, words, after string) (*api.Payroll, error) {
	list, err := p.Server.Payroll(ctx, web.WorkQuery{Kind: kind, Words: words, After: after})
	if err != nil {
		return nil, err
	}
	out := &api.Payroll{Advisee: list.Advisee, Changes: adviceFor(list.Changes), FirstPay: adviceFor(list.FirstPay), Settled: adviceFor(list.Settled), Total: list.Total, Next: list.Next}
	for i := range list.Duplicates {
		d := &list.Duplicates[i]
		out.Duplicates = append(out.Duplicates, api.SharedAccount{Run: d.Run, Account: d.Account, People: refsFor(d.People), Rival: d.Rival})
	}
	return out, nil
}

// Equipment is shipments with a question, or all.
func (p *programs) Equipment(ctx context.Context, kind, words, after string) (*api.Equipment, error) {
	list, err := p.Server.Equipment(ctx, web.WorkQuery{Kind: kind, Words: words, After: after})
	if err != nil {
		return nil, err
	}
	out := &api.Equipment{Shipments: []api.Shipment{}, Any: list.Any, Total: list.Total, Next: list.Next}
	for _, column := range []struct {
		state string
		list  []web.Shipment
	}{{api.ShipmentWaiting, list.Waiting}, {api.ShipmentSent, list.Under}, {api.ShipmentBack, list.Back}} {
		for i := range column.list {
			s := &column.list[i]
			out.Shipments = append(out.Shipments, api.Shipment{
				ID: s.ID, Person: refFor(&s.Person), Item: s.Item, State: column.state, Question: s.Question, To: s.To, Planned: s.Planned,
				Compared: s.Compared, VerifiedBy: s.VerifiedBy, DaysLate: s.DaysLate, Rival: s.Rival, Settled: decisionFor(s.Settled),
			})
		}
	}
	return out, nil
}

// Search finds people, cases and rules.
func (p *programs) Search(ctx context.Context, words string) ([]api.Hit, error) {
	list, err := p.Server.Search(ctx, words)
	out := make([]api.Hit, 0, len(list))
	for _, h := range list {
		out = append(out, api.Hit{Kind: h.Kind, Text: h.Text, Note: h.Note, Href: h.Href})
	}
	return out, err
}

func ruleRowFor(r *web.RuleRow) api.RuleRow {
	row := api.RuleRow{Flag: r.Flag, Title: r.Title, Family: r.Family, Strength: r.Strength, Off: r.Off, Suppressed: r.Suppressed}
	if !r.Uncounted {
		row.Findings, row.Cleared = &r.Findings, &r.Cleared
	}
	return row
}

// agreementsFor puts agreements as a page shows them in the words of the API.
func agreementsFor(list []web.Agreement) []api.Agreement {
	out := make([]api.Agreement, 0, len(list))
	for _, a := range list {
		out = append(out, api.Agreement{ID: a.ID, Kind: a.Kind, What: a.What, From: a.From, Until: a.Until, By: a.By})
	}
	return out
}

func suppressionsFor(list []web.Suppression) []api.Suppressed {
	out := make([]api.Suppressed, 0, len(list))
	for _, s := range list {
		one := api.Suppressed{Flag: s.Flag, Until: s.Until, Reason: s.Reason, By: s.By}
		if s.Person != nil {
			one.Subject = s.Person.ID
		}
		out = append(out, one)
	}
	return out
}

// Rules is every rule with how it stands.
func (p *programs) Rules(ctx context.Context) (*api.RuleList, error) {
	list, err := p.Server.Rules(ctx)
	if err != nil {
		return nil, err
	}
	out := &api.RuleList{
		Policy: list.Policy, Verify: list.Verify, Escalate: list.Escalate, Published: *decisionFor(&list.Published),
		Draw: list.Draw, Approved: agreementsFor(list.Approved.List), Suppressions: suppressionsFor(list.Suppressions),
	}
	for i := range list.Rows {
		out.Rules = append(out.Rules, ruleRowFor(&list.Rows[i]))
	}
	for _, g := range list.Gates {
		out.Gates = append(out.Gates, api.GateRule{Role: g.Role, Gate: g.Gate, Asks: g.Asks})
	}
	return out, nil
}

// Rule is one rule's manual page.
func (p *programs) Rule(ctx context.Context, flag muster.FlagID) (*api.Rule, error) {
	r, err := p.Server.Rule(ctx, flag)
	if err != nil {
		return nil, err
	}
	return &api.Rule{RuleRow: ruleRowFor(&r.RuleRow), Manual: r.Manual, Default: r.Default, Checks: r.Checks, Sources: r.Sources, Suppressions: suppressionsFor(r.Suppressions)}, nil
}

// Try weighs everybody's findings with another policy. Nothing changes.
func (p *programs) Try(ctx context.Context, what *api.TrialOf) (*api.Trial, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.desk.May(ctx, actor, casework.PolicyTry, ""); err != nil {
		return nil, err
	}
	text, next, err := p.another(ctx, actor, what)
	if err != nil {
		return nil, err
	}
	t := web.Trial{Budget: next.Budget}
	if err := p.moves(ctx, next, &t); err != nil {
		return nil, err
	}
	levels := func(n [3]int) api.Levels { return api.Levels{Clear: n[0], Verify: n[1], Escalate: n[2]} }
	out := &api.Trial{Version: next.Version, Before: levels(t.Before), After: levels(t.After), Checks: t.PerWeek, Due: t.Due, Steps: t.Steps, Budget: t.Budget, Moves: []api.Move{}, More: t.More, Text: text}
	for i := range t.Moves {
		m := &t.Moves[i]
		if p.desk.May(ctx, actor, casework.PeopleView, m.Person.ID) != nil {
			out.More++ // counted, not named
			continue
		}
		out.Moves = append(out.Moves, api.Move{Subject: m.Person.ID, From: m.From, To: m.To})
	}
	return out, nil
}

// another is the policy to try.
func (p *programs) another(ctx context.Context, actor *casework.Actor, what *api.TrialOf) (string, *muster.Policy, error) {
	if what.Text != "" {
		next, err := policy.Parse("policy", []byte(what.Text))
		if err != nil {
			return "", nil, err
		}
		return what.Text, policy.WithDeclared(next, detect.Settling(all.Detectors())), nil
	}
	if p.detectors[what.Flag] == nil {
		return "", nil, &muster.Error{Code: muster.CodeNotFound, Message: "there is no such rule", Hint: "all rules are listed at /v1/rules"}
	}
	return p.changedPolicy(ctx, actor, &web.TryPolicy{Flag: what.Flag, Strength: what.Strength})
}
