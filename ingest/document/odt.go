package document

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strings"
	"time"
)

// readODT reads the text and properties of an OpenDocument text.
func readODT(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	arc, err := openArchive(r, size, lim)
	if err != nil {
		return nil, err
	}
	if f := arc.find("META-INF/manifest.xml"); f != nil {
		manifest, err := arc.read(f)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(manifest, []byte("encryption-data")) {
			return nil, fail(Encrypted, nil)
		}
	}
	content := arc.find("content.xml")
	if content == nil {
		return nil, fail(Damaged, nil)
	}
	doc := &Document{}
	// Headers and footers are kept with the page styles.
	if f := arc.find("styles.xml"); f != nil {
		w := &odtText{doc: doc, max: lim.MaxText + 1, inMaster: true}
		if err := arc.walkXML(ctx, f, w); err != nil {
			doc.warn("headers and footers could not be read")
		}
		doc.Text = w.out.String()
	}
	w := &odtText{doc: doc, max: lim.MaxText + 1}
	if err := arc.walkXML(ctx, content, w); err != nil {
		return nil, err
	}
	doc.Text += w.out.String()
	for _, f := range arc.files {
		if strings.HasPrefix(f.Name, "Pictures/") {
			doc.Images++
		}
	}
	if f := arc.find("meta.xml"); f != nil {
		if err := arc.walkXML(ctx, f, &odtMeta{m: &doc.Metadata, doc: doc}); err != nil {
			doc.warn("document properties could not be read in full")
		}
	}
	return doc, nil
}

// odtText writes the paragraphs of an OpenDocument part.
type odtText struct {
	doc      *Document
	out      strings.Builder
	max      int
	inMaster bool // only text inside a header or footer counts
	inside   int  // depth inside a header or footer
	para     int  // depth inside paragraphs and headings
	skip     int
	cells    int
}

func (w *odtText) start(name string, attrs []xml.Attr) {
	if w.skip > 0 || name == "tracked-changes" || name == "annotation" {
		w.skip++
		return
	}
	switch name {
	case "header", "footer":
		w.inside++
	case "p", "h":
		w.para++
	case "tab":
		w.write("\t")
	case "line-break":
		w.write("\n")
	case "s":
		w.write(strings.Repeat(" ", min(max(atoi(attr(attrs, "c")), 1), 100)))
	case "table-row":
		w.cells = 0
	case "table-cell":
		if w.cells > 0 {
			w.write("\t")
		}
		w.cells++
	case "a":
		if href := attr(attrs, "href"); len(w.doc.Links) < maxLinks && strings.Contains(href, ":") {
			w.doc.Links = append(w.doc.Links, href)
		}
	}
}

func (w *odtText) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "header", "footer":
		w.inside--
	case "p", "h":
		w.para--
		w.write("\n")
	case "table-row":
		w.write("\n")
	}
}

func (w *odtText) text(data []byte) {
	if w.para > 0 && w.skip == 0 {
		w.write(string(data))
	}
}

func (w *odtText) write(s string) {
	if w.inMaster && w.inside <= 0 {
		return
	}
	if w.out.Len()+len(s) <= w.max {
		w.out.WriteString(s)
	}
}

type odtMeta struct {
	fieldText
	m   *Metadata
	doc *Document
}

func (o *odtMeta) start(name string, attrs []xml.Attr) {
	o.begin(name)
	switch name {
	case "template":
		o.m.Template = attr(attrs, "title")
		if o.m.Template == "" {
			o.m.Template = attr(attrs, "href")
		}
	case "document-statistic":
		o.doc.Pages = min(atoi(attr(attrs, "page-count")), 1<<20)
	}
}

func (o *odtMeta) end(name string) {
	if name != o.name {
		return
	}
	v := o.buf.String()
	switch name {
	case "initial-creator":
		o.m.Author = v
	case "creator":
		o.m.LastAuthor = v
	case "title":
		o.m.Title = v
	case "generator":
		o.m.Application = v
	case "creation-date":
		o.m.Created = parseW3C(v)
	case "date":
		o.m.Modified = parseW3C(v)
	case "editing-cycles":
		o.m.Revision = atoi(v)
	case "editing-duration":
		o.m.EditingMinutes = isoMinutes(v)
	}
}

// isoMinutes reads the minutes of an ISO 8601 duration such as PT1H25M3S.
func isoMinutes(s string) int {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "p")
	days, clock, _ := strings.Cut(s, "t")
	d, err := time.ParseDuration(clock)
	if err != nil {
		d = 0
	}
	return int(d.Minutes()) + atoi(strings.TrimSuffix(days, "d"))*24*60
}
