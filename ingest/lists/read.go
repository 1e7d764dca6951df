package lists

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"muster"
)

// The limits of a list; beyond them it is refused.
const (
	maxBytes   = 2 << 30 // of a list
	maxEntry   = 8 << 20 // of one entry or line
	maxEntries = 5_000_000
	// keepText is how much of one value is kept.
	keepText = 512
	// keepValues is how many values of one kind an entry keeps.
	keepValues = 1024
	sniffBytes = 64 << 10
)

// ErrFormat is wrapped by errors about lists that cannot be read.
var ErrFormat = errors.New("not a sanctions list that can be read")

// reader reads one format into a book.
type reader struct {
	format string
	read   func(in *input, b *book) error
}

// Read reads a list. source names it in what is kept ("un", or a file's name).
// Errors wrap [ErrFormat] or are those of in.
func Read(in io.Reader, source string) (muster.SanctionsList, error) {
	sum := sha256.New()
	limited := &input{r: io.TeeReader(in, sum)}
	front := bufio.NewReaderSize(limited, sniffBytes)
	if mark, _ := front.Peek(2); string(mark) == "\xff\xfe" || string(mark) == "\xfe\xff" { // as spreadsheets save "Unicode text"
		front = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(front), sniffBytes)
	}
	head, err := front.Peek(sniffBytes)
	if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
		return muster.SanctionsList{}, err
	}
	r, err := recognise(head)
	if err != nil {
		return muster.SanctionsList{}, fmt.Errorf("%s: %w", source, err)
	}
	if bytes.HasPrefix(head, byteOrderMark) {
		if _, err := front.Discard(len(byteOrderMark)); err != nil {
			return muster.SanctionsList{}, err
		}
	}
	limited.front = front
	b := newBook()
	if err := r.read(limited, b); err != nil {
		return muster.SanctionsList{}, fmt.Errorf("%s: %w", source, err)
	}
	if _, err := io.Copy(io.Discard, front); err != nil { // what stands behind the list belongs to its version
		return muster.SanctionsList{}, err
	}
	list := muster.SanctionsList{Entries: b.list()}
	list.ListProvenance = muster.ListProvenance{
		Source: source, Format: r.format, Published: b.published, SHA256: hex.EncodeToString(sum.Sum(nil)),
		Bytes: limited.total, Entries: len(list.Entries), Rejected: b.rejected,
	}
	if len(list.Entries) == 0 {
		return muster.SanctionsList{}, fmt.Errorf("%s: %w: no entries found (%s)", source, ErrFormat, r.format)
	}
	return list, nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// recognise tells the format by the front of a file.
func recognise(head []byte) (reader, error) {
	text := string(bytes.TrimSpace(bytes.TrimPrefix(head, byteOrderMark)))
	switch {
	case text == "":
		return reader{}, fmt.Errorf("%w: the file is empty", ErrFormat)
	case strings.HasPrefix(text, "<"):
		return recogniseXML(text)
	case strings.HasPrefix(text, "{"):
		return reader{"followthemoney-jsonl", readEntities}, nil
	}
	return recogniseTable(text)
}

func recogniseXML(text string) (reader, error) {
	for _, known := range []struct {
		mark string
		reader
	}{
		{"<CONSOLIDATED_LIST", reader{"un-xml", readUN}},
		{"<Designations", reader{"uk-xml", readUK}},
		{"<sanctionEntity", reader{"eu-xml", readEU}},
		{"<export", reader{"eu-xml", readEU}},
		{"<Sanctions", reader{"ofac-advanced-xml", readOFAC}},
	} {
		if strings.Contains(text, known.mark) {
			return known.reader, nil
		}
	}
	if start := strings.ToLower(text[:min(len(text), 1024)]); strings.Contains(start, "<html") || strings.Contains(start, "<!doctype html") {
		return reader{}, fmt.Errorf("%w: it is a web page, such as a site shows instead of a file that is not there", ErrFormat)
	}
	return reader{}, fmt.Errorf("%w: XML of an unknown kind; OFAC's advanced XML, the UN's, the UK's and the EU's are read", ErrFormat)
}

func recogniseTable(text string) (reader, error) {
	line, _, _ := strings.Cut(text, "\n")
	switch {
	case strings.Contains(text, "Entity_LogicalId") && strings.Contains(line, ";"):
		return reader{"eu-csv", readEUTable}, nil
	case strings.Contains(text, "Unique ID") && strings.Contains(text, "Name 6"):
		return reader{"uk-csv", readUKTable}, nil
	case isOFACTable(line):
		return reader{"ofac-csv", readOFACTable}, nil
	}
	return reader{"csv", readTable}, nil
}

// input counts and bounds what is read. Readers call mark at each entry.
type input struct {
	r     io.Reader
	front *bufio.Reader
	total int64
	since int64
	last  byte // that was read
}

var errTooLarge = fmt.Errorf("%w: larger than the limit", ErrFormat)

// Read reads from the source until a limit is reached.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.total += int64(n)
	in.since += int64(n)
	if n > 0 {
		in.last = p[n-1]
	}
	if in.total > maxBytes || in.since > maxEntry+sniffBytes {
		return n, errTooLarge
	}
	return n, err
}

func (in *input) mark() { in.since = 0 }

// book collects entries by id, in order.
type book struct {
	order     []*muster.ListEntry
	byID      map[string]*muster.ListEntry
	published string
	rejected  int
}

func newBook() *book { return &book{byID: map[string]*muster.ListEntry{}} }

// entry returns the entry with an id, new if need be.
func (b *book) entry(id string) (*muster.ListEntry, error) {
	id = clean(id)
	if known, ok := b.byID[id]; ok {
		return known, nil
	}
	if len(b.order) >= maxEntries {
		return nil, fmt.Errorf("%w: more than %d entries", ErrFormat, maxEntries)
	}
	e := &muster.ListEntry{ID: id}
	b.byID[id] = e
	b.order = append(b.order, e)
	return e, nil
}

// list returns the entries that name something.
func (b *book) list() []muster.ListEntry {
	var out []muster.ListEntry
	for _, e := range b.order {
		if e.ID == "" || len(e.Names)+len(e.Documents)+len(e.Wallets) == 0 {
			b.rejected++
			continue
		}
		out = append(out, *e)
	}
	return out
}

// clean bounds a value and evens out its white space.
func clean(s string) string {
	if len(s) > keepText {
		s = strings.ToValidUTF8(s[:keepText], "")
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
}

func addName(e *muster.ListEntry, text string, weak bool) {
	text = clean(text)
	if text == "" || len(e.Names) >= keepValues {
		return
	}
	for i, n := range e.Names {
		if n.Text == text {
			e.Names[i].Weak = n.Weak && weak
			return
		}
	}
	e.Names = append(e.Names, muster.ListedName{Text: text, Weak: weak})
}

func addText(to *[]string, text string) {
	text = clean(text)
	if text == "" || len(*to) >= keepValues {
		return
	}
	for _, known := range *to {
		if known == text {
			return
		}
	}
	*to = append(*to, text)
}

func addDocument(e *muster.ListEntry, country, kind, number string) {
	d := muster.ListedDocument{Country: clean(country), Kind: clean(kind), Number: clean(number)}
	if d.Number == "" || len(e.Documents) >= keepValues {
		return
	}
	for _, known := range e.Documents {
		if known == d {
			return
		}
	}
	e.Documents = append(e.Documents, d)
}

// joinText joins what is not empty.
func joinText(with string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = clean(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, with)
}
