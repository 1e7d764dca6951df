package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestListsOfTools fetches the list of remote tools from a publisher and the list
// of countries from a file of the computer, shows both, and lets screen name a
// tool that only the list knows, with the list.
func TestListsOfTools(t *testing.T) {
	var tools []string
	for i := range 25 {
		tools = append(tools, fmt.Sprintf(`{"Name":"Deskhelp %d","Details":{"PEMetadata":{"Filename":"deskhelp%d.exe"}}}`, i, i))
	}
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "[%s]", strings.Join(tools, ",")) }))
	t.Cleanup(publisher.Close)
	dir := t.TempDir()
	lists, report := filepath.Join(dir, "lists"), filepath.Join(dir, "out")
	for name, text := range map[string]string{
		"geoip":      "# Tor's form\n3221225984,3221226239,NZ\n",
		"people.csv": "Employee ID,First name,Last name,Work email,Start date\nE1,Ann,Example,ann@company.example,2026-05-25\n",
		"log.jsonl": `{"muster_signal":1,"id":"1","at":"2026-06-01T08:00:00Z","account":"ann@company.example","device":"SN-1","kind":"program","data":{"seen":"running","name":"anydesk.exe"}}` + "\n" +
			`{"muster_signal":1,"id":"2","at":"2026-06-01T08:05:00Z","account":"ann@company.example","device":"SN-1","kind":"program","data":{"seen":"running","name":"DeskHelp7.exe"}}` + "\n" +
			`{"muster_signal":1,"id":"3","at":"2026-06-01T08:00:00Z","account":"ann@company.example","kind":"sign_in","data":{"passed":true},"origin":{"ip":"192.0.2.7"}}` + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	muster := func(args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader(""), &out, &wrong); status != exitDone {
			t.Fatalf("%v: status %d: %s", args, status, wrong.String())
		}
		return out.String()
	}
	got := muster("lists", "update", "--dir", lists, "--allow", "127.0.0.1", "--url", "lolrmm="+publisher.URL, "--url", "tor-geoip=file:"+filepath.Join(dir, "geoip"))
	if got != "tor-geoip: 1 ranges, fetched for the first time\nlolrmm: 25 tools, fetched for the first time\n" {
		t.Errorf("%q", got)
	}
	if got := muster("lists", "status", "--dir", lists); !strings.Contains(got, "lolrmm: 25 entries") || !strings.Contains(got, "tor-geoip: 1 entries") {
		t.Errorf("%q", got)
	}
	muster("screen", filepath.Join(dir, "people.csv"), filepath.Join(dir, "log.jsonl"), "--out", report, "--lists", lists, "--as-of", "2026-06-10")
	text, err := os.ReadFile(filepath.Join(report, "findings.jsonl"))
	if err != nil || !bytes.Contains(text, []byte(`"events":["2"]`)) {
		t.Errorf("no finding cites the tool: %v %s", err, text)
	}
	page, err := os.ReadFile(filepath.Join(report, "report.html"))
	if err != nil || !bytes.Contains(page, []byte("Deskhelp 7 (LOLRMM)")) {
		t.Errorf("the report does not name the tool and the list: %v", err)
	}
	muster("screen", filepath.Join(dir, "people.csv"), filepath.Join(dir, "log.jsonl"), "--out", report+"2", "--as-of", "2026-06-10")
	if text, err = os.ReadFile(filepath.Join(report+"2", "findings.jsonl")); err != nil || bytes.Contains(text, []byte(`"events":["2"]`)) {
		t.Errorf("without the list: %v %s", err, text)
	}
}
