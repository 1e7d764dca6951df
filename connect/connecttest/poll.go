package connecttest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/connect"
)

// Poll is how a system answers when it is asked for pages.
type Poll struct {
	// Page tells which page a question is for, from 0.
	Page func(r *http.Request) int
	// Answer writes a page: its records, and where to go on, which is given by
	// base and number of the next page, or last.
	Answer func(w http.ResponseWriter, records []string, base string, next int, last bool)
	// Tokens says that a page names the next one by a token and no address, so
	// that it cannot lead elsewhere.
	Tokens bool
	// Single says that everything comes in one answer.
	Single bool
	// Besides answers questions for the system's other lists, with nothing on
	// them, and returns false for those that are told of here.
	Besides func(w http.ResponseWriter, r *http.Request) bool
}

// pages is in how many answers everything comes.
func (p *Poll) pages() int {
	if p.Single {
		return 1
	}
	return pages
}

const (
	pages    = 3
	password = "the-secret"
)

// place is a system of ours that answers as told.
type place struct {
	*httptest.Server
	poll    *Poll
	records [][]string
	mu      sync.Mutex
	fault   func(w http.ResponseWriter) bool // answers instead, once
	next    string                           // where the next page leads, instead of here
}

func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	fault := p.fault
	p.fault = nil
	p.mu.Unlock()
	user, _, _ := r.BasicAuth()
	if !strings.Contains(r.Header.Get("Authorization"), password) && user != password {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if fault != nil && fault(w) {
		return
	}
	if p.poll.Besides != nil && p.poll.Besides(w, r) {
		return
	}
	n := min(p.poll.Page(r), p.poll.pages()-1)
	base := p.URL
	if p.next != "" {
		base = p.next
	}
	p.poll.Answer(w, p.records[n], base, n+1, n == p.poll.pages()-1)
}

func (p *Poll) run(t *testing.T, system *connect.System, samples []Sample) {
	var place place
	place.poll, place.records = p, make([][]string, p.pages())
	var all []string
	for i := range samples {
		raw := string(samples[i].Record)
		place.records[i%p.pages()] = append(place.records[i%p.pages()], raw)
	}
	for i := range place.records {
		all = append(all, place.records[i]...)
	}
	place.Server = httptest.NewServer(&place)
	defer place.Close()
	from := &connect.Account{Client: place.Client(), URL: place.URL, Secret: password}
	faults := map[string]func(w http.ResponseWriter) bool{
		"500": func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusInternalServerError); return true },
		"429": func(w http.ResponseWriter) bool {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		},
		"a page of HTML": func(w http.ResponseWriter) bool { fmt.Fprint(w, "<html>Sorry</html>"); return true },
		"another object": func(w http.ResponseWriter) bool { fmt.Fprint(w, `{"error":"sorry"}`); return true },
		"nothing":        func(http.ResponseWriter) bool { return false },
		"half a page": func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `[{"a":`)
			return true
		},
	}
	for name, fault := range faults {
		for at := range p.pages() {
			got := place.walk(t, system, from, name, at, fault)
			if diff := cmp.Diff(all, got); diff != "" {
				t.Errorf("%s at page %d: records are lost or doubled:\n%s", name, at, diff)
			}
		}
	}
	place.strange(t, system, from)
}

// walk reads all pages, with a fault at one of them; after an error it asks
// again with the cursor it had.
func (p *place) walk(t *testing.T, system *connect.System, from *connect.Account, name string, at int, fault func(http.ResponseWriter) bool) (got []string) {
	t.Helper()
	cursor := ""
	for n := 0; n < pages+1; n++ {
		if n == at {
			p.mu.Lock()
			p.fault = fault
			p.mu.Unlock()
		}
		page, err := system.Fetch(t.Context(), from, cursor)
		if n == at && name != "nothing" {
			if err == nil || len(page.Records) > 0 || page.Cursor != "" {
				t.Errorf("%s is taken for a page: %+v, %v", name, page, err)
			}
			var slow *connect.Slower
			if errors.As(err, &slow) != (name == "429") || slow != nil && slow.Seconds != 7 {
				t.Errorf("%s gives %v", name, err)
			}
			at = -1
			n--
			continue
		}
		if err != nil {
			t.Fatalf("page %d after %s: %v", n, name, err)
		}
		for _, raw := range page.Records {
			got = append(got, string(raw))
		}
		if cursor = page.Cursor; cursor == "" {
			t.Error("no cursor to go on with")
		}
		if !page.More {
			break
		}
	}
	return got
}

// strange checks cursors that lead elsewhere and a secret that is no longer
// taken.
func (p *place) strange(t *testing.T, system *connect.System, from *connect.Account) {
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked = true }))
	defer elsewhere.Close()
	for _, cursor := range []string{elsewhere.URL + "/x", "//" + strings.TrimPrefix(elsewhere.URL, "http://") + "/x", "ftp://x/", "://", "http://user@" + strings.TrimPrefix(p.URL, "http://") + "/"} {
		if _, err := system.Fetch(t.Context(), from, cursor); err == nil {
			t.Errorf("the cursor %s is followed", cursor)
		}
	}
	if !p.poll.Tokens {
		p.next = elsewhere.URL
		if page, err := system.Fetch(t.Context(), from, ""); err == nil {
			t.Errorf("a next page that leads elsewhere is taken: %s", page.Cursor)
		}
		p.next = ""
	}
	if asked {
		t.Error("another host was asked")
	}
	revoked := *from
	revoked.Secret = "old"
	if _, err := system.Fetch(t.Context(), &revoked, ""); !errors.Is(err, connect.ErrRevoked) {
		t.Errorf("a revoked secret gives %v", err)
	}
}
