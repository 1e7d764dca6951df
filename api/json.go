package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth is how deep values may lie within each other. The deepest we
// document has six levels.
const maxDepth = 24

// format is JSON as strict as people need it to be: one value, no repeated
// words, no NUL, bounded depth.
func format() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			e := json.NewEncoder(w)
			e.SetEscapeHTML(false)
			return e.Encode(whole(v))
		},
		Unmarshal: func(b []byte, v any) error {
			if _, generic := v.(*any); generic { // the library reads a body twice: first like this, then into its type
				if err := strict(b); err != nil {
					return err
				}
			}
			return json.Unmarshal(b, v)
		},
	}
}

// strict refuses what encoding/json lets pass.
func strict(b []byte) error {
	if !utf8.Valid(b) {
		return errors.New("the body is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := strictValue(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

func strictValue(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := t.(json.Delim)
	if !ok {
		return sound(t)
	}
	if depth == maxDepth {
		return fmt.Errorf("deeper than %d values within each other", maxDepth)
	}
	if open == '[' {
		for d.More() {
			if err := strictValue(d, depth+1); err != nil {
				return err
			}
		}
	} else if err := strictObject(d, depth); err != nil {
		return err
	}
	_, err = d.Token()
	return err
}

func strictObject(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if seen[name] {
			return fmt.Errorf("%q stands there twice", name)
		}
		seen[name] = true
		if err := sound(t); err != nil {
			return err
		}
		if err := strictValue(d, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// sound refuses what would be taken in and could not be told again: a NUL, which
// Postgres has no place for, and a number that no double holds.
func sound(t json.Token) error {
	switch t := t.(type) {
	case string:
		if strings.ContainsRune(t, 0) {
			return errors.New("a text holds a NUL")
		}
	case json.Number:
		if _, err := t.Float64(); err != nil {
			return errors.New("a number is larger than a double can hold")
		}
	}
	return nil
}
