package passage

import (
	"cmp"
	"context"
	"slices"
)

const (
	maxTwins     = 8  // equal texts of one document that are paired with each other
	maxGroupsDoc = 4  // passages of one document that make groups
	maxTemplates = 20 // templates named
	sampleDocs   = 2000
	minTemplate  = 8 // words of a template
)

// compare looks a second time at the documents found, among themselves: a
// passage of many people was followed in chains only, which finds all of them
// but not all their pairs.
func (c *corpus) compare(ctx context.Context) error {
	in := map[int32]bool{}
	done := map[uint64]bool{}
	for _, f := range c.found {
		in[f.a], in[f.b] = true, true
		done[uint64(f.a)<<32|uint64(f.b)] = true
	}
	ranks := make([]int32, 0, len(in))
	for r := range in {
		ranks = append(ranks, r)
	}
	slices.Sort(ranks)
	scratch := make([][]word, c.opt.Workers)
	lists := make([][]uint64, len(ranks))
	if err := parallel(ctx, c.opt.Workers, len(ranks), func(w, i int) {
		text := words(c.docs[c.rank[ranks[i]]].Text, scratch[w][:0])
		scratch[w] = text
		for k := range max(len(text)-shingleWords+1, 0) {
			h := shingle(text, k)
			// What few share was paired in full the first time.
			if n := c.table.owners(h); n > keptFrom && n <= c.opt.MaxOwners {
				lists[i] = append(lists[i], h<<(64-hashBits)|uint64(ranks[i]))
			}
		}
	}); err != nil {
		return err
	}
	part := slices.Concat(lists...)
	slices.Sort(part)
	part = slices.Compact(part)
	hits := &pairCount{}
	var pairs []uint64
	made := 0
	postings(part, func(p posting) {
		if made > c.opt.Pairs {
			return
		}
		for k, e := range p.entries {
			for _, f := range p.entries[k+1:] {
				if a, b := rankOf(e), rankOf(f); c.different(a, b) && !done[uint64(a)<<32|uint64(b)] {
					pairs = append(pairs, uint64(a)<<32|uint64(b))
				}
			}
		}
		if len(pairs) > 1<<20 {
			made += len(pairs)
			hits.add(pairs)
			pairs = pairs[:0]
		}
	})
	hits.add(pairs)
	if err := c.confirm(ctx, hits.candidates(minHits)); err != nil {
		return err
	}
	return c.compareTwins(ctx)
}

// compareTwins aligns every text that several people handed in unchanged with
// itself, for what is in it beyond templates.
func (c *corpus) compareTwins(ctx context.Context) error {
	var same []int32
	for r, n := range c.many {
		if n > 1 && n <= c.opt.MaxOwners {
			same = append(same, int32(r))
		}
	}
	results := make([]*found, len(same))
	err := parallel(ctx, c.opt.Workers, len(same), func(_, i int) {
		text := words(c.docs[c.rank[same[i]]].Text, nil)
		al := c.aligner()
		al.setA(text)
		al.runs = append(al.runs[:0], run{0, 0, len(text)})
		var m alignment
		al.addSpan(&m, text, al.runs)
		if c.enough(m) {
			results[i] = &found{same[i], same[i], m}
		}
	})
	for _, f := range results {
		if f != nil {
			c.found = append(c.found, *f)
		}
	}
	return err
}

// matches turns ranks back into documents. Equal texts stand for each other,
// as far as pairs are listed.
func (c *corpus) matches() []Match {
	smaller := map[int32]int{}
	length := func(r int32) int {
		n, ok := smaller[r]
		if !ok {
			n = len(words(c.docs[c.rank[r]].Text, nil))
			smaller[r] = n
		}
		return n
	}
	var out []Match
	for _, f := range c.found {
		share := float64(f.words) / float64(max(min(length(f.a), length(f.b)), 1))
		ta, tb := c.twins[f.a], c.twins[f.b]
		for i, a := range ta[:min(len(ta), maxTwins)] {
			for k, b := range tb[:min(len(tb), maxTwins)] {
				if c.docs[a].Owner == c.docs[b].Owner || f.a == f.b && k <= i {
					continue
				}
				m := Match{A: a, B: b, Spans: slices.Clone(f.spans), Words: f.words, LongestWords: f.longest, Share: min(share, 1), Bits: f.bits}
				if a > b {
					m = m.swap()
				}
				slices.SortFunc(m.Spans, func(x, y Span) int { return cmp.Or(cmp.Compare(x.AStart, y.AStart), cmp.Compare(x.BStart, y.BStart)) })
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(x, y Match) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return slices.CompactFunc(out, func(x, y Match) bool { return x.A == y.A && x.B == y.B })
}

func (m Match) swap() Match {
	m.A, m.B = m.B, m.A
	for i, s := range m.Spans {
		m.Spans[i] = Span{AStart: s.BStart, AEnd: s.BEnd, BStart: s.AStart, BEnd: s.AEnd, Words: s.Words}
	}
	return m
}

// star is a passage of one document with the documents it also stands in.
type star struct {
	doc        int32
	start, end int
	words      int
	bits       float64
	docs       []int32
}

// groups lists passages with all documents that hold them: first the texts
// that are equal, then for every document its passages that most others share.
func (c *corpus) groups(matches []Match) []Group {
	var out []Group
	for r, n := range c.many {
		if n < 2 {
			continue
		}
		d := c.rank[r]
		g := Group{Docs: slices.Sorted(slices.Values(c.twins[r])), Owners: n, Identical: true, Common: n > c.opt.MaxOwners, Doc: d, End: min(len(c.docs[d].Text), maxText)}
		g.Words, g.Bits = c.weight(d, g.Start, g.End)
		out = append(out, g)
	}
	var stars []star
	c.eachDoc(matches, func(doc int32, parts []part) { stars = append(stars, c.stars(doc, parts)...) })
	slices.SortFunc(stars, func(a, b star) int {
		return cmp.Or(cmp.Compare(len(b.docs), len(a.docs)), cmp.Compare(b.words, a.words), cmp.Compare(a.doc, b.doc), cmp.Compare(a.start, b.start))
	})
	taken := map[int32][]int{} // document -> indexes of its groups
	for _, s := range stars {
		if c.known(out, taken, s) {
			continue
		}
		for _, d := range s.docs {
			taken[d] = append(taken[d], len(out))
		}
		out = append(out, Group{Docs: s.docs, Owners: c.countOwners(s.docs), Words: s.words, Bits: s.bits, Doc: s.doc, Start: s.start, End: s.end})
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Owners, a.Owners), cmp.Compare(b.Bits, a.Bits), slices.Compare(a.Docs, b.Docs))
	})
	return out
}

// known reports a passage whose documents all stand in a group already.
func (c *corpus) known(groups []Group, taken map[int32][]int, s star) bool {
	for _, g := range taken[s.docs[0]] {
		inside := true
		for _, d := range s.docs {
			if _, ok := slices.BinarySearch(groups[g].Docs, d); !ok {
				inside = false
				break
			}
		}
		if inside {
			return true
		}
	}
	return false
}

func (c *corpus) countOwners(docs []int32) int {
	owners := map[int32]bool{}
	for _, d := range docs {
		owners[c.docs[d].Owner] = true
	}
	return len(owners)
}

// part is a passage of a document that one other document shares.
type part struct {
	start, end int
	other      int32
}

// eachDoc calls do for every document with its passages from all matches.
func (c *corpus) eachDoc(matches []Match, do func(doc int32, parts []part)) {
	parts := map[int32][]part{}
	var order []int32
	add := func(d int32, p part) {
		if parts[d] == nil {
			order = append(order, d)
		}
		parts[d] = append(parts[d], p)
	}
	for _, m := range matches {
		for _, s := range m.Spans {
			add(m.A, part{s.AStart, s.AEnd, m.B})
			add(m.B, part{s.BStart, s.BEnd, m.A})
		}
	}
	slices.Sort(order)
	for _, d := range order {
		do(d, parts[d])
	}
}

// stars finds the places of a document that most others share and makes a
// group of each, as long as the passage is telling.
func (c *corpus) stars(doc int32, parts []part) []star {
	var out []star
	for range maxGroupsDoc {
		if len(parts) == 0 {
			break
		}
		at := busiest(parts)
		s := star{doc: doc, start: at, end: at, docs: []int32{doc}}
		over := func(p part) bool { return p.start <= at && at < p.end }
		first := true
		for _, p := range parts {
			if !over(p) {
				continue
			}
			s.docs = append(s.docs, p.other)
			if first {
				s.start, s.end, first = p.start, p.end, false
			}
			s.start, s.end = max(s.start, p.start), min(s.end, p.end)
		}
		parts = slices.DeleteFunc(parts, over)
		slices.Sort(s.docs)
		s.docs = slices.Compact(s.docs)
		s.words, s.bits = c.weight(doc, s.start, s.end)
		if len(s.docs) > 1 && s.words >= minSpanWords {
			out = append(out, s)
		}
	}
	return out
}

// busiest returns the first place that the most passages cover.
func busiest(parts []part) int {
	type edge struct{ at, step int }
	edges := make([]edge, 0, 2*len(parts))
	for _, p := range parts {
		edges = append(edges, edge{p.start, 1}, edge{p.end, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.step, b.step)) })
	depth, most, at := 0, 0, 0
	for _, e := range edges {
		if depth += e.step; depth > most {
			most, at = depth, e.at
		}
	}
	return at
}

// weight returns the telling words of a part of a document and their rarity.
func (c *corpus) weight(doc int32, start, end int) (int, float64) {
	al := c.aligner()
	al.weighAll(words(c.docs[doc].Text[start:end], nil))
	return al.weigh(run{0, 0, len(al.a)})
}

// templates names the longest passages that too many people use, as a sample
// of the documents shows them.
func (c *corpus) templates() []Template {
	var all []Template
	step := max(len(c.rank)/sampleDocs, 1)
	seen := map[uint64]bool{}
	var w []word
	for r := 0; r < len(c.rank); r += step {
		w = words(c.docs[c.rank[r]].Text, w[:0])
		for i := 0; i+shingleWords <= len(w); {
			n, owners := 0, everybody
			for ; i+n+shingleWords <= len(w); n++ {
				o := c.table.owners(shingle(w, i+n))
				if o <= c.opt.MaxOwners || o == everybody {
					break
				}
				owners = min(owners, o)
			}
			if length := n + shingleWords - 1; n > 0 && length >= minTemplate {
				if key := shingle(w, i+n/2); !seen[key] {
					seen[key] = true
					all = append(all, Template{Owners: owners, Words: length, Doc: c.rank[r], Start: int(w[i].start), End: int(w[i+length-1].end)})
				}
			}
			i += n + 1
		}
	}
	slices.SortFunc(all, func(a, b Template) int {
		return cmp.Or(cmp.Compare(b.Owners*b.Words, a.Owners*a.Words), cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.Start, b.Start))
	})
	return all[:min(len(all), maxTemplates)]
}
