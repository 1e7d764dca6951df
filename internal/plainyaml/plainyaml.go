// Package plainyaml reads YAML that people write (settings, policies, cases)
// from sources that may be hostile. It refuses, before the parser sees it, what
// makes the parser's time or memory grow out of proportion to the file, is
// strict about unknown keys, and turns the parser's panics into errors.
package plainyaml

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// The bounds; files that people write stay far below them.
const (
	maxNesting = 32
	maxAliases = 32
	maxLine    = 16 << 10
)

// Decoder reads the documents of one file in turn.
type Decoder struct {
	d   *yaml.Decoder
	err error
}

// NewDecoder checks the text and returns a strict decoder over it. What the
// check finds is returned by the first Decode.
func NewDecoder(text []byte) *Decoder {
	return &Decoder{yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()), Check(text)}
}

// Decode reads the next document, and returns io.EOF after the last.
func (d *Decoder) Decode(into any) (err error) {
	if d.err != nil {
		return d.err
	}
	defer func() {
		// A tag without a value makes the library panic.
		if r := recover(); r != nil {
			err = fmt.Errorf("not readable as YAML: %v", r)
		}
	}()
	return d.d.Decode(into)
}

// Check refuses brackets in brackets, aliases that repeat what they name, and
// endless lines. Brackets inside quoted text count too, closed or not on their
// line, which no name of a file or header comes near.
func Check(text []byte) error {
	depth, aliases, line := 0, 0, 0
	for i, c := range text {
		if line++; line > maxLine {
			return errors.New("a line is longer than 16 kB")
		}
		switch c {
		case '\n':
			line = 0
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '*':
			if i > 0 && strings.IndexByte(" \t\n,[{:-", text[i-1]) >= 0 && i+1 < len(text) && isWordByte(text[i+1]) {
				aliases++
			}
		}
		if depth > maxNesting {
			return errors.New("brackets are nested too deep")
		}
	}
	if aliases > maxAliases {
		return errors.New("it uses too many aliases (names after a star); write the values out, or put patterns such as \"*.csv\" in quotes")
	}
	return nil
}

func isWordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
