package main

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScreenShowsEvents screens logs with a remote tool and looks for the events
// behind the finding in the report: as they arrived where values are shown in
// clear, by their ids alone otherwise.
func TestScreenShowsEvents(t *testing.T) {
	dir := t.TempDir()
	var log strings.Builder
	for day := 1; day <= 3; day++ {
		fmt.Fprintf(&log, `{"muster_signal":1,"id":"p%d","at":"2026-06-%02dT09:00:00Z","account":"ann","device":"LT-1","kind":"program","data":{"seen":"running","name":"AnyDesk.exe"},"note":"<b>as it arrived"}`+"\n", day, day)
	}
	for name, text := range map[string]string{"people.csv": "Employee ID,Full name,Login,Start date\nE1,Ann Example,ann,2026-05-20\n", "programs.jsonl": log.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, show := range []bool{false, true} {
		out := filepath.Join(t.TempDir(), "report")
		args := []string{"screen", dir, "--out", out, "--as-of", "2026-06-20"}
		if show {
			args = append(args, "--show-values")
		}
		var wrong bytes.Buffer
		if status := run(t.Context(), args, strings.NewReader(""), &bytes.Buffer{}, &wrong); status != exitDone {
			t.Fatalf("%d %s", status, wrong.String())
		}
		text, err := os.ReadFile(filepath.Join(out, "report.html"))
		if err != nil {
			t.Fatal(err)
		}
		page := html.UnescapeString(string(text))
		if !strings.Contains(page, `<code class="event">p1</code>`) {
			t.Errorf("show %v: the finding cites no event", show)
		}
		if got := strings.Contains(page, `"note": "<b>as it arrived"`); got != show {
			t.Errorf("show %v: the event is shown as it arrived: %v", show, got)
		}
		if strings.Contains(string(text), "<b>as it arrived") {
			t.Error("what an event holds is not escaped")
		}
	}
}
