package ring

import (
	"cmp"
	"slices"
)

// bridge is a shared value whose removal takes a set apart.
type bridge struct {
	value int32 // shared value
	sides [][]int32
}

// split takes apart the sets that hang together by one shareable value between
// two cores. It returns the sets of nodes, in the order of their first node,
// and the bridges that were not crossed.
func (g *graph) split() (pieces [][]int32, uncrossed []bridge) {
	sets := g.components()
	walk := newWalker(g)
	for c := range sets.len() {
		set := sets.at(int32(c))
		switch {
		case len(set) < 2:
		case len(set) < 2*g.opt.CoreSize:
			pieces = append(pieces, set)
		default:
			parts, cut := g.splitSet(walk, set)
			pieces, uncrossed = append(pieces, parts...), append(uncrossed, cut...)
		}
	}
	slices.SortFunc(pieces, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return pieces, uncrossed
}

// splitSet cuts every shareable value between two cores at once, then puts
// back what is no core, heaviest value first, as long as no two cores meet.
func (g *graph) splitSet(walk *walker, set []int32) ([][]int32, []bridge) {
	var cut []bridge
	for _, c := range walk.articulations(set) {
		if g.mayBeCut(c.value) && c.cores(g.opt.CoreSize) >= 2 {
			cut = append(cut, bridge{value: c.value})
		}
	}
	if len(cut) == 0 {
		return [][]int32{set}, nil
	}
	slices.SortFunc(cut, func(a, b bridge) int {
		return cmp.Or(cmp.Compare(g.weight[b.value], g.weight[a.value]), cmp.Compare(a.value, b.value))
	})
	without := make(map[int32]bool, len(cut))
	for _, b := range cut {
		without[b.value] = true
	}
	pieces := g.connected(set, without)
	pieces = g.rejoin(pieces, cut)
	return pieces, g.between(pieces, cut)
}

// mayBeCut reports whether a value between two cores may hold them together by
// chance or custom. What people cannot share, an account that pays people of
// different names, and a place where people have things sent who do not live
// there, does not; nor does a value that as many people hold as make a core: it
// is the middle of the group and no thread between two.
func (g *graph) mayBeCut(v int32) bool {
	kind := g.values[g.kept[v]].Kind
	if !kind.Shareable() || len(g.joined(v, nil)) >= g.opt.CoreSize {
		return false
	}
	switch traitOf(kind).family {
	case familyMoney:
		return false
	case familyPlace:
		return g.class[v] != classStrong
	}
	return true
}

// rejoin joins pieces along the cut values as long as at most one is a core.
func (g *graph) rejoin(pieces [][]int32, cut []bridge) [][]int32 {
	pieceOf := map[int32]int32{}
	core := make([]bool, len(pieces))
	for i, p := range pieces {
		core[i] = g.isCore(p)
		for _, n := range p {
			pieceOf[n] = int32(i)
		}
	}
	u := newUnionFind(len(pieces))
	for _, b := range cut {
		holders := g.joined(b.value, nil)
		// Cores first, so that what hangs on a cut value stays with a core.
		slices.SortStableFunc(holders, func(x, y int32) int {
			return cmp.Or(-cmp.Compare(b2i(core[u.find(pieceOf[x])]), b2i(core[u.find(pieceOf[y])])), cmp.Compare(x, y))
		})
		for _, n := range holders[1:] {
			x, y := u.find(pieceOf[holders[0]]), u.find(pieceOf[n])
			if !core[x] || !core[y] {
				both := core[x] || core[y]
				u.union(x, y)
				core[u.find(x)] = both
			}
		}
	}
	merged := map[int32][]int32{}
	for i, p := range pieces {
		r := u.find(int32(i))
		merged[r] = append(merged[r], p...)
	}
	out := make([][]int32, 0, len(merged))
	for _, p := range merged {
		slices.Sort(p)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b []int32) int { return cmp.Compare(a[0], b[0]) })
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// between restates the cut values as bridges between the final pieces, leaving
// out those that ended inside one.
func (g *graph) between(pieces [][]int32, cut []bridge) []bridge {
	pieceOf := map[int32]int{}
	for i, p := range pieces {
		for _, n := range p {
			pieceOf[n] = i
		}
	}
	var out []bridge
	for _, b := range cut {
		var sides []int
		for _, n := range g.joined(b.value, nil) {
			if i := pieceOf[n]; !slices.Contains(sides, i) {
				sides = append(sides, i)
			}
		}
		if len(sides) < 2 {
			continue
		}
		restated := bridge{value: b.value}
		for _, i := range sides {
			restated.sides = append(restated.sides, pieces[i])
		}
		out = append(out, restated)
	}
	return out
}

// isCore reports a set that stands by itself: enough people of more than one
// household, joined by two families and by more values than a chain needs.
func (g *graph) isCore(nodes []int32) bool {
	if len(nodes) < g.opt.CoreSize || g.oneUnit(nodes) {
		return false
	}
	inside := map[int32]int{}
	for _, n := range nodes {
		for _, v := range g.held.at(n) {
			if g.class[v] != classNone && g.counts(v, n) {
				inside[v]++
			}
		}
	}
	var seen [families]bool
	links, kinds := 0, 0
	for v, k := range inside {
		if k < 2 {
			continue
		}
		links += k - 1
		if f := g.familyOf(v); !seen[f] {
			seen[f] = true
			kinds++
		}
	}
	return kinds >= 2 && links > len(nodes)
}

// connected returns the parts of a set that hang together without some values.
func (g *graph) connected(set []int32, without map[int32]bool) [][]int32 {
	u := newUnionFind(len(set))
	first := map[int32]int32{}
	for i, n := range set {
		for _, v := range g.held.at(n) {
			if g.class[v] == classNone || without[v] || !g.counts(v, n) {
				continue
			}
			if f, ok := first[v]; ok {
				u.union(f, int32(i))
			} else {
				first[v] = int32(i)
			}
		}
	}
	var out [][]int32
	part := map[int32]int{}
	for i, n := range set {
		r := u.find(int32(i))
		p, ok := part[r]
		if !ok {
			p = len(out)
			part[r] = p
			out = append(out, nil)
		}
		out[p] = append(out[p], n)
	}
	return out
}
