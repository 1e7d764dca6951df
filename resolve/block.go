package resolve

import (
	"slices"
	"strings"
)

// blocks are the groups of rows one rule brings together.
type blocks struct {
	rows   []uint32
	ends   []uint32 // ends[i] closes block i
	window []bool   // block is compared by neighbourhood only; nil when none is
	report RuleReport
	split  []uint32   // keys whose groups were split by a further field
	by     []*keyPart // the fields they were split by, in order
}

// RuleReport says what one blocking rule does.
type RuleReport struct {
	Rule      string `json:"rule"`
	Pairs     int64  `json:"pairs"`      // pairs in its blocks, before those an earlier rule makes are skipped
	Blocks    int    `json:"blocks"`     // blocks of two or more records
	Largest   int    `json:"largest"`    // largest block compared
	Oversized int    `json:"oversized"`  // blocks that were too large and were split by further fields
	Widest    int    `json:"widest"`     // size of the largest of those
	Windowed  int    `json:"windowed"`   // records left in groups that no field splits, compared with neighbours only
	WidestKey string `json:"widest_key"` // an example value of the widest block
}

// windowSize is how many neighbours a record is compared with in a group that
// no field can split. Such records are alike in everything, so a chain of
// neighbours holds them together.
const windowSize = 4

// block sorts the rows by the rule's key, writes the final keys into the lines
// and returns the groups. A key that makes too large a group is replaced by one
// that also holds the next most telling field.
func (f *frame) block(r *rule, cap int, splitters []*keyPart, s *sorter) *blocks {
	entries := f.sortedKeys(r, s)
	var by []*keyPart
	for _, p := range splitters {
		if !slices.ContainsFunc(r.parts, func(q *keyPart) bool { return q.field == p.field }) {
			by = append(by, p)
		}
	}
	ranges := [][2]int{{0, len(entries)}}
	if r.width == 1 { // a row that holds a list stands in blocks of several ranges
		ranges = keyRanges(entries)
	}
	pieces := make([]*blocks, len(ranges))
	parallel(len(ranges), func(i int) {
		sp := splitter{frame: f, rule: r, cap: cap, by: by, out: &blocks{}}
		sp.groups(entries[ranges[i][0]:ranges[i][1]])
		pieces[i] = sp.out
	})
	b := joinBlocks(pieces)
	b.by, b.report.Rule = by, r.name
	return b
}

// keyRanges cuts sorted keys into pieces for parallel work, never inside a
// block.
func keyRanges(entries []uint64) [][2]int {
	var out [][2]int
	for from := 0; from < len(entries); {
		to := min(len(entries), from+1<<16)
		for to < len(entries) && entries[to]>>32 == entries[to-1]>>32 {
			to++
		}
		out = append(out, [2]int{from, to})
		from = to
	}
	return out
}

// joinBlocks puts pieces of one rule together in their order.
func joinBlocks(pieces []*blocks) *blocks {
	rows, ends := 0, 0
	for _, p := range pieces {
		rows += len(p.rows)
		ends += len(p.ends)
	}
	b := &blocks{rows: make([]uint32, 0, rows), ends: make([]uint32, 0, ends)}
	for _, p := range pieces {
		if p.window != nil {
			b.padWindow()
			b.window = append(b.window, p.window...)
		}
		for _, end := range p.ends {
			b.ends = append(b.ends, uint32(len(b.rows))+end)
		}
		b.rows = append(b.rows, p.rows...)
		b.split = append(b.split, p.split...)
		b.report.add(&p.report)
	}
	if b.window != nil {
		b.padWindow()
	}
	return b
}

// padWindow says of the blocks closed so far, where nothing was said, that they
// are compared whole.
func (b *blocks) padWindow() {
	b.window = append(b.window, make([]bool, len(b.ends)-len(b.window))...)
}

// add adds what a further piece of the rule's blocks holds.
func (r *RuleReport) add(p *RuleReport) {
	r.Pairs += p.Pairs
	r.Blocks += p.Blocks
	r.Largest = max(r.Largest, p.Largest)
	r.Oversized += p.Oversized
	r.Windowed += p.Windowed
	if p.Widest > r.Widest {
		r.Widest, r.WidestKey = p.Widest, p.WidestKey
	}
}

// groups turns runs of equal keys into blocks.
func (s *splitter) groups(entries []uint64) {
	b, f := s.out, s.frame
	b.reserve(entries)
	for i := 0; i < len(entries); {
		key := entries[i] >> 32
		j := i + 1
		for j < len(entries) && entries[j]>>32 == key {
			j++
		}
		if n := j - i; n > s.cap {
			b.report.Oversized++
			if n > b.report.Widest {
				b.report.Widest, b.report.WidestKey = n, f.example(s.rule, uint32(entries[i]))
			}
			rows := make([]uint32, n)
			for k := range rows {
				rows[k] = uint32(entries[i+k])
			}
			s.origin = uint32(key)
			s.split(s.origin, rows, 0)
		} else if n > 1 {
			for _, e := range entries[i:j] {
				b.rows = append(b.rows, uint32(e))
			}
			b.close(false)
		}
		i = j
	}
}

// reserve makes room for the rows and blocks that the keys give.
func (b *blocks) reserve(entries []uint64) {
	rows, groups := 0, 0
	for i := 0; i < len(entries); {
		j := i + 1
		for j < len(entries) && entries[j]>>32 == entries[i]>>32 {
			j++
		}
		if j-i > 1 {
			rows += j - i
			groups++
		}
		i = j
	}
	b.rows, b.ends = make([]uint32, 0, rows), make([]uint32, 0, groups)
}

// close ends the block begun after the last one.
func (b *blocks) close(window bool) {
	from := 0
	if len(b.ends) > 0 {
		from = int(b.ends[len(b.ends)-1])
	}
	n := len(b.rows) - from
	b.ends = append(b.ends, uint32(len(b.rows)))
	if window || b.window != nil {
		for len(b.window) < len(b.ends)-1 {
			b.window = append(b.window, false)
		}
		b.window = append(b.window, window)
	}
	b.report.Blocks++
	if window {
		b.report.Windowed += n
		b.report.Pairs += int64(n-1) * windowSize
		return
	}
	b.report.Largest = max(b.report.Largest, n)
	b.report.Pairs += int64(n) * int64(n-1) / 2
}

// at returns block i.
func (b *blocks) at(i int) (rows []uint32, window bool) {
	from := uint32(0)
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.rows[from:b.ends[i]], b.window != nil && b.window[i]
}

// example shows the value behind a wide block.
func (f *frame) example(r *rule, row uint32) string {
	s := ""
	for i, p := range r.parts {
		if i > 0 {
			s += " + "
		}
		s += shorten(f.fields[p.field].dict.text(f.line(row)[f.fields[p.field].word]))
	}
	return s
}

// shorten cuts a value for messages.
func shorten(v string) string {
	const most = 40
	if len(v) <= most {
		return v
	}
	return strings.ToValidUTF8(v[:most], "") + "..."
}

// splitter divides oversized blocks by further fields.
type splitter struct {
	frame  *frame
	rule   *rule
	cap    int
	by     []*keyPart
	out    *blocks
	origin uint32 // key of the block before the split
}

func (s *splitter) split(key uint32, rows []uint32, depth int) {
	f := s.frame
	s.out.split = append(s.out.split, key)
	if depth == len(s.by) {
		// Nothing is left to tell them apart: chain neighbours by content.
		slices.SortFunc(rows, func(a, b uint32) int {
			if f.body[a] != f.body[b] {
				if f.body[a] < f.body[b] {
					return -1
				}
				return 1
			}
			return int(a) - int(b)
		})
		s.emit(0, rows, true)
		return
	}
	p := s.by[depth]
	fl := f.fields[p.field]
	keys := make([]uint64, len(rows))
	for i, row := range rows {
		keys[i] = uint64(p.hash[f.line(row)[fl.word]])<<32 | uint64(row)
	}
	slices.Sort(keys)
	for i := 0; i < len(keys); {
		h := uint32(keys[i] >> 32)
		j := i + 1
		for j < len(keys) && uint32(keys[j]>>32) == h {
			j++
		}
		sub := make([]uint32, j-i)
		for k := range sub {
			sub[k] = uint32(keys[i+k])
		}
		next := mix32(key^uint32(depth+1), h)
		switch {
		case j-i > s.cap || h == 0 && j-i > 1 && depth+1 < len(s.by):
			s.split(next, sub, depth+1)
		default:
			s.emit(next, sub, false)
		}
		i = j
	}
}

// emit writes the final key of the rows and closes their block.
func (s *splitter) emit(key uint32, rows []uint32, window bool) {
	for _, row := range rows {
		keys := s.frame.line(row)[s.rule.word : s.rule.word+s.rule.width]
		for i := range keys {
			switch {
			case len(keys) == 1:
				keys[i] = key
			case keys[i] == s.origin:
				// Of a list only equality before the split is known, which no
				// longer means that the pair was made.
				keys[i] = 0
			}
		}
	}
	if len(rows) > 1 {
		s.out.rows = append(s.out.rows, rows...)
		s.out.close(window)
	}
}

// splitOrder ranks whole values of fields by how well they tell records apart.
func (f *frame) splitOrder(parts []*keyPart) []*keyPart {
	type ranked struct {
		p    *keyPart
		rank float64
	}
	var all []ranked
	for _, p := range parts {
		fl := f.fields[p.field]
		if p.variant != 0 || fl.slots > 1 {
			continue
		}
		// Expected block size after the split, as a share of the block.
		n := float64(max(1, len(f.reps)))
		gap := 1 - float64(fl.filled)/n
		share := gap
		for _, c := range fl.count[1:] {
			share += float64(c) / n * float64(c) / n
		}
		all = append(all, ranked{p, share})
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		switch {
		case a.rank < b.rank:
			return -1
		case a.rank > b.rank:
			return 1
		}
		return 0
	})
	out := make([]*keyPart, len(all))
	for i, r := range all {
		out[i] = r.p
	}
	return out
}
