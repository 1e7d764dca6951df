package document

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"muster/internal/reading"
)

// fuzzLimits keep one case cheap.
var fuzzLimits = Limits{MaxBytes: 4 << 20, MaxText: 256 << 10, MaxInflated: 32 << 20, Timeout: 10 * time.Second}

// found returns the cases that once crashed or hung a parser.
func found(f *testing.F) [][]byte {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "found", "*.pdf"))
	if err != nil || len(names) == 0 {
		f.Fatalf("no cases in testdata/found: %v", err)
	}
	var out [][]byte
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// checkRead asserts what holds of every file: an error has a code, a document
// is within its limits and in its one form.
func checkRead(t *testing.T, name string, b []byte) {
	t.Helper()
	d, err := Read(context.Background(), name, bytes.NewReader(b), int64(len(b)), fuzzLimits)
	if err != nil {
		code := CodeOf(err)
		if !slices.Contains(reading.Codes(), code) {
			t.Fatalf("error without a code: %v", err)
		}
		if code == Timeout && !bytes.Contains(b, []byte("%PDF-")) {
			t.Fatalf("a format of our own took more than %s", fuzzLimits.Timeout)
		}
		return
	}
	if len(d.Text) > fuzzLimits.MaxText || !utf8.ValidString(d.Text) || strings.ContainsAny(d.Text, "\x00\x1b\r") {
		t.Fatalf("text of %d bytes is not in its form", len(d.Text))
	}
	if again := tidy(d.Text); len(again) > len(d.Text) {
		t.Fatalf("tidy grows its own output")
	}
	if !slices.Contains(Types(), d.Type) || d.HasText != (d.Text != "") || len(d.Warnings) > 20 || len(d.Links) > maxLinks {
		t.Fatalf("document out of bounds: %+v", d)
	}
	m := d.Metadata
	said := []string{m.Author, m.LastAuthor, m.Title, m.Company, m.Application, m.Producer, m.Template, m.Created.Original, m.Modified.Original}
	for _, id := range m.IDs {
		said = append(said, id.Value)
	}
	for _, s := range append(said, d.Links...) {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || len(s) > 300 {
			t.Fatalf("metadata %q is not clean", s)
		}
	}
	if len(d.Text) < 20_000 {
		Facts(d.Text, today)
	}
}

func FuzzReadPDF(f *testing.F) {
	f.Add(makePDF("/Author (Ann)", []shown{{72, 700, 12, "Hello"}, {72, 680, 12, "2015 - 2018 Acme"}}))
	f.Add(makePDFContent("", "BT /F1 12 Tf [(a) -300 (b)] TJ T* (c) ' ET q 1 0 0 1 5 5 cm Q"))
	for _, b := range found(f) {
		f.Add(b)
	}
	for i, name := range samplePDFs(f) {
		if info, err := os.Stat(name); err != nil || info.Size() > 60_000 || i%4 != 0 {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkRead(t, "a.pdf", b) })
}

func FuzzReadOther(f *testing.F) {
	f.Add("a.docx", sampleDOCX(f))
	f.Add("a.odt", makeZip(f, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", `<a><text:p>one<text:tab/>two</text:p></a>`, "meta.xml", `<m><generator>x</generator></m>`, "styles.xml", `<s><header><p>h</p></header></s>`))
	f.Add("a.rtf", []byte(`{\rtf1\ansi{\info{\author Ann}{\creatim\yr2022\mo3\dy4}}Caf\'e9\par \u8364?{\*\x hidden}\bin3 abc}`))
	f.Add("a.txt", []byte("R\xe9sum\xe9\nof Ann"))
	f.Add("a.md", []byte("# Ann\n[x](y) **b**"))
	f.Add("a.doc", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16le("EncryptedPackage")...))
	f.Fuzz(checkRead)
}

// FuzzFacts asserts that facts stay within bounds, that no protected label is
// left in them, and that Facts, like Classify, ends.
func FuzzFacts(f *testing.F) {
	f.Add(ukCV)
	f.Add("Experience\n2015 - 2018\tEngineer\nAcme\n\nEducation\nBSc 2014/15\nSkills\nGo since 2015")
	f.Add(strings.Repeat("Jan 2018 - Mar 2020 Engineer, Acme 37.4% 1,283 users\n", 50))
	f.Add("Dear Ann,\nI am writing to\nP<UTOEXAMPLE<<ANN<<<<<<<<<<<<<<<<<<<<<<<<<<<<")
	f.Fuzz(func(t *testing.T, s string) {
		start := time.Now()
		facts := Facts(s, today)
		Classify(s)
		if took := time.Since(start); took > 20*time.Second {
			t.Fatalf("took %s for %d bytes", took, len(s))
		}
		for _, r := range facts.Roles {
			if !r.Current && (r.End.months(12) < r.Start.months(1)) {
				t.Fatalf("role ends before it begins: %+v", r)
			}
		}
		for _, g := range facts.Gaps {
			if g.Months < 3 {
				t.Fatalf("gap %+v", g)
			}
		}
		for _, o := range facts.Overlaps {
			if o.Months < 2 || o.First >= o.Second || o.Second >= len(facts.Roles) {
				t.Fatalf("overlap %+v of %d roles", o, len(facts.Roles))
			}
		}
		if clean, _ := WithoutProtected(s); len(clean) > len(s) {
			t.Fatal("dropping lines grew the text")
		}
	})
}

// FuzzServe speaks to the child's side of the pipe.
func FuzzServe(f *testing.F) {
	f.Add(frames(f, hello{Version: protocolVersion}, request{Name: "x"}))
	f.Add(append(frames(f, hello{Version: protocolVersion}, request{Name: "x", Limits: fuzzLimits}), 0, 0, 0, 2, 'h', 'i'))
	f.Fuzz(func(_ *testing.T, in []byte) {
		// Only its ending is of interest: an error for nonsense is right.
		_ = Serve(context.Background(), bytes.NewReader(in), io.Discard, nil)
	})
}

func FuzzUnicodeMap(f *testing.F) {
	f.Add([]byte("1 beginbfchar <01> <0041> endbfchar 1 beginbfrange <02> <05> <0042> <06> <07> [<0061> <0062>] endbfrange"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m := &unicodeMap{one: map[uint32]string{}}
		m.parse(b)
		for c := range uint32(300) {
			if s, _ := m.lookup(c); !utf8.ValidString(s) {
				t.Fatalf("code %d gives %q", c, s)
			}
		}
	})
}
