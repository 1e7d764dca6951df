package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/internal/escape"
)

// SanctionsDesk reads sanctions lists and compares people with them. It decides
// nothing: a hit is a reason to put two sets of papers side by side.
type SanctionsDesk interface {
	// Sanctions says which lists are in use.
	Sanctions(ctx context.Context) (*Sanctions, error)
	// ScreenOne compares one person with them. What is asked is kept nowhere.
	ScreenOne(ctx context.Context, q SanctionsQuery) ([]SanctionsHit, error)
	// SanctionsChanges says what changed between two versions of a list.
	SanctionsChanges(ctx context.Context, source, from, to string) (*SanctionsChanges, error)
	// SanctionsPeople lists people on record who may be entries of a list.
	SanctionsPeople(ctx context.Context, after string) (*SanctionsPeople, error)
}

// Sanctions is the page of the lists in use, with the answer to one question.
type Sanctions struct {
	Lists  []SanctionsList
	People bool // the viewer may read who on record is like an entry
	Asked  bool
	Query  SanctionsQuery
	Hits   []SanctionsHit
}

// SanctionsList is one list in use.
type SanctionsList struct {
	Source, What      string
	Entries, Rejected int
	Published         string // the date the list gives itself, as written
	Fetched           time.Time
	URL, Version      string
	Old               bool // fetched more than a week ago
}

// SanctionsQuery is one person to compare. Several values of a field are divided
// by a bar or a semicolon.
type SanctionsQuery struct {
	Name, Aliases, Born, Place, Document, Wallet string
}

// SanctionsHit is an entry that somebody may be, with the pieces compared.
type SanctionsHit struct {
	Source, Entry  string
	Name           string // the entry's main name
	Born, Programs string
	Level          string // possible, probable or strong
	Score          float64
	Pieces         []SanctionsPiece
}

// SanctionsPiece is one thing that was compared.
type SanctionsPiece struct {
	What, Outcome, Query, Listed string
	Score                        float64
	Ways                         []string
	People                       float64 // about how many people in the world fit
}

// Says puts a piece into words.
func (p SanctionsPiece) Says() string {
	ways := ""
	if len(p.Ways) > 0 {
		ways = " (" + strings.Join(p.Ways, ", ") + ")"
	}
	if p.What != "namesakes" && p.Query == "" {
		return strings.ToUpper(p.What[:min(1, len(p.What))]) + p.What[min(1, len(p.What)):] + ": " + strings.ReplaceAll(p.Outcome, "_", " ") + " as on record; the person's page shows it for a stated reason."
	}
	switch p.What {
	case "namesakes":
		if p.People < 1.5 {
			return "About one person in the world fits what agrees."
		}
		return "About " + manyPeople(p.People) + " in the world fit what agrees."
	case "name":
		return fmt.Sprintf("Name: %s and %s%s. About %s are called so.", p.Query, p.Listed, ways, manyPeople(p.People))
	}
	return fmt.Sprintf("%s: %s and %s, %s.", strings.ToUpper(p.What[:min(1, len(p.What))])+p.What[min(1, len(p.What)):], p.Query, p.Listed, strings.ReplaceAll(p.Outcome, "_", " "))
}

func manyPeople(n float64) string {
	switch {
	case n < 1.5:
		return "one person"
	case n >= 1e6:
		return fmt.Sprintf("%.0f million people", n/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f thousand people", n/1e3)
	}
	return fmt.Sprintf("%.0f people", n)
}

// SanctionsChanges is what changed on one list.
type SanctionsChanges struct {
	Source, What            string
	From, To                string // versions; From is empty for the first
	Versions                []SanctionsVersion
	Added, Removed, Changed int
	Rows                    []SanctionsChange
}

// SanctionsVersion is one version of a list that was in use.
type SanctionsVersion struct {
	Version, Published string
	Fetched            time.Time
	Entries            int
}

// SanctionsChange is one entry that differs.
type SanctionsChange struct {
	How, Entry, Name string // added, removed or changed
	Fields           []string
}

// Since is where the difference from a version to the one shown is.
func (c *SanctionsChanges) Since(from string) string {
	return "/lists/" + url.PathEscape(c.Source) + "?" + url.Values{"from": {from}, "to": {c.To}}.Encode()
}

// Short is a version as people compare it.
func (c *SanctionsChanges) Short(version string) string { return version[:min(12, len(version))] }

// SanctionsPeople are people on record who may be entries of a list.
type SanctionsPeople struct {
	Rows    []SanctionsPerson // those to compare first
	Total   int
	Checked int // of them, settled by a check
	Next    string
	At      time.Time // of the last comparison; zero before the first
	Running bool
	People  int // compared
	Again   int // of them, looked at in the last comparison
	Failure string
}

// Open is how many are to be compared.
func (p *SanctionsPeople) Open() int { return p.Total - p.Checked }

// SanctionsPerson is one of them.
type SanctionsPerson struct {
	Person  PersonRef
	Hits    []SanctionsHit
	Checked time.Time // when a check was passed that settles all of them; zero: none
	Before  time.Time // when a check was passed that settles them no more
	Changed []string  // the person's facts that are other ones since then; none: an entry is
}

func (s *Sanctions) head() head {
	return head{template: "sanctions", title: "Sanctions lists", section: "lists"}
}

func (c *SanctionsChanges) head() head {
	return head{template: "sanctionschanges", title: "What changed on " + c.Source, section: "lists"}
}

func (p *SanctionsPeople) head() head {
	return head{template: "sanctionspeople", title: "People and lists", section: "lists"}
}

func (h *Handler) sanctions(r *http.Request) (*Sanctions, error) {
	return h.Lists.Sanctions(r.Context())
}

// screenOne answers one question. The name comes in a form, so that it stands in
// no address and no log.
func screenOne(h *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return &muster.Error{Code: muster.CodeTooLarge, Message: "The form is longer than a form can be.", Hint: "Shorten it.", Err: err}
	}
	field := func(name string) string { return clip(strings.TrimSpace(escape.Line(r.PostForm.Get(name))), maxLine) }
	q := SanctionsQuery{Name: field("name"), Aliases: field("aliases"), Born: field("born"), Place: field("place"), Document: field("document"), Wallet: field("wallet")}
	if q.Name == "" && q.Wallet == "" {
		return h.refuseError(w, r, uploadForm(r.URL.Path), &muster.Error{Code: muster.CodeUsage, Message: "There is nobody to compare.", Hint: "Write a name, or a wallet."})
	}
	page, err := h.Lists.Sanctions(r.Context())
	if err != nil {
		return err
	}
	page.Hits, err = h.Lists.ScreenOne(r.Context(), q)
	if muster.CodeOf(err) == muster.CodeUsage {
		return h.refuseError(w, r, uploadForm(r.URL.Path), err)
	}
	if err != nil {
		return err
	}
	page.Asked, page.Query = true, q
	return h.render(w, r, page)
}

func (h *Handler) sanctionsChanges(r *http.Request) (*SanctionsChanges, error) {
	version := func(name string) string {
		s := r.URL.Query().Get(name)
		if len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
			return ""
		}
		return s
	}
	return h.Lists.SanctionsChanges(r.Context(), escape.Line(r.PathValue("source")), version("from"), version("to"))
}

func (h *Handler) sanctionsPeople(r *http.Request) (*SanctionsPeople, error) {
	return h.Lists.SanctionsPeople(r.Context(), clip(escape.Line(r.URL.Query().Get("after")), maxLine))
}
