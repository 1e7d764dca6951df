package resolve

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"muster/resolve/kernel"
)

// dict holds the distinct values of one field, or of all name fields together.
// Code 0 is "missing"; equal codes mean equal values.
type dict struct {
	data   []byte
	ends   []uint32 // ends[c] closes value c; value 0 is empty
	hashes []uint32 // upper half of the value's hash: stable across runs, unlike codes
	traits []trait
	nicks  [][]uint16 // nickname groups of the values that have some
	table  []uint32   // open addressing, holds codes
	full   bool       // no room for more text
	drawn  uint32     // what touch read; keeps the reads
}

// trait is what is worked out of a value once, so that most values prove
// different before their text is fetched. Sixteen bytes lie in one cache line.
type trait struct {
	letters uint32 // see kernel.Letters
	extra   uint32 // hash of the part that a level compares (sound, area, mailbox), the digits of a date
	head    uint32 // the first bytes
	runes   uint8  // at most 255
	words   bool   // holds a space
	nick    uint16 // place in nicks + 1; 0 where it has none
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
	tag := uint32(h >> 32) // kept with each value, so that growing need not read the text again
	for at = tag & mask; ; at = (at + 1) & mask {
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
	return d.addHashed(v, hashBytes(v))
}

// addHashed is add of a value whose hash is known; v is not empty.
func (d *dict) addHashed(v []byte, h uint64) uint32 {
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

// touch reads where values of these hashes lie or will lie. Reading many places
// at once takes little longer than one, and adding then finds them close.
func (d *dict) touch(hashes []uint64) {
	mask := uint32(len(d.table) - 1)
	var codes [lookAhead]uint32
	for i, h := range hashes {
		codes[i] = d.table[uint32(h>>32)&mask]
	}
	for i := range hashes {
		d.drawn += d.hashes[codes[i]] + d.ends[codes[i]]
	}
}

func (d *dict) grow() {
	d.table = make([]uint32, len(d.table)*4)
	mask := uint32(len(d.table) - 1)
	for c := 1; c < len(d.ends); c++ {
		at := d.hashes[c] & mask
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
	if len(d.traits) > size {
		for i := size; i < len(d.traits); i++ {
			if n := int(d.traits[i].nick); n > 0 && n <= len(d.nicks) {
				d.nicks = d.nicks[:n-1]
			}
		}
		d.traits = d.traits[:size]
	}
}

// describe fills the traits. It may be called again after values were added.
func (d *dict) describe(k Kind) {
	from := len(d.traits)
	d.traits = slices.Grow(d.traits, d.size()-from)[:d.size()]
	work := chunks(d.size() - from)
	parallel(len(work), func(i int) {
		for c := from + work[i][0]; c < from+work[i][1]; c++ {
			d.traits[c] = traitOf(d.text(uint32(c)), k)
		}
	})
	if k != GivenName && k != FamilyName {
		return
	}
	for c := from; c < d.size(); c++ {
		if g := nicknameGroups()[d.text(uint32(c))]; g != nil && len(d.nicks) < math.MaxUint16 {
			d.nicks = append(d.nicks, g)
			d.traits[c].nick = uint16(len(d.nicks))
		}
	}
}

// traitOf describes one value by itself.
func traitOf(v string, k Kind) trait {
	t := trait{letters: kernel.Letters(v), runes: uint8(min(utf8.RuneCountInString(v), 255)), words: strings.IndexByte(v, ' ') >= 0}
	for i := range min(len(v), 4) {
		t.head |= uint32(v[i]) << (8 * i)
	}
	part := extraPart(k)
	switch {
	case k == BirthDate:
		t.extra = packDate(v)
	case part != nil:
		if p := part(v); p != "" {
			t.extra = uint32(hashBytes([]byte(p))>>32) | 1
		}
	}
	return t
}

// packDate packs eight digits, the first lowest; other text is 0.
func packDate(v string) uint32 {
	if len(v) != 8 || !allDigits([]byte(v)) {
		return 0
	}
	var out uint32
	for i := range 8 {
		out |= uint32(v[i]-'0') << (4 * i)
	}
	return out
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
	e := d.traits[x].extra
	return e != 0 && e == d.traits[y].extra
}

// sameNickname reports whether two given names are used for one another.
func (d *dict) sameNickname(x, y uint32) bool {
	p, q := d.traits[x].nick, d.traits[y].nick
	if p == 0 || q == 0 {
		return false
	}
	for _, a := range d.nicks[p-1] {
		if slices.Contains(d.nicks[q-1], a) {
			return true
		}
	}
	return false
}
