package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScreenApprovedTools screens logs with a remote tool beside a muster.yaml that
// approves it: in time, too late, and with a last day that cannot be read.
func TestScreenApprovedTools(t *testing.T) {
	for _, c := range []struct {
		approved string
		found    bool
		fails    string
	}{
		{"", true, ""},
		{"approved: [{tool: AnyDesk, until: 2026-06-30}]", false, ""},
		{"approved: [{tool: AnyDesk, until: 2026-06-01}]", true, ""},
		{"approved: [{tool: AnyDesk}]", true, "write the days"},
	} {
		dir := t.TempDir()
		var log strings.Builder
		for day := 1; day <= 3; day++ {
			fmt.Fprintf(&log, `{"muster_signal":1,"id":"p%d","at":"2026-06-%02dT09:00:00Z","account":"ann","device":"LT-1","kind":"program","data":{"seen":"running","name":"AnyDesk.exe"}}`+"\n", day, day)
		}
		for name, text := range map[string]string{
			"people.csv": "Employee ID,Full name,Login,Start date\nE1,Ann Example,ann,2026-05-20\n", "programs.jsonl": log.String(), "muster.yaml": c.approved,
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var out, wrong bytes.Buffer
		report := filepath.Join(t.TempDir(), "report")
		status := run(t.Context(), []string{"screen", dir, "--out", report, "--as-of", "2026-06-20"}, strings.NewReader(""), &out, &wrong)
		if c.fails != "" {
			if status == exitDone || !strings.Contains(wrong.String(), c.fails) {
				t.Errorf("%q: %d %s", c.approved, status, wrong.String())
			}
			continue
		}
		if status != exitDone {
			t.Fatalf("%q: %d %s", c.approved, status, wrong.String())
		}
		text, err := os.ReadFile(filepath.Join(report, "findings.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if found := strings.Contains(string(text), `"END-01"`); found != c.found {
			t.Errorf("%q: found is %v: %s", c.approved, found, text)
		}
	}
}
