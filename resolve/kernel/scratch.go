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
	peq  [256]uint64
	a, b []byte
	ra   []rune
	rb   []rune
	row  []int
	row2 []int
	row3 []int
	seen []bool
	hit  []bool
}

// symbols returns both strings as byte symbols, one per code point, where
// equal symbols mean equal code points. ok is false when either does not fit
// into a word; then s.ra and s.rb hold the code points.
func (s *Scratch) symbols(a, b string) (x, y []byte, ok bool) {
	s.ra, s.rb = appendRunes(s.ra[:0], a), appendRunes(s.rb[:0], b)
	if len(s.ra) > wordSize || len(s.rb) > wordSize {
		return nil, nil, false
	}
	// At most 128 different code points, so a byte can name each of them.
	var keys [256]rune
	var used [256]bool
	name := func(r rune) byte {
		h := byte(uint32(r) * 0x9E3779B1 >> 24)
		for used[h] && keys[h] != r {
			h++
		}
		used[h], keys[h] = true, r
		return h
	}
	s.a, s.b = s.a[:0], s.b[:0]
	for _, r := range s.ra {
		s.a = append(s.a, name(r))
	}
	for _, r := range s.rb {
		s.b = append(s.b, name(r))
	}
	return s.a, s.b, true
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
