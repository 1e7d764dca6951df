package assess

import (
	"math/bits"
	"slices"
	"strings"
	"sync"

	"muster"
	"muster/normal"
)

// roll keeps the rows of a Live ready to be listed: in the orders people ask
// for, and as sets by what they are chosen by. A page then costs a walk over
// places, and a row that changed is put right when a list next asks for it.
//
// Whoever changes rows holds Live.mu; whoever lists holds it for reading.
type roll struct {
	all    set
	sets   map[facet]set
	entity []int32 // by place: the number of the legal entity's name
	names  []string
	number map[string]int32

	mu     sync.Mutex // held by those who put the rest right while they read
	sorted map[Order]*sorting
	blocks []lines
}

func newRoll() *roll {
	return &roll{sets: map[facet]set{}, number: map[string]int32{}, sorted: map[Order]*sorting{}}
}

// set is a set of places.
type set []uint64

func (s set) has(place int32) bool {
	return int(place>>6) < len(s) && s[place>>6]&(1<<(place&63)) != 0
}

func (s *set) put(place int32, in bool) {
	if more := int(place>>6) + 1 - len(*s); more > 0 {
		*s = append(*s, make([]uint64, more)...)
	}
	if in {
		(*s)[place>>6] |= 1 << (place & 63)
	} else {
		(*s)[place>>6] &^= 1 << (place & 63)
	}
}

func (s set) count() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// and takes out of s, which is the caller's own, what is not in other.
func (s set) and(other set) {
	for i := range s {
		if i < len(other) {
			s[i] &= other[i]
		} else {
			s[i] = 0
		}
	}
}

func (s *set) or(other set) {
	if more := len(other) - len(*s); more > 0 {
		*s = append(*s, make([]uint64, more)...)
	}
	for i, word := range other {
		(*s)[i] |= word
	}
}

// facet is a value of few that rows are chosen by.
type facet struct {
	by    choice
	value string
}

type choice byte

const (
	byLevel choice = iota
	byStatus
	byRole
	byFlag
	byFamily
	bySent
	byBank
)

// facets calls visit for each of a row.
func (r *Row) facets(visit func(facet)) {
	visit(facet{byLevel, string(r.Level)})
	visit(facet{byStatus, string(r.Status)})
	visit(facet{byRole, string(r.Role)})
	for _, f := range r.Flags {
		visit(facet{byFlag, string(f)})
	}
	for _, f := range r.Families {
		visit(facet{byFamily, string(f)})
	}
	if r.Sent {
		visit(facet{by: bySent})
	}
	if !r.BankChanged.IsZero() {
		visit(facet{by: byBank})
	}
}

// setRow puts a row in its place.
func (l *Live) setRow(at int32, row Row) {
	before := l.rows[at]
	l.rows[at] = row
	l.roll.changed(at, &before, &row)
}

func (r *roll) changed(at int32, before, now *Row) {
	put := func(in bool) func(facet) {
		return func(f facet) {
			s := r.sets[f]
			s.put(at, in)
			r.sets[f] = s
		}
	}
	if before.Subject != "" {
		before.facets(put(false))
	}
	if now.Subject != "" {
		now.facets(put(true))
	}
	r.all.put(at, now.Subject != "")
	for len(r.entity) <= int(at) {
		r.entity = append(r.entity, 0)
	}
	r.entity[at] = r.nameNumber(now.Entity)
	r.mu.Lock()
	defer r.mu.Unlock()
	for o, s := range r.sorted {
		if before.Subject != "" && orderOf(o)(before, now) == 0 {
			continue
		}
		if s.moved = append(s.moved, at); len(s.moved) > len(s.places) {
			delete(r.sorted, o) // nobody asks for it; sorting it anew is less
		}
	}
	if before.folded != now.folded || before.Subject != now.Subject {
		for len(r.blocks) <= int(at)/blockRows {
			r.blocks = append(r.blocks, lines{})
		}
		r.blocks[at/blockRows].good = false
	}
}

func (r *roll) nameNumber(name string) int32 {
	n, ok := r.number[name]
	if !ok {
		n = int32(len(r.names))
		r.names, r.number[name] = append(r.names, name), n
	}
	return n
}

// sorting is everybody in an order.
type sorting struct {
	places []int32 // never changed: others walk it
	moved  []int32 // whose rows changed since; some twice
}

// order returns everybody in an order.
func (r *roll) order(o Order, rows []Row) []int32 {
	compare := orderOf(o)
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.sorted[o]
	switch {
	case s == nil:
		s = &sorting{}
		for i := range rows {
			if rows[i].Subject != "" {
				s.places = append(s.places, int32(i))
			}
		}
		slices.SortFunc(s.places, func(a, b int32) int { return compare(&rows[a], &rows[b]) })
		r.sorted[o] = s
	case len(s.moved) > 0:
		s.settle(rows, compare)
	}
	return s.places
}

// settle puts the rows that changed where they belong.
func (s *sorting) settle(rows []Row, compare func(a, b *Row) int) {
	var gone set
	for _, place := range s.moved {
		gone.put(place, true)
	}
	left := make([]int32, 0, len(s.places))
	for _, place := range s.places {
		if !gone.has(place) {
			left = append(left, place)
		}
	}
	slices.Sort(s.moved)
	moved := slices.DeleteFunc(slices.Compact(s.moved), func(place int32) bool { return rows[place].Subject == "" })
	slices.SortFunc(moved, func(a, b int32) int { return compare(&rows[a], &rows[b]) })
	s.places = make([]int32, 0, len(left)+len(moved))
	for _, place := range moved {
		n, _ := slices.BinarySearchFunc(left, &rows[place], func(at int32, r *Row) int { return compare(&rows[at], r) })
		s.places = append(append(s.places, left[:n]...), place)
		left = left[n:]
	}
	s.places, s.moved = append(s.places, left...), nil
}

// blockRows is how many rows' names are searched as one text.
const blockRows = 1024

// lines is the text of some rows: searching one long text is many times faster
// than searching each row's own.
type lines struct {
	good  bool
	texts [2]string // names and ids; ids alone
	ends  [2][]int32
}

// search returns the places of rows in whose text a word stands.
func (r *roll) search(word string, idsOnly bool, rows []Row) (found set) {
	if strings.Contains(word, "\n") {
		return nil
	}
	which := 0
	if idsOnly {
		which = 1
	}
	for n, b := range r.searchable(rows) {
		from := n * blockRows
		text, ends := b.texts[which], b.ends[which]
		for at := 0; ; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			k, _ := slices.BinarySearch(ends, int32(at+i)+1) // the first that ends behind it
			found.put(int32(from+k), true)
			at = int(ends[k])
		}
	}
	return found
}

// searchable are the blocks as they stand, for a reader to search beside others:
// what one holds is never changed, only put anew.
func (r *roll) searchable(rows []Row) []lines {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n := range r.blocks {
		if from := n * blockRows; !r.blocks[n].good {
			r.blocks[n].fill(rows[from:min(from+blockRows, len(rows))])
		}
	}
	return slices.Clone(r.blocks)
}

// fill writes the text of a block anew: each row's on a line.
func (b *lines) fill(rows []Row) {
	*b = lines{good: true}
	var texts [2]strings.Builder
	for i := range rows {
		texts[0].WriteString(rows[i].folded)
		texts[1].WriteString(strings.ToLower(string(rows[i].Subject)))
		for k := range texts {
			texts[k].WriteByte('\n')
			b.ends[k] = append(b.ends[k], int32(texts[k].Len()))
		}
	}
	for k := range texts {
		b.texts[k] = texts[k].String()
	}
}

// choose returns the places of the rows that match.
func (l *Live) choose(f *Filter) set {
	r := l.roll
	chosen := slices.Clone(r.all)
	some := func(by choice, values ...string) {
		if len(values) == 1 {
			chosen.and(r.sets[facet{by, values[0]}])
			return
		}
		var any set
		for _, v := range values {
			any.or(r.sets[facet{by, v}])
		}
		chosen.and(any)
	}
	if len(f.Levels) > 0 {
		some(byLevel, texts(f.Levels)...)
	}
	if len(f.Statuses) > 0 {
		some(byStatus, texts(f.Statuses)...)
	}
	if len(f.Roles) > 0 {
		some(byRole, texts(f.Roles)...)
	}
	switch {
	case !f.BankSince.IsZero():
		chosen.and(l.askedAboutPay(f))
	case f.Flag != "":
		some(byFlag, string(f.Flag))
	}
	if len(f.Flags) > 0 {
		some(byFlag, texts(f.Flags)...)
	}
	if f.Family != "" && f.BankSince.IsZero() {
		some(byFamily, string(f.Family))
	}
	if f.Sent {
		some(bySent, "")
	}
	if f.Group != "" {
		chosen.and(l.groupPlaces(f.Group))
	}
	if f.Within != nil || f.Also != nil {
		chosen.and(l.within(f))
	}
	if text := normal.Fold(f.Text); text != "" {
		chosen.and(r.search(text, false, l.rows))
	}
	if f.IDs != "" {
		chosen.and(r.search(strings.ToLower(f.IDs), true, l.rows))
	}
	if !f.LeftAfter.IsZero() { // last, when few are left to look at
		l.leaveOut(chosen, f.LeftAfter)
	}
	return chosen
}

// askedAboutPay are those of a flag or a family and those whose bank details
// changed since a time.
func (l *Live) askedAboutPay(f *Filter) (places set) {
	for i, word := range l.roll.sets[facet{by: byBank}] {
		for ; word != 0; word &= word - 1 {
			place := int32(i<<6 + bits.TrailingZeros64(word))
			if !l.rows[place].BankChanged.Before(f.BankSince) {
				places.put(place, true)
			}
		}
	}
	if f.Flag != "" {
		places.or(l.roll.sets[facet{byFlag, string(f.Flag)}])
	}
	if f.Family != "" {
		places.or(l.roll.sets[facet{byFamily, string(f.Family)}])
	}
	return places
}

// leaveOut takes leavers who left by a time out of a set.
func (l *Live) leaveOut(from set, by muster.Time) {
	leavers := l.roll.sets[facet{byStatus, string(muster.StatusLeaver)}]
	for i := range min(len(from), len(leavers)) {
		for word := from[i] & leavers[i]; word != 0; word &= word - 1 {
			place := int32(i<<6 + bits.TrailingZeros64(word))
			if left := l.rows[place].Left; !left.IsZero() && left.Micros <= by.Micros {
				from.put(place, false)
			}
		}
	}
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return out
}

// groupPlaces are the places of a group's members.
func (l *Live) groupPlaces(id string) (places set) {
	if g := l.told[id]; g != nil {
		for i := range g.Members {
			l.putSubject(&places, g.Members[i].Subject)
		}
	}
	return places
}

func (l *Live) putSubject(to *set, id muster.SubjectID) {
	if at, ok := l.index.Known(id); ok {
		to.put(int32(at), true)
	}
}

// within are the places a filter's scopes reach.
func (l *Live) within(f *Filter) (places set) {
	if f.Within != nil {
		inside := make([]bool, len(l.roll.names))
		for i, name := range l.roll.names {
			inside[i] = f.Within(name)
		}
		for at, n := range l.roll.entity {
			if inside[n] {
				places.put(int32(at), true)
			}
		}
	}
	for _, id := range f.Also {
		l.putSubject(&places, id)
	}
	return places
}
