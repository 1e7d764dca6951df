package document

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// cvPDF is a two-page CV of about 600 words, one string per line as programs
// write them.
func cvPDF() []byte {
	var pages [][]shown
	lines := strings.Split(strings.Repeat(ukCV, 3), "\n")
	for len(lines) > 0 {
		n := min(48, len(lines))
		var page []shown
		for i, l := range lines[:n] {
			if l != "" {
				page = append(page, shown{60, 790 - float64(i)*15, 10, strings.ReplaceAll(l, "•", "-")})
			}
		}
		pages, lines = append(pages, page), lines[n:]
	}
	return makePDF("/Author (Ann) /Producer (Bench)", pages[:2]...)
}

func cvDOCX(tb testing.TB) []byte {
	var b strings.Builder
	b.WriteString(wordHead)
	for _, l := range strings.Split(strings.Repeat(ukCV, 3), "\n") {
		fmt.Fprintf(&b, `<w:p w:rsidR="00A1B2C3"><w:pPr><w:pStyle w:val="Normal"/><w:rPr><w:sz w:val="22"/></w:rPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(l))
	}
	b.WriteString(`</w:body></w:document>`)
	return makeZip(tb, "word/document.xml", b.String(), "docProps/core.xml", `<cp:coreProperties><dc:creator>Ann</dc:creator></cp:coreProperties>`)
}

func benchmarkParallel(b *testing.B, raw []byte, read func([]byte) (*Document, error)) {
	b.SetBytes(int64(len(raw)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			d, err := read(raw)
			if err != nil || !d.HasText {
				b.Fatalf("%+v %v", d, err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}

func BenchmarkPDF(b *testing.B) {
	benchmarkParallel(b, cvPDF(), func(raw []byte) (*Document, error) { return readBytes("cv.pdf", raw) })
}

func BenchmarkPDFInPool(b *testing.B) {
	p := testPool(b, 0, Limits{})
	raw := cvPDF()
	var wg sync.WaitGroup
	for range 8 { // start the children outside the measurement
		wg.Go(func() { poolRead(p, raw) })
	}
	wg.Wait()
	b.ResetTimer()
	benchmarkParallel(b, raw, func(raw []byte) (*Document, error) { return poolRead(p, raw) })
}

func BenchmarkDOCX(b *testing.B) {
	benchmarkParallel(b, cvDOCX(b), func(raw []byte) (*Document, error) { return readBytes("cv.docx", raw) })
}

func BenchmarkDOCXAndFacts(b *testing.B) {
	benchmarkParallel(b, cvDOCX(b), func(raw []byte) (*Document, error) {
		d, err := readBytes("cv.docx", raw)
		if err == nil {
			Facts(d.Text, today)
		}
		return d, err
	})
}

func BenchmarkFacts(b *testing.B) {
	b.SetBytes(int64(len(ukCV)))
	for b.Loop() {
		Facts(ukCV, today)
	}
}

func BenchmarkRTF(b *testing.B) {
	raw := []byte(`{\rtf1\ansi ` + strings.ReplaceAll(ukCV, "\n", `\par `) + `}`)
	benchmarkParallel(b, bytes.Clone(raw), func(raw []byte) (*Document, error) { return readBytes("cv.rtf", raw) })
}
