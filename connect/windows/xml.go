package windows

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"muster/connect"
)

// Unwrap cuts an XML export of the event viewer into its events and gives each
// as JSON: attributes with an @ before their name, text as #text, and the values
// of EventData by their names. It stops at the first error of each, and refuses
// an event of more than connect.MaxRecord bytes or deeper than connect.MaxDepth.
func Unwrap(file io.Reader, each func(record []byte) error) error {
	in := &budget{from: file, left: budgetBefore}
	d := xml.NewDecoder(in)
	d.CharsetReader = func(label string, from io.Reader) (io.Reader, error) {
		if l := strings.ToLower(label); l == "utf-8" || l == "us-ascii" {
			return from, nil
		}
		return nil, fmt.Errorf("the encoding %q is not read; save the export as UTF-8", label)
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the export is not XML: %w", err)
		}
		in.left = budgetBefore
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Event" {
			continue
		}
		value, err := element(d, start, 0)
		if err != nil {
			return fmt.Errorf("an event of the export: %w", err)
		}
		record, err := json.Marshal(map[string]any{"Event": value})
		if err != nil {
			return err
		}
		if err := each(record); err != nil {
			return err
		}
		in.left = budgetBefore
	}
}

// budgetBefore is how much may be read for one event; the decoder reads ahead.
const budgetBefore = connect.MaxRecord + 1<<16

// budget stops a reader that goes on inside of one event.
type budget struct {
	from io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, connect.ErrSize
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// element reads an element into an object, or a text where it has only text.
func element(d *xml.Decoder, start xml.StartElement, depth int) (any, error) {
	if depth > connect.MaxDepth/2 {
		return nil, connect.ErrDepth
	}
	fields := map[string]any{}
	name := ""
	for _, a := range start.Attr {
		if a.Name.Local == "Name" {
			name = a.Value
		}
		if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
			fields["@"+a.Name.Local] = a.Value
		}
	}
	var text bytes.Buffer
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			inner, err := element(d, t, depth+1)
			if err != nil {
				return nil, err
			}
			put(fields, t, inner)
		case xml.EndElement:
			return settled(fields, strings.TrimSpace(text.String()), name), nil
		}
	}
}

// put files an inner element: <Data Name="x"> under x.
func put(fields map[string]any, t xml.StartElement, inner any) {
	key := t.Name.Local
	if key == "Data" {
		for _, a := range t.Attr {
			if a.Name.Local == "Name" && a.Value != "" {
				key = a.Value
			}
		}
	}
	if _, taken := fields[key]; !taken {
		fields[key] = inner
	}
}

// settled is the text alone where an element has nothing else of interest.
func settled(fields map[string]any, text, name string) any {
	if len(fields) == 0 || name != "" && len(fields) == 1 && fields["@Name"] == name && text != "" {
		return text
	}
	if text != "" {
		fields["#text"] = text
	}
	return fields
}
