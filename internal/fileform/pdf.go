package fileform

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

const (
	pdfLinesPerPage = 52
	pdfColumns      = 92
)

// PDF writes lines of text as pages of A4 in one font. Long lines are wrapped
// at spaces. Any character can be used: those outside the plain set are given
// codes of their own and a map back to Unicode.
func PDF(lines []string, p Properties) []byte {
	var wrapped []string
	for _, line := range lines {
		wrapped = append(wrapped, wrap(line, pdfColumns)...)
	}
	if len(wrapped) == 0 {
		wrapped = []string{""}
	}
	codes := newPDFCodes(wrapped)
	w := &pdfWriter{}
	w.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	pages := (len(wrapped) + pdfLinesPerPage - 1) / pdfLinesPerPage
	// 1 catalogue, 2 page tree, 3 font, 4 map to Unicode, 5 information, then
	// a page and its content each.
	w.object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 6+2*i)
	}
	w.object(fmt.Sprintf("<< /Type /Pages /Kids [ %s] /Count %d >>", kids.String(), pages))
	w.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>")
	w.stream(codes.cmap())
	w.object(p.pdfInformation())
	for i := range pages {
		w.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 7+2*i))
		var page bytes.Buffer
		page.WriteString("BT\n/F1 10 Tf\n14 TL\n56 786 Td\n")
		for _, line := range wrapped[i*pdfLinesPerPage : min(len(wrapped), (i+1)*pdfLinesPerPage)] {
			fmt.Fprintf(&page, "(%s) Tj\nT*\n", codes.encode(line))
		}
		page.WriteString("ET\n")
		w.stream(page.Bytes())
	}
	w.finish(p.ID)
	return w.Bytes()
}

// wrap cuts a line at spaces into pieces of at most width characters, where
// its words allow.
func wrap(line string, width int) []string {
	var pieces []string
	current, n := "", 0
	for word := range strings.SplitSeq(line, " ") {
		length := len([]rune(word))
		switch {
		case n > 0 && n+1+length > width:
			pieces = append(pieces, current)
			current, n = word, length
		case n > 0 || current != "":
			current, n = current+" "+word, n+1+length
		default:
			current, n = word, length
		}
	}
	return append(pieces, current)
}

// pdfWriter numbers objects and remembers where they begin.
type pdfWriter struct {
	bytes.Buffer
	offsets []int
}

func (w *pdfWriter) object(body string) {
	w.offsets = append(w.offsets, w.Len())
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", len(w.offsets), body)
}

func (w *pdfWriter) stream(data []byte) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // into memory: cannot fail
	_ = z.Close()
	w.object(fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.String()))
}

func (w *pdfWriter) finish(id string) {
	start := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, offset := range w.offsets {
		fmt.Fprintf(w, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(w, "trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R", len(w.offsets)+1)
	if id != "" {
		fmt.Fprintf(w, " /ID [ <%s> <%s> ]", id, id)
	}
	fmt.Fprintf(w, " >>\nstartxref\n%d\n%%%%EOF\n", start)
}

func (p Properties) pdfInformation() string {
	var b strings.Builder
	b.WriteString("<<")
	for _, entry := range [][2]string{{"Title", p.Title}, {"Author", p.Author}, {"Creator", p.Creator}, {"Producer", p.Producer}} {
		if entry[1] != "" {
			fmt.Fprintf(&b, " /%s %s", entry[0], pdfText(entry[1]))
		}
	}
	for _, entry := range []struct {
		key string
		at  time.Time
	}{{"CreationDate", p.Created}, {"ModDate", p.Modified}} {
		if !entry.at.IsZero() {
			zone := strings.Replace(entry.at.Format("-07:00"), ":", "'", 1) + "'"
			fmt.Fprintf(&b, " /%s (D:%s%s)", entry.key, entry.at.Format("20060102150405"), zone)
		}
	}
	b.WriteString(" >>")
	return b.String()
}

// pdfText writes a text string: plain when it is, else UTF-16 in hexadecimal.
func pdfText(s string) string {
	plain := true
	for _, r := range s {
		plain = plain && r >= ' ' && r <= '~'
	}
	if plain {
		return "(" + pdfEscape.Replace(s) + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String() + ">"
}

var pdfEscape = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)

// pdfCodes gives the characters of a text that are not plain ASCII codes from
// 128 up.
type pdfCodes struct {
	code  map[rune]byte
	runes []rune
}

func newPDFCodes(lines []string) *pdfCodes {
	c := &pdfCodes{code: map[rune]byte{}}
	for _, line := range lines {
		for _, r := range line {
			if _, known := c.code[r]; r > '~' && !known && len(c.runes) < 127 {
				c.code[r] = byte(128 + len(c.runes))
				c.runes = append(c.runes, r)
			}
		}
	}
	return c
}

func (c *pdfCodes) encode(line string) string {
	b := make([]byte, 0, len(line))
	for _, r := range line {
		code, known := c.code[r]
		switch {
		case known:
			b = append(b, code)
		case r >= ' ' && r <= '~':
			b = append(b, byte(r))
		default:
			b = append(b, ' ')
		}
	}
	return pdfEscape.Replace(string(b))
}

// cmap is the map from codes to Unicode.
func (c *pdfCodes) cmap() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapType 2 def\n" +
		"/CMapName /Adobe-Identity-UCS def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n" +
		"1 beginbfrange\n<20> <7E> <0020>\nendbfrange\n")
	for start := 0; start < len(c.runes); start += 100 { // no more in one section
		part := c.runes[start:min(len(c.runes), start+100)]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%02X> <", 128+start+i)
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
