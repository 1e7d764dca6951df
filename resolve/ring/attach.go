package ring

import (
	"cmp"
	"math"
	"slices"

	"muster"
)

// attach looks once at every set of at least two people that is joined so far
// and takes in those whom weak evidence connects to it. It decides everything
// on the sets as they stand, then joins, and reports whether anything changed.
func (g *graph) attach() bool {
	sets := g.components()
	var joins [][2]int32
	g.size = make([]int32, g.members.len())
	for c := range sets.len() {
		set := sets.at(int32(c))
		g.size[g.comp.find(set[0])] = int32(len(set))
	}
	for c := range sets.len() {
		core := sets.at(int32(c))
		if len(core) >= 2 && !g.oneUnit(core) {
			joins = g.attachTo(core, joins)
		}
	}
	joins = g.usersOf(joins)
	changed := false
	for _, j := range joins {
		changed = g.comp.union(j[0], j[1]) || changed
	}
	return changed
}

// minOwners is how many people a ring has before it takes in those who use a
// contact that one of them proved to control.
const minOwners = 3

// usersOf appends the joins between a ring and those who gave as theirs a
// contact whose control a member proved. It says something against them and
// nothing against the member, so the ring must stand without it.
func (g *graph) usersOf(joins [][2]int32) [][2]int32 {
	for v, p := range g.prover {
		if p < 0 || g.class[v] != classStrong || g.size[g.comp.find(p)] < minOwners || g.counts(int32(v), p) {
			continue
		}
		used := false
		for _, n := range g.joined(int32(v), nil) {
			if g.unit[n] != g.unit[p] {
				joins = append(joins, [2]int32{p, n})
				used = true
			}
		}
		if used {
			g.linked[g.holders.off[v]+indexOf(g.holders.at(int32(v)), p)] = true
		}
	}
	return joins
}

// components lists the nodes of every set, sets in the order of their roots.
func (g *graph) components() lists {
	n := g.members.len()
	index := make([]int32, n)
	sets := int32(0)
	for i := range index {
		if r := g.comp.find(int32(i)); r == int32(i) {
			index[i] = sets
			sets++
		} else {
			index[i] = index[r]
		}
	}
	return group(int(sets), n, func(i int) int32 { return index[i] }, func(i int) int32 { return int32(i) })
}

// touch is what connects one outside set to a core: the best rarity in each
// family.
type touch struct {
	root  int32 // of the outside set
	alone bool  // a set of one
	best  [families]float64
}

// attachTo appends the joins between a core and those outside it.
func (g *graph) attachTo(core []int32, joins [][2]int32) [][2]int32 {
	root := g.comp.find(core[0])
	counted := g.valuesOf(core)
	touches := map[int32]*touch{}
	chances, dense := 0, g.isCore(core)
	var buf []int32
	for i := 0; i < len(counted); {
		v, inside := counted[i], 0
		for ; i < len(counted) && counted[i] == v; i++ {
			inside++
		}
		buf = g.joined(v, buf[:0])
		if len(buf) == inside || !g.mayAttach(v, core) {
			continue
		}
		chances++
		own := g.belongs(v, inside, len(buf)) || dense && g.personal(v, len(buf))
		for _, n := range buf {
			out := g.comp.find(n)
			if out == root {
				continue
			}
			if own {
				joins = append(joins, [2]int32{root, out})
			}
			t := touches[out]
			if t == nil {
				t = &touch{root: out, alone: g.size[out] == 1}
				touches[out] = t
			}
			f := g.familyOf(v)
			t.best[f] = max(t.best[f], g.rarity[v])
		}
	}
	for _, t := range touches {
		if g.surprising(t, chances) {
			joins = append(joins, [2]int32{root, t.root})
		}
	}
	return joins
}

// valuesOf lists the values that count against the nodes of a core, with
// repeats, sorted.
func (g *graph) valuesOf(core []int32) []int32 {
	var out []int32
	for _, n := range core {
		for _, v := range g.held.at(n) {
			if g.class[v] != classNone && g.class[v] != classStrong && g.counts(v, n) {
				out = append(out, v)
			}
		}
	}
	slices.Sort(out)
	return out
}

// mayAttach says whether a value is looked at for a core. That people of one
// household share their home and its line says nothing, whatever else one of them
// is in; another value of theirs only when it reaches into a ring of three or more.
func (g *graph) mayAttach(v int32, core []int32) bool {
	return g.class[v] != classHousehold || !g.homely(v) && len(core) >= 3
}

// belongs reports that a value is part of a core's infrastructure: two or more
// of its members, who are joined without it, are at least half of its holders. A
// real manager whom one persona names has real people, who name the same one;
// that two of few do so by chance is rare.
func (g *graph) belongs(v int32, inside, holders int) bool {
	return inside >= 2 && 2*inside >= max(holders, g.holdersOf(int(v)))
}

// personal reports a weak value that is never equal by chance and that hardly
// anybody holds: a home that more people declare than live in one, a network on
// one day, a text of many words. Among strangers it says nothing; next to a dense
// ring it tells who else belongs to the picture. A referee does so only with a
// private mailbox: whoever invents a career may name a real manager, and one
// honest person who worked there names the same one.
func (g *graph) personal(v int32, holders int) bool {
	if max(holders, g.holdersOf(int(v))) > maxPersonal {
		return false
	}
	val := &g.values[g.kept[v]]
	switch val.Kind {
	case muster.ArtefactAddress, muster.ArtefactMessage:
		return true
	case muster.ArtefactNetwork:
		return val.OneDay
	}
	return val.Private && g.family[v] == familyReferee
}

// surprising reports whether two families or more agree beyond what chance
// makes of so many opportunities: the expected number of bystanders who match
// a core this well must be small.
func (g *graph) surprising(t *touch, chances int) bool {
	best := slices.Clone(t.best[:])
	slices.SortFunc(best, func(a, b float64) int { return cmp.Compare(b, a) })
	if best[1] <= 0 {
		return false
	}
	bits, combinations, k := 0.0, 0.0, 0
	for ; k < 3 && best[k] > 0; k++ {
		bits += best[k]
		combinations += math.Log2(float64(max(chances-k, 1)) / float64(k+1))
	}
	need := math.Log2(float64(g.opt.Base)) + max(combinations, 0) + g.opt.AttachBits
	if t.alone && g.verified(t.root) {
		need += verifiedBits
	}
	return bits >= need
}

// verified reports a node all of whose records are verified.
func (g *graph) verified(n int32) bool {
	for _, p := range g.members.at(n) {
		if !g.people[p].Verified {
			return false
		}
	}
	return true
}
