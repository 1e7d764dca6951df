package document

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// makeZip builds a container from name, content pairs.
func makeZip(tb testing.TB, parts ...string) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

const wordHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

func sampleDOCX(tb testing.TB) []byte {
	return makeZip(tb,
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", wordHead+
			`<w:p><w:r><w:t>Ann Example</w:t></w:r></w:p>`+
			`<w:p><w:r><w:t>Soft</w:t></w:r><w:r><w:t>ware</w:t><w:tab/><w:t>Engineer</w:t></w:r></w:p>`+
			`<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>boxed once</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>boxed once</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`+
			`<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>`+
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2019</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Acme</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`+
			`</w:body></w:document>`,
		"word/header1.xml", `<w:hdr><w:p><w:r><w:t>ann@example.org</w:t></w:r></w:p></w:hdr>`,
		"word/settings.xml", `<w:settings><w:rsids><w:rsidRoot w:val="00A1B2C3"/><w:rsid w:val="00D4E5F6"/><w:rsid w:val="00112233"/></w:rsids><w15:docId w15:val="{6F9619FF-8B86-D011-B42D-00C04FC964FF}"/></w:settings>`,
		"word/_rels/document.xml.rels", `<Relationships><Relationship Type="http://x/hyperlink" Target="https://example.org/ann" TargetMode="External"/></Relationships>`,
		"docProps/core.xml", `<cp:coreProperties><dc:creator>Ann</dc:creator><cp:lastModifiedBy>Bob</cp:lastModifiedBy><cp:revision>7</cp:revision><dcterms:created>2024-05-01T10:30:00Z</dcterms:created></cp:coreProperties>`,
		"docProps/app.xml", `<Properties><Template>C:\Users\ann\CV.dotx</Template><TotalTime>95</TotalTime><Application>Microsoft Office Word</Application><Company>Acme</Company><AppVersion>16.0000</AppVersion></Properties>`,
	)
}

func TestReadDOCX(t *testing.T) {
	d, err := readBytes("cv.bin", sampleDOCX(t))
	if err != nil {
		t.Fatal(err)
	}
	want := "ann@example.org\n\nAnn Example\nSoftware\tEngineer\nboxed once\n\n2019\n\tAcme"
	if d.Type != DOCX || d.Text != want {
		t.Errorf("type %s, text %q, want %q", d.Type, d.Text, want)
	}
	m := d.Metadata
	if m.Author != "Ann" || m.LastAuthor != "Bob" || m.Revision != 7 || m.EditingMinutes != 95 ||
		m.Template != "CV.dotx" || m.Company != "Acme" || m.Application != "Microsoft Office Word 16.0000" {
		t.Errorf("metadata = %+v", m)
	}
	if m.Created.Zone != ZoneUTC || m.Created.UTC.Format(time.RFC3339) != "2024-05-01T10:30:00Z" {
		t.Errorf("created = %+v", m.Created)
	}
	if got := strings.Join(m.RSIDs(), " "); got != "00a1b2c3 00112233 00d4e5f6" {
		t.Errorf("rsids = %s", got)
	}
	if m.ID(IDWordDoc) != "6f9619ff-8b86-d011-b42d-00c04fc964ff" || len(d.Links) != 1 {
		t.Errorf("ids = %v, links = %v", m.IDs, d.Links)
	}
}

func TestReadPDF(t *testing.T) {
	b := makePDF("/Author (Ann Example) /Creator (Writer) /Producer (LibreOffice 7.4) /CreationDate (D:20240501103000+02'00') /Title (Microsoft Word - cv.docx)",
		[]shown{{72, 700, 12, "Ann Example"}, {72, 680, 12, "Engineer (Go)"}}, []shown{{72, 700, 12, "Page two"}})
	d, err := readBytes("cv", b)
	if err != nil {
		t.Fatal(err)
	}
	if d.Type != PDF || d.Pages != 2 || d.Text != "Ann Example\nEngineer (Go)\n\nPage two" {
		t.Errorf("%s, %d pages, %q", d.Type, d.Pages, d.Text)
	}
	c := d.Metadata.Created
	if d.Metadata.Author != "Ann Example" || c.Zone != ZoneOffset || c.OffsetMinutes != 120 || c.UTC.Hour() != 8 || c.Precision != ToSecond {
		t.Errorf("metadata = %+v", d.Metadata)
	}
	if d.Metadata.ID(IDPDFFirst) != "00112233445566778899aabbccddeeff" || d.Metadata.ID(IDPrintQueue) != "cv.docx" {
		t.Errorf("ids = %v", d.Metadata.IDs)
	}
}

func TestReadPDFWithoutText(t *testing.T) {
	d, err := readBytes("scan.pdf", makePDFContent("", "0 0 m 100 100 l S"))
	if err != nil {
		t.Fatal(err)
	}
	if d.HasText || len(d.Warnings) != 1 {
		t.Errorf("HasText = %v, warnings = %v", d.HasText, d.Warnings)
	}
}

// A page with two columns is read column by column; dates set right of a role
// stay on its line.
func TestReadPDFColumns(t *testing.T) {
	var page []shown
	for i := range 10 {
		y := 700 - float64(i)*20
		page = append(page, shown{40, y, 10, "left words in line " + strconv.Itoa(i)}, shown{300, y - 3, 10, "right words in line " + strconv.Itoa(i)})
	}
	d, err := readBytes("x.pdf", makePDF("", page))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Index(d.Text, "left words in line 9") > strings.Index(d.Text, "right words in line 0") {
		t.Errorf("columns are interleaved:\n%s", d.Text)
	}
	page = nil
	for i := range 10 {
		y := 700 - float64(i)*20
		page = append(page, shown{40, y, 10, "Engineer at Acme number " + strconv.Itoa(i)}, shown{450, y, 10, "201" + strconv.Itoa(i) + " - 202" + strconv.Itoa(i)})
	}
	d, err = readBytes("x.pdf", makePDF("", page))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.Text, "Engineer at Acme number 3\t2013 - 2023\n") {
		t.Errorf("dates left their lines:\n%s", d.Text)
	}
}

func TestReadODT(t *testing.T) {
	b := makeZip(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", `<office:document-content><office:body><office:text><text:h>Ann Example</text:h><text:p>one<text:tab/>two<text:line-break/>three <text:a xlink:href="mailto:ann@example.org">mail</text:a></text:p></office:text></office:body></office:document-content>`,
		"meta.xml", `<office:document-meta><office:meta><meta:generator>LibreOffice/7.4</meta:generator><meta:initial-creator>Ann</meta:initial-creator><meta:creation-date>2023-02-01T09:00:00.5</meta:creation-date><meta:editing-cycles>4</meta:editing-cycles><meta:editing-duration>PT1H25M3S</meta:editing-duration><meta:document-statistic meta:page-count="2"/></office:meta></office:document-meta>`)
	d, err := readBytes("cv.odt", b)
	if err != nil {
		t.Fatal(err)
	}
	if d.Type != ODT || d.Text != "Ann Example\none\ttwo\nthree mail" || d.Pages != 2 || len(d.Links) != 1 {
		t.Errorf("%s %q %d %v", d.Type, d.Text, d.Pages, d.Links)
	}
	m := d.Metadata
	if m.Revision != 4 || m.EditingMinutes != 85 || m.Created.Zone != ZoneUnknown || m.Created.Precision != ToSecond || m.Application != "LibreOffice/7.4" {
		t.Errorf("%+v", m)
	}
}

func TestReadRTF(t *testing.T) {
	b := `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title My CV}{\author Ann}{\operator Bob}{\creatim\yr2022\mo3\dy4\hr5\min6}{\*\company Acme}}` +
		`{\*\generator Riched20;}{\*\rsidtbl \rsid1}Ann Ex\'e9mple\par Caf\u233?\tab two{\pict 0011}{\field{\*\fldinst HYPERLINK "https://example.org/a"}{\fldrslt link}}\par}`
	d, err := readBytes("cv.doc", []byte(b))
	if err != nil {
		t.Fatal(err)
	}
	if d.Type != RTF || d.Text != "Ann Exémple\nCafé\ttwolink" {
		t.Errorf("%s %q", d.Type, d.Text)
	}
	m := d.Metadata
	if m.Author != "Ann" || m.LastAuthor != "Bob" || m.Company != "Acme" || m.Title != "My CV" || m.Created.UTC.Format("2006-01-02 15:04") != "2022-03-04 05:06" || len(d.Links) != 1 || d.Links[0] != "https://example.org/a" {
		t.Errorf("%+v %v", m, d.Links)
	}
}

func TestReadPlain(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"utf8":     {"\ufeffR\u00e9sum\u00e9 of\tAnn", "Résumé of\tAnn"},
		"cp1252":   {"R\xe9sum\xe9 of somebody with ordinary words", "Résumé of somebody with ordinary words"},
		"utf16":    {"\xff\xfeA\x00n\x00n\x00", "Ann"},
		"hyphens":  {"engi-\nneering and \ufb01les\u00adoft", "engineering and filesoft"},
		"compound": {"state-\nOf", "state-\nOf"},
	} {
		d, err := readBytes("a.txt", []byte(c.in))
		if err != nil || d.Text != c.want {
			t.Errorf("%s: %v, %v, want %q", name, d, err, c.want)
		}
	}
	d, err := readBytes("cv.md", []byte("# Ann\n\n**Engineer** at [Acme](https://acme.example)\n---\n- one\n"))
	if err != nil || d.Type != Markdown || d.Text != "Ann\n\nEngineer at Acme\n\n- one" || d.Links[0] != "https://acme.example" {
		t.Errorf("markdown: %+v %v", d, err)
	}
}

func TestBadInput(t *testing.T) {
	good := makePDF("", []shown{{72, 700, 12, "Hello"}})
	deep := strings.Repeat("{", 5000)
	for name, c := range map[string]struct {
		in   []byte
		want Code
	}{
		"empty":            {nil, Empty},
		"blank text":       {[]byte(" \n\t\n"), Empty},
		"binary as text":   {[]byte("MZ\x90\x00\x03\x00\x00\x00\x04"), Unsupported},
		"jpeg":             {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), Unsupported},
		"cut PDF":          {good[:len(good)/3], Incomplete},
		"only a header":    {[]byte("%PDF-1.4\n"), Incomplete},
		"cut zip":          {sampleDOCX(t)[:600], Incomplete},
		"other zip":        {makeZip(t, "a.txt", "hello"), Unsupported},
		"deep RTF":         {[]byte(`{\rtf1 ` + deep), TooDeep},
		"deep XML":         {makeZip(t, "word/document.xml", strings.Repeat("<w:p>", 4000)), TooDeep},
		"zip bomb":         {makeZip(t, "word/document.xml", wordHead+strings.Repeat(" ", 40<<20)), Bomb},
		"old word":         {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...), Unsupported},
		"protected word":   {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16le("EncryptedPackage")...), Encrypted},
		"PDF content bomb": {makePDFContent("", strings.Repeat("q ", 40<<20)), Bomb},
	} {
		start := time.Now()
		d, err := readBytes("file.txt", c.in)
		if got := CodeOf(err); got != c.want {
			t.Errorf("%s: code %q (%v, %+v), want %q", name, got, err, d, c.want)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

// A file larger than the limit is refused before a byte of it is read.
func TestTooLargeIsNotRead(t *testing.T) {
	_, err := Read(context.Background(), "x", nil, 10<<30, Limits{})
	if CodeOf(err) != TooLarge {
		t.Errorf("err = %v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := makePDF("", []shown{{72, 700, 12, "Hello"}})
	if _, err := Read(ctx, "x", bytes.NewReader(b), int64(len(b)), Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

// The PDF library's own test files hold most of what producers get wrong.
func TestReadSamplePDFs(t *testing.T) {
	files := samplePDFs(t)
	step := 1
	if testing.Short() || raceDetector {
		step = 8 // the race detector makes each ten times slower
	}
	withText, read := 0, 0
	for i := 0; i < len(files); i += step {
		f := files[i]
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if len(raw) > 4<<20 {
			continue
		}
		d, err := readBytes(f, raw)
		if err != nil {
			t.Errorf("%s: %v (%v)", f, err, errors.Unwrap(err))
			continue
		}
		read++
		if d.HasText {
			withText++
		}
	}
	if withText*2 < read {
		t.Errorf("only %d of %d files gave text", withText, read)
	}
}

// A line without end is cut and broken, and costs little even when every piece
// of it looks like something.
func TestEndlessLine(t *testing.T) {
	for name, unit := range map[string]string{
		"letters": "a", "dates": "Jan 2018 - Mar 2020 ", "mails": "a@b.example ", "numbers": "12,345 users ", "technologies": "Go/Rust/Kubernetes, 10 years of ",
		"brackets": "[x](", "tabs": "Nationality\t", "hyphens": "a-\nb", "open": "((((", "headings": "Experience\nEngineer, Acme\nJan 2018 - Mar 2020\n",
	} {
		b := []byte(strings.Repeat(unit, 6<<20/len(unit)))
		start := time.Now()
		d, err := Read(t.Context(), "x.md", bytes.NewReader(b), int64(len(b)), patient())
		if err != nil || !d.Truncated || len(d.Text) > DefaultLimits().MaxText {
			t.Fatalf("%s: %v", name, err)
		}
		for _, line := range strings.Split(d.Text, "\n") {
			if len(line) > 4*maxLine {
				t.Errorf("%s: a line of %d bytes", name, len(line))
			}
		}
		Facts(d.Text, today)
		Classify(d.Text)
		if took := time.Since(start); took > 15*time.Second && !raceDetector {
			t.Errorf("%s: took %s", name, took)
		}
		t.Logf("%s: %s", name, time.Since(start).Round(time.Millisecond))
	}
}

// patient is the default limits, with more time where the race detector makes
// everything many times slower.
func patient() Limits {
	l := DefaultLimits()
	if raceDetector {
		l.Timeout = 5 * time.Minute
	}
	return l
}
