package normal

import (
	"unicode"
	"unicode/utf8"
)

// maxWords bounds what Words returns: a CV of 200 pages.
const maxWords = 200_000

// Words returns the folded words of a text in order: runs of letters, marks and
// digits, joined by apostrophes and by the characters of technical terms ("c++",
// "c#", "node.js", "ci/cd" is two). At most 200,000 words are returned.
func Words(s string) []string {
	words := make([]string, 0, len(s)/6+1)
	for i := 0; i < len(s) && len(words) < maxWords; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isTextRune(r) {
			i += size
			continue
		}
		end := wordEnd(s, i)
		if w := Fold(s[i:end]); w != "" {
			words = append(words, w)
		}
		i = end
	}
	return words
}

// isTextRune reports what words are made of.
func isTextRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// wordEnd returns the end of the word that starts at i. Scripts without spaces
// give one word per character.
func wordEnd(s string, i int) int {
	for j := i; j < len(s); {
		r, size := utf8.DecodeRuneInString(s[j:])
		switch {
		case r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			if j == i {
				return j + size
			}
			return j
		case isTextRune(r):
			j += size
		case r == '+' || r == '#': // c++, c#
			for j < len(s) && (s[j] == '+' || s[j] == '#') && j-i < 8 {
				j++
			}
			return j
		case (r == '\'' || r == '.' || r == '\u2019') && j+size < len(s) && joinsWord(s[j+size:]):
			j += size
		default:
			return j
		}
	}
	return len(s)
}

// joinsWord reports whether a letter or digit follows, so that the apostrophe
// or dot stands inside a word.
func joinsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isTextRune(r)
}
