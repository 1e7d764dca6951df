package web

import (
	"context"
	"net/http"
	"strings"

	"muster/casework"
	"muster/internal/escape"
)

// Searcher finds what the viewer may see.
type Searcher interface {
	Search(ctx context.Context, words string) ([]Hit, error) // at most 20, best first
}

// Hit is one thing found.
type Hit struct {
	Kind string // "Person", "Group", "Case", "Rule"
	Text string
	Note string
	Href string // a path of ours
}

// Search is the search page, and with script the command palette.
type Search struct {
	Words string
	Hits  []Hit
	Asked bool
}

// Keys lists the keys, for people without a mouse.
type Keys struct{}

func (s *Search) head() head { return head{template: "search", title: "Search", section: "search"} }
func (k *Keys) head() head   { return head{template: "keys", title: "Keys", section: "keys"} }

func (h *Handler) keys(*http.Request) (*Keys, error) { return &Keys{}, nil }

func (h *Handler) search(r *http.Request) (*Search, error) {
	s := &Search{Words: strings.TrimSpace(clip(escape.Line(r.URL.Query().Get("q")), maxLine)), Asked: r.URL.Query().Has("q")}
	for _, p := range h.placesOf(r.Context()) {
		if s.Words == "" || strings.Contains(strings.ToLower(p.Name), strings.ToLower(s.Words)) {
			s.Hits = append(s.Hits, Hit{Kind: "Page", Text: p.Name, Note: "g " + p.Letter, Href: p.Path})
		}
	}
	for _, d := range deeds() {
		if h.Viewer(r.Context()).may(d.may) && (s.Words == "" || strings.Contains(strings.ToLower(d.Text), strings.ToLower(s.Words))) {
			s.Hits = append(s.Hits, d.Hit)
		}
	}
	if s.Words == "" {
		return s, nil
	}
	hits, err := h.Search.Search(r.Context(), s.Words)
	if err != nil {
		return nil, err
	}
	for _, hit := range hits {
		hit.Href = local(hit.Href)
		s.Hits = append(s.Hits, hit)
	}
	return s, nil
}

// deed is something to do that needs no person or case chosen first.
type deed struct {
	Hit
	may Permission
}

func deeds() []deed {
	return []deed{
		{Hit{Kind: "Action", Text: "Bring in files", Href: "/people#import"}, casework.PeopleImport},
		{Hit{Kind: "Action", Text: "Verify the ledger", Href: "/ledger#v"}, OpenLedger},
		{Hit{Kind: "Action", Text: "Invite somebody", Href: "/settings#users"}, casework.UsersManage},
		{Hit{Kind: "Action", Text: "Make an API key", Href: "/settings#keys"}, casework.KeysManage},
		{Hit{Kind: "Action", Text: "Change the colours", Href: "/settings#look"}, SignedIn},
		{Hit{Kind: "Action", Text: "List the keys", Href: "/keys"}, SignedIn},
	}
}

// placesOf are the pages the viewer may open.
func (h *Handler) placesOf(ctx context.Context) []place {
	viewer := h.Viewer(ctx)
	var out []place
	for _, p := range places() {
		if viewer.may(p.may) && (p.Section != "accounts" || viewer.Accounts) {
			out = append(out, p)
		}
	}
	return out
}
