package document

import (
	"io"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

// unicodeMap is a font's ToUnicode table, by character code.
type unicodeMap struct {
	one    map[uint32]string
	ranges []unicodeRange
}

type unicodeRange struct {
	lo, hi uint32
	dst    []rune
}

// Bounds on one table: real ones hold at most 65,536 codes.
const (
	maxMapBytes   = 4 << 20
	maxMapEntries = 70_000
	maxMapRanges  = 2_000
)

func (m *unicodeMap) lookup(code uint32) (string, bool) {
	if m == nil {
		return "", false
	}
	if s, ok := m.one[code]; ok {
		return s, true
	}
	for _, r := range m.ranges {
		if code >= r.lo && code <= r.hi && len(r.dst) > 0 {
			out := append([]rune(nil), r.dst...)
			out[len(out)-1] += rune(code - r.lo)
			s := cleanGlyph(string(out))
			if len(m.one) < maxMapEntries {
				m.one[code] = s
			}
			return s, true
		}
	}
	return "", false
}

// readUnicodeMap reads a ToUnicode stream; a broken one keeps what was read.
func readUnicodeMap(stream pdf.Value) *unicodeMap {
	m := &unicodeMap{one: map[uint32]string{}}
	src, _ := io.ReadAll(io.LimitReader(stream.Reader(), maxMapBytes)) // what came before an error still counts
	m.parse(src)
	return m
}

// parse follows the only two operators that matter; everything between them is
// hexadecimal strings, brackets and words.
func (m *unicodeMap) parse(src []byte) {
	var args [][]byte // operands since the last word; nil marks a bracket
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == '<' && i+1 < len(src) && src[i+1] == '<':
			i += 2
		case c == '<':
			var s []byte
			s, i = hexString(src, i+1)
			if len(args) < maxMapEntries*3 {
				args = append(args, s)
			}
		case c == '[' || c == ']':
			args = append(args, nil)
			i++
		case isLetter(c):
			start := i
			for i < len(src) && isLetter(src[i]) {
				i++
			}
			switch string(src[start:i]) {
			case "endbfchar":
				m.addChars(args)
			case "endbfrange":
				m.addRanges(args)
			}
			args = args[:0]
		default:
			i++
		}
	}
}

// hexString reads digits up to '>' and returns the index after it.
func hexString(src []byte, i int) ([]byte, int) {
	out := []byte{}
	half, odd := byte(0), false
	for ; i < len(src) && src[i] != '>'; i++ {
		v, ok := hexValue(src[i])
		switch {
		case !ok || len(out) > 64:
		case odd:
			out, odd = append(out, half<<4|v), false
		default:
			half, odd = v, true
		}
	}
	return out, i + 1
}

func (m *unicodeMap) addChars(args [][]byte) {
	for i := 0; i+1 < len(args); i += 2 {
		m.set(codeOf(args[i]), args[i+1])
	}
}

// addRanges reads "lo hi dst" and "lo hi [ dst dst ... ]".
func (m *unicodeMap) addRanges(args [][]byte) {
	for i := 0; i+2 < len(args); {
		lo, hi := codeOf(args[i]), codeOf(args[i+1])
		if args[i+2] != nil {
			if lo == hi {
				m.set(lo, args[i+2])
			} else if len(m.ranges) < maxMapRanges {
				m.ranges = append(m.ranges, unicodeRange{lo, hi, utf16Runes(args[i+2])})
			}
			i += 3
			continue
		}
		for i += 3; i < len(args) && args[i] != nil; i++ {
			m.set(lo, args[i])
			lo++
		}
		i++
	}
}

func (m *unicodeMap) set(code uint32, dst []byte) {
	if len(m.one) < maxMapEntries {
		m.one[code] = cleanGlyph(string(utf16Runes(dst)))
	}
}

func codeOf(s []byte) (c uint32) {
	for i := range min(len(s), 4) {
		c = c<<8 | uint32(s[i])
	}
	return c
}

func utf16Runes(s []byte) []rune {
	if len(s) == 1 {
		return []rune{rune(s[0])} // some producers write one byte
	}
	u := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s) && i < 64; i += 2 {
		u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return utf16.Decode(u)
}
