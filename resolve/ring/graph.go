package ring

import (
	"cmp"
	"math"
	"slices"

	"muster"
)

// graph is the bipartite graph of humans ("nodes": people whose records are
// known to be one human are one node) and the values that at least two of
// them hold, in compressed rows both ways.
type graph struct {
	opt    Options
	people []Person
	values []Value

	node    []int32 // person -> node
	members lists   // node -> people
	unit    []int32 // node -> household; a node of its own otherwise

	kept    []int32 // index of a shared value -> index in values
	holders lists   // shared value -> nodes, ascending
	flags   []Flag  // beside holders.item
	held    lists   // node -> shared values, ascending
	active  []bool  // beside holders.item: counts against this holder
	linked  []bool  // beside holders.item: holds this holder in a set
	prover  []int32 // shared value -> the only node that proved control of it, or -1

	class  []class
	family []family
	rarity []float64 // bits of a shared value against chance
	weight []float64 // the same, by its kind's reliability

	comp *unionFind // of nodes
	size []int32    // root of a set -> its nodes, during attach
}

// lists is many short lists of int32 in one slice.
type lists struct {
	off  []int
	item []int32
}

func (l lists) at(i int32) []int32 { return l.item[l.off[i]:l.off[i+1]] }
func (l lists) len() int           { return max(len(l.off)-1, 0) }

// group builds lists from pairs (row of i, value of i), keeping the order of i.
func group(rows, n int, row func(i int) int32, item func(i int) int32) lists {
	l := lists{off: make([]int, rows+1), item: make([]int32, n)}
	for i := range n {
		l.off[row(i)+1]++
	}
	for r := range rows {
		l.off[r+1] += l.off[r]
	}
	next := slices.Clone(l.off[:rows])
	for i := range n {
		r := row(i)
		l.item[next[r]] = item(i)
		next[r]++
	}
	return l
}

func newGraph(edges []Edge, people []Person, values []Value, opt Options) *graph {
	g := &graph{opt: opt, people: people, values: values}
	g.mergeSame()
	g.addEdges(edges)
	g.unit = g.households()
	g.comp = newUnionFind(g.members.len())
	return g
}

// mergeSame makes one node of the records of one human. Nodes are numbered by
// (first happened, id), so that nothing depends on how people are numbered.
func (g *graph) mergeSame() {
	n := len(g.people)
	u := newUnionFind(n)
	for _, p := range g.opt.Same {
		if inRange(p[0], n) && inRange(p[1], n) {
			u.union(p[0], p[1])
		}
	}
	order := make([]int32, n)
	for p := range order {
		order[p] = int32(p)
	}
	slices.SortFunc(order, g.earlier)
	g.node = make([]int32, n)
	ofRoot := make([]int32, n)
	nodes := int32(0)
	for _, p := range order {
		r := u.find(p)
		if ofRoot[r] == 0 {
			nodes++
			ofRoot[r] = nodes
		}
		g.node[p] = ofRoot[r] - 1
	}
	g.members = group(int(nodes), n, func(i int) int32 { return g.node[order[i]] }, func(i int) int32 { return order[i] })
}

// earlier orders people by (first happened, id); an unknown time is last.
func (g *graph) earlier(a, b int32) int {
	when := func(p int32) int64 {
		if f := g.people[p].First; f != 0 {
			return f
		}
		return math.MaxInt64
	}
	return cmp.Or(cmp.Compare(when(a), when(b)), cmp.Compare(g.people[a].ID, g.people[b].ID), cmp.Compare(a, b))
}

func inRange(i int32, n int) bool { return i >= 0 && int(i) < n }

// addEdges keeps the values with two holders or more, each holder once.
func (g *graph) addEdges(edges []Edge) {
	ok := func(e Edge) bool { return inRange(e.Person, len(g.node)) && inRange(e.Value, len(g.values)) }
	count := make([]int32, len(g.values))
	for _, e := range edges {
		if ok(e) && count[e.Value] < math.MaxInt32 {
			count[e.Value]++
		}
	}
	index := make([]int32, len(g.values))
	for v, c := range count {
		index[v] = -1
		if c >= 2 {
			index[v] = int32(len(g.kept))
			g.kept = append(g.kept, int32(v))
		}
	}
	some := make([]int32, 0, len(edges)/2)
	for i, e := range edges {
		if ok(e) && index[e.Value] >= 0 {
			some = append(some, int32(i))
		}
	}
	byNode := group(g.members.len(), len(some), func(i int) int32 { return g.node[edges[some[i]].Person] }, func(i int) int32 { return some[i] })
	// Taking edges in the order of nodes leaves every value's holders sorted.
	byValue := group(len(g.kept), len(some), func(i int) int32 { return index[edges[byNode.item[i]].Value] }, func(i int) int32 { return byNode.item[i] })
	g.compact(edges, byValue)
}

// compact joins repeated edges and drops the values left with one holder.
func (g *graph) compact(edges []Edge, byValue lists) {
	g.holders.item = make([]int32, 0, len(byValue.item))
	g.holders.off = []int{0}
	kept := g.kept[:0]
	for i := range byValue.len() {
		start := len(g.holders.item)
		for _, e := range byValue.at(int32(i)) {
			n := g.node[edges[e].Person]
			if end := len(g.holders.item); end > start && g.holders.item[end-1] == n {
				g.flags[end-1] |= edges[e].Flags
				continue
			}
			g.holders.item = append(g.holders.item, n)
			g.flags = append(g.flags, edges[e].Flags)
		}
		if len(g.holders.item)-start < 2 {
			g.holders.item, g.flags = g.holders.item[:start], g.flags[:start]
			continue
		}
		kept = append(kept, g.kept[i])
		g.holders.off = append(g.holders.off, len(g.holders.item))
	}
	g.kept = kept
	g.shield()
	g.buildHeld()
}

// shield takes the one person who proved control of a value out of the
// reckoning on it: what others wrote on a form is not held against the owner.
// When several proved it, they do share it.
func (g *graph) shield() {
	g.active = make([]bool, len(g.holders.item))
	for i := range g.active {
		g.active[i] = true
	}
	g.prover = make([]int32, len(g.kept))
	for v := range g.kept {
		g.prover[v] = -1
		provers, last := 0, 0
		for i := g.holders.off[v]; i < g.holders.off[v+1]; i++ {
			if g.flags[i]&Proved != 0 {
				provers, last = provers+1, i
			}
		}
		if provers == 1 {
			g.active[last], g.prover[v] = false, g.holders.item[last]
		}
	}
	g.linked = slices.Clone(g.active)
}

func (g *graph) buildHeld() {
	valueOf := make([]int32, len(g.holders.item))
	for v := range g.kept {
		for i := g.holders.off[v]; i < g.holders.off[v+1]; i++ {
			valueOf[i] = int32(v)
		}
	}
	g.held = group(g.members.len(), len(valueOf), func(i int) int32 { return g.holders.item[i] }, func(i int) int32 { return valueOf[i] })
}

// joined appends the holders that a value holds together to dst.
func (g *graph) joined(v int32, dst []int32) []int32 {
	for i := g.holders.off[v]; i < g.holders.off[v+1]; i++ {
		if g.linked[i] {
			dst = append(dst, g.holders.item[i])
		}
	}
	return dst
}

// households puts people of one declared home, up to the expected occupancy,
// and people whose relation is on record into one unit. A home that holds more
// people than expected excuses nobody; in a large building the address itself,
// with its flat, is the home.
func (g *graph) households() []int32 {
	u := newUnionFind(g.members.len())
	first, size := map[int32]int32{}, map[int32]int{}
	for n := range int32(g.members.len()) {
		for _, h := range g.homes(n) {
			if size[h]++; size[h] == 1 {
				first[h] = n
			}
		}
	}
	for n := range int32(g.members.len()) {
		for _, h := range g.homes(n) {
			if size[h] <= g.opt.Occupancy {
				u.union(first[h], n)
			}
		}
	}
	for v := range g.kept {
		g.joinAddress(u, v)
	}
	for _, p := range g.opt.Related {
		if inRange(p[0], len(g.node)) && inRange(p[1], len(g.node)) {
			u.union(g.node[p[0]], g.node[p[1]])
		}
	}
	unit := make([]int32, g.members.len())
	for n := range unit {
		unit[n] = u.find(int32(n))
	}
	return unit
}

// joinAddress puts the people who declare one address as their own into one
// unit, up to the expected occupancy.
func (g *graph) joinAddress(u *unionFind, v int) {
	if g.values[g.kept[v]].Kind != muster.ArtefactAddress || g.values[g.kept[v]].Common != muster.NotCommon {
		return
	}
	limit := g.opt.Occupancy
	if e := int(g.values[g.kept[v]].Expected); e > 0 {
		limit = e
	}
	var own []int32
	for i := g.holders.off[v]; i < g.holders.off[v+1] && len(own) <= limit; i++ {
		if g.flags[i]&(Own|Named) != 0 {
			own = append(own, g.holders.item[i])
		}
	}
	if len(own) > limit {
		return
	}
	for _, n := range own[min(1, len(own)):] {
		u.union(own[0], n)
	}
}

// homes returns the different declared homes of a node's people.
func (g *graph) homes(n int32) []int32 {
	var out []int32
	for _, p := range g.members.at(n) {
		if h := g.people[p].Home; h >= 0 && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// unionFind keeps the smallest element of each set as its root, so that roots
// do not depend on the order of unions.
type unionFind struct{ parent []int32 }

func newUnionFind(n int) *unionFind {
	u := &unionFind{parent: make([]int32, n)}
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	return u
}

func (u *unionFind) find(x int32) int32 {
	for u.parent[x] != x {
		u.parent[x] = u.parent[u.parent[x]]
		x = u.parent[x]
	}
	return x
}

// union joins two sets and reports whether they were apart.
func (u *unionFind) union(a, b int32) bool {
	a, b = u.find(a), u.find(b)
	if a == b {
		return false
	}
	if b < a {
		a, b = b, a
	}
	u.parent[b] = a
	return true
}
