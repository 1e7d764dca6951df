package document

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ledongthuc/pdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// readPDF reads metadata and structure with one library and text with another.
// The second is faster but stricter, and cannot decrypt modern files: where it
// fails, it is given a clean copy that the first has written.
func readPDF(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	raw, err := pdfBytes(r, size)
	if err != nil {
		return nil, err
	}
	doc := &Document{}
	pc, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(raw), pdfConfig(lim))
	if err == nil {
		err = pc.EnsurePageCount()
	}
	if err != nil {
		return salvagePDF(ctx, raw, pdfError(raw, err), lim)
	}
	doc.Pages = pc.PageCount
	if err := pdfBudget(pc, lim); err != nil {
		return nil, err
	}
	pdfMetadata(pc, doc)

	if err := pdfPages(ctx, pc, raw, doc, lim); err != nil {
		return nil, err
	}
	if !endsProperly(raw) {
		if strings.TrimSpace(doc.Text) == "" {
			return nil, fail(Incomplete, io.ErrUnexpectedEOF)
		}
		doc.warn("the file is cut short or has no end mark: its end may be missing")
		doc.Truncated = true
	}
	return doc, nil
}

// salvagePDF tries the text alone where the structure is beyond the first
// library: better a CV without its properties than none. The text library can
// then overflow the stack, which ends a program, so this is done in a process
// of its own only.
func salvagePDF(ctx context.Context, raw []byte, cause error, lim Limits) (*Document, error) {
	if code := CodeOf(cause); !lim.isolated || code != Damaged && code != Incomplete {
		return nil, cause
	}
	doc := &Document{}
	if err := pdfText(ctx, raw, doc, lim); err != nil || letters(doc.Text) < 20 {
		return nil, cause
	}
	doc.warn("the file is damaged: its text was read, its properties were not")
	return doc, nil
}

// pdfPages reads the text, from a clean copy where the file itself will not do.
func pdfPages(ctx context.Context, pc *model.Context, raw []byte, doc *Document, lim Limits) error {
	var failed error
	if pc.Encrypt == nil {
		if failed = pdfText(ctx, raw, doc, lim); failed == nil && !doc.suspiciouslyEmpty(pc) {
			return nil
		}
		if CodeOf(failed) != "" {
			return failed
		}
	} else {
		doc.warn("the file is encrypted but opens without a password")
	}
	if ctx.Err() != nil {
		return stopped(ctx)
	}
	clean, err := pdfRewrite(raw, lim)
	if err == nil {
		err = pdfText(ctx, clean, doc, lim)
	}
	if CodeOf(err) != "" {
		return err
	}
	if err != nil && (failed != nil || pc.Encrypt != nil) {
		doc.warn("the text could not be read")
	}
	return nil
}

func endsProperly(raw []byte) bool {
	return bytes.Contains(raw[max(0, len(raw)-2048):], []byte("%%EOF"))
}

// suspiciouslyEmpty reports a file that has fonts but gave no text, which
// happens when the text library met a filter it does not know.
func (d *Document) suspiciouslyEmpty(pc *model.Context) bool {
	if strings.TrimSpace(d.Text) != "" {
		return false
	}
	for _, e := range pc.Table {
		if dict, ok := e.Object.(types.Dict); ok && dict.Type() != nil && *dict.Type() == "Font" {
			return true
		}
	}
	return false
}

// pdfBytes loads the file, without what stands before its header or after its
// last end mark, and with a header the text library accepts.
func pdfBytes(r io.ReaderAt, size int64) ([]byte, error) {
	raw := make([]byte, size)
	n, err := r.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fail(Damaged, err)
	}
	raw = raw[:n]
	start := bytes.Index(raw, []byte("%PDF-"))
	if start < 0 {
		return nil, fail(Damaged, nil)
	}
	return raw[start:], nil
}

// pdfConfig builds a configuration by hand: the library's own default writes a
// folder into the user's home.
func pdfConfig(lim Limits) *model.Configuration {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = lim.MaxBytes
	limits.MaxDecodeBytes = lim.MaxInflated / 4
	limits.MaxObjectCount = 1_000_000
	limits.MaxXRefEntries = 1_000_000
	limits.MaxObjectStreamCount = 200_000
	limits.MaxRecursionDepth = lim.MaxDepth
	return &model.Configuration{
		Reader15:                  true,
		ValidationMode:            model.ValidationRelaxed,
		UnsupportedResourcePolicy: model.UnsupportedResourceSkip,
		Eol:                       types.EolLF,
		EncryptUsingAES:           true,
		EncryptKeyLength:          256,
		Offline:                   true,
		Cmd:                       model.LISTINFO,
		Limits:                    limits,
		RemoveEncryption:          true,
	}
}

func pdfError(raw []byte, err error) error {
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword), errors.Is(err, pdfcpu.ErrOwnerPasswordRequired):
		return fail(Encrypted, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fail(Timeout, err)
	case errors.Is(err, filter.ErrDecodeLimitExceeded):
		return fail(Bomb, err)
	case errors.Is(err, model.ErrMaxRecursionDepthExceeded):
		return fail(TooDeep, err)
	case strings.Contains(err.Error(), "encrypt"):
		return fail(Encrypted, err)
	case !endsProperly(raw):
		return fail(Incomplete, err)
	}
	return fail(Damaged, err)
}

// pdfBudget inflates every stream the text library may read, within limits: it
// has none of its own. Pictures, fonts and colour profiles stay packed.
func pdfBudget(pc *model.Context, lim Limits) error {
	left := lim.MaxInflated
	for _, e := range pc.Table {
		sd, ok := e.Object.(types.StreamDict)
		if !ok || len(sd.FilterPipeline) == 0 || !readsAsText(sd.Dict) {
			continue
		}
		err := sd.DecodeWithLimit(max(left, 1))
		if errors.Is(err, filter.ErrDecodeLimitExceeded) {
			return fail(Bomb, err)
		}
		left -= int64(len(sd.Content))
		if n := int64(len(sd.Content)); n > 4<<20 && n/lim.MaxRatio > int64(len(sd.Raw)) {
			return fail(Bomb, errors.New("a stream inflates beyond the allowed ratio"))
		}
	}
	return nil
}

func readsAsText(d types.Dict) bool {
	if s := d.Subtype(); s != nil && *s != "Form" {
		return false
	}
	for _, key := range []string{"Length1", "Length3", "N", "ShadingType", "FunctionType"} {
		if _, ok := d.Find(key); ok {
			return false
		}
	}
	return true
}

// pdfRewrite writes a plain copy: decrypted, with a sound cross-reference.
func pdfRewrite(raw []byte, lim Limits) ([]byte, error) {
	// Reading left the context in a state made for reading; a second pass over
	// the same bytes is the supported way to a writable one.
	pc, err := api.ReadContext(bytes.NewReader(raw), pdfConfig(lim))
	if err != nil {
		return nil, err
	}
	pc.Encrypt, pc.E = nil, nil
	pc.Cmd = model.DECRYPT
	var out cappedBuffer
	out.max = int(4*lim.MaxBytes + 1<<20)
	if err := api.WriteContext(pc, &out); err != nil {
		return nil, fmt.Errorf("rewrite: %w", err)
	}
	return out.Bytes(), nil
}

type cappedBuffer struct {
	bytes.Buffer
	max int
}

func (b *cappedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.max {
		return 0, fail(Bomb, errors.New("rewritten file exceeds the limit"))
	}
	return b.Buffer.Write(p)
}

// pdfMetadata reads the information dictionary, XMP, identifiers, links and the
// number of pictures. Where both exist the information dictionary wins, as it
// is what most producers keep current, and XMP fills the gaps.
func pdfMetadata(pc *model.Context, doc *Document) {
	m := &doc.Metadata
	if pc.Info != nil {
		if info, err := pc.DereferenceDict(*pc.Info); err == nil {
			pdfInfo(pc, info, m)
		}
	}
	for i, kind := range []string{IDPDFFirst, IDPDFLatest} {
		if i < len(pc.ID) {
			m.addID(kind, pdfID(pc.ID[i]))
		}
	}
	if packet := pdfXMP(pc); packet != nil {
		readXMP(packet, m)
	}
	if name, ok := strings.CutPrefix(m.Title, "Microsoft Word - "); ok {
		m.addID(IDPrintQueue, name)
	}
	for _, e := range pc.Table {
		switch o := e.Object.(type) {
		case types.StreamDict:
			if s := o.Subtype(); s != nil && *s == "Image" {
				doc.Images++
			}
		case types.Dict:
			if o.Subtype() != nil && *o.Subtype() == "Link" && len(doc.Links) < maxLinks {
				pdfLink(pc, o, doc)
			}
		}
	}
}

func pdfInfo(pc *model.Context, info types.Dict, m *Metadata) {
	text := func(key string) string {
		o, ok := info.Find(key)
		if !ok {
			return ""
		}
		s, err := pc.DereferenceText(o)
		if err != nil {
			return ""
		}
		return s
	}
	m.Author, m.Title = text("Author"), text("Title")
	m.Application, m.Producer = text("Creator"), text("Producer")
	m.Company = text("Company")
	m.Created, m.Modified = parsePDFTime(text("CreationDate")), parsePDFTime(text("ModDate"))
}

func pdfID(o types.Object) string {
	switch v := o.(type) {
	case types.HexLiteral:
		return strings.ToLower(string(v))
	case types.StringLiteral:
		b, err := types.Unescape(string(v))
		if err != nil {
			return ""
		}
		return hex.EncodeToString(b[:min(len(b), 64)])
	}
	return ""
}

func pdfXMP(pc *model.Context) []byte {
	root, err := pc.Catalog()
	if err != nil {
		return nil
	}
	o, ok := root.Find("Metadata")
	if !ok {
		return nil
	}
	sd, _, err := pc.DereferenceStreamDict(o)
	if err != nil || sd == nil {
		return nil
	}
	if err := sd.Decode(); err != nil {
		return nil
	}
	return sd.Content
}

func pdfLink(pc *model.Context, annot types.Dict, doc *Document) {
	o, ok := annot.Find("A")
	if !ok {
		return
	}
	action, err := pc.DereferenceDict(o)
	if err != nil || action == nil {
		return
	}
	if uri, ok := action.Find("URI"); ok {
		if s, err := pc.DereferenceText(uri); err == nil {
			doc.Links = append(doc.Links, s)
		}
	}
}

// pdfText extracts the text of every page with positions and lays it out.
func pdfText(ctx context.Context, raw []byte, doc *Document, lim Limits) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if stop, ok := p.(stopReading); ok {
				err = stop.err
				return
			}
			err = fmt.Errorf("text library: %v", p)
		}
	}()
	raw = textLibraryForm(raw)
	rd, err := pdf.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	w := &pdfWalker{ctx: ctx, lim: lim, left: lim.MaxInflated}
	var out strings.Builder
	pages, more, err := w.pages(rd.Trailer().Key("Root").Key("Pages"))
	if err != nil {
		return err
	}
	doc.Truncated = doc.Truncated || more
	bad := 0
	for _, p := range pages {
		if out.Len() > lim.MaxText {
			break
		}
		runs, err := w.page(p)
		if err != nil {
			if CodeOf(err) != "" {
				return err
			}
			bad++
		}
		out.WriteString(layout(runs))
		out.WriteString("\n\n")
	}
	if bad > 0 && strings.TrimSpace(out.String()) == "" {
		return fmt.Errorf("no page could be read")
	}
	if bad > 0 {
		doc.warn("%d of %d pages could not be read in full", bad, len(pages))
	}
	doc.Text = out.String()
	return nil
}

// textLibraryForm patches what the text library insists on: a 1.x header ended
// by a line break, and an end mark in the last hundred bytes.
func textLibraryForm(raw []byte) []byte {
	if end := bytes.LastIndex(raw, []byte("%%EOF")); end > 0 {
		raw = raw[:end+5]
	}
	if len(raw) < 16 {
		return raw
	}
	if v := raw[7]; raw[5] != '1' || v < '0' || v > '7' || raw[8] != '\n' && raw[8] != '\r' {
		raw = bytes.Clone(raw)
		copy(raw, "%PDF-1.7\n")
	}
	return raw
}

// stopReading is the panic by which a callback leaves the text library.
type stopReading struct{ err error }
