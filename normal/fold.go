package normal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxFoldBytes bounds what Fold reads; longer input is cut at a rune boundary.
const maxFoldBytes = 1 << 20

// Fold returns s in the form in which text is compared: NFKC, lower case,
// without accents on Latin letters, with Latin letters that only look
// different (ı, ł, ø, æ ...) written in ASCII, and white space collapsed to
// single spaces. Punctuation stays.
//
// Letters of other scripts are never turned into other letters: Cyrillic й
// stays й. The one exception is a word that mixes Latin with Cyrillic or Greek
// letters, all of which imitate Latin ones ("pаypal" with a Cyrillic а): no
// alphabet writes such words, so the imitations are read as Latin.
//
// Fold is idempotent. Input beyond 1 MiB is cut.
func Fold(s string) string {
	if len(s) > maxFoldBytes {
		s = cutRunes(s, maxFoldBytes)
	}
	if isPlainLower(s) {
		return s
	}
	if isASCII(s) {
		return foldASCII(s)
	}
	// Removing marks can bring letters together that compose, and lower
	// case can undo a compatibility mapping; both settle within a few rounds.
	for range 4 {
		t := foldUnicode(s)
		if t == s {
			break
		}
		s = t
	}
	return s
}

// isPlainLower reports whether s is already folded ASCII.
func isPlainLower(s string) bool {
	space := true // a leading space is not plain
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' {
			if space {
				return false
			}
			space = true
			continue
		}
		if c <= ' ' || c >= 0x7f || c >= 'A' && c <= 'Z' {
			return false
		}
		space = false
	}
	return len(s) == 0 || !space
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldASCII(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ' || c == 0x7f:
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
			continue
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	if len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return string(b)
}

func foldUnicode(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = foldMixedWords(s)
	var b strings.Builder
	b.Grow(len(s))
	pending, started, latin := false, false, false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			pending, latin = started, false
			continue
		}
		if isIgnorable(r) || latin && unicode.Is(unicode.Mn, r) {
			continue // an accent on a Latin letter, or a character nobody sees
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		started = true
		latin = writeFolded(&b, r)
	}
	return norm.NFKC.String(b.String())
}

// isIgnorable reports characters without a visible shape: zero-width joiners,
// soft hyphens, direction marks, byte-order marks, variation selectors.
func isIgnorable(r rune) bool {
	return unicode.Is(unicode.Cf, r) || r >= 0xFE00 && r <= 0xFE0F
}

// writeFolded appends the folded form of one rune and reports whether it is a
// Latin letter, whose following marks are to be dropped.
func writeFolded(b *strings.Builder, r rune) bool {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteByte(byte(r))
		return r >= 'a' && r <= 'z'
	}
	if base, ok := latinBase(r); ok {
		b.WriteString(base)
		return true
	}
	switch r {
	case '\u2018', '\u2019', '\u02BC', '\u02B9', '\u02BB', '\u2032', '\u0060', '\u00B4':
		b.WriteByte('\'')
		return false
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
		b.WriteByte('-')
		return false
	case '\u201C', '\u201D', '\u201E', '\u00AB', '\u00BB':
		b.WriteByte('"')
		return false
	case '\u03C2': // final sigma is the same letter
		r = '\u03C3'
	}
	b.WriteRune(unicode.ToLower(r))
	return unicode.Is(unicode.Latin, r)
}

// latinBase returns the ASCII letters a Latin letter is folded to: its own
// table first, then the base of its canonical decomposition.
func latinBase(r rune) (string, bool) {
	if s, ok := latinFolds[unicode.ToLower(r)]; ok {
		return s, true
	}
	if !unicode.Is(unicode.Latin, r) {
		return "", false
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	d := norm.NFD.Properties(buf[:n]).Decomposition()
	for len(d) > 0 {
		c, size := utf8.DecodeRune(d)
		if c < utf8.RuneSelf {
			return asciiLower(byte(c)), true
		}
		if s, ok := latinFolds[unicode.ToLower(c)]; ok {
			return s, true
		}
		next := norm.NFD.Properties(d[:size]).Decomposition()
		if len(next) == 0 {
			break
		}
		d = next
	}
	return "", false
}

const lowerASCII = "abcdefghijklmnopqrstuvwxyz"

func asciiLower(c byte) string {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	if c >= 'a' && c <= 'z' {
		return lowerASCII[c-'a' : c-'a'+1]
	}
	return string(rune(c))
}

// cutRunes returns at most n bytes of s, ending at a rune boundary.
func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
