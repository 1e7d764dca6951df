package server

import (
	"context"

	"muster/api"
	"muster/web"
)

// Lists says which sanctions lists are in use, for programs.
func (p *programs) Lists(ctx context.Context) (*api.SanctionsLists, error) {
	page, err := p.Sanctions(ctx)
	if err != nil {
		return nil, err
	}
	out := &api.SanctionsLists{Lists: []api.SanctionsList{}}
	for _, l := range page.Lists {
		out.Lists = append(out.Lists, api.SanctionsList{Source: l.Source, Title: l.What, Entries: l.Entries, Rejected: l.Rejected, Published: l.Published, Fetched: l.Fetched, URL: l.URL, Version: l.Version, Old: l.Old})
	}
	return out, nil
}

// Screen compares one person with the lists, for programs.
func (p *programs) Screen(ctx context.Context, q *api.SanctionsQuery) (*api.SanctionsAnswer, error) {
	hits, err := p.ScreenOne(ctx, web.SanctionsQuery{Name: q.Name, Aliases: q.Aliases, Born: q.Born, Place: q.Place, Document: q.Document, Wallet: q.Wallet})
	if err != nil {
		return nil, err
	}
	return &api.SanctionsAnswer{Hits: hitsFor(hits)}, nil
}

func hitsFor(hits []web.SanctionsHit) []api.SanctionsHit {
	out := []api.SanctionsHit{}
	for _, h := range hits {
		one := api.SanctionsHit{Source: h.Source, ListID: h.Entry, Name: h.Name, Born: h.Born, Programs: h.Programs, Level: h.Level, Score: h.Score, Pieces: []api.SanctionsPiece{}}
		for _, piece := range h.Pieces {
			one.Pieces = append(one.Pieces, api.SanctionsPiece(piece))
		}
		out = append(out, one)
	}
	return out
}

// Changes says what changed on a list, for programs.
func (p *programs) Changes(ctx context.Context, source, from, to string) (*api.SanctionsChanges, error) {
	page, err := p.SanctionsChanges(ctx, source, from, to)
	if err != nil {
		return nil, err
	}
	out := &api.SanctionsChanges{Source: page.Source, From: page.From, To: page.To, Added: page.Added, Removed: page.Removed, Changed: page.Changed, Versions: []api.SanctionsVersion{}, Entries: []api.SanctionsChange{}}
	for _, v := range page.Versions {
		out.Versions = append(out.Versions, api.SanctionsVersion(v))
	}
	for _, r := range page.Rows {
		out.Entries = append(out.Entries, api.SanctionsChange{How: r.How, ListID: r.Entry, Name: r.Name, Fields: r.Fields})
	}
	return out, nil
}

// Listed lists people on record who may be entries of a list, for programs.
func (p *programs) Listed(ctx context.Context, after string) (*api.SanctionsPeople, error) {
	page, err := p.SanctionsPeople(ctx, after)
	if err != nil {
		return nil, err
	}
	out := &api.SanctionsPeople{Total: page.Total, Next: page.Next, At: page.At, Running: page.Running, Failure: page.Failure, All: page.People, Looked: page.Again, People: []api.SanctionsPerson{}}
	for i := range page.Rows {
		out.People = append(out.People, api.SanctionsPerson{Person: refFor(&page.Rows[i].Person), Hits: hitsFor(page.Rows[i].Hits), Checked: page.Rows[i].Checked, Before: page.Rows[i].Before, Changed: page.Rows[i].Changed})
	}
	return out, nil
}
