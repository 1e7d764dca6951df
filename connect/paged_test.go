package connect_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"muster/connect"
)

// TestGoesOnFromTheNewest asks a system that answers newest first: what was
// newest on the first page is where the next round begins, less the lag; a record
// from the future moves nothing past others.
func TestGoesOnFromTheNewest(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		w.Header().Set("Date", now.Format(http.TimeFormat))
		switch r.URL.Query().Get("page") {
		case "":
			fmt.Fprint(w, `{"list":[{"at":"2150-01-01T00:00:00Z"},{"at":"2026-06-01T11:00:00Z"}],"next":"2"}`)
		default:
			fmt.Fprint(w, `{"list":[{"at":"2026-05-01T11:00:00Z"}]}`)
		}
	}))
	defer server.Close()
	p := connect.Paged{
		Start: func(since time.Time) string {
			if since.IsZero() {
				return "/log"
			}
			return "/log?since=" + since.Format("2006-01-02T15:04")
		},
		Enter: connect.Bearer, List: "list", Time: []string{"at"}, Next: connect.Token("next", "page"), Lag: time.Hour,
	}
	from, cursor := &connect.Account{Client: server.Client(), URL: server.URL, Secret: "s"}, ""
	for i, more := range []bool{true, false, true} {
		page, err := p.Fetch(t.Context(), from, cursor)
		if err != nil || page.More != more {
			t.Fatalf("question %d: %+v, %v", i, page, err)
		}
		cursor = page.Cursor
	}
	if len(asked) != 3 || asked[0] != "" || asked[1] != "page=2" || asked[2] != "since=2026-06-01T11:00" {
		t.Errorf("asked %q", asked)
	}
}
