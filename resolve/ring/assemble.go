package ring

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"muster"
)

const (
	minScore   = 8    // bits below which nothing is reported
	maxBridges = 16   // bridges listed for a ring
	maxSide    = 64   // people listed on a side of a bridge
	maxJoints  = 2000 // joints listed for a ring
)

// rings describes every piece that is one.
func (g *graph) rings(pieces [][]int32, uncrossed []bridge) []Ring {
	near := map[int32][]bridge{} // first node of a piece -> its bridges to others
	for _, b := range uncrossed {
		for _, s := range b.sides {
			near[s[0]] = append(near[s[0]], b)
		}
	}
	walk := newWalker(g)
	var out []Ring
	for _, nodes := range pieces {
		r, ok := g.describe(nodes)
		if !ok {
			continue
		}
		r.Bridges = g.bridges(walk, nodes, near[nodes[0]])
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Ring) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0].Person, b.Members[0].Person))
	})
	return out
}

// describe makes a ring of a set of nodes, unless its sharing is that of a
// household or a pair with too little in common.
func (g *graph) describe(nodes []int32) (Ring, bool) {
	if len(nodes) < 2 {
		return Ring{}, false
	}
	r := Ring{ID: g.people[g.members.at(nodes[0])[0]].ID, Homes: g.countHomes(nodes)}
	shared := g.sharedBy(nodes)
	seen := [families]bool{}
	for _, s := range shared {
		val := &g.values[g.kept[s.value]]
		if !s.common && !g.homely(s.value) {
			seen[g.familyOf(s.value)] = true
			r.Unshareable = r.Unshareable || !val.Kind.Shareable()
		}
	}
	for _, yes := range seen {
		r.Families += b2i(yes)
	}
	r.Score = g.score(nodes, shared)
	if !g.worthReporting(&r, nodes, shared) {
		return Ring{}, false
	}
	r.Joints = g.joints(shared)
	r.Members = g.roles(nodes, shared)
	r.Rivals = g.rivals(&r, nodes, shared)
	return r, true
}

// share is one value with the nodes of a ring that hold it.
type share struct {
	value  int32
	nodes  []int32
	proved []int32 // the node of the ring that proved control of it, when the others did not
	flags  Flag
	common bool
}

// sharedBy lists the values that at least two of the nodes hold: what counts
// first, heaviest first, then what is common.
func (g *graph) sharedBy(nodes []int32) []share {
	at := map[int32]int{}
	var all []share
	for _, n := range nodes {
		for _, v := range g.held.at(n) {
			i := g.holders.off[v] + indexOf(g.holders.at(v), n)
			if !g.active[i] {
				continue
			}
			k, ok := at[v]
			if !ok {
				k = len(all)
				at[v] = k
				all = append(all, share{value: v, common: g.class[v] == classNone})
			}
			all[k].nodes = append(all[k].nodes, n)
			all[k].flags |= g.flags[i]
		}
	}
	for i := range all {
		if p := g.prover[all[i].value]; p >= 0 && g.counts(all[i].value, p) {
			if _, inside := slices.BinarySearch(nodes, p); inside {
				all[i].proved = []int32{p}
			}
		}
	}
	all = slices.DeleteFunc(all, func(s share) bool { return len(s.nodes)+len(s.proved) < 2 })
	slices.SortFunc(all, func(a, b share) int {
		return cmp.Or(cmp.Compare(b2i(a.common), b2i(b.common)), cmp.Compare(g.weight[b.value], g.weight[a.value]), cmp.Compare(a.value, b.value))
	})
	return all
}

func indexOf(sorted []int32, n int32) int {
	i, _ := slices.BinarySearch(sorted, n)
	return i
}

// score adds the bits of the joints, each family by itself: a joint counts for
// the people it joins who were not joined by a heavier one of its family. Four
// numbers of one agency on the same records are one piece of evidence, and no
// further joint ever lowers a score.
func (g *graph) score(nodes []int32, shared []share) float64 {
	sum := 0.0
	for f := range families {
		var u *unionFind
		for _, s := range shared {
			if s.common || g.familyOf(s.value) != f {
				continue
			}
			if u == nil {
				u = newUnionFind(len(nodes))
			}
			first := int32(indexOf(nodes, s.nodes[0]))
			for _, n := range slices.Concat(s.nodes[1:], s.proved) {
				if u.union(first, int32(indexOf(nodes, n))) {
					sum += g.weight[s.value]
				}
			}
		}
	}
	return sum
}

// worthReporting applies the rules for what is no ring: one household without
// anything that people cannot share, and a pair with little in common.
func (g *graph) worthReporting(r *Ring, nodes []int32, shared []share) bool {
	if r.Unshareable {
		return true
	}
	if r.Score < minScore || g.oneUnit(nodes) {
		return false
	}
	if len(nodes) > 2 || r.Families >= 2 {
		return true
	}
	return len(shared) > 0 && g.weight[shared[0].value] >= g.opt.PairBits
}

func (g *graph) countHomes(nodes []int32) int {
	homes := map[int32]bool{}
	for _, n := range nodes {
		for _, h := range g.homes(n) {
			homes[h] = true
		}
	}
	return len(homes)
}

// persons lists the people behind nodes, ascending.
func (g *graph) persons(nodes []int32) []int32 {
	var out []int32
	for _, n := range nodes {
		out = append(out, g.members.at(n)...)
	}
	slices.Sort(out)
	return out
}

func (g *graph) joints(shared []share) []Joint {
	shared = shared[:min(len(shared), maxJoints)]
	out := make([]Joint, len(shared))
	for i, s := range shared {
		j := Joint{Value: g.kept[s.value], Members: g.persons(s.nodes), Proved: g.persons(s.proved), Flags: s.flags, Holders: g.holdersOf(int(s.value)), Common: s.common}
		if !s.common {
			j.Weight = g.weight[s.value]
		}
		j.Why = g.why(s, j.Holders)
		out[i] = j
	}
	return out
}

// why says in a few words why a joint counts for what it does.
func (g *graph) why(s share, holders int) string {
	switch c := g.values[g.kept[s.value]].Common; {
	case c == muster.CommonAgency:
		return "an agency's, by declaration"
	case c == muster.CommonOffice:
		return "an office's, by declaration"
	case c == muster.CommonHousehold:
		return "one household's, up to the expected occupancy"
	case c == muster.CommonVerified:
		return "held by earlier people whose identity was verified"
	case c == muster.CommonSelf:
		return "records of one person"
	case s.common && holders > g.opt.MaxHolders:
		return fmt.Sprintf("on the records of %d people: too many to join anybody", holders)
	case s.common:
		return "says nothing here"
	case g.class[s.value] == classHousehold:
		return "shared within one household"
	case len(s.proved) > 0:
		return "one person proved control of it: it counts only against the others"
	case g.class[s.value] != classStrong:
		return fmt.Sprintf("held by %d of %s people; joins only together with other kinds", holders, grouped(g.opt.Whole.people(len(g.people))))
	}
	return fmt.Sprintf("held by %d of %s people", holders, grouped(g.opt.Whole.people(len(g.people))))
}

// roles names the hubs: the one member whose own place, account or line at
// least two others use. Everybody else is a persona.
func (g *graph) roles(nodes []int32, shared []share) []Member {
	hub := map[int32]muster.MemberRole{}
	for i := len(shared) - 1; i >= 0; i-- { // heaviest last, so that it decides
		s := shared[i]
		role := hubRole(g.values[g.kept[s.value]].Kind)
		if role == muster.MemberPersona || len(s.nodes) < 3 {
			continue
		}
		if n, ok := g.owner(s); ok {
			hub[n] = role
		}
	}
	var out []Member
	for _, n := range nodes {
		role, ok := hub[n]
		if !ok {
			role = muster.MemberPersona
		}
		for _, p := range g.members.at(n) {
			out = append(out, Member{Person: p, Role: role})
		}
	}
	slices.SortFunc(out, func(a, b Member) int { return cmp.Compare(a.Person, b.Person) })
	return out
}

func hubRole(k muster.ArtefactKind) muster.MemberRole {
	switch k {
	case muster.ArtefactAddress, muster.ArtefactBuilding:
		return muster.MemberAddressHub
	case muster.ArtefactAccount, muster.ArtefactWallet:
		return muster.MemberBankHub
	case muster.ArtefactDevice, muster.ArtefactPhone:
		return muster.MemberDeviceHub
	}
	return muster.MemberPersona
}

// owner returns the only member a value is on record as belonging to: the one
// named as its holder, else the one who holds it as their own.
func (g *graph) owner(s share) (int32, bool) {
	for _, mark := range []Flag{Named, Own} {
		found, last := 0, int32(0)
		for _, n := range s.nodes {
			if i := g.holders.off[s.value] + indexOf(g.holders.at(s.value), n); g.flags[i]&mark != 0 {
				found, last = found+1, n
			}
		}
		if found == 1 {
			return last, true
		}
	}
	return 0, false
}

// bridges lists the values on which a ring hangs, the most even first, then
// those that were not crossed to other rings.
func (g *graph) bridges(walk *walker, nodes []int32, near []bridge) []Bridge {
	var out []Bridge
	if len(nodes) > 2 {
		cuts := walk.articulations(nodes)
		slices.SortStableFunc(cuts, func(a, b articulation) int { return cmp.Compare(b.smaller(), a.smaller()) })
		for _, c := range cuts[:min(len(cuts), maxBridges)] {
			parts := walk.parts(c)
			slices.SortStableFunc(parts, func(a, b []int32) int {
				return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0]))
			})
			out = append(out, g.bridge(c.value, true, parts[0], slices.Concat(parts[1:]...)))
		}
	}
	for _, b := range near[:min(len(near), maxBridges)] {
		var others []int32
		for _, s := range b.sides {
			if s[0] != nodes[0] {
				others = append(others, s...)
			}
		}
		out = append(out, g.bridge(b.value, false, nodes, others))
	}
	return out
}

func (g *graph) bridge(v int32, crossed bool, left, right []int32) Bridge {
	l, r := g.persons(left), g.persons(right)
	return Bridge{Value: g.kept[v], Crossed: crossed, Left: l[:min(len(l), maxSide)], Right: r[:min(len(r), maxSide)]}
}

// grouped writes a count with thousands separated: "1,204".
func grouped(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
