package all_test

import (
	"os"
	"strings"
	"testing"

	"muster/connect"
)

// TestTable holds the manual's table of systems to what each can do.
func TestTable(t *testing.T) {
	manual, err := os.ReadFile("../../docs/connectors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, ok := strings.Cut(string(manual), "## Which system in which way\n")
	if !ok {
		t.Fatal("the table is not there")
	}
	text, _, _ = strings.Cut(text, "\n## ")
	rows := map[string][]string{}
	for line := range strings.Lines(text) {
		if cells := strings.Split(line, "|"); len(cells) == 8 {
			rows[strings.Trim(cells[2], " `")] = cells
		}
	}
	for _, s := range everything() {
		row := rows[s.Name]
		if row == nil {
			t.Errorf("%s has no row", s.Name)
			continue
		}
		says := func(i int) bool { return strings.HasPrefix(strings.TrimSpace(row[i]), "yes") }
		signs := strings.TrimSpace(row[4]) != "collector"
		for _, c := range []struct {
			what     string
			says, is bool
		}{
			{"files", says(3), s.Read != nil}, {"a signature of its own", signs, signed(&s)}, {"asked", says(5), s.Fetch != nil}, {"written back", says(6), s.Mark != nil},
		} {
			if c.says != c.is {
				t.Errorf("%s, %s: the manual says %v, the code %v", s.Name, c.what, c.says, c.is)
			}
		}
		delete(rows, s.Name)
	}
	for name := range rows {
		if name != "name" && strings.Trim(name, "-") != "" {
			t.Errorf("%s has a row and no connector", name)
		}
	}
}

// signed reports whether a system proves itself in a way of its own.
func signed(s *connect.System) bool { return s.Verify != nil }
