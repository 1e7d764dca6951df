package ingest

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"muster"
	"muster/normal"
)

// mask hides a value so that a person who knows it recognises it and one who
// does not learns little: letters become x, digits 0, and only the first
// letter of each value and its punctuation stay.
func mask(value string) string {
	const most = 40
	var b strings.Builder
	for i, r := range value {
		if b.Len() >= most {
			b.WriteString("...")
			break
		}
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('0')
		case unicode.IsLetter(r) && i > 0:
			b.WriteByte('x')
		case unicode.IsControl(r) || r == utf8.RuneError:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sampleOf shows one value of a column: words of a closed list and dates as
// they are, all else masked.
func sampleOf(sample [][]string, i int, c *column) string {
	for _, cells := range sample {
		if i >= len(cells) || cells[i] == "" {
			continue
		}
		if c.field != nil && c.path != "date_of_birth" && (c.date != nil || openly(c.field.leaf)) && fits(c, cells[i]) {
			return openSample(cells[i])
		}
		return mask(cells[i])
	}
	return ""
}

// fits reports whether a cell is a value of its column: what is none may be
// anything, a name among it.
func fits(c *column, cell string) bool {
	return c.field.set(reflect.New(c.field.leaf).Elem(), cell, &dateForm{order: DMY, serials: c.date != nil && c.date.serials}) == ""
}

// openSample shortens a value and takes out what a terminal would obey.
func openSample(value string) string {
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, value)
	if runes := []rune(value); len(runes) > 40 {
		return string(runes[:40]) + "..."
	}
	return value
}

// openly reports whether a type's values are words of a closed list.
func openly(t reflect.Type) bool { return vocabularyOf(t) != nil }

// looks says what the values of an unknown column look like, "" if like
// nothing in particular.
func looks(sample [][]string, i int) string {
	counts := map[string]int{}
	filled := 0
	for _, cells := range sample {
		if i >= len(cells) || cells[i] == "" {
			continue
		}
		filled++
		counts[looksOf(cells[i])]++
	}
	for what, n := range counts {
		if what != "" && n*10 >= filled*8 {
			return what
		}
	}
	return ""
}

func looksOf(v string) string {
	if len(v) > 200 {
		return ""
	}
	if strings.Contains(v, "@") {
		if _, err := normal.Email(v); err == nil {
			return "e-mail addresses"
		}
	}
	if _, err := normal.IBAN(v); err == nil {
		return "bank accounts"
	}
	if strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") {
		return "web addresses"
	}
	if strings.HasPrefix(v, "+") {
		if _, err := normal.Phone(v, ""); err == nil {
			return "telephone numbers"
		}
	}
	if t, err := (&dateForm{order: DMY}).parse(v); err == nil && t.Precision >= muster.PrecisionDay {
		return "dates"
	}
	return ""
}
