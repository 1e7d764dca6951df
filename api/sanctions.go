package api

import (
	"context"
	"time"
)

// Sanctions reads sanctions lists and compares people with them.
type Sanctions interface {
	// Lists says which lists are in use.
	Lists(ctx context.Context) (*SanctionsLists, error)
	// Screen compares one person with them. What is asked is kept nowhere.
	Screen(ctx context.Context, q *SanctionsQuery) (*SanctionsAnswer, error)
	// Changes says what changed between two versions of a list.
	Changes(ctx context.Context, source, from, to string) (*SanctionsChanges, error)
	// Listed lists people on record who may be entries of a list.
	Listed(ctx context.Context, after string) (*SanctionsPeople, error)
}

// SanctionsLists is the lists in use.
type SanctionsLists struct {
	Lists []SanctionsList `json:"lists"`
}

// SanctionsList is one list in use.
type SanctionsList struct {
	Source    string    `json:"source"`
	Title     string    `json:"title" doc:"What the list is, in words."`
	Entries   int       `json:"entries"`
	Rejected  int       `json:"rejected,omitempty" doc:"Entries that could not be read."`
	Published string    `json:"published,omitempty" doc:"The date the list gives itself, as written."`
	Fetched   time.Time `json:"fetched"`
	URL       string    `json:"url,omitempty"`
	Version   string    `json:"version" doc:"SHA-256 of the bytes fetched."`
	Old       bool      `json:"old,omitempty" doc:"Fetched more than a week ago."`
}

// SanctionsQuery is one person to compare with the lists.
type SanctionsQuery struct {
	Name     string `json:"name,omitempty" maxLength:"200" doc:"As the papers write it, in any alphabet."`
	Aliases  string `json:"aliases,omitempty" maxLength:"200" doc:"Several divided by a bar or semicolon, as in the fields below."`
	Born     string `json:"date_of_birth,omitempty" maxLength:"200"`
	Place    string `json:"place_of_birth,omitempty" maxLength:"200"`
	Document string `json:"document_number,omitempty" maxLength:"200"`
	Wallet   string `json:"wallet,omitempty" maxLength:"200"`
}

// SanctionsAnswer is the entries that somebody may be, best first. A name alone
// never passes possible.
type SanctionsAnswer struct {
	Hits []SanctionsHit `json:"hits"`
}

// SanctionsHit is one entry with the pieces compared.
type SanctionsHit struct {
	Source   string           `json:"source"`
	ListID   string           `json:"list_id"`
	Name     string           `json:"name,omitempty" doc:"The entry's main name."`
	Born     string           `json:"date_of_birth,omitempty"`
	Programs string           `json:"programs,omitempty"`
	Level    string           `json:"level" enum:"possible,probable,strong"`
	Score    float64          `json:"score" doc:"Orders hits of one level; below 1."`
	Pieces   []SanctionsPiece `json:"pieces"`
}

// SanctionsPiece is one thing that was compared.
type SanctionsPiece struct {
	What    string   `json:"what"`
	Outcome string   `json:"outcome"`
	Query   string   `json:"query,omitempty"`
	Listed  string   `json:"listed,omitempty"`
	Score   float64  `json:"score"`
	Ways    []string `json:"ways,omitempty"`
	People  float64  `json:"people,omitempty" doc:"About how many people in the world fit."`
}

// SanctionsChanges is what changed on a list between two versions.
type SanctionsChanges struct {
	Source   string             `json:"source"`
	From     string             `json:"from,omitempty" doc:"Missing for the first version."`
	To       string             `json:"to"`
	Versions []SanctionsVersion `json:"versions" doc:"Those that were in use, the latest first."`
	Added    int                `json:"added"`
	Removed  int                `json:"removed"`
	Changed  int                `json:"changed"`
	Entries  []SanctionsChange  `json:"entries" doc:"At most 200 of them."`
}

// SanctionsVersion is one version of a list.
type SanctionsVersion struct {
	Version   string    `json:"version"`
	Published string    `json:"published,omitempty"`
	Fetched   time.Time `json:"fetched"`
	Entries   int       `json:"entries"`
}

// SanctionsChange is one entry that differs.
type SanctionsChange struct {
	How    string   `json:"how" enum:"added,removed,changed"`
	ListID string   `json:"list_id"`
	Name   string   `json:"name,omitempty"`
	Fields []string `json:"fields,omitempty"`
}

// SanctionsPeople are people on record who may be entries of a list.
type SanctionsPeople struct {
	People  []SanctionsPerson `json:"people"`
	Total   int               `json:"total"`
	Next    string            `json:"next,omitempty"`
	At      time.Time         `json:"at,omitzero" doc:"Of the last comparison. Missing before the first."`
	Running bool              `json:"running,omitempty"`
	Failure string            `json:"failure,omitempty" doc:"Why the last comparison ended early."`
	All     int               `json:"compared" doc:"People compared."`
	Looked  int               `json:"looked" doc:"How many people the last comparison had to look at."`
}

// SanctionsPerson is one of them.
type SanctionsPerson struct {
	Person  Ref            `json:"person"`
	Hits    []SanctionsHit `json:"hits"`
	Checked time.Time      `json:"checked,omitzero" doc:"When a check with the lists was passed that still holds; no entry is new or another since, and no fact of the person. Missing: somebody should put the papers side by side."`
	Before  time.Time      `json:"checked_before,omitzero" doc:"When a check was passed that settles the hits no more."`
	Changed []string       `json:"changed,omitempty" doc:"What is on record of the person and another since then: name, date of birth, document or wallet. Missing beside checked_before: an entry is new or another."`
}

type sanctionsPath struct {
	Source string `path:"source" maxLength:"64"`
	From   string `query:"from" maxLength:"64" doc:"Version; the one before when missing."`
	To     string `query:"to" maxLength:"64" doc:"Version; the one in use when missing."`
}

func registerSanctions(h *Handler) {
	register(h, get("/v1/sanctions", "sanctions.list", "Lists", SubjectsRead, "Sanctions lists in use", "With their age: a list that was fetched more than a week ago is said to be old."), func(ctx context.Context, _ *nothing) (*body[SanctionsLists], error) {
		list, err := h.Sanctions.Lists(ctx)
		if err != nil {
			return nil, err
		}
		return &body[SanctionsLists]{*list}, nil
	})
	register(h, get("/v1/sanctions/people", "sanctions.people", "Lists", FindingsRead, "People on record who may be entries of a list", "The first call, and one after lists or records changed, begins a comparison: ask again while running is true."), func(ctx context.Context, in *struct {
		After string `query:"after" maxLength:"200"`
	}) (*body[SanctionsPeople], error) {
		list, err := h.Sanctions.Listed(ctx, in.After)
		if err != nil {
			return nil, err
		}
		return &body[SanctionsPeople]{*list}, nil
	})
	register(h, get("/v1/sanctions/{source}/changes", "sanctions.changes", "Lists", SubjectsRead, "What changed between two versions of a list", "By entry, at most 200 of them."), func(ctx context.Context, in *sanctionsPath) (*body[SanctionsChanges], error) {
		list, err := h.Sanctions.Changes(ctx, in.Source, in.From, in.To)
		if err != nil {
			return nil, err
		}
		return &body[SanctionsChanges]{*list}, nil
	})
	register(h, operation("POST", "/v1/sanctions:screen", "sanctions.screen", "Lists", SubjectsRead, "Compare one person with the lists in use", "What is asked is kept nowhere. A hit is a reason to put two sets of papers side by side."), func(ctx context.Context, in *struct{ Body SanctionsQuery }) (*body[SanctionsAnswer], error) {
		a, err := h.Sanctions.Screen(ctx, &in.Body)
		if err != nil {
			return nil, err
		}
		return &body[SanctionsAnswer]{*a}, nil
	})
}
