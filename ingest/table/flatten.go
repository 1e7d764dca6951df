package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// cell is a value with the path of its keys.
type cell struct{ name, value string }

// flattener spreads a JSON object over cells: keys of nested objects are
// joined by dots, the values of a list by "; ". The key "value" of an object
// in a list stands for the object, as in lists of e-mail addresses with types.
type flattener struct {
	depth int
	cells []cell
}

// flatten fills cells from one object.
func (f *flattener) flatten(object []byte) error {
	f.cells = f.cells[:0]
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	tok, err := d.Token()
	if err != nil {
		return notJSON(err)
	}
	if tok != json.Delim('{') {
		return errors.New("the value is no JSON object")
	}
	if err := f.object(d, "", 1); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is text after the JSON object")
	}
	return nil
}

func notJSON(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the JSON object is cut short")
	}
	return fmt.Errorf("not valid JSON: %w", err)
}

func (f *flattener) object(d *json.Decoder, prefix string, depth int) error {
	if depth > f.depth {
		return fmt.Errorf("the object is nested deeper than %d levels", f.depth)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return notJSON(err)
		}
		name := fmt.Sprint(key)
		if prefix != "" {
			name = prefix + "." + name
		}
		if err := f.value(d, name, depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err != nil {
		return notJSON(err)
	}
	return nil
}

func (f *flattener) value(d *json.Decoder, name string, depth int) error {
	tok, err := d.Token()
	if err != nil {
		return notJSON(err)
	}
	switch v := tok.(type) {
	case json.Delim:
		if v == '{' {
			return f.object(d, name, depth+1)
		}
		return f.list(d, name, depth+1)
	case string:
		f.put(name, strings.TrimSpace(v))
	case json.Number:
		f.put(name, v.String())
	case bool:
		f.put(name, fmt.Sprint(v))
	}
	return nil
}

func (f *flattener) list(d *json.Decoder, name string, depth int) error {
	if depth > f.depth {
		return fmt.Errorf("the object is nested deeper than %d levels", f.depth)
	}
	for d.More() {
		if err := f.value(d, name, depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err != nil {
		return notJSON(err)
	}
	return nil
}

// put adds a value, or joins it to what the same path holds already.
func (f *flattener) put(name, value string) {
	name = strings.TrimSuffix(name, ".value")
	if value == "" {
		return
	}
	for i := range f.cells {
		if f.cells[i].name == name {
			f.cells[i].value += "; " + value
			return
		}
	}
	f.cells = append(f.cells, cell{name, value})
}
