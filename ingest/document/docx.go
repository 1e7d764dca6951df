package document

import (
	"context"
	"encoding/xml"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"
)

// readDOCX reads the text of the body, headers and footers (contact details
// often stand in a header) and the properties of an Office Open XML document.
func readDOCX(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Document, error) {
	arc, err := openArchive(r, size, lim)
	if err != nil {
		return nil, err
	}
	doc := &Document{}
	var headers, body, footers strings.Builder
	for _, f := range arc.files {
		name := f.Name
		var into *strings.Builder
		switch {
		case name == arc.mainPart():
			into = &body
		case isPart(name, "word/header"):
			into = &headers
		case isPart(name, "word/footer"), isPart(name, "word/footnotes"):
			into = &footers
		case strings.HasPrefix(name, "word/media/"):
			doc.Images++
			continue
		default:
			continue
		}
		w := &wordText{out: into, max: lim.MaxText + 1}
		if err := arc.walkXML(ctx, f, w); err != nil {
			if into != &body {
				doc.warn("a header or footer could not be read")
				continue
			}
			return nil, err
		}
		into.WriteByte('\n')
	}
	doc.Text = headers.String() + body.String() + footers.String()
	return doc, arc.docxProperties(ctx, doc)
}

func isPart(name, prefix string) bool {
	return strings.HasPrefix(name, prefix) && strings.HasSuffix(name, ".xml")
}

// docxProperties reads what the package says of itself. Missing or broken
// parts are no error: the text is what matters, and a warning says so.
func (a *archive) docxProperties(ctx context.Context, doc *Document) error {
	parts := []struct {
		name string
		h    xmlHandler
	}{
		{"docProps/core.xml", &coreProperties{m: &doc.Metadata}},
		{"docProps/app.xml", &appProperties{m: &doc.Metadata}},
		{"word/settings.xml", &wordSettings{m: &doc.Metadata}},
		{"word/_rels/settings.xml.rels", &relations{template: &doc.Metadata.Template}},
		{"word/_rels/" + path.Base(a.mainPart()) + ".rels", &relations{links: &doc.Links}},
		{"word/_rels/header1.xml.rels", &relations{links: &doc.Links}},
	}
	for _, p := range parts {
		f := a.find(p.name)
		if f == nil {
			continue
		}
		if err := a.walkXML(ctx, f, p.h); err != nil {
			if ctx.Err() != nil || CodeOf(err) == Bomb || CodeOf(err) == TooDeep {
				return err
			}
			doc.warn("document properties could not be read in full")
		}
	}
	return nil
}

// wordText writes the visible text of a WordprocessingML part.
type wordText struct {
	out    *strings.Builder
	max    int
	inText bool
	skip   int // depth inside content that is not shown or shown twice
	cells  int // cells seen in the current table row
	inCell int
}

// Elements whose content is a second copy of something else, or was deleted.
func wordHidden(name string) bool {
	switch name {
	case "Fallback", "delText", "instrText", "del", "moveFrom":
		return true
	}
	return false
}

func (w *wordText) start(name string, attrs []xml.Attr) {
	if w.skip > 0 || wordHidden(name) {
		w.skip++
		return
	}
	switch name {
	case "t":
		w.inText = true
	case "tab", "ptab":
		w.write("\t")
	case "br", "cr":
		w.write("\n")
	case "noBreakHyphen":
		w.write("-")
	case "softHyphen":
	case "tr":
		w.cells = 0
	case "tc":
		if w.cells > 0 {
			w.write("\t")
		}
		w.cells++
		w.inCell++
	}
}

func (w *wordText) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t":
		w.inText = false
	case "p":
		w.write("\n")
	case "tc":
		w.inCell--
	case "tr":
		w.write("\n")
	}
}

func (w *wordText) text(data []byte) {
	if w.inText && w.skip == 0 {
		w.write(string(data))
	}
}

func (w *wordText) write(s string) {
	if w.out.Len()+len(s) <= w.max {
		w.out.WriteString(s)
	}
}

// fieldText collects the character data of leaf elements: the shape of both
// property parts and of OpenDocument's meta.xml.
type fieldText struct {
	name string
	buf  strings.Builder
}

func (t *fieldText) begin(name string) {
	t.name = name
	t.buf.Reset()
}

func (t *fieldText) text(data []byte) {
	if t.buf.Len() < 4096 {
		t.buf.Write(data[:min(len(data), 4096)])
	}
}

type coreProperties struct {
	fieldText
	m *Metadata
}

func (c *coreProperties) start(name string, _ []xml.Attr) { c.begin(name) }

func (c *coreProperties) end(name string) {
	if name != c.name {
		return
	}
	v := c.buf.String()
	switch name {
	case "creator":
		c.m.Author = v
	case "lastModifiedBy":
		c.m.LastAuthor = v
	case "title":
		c.m.Title = v
	case "revision":
		c.m.Revision = atoi(v)
	case "created":
		c.m.Created = parseW3C(v)
	case "modified":
		c.m.Modified = parseW3C(v)
	}
}

type appProperties struct {
	fieldText
	m *Metadata
}

func (c *appProperties) start(name string, _ []xml.Attr) { c.begin(name) }

func (c *appProperties) end(name string) {
	if name != c.name {
		return
	}
	v := c.buf.String()
	switch name {
	case "Application":
		c.m.Application = strings.TrimSpace(v + " " + c.m.Application)
	case "AppVersion":
		c.m.Application = strings.TrimSpace(c.m.Application + " " + v)
	case "Template":
		c.m.Template = v
	case "Company":
		c.m.Company = v
	case "TotalTime":
		c.m.EditingMinutes = atoi(v)
	}
}

// wordSettings collects the editing-session identifiers Word leaves behind:
// copies of one document share the root.
type wordSettings struct{ m *Metadata }

func (s *wordSettings) start(name string, attrs []xml.Attr) {
	switch name {
	case "rsidRoot":
		s.m.addID(IDRSIDRoot, attr(attrs, "val"))
	case "rsid":
		if len(s.m.IDs) < 200 {
			s.m.addID(IDRSID, attr(attrs, "val"))
		}
	case "docId":
		s.m.addID(IDWordDoc, attr(attrs, "val"))
	}
}

func (s *wordSettings) end(string)  {}
func (s *wordSettings) text([]byte) {}

// relations collects external targets of a part: hyperlinks or a template.
type relations struct {
	links    *[]string
	template *string
}

func (r *relations) start(name string, attrs []xml.Attr) {
	if name != "Relationship" {
		return
	}
	kind, target := attr(attrs, "Type"), attr(attrs, "Target")
	switch {
	case r.links != nil && strings.HasSuffix(kind, "/hyperlink") && len(*r.links) < maxLinks:
		*r.links = append(*r.links, target)
	case r.template != nil && strings.HasSuffix(kind, "/attachedTemplate"):
		*r.template = target
	}
}

func (r *relations) end(string)  {}
func (r *relations) text([]byte) {}

func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1<<30 {
		return 0
	}
	return n
}

// RSIDs returns the editing-session identifiers of a Word document, the root
// first and the others sorted.
func (m Metadata) RSIDs() []string {
	var root, rest []string
	for _, id := range m.IDs {
		switch id.Kind {
		case IDRSIDRoot:
			root = append(root, id.Value)
		case IDRSID:
			rest = append(rest, id.Value)
		}
	}
	sort.Strings(rest)
	return append(root, rest...)
}
