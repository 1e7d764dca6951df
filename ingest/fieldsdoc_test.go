package ingest

import (
	"flag"
	"fmt"
	"os"
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
