package resolve

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync/atomic"
)

// candidate is a pair that may matter: it is or could become a link, or is
// close enough to count as evidence against one.
type candidate struct {
	a, b uint32 // rows, a < b
	p    pattern
}

// unit is a run of blocks of one rule, the piece of work that is handed out.
type unit struct {
	rule, from, to int
}

// unitPairs is how many pairs make a unit of work.
const unitPairs = 1 << 18

// units cuts the blocks of all rules into pieces of about equal work.
func units(all []*blocks) []unit {
	var out []unit
	for r, b := range all {
		from, work := 0, 0
		for i := range b.ends {
			rows, _ := b.at(i)
			work += len(rows) * (len(rows) - 1) / 2
			if work >= unitPairs {
				out = append(out, unit{r, from, i + 1})
				from, work = i+1, 0
			}
		}
		if from < len(b.ends) {
			out = append(out, unit{r, from, len(b.ends)})
		}
	}
	return out
}

// tally counts patterns in a table of its own, because a Go map is too slow
// for one look-up per pair.
type tally struct {
	keys   []pattern
	counts []int64
	hope   []bool // whether a pair of the pattern can pass at all
	can    func(pattern) bool
	used   int
	pairs  int64 // compared, each once, while counts take copies into account
}

func newTally() *tally {
	return &tally{keys: make([]pattern, 1<<12), counts: make([]int64, 1<<12), hope: make([]bool, 1<<12)}
}

// add counts n pairs of a pattern and reports whether such a pair can pass.
func (t *tally) add(p pattern, n int64) bool {
	mask := uint64(len(t.keys) - 1)
	for at := mix(uint64(p)) & mask; ; at = (at + 1) & mask {
		if t.counts[at] == 0 {
			hope := t.can != nil && t.can(p)
			t.keys[at], t.counts[at], t.hope[at] = p, n, hope
			if t.used++; t.used*2 > len(t.keys) {
				t.grow()
			}
			return hope
		}
		if t.keys[at] == p {
			t.counts[at] += n
			return t.hope[at]
		}
	}
}

func (t *tally) grow() {
	old := *t
	n := 4 * len(old.keys)
	t.keys, t.counts, t.hope, t.used = make([]pattern, n), make([]int64, n), make([]bool, n), 0
	for i, n := range old.counts {
		if n > 0 {
			t.add(old.keys[i], n)
		}
	}
}

// sorted returns the patterns in a fixed order.
func (t *tally) sorted() []PatternCount {
	out := make([]PatternCount, 0, t.used)
	for i, n := range t.counts {
		if n > 0 {
			out = append(out, PatternCount{Pattern: t.keys[i], Pairs: n})
		}
	}
	slices.SortFunc(out, func(a, b PatternCount) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return out
}

// PatternCount is how many compared pairs show one pattern of levels.
type PatternCount struct {
	Pattern pattern `json:"-"`
	Pairs   int64   `json:"pairs"`
}

// worker streams pairs of blocks. Nothing is kept of a pair but its pattern's
// count and, where it passes, a candidate.
type worker struct {
	frame *frame
	rules []*rule
	cmp   *comparer
	far   []*field // whose values are too many to lie close at hand
	tally *tally
	pass  *scorer // nil keeps no candidates
	out   []candidate
	batch []int                 // blocks whose lines are fetched together
	rows  []uint32              // their rows
	local []uint32              // the lines of these, side by side
	drawn uint32                // what fetching ahead read; keeps the reads
	keep  func(key uint32) bool // nil works on every block
}

// farValues is from how many values on their traits do not stay close at hand.
const farValues = 1 << 13

func newWorker(e *engine) *worker {
	w := &worker{frame: e.frame, rules: e.rules, cmp: newComparer(e.frame)}
	for _, fl := range e.frame.fields {
		if fl.slots == 1 && fl.dict.size() > farValues {
			w.far = append(w.far, fl)
		}
	}
	return w
}

// batchRows is about how many records are fetched together. Records of one
// block lie far apart, and waiting for memory takes longer than comparing:
// many fetches at once cost hardly more than one.
const batchRows = 256

func (w *worker) run(all []*blocks, u unit) {
	b, rows := all[u.rule], 0
	w.batch = w.batch[:0]
	for i := u.from; i < u.to; i++ {
		block, _ := b.at(i)
		if w.keep != nil && !w.keep(mix32(uint32(u.rule), w.frame.body[block[0]])) {
			continue
		}
		w.batch = append(w.batch, i)
		if rows += len(block); rows >= batchRows {
			w.compare(b, u.rule)
			rows = 0
		}
	}
	w.compare(b, u.rule)
}

// compare compares the blocks of the batch.
func (w *worker) compare(b *blocks, rule int) {
	w.rows = w.rows[:0]
	for _, i := range w.batch {
		rows, _ := b.at(i)
		w.rows = append(w.rows, rows...)
	}
	w.fetch()
	at := 0
	for _, i := range w.batch {
		rows, window := b.at(i)
		end := at + len(rows)*w.frame.stride
		w.block(rule, rows, w.local[at:end], window)
		at = end
	}
	w.batch = w.batch[:0]
}

// fetch lays the lines of the batch's rows side by side, and reads what
// comparing them will read first.
func (w *worker) fetch() {
	f, n := w.frame, w.frame.stride
	for _, row := range w.rows {
		w.drawn += f.lines[int(row)*n]
	}
	w.local = slices.Grow(w.local[:0], len(w.rows)*n)[:len(w.rows)*n]
	for i, row := range w.rows {
		copy(w.local[i*n:i*n+n], f.line(row))
	}
	for _, fl := range w.far {
		for at := fl.word; at < len(w.local); at += n {
			w.drawn += fl.dict.traits[w.local[at]].letters
		}
	}
}

func (w *worker) block(rule int, rows, lines []uint32, window bool) {
	n := w.frame.stride
	for i := range rows {
		a := lines[i*n : i*n+n]
		last := len(rows)
		if window {
			last = min(last, i+1+windowSize)
		}
		for j := i + 1; j < last; j++ {
			b := lines[j*n : j*n+n]
			if made(w.rules[:rule], a, b) {
				continue
			}
			w.pair(rows[i], rows[j], a, b)
		}
	}
}

func (w *worker) pair(x, y uint32, a, b []uint32) {
	if x == y {
		return
	}
	p := w.cmp.pattern(a, b)
	w.tally.pairs++
	n := int64(w.frame.copies[x]) * int64(w.frame.copies[y])
	if w.tally.add(p, n) && w.pass.bits(p, a, b) >= -slack {
		w.out = append(w.out, candidate{min(x, y), max(x, y), p})
	}
}

// made reports whether an earlier rule makes the pair too.
func made(earlier []*rule, a, b []uint32) bool {
	for _, r := range earlier {
		if r.width == 1 {
			if k := a[r.word]; k == b[r.word] && k != 0 {
				return true
			}
			continue
		}
		for _, k := range a[r.word : r.word+r.width] {
			if k != 0 && slices.Contains(b[r.word:r.word+r.width], k) {
				return true
			}
		}
	}
	return false
}

// stream runs the units on all cores and returns pattern counts and sorted
// candidates: pairs that pass finds at most slack bits below even. Both are the
// same whatever the number of cores.
func (e *engine) stream(ctx context.Context, work []unit, pass *scorer, keep func(uint32) bool, progress func(step string, done, total int)) (*tally, []candidate, error) {
	workers := e.workers(len(work))
	var next, done atomic.Int64
	parallel(len(workers), func(i int) {
		w := workers[i]
		w.keep = keep
		if w.pass = pass; pass != nil {
			w.tally.can = func(p pattern) bool { return pass.atMost(p) >= -slack }
		}
		for ctx.Err() == nil {
			u := int(next.Add(1)) - 1
			if u >= len(work) {
				return
			}
			w.run(e.blocks, work[u])
			if d := done.Add(1); progress != nil && i == 0 {
				progress("comparing", int(d), len(work))
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	total := newTally()
	n := 0
	for _, w := range workers {
		total.pairs += w.tally.pairs
		for i, c := range w.tally.counts {
			if c > 0 {
				total.add(w.tally.keys[i], c)
			}
		}
		n += len(w.out)
	}
	cands := make([]candidate, 0, n)
	for _, w := range workers {
		cands = append(cands, w.out...)
		w.out = nil
	}
	return total, sortCandidates(cands), nil
}

// sortCandidates orders by rows and drops repeats, which neighbourhood windows
// can make.
func sortCandidates(c []candidate) []candidate {
	c, starts := byRange(c)
	parallel(len(starts)-1, func(i int) {
		slices.SortFunc(c[starts[i]:starts[i+1]], func(x, y candidate) int {
			if d := cmp.Compare(x.a, y.a); d != 0 {
				return d
			}
			return cmp.Compare(x.b, y.b)
		})
	})
	return slices.CompactFunc(c, func(x, y candidate) bool { return x.a == y.a && x.b == y.b })
}

// byRange puts candidates into ranges of rows, so that each can be sorted by
// itself, and returns where the ranges start and end.
func byRange(c []candidate) ([]candidate, []int) {
	const ranges = 256
	var last uint32
	for _, x := range c {
		last = max(last, x.a)
	}
	shift := max(0, bits.Len32(last)-8)
	starts := make([]int, ranges+1)
	for _, x := range c {
		starts[x.a>>shift+1]++
	}
	for i := range ranges {
		starts[i+1] += starts[i]
	}
	at := slices.Clone(starts)
	out := make([]candidate, len(c))
	for _, x := range c {
		r := x.a >> shift
		out[at[r]] = x
		at[r]++
	}
	return out, starts
}
