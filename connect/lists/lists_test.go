package lists

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func table(names ...string) string {
	var b strings.Builder
	b.WriteString("id,name\n")
	for i, n := range names {
		fmt.Fprintf(&b, "%d,%s\n", i+1, n)
	}
	return b.String()
}

func TestUpdate(t *testing.T) {
	body, status := table("A B", "C D", "E F", "G H"), http.StatusOK
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	defer publisher.Close()
	clock := time.Date(2026, 2, 27, 12, 0, 0, 0, time.UTC)
	s := &Store{Dir: t.TempDir(), Client: publisher.Client(), Now: func() time.Time { return clock }}
	source := Source{Name: "test", URL: publisher.URL}

	u, err := s.Update(t.Context(), source)
	if err != nil || u.Before != nil || len(u.After.Entries) != 4 || u.Same || u.Fetched != clock {
		t.Fatalf("%+v, %v", u, err)
	}
	if u, err = s.Update(t.Context(), source); err != nil || !u.Same || u.Before == nil {
		t.Fatalf("the same list again: %+v, %v", u, err)
	}
	for _, c := range []struct {
		what, body string
		status     int
		is         error
	}{
		{"an error page", "<html>sorry</html>", http.StatusOK, nil},
		{"an error", table("A B"), http.StatusBadGateway, nil},
		{"a list that shrank", table("A B"), http.StatusOK, ErrShrank},
		{"another list of that length", strings.ReplaceAll(table("A B", "C D", "E F", "G H"), "\n", "\nUK"), http.StatusOK, ErrOther},
	} {
		body, status = c.body, c.status
		if _, err := s.Update(t.Context(), source); err == nil || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v", c.what, err)
		}
		if list, err := s.Current("test"); err != nil || len(list.Entries) != 4 {
			t.Errorf("%s: the list in use changed: %v", c.what, err)
		}
	}
	body, status = table("A B", "C D", "E X"), http.StatusOK
	if u, err = s.Update(t.Context(), source); err != nil || u.Same || len(u.After.Entries) != 3 {
		t.Fatalf("a new version: %+v, %v", u, err)
	}
	all, err := s.Status()
	if err != nil || len(all) != 1 || all[0].Entries != 3 || all[0].URL != publisher.URL {
		t.Errorf("status: %+v, %v", all, err)
	}
	versions, _ := filepath.Glob(filepath.Join(s.Dir, "test", "version-*"))
	left, _ := filepath.Glob(filepath.Join(s.Dir, "test", ".fetching-*"))
	if len(versions) != 2 || len(left) != 0 {
		t.Errorf("versions %v, left over %v", versions, left)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, "test", versionFile(all[0])), []byte(table("X Y")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Current("test"); err == nil {
		t.Error("a file that was changed is taken for the list")
	}
}

func TestSources(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Sources() {
		u, err := url.Parse(s.URL)
		if err != nil || u.Scheme != "https" || s.What == "" || seen[s.Name] || strings.ContainsAny(s.Name, "/\\. ") {
			t.Errorf("%+v: %v", s, err)
		}
		seen[s.Name] = true
	}
}
