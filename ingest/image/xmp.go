package image

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// xmpFacts is what is used of XMP packets.
type xmpFacts struct {
	props   map[string]string // first value of each simple property, by local name
	history []Edit
	sources []string // digital source types, last part of the identifier
}

// Bounds on XMP: real histories have some dozens of steps.
const (
	maxXMP     = 4 << 20
	maxHistory = 200
	maxProps   = 500
)

func (x *xmpFacts) read(packet []byte) {
	if x.props == nil {
		x.props = map[string]string{}
	}
	dec := xml.NewDecoder(bytes.NewReader(packet[:min(len(packet), maxXMP)]))
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var path []string
	var step *Edit
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
			if inHistory(path) && (t.Name.Local == "li" || t.Name.Local == "Description") && len(x.history) < maxHistory {
				if step == nil || t.Name.Local == "li" {
					x.history = append(x.history, Edit{})
					step = &x.history[len(x.history)-1]
				}
			}
			for _, a := range t.Attr {
				x.set(path, a.Name.Local, a.Value, step)
			}
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
			if !inHistory(path) {
				step = nil
			}
		case xml.CharData:
			if v := strings.TrimSpace(string(t)); v != "" && len(path) > 0 {
				x.set(path, property(path), v, step)
			}
		}
	}
}

func inHistory(path []string) bool {
	for _, p := range path {
		if p == "History" {
			return true
		}
	}
	return false
}

// property is the name a text belongs to, past the elements of lists.
func property(path []string) string {
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case "li", "Seq", "Bag", "Alt":
			continue
		}
		return path[i]
	}
	return ""
}

func (x *xmpFacts) set(path []string, name, value string, step *Edit) {
	value = clean(value)
	if value == "" {
		return
	}
	if strings.EqualFold(name, "digitalSourceType") || name == "resource" && strings.EqualFold(path[len(path)-1], "digitalSourceType") {
		if len(x.sources) < 16 {
			x.sources = append(x.sources, lastPart(value))
		}
		return
	}
	if step != nil {
		switch name {
		case "action":
			step.Action = value
		case "softwareAgent":
			step.Software = value
		case "when":
			step.When = parseTime(value, "")
		}
		return
	}
	if _, seen := x.props[name]; !seen && len(x.props) < maxProps {
		x.props[name] = value
	}
}

// lastPart returns the end of an identifier such as
// http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia.
func lastPart(s string) string {
	return s[strings.LastIndexAny(s, "/#:")+1:]
}
