package table

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func source(s string) Source {
	return Source{File: "test.csv", R: strings.NewReader(s), Size: int64(len(s))}
}

// rows returns the kept cells of a sheet, row by row.
func rows(s *Sheet) [][]string {
	var out [][]string
	for _, seg := range s.Segments {
		for i := range seg.Len() {
			row := make([]string, len(seg.Columns))
			for c := range seg.Columns {
				row[c] = seg.Columns[c].Value(i)
			}
			out = append(out, row)
		}
	}
	return out
}

func rowNumbers(s *Sheet) []int32 {
	var out []int32
	for _, seg := range s.Segments {
		out = append(out, seg.Rows...)
	}
	return out
}

func mustCSV(t *testing.T, text string, opt Options) *Sheet {
	t.Helper()
	sheets, err := Read(context.Background(), CSV, source(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return sheets[0]
}

func TestCSVShapes(t *testing.T) {
	utf16 := func(s string, big bool) string {
		b := []byte{0xff, 0xfe}
		if big {
			b = []byte{0xfe, 0xff}
		}
		for _, r := range s {
			if big {
				b = append(b, byte(r>>8), byte(r))
			} else {
				b = append(b, byte(r), byte(r>>8))
			}
		}
		return string(b)
	}
	want := [][]string{{"1", "Zoë Ångström"}, {"2", "B, C"}}
	plain := "id,name\n1,Zoë Ångström\n2,\"B, C\"\n"
	latin := "id,name\n1,Zo\xeb \xc5ngstr\xf6m\n2,\"B, C\"\n"
	for name, c := range map[string]struct {
		text      string
		delimiter byte
		encoding  string
	}{
		"plain":           {plain, ',', UTF8},
		"byte order mark": {"\ufeff" + plain, ',', UTF8},
		"windows lines":   {strings.ReplaceAll(plain, "\n", "\r\n"), ',', UTF8},
		"old mac lines":   {strings.ReplaceAll(plain, "\n", "\r"), ',', UTF8},
		"no last line":    {strings.TrimSuffix(plain, "\n"), ',', UTF8},
		"utf-16 le":       {utf16(plain, false), ',', UTF16LE},
		"utf-16 be":       {utf16(plain, true), ',', UTF16BE},
		"windows-1252":    {latin, ',', CP1252},
		"semicolons":      {"id;name\n1;Zoë Ångström\n2;\"B, C\"\n", ';', UTF8},
		"tabs":            {"id\tname\n1\tZoë Ångström\n2\tB, C\n", '\t', UTF8},
		"bars":            {"id|name\n1|Zoë Ångström\n2|B, C\n", '|', UTF8},
		"separator line":  {"sep=;\r\nid;name\r\n1;Zoë Ångström\r\n2;B, C\r\n", ';', UTF8},
		"trailing comma":  {"id,name,\n1,Zoë Ångström,\n2,\"B, C\",\n", ',', UTF8},
		"padded":          {"id,name\n 1 , Zoë Ångström \n2 ,\"B, C\"\n", ',', UTF8},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustCSV(t, c.text, Options{})
			if diff := cmp.Diff(want, rows(s)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"id", "name"}, s.Header); diff != "" {
				t.Error(diff)
			}
			if s.Delimiter != c.delimiter || s.Encoding != c.encoding {
				t.Errorf("read as %q in %s, want %q in %s", s.Delimiter, s.Encoding, c.delimiter, c.encoding)
			}
		})
	}
}

// What repeats inside the cells is no delimiter where the header has none of it.
func TestDelimiterInsideCells(t *testing.T) {
	for name, c := range map[string]struct {
		before, header, row string
		delimiter           byte
		columns             int
	}{
		"times":                {"", "login,at", "user%d,2026-03-01 10:20:30", ',', 2},
		"times alone":          {"", "at", "10:20:3%d", ',', 1},
		"composite ids":        {"", "record_id,entity", "US%d-1,fl:hi_ln:mizuno-4", ',', 2},
		"network addresses":    {"", "login,ip", "user%d,2001:db8:0:0:0:0:0:1", ',', 2},
		"lists":                {"", "id;tags", "%d;a|b|c|d", ';', 2},
		"decimal commas":       {"", "from;to", "%d,5;2,5", ';', 2},
		"a title before":       {"Staff list\n", "id;name", "%d;Lee", ';', 2},
		"a title with a comma": {"Acme, Inc\n", "id;name;from;to", "%d;Lee;1;2,5", ';', 4},
		"colons":               {"", "name:shell", "u%d:sh", ':', 2},
	} {
		text := c.before + c.header + "\n"
		for i := range 150 {
			text += fmt.Sprintf(c.row, i) + "\n"
		}
		s := mustCSV(t, text, Options{})
		if s.Delimiter != c.delimiter || len(s.Header) != c.columns || s.Len() != 150 {
			t.Errorf("%s: %d rows of %q under %q, want 150 of %d columns under %q", name, s.Len(), s.Header, s.Delimiter, c.columns, c.delimiter)
		}
	}
}

func TestCSVRejectsKeepCount(t *testing.T) {
	s := mustCSV(t, "id,name\n1,Ada\n2\n\n3,Bo,extra\n4,\"two\nlines\"\n5,Cy,,\n6,\"open\n7,Di\n", Options{})
	if diff := cmp.Diff([][]string{{"1", "Ada"}, {"4", "two\nlines"}, {"5", "Cy"}, {"7", "Di"}}, rows(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int32{2, 6, 7, 9}, rowNumbers(s)); diff != "" {
		t.Error(diff)
	}
	want := []Reject{
		{Row: 3, Reason: "the row has 1 cell where the header has 2"},
		{Row: 5, Reason: "the row has 3 cells where the header has 2"},
		{Row: 8, Reason: "a quotation mark opens and never closes"},
	}
	if diff := cmp.Diff(want, s.Rejects); diff != "" {
		t.Error(diff)
	}
	if s.Records != 7 {
		t.Errorf("records %d, want 7", s.Records)
	}
}

func TestCSVNotUTF8AfterUTF8(t *testing.T) {
	s := mustCSV(t, "id,name\n1,Zoë\n"+strings.Repeat("2,plain\n", 60000)+"3,Zo\xeb\n", Options{})
	if len(s.Rejects) != 1 || !strings.Contains(s.Rejects[0].Reason, "UTF-8") || s.Rejects[0].Row != 60003 {
		t.Errorf("rejects %v", s.Rejects)
	}
}

func TestCSVTitleRows(t *testing.T) {
	score := func(cells []string) int {
		n := 0
		for _, c := range cells {
			if c == "Employee" || c == "IBAN" {
				n++
			}
		}
		return n
	}
	s := mustCSV(t, "Payroll report\nHarbour Ltd\n\nEmployee,IBAN\nAda,GB1\n", Options{HeaderScore: score})
	if s.HeaderRow != 4 || len(rows(s)) != 1 || rowNumbers(s)[0] != 5 {
		t.Errorf("header row %d, rows %v at %v", s.HeaderRow, rows(s), rowNumbers(s))
	}
}

// A file gives the same cells, rows and rejects however it is cut.
func TestCSVPiecesAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	cells := []string{"a", "", "1", `"x, y"`, "\"two\nlines\"", `"say ""hi"""`, "\"\r\n\r\n\"", "é", `"`, `b"c`, `"d"e`, "\"\n\n,\n"}
	for range 300 {
		var b strings.Builder
		b.WriteString("h1,h2\n")
		for range rng.IntN(40) {
			fmt.Fprintf(&b, "%s,%s%s", cells[rng.IntN(len(cells))], cells[rng.IntN(len(cells))], []string{"\n", "\r\n", "\n\n"}[rng.IntN(3)])
		}
		one := mustCSV(t, b.String(), Options{Delimiter: ','})
		for _, size := range []int{1, 3, 7, 50} {
			many := mustCSV(t, b.String(), Options{Delimiter: ',', piece: size})
			if diff := cmp.Diff(rows(one), rows(many)); diff != "" {
				t.Fatalf("pieces of %d bytes of %q: %s", size, b.String(), diff)
			}
			if diff := cmp.Diff(one.Rejects, many.Rejects); diff != "" {
				t.Fatal(diff)
			}
			if diff := cmp.Diff(rowNumbers(one), rowNumbers(many)); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}

// endless is a file without a line end.
type endless struct{}

func (endless) ReadAt(p []byte, _ int64) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestCSVEndlessLine(t *testing.T) {
	began := time.Now()
	src := Source{File: "endless.csv", Size: 256 << 20, R: endless{}}
	_, err := Read(context.Background(), CSV, src, Options{})
	if muster.CodeOf(err) == "" {
		t.Error("an endless header line was accepted")
	}
	head := "id,name\n1,Ada\n2,"
	src.R = prefixed{head}
	sheets, err := Read(context.Background(), CSV, src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows(sheets[0])) != 1 || len(sheets[0].Rejects) != 1 || !strings.Contains(sheets[0].Rejects[0].Reason, "longer than") {
		t.Errorf("rows %v rejects %v", rows(sheets[0]), sheets[0].Rejects)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}

type prefixed struct{ head string }

func (p prefixed) ReadAt(b []byte, off int64) (int, error) {
	n := 0
	if off < int64(len(p.head)) {
		n = copy(b, p.head[off:])
	}
	m, err := endless{}.ReadAt(b[n:], 0)
	return n + m, err
}

func TestCSVCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Read(ctx, CSV, source("id,name\n"+strings.Repeat("1,x\n", 5000)), Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

func TestCSVKeep(t *testing.T) {
	s := mustCSV(t, "a,b,c\n1,2,3\n4,5,6\n", Options{Keep: func(s *Sheet) []bool { return []bool{false, true, true} }})
	if diff := cmp.Diff([][]string{{"2", "3"}, {"5", "6"}}, rows(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1, 2}, s.Kept); diff != "" {
		t.Error(diff)
	}
}

// FuzzCSV holds the scanner against encoding/csv: what that package accepts
// reads the same here, and nothing makes the scanner fail.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", "a,b\n1,2\n", "a;b\r\n\"x\"\"y\";2", "\"a\nb\",c\n", "a\rb\n", "\"\r\n\",\n", "\xff,\xfe\n", "a,b\n\n\r\n1,\"2", "\"x\"y,z\n", "\r", "a\r"} {
		f.Add([]byte(s), byte(','))
	}
	f.Fuzz(func(t *testing.T, data []byte, delimiter byte) {
		if delimiter == '"' || delimiter == '\r' || delimiter == '\n' || delimiter == 0 || delimiter >= 0x80 {
			return
		}
		sc := scanner{dialect: dialect{delimiter, '\n'}, data: data, final: true}
		var got [][]string
		open := false
		for !open {
			switch sc.next() {
			case outEnd:
				open = true
			case outRecord:
				rec := make([]string, len(sc.fields))
				for i, f := range sc.fields {
					rec[i] = string(f)
				}
				got = append(got, rec)
			case outOpen:
				if !sc.skipLine() {
					open = true
				}
			case outShort:
				t.Fatal("short of data at the end of the file")
			}
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.FieldsPerRecord = rune(delimiter), -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", data, diff)
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	var buf bytes.Buffer
	for i := range 1_000_000 {
		if i == 0 {
			buf.WriteString("employee_id,full_name,email,phone,address,postcode,start_date,iban\n")
		}
		fmt.Fprintf(&buf, "E%07d,Person Number %d,person.%d@example.com,+44 7700 %06d,\"%d High Street, Harbour\",HA1 %dBB,2024-03-%02d,GB29NWBK%014d\n",
			i, i, i, i%1000000, i%300, i%9, i%28+1, i)
	}
	src := Source{File: "bench.csv", R: bytes.NewReader(buf.Bytes()), Size: int64(buf.Len())}
	b.SetBytes(src.Size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), CSV, src, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1e6*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

var _ io.ReaderAt = endless{}
