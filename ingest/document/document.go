package document

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Limits bounds what reading one file may cost. A zero field means its default.
type Limits struct {
	MaxBytes    int64         // size of the file itself
	MaxText     int           // bytes of text kept; more is cut and Truncated set
	MaxInflated int64         // bytes all compressed parts together may unpack to
	MaxRatio    int64         // unpacked to packed bytes of one part above 1 MiB
	MaxEntries  int           // entries of a zip container
	MaxDepth    int           // nesting of elements, groups, objects
	MaxPages    int           // pages whose text is read; more is cut and Truncated set
	Timeout     time.Duration // wall-clock time for one file

	isolated bool // this process may be lost with the file
}

// DefaultLimits returns limits that fit a long CV with photographs.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:    64 << 20,
		MaxText:     2 << 20,
		MaxInflated: 256 << 20,
		MaxRatio:    200,
		MaxEntries:  4096,
		MaxDepth:    200,
		MaxPages:    300,
		Timeout:     20 * time.Second,
	}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	l.MaxBytes = positive(l.MaxBytes, d.MaxBytes)
	l.MaxText = positive(l.MaxText, d.MaxText)
	l.MaxInflated = positive(l.MaxInflated, d.MaxInflated)
	l.MaxRatio = positive(l.MaxRatio, d.MaxRatio)
	l.MaxEntries = positive(l.MaxEntries, d.MaxEntries)
	l.MaxDepth = positive(l.MaxDepth, d.MaxDepth)
	l.MaxPages = positive(l.MaxPages, d.MaxPages)
	l.Timeout = positive(l.Timeout, d.Timeout)
	return l
}

func positive[T int | int64 | time.Duration](v, fallback T) T {
	if v > 0 {
		return v
	}
	return fallback
}

// Document is what one file holds.
type Document struct {
	Name      string   // as given to Read
	Type      Type     // recognised by content
	Text      string   // in reading order, lines separated by "\n"
	Links     []string // targets of hyperlinks, in order, without repeats
	Pages     int      // 0 when the format does not fix pages
	Images    int      // embedded pictures, where the format tells
	Metadata  Metadata
	HasText   bool     // false for a scan: pages but no text in them
	Truncated bool     // a limit cut the text
	Warnings  []string // what was skipped or repaired, for people
}

// Metadata is what a file says about its own making. All of it can be written
// at will by whoever made the file; empty means the file does not say.
type Metadata struct {
	Author         string // who created it, as typed or as the account is called
	LastAuthor     string // who saved it last
	Title          string
	Company        string // the licence holder of the office program
	Application    string // the program it was written with
	Producer       string // the program or library that wrote the file form
	Template       string // file name of the template it was started from
	Created        Time
	Modified       Time
	Revision       int // times saved, 0 when unknown
	EditingMinutes int // time spent editing, 0 when unknown
	IDs            []ID
}

// ID is an identifier written into a file by the program that made it. Copies
// and later versions of one file share some of them.
type ID struct {
	Kind  string // one of the ID constants
	Value string // lower-case hexadecimal or a UUID without decoration
}

// Kinds of ID.
const (
	IDPDFFirst   = "pdf_id_first"   // trailer /ID[0]: stays through later saves
	IDPDFLatest  = "pdf_id_latest"  // trailer /ID[1]: changes with each save
	IDXMPDoc     = "xmp_document"   // xmpMM:DocumentID
	IDXMPInst    = "xmp_instance"   // xmpMM:InstanceID
	IDXMPOrig    = "xmp_original"   // xmpMM:OriginalDocumentID
	IDRSIDRoot   = "rsid_root"      // first editing session of a Word document
	IDRSID       = "rsid"           // a later editing session
	IDWordDoc    = "word_document"  // w15:docId of a Word document
	IDPrintQueue = "print_document" // name of the source file a printer driver put in the title
)

// ID returns the first identifier of a kind, or "".
func (m Metadata) ID(kind string) string {
	for _, id := range m.IDs {
		if id.Kind == kind {
			return id.Value
		}
	}
	return ""
}

func (m *Metadata) addID(kind, value string) {
	if value = canonicalID(value); value != "" {
		m.IDs = append(m.IDs, ID{kind, value})
	}
}

// Read recognises and reads one file of the given size. The name only tells
// Markdown from plain text and is copied to the result. Errors about the file
// are of type [*Error]; ctx cancels, and with Limits.Timeout bounds, the work.
//
// Reading a PDF in this process cannot be interrupted inside the library that
// parses it: after the time-out Read returns and the abandoned goroutine ends
// on its own. Use a [Pool] for files from strangers.
func Read(ctx context.Context, name string, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	lim = lim.orDefaults()
	kind, err := Recognise(name, r, size, lim)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lim.Timeout)
	defer cancel()

	type result struct {
		doc *Document
		err error
	}
	done := make(chan result, 1)
	go func() {
		doc, err := readGuarded(ctx, kind, name, r, size, lim)
		done <- result{doc, err}
	}()
	select {
	case res := <-done:
		return res.doc, res.err
	case <-ctx.Done():
		return nil, stopped(ctx)
	}
}

func stopped(ctx context.Context) error {
	if ctx.Err() == context.DeadlineExceeded {
		return fail(Timeout, ctx.Err())
	}
	return ctx.Err()
}

// readGuarded turns a panic of a parser into a damaged file: the libraries
// below use panic for malformed input.
func readGuarded(ctx context.Context, kind Type, name string, r io.ReaderAt, size int64, lim Limits) (doc *Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, fail(Damaged, fmt.Errorf("panic while reading %s: %v", kind, p))
		}
	}()
	switch kind {
	case PDF:
		doc, err = readPDF(ctx, r, size, lim)
	case DOCX:
		doc, err = readDOCX(ctx, r, size, lim)
	case ODT:
		doc, err = readODT(ctx, r, size, lim)
	case RTF:
		doc, err = readRTF(ctx, r, size, lim)
	default:
		doc, err = readPlain(ctx, kind, r, size, lim)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, stopped(ctx)
		}
		return nil, err
	}
	doc.Name, doc.Type = name, kind
	doc.finish(lim)
	return doc, nil
}

// finish brings the text into its one form and applies the text limit.
func (d *Document) finish(lim Limits) {
	d.Text = tidy(d.Text)
	if len(d.Text) > lim.MaxText {
		d.Text = cutText(d.Text, lim.MaxText)
		d.Truncated = true
	}
	d.Links = distinct(d.Links)
	d.HasText = d.Text != ""
	m := &d.Metadata
	for _, s := range []*string{&m.Author, &m.LastAuthor, &m.Title, &m.Company, &m.Application, &m.Producer, &m.Template} {
		*s = oneLine(*s)
	}
	m.Template = baseName(m.Template)
	if !d.HasText && d.Pages > 0 {
		d.warn("the pages hold no text: this looks like a scan or a picture")
	}
}

func (d *Document) warn(format string, args ...any) {
	if len(d.Warnings) < 20 {
		d.Warnings = append(d.Warnings, fmt.Sprintf(format, args...))
	}
}
