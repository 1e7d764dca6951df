package kernel

import (
	"math/bits"
	"unicode/utf8"
)

// wordSize is the number of positions one machine word can hold.
const wordSize = 64

// Scratch holds the working tables of the measures. The zero value is ready.
// It must not be used by two goroutines at once.
type Scratch struct {
	// peq[c] has bit i set where the pattern holds symbol c at i. It is all
	// zero between calls: clearing the few symbols used is cheaper than
	// clearing 2 KB.
	peq [256]uint64
	// keys[c] is one more than the code point that symbol c stands for while
	// symbols works; all zero between calls, too.
	keys [256]rune
	x, y [wordSize + 1]byte
	ra   []rune
	rb   []rune
	row  []int
	row2 []int
	row3 []int
	seen []bool
	hit  []bool
}

// symbols returns both strings as byte symbols, one per code point, where
// equal symbols in pattern and text mean equal code points. Code points of the
// text that the pattern does not hold may share a symbol, which no measure
// minds. ok is false when either string does not fit into a word.
func (s *Scratch) symbols(pattern, text string) (x, y []byte, ok bool) {
	n := s.name(&s.x, pattern, true)
	m := s.name(&s.y, text, false)
	for _, h := range s.x[:n] {
		s.keys[h] = 0
	}
	if n == len(s.x) || m == len(s.y) {
		return nil, nil, false
	}
	return s.x[:n], s.y[:m], true
}

// name writes a symbol for each code point of v and returns their number, at
// most one more than fit into a word. Where keep is set, the code points become
// those of the pattern.
func (s *Scratch) name(dst *[wordSize + 1]byte, v string, keep bool) int {
	n := 0
	for i := 0; i < len(v) && n < len(dst); n++ {
		var r rune
		// Two bytes, which most alphabets need, are read on the spot.
		if c := v[i]; c-0xc2 < 0xe0-0xc2 && i+1 < len(v) && v[i+1]&0xc0 == 0x80 {
			r = rune(c&0x1f)<<6 | rune(v[i+1]&0x3f)
			i += 2
		} else {
			var size int
			r, size = utf8.DecodeRuneInString(v[i:])
			i += size
		}
		// At most 65 symbols in 256 places, so there is always a free one. The
		// letters of one alphabet differ in their last byte.
		h := byte(r)
		for k := s.keys[h]; k != 0 && k != r+1; k = s.keys[h] {
			h++
		}
		if keep {
			s.keys[h] = r + 1
		}
		dst[n] = h
	}
	return n
}

// spell fills s.ra and s.rb with the code points.
func (s *Scratch) spell(a, b string) {
	s.ra, s.rb = appendRunes(s.ra[:0], a), appendRunes(s.rb[:0], b)
}

func appendRunes(dst []rune, v string) []rune {
	for _, r := range v {
		dst = append(dst, r)
	}
	return dst
}

// ASCII reports whether v holds only 7-bit characters.
func ASCII(v string) bool {
	for i := 0; i < len(v); i++ {
		if v[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plain reports whether both strings can be used as symbols directly.
func plain(a, b string) bool {
	return len(a) <= wordSize && len(b) <= wordSize && ASCII(a) && ASCII(b)
}

// Letters is a 32-bit summary of which symbols occur in v. Two strings that
// share k symbols at most share the bits of those symbols, which gives cheap
// upper bounds before a measure runs.
func Letters(v string) uint32 {
	var m uint32
	for _, r := range v {
		switch {
		case r >= 'a' && r <= 'z':
			m |= 1 << (r - 'a')
		case r >= '0' && r <= '9':
			m |= 1 << (26 + (r-'0')%3)
		default:
			m |= 1 << (29 + uint32(r)%3)
		}
	}
	return m
}

// JaroWinklerBound is an upper bound of the Jaro-Winkler similarity of two
// strings, from their lengths in code points, their [Letters] and whether their
// first code points are equal. It costs a few nanoseconds.
func JaroWinklerBound(la, lb int, ma, mb uint32, sameFirst bool) float64 {
	if la == 0 || lb == 0 {
		return 0
	}
	// Each symbol bit that only one side has stands for at least one code
	// point of it that cannot be matched.
	m := min(la-bits.OnesCount32(ma&^mb), lb-bits.OnesCount32(mb&^ma))
	if m <= 0 {
		return 0
	}
	j := (float64(m)/float64(la) + float64(m)/float64(lb) + 1) / 3
	if sameFirst && j > boostFrom {
		j += 4 * prefixScale * (1 - j)
	}
	return j
}
