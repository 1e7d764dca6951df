package client_test

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"muster/client"
)

// TestFollowProgram builds the program of examples/follow and runs it against a
// real server: it sends a record, follows what changes, and after a stop goes on
// behind what it has shown.
func TestFollowProgram(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "follow.exe")
	if text, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../examples/follow").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	s := newSite(t)
	c := s.client(t, nil)
	place := filepath.Join(t.TempDir(), "place")
	shows := func(send string, want ...string) {
		t.Helper()
		p := exec.CommandContext(t.Context(), program, "-place", place, "-events", "2")
		p.Env = append(p.Environ(), "MUSTER_URL="+s.http.URL, "MUSTER_KEY="+s.key)
		out, err := p.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for scan := bufio.NewScanner(out); scan.Scan(); {
			lines = append(lines, scan.Text())
			if scan.Text() == "ready" && send != "" {
				if _, err := c.Send(t.Context(), application(send, "Wim Yarrow"), client.WithoutAssessment); err != nil {
					t.Error(err)
				}
			}
		}
		if err := p.Wait(); err != nil {
			t.Error(err)
		}
		for _, line := range want {
			if !strings.Contains(strings.Join(lines, "\n"), line) {
				t.Errorf("the program does not say %q: %q", line, lines)
			}
		}
	}
	shows("B-1", "A-1042 is added, at clear", "A-1042 waits before an offer", "ready", "records of B-1")
	if _, err := c.Send(t.Context(), application("B-2", "Kit Instance"), client.WithoutAssessment); err != nil {
		t.Fatal(err)
	}
	shows("", "A-1042 is duplicate", "ready", "records of B-2")
}
