package passage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Shelf keeps documents so that one more can be compared with all of them. The
// words that are common by themselves, and what is subtracted, stay those of
// the documents it was made from; in how many people's documents a phrase
// stands is always the present count. It needs eight bytes for every word of
// the documents it was made from, and no text: the few texts a new one is
// aligned with are asked for.
//
// It is not safe for concurrent use.
type Shelf struct {
	opt      Options // as given: what depends on the number of people is worked out when it is needed
	words    vocabulary
	subtract *table
	base     [][]uint64         // (shingle, document) of the first documents, in parts by the first bits
	added    map[uint64][]int32 // shingle -> documents put on the shelf since, in the order they came
	owner    []int32            // document -> whose it is, or -1 when it was taken off
	people   map[int32]int      // owner -> documents
	scratch  []word
}

// NewShelf returns a shelf with documents on it, numbered as they are given.
func NewShelf(ctx context.Context, docs []Doc, subtract []string, opt Options) (*Shelf, error) {
	if len(docs) > maxDocs {
		return nil, fmt.Errorf("shelve documents: %d, at most %d at once", len(docs), maxDocs)
	}
	c := newCorpus(docs, subtract, opt)
	s := &Shelf{opt: opt, words: c.words, subtract: common(subtract), added: map[uint64][]int32{}, people: map[int32]int{}}
	for i := range docs {
		s.owner = append(s.owner, docs[i].Owner)
		s.people[docs[i].Owner]++
	}
	parts, err := c.gather(ctx, func(h uint64) bool { return s.subtract.owners(h) != everybody })
	if err != nil {
		return nil, fmt.Errorf("shelve documents: %w", err)
	}
	s.base = parts
	err = parallel(ctx, c.opt.Workers, len(parts), func(_, i int) {
		var all []uint64 // with documents in place of ranks, each copy of a text by itself
		for _, e := range parts[i] {
			for _, d := range c.twins[rankOf(e)] {
				all = append(all, e&^maxDocs|uint64(d))
			}
		}
		slices.Sort(all)
		parts[i] = slices.Clip(all)
	})
	return s, err
}

// Put puts a document on the shelf and returns its number.
func (s *Shelf) Put(d Doc) (int32, error) {
	if len(s.owner) >= maxDocs {
		return 0, fmt.Errorf("shelve a document: there are %d already, the most it can number", len(s.owner))
	}
	n := int32(len(s.owner))
	s.owner = append(s.owner, d.Owner)
	s.people[d.Owner]++
	for _, h := range s.shingles(d.Text) {
		s.added[h] = append(s.added[h], n)
	}
	return n, nil
}

// Take takes a document off the shelf.
func (s *Shelf) Take(doc int32) {
	owner := s.owner[doc]
	if owner < 0 {
		return
	}
	s.owner[doc] = -1
	if s.people[owner]--; s.people[owner] == 0 {
		delete(s.people, owner)
	}
}

// Like returns the documents of others that have passages in common with one on
// the shelf, by number; A is the document itself. read returns the text of a
// document.
func (s *Shelf) Like(doc int32, text string, read func(doc int32) (string, error)) ([]Match, error) {
	owner, opt := s.owner[doc], s.opt.withDefaults(len(s.people))
	own := words(text, nil)
	counted := newTable(0)
	hits := map[int32]int{}
	for _, h := range s.shingles(text) {
		holders, owners := s.holders(h)
		if owners > keptFrom {
			counted.add(h, owners)
		}
		if owners > opt.MaxOwners {
			continue
		}
		for _, d := range holders {
			if s.owner[d] != owner {
				hits[d]++
			}
		}
	}
	s.keepSubtracted(counted, own)
	al := newAligner(s.words, counted, len(s.people))
	al.cut, al.least = opt.MaxOwners, opt.MinBits/3
	al.setA(own)
	var list []Match
	for _, d := range mostHits(hits, opt.PerDoc) {
		other, err := read(d)
		if err != nil {
			return nil, err
		}
		theirs := words(other, nil)
		m := al.align(theirs)
		if !opt.enough(m) {
			continue
		}
		share := float64(m.words) / float64(max(min(len(own), len(theirs)), 1))
		list = append(list, Match{A: doc, B: d, Spans: m.spans, Words: m.words, LongestWords: m.longest, Share: min(share, 1), Bits: m.bits})
	}
	slices.SortFunc(list, func(a, b Match) int { return cmp.Compare(a.B, b.B) })
	return list, nil
}

// mostHits returns the documents with enough shingles in common, most first.
func mostHits(hits map[int32]int, most int) []int32 {
	var list []int32
	for d, n := range hits {
		if n >= minHits {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b int32) int { return cmp.Or(cmp.Compare(hits[b], hits[a]), cmp.Compare(a, b)) })
	return list[:min(len(list), most)]
}

// keepSubtracted marks what a text has from adverts and templates.
func (s *Shelf) keepSubtracted(t *table, w []word) {
	for i := range max(len(w)-shingleWords+1, 0) {
		if h := shingle(w, i); s.subtract.owners(h) == everybody {
			t.add(h, everybody)
		}
	}
}

// shingles returns the different shingles of a text that are not subtracted.
func (s *Shelf) shingles(text string) []uint64 {
	s.scratch = words(text, s.scratch[:0])
	var list []uint64
	for i := range max(len(s.scratch)-shingleWords+1, 0) {
		if h := shingle(s.scratch, i); s.subtract.owners(h) != everybody {
			list = append(list, h)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// crowd is how many documents of one shingle are looked at: far more than are
// rare.
const crowd = 512

// holders returns the documents that hold a shingle and how many people's they
// are, as far as they are looked at.
func (s *Shelf) holders(h uint64) (docs []int32, owners int) {
	var people []int32
	add := func(d int32) {
		if o := s.owner[d]; o >= 0 {
			docs, people = append(docs, d), append(people, o)
		}
	}
	part := s.base[h>>(hashBits-8)]
	from, _ := slices.BinarySearch(part, h<<(64-hashBits))
	for i := from; i < len(part) && part[i]>>(64-hashBits) == h && len(docs) < crowd; i++ {
		add(rankOf(part[i]))
	}
	for _, d := range s.added[h] {
		if len(docs) >= 2*crowd {
			break
		}
		add(d)
	}
	slices.Sort(people)
	return docs, len(slices.Compact(people))
}
