package report

import (
	"encoding/json"
	"strings"
	"testing"

	"muster"
)

// A sentence names the tool as the record does, made safe to show, and says so
// where the record has no name.
func TestASentenceNamesWhatWasSeen(t *testing.T) {
	const one, all = "A tool ({named}) was seen.", "Tools ({names}) were seen."
	for want, c := range map[string]struct {
		detail string
		named  []muster.Text
	}{
		"A tool (“AnyDesk”) was seen.":                {one, []muster.Text{"AnyDesk", "Capture"}},
		"A tool (name not on record) was seen.":       {one, []muster.Text{"", "Capture"}},
		"Tools (“AnyDesk” and “RustDesk”) were seen.": {all, []muster.Text{"AnyDesk", "RustDesk", "AnyDesk"}},
		"Tools (names not on record) were seen.":      {all, nil},
		"A tool (“{value} <b>”) was seen.":            {one, []muster.Text{"{value} \u202e<b>"}},
	} {
		f := &muster.Finding{Detail: c.detail}
		for _, n := range c.named {
			f.Evidence = append(f.Evidence, muster.Evidence{Named: n})
		}
		if got := (values{in: &Input{}}).fill(f.Detail, f); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if stored, err := json.Marshal(f); err != nil || strings.Contains(string(stored), "AnyDesk") {
			t.Errorf("the name stays when its record has gone: %s %v", stored, err)
		}
	}
}
