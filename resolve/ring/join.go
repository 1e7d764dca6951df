package ring

import (
	"cmp"
	"math"
	"slices"

	"muster"
)

const (
	attachRounds = 6
	maxBits      = 24 // a single value never counts for more
	softValues   = 8  // rarest weak values of a person that are paired
	maxPairLimit = 8  // holders of a weak value that is paired
	maxPersonal  = 3  // holders of a home or private referee that shows who else belongs to a dense ring
	verifiedBits = 6  // more bits before weak values attach a verified person
)

// classify decides for every shared value what it may do and how much it
// weighs.
func (g *graph) classify() {
	g.class = make([]class, len(g.kept))
	g.family = make([]family, len(g.kept))
	g.rarity = make([]float64, len(g.kept))
	g.weight = make([]float64, len(g.kept))
	var buf []int32
	for v := range g.kept {
		buf = g.joined(int32(v), buf[:0])
		g.rarity[v] = g.bits(v)
		g.weight[v] = g.rarity[v] * traitOf(g.values[g.kept[v]].Kind).reliability
		g.family[v] = traitOf(g.values[g.kept[v]].Kind).family
		if g.otherPeoples(v) {
			g.family[v] = familyReferee // one referee gives a name, a phone and an e-mail
		}
		if g.prover[v] >= 0 {
			buf = append(buf[:0], g.holders.at(int32(v))...) // what it may do to those who use another's
		}
		g.class[v] = g.classOf(v, buf)
		if g.homely(int32(v)) {
			g.weight[v] = 0
		}
	}
}

// homely reports what people have in common by living together: their home, its
// line, what is sent there. It is told beside a ring's joints and counts for
// nothing; what exceeds the expected occupancy is another class.
func (g *graph) homely(v int32) bool {
	return g.class[v] == classHousehold && g.familyOf(v) == familyPlace
}

// holdersOf is how many people hold a value, as far as known.
func (g *graph) holdersOf(v int) int {
	return max(g.holders.off[v+1]-g.holders.off[v], int(g.values[g.kept[v]].Holders))
}

func (g *graph) bits(v int) float64 {
	val := &g.values[g.kept[v]]
	b := val.Bits
	if !(b > 0) { // also when it is not a number
		b = math.Log2(float64(g.opt.Base) / float64(g.holdersOf(v)))
	}
	return min(max(b, 0), maxBits)
}

// agencyHolders is how many records may hold one contact before it is taken
// for that of an agency most of their people came through.
const agencyHolders = 5

func (g *graph) classOf(v int, joined []int32) class {
	val := &g.values[g.kept[v]]
	n := g.holdersOf(v)
	if len(joined) < 2 || val.Common != muster.NotCommon || n > g.opt.MaxHolders {
		return classNone
	}
	if !val.Kind.Shareable() {
		return classStrong
	}
	t := traitOf(val.Kind)
	switch {
	case t.household && g.oneUnit(joined):
		return classHousehold
	case t.few == 0 || g.family[v] == familyReferee || g.weight[v] < g.opt.LinkBits:
		return classSoft
	case t.family == familyPlace && g.declaredHome(v):
		return classSoft
	case n > g.few(t), n > agencyHolders && 2*int(val.Agencies) >= n:
		return classMid
	}
	return classStrong
}

// few lowers the kind's limit in small populations, where a dozen holders is
// most of the company.
func (g *graph) few(t trait) int { return min(t.few, max(6, g.opt.Whole.nodes(g.members.len())/10)) }

func (g *graph) oneUnit(nodes []int32) bool {
	for _, n := range nodes[1:] {
		if g.unit[n] != g.unit[nodes[0]] {
			return false
		}
	}
	return true
}

// otherPeoples reports that at most one holder holds the value as something
// of the person's own: former colleagues name the same referee, and one
// person's phone is another's reference.
func (g *graph) otherPeoples(v int) bool {
	own, referee := 0, 0
	for i := g.holders.off[v]; i < g.holders.off[v+1]; i++ {
		switch f := g.flags[i] &^ (Proved | Named); {
		case f == 0 || f&^(Referee|Agency) != 0:
			own++
		default:
			referee++
		}
	}
	return referee > 0 && own <= 1
}

// declaredHome reports a place that every holder gives as home: neighbours and
// households, not infrastructure.
func (g *graph) declaredHome(v int) bool {
	for i := g.holders.off[v]; i < g.holders.off[v+1]; i++ {
		if g.flags[i]&(Own|Named) == 0 {
			return false
		}
	}
	return true
}

// joinStrong chains the holders of every joining value.
func (g *graph) joinStrong() {
	var buf []int32
	for v := range g.kept {
		if g.class[v] == classStrong {
			buf = g.joined(int32(v), buf[:0])
			for _, n := range buf[min(1, len(buf)):] {
				g.comp.union(buf[0], n)
			}
		}
	}
}

// valuePair is two weak values of different families that one person holds.
type valuePair struct{ u, v, node int32 }

// joinPairs joins people who share two weak values of different families,
// both held by so few that chance alone makes next to no such pair. It groups
// people by the pairs of values they hold instead of pairing people, so a value
// with many holders costs no more than one with few.
func (g *graph) joinPairs() {
	limit := g.pairLimit()
	var pairs []valuePair
	var soft []int32
	for n := range int32(g.members.len()) {
		soft = g.softOf(n, limit, soft[:0])
		for i, u := range soft {
			for _, v := range soft[i+1:] {
				if g.familyOf(u) != g.familyOf(v) {
					pairs = append(pairs, valuePair{min(u, v), max(u, v), n})
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b valuePair) int {
		return cmp.Or(cmp.Compare(a.u, b.u), cmp.Compare(a.v, b.v), cmp.Compare(a.node, b.node))
	})
	for i := 1; i < len(pairs); i++ {
		if a, b := pairs[i-1], pairs[i]; a.u == b.u && a.v == b.v {
			g.comp.union(a.node, b.node)
		}
	}
}

// pairLimit returns the largest number of holders of weak values at which the
// pairs of people expected to share two families by chance stay below one in
// ten thousand people, or 0.
func (g *graph) pairLimit() int {
	if g.opt.Whole != nil {
		return g.opt.Whole.PairLimit
	}
	var made [maxPairLimit + 1][families]float64 // pairs of people made by values of that many holders
	for v := range g.kept {
		if n := g.holdersOf(v); n <= maxPairLimit && (g.class[v] == classSoft || g.class[v] == classMid) {
			made[n][g.familyOf(int32(v))] += float64(n*(n-1)) / 2
		}
	}
	base := float64(g.opt.Base)
	var sum [families]float64
	limit := 0
	for n := 2; n <= maxPairLimit; n++ {
		total, squares := 0.0, 0.0
		for f := range sum {
			sum[f] += made[n][f]
			total, squares = total+sum[f], squares+sum[f]*sum[f]
		}
		if (total*total-squares)/(base*base) > max(base/10_000, 0.2) {
			break
		}
		limit = n
	}
	return limit
}

// softOf appends the rarest weak values that count against a node, of at most
// limit holders, to dst.
func (g *graph) softOf(n int32, limit int, dst []int32) []int32 {
	for _, v := range g.held.at(n) {
		if (g.class[v] == classSoft || g.class[v] == classMid) && g.holdersOf(int(v)) <= limit && g.counts(v, n) {
			dst = append(dst, v)
		}
	}
	slices.SortFunc(dst, func(a, b int32) int {
		return cmp.Or(cmp.Compare(g.weight[b], g.weight[a]), cmp.Compare(a, b))
	})
	return dst[:min(len(dst), softValues)]
}

// counts reports whether a value holds a node in a set.
func (g *graph) counts(v, n int32) bool {
	lo := g.holders.off[v]
	i, ok := slices.BinarySearch(g.holders.at(v), n)
	return ok && g.linked[lo+i]
}

func (g *graph) familyOf(v int32) family { return g.family[v] }
