package image

import (
	"encoding/xml"
	"strings"

	"muster/internal/reading"
)

// xmpFacts is what is used of XMP packets.
type xmpFacts struct {
	props   map[string]string // first value of each simple property, by local name
	history []Edit
	sources []string // digital source types, last part of the identifier
}

// Bounds on XMP: real histories have some dozens of steps.
const (
	maxHistory = 200
	maxProps   = 500
)

func (x *xmpFacts) read(packet []byte) {
	if x.props == nil {
		x.props = map[string]string{}
	}
	var step *Edit
	reading.XMP{
		Start: func(path []string, attributes []xml.Attr) {
			name := path[len(path)-1]
			if inHistory(path) && (name == "li" || name == "Description") && len(x.history) < maxHistory && (step == nil || name == "li") {
				x.history = append(x.history, Edit{})
				step = &x.history[len(x.history)-1]
			}
			for _, a := range attributes {
				x.set(path, a.Name.Local, a.Value, step)
			}
		},
		End: func(path []string) {
			if !inHistory(path) {
				step = nil
			}
		},
		Text: func(path []string, text string) { x.set(path, property(path), text, step) },
	}.Walk(packet)
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
