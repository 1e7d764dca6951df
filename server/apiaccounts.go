package server

import (
	"context"

	"muster/api"
	"muster/web"
)

// Queue is the queue of accounts as its page lists it.
func (p *programs) Queue(ctx context.Context, q *api.AccountQuery) (*api.AccountQueue, error) {
	page, err := p.Server.Accounts(ctx, web.AccountQuery{Words: q.Words, Level: q.Level, After: string(q.After)})
	if err != nil {
		return nil, err
	}
	return &api.AccountQueue{Accounts: accountsFor(page.Rows), Next: page.Next, Total: page.Total, All: page.All, Appeals: page.Appeals}, nil
}

// GroupAccounts is one group with everybody in it.
func (p *programs) GroupAccounts(ctx context.Context, id string) (*api.GroupAccounts, error) {
	g, err := p.Server.Ring(ctx, id)
	if err != nil {
		return nil, err
	}
	return &api.GroupAccounts{ID: g.ID, Title: g.Title, Accounts: accountsFor(g.Rows), Joints: sharedFor(g.Joints), Rivals: g.Rivals, WhyNot: g.WhyNot}, nil
}

func accountsFor(rows []web.AccountRow) []api.AccountRow {
	out := make([]api.AccountRow, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		one := api.AccountRow{Account: refFor(&r.Person), Why: r.Why, Opened: r.Opened, Verified: r.Verified, Group: r.Group, Beside: r.Beside, Part: r.Part}
		if r.Asked != nil {
			one.Asked = &api.AccountAsked{StepUp: r.Asked.ID, Says: r.Asked.Says, Open: r.Asked.Open}
		}
		out = append(out, one)
	}
	return out
}
