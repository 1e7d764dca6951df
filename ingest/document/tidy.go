package document

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLinks bounds the hyperlinks kept of one document.
const maxLinks = 200

// maxLine is the longest line kept whole. Longer ones, which no document has,
// are broken so that everything after may work line by line.
const maxLine = 8192

// tidy gives text from any format one form: ligatures taken apart, soft hyphens
// and zero-width characters gone, one kind of space, hyphenation at line ends
// undone, no trailing blanks and at most one empty line in a row. Tabs stay:
// they mark columns.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "")
	var b strings.Builder
	b.Grow(len(s))
	col := 0
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\f' || r == '\v' || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
			col = 0
			continue
		case r == '\t':
		case r >= 0xfb00 && r <= 0xfb06:
			b.WriteString([...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}[r-0xfb00])
			col += 2
			continue
		case dropped(r):
			continue
		case unicode.Is(unicode.Zs, r):
			r = ' '
		case r == 0x2010 || r == 0x2011:
			r = '-'
		}
		if col++; col > maxLine {
			b.WriteByte('\n')
			col = 1
		}
		b.WriteRune(r)
	}
	return joinLines(strings.Split(b.String(), "\n"))
}

// dropped reports characters that carry no text: controls, the soft hyphen,
// zero-width and direction marks, private-use glyphs (icons), replacement marks.
func dropped(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xad, r == 0xfeff, r == utf8.RuneError:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000:
		return true
	}
	return false
}

func joinLines(lines []string) string {
	out := make([]string, 0, len(lines))
	blank := true // no empty line at the start
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(collapse(lines[i]), " \t")
		for n := 0; n < 20 && i+1 < len(lines) && hyphenated(line, lines[i+1]); n++ {
			i++
			line = line[:len(line)-1] + strings.TrimSpace(collapse(lines[i]))
		}
		if strings.TrimSpace(line) == "" {
			if !blank {
				out = append(out, "")
			}
			blank = true
			continue
		}
		out = append(out, line)
		blank = false
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// hyphenated reports whether a word was broken at the end of a line: a letter
// and a hyphen, and the next line going on in lower case. A compound broken at
// its own hyphen loses it, which costs less than a word cut in two.
func hyphenated(line, next string) bool {
	if len(line) < 3 || line[len(line)-1] != '-' || len(line) > maxLine {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(line[:len(line)-1])
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, " "))
	return unicode.IsLower(before) && unicode.IsLower(after)
}

// collapse makes runs of spaces one and runs of tabs one tab.
func collapse(s string) string {
	if !strings.Contains(s, "  ") && !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space, tab := false, false
	for _, r := range s {
		switch r {
		case ' ':
			space = true
			continue
		case '\t':
			tab = true
			continue
		}
		switch {
		case tab:
			b.WriteByte('\t')
		case space:
			b.WriteByte(' ')
		}
		space, tab = false, false
		b.WriteRune(r)
	}
	return b.String()
}

// cutText shortens text at a line end within n bytes, or at a rune.
func cutText(s string, n int) string {
	s = s[:n]
	if i := strings.LastIndexByte(s, '\n'); i > n/2 {
		return s[:i]
	}
	return string(trimPartialRune([]byte(s)))
}

// oneLine prepares a metadata value for people: no controls, no line breaks,
// at most 300 bytes.
func oneLine(s string) string {
	s = strings.ReplaceAll(tidy(clip(s, 2000)), "\n", " ")
	return clip(strings.TrimSpace(strings.ReplaceAll(s, "\t", " ")), 300)
}

// baseName drops the folders of a path from any system: they name the account
// of whoever wrote the file, which nobody asked for.
func baseName(s string) string {
	if s == "" {
		return ""
	}
	return path.Base(strings.ReplaceAll(s, `\`, "/"))
}

// distinct trims, bounds and deduplicates links, in order.
func distinct(in []string) []string {
	seen := make(map[string]bool, len(in))
	var out []string
	for _, s := range in {
		s = oneLine(s)
		if s == "" || seen[s] || len(out) == maxLinks {
			continue
		}
		seen[s] = true
		out = append(out, s)
	}
	return out
}
