package web

import (
	"context"
	"time"
)

func fixtureHit() SanctionsHit {
	return SanctionsHit{Source: "un", Entry: "QDi.001", Name: "Nour EXAMPLE", Born: "1970", Level: "possible", Score: 0.61, Pieces: []SanctionsPiece{
		{What: "name", Outcome: "same", Query: "Nour Adel", Listed: "Nour EXAMPLE", Score: 0.8, Ways: []string{"spelling"}, People: 250_000}, {What: "birth", Outcome: "same_year", Query: "1970", Listed: "1970", Score: 0.4}, {What: "namesakes", People: 3000},
	}}
}

func (c *company) Sanctions(context.Context) (*Sanctions, error) {
	if c.empty {
		return &Sanctions{}, nil
	}
	const version = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	return &Sanctions{People: true, Lists: []SanctionsList{
		{Source: "un", What: "United Nations: Security Council consolidated list", Entries: 1002, Published: "2026-06-01", Fetched: at(6, 2, 3), URL: "https://example.org/un.xml", Version: version},
		{Source: "uk", What: "United Kingdom: UK sanctions list", Entries: 4800, Rejected: 2, Fetched: at(5, 2, 3), Version: version, Old: true},
	}}, nil
}

func (c *company) ScreenOne(_ context.Context, q SanctionsQuery) ([]SanctionsHit, error) {
	if q.Name != "Nour Adel" {
		return nil, c.refuse
	}
	return []SanctionsHit{fixtureHit()}, c.refuse
}

func (c *company) SanctionsChanges(_ context.Context, source, _, _ string) (*SanctionsChanges, error) {
	out := &SanctionsChanges{Source: source, What: "United Nations: Security Council consolidated list", To: "bbbbbbbbbbbbbbbb", Versions: []SanctionsVersion{{"bbbbbbbbbbbbbbbb", "2026-06-01", at(6, 2, 3), 1002}}}
	if !c.empty {
		out.From, out.Added, out.Changed = "aaaaaaaaaaaaaaaa", 1, 1
		out.Versions = append(out.Versions, SanctionsVersion{"aaaaaaaaaaaaaaaa", "", at(5, 2, 3), 1001}, SanctionsVersion{"cccccccccccccccc", "", at(4, 2, 3), 990})
		out.Rows = []SanctionsChange{{"added", "QDi.002", "Jo SAMPLE", nil}, {"changed", "QDi.001", "Nour EXAMPLE", []string{"births", "names"}}}
	}
	return out, nil
}

func (c *company) SanctionsPeople(context.Context, string) (*SanctionsPeople, error) {
	if c.empty {
		return &SanctionsPeople{Running: true}, nil
	}
	return &SanctionsPeople{Rows: []SanctionsPerson{{ref("A-1014", "Nour Adel", ""), []SanctionsHit{fixtureHit()}, at(6, 12, 9), time.Time{}, nil}, {ref("A-1015", "Noor Adel", ""), []SanctionsHit{fixtureHit()}, time.Time{}, at(6, 10, 9), []string{"name", "date of birth"}}}, Total: 2, Next: "A-1014", At: at(6, 12, 9), People: 140, Again: 3}, nil
}
