package resolve

import (
	"math/bits"
	"slices"
)

// postings are (key, node) words in order, with a table of where each run of
// keys begins. Keys are hashes, evenly spread, so a run holds about eight.
type postings struct {
	words  []uint64
	starts []uint32 // starts[k] is the first place of a key whose upper bits are k or more
	shift  int
}

func newPostings(sorted []uint64) postings {
	p := postings{words: sorted, shift: 32 - max(0, bits.Len(uint(len(sorted)))-4)}
	p.starts = make([]uint32, 1<<(32-p.shift)+1)
	at := 0
	for k := range p.starts {
		for at < len(sorted) && sorted[at]>>32>>p.shift < uint64(k) {
			at++
		}
		p.starts[k] = uint32(at)
	}
	return p
}

// find returns the entries of a key.
func (p *postings) find(key uint32) []uint64 {
	if len(p.words) == 0 {
		return nil
	}
	k := uint64(key) >> p.shift
	lo, hi := p.starts[k], p.starts[k+1]
	for lo < hi {
		mid := (lo + hi) / 2
		if uint32(p.words[mid]>>32) < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := int(lo)
	for end < len(p.words) && uint32(p.words[end]>>32) == key {
		end++
	}
	return p.words[lo:end]
}

// adjacency holds the scored pairs of each node: those loaded in bulk packed
// side by side, those added since in lists.
type adjacency struct {
	starts []uint32
	packed []edge
	extra  map[uint32][]edge
}

func newAdjacency(n int, edges []edge) adjacency {
	a := adjacency{starts: make([]uint32, n+1), extra: map[uint32][]edge{}}
	for _, e := range edges {
		a.starts[e.a]++
		a.starts[e.b]++
	}
	sum := uint32(0)
	for i, c := range a.starts {
		a.starts[i] = sum
		sum += c
	}
	a.packed = make([]edge, sum)
	at := slices.Clone(a.starts)
	for _, e := range edges {
		a.packed[at[e.a]], a.packed[at[e.b]] = e, e
		at[e.a]++
		at[e.b]++
	}
	return a
}

// of calls f for each edge of a node.
func (a *adjacency) of(node uint32, f func(edge)) {
	if int(node)+1 < len(a.starts) {
		for _, e := range a.packed[a.starts[node]:a.starts[node+1]] {
			f(e)
		}
	}
	for _, e := range a.extra[node] {
		f(e)
	}
}

func (a *adjacency) add(e edge) {
	a.extra[e.a] = append(a.extra[e.a], e)
	a.extra[e.b] = append(a.extra[e.b], e)
}

// drop forgets the added edges of a node. Packed ones stay; their node is dead
// and every reader skips it.
func (a *adjacency) drop(node uint32) {
	for _, e := range a.extra[node] {
		other := e.a ^ e.b ^ node
		a.extra[other] = slices.DeleteFunc(a.extra[other], func(x edge) bool { return x.a == node || x.b == node })
	}
	delete(a.extra, node)
}

// component lists the nodes that links connect with the seeds, and all edges
// among them.
func (x *Index) component(seeds []uint32) (nodes []uint32, edges []edge) {
	seen := map[uint32]bool{}
	for _, s := range seeds {
		if x.first[s] != 0 && !seen[s] {
			seen[s] = true
			nodes = append(nodes, s)
		}
	}
	for i := 0; i < len(nodes); i++ {
		node := nodes[i]
		x.links.of(node, func(e edge) {
			other := e.a ^ e.b ^ node
			if x.guard.linking(e) && x.first[other] != 0 && !seen[other] {
				seen[other] = true
				nodes = append(nodes, other)
			}
		})
	}
	for _, node := range nodes {
		x.links.of(node, func(e edge) {
			if other := e.a ^ e.b ^ node; node < other && seen[other] {
				edges = append(edges, e)
			}
		})
	}
	return nodes, edges
}

// recluster works out the clusters around the seeds anew.
func (x *Index) recluster(seeds []uint32) (nodes []uint32) {
	nodes, edges := x.component(seeds)
	sets := make(sparseSets, len(nodes))
	for _, n := range nodes {
		sets[n] = n
	}
	// Seeds may lie in several components; one partition per component keeps
	// each what a batch run would make of it.
	whole := make(sparseSets, len(nodes))
	for _, e := range edges {
		if x.guard.linking(e) {
			whole[e.a], whole[e.b] = whole.find(e.a), whole.find(e.b)
			whole.join(e.a, e.b)
		}
	}
	parts := map[uint32][]edge{}
	for _, e := range edges {
		if r := whole.find(e.a); r == whole.find(e.b) {
			parts[r] = append(parts[r], e)
		}
	}
	for _, es := range parts {
		rows, roots := partition(es, x.guard, x.frame.body)
		for i := range rows {
			sets.join(rows[i], roots[i])
		}
	}
	best := map[uint32]uint32{}
	for _, n := range nodes {
		root := sets.find(n)
		for at := x.first[n]; at != 0; at = x.records[at-1].next {
			if b, ok := best[root]; !ok || x.before(at-1, b) {
				best[root] = at - 1
			}
		}
	}
	for _, n := range nodes {
		x.named[n] = best[sets.find(n)]
	}
	return nodes
}
