package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// SanctionsList is one list in use.
type SanctionsList struct {
	Source    string    `json:"source"`
	Title     string    `json:"title"` // what the list is, in words
	Entries   int       `json:"entries"`
	Rejected  int       `json:"rejected"`  // entries that could not be read
	Published string    `json:"published"` // the date the list gives itself, as written
	Fetched   time.Time `json:"fetched"`
	URL       string    `json:"url"`
	Version   string    `json:"version"` // SHA-256 of the bytes fetched
	Old       bool      `json:"old"`     // fetched more than a week ago
}

// SanctionsQuery is one person to compare with the lists.
type SanctionsQuery struct {
	Name     string `json:"name"`    // as the papers write it, in any alphabet
	Aliases  string `json:"aliases"` // several divided by a bar or semicolon, as in the fields below
	Born     string `json:"date_of_birth"`
	Place    string `json:"place_of_birth"`
	Document string `json:"document_number"`
	Wallet   string `json:"wallet"`
}

// SanctionsHit is one entry with the pieces compared.
type SanctionsHit struct {
	Source   string           `json:"source"`
	ListID   string           `json:"list_id"`
	Name     string           `json:"name"` // the entry's main name
	Born     string           `json:"date_of_birth"`
	Programs string           `json:"programs"`
	Level    string           `json:"level"` // possible, probable, strong
	Score    float64          `json:"score"` // orders hits of one level; below 1
	Pieces   []SanctionsPiece `json:"pieces"`
}

// SanctionsPiece is one thing that was compared.
type SanctionsPiece struct {
	What    string   `json:"what"`
	Outcome string   `json:"outcome"`
	Query   string   `json:"query"`
	Listed  string   `json:"listed"`
	Score   float64  `json:"score"`
	Ways    []string `json:"ways"`
	People  float64  `json:"people"` // about how many people in the world fit
}

// SanctionsChanges is what changed on a list between two versions.
type SanctionsChanges struct {
	Source   string             `json:"source"`
	From     string             `json:"from"` // missing for the first version
	To       string             `json:"to"`
	Versions []SanctionsVersion `json:"versions"` // those that were in use, the latest first
	Added    int                `json:"added"`
	Removed  int                `json:"removed"`
	Changed  int                `json:"changed"`
	Entries  []SanctionsChange  `json:"entries"` // at most 200 of them
}

// SanctionsVersion is one version of a list.
type SanctionsVersion struct {
	Version   string    `json:"version"`
	Published string    `json:"published"`
	Fetched   time.Time `json:"fetched"`
	Entries   int       `json:"entries"`
}

// SanctionsChange is one entry that differs.
type SanctionsChange struct {
	How    string   `json:"how"` // added, removed, changed
	ListID string   `json:"list_id"`
	Name   string   `json:"name"`
	Fields []string `json:"fields"`
}

// SanctionsPerson is one of them.
type SanctionsPerson struct {
	Person  Ref            `json:"person"`
	Hits    []SanctionsHit `json:"hits"`
	Checked time.Time      `json:"checked"`        // zero: the papers are still to be put side by side
	Before  time.Time      `json:"checked_before"` // when a check was passed that settles the hits no more
	Changed []string       `json:"changed"`        // the person's facts that are other ones since then
}

// SanctionsLists says which sanctions lists are in use.
func (c *Client) SanctionsLists(ctx context.Context) ([]SanctionsList, error) {
	var list struct {
		Lists []SanctionsList `json:"lists"`
	}
	err := c.get(ctx, "/v1/sanctions", nil, &list)
	return list.Lists, err
}

// Screen compares one person with the lists in use. What is asked is kept
// nowhere. A hit is a reason to put two sets of papers side by side.
func (c *Client) Screen(ctx context.Context, q *SanctionsQuery) ([]SanctionsHit, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Hits []SanctionsHit `json:"hits"`
	}
	_, err = c.do(ctx, &request{method: http.MethodPost, path: "/v1/sanctions:screen", kind: "application/json", body: body}, &answer)
	return answer.Hits, err
}

// SanctionsPeople yields people on record who may be entries of a list, as the
// last comparison found them.
func (c *Client) SanctionsPeople(ctx context.Context) iter.Seq2[*SanctionsPerson, error] {
	type page struct {
		People []SanctionsPerson `json:"people"`
		Next   string            `json:"next"`
	}
	return each(pages(ctx, c, "/v1/sanctions/people", "after", nil, func(p *page) string { return p.Next }), func(p *page) []SanctionsPerson { return p.People })
}

// SanctionsChanges says what changed between two versions of a list; "" and "":
// between the one in use and the one before.
func (c *Client) SanctionsChanges(ctx context.Context, source, from, to string) (*SanctionsChanges, error) {
	out := &SanctionsChanges{}
	return out, c.get(ctx, "/v1/sanctions/"+segment(source)+"/changes", chosen("from", from, "to", to), out)
}
