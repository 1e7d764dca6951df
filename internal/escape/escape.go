// Package escape makes text that came from outside safe to show where people
// read it: in a terminal, in a page, in a spreadsheet.
//
// Three things can go wrong with such text. A terminal obeys control codes, so
// a file name could move the cursor or hide a line. Bidirectional controls
// make any screen show a sentence in another order than it is stored. And a
// spreadsheet runs a cell that begins like a formula. Line and Block remove
// the first two; Cell handles the third and writes the CSV quoting as well.
//
// HTML escaping is html/template's business and not done here. Nothing in this
// package is meant for data that programs read: those get the text unchanged,
// in a format whose own quoting keeps it apart.
package escape

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes text safe to show on one line: control codes, bidirectional
// controls and invisible tag characters are removed, line breaks and tabs
// become spaces, bytes that are not UTF-8 become U+FFFD.
func Line(s string) string { return clean(s, false) }

// Block is Line for text of several lines: line breaks stay.
func Block(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s { // ranging turns invalid bytes into U+FFFD
		switch {
		case r == '\n' && lines:
			b.WriteRune(r)
		case r == '\n' || r == '\t' || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		case hidden(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain reports whether s is printable ASCII, which most text is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf-1 {
			return false
		}
	}
	return true
}

// hidden reports characters that change how others are shown and are never
// needed to read a text: control codes, embeddings, overrides and isolates,
// and the tag characters. Joiners stay; several scripts cannot do without.
func hidden(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
		return true
	case r == '\u200E', r == '\u200F', r == '\u061C', r == '\uFEFF':
		return true
	case r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// Formula puts an apostrophe before text that a spreadsheet would run as a
// formula, which makes it plain text there. Leading white space does not hide
// a formula from every spreadsheet, so it is looked through.
func Formula(s string) string {
	t := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	r, _ := utf8.DecodeRuneInString(t)
	switch r {
	case '=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−':
		return "'" + s
	}
	if s != "" && (s[0] == '\t' || s[0] == '\r' || s[0] == '\n') {
		return "'" + s
	}
	return s
}

// AppendCell appends s as a CSV cell that no spreadsheet runs, quoted where
// CSV asks for it.
func AppendCell(dst []byte, s string) []byte {
	s = Formula(s)
	if !strings.ContainsAny(s, "\",\r\n;\t") && strings.TrimSpace(s) == s {
		return append(dst, s...)
	}
	return AppendID(dst, s)
}

// AppendSafeID appends an id that outsiders may have chosen as a quoted CSV
// cell that no spreadsheet runs and that reads back by ReadSafeID: an id that
// would be run, or that begins with an apostrophe, gets one apostrophe more.
func AppendSafeID(dst []byte, id string) []byte {
	if strings.HasPrefix(id, "'") || Formula(id) != id {
		id = "'" + id
	}
	return AppendID(dst, id)
}

// ReadSafeID returns the id that AppendSafeID wrote, from the cell as a reader
// of CSV gives it.
func ReadSafeID(cell string) string { return strings.TrimPrefix(cell, "'") }

// AppendID appends s as a quoted CSV cell without changing it, for columns
// that programs join on and people do not open in a spreadsheet.
func AppendID(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		dst = append(dst, s[:i+1]...)
		dst = append(dst, '"')
		s = s[i+1:]
	}
	dst = append(dst, s...)
	return append(dst, '"')
}
