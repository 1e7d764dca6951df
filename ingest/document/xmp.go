package document

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// readXMP fills the gaps of m from an XMP packet: RDF in XML, each property
// either an attribute or an element whose text may sit in a list.
func readXMP(packet []byte, m *Metadata) {
	dec := xml.NewDecoder(bytes.NewReader(packet[:min(len(packet), 4<<20)]))
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var path []string
	for {
		tok, err := dec.RawToken()
		if err != nil {
			return
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(path) > 64 {
				return
			}
			path = append(path, t.Name.Local)
			if t.Name.Local == "Description" {
				for _, a := range t.Attr {
					m.setXMP(a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		case xml.CharData:
			if v := strings.TrimSpace(string(t)); v != "" {
				m.setXMP(xmpProperty(path), v)
			}
		}
	}
}

// xmpProperty returns the property a text belongs to, past list elements.
// Properties of nested structures (the history of edits) are not ours.
func xmpProperty(path []string) string {
	depth := 0
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case "li", "Seq", "Alt", "Bag":
			continue
		case "Description":
			return ""
		}
		for _, outer := range path[:i] {
			if outer == "History" || outer == "DerivedFrom" || outer == "Ingredients" {
				return ""
			}
		}
		if depth++; depth == 1 {
			return path[i]
		}
	}
	return ""
}

func (m *Metadata) setXMP(name, value string) {
	fill := func(dst *string) {
		if *dst == "" {
			*dst = value
		}
	}
	switch name {
	case "creator":
		fill(&m.Author)
	case "title":
		fill(&m.Title)
	case "CreatorTool":
		fill(&m.Application)
	case "Producer":
		fill(&m.Producer)
	case "CreateDate":
		fillTime(&m.Created, value)
	case "ModifyDate":
		fillTime(&m.Modified, value)
	case "DocumentID":
		m.addXMPID(IDXMPDoc, value)
	case "InstanceID":
		m.addXMPID(IDXMPInst, value)
	case "OriginalDocumentID":
		m.addXMPID(IDXMPOrig, value)
	}
}

func fillTime(dst *Time, value string) {
	if t := parseW3C(value); dst.IsZero() || dst.Zone == ZoneUnknown && t.Zone != ZoneUnknown && !t.IsZero() {
		*dst = t
	}
}

func (m *Metadata) addXMPID(kind, value string) {
	if m.ID(kind) == "" {
		m.addID(kind, value)
	}
}
