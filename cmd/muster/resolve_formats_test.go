package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// One table gives the same clusters whatever kind of file it comes in.
func TestResolveFormats(t *testing.T) {
	path := unpacked(t, "febrl1.csv")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := csv.NewReader(bytes.NewReader(raw))
	read.TrimLeadingSpace = true
	rows, err := read.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// The columns of JSON come in the order in which they first hold a value, so
	// the first record is to hold one in each.
	for len(rows) > 1 && slices.Contains(rows[1], "") {
		rows = slices.Delete(rows, 1, 2)
	}
	dir := t.TempDir()
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	clusters := func(path string) string {
		out := filepath.Join(dir, "out"+filepath.Ext(path))
		command(t, "resolve", path, "--out", out)
		got, err := os.ReadFile(filepath.Join(out, "clusters.csv"))
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	path = filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	want := clusters(path)
	if n := strings.Count(want, "-org"); n < 400 {
		t.Fatalf("%d originals among the clusters", n)
	}
	for name, data := range map[string][]byte{
		"people.jsonl": asJSONL(t, rows), "people.parquet": asParquet(t, rows), "people.xlsx": asXLSX(t, rows), "people.csv.gz": gzipped(t, text.Bytes()),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, clusters(path)); diff != "" {
			t.Errorf("%s: clusters differ from those of the CSV:\n%s", name, diff)
		}
	}
}

// A packed table that is cut off, or unpacks to far more than it promises, is
// refused with the reason.
func TestPackedTablesRefused(t *testing.T) {
	whole := gzipped(t, []byte("id,name\n1,Ann Lee\n2,Bo Quill\n"))
	bomb := gzipped(t, bytes.Repeat([]byte("0"), unpackedAlone+1<<25))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"cut.csv.gz":   {whole[:len(whole)-9], "cut off or damaged"},
		"head.csv.gz":  {whole[:3], "cut off or damaged"},
		"bomb.csv.gz":  {bomb, "times as large"},
		"twice.csv.gz": {gzipped(t, whole), "compressed twice"},
		"empty.csv.gz": {gzipped(t, nil), "empty"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errOut bytes.Buffer
		status := run(t.Context(), []string{"resolve", path, "--out", filepath.Join(dir, "out")}, strings.NewReader(""), &out, &errOut)
		if status == exitDone || !strings.Contains(errOut.String(), c.want) || !strings.Contains(errOut.String(), name) {
			t.Errorf("%s: status %d, %q", name, status, errOut.String())
		}
	}
}

func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asJSONL(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, row := range rows[1:] {
		var pairs [][]byte
		for i, name := range rows[0] { // in the order of the columns
			pair, err := json.Marshal(map[string]string{name: row[i]})
			if err != nil {
				t.Fatal(err)
			}
			pairs = append(pairs, pair[1:len(pair)-1])
		}
		fmt.Fprintf(&out, "{%s}\n", bytes.Join(pairs, []byte(",")))
	}
	return out.Bytes()
}

func asParquet(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var fields []arrow.Field
	for _, name := range rows[0] {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, row := range rows[1:] {
		for i, v := range row {
			b.Field(i).(*array.StringBuilder).Append(v)
		}
	}
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asXLSX(t *testing.T, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
