package ingest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
)

// asker answers each question by its topic; -1 leaves it open.
type asker map[string]int

func (a asker) Ask(_ context.Context, q Question) (int, error) {
	n, ok := a[q.Topic]
	if !ok {
		return -1, nil
	}
	return n, nil
}

// readSaid reads one table as it is dropped on a server.
func readSaid(t *testing.T, text string, said func(Met) (*Layout, error), a Asker) (*Batch, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(t.Context(), []string{file}, Options{ByContent: true, Asker: a, Said: said})
}

// TestSaid reads a table as somebody says it is: only headings that are written
// alike are meant, and what no table has, or may say, is an error.
func TestSaid(t *testing.T) {
	t.Parallel()
	const text = "Zig,zig!,Zag,Nationality\n7001,x,Nell Farrow,xx\n"
	says := func(l Layout) func(Met) (*Layout, error) {
		return func(m Met) (*Layout, error) {
			if m.Kind != "" || !slices.Equal(m.Header, []string{"Zig", "zig!", "Zag", "Nationality"}) {
				t.Errorf("met %+v", m)
			}
			return &l, nil
		}
	}
	b, err := readSaid(t, text, says(Layout{Kind: People, Columns: map[string]string{"Zig": "person_id", "Zag": "full_name"}}), nil)
	if err != nil || b.Len() != 1 || b.Subject(0).ID != "7001" || !b.Files[0].Said || b.Files[0].Columns[1].Field != "" || b.Files[0].Columns[3].Field != "never read" {
		t.Fatalf("%+v, %v", b, err)
	}
	for want, l := range map[string]Layout{
		"are not known":       {Kind: "none such"},
		"has no column":       {Kind: People, Columns: map[string]string{"zag": "full_name"}},
		"is not known for":    {Kind: People, Columns: map[string]string{"Zag": "amount"}},
		"is never read":       {Kind: People, Columns: map[string]string{"Nationality": "full_name"}},
		"for the heading":     {Kind: People, Columns: map[string]string{"2026-01-31": "full_name"}},
		"tables of the kind ": {},
	} {
		met := []string{"Zig", "zig!", "Zag", "Nationality", "2026-01-31"}
		if err := l.Check(met); muster.CodeOf(err) != muster.CodeUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", l, err, want)
		}
	}
	if err := (&Layout{Kind: People, Columns: map[string]string{"Nationality": "ignore"}}).Check([]string{"Nationality"}); err != nil {
		t.Error(err)
	}
	for _, k := range Kinds() {
		for _, f := range FieldsOf(k) {
			if err := (&Layout{Kind: k, Columns: map[string]string{"x": f}}).Check([]string{"x"}); err != nil {
				t.Errorf("offered, and refused: %v", err)
			}
		}
	}
}

// TestATableWaits holds a table back whose people's numbers may stand in a column
// nobody knows, where somebody is asked, and only there.
func TestATableWaits(t *testing.T) {
	t.Parallel()
	const text = "Full name,Email,Start date,Zig\nNell Farrow,nell@farrow.example,2026-01-05,7001\nOmar Selby,omar@selby.example,2026-01-05,7002\n"
	for name, test := range map[string]struct {
		text  string
		asker Asker
		want  string // id of the first person; "" when it waits
	}{
		"open":            {text, asker{}, ""},
		"it holds it":     {text, asker{TopicOwner: 1}, "7001"},
		"none does":       {text, asker{TopicOwner: 0}, "row-"},
		"nobody is asked": {text, nil, "row-"},
		"a number":        {strings.Replace(text, "Email", "Employee ID", 1), asker{}, "nell@farrow.example"},
		"all is known":    {strings.Replace(text, "Zig", "Gender", 1), asker{}, "row-"},
		"nothing in it":   {strings.NewReplacer("7001", "", "7002", "").Replace(text), asker{}, "row-"},
	} {
		b, err := readSaid(t, test.text, nil, test.asker)
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case test.want == "":
			q := b.Questions
			if b.Len() != 0 || len(q) != 1 || !q[0].Asked || !slices.Equal(q[0].Owners, []string{"Zig"}) || len(q[0].Lines) != 2 {
				t.Errorf("%s: %d people, asked %+v", name, b.Len(), q)
			}
		case b.Len() != 2 || !strings.HasPrefix(string(b.Subject(0).ID), test.want) || len(b.Questions) > 0:
			t.Errorf("%s: %d people, asked %+v", name, b.Len(), b.Questions)
		}
	}
}
