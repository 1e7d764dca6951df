package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/resolve/resolvetest"
)

// One table cut into four files of four kinds gives the clusters of the whole;
// parts of it join to the bytes of one run; and where the ids of the files are
// the same, the name of the file stands before each.
func TestResolveMixedFormats(t *testing.T) {
	const n = 1200
	set := resolvetest.Generate(resolvetest.Config{Seed: 21, Records: n})
	header := resolvetest.Columns()
	rows := [][]string{header}
	for row := range n {
		cells := make([]string, len(header))
		for c := range cells {
			cells[c] = set.Table.Columns[c].Value(row)
		}
		rows = append(rows, cells)
	}
	dir := t.TempDir()
	write := func(name string, rows [][]string) string {
		var data []byte
		switch filepath.Ext(name) {
		case ".jsonl":
			data = asJSONL(t, rows)
		case ".parquet":
			data = asParquet(t, rows)
		case ".xlsx":
			data = asXLSX(t, rows)
		default:
			var text bytes.Buffer
			if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
				t.Fatal(err)
			}
			data = text.Bytes()
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	read := func(folder, name string) string {
		raw, err := os.ReadFile(filepath.Join(dir, folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	resolved := func(folder string, words ...string) string {
		command(t, append(append([]string{"resolve"}, words...), "--out", filepath.Join(dir, folder))...)
		return read(folder, "clusters.csv")
	}
	whole := resolved("whole", write("whole.csv", rows))
	var files, twice []string
	for i, kind := range []string{"csv", "xlsx", "parquet", "jsonl"} {
		piece := append([][]string{header}, rows[1+i*n/4:1+(i+1)*n/4]...)
		files = append(files, write("piece"+kind+"."+kind, piece))
		numbered := [][]string{header}
		for row, cells := range piece[1:] {
			cells = slices.Clone(cells)
			cells[0] = fmt.Sprint("n", row)
			numbered = append(numbered, cells)
		}
		twice = append(twice, write("same"+kind+"."+kind, numbered))
	}
	if diff := cmp.Diff(whole, resolved("pieces", files...)); diff != "" {
		t.Errorf("four files of four kinds give other clusters than one:\n%s", diff)
	}

	one := resolved("one", twice...)
	if got := strings.Count(one, "\nsamexlsx.xlsx:n"); got != n/4 && strings.Count(one, "\nsamexlsx.xlsx/Sheet1:n") != n/4 {
		t.Errorf("%d records have the name of the workbook before them, want %d", got, n/4)
	}
	if got := strings.Count(one, "\nsameparquet.parquet:n0,"); got != 1 {
		t.Errorf("n0 of one file stands %d times", got)
	}
	for i := range 3 {
		command(t, append(append([]string{"resolve"}, twice...), "--part", fmt.Sprintf("%d/3", 3-i), "--out", filepath.Join(dir, "many"))...)
	}
	command(t, "resolve", "join", "--dir", filepath.Join(dir, "many"))
	for _, name := range []string{"clusters.csv", "links.jsonl", "rings.json", "model.json", "model-card.md", "report.html", "rejects.csv", "run.json"} {
		if read("one", name) != read("many", name) {
			t.Errorf("%s of joined parts differs from that of one run", name)
		}
	}
	// The same people, whatever their records are called.
	names, back := map[string]string{}, map[string]string{}
	pieces := strings.Split(one, "\n")
	for i, line := range strings.Split(strings.TrimSpace(whole), "\n")[1:] {
		_, want, _ := strings.Cut(line, ",")
		_, got, _ := strings.Cut(pieces[i+1], ",")
		if names[want] == "" && back[got] == "" {
			names[want], back[got] = got, want
		}
		if names[want] != got || back[got] != want {
			t.Fatalf("%s: in the one table %s", pieces[i+1], line)
		}
	}
}
