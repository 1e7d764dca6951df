package passage

import (
	"unicode"
	"unicode/utf8"

	"muster/normal"
)

const (
	shingleWords = 3
	hashBits     = 40 // of a shingle; the other 24 bits of an index entry number its document
	maxDocs      = 1<<(64-hashBits) - 1
)

// word is one word of a text.
type word struct {
	hash       uint64
	start, end uint32 // bytes of the text
	form       form
}

// form is what a word looks like.
type form uint8

const (
	formPlain  form = iota
	formShort       // one or two letters, or a character of a script without word breaks
	formNumber      // digits only
)

// words appends the words of a text to dst: runs of letters, digits and marks,
// folded; a character of a script without word breaks is a word.
func words(text string, dst []word) []word {
	if len(text) > maxText {
		text = text[:maxText]
	}
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && !plain(c) {
			i++
			continue
		}
		start, h, ascii, look := i, uint64(hashSeed), true, formNumber
		for i < len(text) {
			c := text[i]
			if c < utf8.RuneSelf {
				if !plain(c) {
					break
				}
				if c > '9' {
					look = formPlain
				}
				h = hashByte(h, lower(c))
				i++
				continue
			}
			x, size := utf8.DecodeRuneInString(text[i:])
			if alone := unicode.In(x, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai); alone {
				if i == start {
					i, ascii, look = i+size, false, formShort
				}
				break
			}
			if x == utf8.RuneError || !unicode.In(x, unicode.L, unicode.N, unicode.M, unicode.Cf) {
				break
			}
			ascii, look = false, formPlain
			i += size
		}
		if i == start { // a character that is no part of a word
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		if !ascii {
			h = hashSeed
			folded := normal.Fold(text[start:i])
			for k := range len(folded) {
				h = hashByte(h, folded[k])
			}
		}
		if i-start <= 2 {
			look = formShort
		}
		dst = append(dst, word{hash: mix(h), start: uint32(start), end: uint32(i), form: look})
	}
	return dst
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

const (
	hashSeed  = 0x9ae16a3b2f90404f
	hashPrime = 0x100000001b3
)

func hashByte(h uint64, c byte) uint64 { return (h ^ uint64(c)) * hashPrime }

// mix spreads the bits of a hash.
func mix(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

// shingle returns the hash of the words at i and after.
func shingle(w []word, i int) uint64 {
	h := w[i].hash
	h = (h^w[i+1].hash>>7)*hashPrime + w[i+1].hash<<1
	h = (h^w[i+2].hash>>7)*hashPrime + w[i+2].hash<<2
	return mix(h) >> (64 - hashBits)
}

// table maps shingles to the number of people who use them. Shingles that are
// absent have few. It is an open hash of (shingle, owners) in one word.
type table struct {
	slot []uint64
	used int
}

const maxOwnersKept = 1<<(64-hashBits) - 1

// everybody is the number of owners of what was subtracted.
const everybody = maxOwnersKept

func newTable(n int) *table {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &table{slot: make([]uint64, size)}
}

func (t *table) add(shingle uint64, owners int) {
	if 2*(t.used+1) > len(t.slot) {
		old := t.slot
		t.slot, t.used = make([]uint64, 2*len(old)), 0
		for _, s := range old {
			if s != 0 {
				t.add(s>>(64-hashBits), int(s&maxOwnersKept))
			}
		}
	}
	mask := uint64(len(t.slot) - 1)
	for i := shingle & mask; ; i = (i + 1) & mask {
		s := t.slot[i]
		switch {
		case s == 0:
			t.slot[i] = shingle<<(64-hashBits) | uint64(min(max(owners, 1), maxOwnersKept))
			t.used++
			return
		case s>>(64-hashBits) == shingle:
			t.slot[i] = shingle<<(64-hashBits) | max(s&maxOwnersKept, uint64(min(owners, maxOwnersKept)))
			return
		}
	}
}

// owners returns what was added for a shingle, or 0.
func (t *table) owners(shingle uint64) int {
	mask := uint64(len(t.slot) - 1)
	for i := shingle & mask; ; i = (i + 1) & mask {
		s := t.slot[i]
		if s == 0 {
			return 0
		}
		if s>>(64-hashBits) == shingle {
			return int(s & maxOwnersKept)
		}
	}
}

// common returns the table of all shingles of some texts, used by everybody.
func common(texts []string) *table {
	t := newTable(0)
	var w []word
	for _, s := range texts {
		w = words(s, w[:0])
		for i := range max(len(w)-shingleWords+1, 0) {
			t.add(shingle(w, i), everybody)
		}
	}
	return t
}
