package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestListOfMailHosts fetches the list of throw-away mail hosts and shows its age.
func TestListOfMailHosts(t *testing.T) {
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "throw.example\nother.example\n") }))
	t.Cleanup(publisher.Close)
	dir := t.TempDir()
	lists := filepath.Join(dir, "lists")
	do := func(args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader(""), &out, &wrong); status != exitDone {
			t.Fatalf("%v: %d %s", args, status, wrong.String())
		}
		return out.String() + wrong.String()
	}
	if got := do("lists", "update", "--dir", lists, "--allow", "127.0.0.1", "--url", "disposable-mail="+publisher.URL); got != "disposable-mail: 2 hosts, fetched for the first time\n" {
		t.Errorf("%q", got)
	}
	if got := do("lists", "status", "--dir", lists); !strings.Contains(got, "disposable-mail: 2 entries") {
		t.Errorf("%q", got)
	}
}
