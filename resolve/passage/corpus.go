package passage

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	buckets   = 256  // parts an index slice is sorted in
	minHits   = 3    // rare shingles that make two documents a candidate pair
	learnDocs = 4000 // documents from which common words are learned
	keptFrom  = 3    // shingles of more owners than this are kept in the table
	allPairs  = 24   // owners of a shingle whose documents are all paired, when there is room
)

// corpus is the documents of one comparison. Documents are numbered by rank:
// ordered by owner, equal texts once, so that the documents of one owner are
// neighbours in every sorted list.
type corpus struct {
	opt    Options
	docs   []Doc
	words  vocabulary
	rank   []int32   // rank -> document
	twins  [][]int32 // rank -> all documents with the same text, itself included
	many   []int     // rank -> owners of those
	owners int

	table *table // shingles of more than a few owners, and what was subtracted

	aligned, dropped int
	found            []found
}

// found is a candidate pair that passed.
type found struct {
	a, b int32 // ranks, a < b
	alignment
}

func newCorpus(docs []Doc, subtract []string, opt Options) *corpus {
	c := &corpus{docs: docs, words: newVocabulary()}
	order := make([]int32, len(docs))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(docs[a].Owner, docs[b].Owner), cmp.Compare(a, b)) })
	at := make(map[string]int32, len(docs))
	for k, d := range order {
		if k == 0 || docs[order[k-1]].Owner != docs[d].Owner {
			c.owners++
		}
		r, ok := at[docs[d].Text]
		if !ok {
			r = int32(len(c.rank))
			at[docs[d].Text] = r
			c.rank = append(c.rank, d)
			c.twins = append(c.twins, nil)
			c.many = append(c.many, 0)
		}
		if t := c.twins[r]; len(t) == 0 || docs[t[len(t)-1]].Owner != docs[d].Owner {
			c.many[r]++
		}
		c.twins[r] = append(c.twins[r], d)
	}
	c.opt = opt.withDefaults(c.owners)
	c.table = common(subtract)
	if opt.Learned != nil {
		c.words.take(opt.Learned)
	} else {
		c.learn()
	}
	return c
}

// learn reads the words that are common here from a sample of one document
// each of people evenly spread.
func (c *corpus) learn() {
	step := max(len(c.rank)/learnDocs, 1)
	var sample [][]uint64
	var w []word
	last := int32(-1)
	for r := 0; r < len(c.rank); r += step {
		if owner := c.docs[c.rank[r]].Owner; r > 0 && owner == last {
			continue
		} else {
			last = owner
		}
		var different []uint64
		different, w = differentWords(c.docs[c.rank[r]].Text, w[:0])
		sample = append(sample, different)
	}
	c.words.learn(sample)
}

// differentWords are the words of a text, each once, as hashes; w is scratch.
func differentWords(text string, w []word) ([]uint64, []word) {
	w = words(text, w)
	different := make([]uint64, len(w))
	for i := range w {
		different[i] = w[i].hash
	}
	slices.Sort(different)
	return slices.Compact(different), w
}

// parallel calls do for every i below n, on several goroutines, each with its
// own worker number. It stops early when ctx ends.
func parallel(ctx context.Context, workers, n int, do func(worker, i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range max(min(workers, n), 1) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				do(w, i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// index finds, slice by slice of the space of shingles, how many people use
// each shingle, and from the rare ones the candidate pairs, and keeps the pairs
// that alignment confirms.
func (c *corpus) index(ctx context.Context) error {
	var total atomic.Int64
	if err := parallel(ctx, c.opt.Workers, len(c.rank), func(_, i int) {
		total.Add(int64(min(len(c.docs[c.rank[i]].Text), maxText)/6 + 1))
	}); err != nil {
		return err
	}
	slicesN := int(total.Load())/c.opt.Slice + 1
	hits := &pairCount{}
	for s := range slicesN {
		parts, err := c.gather(ctx, func(h uint64) bool { return slicesN == 1 || int(h%uint64(slicesN)) == s })
		if err != nil {
			return err
		}
		if err := c.scan(ctx, parts, hits, c.opt.Pairs/slicesN); err != nil {
			return err
		}
	}
	return c.confirm(ctx, hits.candidates(minHits))
}

// gather lists the index entries (shingle, rank) of a slice, sorted, in parts
// by the first bits of the shingle.
func (c *corpus) gather(ctx context.Context, take func(h uint64) bool) ([][]uint64, error) {
	type bin struct{ part [buckets][]uint64 }
	bins := make([]bin, c.opt.Workers)
	scratch := make([][]word, c.opt.Workers)
	err := parallel(ctx, c.opt.Workers, len(c.rank), func(w, i int) {
		text := words(c.docs[c.rank[i]].Text, scratch[w][:0])
		scratch[w] = text
		for k := range max(len(text)-shingleWords+1, 0) {
			if h := shingle(text, k); take(h) {
				p := &bins[w].part[h>>(hashBits-8)]
				*p = append(*p, h<<(64-hashBits)|uint64(i))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	parts := make([][]uint64, buckets)
	err = parallel(ctx, c.opt.Workers, buckets, func(_, p int) {
		n := 0
		for w := range bins {
			n += len(bins[w].part[p])
		}
		all := make([]uint64, 0, n)
		for w := range bins {
			all = append(all, bins[w].part[p]...)
			bins[w].part[p] = nil
		}
		slices.Sort(all)
		parts[p] = slices.Compact(all)
	})
	return parts, err
}

// posting is one shingle with the ranks that hold it.
type posting struct {
	shingle uint64
	entries []uint64
}

func rankOf(entry uint64) int32 { return int32(entry & maxDocs) }

// postings calls do for every shingle of a sorted part.
func postings(part []uint64, do func(p posting)) {
	for i := 0; i < len(part); {
		h, k := part[i]>>(64-hashBits), i+1
		for k < len(part) && part[k]>>(64-hashBits) == h {
			k++
		}
		do(posting{h, part[i:k]})
		i = k
	}
}

// ownersOf counts the people behind a posting.
func (c *corpus) ownersOf(p posting) int {
	n, last := 0, int32(-1)
	for _, e := range p.entries {
		r := rankOf(e)
		if owner := c.docs[c.rank[r]].Owner; n > 0 && owner == last && c.many[r] == 1 {
			continue
		} else {
			last = owner
		}
		n += c.many[r]
	}
	return n
}

// scan counts the owners of every shingle of a slice, then pairs the documents
// of the rare ones. When pairing all of them would exceed the budget, shingles
// of more owners are paired in chains only.
func (c *corpus) scan(ctx context.Context, parts [][]uint64, hits *pairCount, budget int) error {
	type seen struct {
		owners []uint64 // shingle and owners
		pairs  [allPairs + 1]int
	}
	counted := make([]seen, len(parts))
	if err := parallel(ctx, c.opt.Workers, len(parts), func(_, i int) {
		s := &counted[i]
		postings(parts[i], func(p posting) {
			if len(p.entries) == 1 && c.many[rankOf(p.entries[0])] == 1 {
				return
			}
			n := c.ownersOf(p)
			if n > keptFrom {
				s.owners = append(s.owners, p.shingle<<(64-hashBits)|uint64(min(n, maxOwnersKept)))
			}
			if k := len(p.entries); n <= c.opt.MaxOwners && k <= allPairs {
				s.pairs[k] += k * (k - 1) / 2
			}
		})
	}); err != nil {
		return err
	}
	subtracted := c.table
	var pairs [allPairs + 1]int
	kept := 0
	for i := range counted {
		kept += len(counted[i].owners)
		for k, n := range counted[i].pairs {
			pairs[k] += n
		}
	}
	limit, sum := 1, 0
	for k := 2; k <= allPairs && sum+pairs[k] <= budget; k++ {
		limit, sum = k, sum+pairs[k]
	}
	if err := c.emit(ctx, parts, subtracted, hits, limit); err != nil {
		return err
	}
	for i := range counted {
		for _, e := range counted[i].owners {
			if h := e >> (64 - hashBits); subtracted.owners(h) != everybody {
				c.table.add(h, int(e&maxOwnersKept))
			}
		}
	}
	return nil
}

// emit pairs the documents of every rare shingle: all of them up to limit
// documents, neighbours beyond.
func (c *corpus) emit(ctx context.Context, parts [][]uint64, subtracted *table, hits *pairCount, limit int) error {
	out := make([][]uint64, len(parts))
	err := parallel(ctx, c.opt.Workers, len(parts), func(_, i int) {
		postings(parts[i], func(p posting) {
			if len(p.entries) < 2 || subtracted.owners(p.shingle) == everybody || c.ownersOf(p) > c.opt.MaxOwners {
				return
			}
			for k, e := range p.entries {
				rest := p.entries[k+1:]
				if len(p.entries) > limit {
					rest = rest[:min(len(rest), 1)]
				}
				for _, f := range rest {
					if a, b := rankOf(e), rankOf(f); c.different(a, b) {
						out[i] = append(out[i], uint64(a)<<32|uint64(b))
					}
				}
			}
		})
	})
	for _, o := range out {
		hits.add(o)
	}
	return err
}

// different reports documents of different people.
func (c *corpus) different(a, b int32) bool {
	return c.many[a] > 1 || c.many[b] > 1 || c.docs[c.rank[a]].Owner != c.docs[c.rank[b]].Owner
}

// pairCount counts pairs of documents.
type pairCount struct {
	pairs []uint64 // unsorted beyond done
	sum   []pairHits
}

type pairHits struct {
	pair uint64
	hits int32
}

// add takes a list of pairs over, folding the list into counts when it is long.
func (p *pairCount) add(pairs []uint64) {
	p.pairs = append(p.pairs, pairs...)
	if len(p.pairs) > 1<<23 {
		p.fold()
	}
}

// fold merges the pairs not yet counted into the counts.
func (p *pairCount) fold() {
	slices.Sort(p.pairs)
	merged := make([]pairHits, 0, len(p.sum)+len(p.pairs)/4)
	i := 0
	for k := 0; k < len(p.pairs); {
		pair, n := p.pairs[k], int32(0)
		for ; k < len(p.pairs) && p.pairs[k] == pair; k++ {
			n++
		}
		for i < len(p.sum) && p.sum[i].pair < pair {
			merged = append(merged, p.sum[i])
			i++
		}
		if i < len(p.sum) && p.sum[i].pair == pair {
			n += p.sum[i].hits
			i++
		}
		merged = append(merged, pairHits{pair, n})
	}
	p.sum = append(merged, p.sum[i:]...)
	p.pairs = p.pairs[:0]
}

// candidates returns the pairs with enough hits, most hits first.
func (p *pairCount) candidates(enough int32) []pairHits {
	p.fold()
	out := slices.DeleteFunc(p.sum, func(h pairHits) bool { return h.hits < enough })
	p.pairs, p.sum = nil, nil
	slices.SortFunc(out, func(a, b pairHits) int { return cmp.Or(cmp.Compare(b.hits, a.hits), cmp.Compare(a.pair, b.pair)) })
	return out
}

// confirm aligns candidate pairs, at most PerDoc for each document, and keeps
// those with enough in common.
func (c *corpus) confirm(ctx context.Context, cand []pairHits) error {
	count := map[int32]int{}
	var take []uint64
	for _, h := range cand {
		a, b := int32(h.pair>>32), int32(h.pair&math.MaxUint32)
		if count[a] >= c.opt.PerDoc || count[b] >= c.opt.PerDoc {
			c.dropped++
			continue
		}
		count[a]++
		count[b]++
		take = append(take, h.pair)
	}
	slices.Sort(take)
	var starts []int
	for i := range take {
		if i == 0 || take[i]>>32 != take[i-1]>>32 {
			starts = append(starts, i)
		}
	}
	c.aligned += len(take)
	results := make([][]found, len(starts))
	workers := make([]struct {
		al   *aligner
		a, b []word
	}, c.opt.Workers)
	err := parallel(ctx, c.opt.Workers, len(starts), func(w, i int) {
		x := &workers[w]
		if x.al == nil {
			x.al = c.aligner()
		}
		end := len(take)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		a := int32(take[starts[i]] >> 32)
		x.a = words(c.docs[c.rank[a]].Text, x.a[:0])
		x.al.setA(x.a)
		for _, pair := range take[starts[i]:end] {
			b := int32(pair & math.MaxUint32)
			x.b = words(c.docs[c.rank[b]].Text, x.b[:0])
			if m := x.al.align(x.b); c.enough(m) {
				results[i] = append(results[i], found{a, b, m})
			}
		}
	})
	for _, r := range results {
		c.found = append(c.found, r...)
	}
	return err
}

// aligner returns an aligner that leaves out spans of little weight: fragments
// that any two texts of one trade have in common add up to nothing.
func (c *corpus) aligner() *aligner {
	al := newAligner(c.words, c.table, c.owners)
	al.cut, al.least = c.opt.MaxOwners, c.opt.MinBits/3
	return al
}

// enough reports a match: rare enough as a whole, and more than half of that
// in one passage.
func (c *corpus) enough(m alignment) bool { return c.opt.enough(m) }

func (o *Options) enough(m alignment) bool {
	return m.bits >= o.MinBits && m.best >= 0.6*o.MinBits && m.words >= o.MinWords && m.longest >= o.MinRun
}
