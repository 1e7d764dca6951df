package table

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"muster"
)

func read(t *testing.T, format Format, data []byte, opt Options) ([]*Sheet, error) {
	t.Helper()
	return Read(context.Background(), format, Source{File: "test", R: bytes.NewReader(data), Size: int64(len(data))}, opt)
}

func workbook(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSX(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		for cell, v := range map[string]any{
			"A1": "Payroll", "A3": "id", "B3": "phone", "C3": "start", "D3": "note",
			"A4": 1, "B4": 447700900123.0, "C4": 45418, "A5": "E2", "D5": "last", "A7": "E3", "E7": "beyond",
		} {
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.NewSheet("Empty"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.NewSheet("Second"); err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Second", "A1", &[]any{"a", "b"}); err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Second", "A2", &[]any{true, 1.5}); err != nil {
			t.Fatal(err)
		}
	})
	sheets, err := read(t, XLSX, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 2 || sheets[0].Name != "Sheet1" || sheets[1].Name != "Second" {
		t.Fatalf("sheets %v", sheets)
	}
	if diff := cmp.Diff([][]string{{"1", "447700900123", "45418", ""}, {"E2", "", "", "last"}}, rows(sheets[0])); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int32{4, 5}, rowNumbers(sheets[0])); diff != "" {
		t.Error(diff)
	}
	if len(sheets[0].Rejects) != 1 || sheets[0].Rejects[0].Row != 7 || !sheets[0].Serials {
		t.Errorf("rejects %v", sheets[0].Rejects)
	}
}

func TestXLSXHostile(t *testing.T) {
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	for _, name := range []string{"xl/worksheets/sheet1.xml"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 80 {
			if _, err := f.Write(make([]byte, 1<<20)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	good := workbook(t, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "A1", "x") })
	for name, c := range map[string]struct {
		data []byte
		code muster.Code
	}{
		"bomb":      {bomb.Bytes(), muster.CodeBomb},
		"truncated": {good[:len(good)/2], muster.CodeTruncated},
		"rubbish":   {[]byte("PK\x03\x04rubbish"), muster.CodeTruncated},
		"no rows":   {workbook(t, func(*excelize.File) {}), muster.CodeEmpty},
	} {
		if _, err := read(t, XLSX, c.data, Options{}); muster.CodeOf(err) != c.code {
			t.Errorf("%s: code %q (%v), want %q", name, muster.CodeOf(err), err, c.code)
		}
	}
}

func TestJSONShapes(t *testing.T) {
	want := [][]string{{"1", "Ada", "a@example.com; b@example.com", "true"}, {"2", "Bo", "", ""}}
	header := []string{"id", "name.first", "emails", "active"}
	objects := []string{
		`{"id":1,"name":{"first":"Ada"},"emails":[{"value":"a@example.com","type":"home"},"b@example.com"],"active":true}`,
		`{"id":2,"name":{"first":"Bo"},"emails":[],"active":null}`,
	}
	drop := func(s *Sheet) []bool {
		keep := make([]bool, len(s.Header))
		for i, h := range s.Header {
			keep[i] = h != "emails.type"
		}
		return keep
	}
	for name, c := range map[string]struct {
		format Format
		text   string
	}{
		"lines":          {JSONL, objects[0] + "\n\n" + objects[1]},
		"lines with bom": {JSONL, "\ufeff" + strings.Join(objects, "\r\n")},
		"array":          {JSON, "[" + strings.Join(objects, ",") + "]"},
		"field":          {JSON, `{"total":2,"employees":[` + strings.Join(objects, ",") + "]}"},
	} {
		t.Run(name, func(t *testing.T) {
			sheets, err := read(t, c.format, []byte(c.text), Options{Keep: drop})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, rows(sheets[0])); diff != "" {
				t.Error(diff)
			}
			var kept []string
			for _, i := range sheets[0].Kept {
				kept = append(kept, sheets[0].Header[i])
			}
			if diff := cmp.Diff(header, kept); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONLRejectsKeepCount(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	text := `{"a":1}` + "\n[1]\n{\"a\":\n" + deep + "\n{\"a\":\"" + strings.Repeat("x", 5<<20) + "\"}\n{\"b\":2} x\n{\"b\":2}\n"
	sheets, err := read(t, JSONL, []byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := sheets[0]
	if diff := cmp.Diff([][]string{{"1", ""}, {"", "2"}}, rows(s)); diff != "" {
		t.Error(diff)
	}
	var at []int
	for _, r := range s.Rejects {
		at = append(at, r.Row)
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6}, at); diff != "" {
		t.Error(diff)
	}
	if s.Records != 7 {
		t.Errorf("records %d, want 7", s.Records)
	}
}

func TestJSONLManyBatches(t *testing.T) {
	var b strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&b, "{\"id\":%d,\"k%d\":\"padding padding padding\"}\n", i, i/50_000)
	}
	sheets, err := read(t, JSONL, []byte(b.String()), Options{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	s := sheets[0]
	if len(s.Segments) < 2 || s.Len() != 200_000 || len(s.Header) != 5 {
		t.Fatalf("%d segments, %d rows, header %v", len(s.Segments), s.Len(), s.Header)
	}
	n := 0
	for _, seg := range s.Segments {
		for i := range seg.Len() {
			if seg.Columns[0].Value(i) != fmt.Sprint(n) || int(seg.Rows[i]) != n+1 {
				t.Fatalf("row %d holds %q at %d", n, seg.Columns[0].Value(i), seg.Rows[i])
			}
			n++
		}
	}
}

func TestJSONHostile(t *testing.T) {
	for text, code := range map[string]muster.Code{
		`[{"a":1},`:                    muster.CodeTruncated,
		`[{"a":1}`:                     muster.CodeTruncated,
		`"text"`:                       muster.CodeUnsupported,
		`[]`:                           muster.CodeEmpty,
		`{"a"`:                         muster.CodeTruncated,
		`{`:                            muster.CodeTruncated,
		`[1, 2]`:                       muster.CodeDamaged,
		strings.Repeat("[", 20000):     muster.CodeDamaged,
		strings.Repeat(`{"a":`, 20000): muster.CodeDamaged,
	} {
		if _, err := read(t, JSON, []byte(text), Options{}); muster.CodeOf(err) != code {
			t.Errorf("%.20s: code %q (%v), want %q", text, muster.CodeOf(err), err, code)
		}
	}
}

func parquetFile(t testing.TB) []byte {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "employee_id", Type: arrow.BinaryTypes.String},
		{Name: "start", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "pay", Type: arrow.PrimitiveTypes.Int64},
		{Name: "at", Type: arrow.FixedWidthTypes.Timestamp_us},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"E1", "E2"}, nil)
	b.Field(1).(*array.Date32Builder).AppendValues([]arrow.Date32{19849, 0}, []bool{true, false})
	b.Field(2).(*array.Int64Builder).AppendValues([]int64{2500, 3}, nil)
	b.Field(3).(*array.TimestampBuilder).AppendValues([]arrow.Timestamp{1715000000000000, 0}, nil)
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

func TestParquet(t *testing.T) {
	data := parquetFile(t)
	sheets, err := read(t, Parquet, data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"E1", "2024-05-06", "2500", "2024-05-06T12:53:20Z"}, {"E2", "", "3", "1970-01-01T00:00:00Z"}}
	if diff := cmp.Diff(want, rows(sheets[0])); diff != "" {
		t.Error(diff)
	}
	for _, n := range []int{4, 8, len(data) / 2, len(data) - 9} {
		if _, err := read(t, Parquet, data[:n], Options{}); muster.CodeOf(err) != muster.CodeDamaged {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	for i := range data { // a broken byte is an error or other cells, never a crash
		broken := bytes.Clone(data)
		broken[i] ^= 0xff
		_, _ = read(t, Parquet, broken, Options{Limits: Limits{MaxInflated: 1 << 20}})
	}
}

func FuzzJSONL(f *testing.F) {
	for _, s := range []string{"{}", `{"a":[{"value":1},{"b":[[]]}]}`, "{\"a\":1}\n{\"a\":", "[\n", "null\n\xff{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []Format{JSONL, JSON} {
			sheets, err := Read(context.Background(), format, Source{File: "f", R: bytes.NewReader(data), Size: int64(len(data))}, Options{Workers: 1})
			if muster.CodeOf(err) == muster.CodeInternal {
				t.Fatal(err)
			}
			for _, s := range sheets {
				for _, row := range rows(s) {
					if len(row) != len(s.Kept) {
						t.Fatalf("row of %d cells for %d columns", len(row), len(s.Kept))
					}
				}
			}
		}
	})
}
