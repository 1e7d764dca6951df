package resolve

import (
	"math"
	"slices"
	"unicode/utf8"
	"unsafe"

	"muster/resolve/kernel"
)

// dict holds the distinct values of one field, or of all name fields together.
// Code 0 is "missing"; equal codes mean equal values.
type dict struct {
	data    []byte
	ends    []uint32 // ends[c] closes value c; value 0 is empty
	hashes  []uint32 // upper half of the value's hash: stable across runs, unlike codes
	letters []uint32
	runes   []uint8
	extra   []uint32   // hash of the part that a level compares: sound, area, mailbox
	nick    [][]uint16 // nickname groups of given names
	table   []uint32   // open addressing, holds codes
	full    bool       // no room for more text
}

func newDict() *dict {
	return &dict{ends: []uint32{0}, hashes: []uint32{0}, table: make([]uint32, 1024)}
}

// size is one more than the number of distinct values.
func (d *dict) size() int { return len(d.ends) }

// bytes returns value c without copying.
func (d *dict) bytes(c uint32) []byte {
	if c == 0 {
		return nil
	}
	return d.data[d.ends[c-1]:d.ends[c]]
}

// text returns value c without copying: the bytes of a value never change.
func (d *dict) text(c uint32) string {
	v := d.bytes(c)
	return unsafe.String(unsafe.SliceData(v), len(v))
}

// find returns the code of v, or 0 when it is unknown or empty.
func (d *dict) find(v []byte) uint32 {
	if len(v) == 0 {
		return 0
	}
	c, _ := d.slot(v, hashBytes(v))
	return c
}

func (d *dict) slot(v []byte, h uint64) (code, at uint32) {
	mask := uint32(len(d.table) - 1)
	tag := uint32(h >> 32)
	for at = uint32(h) & mask; ; at = (at + 1) & mask {
		c := d.table[at]
		if c == 0 {
			return 0, at
		}
		if d.hashes[c] == tag && string(d.bytes(c)) == string(v) {
			return c, at
		}
	}
}

// add returns the code of v, giving it one when it is new.
func (d *dict) add(v []byte) uint32 {
	if len(v) == 0 {
		return 0
	}
	h := hashBytes(v)
	c, at := d.slot(v, h)
	if c == 0 {
		if d.full = d.full || len(d.data)+len(v) > math.MaxUint32; d.full {
			return 0
		}
		c = uint32(len(d.ends))
		d.data = append(d.data, v...)
		d.ends = append(d.ends, uint32(len(d.data)))
		d.hashes = append(d.hashes, uint32(h>>32))
		d.table[at] = c
		if len(d.ends)*2 > len(d.table) {
			d.grow()
		}
	}
	return c
}

func (d *dict) grow() {
	d.table = make([]uint32, len(d.table)*4)
	mask := uint32(len(d.table) - 1)
	for c := 1; c < len(d.ends); c++ {
		at := uint32(hashBytes(d.bytes(uint32(c)))) & mask
		for d.table[at] != 0 {
			at = (at + 1) & mask
		}
		d.table[at] = uint32(c)
	}
}

// truncate forgets the values added last, down to size. Probing meets older
// values before newer ones, so taking away the newest breaks no chain.
func (d *dict) truncate(size int) {
	for c := d.size() - 1; c >= size; c-- {
		v := d.bytes(uint32(c))
		_, at := d.slot(v, hashBytes(v))
		d.table[at] = 0
	}
	d.data, d.ends, d.hashes = d.data[:d.ends[size-1]], d.ends[:size], d.hashes[:size]
	d.letters, d.runes = d.letters[:min(size, len(d.letters))], d.runes[:min(size, len(d.runes))]
	d.extra, d.nick = d.extra[:min(size, len(d.extra))], d.nick[:min(size, len(d.nick))]
}

// describe fills the per-value summaries that let bounds run before measures.
// It may be called again after values were added.
func (d *dict) describe(k Kind) {
	part := extraPart(k)
	for c := len(d.letters); c < d.size(); c++ {
		v := d.text(uint32(c))
		d.letters = append(d.letters, kernel.Letters(v))
		d.runes = append(d.runes, uint8(min(utf8.RuneCountInString(v), 255)))
		if part != nil {
			h := uint32(0)
			if p := part(v); p != "" {
				h = uint32(hashBytes([]byte(p))>>32) | 1
			}
			d.extra = append(d.extra, h)
		}
		if k == GivenName || k == FamilyName {
			d.nick = append(d.nick, nicknameGroups()[v])
		}
	}
}

// extraPart is the part of a value that one of its kind's levels compares.
func extraPart(k Kind) func(string) string {
	switch k {
	case GivenName, FamilyName:
		return sound
	case Postcode:
		return area
	case Email:
		return func(v string) string {
			if m := mailbox(v); len(m) >= 4 {
				return m
			}
			return ""
		}
	}
	return nil
}

// sameExtra reports whether both values have such a part and it is equal.
func (d *dict) sameExtra(x, y uint32) bool {
	return d.extra[x] != 0 && d.extra[x] == d.extra[y]
}

// sameNickname reports whether two given names are used for one another.
func (d *dict) sameNickname(x, y uint32) bool {
	for _, a := range d.nick[x] {
		if slices.Contains(d.nick[y], a) {
			return true
		}
	}
	return false
}
