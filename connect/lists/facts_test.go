package lists

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/ingest/networks"
)

// TestUpdateMail fetches a list of throw-away mail hosts, refuses what is none and
// what was changed on the disk.
func TestUpdateMail(t *testing.T) {
	body := "# comment\nThrow.example\nxn--bcher-kva.example # one\n"
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
	defer publisher.Close()
	dir := t.TempDir()
	s := &Store{Dir: filepath.Join(dir, MailFolder), Client: publisher.Client(), Now: time.Now}
	if hosts, err := s.Disposable(); hosts != nil || err != nil {
		t.Fatalf("before anything was fetched: %v, %v", hosts, err)
	}
	source := MailSource()
	source.URL = publisher.URL
	now, _, err := s.UpdateMail(t.Context(), source)
	if err != nil || now.Entries != 2 {
		t.Fatalf("%+v, %v", now, err)
	}
	for _, bad := range []string{"<html>\n<p>sorry</p>\n", "", "com\n", strings.Repeat("x", 1<<13)} {
		body = bad
		if _, _, err := s.UpdateMail(t.Context(), source); !errors.Is(err, networks.ErrFormat) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	hosts, err := s.Disposable()
	if err != nil || len(hosts) != 2 || !hosts["throw.example"] {
		t.Errorf("%v, %v", hosts, err)
	}
	if err := Intact(dir, now); err != nil {
		t.Error(err)
	}
	files, _ := filepath.Glob(filepath.Join(s.Dir, source.Name, "version-*"))
	if err := os.WriteFile(files[0], []byte("other.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Disposable(); err == nil || Intact(dir, now) == nil {
		t.Error("a file that was changed is taken for the list")
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	if err := Intact(dir, now); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
}

// TestNoPlaces says what is wrong with a database that cannot be read.
func TestNoPlaces(t *testing.T) {
	s := &Store{Dir: t.TempDir(), Now: time.Now}
	if err := os.WriteFile(filepath.Join(s.Dir, "city.mmdb"), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Networks(); !errors.Is(err, networks.ErrFormat) {
		t.Errorf("%v", err)
	}
	if _, err := s.PlacesStatus(true); !errors.Is(err, networks.ErrFormat) {
		t.Errorf("%v", err)
	}
}

// FuzzHosts reads anything as a list of hosts.
func FuzzHosts(f *testing.F) {
	f.Add("a.example\n# x\nb.example\n")
	f.Fuzz(func(t *testing.T, text string) {
		hosts, _, err := readHosts(strings.NewReader(text))
		for h := range hosts {
			if err == nil && !isHost(h) {
				t.Errorf("%q", h)
			}
		}
	})
}
