package normal

import (
	"unicode"
	"unicode/utf8"
)

// maxWords bounds what Words and Spans return: a CV of 200 pages.
const maxWords = 200_000

// Span is a word's place in the text it was read from, in bytes: [Start, End).
type Span struct{ Start, End int }

// Words returns the folded words of a text in order: runs of letters, marks and
// digits, joined by apostrophes and by the characters of technical terms ("c++",
// "c#", "node.js", "ci/cd" is two). At most 200,000 words are returned.
func Words(s string) []string {
	words, _ := readWords(s, false)
	return words
}

// WordSpans is Words with the place of each word in s, for highlighting.
func WordSpans(s string) ([]string, []Span) { return readWords(s, true) }

func readWords(s string, withSpans bool) ([]string, []Span) {
	words := make([]string, 0, len(s)/6+1)
	var spans []Span
	for i := 0; i < len(s) && len(words) < maxWords; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isTextRune(r) {
			i += size
			continue
		}
		end := wordEnd(s, i)
		if w := Fold(s[i:end]); w != "" {
			words = append(words, w)
			if withSpans {
				spans = append(spans, Span{i, end})
			}
		}
		i = end
	}
	return words, spans
}

// isTextRune reports what words are made of.
func isTextRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// wordEnd returns the end of the word that starts at i. Scripts without spaces
// give one word per character, which is what shingles need.
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

// Shingles hashes each run of k neighbouring words, in order of their place:
// the i-th covers words[i:i+k]. Texts of fewer than k words have none. The
// hashes are not keyed; a store that keeps them uses keyed ones.
func Shingles(words []string, k int) []uint64 {
	if k < 1 || len(words) < k {
		return nil
	}
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = mix64(fnv1a(fnvOffset, w))
	}
	out := make([]uint64, len(words)-k+1)
	for i := range out {
		h := uint64(k)
		for _, w := range hashes[i : i+k] {
			h = mix64(h*fnvPrime + w)
		}
		out[i] = h
	}
	return out
}
