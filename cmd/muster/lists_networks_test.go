package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestListsOfNetworks fetches a list from a publisher, refuses one that is
// broken, shows its age, and lets screen name it and its date.
func TestListsOfNetworks(t *testing.T) {
	body := "192.0.2.0/24\n198.51.100.0/24\n203.0.113.0/24\n"
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
	t.Cleanup(publisher.Close)
	dir := t.TempDir()
	lists := filepath.Join(dir, "lists")
	muster := func(want int, args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader(""), &out, &wrong); status != want {
			t.Fatalf("%v: status %d: %s", args, status, wrong.String())
		}
		return out.String() + wrong.String()
	}
	update := []string{"lists", "update", "--dir", lists, "--allow", "127.0.0.1", "--url", "x4bnet-vpn=" + publisher.URL}
	if got := muster(exitDone, update...); got != "x4bnet-vpn: 3 ranges, fetched for the first time\n" {
		t.Errorf("%q", got)
	}
	body = "<html>sorry</html>"
	var out, wrong bytes.Buffer
	if run(t.Context(), update, strings.NewReader(""), &out, &wrong) == exitDone || !strings.Contains(wrong.String(), "stays as it was") {
		t.Errorf("a broken list: %s", wrong.String())
	}
	if got := muster(exitDone, "lists", "status", "--dir", lists); !strings.Contains(got, "x4bnet-vpn: 3 entries") {
		t.Errorf("%q", got)
	}
	for name, text := range map[string]string{
		"people.csv": "Employee ID,First name,Last name,Work email\nE1,Ann,Example,ann@company.example\n",
		"okta.jsonl": `{"uuid":"e1","published":"2026-06-01T08:00:00Z","eventType":"user.session.start","version":"0","severity":"INFO","actor":{"alternateId":"ann@company.example"},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"192.0.2.7"}}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := filepath.Join(dir, "out")
	muster(exitDone, "screen", filepath.Join(dir, "people.csv"), filepath.Join(dir, "okta.jsonl"), "--out", report, "--lists", lists)
	findings, err := filepath.Glob(filepath.Join(report, "*"))
	if err != nil || len(findings) == 0 {
		t.Fatal(err)
	}
	said := "VPN list of " + time.Now().UTC().Format(time.DateOnly)
	found := false
	for _, file := range findings {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		found = found || bytes.Contains(text, []byte(said))
	}
	if !found {
		t.Errorf("no report names %q", said)
	}
	if !json.Valid([]byte(strings.SplitN(muster(exitDone, "lists", "status", "--dir", lists, "--json"), "\n", 2)[0])) {
		t.Error("the status is no JSON")
	}
	sayOld(t, dir, func(args ...string) string { return muster(exitDone, args...) })
	// A list that was changed afterwards is not used, and the status says so.
	versions, err := filepath.Glob(filepath.Join(lists, "networks", "x4bnet-vpn", "version-*.list"))
	if err != nil || len(versions) != 1 {
		t.Fatal(versions, err)
	}
	if err := os.WriteFile(versions[0], []byte("192.0.2.0/25\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong.Reset()
	if run(t.Context(), []string{"screen", filepath.Join(dir, "people.csv"), filepath.Join(dir, "okta.jsonl"), "--out", report + "2", "--lists", lists}, strings.NewReader(""), &out, &wrong) == exitDone || !strings.Contains(wrong.String(), "not the one that was fetched") {
		t.Errorf("a changed list is used: %s", wrong.String())
	}
	muster(exitFailed, "lists", "status", "--dir", lists)
}

// sayOld makes the list below a folder old, and looks for its age where no
// terminal is read: in the report.
func sayOld(t *testing.T, dir string, muster func(args ...string) string) {
	t.Helper()
	lists := filepath.Join(dir, "lists")
	screened := func(out string) string {
		t.Helper()
		out = filepath.Join(dir, out)
		muster("screen", filepath.Join(dir, "people.csv"), filepath.Join(dir, "okta.jsonl"), "--out", out, "--lists", lists)
		text, err := os.ReadFile(filepath.Join(out, "report.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if strings.Contains(screened("fresh"), "days old") {
		t.Error("a list of today is old")
	}
	current := filepath.Join(lists, "networks", "x4bnet-vpn", "current.json")
	text, err := os.ReadFile(current)
	if err != nil {
		t.Fatal(err)
	}
	var p map[string]any
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	p["fetched"] = time.Now().UTC().Add(-45*24*time.Hour - time.Hour)
	if text, err = json.Marshal(p); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(current, text, 0o600); err != nil {
		t.Fatal(err)
	}
	said := screened("old")
	for _, want := range []string{"The list x4bnet-vpn is 45 days old", "Type: muster lists update --dir " + lists} {
		if !strings.Contains(said, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}
