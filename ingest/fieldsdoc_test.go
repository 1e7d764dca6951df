package ingest

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/fields.md anew")

// TestFieldsDocument keeps docs/fields.md in step with the headers that are
// known.
func TestFieldsDocument(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Tables and columns\n\nEvery kind of table, its fields, and the headers each field is known by. Case, spaces and signs in headers do not matter. Other headers are mapped in\nmuster.yaml: `columns: {\"Your header\": field}`. This page is written by `go test ./ingest -run TestFieldsDocument -update-docs`.\n")
	for _, s := range kindSpecs() {
		fmt.Fprintf(&b, "\n## %s\n\n| field | headers |\n|---|---|\n", s.name)
		for _, f := range s.fields {
			if strings.HasPrefix(f.path, softly) {
				continue
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", f.path, strings.ReplaceAll(f.headers, "|", ", "))
		}
	}
	const file = "../docs/fields.md"
	if *updateDocs {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not up to date: run go test ./ingest -run TestFieldsDocument -update-docs", file)
	}
}

// TestPlatformsDocument holds that each table of docs/platforms.md is recognised
// by the columns named there, in words and as a warehouse writes them, and that
// every one of them is known.
func TestPlatformsDocument(t *testing.T) {
	page, err := os.ReadFile("../docs/platforms.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range strings.Split(table, "\n") {
		cells := strings.Split(strings.Trim(row, "| "), " | ")
		if strings.Contains(cells[2], "](") {
			continue // told on another page
		}
		words := regexp.MustCompile(` \([^)]*\)`).ReplaceAllString(cells[2], "")
		headers := strings.Split(strings.ReplaceAll(words, " or ", ", "), ", ")
		for _, headers := range [][]string{headers, strings.Split(strings.ReplaceAll(strings.ToLower(strings.Join(headers, ",")), " ", "_"), ",")} {
			found := recognise(headers, "x.csv")
			if found.spec == nil || string(found.spec.name) != cells[0] {
				t.Errorf("%v is not recognised as %s: %+v", headers, cells[0], found)
				continue
			}
			for i, m := range found.matches {
				if m.path == "" {
					t.Errorf("%s: nobody knows the column %q", cells[0], headers[i])
				}
			}
		}
	}
}
