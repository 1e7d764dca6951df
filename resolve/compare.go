package resolve

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"muster/resolve/kernel"
)

// pattern is the levels of all fields of a pair, four bits each, the first
// field lowest. It is all that the model needs to know of a pair.
type pattern uint64

func (p pattern) level(f int) int { return int(p >> (4 * f) & 15) }

// cacheBits sizes the value-pair cache of one field.
const cacheBits = 14

// comparer compares lines. It belongs to one goroutine.
type comparer struct {
	frame *frame
	k     kernel.Scratch
	// cache[f] maps a pair of codes to its level: codeA<<36 | codeB<<8 | level.
	// Names repeat so much that most look-ups hit.
	cache                [][]uint64
	given, family, other int // fields, -1 when absent
	// passing holds per field the first code that may come to mean another
	// value, and so must not be remembered.
	passing [maxFields]uint32
}

func newComparer(f *frame) *comparer {
	c := freshComparer(f)
	for i, fl := range f.fields {
		if cachedKind(fl.kind) {
			c.cache[i] = make([]uint64, 1<<cacheBits)
		}
	}
	return c
}

// freshComparer remembers nothing, which is all that a few pairs need.
func freshComparer(f *frame) *comparer {
	c := &comparer{frame: f, given: -1, family: -1, other: -1, cache: make([][]uint64, len(f.fields))}
	for i, fl := range f.fields {
		c.passing[i] = math.MaxUint32
		switch fl.kind {
		case GivenName:
			c.given = i
		case FamilyName:
			c.family = i
		case OtherNames:
			c.other = i
		}
	}
	return c
}

// pattern compares two lines.
func (c *comparer) pattern(a, b []uint32) pattern {
	var p pattern
	for i, fl := range c.frame.fields {
		x, y := a[fl.word], b[fl.word]
		var l uint64
		switch {
		case fl.slots > 1:
			l = uint64(c.listLevel(i, fl, a, b))
		case x == 0 || y == 0:
		case x == y:
			l = levelSame
		default:
			l = c.cached(i, fl, x, y)
			if fl.kind == GivenName || fl.kind == FamilyName {
				l = c.elsewhere(l, fl.kind, x, y, a, b)
			}
		}
		p |= pattern(l << (4 * i))
	}
	return p
}

// cachedKind reports kinds whose values repeat so much that remembering beats
// comparing. Dates, numbers and addresses are cheap to tell apart or rarely
// come again.
func cachedKind(k Kind) bool {
	switch k {
	case GivenName, FamilyName, OtherNames, Place, Category, FreeText, Address:
		return true
	}
	return false
}

// cached returns the level of two different values.
func (c *comparer) cached(i int, fl *field, x, y uint32) uint64 {
	if apart(fl, x, y) {
		return uint64(len(fl.spec.levels) - 1)
	}
	if c.cache[i] == nil || max(x, y) >= c.passing[i] {
		return uint64(c.values(fl, x, y))
	}
	if x > y {
		x, y = y, x
	}
	key := uint64(x)<<36 | uint64(y)<<8
	slot := &c.cache[i][(key*0x9E3779B97F4A7C15)>>(64-cacheBits)]
	if *slot&^255 == key {
		return *slot & 255
	}
	l := uint64(c.values(fl, x, y))
	*slot = key | l
	return l
}

// apart reports whether the traits of two values show that no level but
// "different" is possible, which is so for most values of most pairs. What it
// leaves open, values decides; they must agree.
func apart(fl *field, x, y uint32) bool {
	d := fl.dict
	switch fl.kind {
	case GivenName, FamilyName:
		a, b := &d.traits[x], &d.traits[y]
		short := min(a.runes, b.runes)
		switch {
		case short < 3, a.words, b.words, a.nick != 0 && b.nick != 0:
			return false
		case a.extra == b.extra, (a.head^b.head)&0xffffff == 0: // sound alike, or one begins as the other
			return false
		case short < 5:
			return a.edits(b) > 1 && a.unlike(b)
		}
		return a.edits(b) > 2 && a.unlike(b)
	case Place, Category:
		a, b := &d.traits[x], &d.traits[y]
		if min(a.runes, b.runes) < 6 {
			return a.edits(b) > 1 && a.unlike(b)
		}
		return a.edits(b) > 2 && a.unlike(b)
	case Email:
		a, b := &d.traits[x], &d.traits[y]
		return (a.extra == 0 || a.extra != b.extra) && a.edits(b) > 2
	}
	return false
}

// edits is a lower bound of the edits between two values: an edit changes the
// length by at most one, takes away at most one kind of letter and brings at
// most one.
func (t *trait) edits(u *trait) int {
	gap := int(t.runes) - int(u.runes)
	return max(gap, -gap, bits.OnesCount32(t.letters&^u.letters), bits.OnesCount32(u.letters&^t.letters))
}

// unlike reports whether the Jaro-Winkler similarity of two values must be
// below 0.9: kernel.JaroWinklerBound in whole numbers.
func (t *trait) unlike(u *trait) bool {
	la, lb := int(t.runes), int(u.runes)
	m := min(la-bits.OnesCount32(t.letters&^u.letters), lb-bits.OnesCount32(u.letters&^t.letters))
	if byte(t.head) == byte(u.head) { // the prefix may lift 5/6 to 0.9
		return 3*la*lb > 2*m*(la+lb)
	}
	return 17*la*lb > 10*m*(la+lb)
}

// listLevel is the best level between any two entries.
func (c *comparer) listLevel(i int, fl *field, a, b []uint32) int {
	best := levelMissing
	for _, x := range a[fl.word : fl.word+fl.slots] {
		for _, y := range b[fl.word : fl.word+fl.slots] {
			if x == 0 || y == 0 {
				continue
			}
			l := levelSame
			if x != y {
				l = int(c.cached(i, fl, x, y))
			}
			if best == levelMissing || l < best {
				best = l
			}
		}
	}
	return best
}

// Levels of names.
const (
	nameClose     = 2
	nameVariant   = 3
	nameInitial   = 4
	nameElsewhere = 5
	nameSimilar   = 6
	nameDifferent = 7
)

// elsewhere looks for a name that does not agree in the other name fields:
// given and family name swapped, or one of several names used as the first.
func (c *comparer) elsewhere(l uint64, k Kind, x, y uint32, a, b []uint32) uint64 {
	if l < nameElsewhere {
		return l
	}
	cross := c.family
	if k == FamilyName {
		cross = c.given
	}
	if cross >= 0 {
		w := c.frame.fields[cross].word
		if x == b[w] || y == a[w] {
			return nameElsewhere
		}
	}
	if c.other >= 0 {
		w := c.frame.fields[c.other].word
		if a[w]|b[w] != 0 && (c.among(x, b[w]) || c.among(y, a[w])) {
			return nameElsewhere
		}
	}
	return l
}

// among reports whether name x is one of the other names o.
func (c *comparer) among(x, o uint32) bool {
	if o == 0 {
		return false
	}
	d := c.frame.fields[c.other].dict
	n := c.frame.fields[max(c.given, c.family)].dict
	if n.traits[x].letters&^d.traits[o].letters != 0 {
		return false
	}
	return hasWord(d.text(o), n.text(x))
}

func hasWord(list, word string) bool {
	for at := 0; len(word) > 1; {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(word)
		if (i == 0 || list[i-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return true
		}
		at = i + 1
	}
	return false
}

// values gives the level of two different values of a field.
func (c *comparer) values(fl *field, x, y uint32) int {
	d := fl.dict
	different := len(fl.spec.levels) - 1
	switch fl.kind {
	case GivenName, FamilyName:
		return c.names(d, x, y, fl.kind == GivenName)
	case OtherNames:
		return otherNames(d.text(x), d.text(y))
	case BirthDate:
		return c.dates(d, x, y)
	case Postcode:
		switch {
		case c.within(d, x, y, 1):
			return 2
		case d.sameExtra(x, y):
			return 3
		}
	case Address:
		switch {
		case c.similar(d, x, y, .9) || c.within(d, x, y, 2) && d.traits[x].runes >= 8:
			return 2
		case sharedWords(d.text(x), d.text(y)) >= 0.5:
			return 3
		}
	case Email:
		switch {
		case c.within(d, x, y, 2) && !numberedApart(d.text(x), d.text(y)):
			return 2
		case d.sameExtra(x, y):
			return 3
		}
	case Place, Category:
		short := min(d.traits[x].runes, d.traits[y].runes)
		if short >= 4 && c.within(d, x, y, 1) || c.similar(d, x, y, .9) || short >= 6 && c.within(d, x, y, 2) {
			return 2
		}
	case PhotoPrint:
		if gap, ok := hamming(d.bytes(x), d.bytes(y)); ok && gap <= nearPrint || !ok && c.within(d, x, y, 1) {
			return 2
		}
	case HouseNumber, Phone, Document, BankAccount, Device:
		if c.within(d, x, y, 1) {
			return 2
		}
	case FreeText:
		switch w := sharedWords(d.text(x), d.text(y)); {
		case w >= 0.5:
			return 2
		case w >= 0.2:
			return 3
		}
	}
	return different
}

// numberedApart reports whether two addresses differ in digits alone, as those
// given to namesakes do: it is a number that tells them apart.
func numberedApart(a, b string) bool {
	digit := func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}
	return strings.Map(digit, a) == strings.Map(digit, b)
}

// within reports whether at most n edits (a swap is one) part the two values.
func (c *comparer) within(d *dict, x, y uint32, n int) bool {
	if d.traits[x].edits(&d.traits[y]) > n {
		return false
	}
	return c.k.OSA(d.text(x), d.text(y)) <= n
}

// similar reports whether the Jaro-Winkler similarity reaches bar.
func (c *comparer) similar(d *dict, x, y uint32, bar float64) bool {
	a, b := &d.traits[x], &d.traits[y]
	if kernel.JaroWinklerBound(int(a.runes), int(b.runes), a.letters, b.letters, byte(a.head) == byte(b.head)) < bar {
		return false
	}
	return c.k.JaroWinkler(d.text(x), d.text(y)) >= bar
}

// nearPrint is how many of 64 bits two prints of one photo may differ in.
const nearPrint = 6

// hamming counts the differing bits of two 64-bit prints written in hex.
func hamming(a, b []byte) (int, bool) {
	if len(a) != 16 || len(b) != 16 {
		return 0, false
	}
	x, err := strconv.ParseUint(string(a), 16, 64)
	if err != nil {
		return 0, false
	}
	y, err := strconv.ParseUint(string(b), 16, 64)
	return bits.OnesCount64(x ^ y), err == nil
}

func (c *comparer) names(d *dict, x, y uint32, given bool) int {
	a, b := d.text(x), d.text(y)
	short := min(d.traits[x].runes, d.traits[y].runes)
	switch {
	case short >= 3 && c.within(d, x, y, 1):
		return nameClose
	case given && d.sameNickname(x, y):
		return nameVariant
	case short == 1 && firstLetter(a) == firstLetter(b):
		return nameInitial
	case short >= 4 && d.sameExtra(x, y):
		return nameVariant
	case short >= 3 && c.similar(d, x, y, .9):
		return nameSimilar
	case short >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)):
		return nameSimilar
	case short >= 5 && c.within(d, x, y, 2):
		return nameSimilar
	case strings.IndexByte(a, ' ') >= 0 && hasWord(a, b) || strings.IndexByte(b, ' ') >= 0 && hasWord(b, a):
		return nameSimilar
	}
	return nameDifferent
}

func firstLetter(v string) rune {
	for _, r := range v {
		return r
	}
	return 0
}

// otherNames compares middle and further names as sets.
func otherNames(a, b string) int {
	x, y := strings.Fields(a), strings.Fields(b)
	initials := false
	for _, v := range x {
		if slices.Contains(y, v) && len(v) > 1 {
			return 2
		}
		for _, w := range y {
			if (len(v) == 1 || len(w) == 1) && v[0] == w[0] {
				initials = true
			}
		}
	}
	if initials {
		return 3
	}
	return 4
}

// dates compares eight-digit dates; other text only by edits.
func (c *comparer) dates(d *dict, i, j uint32) int {
	x, y := d.traits[i].extra, d.traits[j].extra
	if x == 0 || y == 0 {
		if c.within(d, i, j, 1) {
			return 2
		}
		return 5
	}
	// One bit is left of every digit that differs.
	gap := x ^ y
	gap |= gap >> 2
	gap |= gap >> 1
	gap &= 0x11111111
	n := bits.OnesCount32(gap)
	sameYear, sameDay := gap&0xffff == 0, gap>>16 == 0
	const newYear = 0x1010 // 0101, which stands for a day that is not known
	switch {
	case n == 1 || n == 2 && swappedNeighbours(x, y, bits.TrailingZeros32(gap)/4) || sameYear && daySwapped(x>>16, y>>16):
		return 2
	case sameYear || sameDay && x>>16 != newYear:
		return 3
	case n == 2:
		return 4
	}
	return 5
}

// swappedNeighbours reports whether digits i and i+1 stand in each other's
// place.
func swappedNeighbours(x, y uint32, i int) bool {
	x, y = x>>(4*i), y>>(4*i)
	return i < 7 && x&15 == y>>4&15 && x>>4&15 == y&15
}

// daySwapped reports whether day and month stand in each other's place.
func daySwapped(x, y uint32) bool { return x&255 == y>>8 && x>>8 == y&255 }

// sharedWords is the Jaccard overlap of the words of two texts.
func sharedWords(a, b string) float64 {
	var some, others [16]string // of most addresses all, so that nothing need be set aside for them
	x, y := appendWords(some[:0], a), appendWords(others[:0], b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	n := 0
	for i, w := range x {
		if !slices.Contains(x[:i], w) && slices.Contains(y, w) {
			n++
		}
	}
	return float64(n) / float64(len(x)+len(y)-n)
}

func appendWords(words []string, s string) []string {
	for w := range strings.FieldsSeq(s) {
		words = append(words, w)
	}
	return words
}
