package ingest

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Lines of a report may be pasted below each other, and below what is there.
func TestPastedLines(t *testing.T) {
	const text = `policy: policy.yaml
files:
  payroll.csv: {kind: payments}
files: {payroll.csv: {date_order: dmy}}
files: {people.csv: {date_order: mdy}}
crosswalk: [{subject: E1, system: candidate, id: C1}]
crosswalk: [{subject: E2, system: candidate, id: C2}]
# a note
files: {menu.csv: {ignore: true}} # about nobody
---
attachments: {cvs/a.pdf: E1}
attachments: {cvs/b.pdf: E2}
`
	got, err := parseConfig([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Policy: "policy.yaml",
		Files: map[string]FileConfig{
			"payroll.csv": {Kind: Payments, DateOrder: DMY}, "people.csv": {DateOrder: MDY}, "menu.csv": {Ignore: true},
		},
		Crosswalk:   []CrosswalkLine{{"E1", "candidate", "C1"}, {"E2", "candidate", "C2"}},
		Attachments: map[string]string{"cvs/a.pdf": "E1", "cvs/b.pdf": "E2"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Config{})); diff != "" {
		t.Error(diff)
	}
}

// An error in a pasted line names the line of the file.
func TestPastedLineNumbers(t *testing.T) {
	for text, line := range map[string]string{
		"files: {a.csv: {kind: people}}\nfiles: {b.csv: {knid: people}}\n":          ">  2 | files: {b.csv: {knid",
		"files: {}\n\n\nfiles: {b.csv: {kind: people}\npolicy: x\nfiles: {}\n":      ">  5 |",
		"files: {}\nfiles: {}\nfiles: {}\nfiles:\n  a.csv: {ignore: [}\n":           ">  5 |",
		"files: {}\nfiles: {a.csv: {ignore: true}}\nfiles:\n  b.csv:\n\tkind: cv\n": ">  5 |",
	} {
		dir := folder(t, map[string]string{"muster.yaml": text, "people.csv": goodPeople})
		_, err := Read(t.Context(), []string{dir}, Options{})
		if err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v, want line %q", text, err, line)
		}
	}
}

// The muster.yaml beside a file given alone is read; one that lies where it is
// not read is named.
func TestWhichConfigIsRead(t *testing.T) {
	files := map[string]string{
		"muster.yaml":         "organisation: above\n",
		"in/people.csv":       goodPeople,
		"in/muster.yaml":      "organisation: beside\n",
		"in/deep/muster.yaml": "organisation: below\n",
	}
	dir := folder(t, files)
	warned := func(b *Batch) (out []string) {
		for _, w := range b.Warnings {
			if name, _, is := strings.Cut(w, " is not used: "); is {
				out = append(out, strings.TrimPrefix(name, filepath.ToSlash(dir)))
			}
		}
		return out
	}
	for path, want := range map[string][]string{"in/people.csv": nil, "in": {"/muster.yaml", "/in/deep/muster.yaml"}} {
		b := mustRead(t, filepath.Join(dir, path), Options{})
		if b.Subject(0).Organisation != "beside" {
			t.Errorf("%s: organisation %s", path, b.Subject(0).Organisation)
		}
		if diff := cmp.Diff(want, warned(b)); diff != "" {
			t.Error(path, diff)
		}
	}
	t.Chdir(dir)
	b := mustRead(t, filepath.Join("in", "people.csv"), Options{})
	if diff := cmp.Diff([]string{"muster.yaml"}, warned(b)); diff != "" || b.Subject(0).Organisation != "beside" {
		t.Error(diff)
	}
}
