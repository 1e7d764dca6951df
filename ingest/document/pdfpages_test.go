package document

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// pdfOf writes a PDF of the objects given, numbered from 1.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF", len(objects)+1, start)
	return b.Bytes()
}

// A tree of pages that leads back into itself, or repeats one page without
// end, is over in a moment and not at the time limit.
func TestPageTreesEnd(t *testing.T) {
	const catalog, page = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Page/Parent 3 0 R/Contents 4 0 R/MediaBox[0 0 600 800]>>"
	for name, raw := range map[string][]byte{
		"itself":       pdfOf(catalog, "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
		"itself often": pdfOf(catalog, "<</Type/Pages/Kids["+strings.Repeat("2 0 R ", 50_000)+"]/Count 50000>>"),
		"own parent":   pdfOf(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, "<</Length 0>>stream\n\nendstream"),
		"many pages":   pdfOf(catalog, "<</Type/Pages/Kids["+strings.Repeat("3 0 R ", 100_000)+"]/Count 100000>>", page, "<</Length 15>>stream\nBT (hi) Tj ET\n\nendstream"),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := Read(context.Background(), name, bytes.NewReader(raw), int64(len(raw)), patient())
			if took := time.Since(start); CodeOf(err) == Timeout || took > 10*time.Second && !raceDetector {
				t.Errorf("took %s: %v", took, err)
			}
		})
	}
}
