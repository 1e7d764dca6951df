package document

import (
	"encoding/xml"

	"muster/internal/reading"
)

// readXMP fills the gaps of m from an XMP packet.
func readXMP(packet []byte, m *Metadata) {
	reading.XMP{
		Start: func(path []string, attributes []xml.Attr) {
			if path[len(path)-1] != "Description" {
				return
			}
			for _, a := range attributes {
				m.setXMP(a.Name.Local, a.Value)
			}
		},
		Text: func(path []string, text string) { m.setXMP(xmpProperty(path), text) },
	}.Walk(packet)
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
