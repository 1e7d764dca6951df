package resolve

import (
	"cmp"
	"container/heap"
	"slices"
)

// edge is a scored pair of records. Weights are in 1/1024 bit, as whole
// numbers, so that sums do not depend on their order.
type edge struct {
	a, b   uint32
	weight int32
	flags  edgeFlag
}

type edgeFlag uint8

const (
	edgeMust   edgeFlag = 1 << iota // a human said: same
	edgeCannot                      // a human, or two values of which a person has one, said: not the same
	edgeNoLink                      // evidence, but not enough of it about the person to link
)

const weightUnit = 1024

func toWeight(bits float64) int32 { return int32(clampTo(bits, -200, 200) * weightUnit) }

// unionFind with path halving; the smaller number is the root.
type unionFind []uint32

func newUnionFind(n int) unionFind {
	u := make(unionFind, n)
	for i := range u {
		u[i] = uint32(i)
	}
	return u
}

func (u unionFind) find(x uint32) uint32 {
	for u[x] != x {
		u[x] = u[u[x]]
		x = u[x]
	}
	return x
}

// join reports whether the two were apart.
func (u unionFind) join(a, b uint32) bool {
	a, b = u.find(a), u.find(b)
	if a == b {
		return false
	}
	if a > b {
		a, b = b, a
	}
	u[b] = a
	return true
}

// guard decides which clusters may merge.
type guard struct {
	bar    int32 // an edge below it links nothing
	mean   int64 // a merge needs this mean weight over all cross pairs
	unseen int64 // weight of a pair that was never compared, and the least any pair counts
	most   int64 // the most one pair counts: one shared value must not outvote many differences

	frame *frame
	ones  []int // words of fields of which a person has one value
}

func newGuard(m *Model, f *frame) guard {
	g := guard{bar: toWeight(m.Threshold), mean: int64(toWeight(m.Guard.Mean)), unseen: int64(toWeight(m.Guard.Unseen)), most: int64(toWeight(m.Guard.Most)), frame: f}
	for _, fl := range f.fields {
		if fl.onePer && fl.slots == 1 {
			g.ones = append(g.ones, fl.word)
		}
	}
	return g
}

// only returns the values of which a person has one, or nil.
func (g guard) only(row uint32) []uint32 {
	if len(g.ones) == 0 {
		return nil
	}
	out := make([]uint32, len(g.ones))
	for i, w := range g.ones {
		out[i] = g.frame.line(row)[w]
	}
	return out
}

func clash(a, b []uint32) bool {
	for i := range a {
		if a[i] != 0 && b[i] != 0 && a[i] != b[i] {
			return true
		}
	}
	return false
}

// linking reports whether the edge alone would link its records.
func (g guard) linking(e edge) bool {
	return e.flags&edgeMust != 0 || e.weight >= g.bar && e.flags&(edgeCannot|edgeNoLink) == 0
}

// clusterRows groups rows by their edges, links and evidence against. order
// ranks rows by content, so that ties do not depend on row numbers.
func clusterRows(n int, edges []edge, g guard, order []uint32) unionFind {
	whole := newUnionFind(n)
	for _, e := range edges {
		if g.linking(e) {
			whole.join(e.a, e.b)
		}
	}
	out := newUnionFind(n)
	byRoot := make([]uint64, 0, len(edges))
	for i, e := range edges {
		if r := whole.find(e.a); r == whole.find(e.b) {
			byRoot = append(byRoot, uint64(r)<<32|uint64(i))
		}
	}
	byRoot = sortEntries(byRoot)
	var starts []int
	for i := range byRoot {
		if i == 0 || byRoot[i]>>32 != byRoot[i-1]>>32 {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(byRoot))
	// Components share no rows, so they can be worked on side by side.
	groups := chunkOf(len(starts)-1, 256)
	parallel(len(groups), func(k int) {
		var es []edge
		for c := groups[k][0]; c < groups[k][1]; c++ {
			es = es[:0]
			for _, x := range byRoot[starts[c]:starts[c+1]] {
				es = append(es, edges[uint32(x)])
			}
			settle(out, es, g, order)
		}
	})
	return out
}

// settle clusters one component.
func settle(out unionFind, es []edge, g guard, order []uint32) {
	rows, roots := partition(es, g, order)
	for i, row := range rows {
		out.join(roots[i], row)
	}
}

// partition gives the rows of one component, by content, and for each the row
// that stands for its cluster.
func partition(es []edge, g guard, order []uint32) (rows, roots []uint32) {
	if len(es) == 1 {
		e := es[0]
		rows, roots = []uint32{e.a, e.b}, []uint32{e.a, e.b}
		if g.linking(e) && (e.flags&edgeMust != 0 || !clash(g.only(e.a), g.only(e.b))) {
			roots[1] = e.a
		}
		return rows, roots
	}
	a := newAgglomerator(es, g, order)
	a.run()
	roots = make([]uint32, len(a.rows))
	for i := range a.rows {
		roots[i] = a.rows[a.sets.find(uint32(i))]
	}
	return a.rows, roots
}

// cross is what is known between two clusters.
type cross struct {
	sum       int64
	pairs     int64
	forbidden bool
}

// agglomerator merges the records of one component from the strongest link
// down, each time asking whether the two sides agree as a whole: the mean
// weight over all their cross pairs, those never compared counting against.
// One shared value between two groups of strangers does not make them one.
type agglomerator struct {
	guard guard
	rows  []uint32 // by content
	sets  unionFind
	head  []uint32 // root -> number under which links are kept
	size  []int64
	links []map[uint32]*cross
	only  [][]uint32 // per cluster, values of which a person has one
	queue mergeQueue
}

type mergeItem struct {
	key  int64 // mean weight when queued
	a, b uint32
	must bool
}

type mergeQueue []mergeItem

func (q mergeQueue) Len() int { return len(q) }
func (q mergeQueue) Less(i, j int) bool {
	x, y := q[i], q[j]
	if x.must != y.must {
		return x.must
	}
	return cmp.Or(cmp.Compare(y.key, x.key), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) < 0
}
func (q mergeQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop serve container/heap.
func (q *mergeQueue) Push(x any) { *q = append(*q, x.(mergeItem)) }

// Pop takes the last item.
func (q *mergeQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

func newAgglomerator(es []edge, g guard, order []uint32) *agglomerator {
	a := &agglomerator{guard: g}
	for _, e := range es {
		a.rows = append(a.rows, e.a, e.b)
	}
	slices.SortFunc(a.rows, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(order[x], order[y]), cmp.Compare(x, y))
	})
	a.rows = slices.Compact(a.rows)
	index := make(map[uint32]uint32, len(a.rows))
	for i, r := range a.rows {
		index[r] = uint32(i)
	}
	n := len(a.rows)
	a.sets, a.size, a.links = newUnionFind(n), make([]int64, n), make([]map[uint32]*cross, n)
	a.head = make([]uint32, n)
	for i := range a.size {
		a.size[i] = int64(max(1, g.frame.copies[a.rows[i]]))
		a.head[i] = uint32(i)
	}
	if len(g.ones) > 0 {
		for _, r := range a.rows {
			a.only = append(a.only, g.only(r))
		}
	}
	for _, e := range es {
		x, y := index[e.a], index[e.b]
		c := a.link(x, y)
		n := a.size[x] * a.size[y]
		c.sum += clampInt(int64(e.weight), g.unseen, g.most) * n
		c.pairs += n
		c.forbidden = c.forbidden || e.flags&edgeCannot != 0
	}
	for _, e := range es {
		if g.linking(e) {
			x, y := index[e.a], index[e.b]
			a.queue = append(a.queue, mergeItem{a.mean(x, y, a.links[x][y]), min(x, y), max(x, y), e.flags&edgeMust != 0})
		}
	}
	heap.Init(&a.queue)
	return a
}

func clampInt(v, lo, hi int64) int64 { return max(lo, min(hi, v)) }

func (a *agglomerator) link(x, y uint32) *cross {
	if c := a.links[x][y]; c != nil {
		return c
	}
	c := &cross{}
	a.attach(x, y, c)
	return c
}

func (a *agglomerator) attach(x, y uint32, c *cross) {
	for _, p := range [2][2]uint32{{x, y}, {y, x}} {
		if a.links[p[0]] == nil {
			a.links[p[0]] = map[uint32]*cross{}
		}
		a.links[p[0]][p[1]] = c
	}
}

func (a *agglomerator) mean(x, y uint32, c *cross) int64 {
	all := a.size[x] * a.size[y]
	return (c.sum + (all-c.pairs)*a.guard.unseen) / all
}

func (a *agglomerator) run() {
	for a.queue.Len() > 0 {
		it := heap.Pop(&a.queue).(mergeItem)
		x, y := a.head[a.sets.find(it.a)], a.head[a.sets.find(it.b)]
		if x == y {
			continue
		}
		c := a.links[x][y]
		if c == nil || c.forbidden {
			continue
		}
		if !it.must {
			if a.only != nil && clash(a.only[x], a.only[y]) {
				continue
			}
			m := a.mean(x, y, c)
			if m < a.guard.mean {
				continue
			}
			if m < it.key { // the sides have grown since; wait for its turn
				it.key = m
				heap.Push(&a.queue, it)
				continue
			}
		}
		a.merge(x, y)
	}
}

// merge moves the smaller set of links into the larger one.
func (a *agglomerator) merge(x, y uint32) {
	if len(a.links[x]) < len(a.links[y]) {
		x, y = y, x
	}
	delete(a.links[x], y)
	for z, c := range a.links[y] {
		if z == x {
			continue
		}
		delete(a.links[z], y)
		if k := a.links[x][z]; k != nil {
			k.sum, k.pairs, k.forbidden = k.sum+c.sum, k.pairs+c.pairs, k.forbidden || c.forbidden
		} else {
			a.attach(x, z, c)
		}
	}
	a.links[y] = nil
	if a.only != nil {
		for i, c := range a.only[y] {
			if a.only[x][i] == 0 {
				a.only[x][i] = c
			}
		}
	}
	a.size[x] += a.size[y]
	a.sets.join(x, y)
	a.head[a.sets.find(x)] = x
}
