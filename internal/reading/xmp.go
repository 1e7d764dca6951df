package reading

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// XMP is what is called on the way through a packet of XMP: RDF in XML, each
// property either an attribute or an element whose text may sit in a list. path
// holds the local names of the elements around, the innermost last; it is only
// good during the call. A nil function is not called.
type XMP struct {
	Start func(path []string, attributes []xml.Attr)
	End   func(path []string) // path no longer holds the element that ended
	Text  func(path []string, text string)
}

// Bounds on XMP: real packets have a few kilobytes and some levels.
const (
	maxXMP      = 4 << 20
	maxXMPDepth = 64
)

// Walk reads a packet as far as it can be read.
func (x XMP) Walk(packet []byte) {
	dec := xml.NewDecoder(bytes.NewReader(packet[:min(len(packet), maxXMP)]))
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
			if len(path) > maxXMPDepth {
				return
			}
			path = append(path, t.Name.Local)
			if x.Start != nil {
				x.Start(path, t.Attr)
			}
		case xml.EndElement:
			path = path[:max(0, len(path)-1)]
			if x.End != nil {
				x.End(path)
			}
		case xml.CharData:
			if v := strings.TrimSpace(string(t)); v != "" && len(path) > 0 && x.Text != nil {
				x.Text(path, v)
			}
		}
	}
}
