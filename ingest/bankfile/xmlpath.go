package bankfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"muster"
)

// maxDepth bounds how deep elements may stand in each other.
const maxDepth = 48

// xmlWalk goes through a document and tells each element's path, text and
// place. Names are without their prefixes.
type xmlWalk struct {
	file  *File
	d     *xml.Decoder
	names []string // from the root
	open  []xmlOpen
	text  strings.Builder
	line  int
}

// xmlOpen is an element that has begun.
type xmlOpen struct {
	prefix string
	start  int // of its tag
	inner  int // behind its tag
	attr   []xml.Attr
}

// xmlElement is an element that has ended.
type xmlElement struct {
	name   string
	prefix string
	attr   []xml.Attr
	text   string // of a leaf, trimmed
	whole  span
	inner  span
	line   int // at which it ends
}

func (e *xmlElement) attribute(name string) string {
	for _, a := range e.attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// in reports whether the element that ends stands below these, nearest last.
func (w *xmlWalk) in(names ...string) bool {
	if len(w.names) < len(names) {
		return false
	}
	for i, name := range names {
		if w.names[len(w.names)-len(names)+i] != name {
			return false
		}
	}
	return true
}

// walk calls begin and end for each element; w.names holds the path above it.
func walk(f *File, begin func(w *xmlWalk, name string) error, end func(w *xmlWalk, e *xmlElement) error) error {
	w := &xmlWalk{file: f, d: xml.NewDecoder(bytes.NewReader(f.raw))}
	w.d.CharsetReader = w.charset
	rooted := false
	for {
		at := int(w.d.InputOffset())
		w.line, _ = w.d.InputPos()
		token, err := w.d.RawToken()
		if err == io.EOF {
			if len(w.names) > 0 || !rooted {
				return refuse(f.Name, muster.CodeTruncated, w.line, "the document ends before it should")
			}
			return nil
		}
		if err != nil {
			return w.bad(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return f.damaged(w.line, "a document type declaration is not allowed in a payment file")
		case xml.StartElement:
			if rooted && len(w.names) == 0 {
				return f.damaged(w.line, "a second document begins in the file")
			}
			rooted = true
			err = w.begin(at, &t, begin)
		case xml.EndElement:
			err = w.end(at, t.Name.Local, end)
		case xml.CharData:
			w.text.Write(t)
		}
		if err != nil {
			return err
		}
	}
}

// charset reads documents that say they are in an older encoding. Their letters are
// plain in most; a statement, which is never written again, may have others.
func (w *xmlWalk) charset(label string, in io.Reader) (io.Reader, error) {
	switch label = strings.ToLower(label); {
	case label != "us-ascii" && label != "iso-8859-1" && label != "iso-8859-15" && label != "windows-1252":
	case !bytes.ContainsFunc(w.file.raw, func(r rune) bool { return r > '~' }):
		return in, nil
	case w.file.Format == Camt && label == "iso-8859-15":
		return charmap.ISO8859_15.NewDecoder().Reader(in), nil
	case w.file.Format == Camt:
		return charmap.Windows1252.NewDecoder().Reader(in), nil
	}
	return nil, fmt.Errorf("the encoding %q is not read", label)
}

func (w *xmlWalk) bad(err error) error {
	line, _ := w.d.InputPos()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return w.file.damaged(syntax.Line, "not well-formed XML: %s", syntax.Msg)
	}
	return w.file.damaged(line, "not XML in UTF-8: %s", err)
}

func (w *xmlWalk) begin(at int, t *xml.StartElement, begin func(*xmlWalk, string) error) error {
	if len(w.names) == maxDepth {
		return w.file.damaged(w.line, "elements stand more than %d deep", maxDepth)
	}
	w.text.Reset()
	if err := begin(w, t.Name.Local); err != nil {
		return err
	}
	w.names = append(w.names, t.Name.Local)
	w.open = append(w.open, xmlOpen{prefix: t.Name.Space, start: at, inner: int(w.d.InputOffset()), attr: t.Attr})
	return nil
}

func (w *xmlWalk) end(at int, name string, end func(*xmlWalk, *xmlElement) error) error {
	if len(w.names) == 0 || w.names[len(w.names)-1] != name {
		return w.file.damaged(w.line, "</%s> closes nothing that is open", name)
	}
	o := w.open[len(w.open)-1]
	w.names, w.open = w.names[:len(w.names)-1], w.open[:len(w.open)-1]
	e := &xmlElement{
		name: name, prefix: o.prefix, attr: o.attr, text: strings.TrimSpace(w.text.String()), line: w.line,
		whole: span{o.start, int(w.d.InputOffset())}, inner: span{o.inner, max(at, o.inner)},
	}
	w.text.Reset()
	return end(w, e)
}

// escaped writes text for an element.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}

// element writes an element with a prefix.
func element(prefix, name, inner string) string {
	if prefix != "" {
		name = prefix + ":" + name
	}
	return "<" + name + ">" + inner + "</" + name + ">"
}
