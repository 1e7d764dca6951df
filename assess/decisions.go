package assess

import (
	"cmp"
	"slices"

	"muster"
	"muster/dossier"
)

// Decision is what people said about two records: they are one human's, or they
// are not. The last one about a pair holds.
type Decision struct {
	A, B muster.SubjectID
	Same bool
}

// decisions are what people said, by the pair, the smaller id first.
type decisions map[[2]muster.SubjectID]bool

func decisionsOf(list []Decision) decisions {
	d := make(decisions, len(list))
	for _, said := range list {
		d[[2]muster.SubjectID{min(said.A, said.B), max(said.A, said.B)}] = said.Same
	}
	return d
}

// each adds the pairs that people put together and who are both there.
func (d decisions) each(index *dossier.Index, pairs map[[2]int]bool) {
	for ids, same := range d {
		a, known := index.Known(ids[0])
		b, knownToo := index.Known(ids[1])
		if same && known && knownToo && a != b {
			pairs[[2]int{min(a, b), max(a, b)}] = true
		}
	}
}

// among returns what was said about pairs of some people.
func (d decisions) among(index *dossier.Index, at map[int]int32) decisions {
	some := decisions{}
	for ids, same := range d {
		a, known := index.Known(ids[0])
		b, knownToo := index.Known(ids[1])
		if !known || !knownToo {
			continue
		}
		_, first := at[a]
		if _, second := at[b]; first && second {
			some[ids] = same
		}
	}
	return some
}

func pairOf(index *dossier.Index, pair [2]int) [2]muster.SubjectID {
	a, b := index.ID(pair[0]), index.ID(pair[1])
	return [2]muster.SubjectID{min(a, b), max(a, b)}
}

// compare puts what people put together before what the records say.
func (d decisions) compare(index *dossier.Index, a, b [2]int) int {
	rank := func(pair [2]int) int {
		if d[pairOf(index, pair)] {
			return 0
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

func togetherBy(index *dossier.Index, pair [2]int) muster.Joint {
	return muster.Joint{Value: "put together by people", Members: []muster.SubjectID{index.ID(pair[0]), index.ID(pair[1])}, SharedBy: 2}
}

// humans is sets of records of one human.
type humans struct {
	index   *dossier.Index
	parent  map[int]int
	members map[int][]int // root -> records
	decided decisions
}

func (h *humans) find(x int) int {
	p, ok := h.parent[x]
	if !ok {
		h.parent[x], h.members[x] = x, []int{x}
		return x
	}
	if p != x {
		h.parent[x] = h.find(p)
	}
	return h.parent[x]
}

// join puts the sets of two records together and reports whether they are in
// one afterwards: not when people told somebody of one from somebody of the
// other.
func (h *humans) join(a, b int) bool {
	a, b = h.find(a), h.find(b)
	if a == b {
		return true
	}
	if h.apart(a, b) {
		return false
	}
	root, other := min(a, b), max(a, b)
	h.parent[other] = root
	h.members[root] = append(h.members[root], h.members[other]...)
	delete(h.members, other)
	return true
}

func (h *humans) apart(a, b int) bool {
	for ids, same := range h.decided {
		if same {
			continue
		}
		p, known := h.index.Known(ids[0])
		q, knownToo := h.index.Known(ids[1])
		if !known || !knownToo {
			continue
		}
		if slices.Contains(h.members[a], p) && slices.Contains(h.members[b], q) || slices.Contains(h.members[a], q) && slices.Contains(h.members[b], p) {
			return true
		}
	}
	return false
}
