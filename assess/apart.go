package assess

import (
	"cmp"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
)

// split takes apart the rings whose people somebody told apart. What joined them
// is still shown where it is found, and no longer makes them one group.
func (d decisions) split(g *dossier.RingGraph, rings []ring.Ring) []ring.Ring {
	told := map[muster.SubjectID]bool{}
	for ids, same := range d {
		if !same {
			told[ids[0]], told[ids[1]] = true, true
		}
	}
	if len(told) == 0 {
		return rings
	}
	var out []ring.Ring
	for i := range rings {
		r := &rings[i]
		n := 0
		for _, m := range r.Members {
			if told[muster.SubjectID(g.People[m.Person].ID)] {
				n++
			}
		}
		if n < 2 {
			out = append(out, *r)
			continue
		}
		parts := d.parts(g, r)
		if len(parts) == 1 {
			out = append(out, *r)
			continue
		}
		for _, members := range parts {
			if part, ok := partOf(g, r, members); ok {
				out = append(out, part)
			}
		}
	}
	return out
}

// parts are the people of a ring who belong together as far as anybody said, in
// the ring's order. Nobody shares a part with somebody they were told apart
// from: a newcomer with the same value does not undo what was decided. Those
// told apart from fewest come first, so that who was taken out stays out.
func (d decisions) parts(g *dossier.RingGraph, r *ring.Ring) [][]ring.Member {
	told := make([]int, len(r.Members))
	order := make([]int, len(r.Members))
	for i := range r.Members {
		order[i] = i
		for k := range r.Members {
			if i != k && d.apart(g, r.Members[i].Person, r.Members[k].Person) {
				told[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return told[a] - told[b] })
	var parts [][]int
	for _, i := range order {
		best := -1
		for k, part := range parts {
			fits := !slices.ContainsFunc(part, func(m int) bool { return d.apart(g, r.Members[m].Person, r.Members[i].Person) })
			if fits && (best < 0 || len(part) > len(parts[best])) {
				best = k
			}
		}
		if best < 0 {
			best, parts = len(parts), append(parts, nil)
		}
		parts[best] = append(parts[best], i)
	}
	out := make([][]ring.Member, len(parts))
	for k, part := range parts {
		slices.Sort(part)
		for _, i := range part {
			out[k] = append(out[k], r.Members[i])
		}
	}
	return out
}

func (d decisions) apart(g *dossier.RingGraph, a, b int32) bool {
	x, y := muster.SubjectID(g.People[a].ID), muster.SubjectID(g.People[b].ID)
	same, said := d[[2]muster.SubjectID{min(x, y), max(x, y)}]
	return said && !same
}

// partOf is a ring of some of its members with what still joins them. Nothing
// of it is more than it was. It is none where nothing but common values does.
func partOf(g *dossier.RingGraph, r *ring.Ring, members []ring.Member) (ring.Ring, bool) {
	if len(members) < 2 {
		return ring.Ring{}, false
	}
	in, homes := map[int32]bool{}, map[int32]bool{}
	first := members[0].Person
	for _, m := range members {
		in[m.Person] = true
		if h := g.People[m.Person].Home; h != ring.NoHome {
			homes[h] = true
		}
		if earlier(&g.People[m.Person], &g.People[first]) {
			first = m.Person
		}
	}
	part := *r
	part.ID, part.Members, part.Joints, part.Bridges, part.Unshareable = g.People[first].ID, members, nil, nil, false
	part.Homes = min(part.Homes, len(homes))
	out := func(p int32) bool { return !in[p] }
	kinds := map[muster.ArtefactKind]bool{}
	for _, j := range r.Joints {
		j.Members, j.Proved = slices.DeleteFunc(slices.Clone(j.Members), out), slices.DeleteFunc(slices.Clone(j.Proved), out)
		if len(j.Members) == 0 || len(j.Members)+len(j.Proved) < 2 {
			continue
		}
		part.Joints = append(part.Joints, j)
		if kind := g.Values[j.Value].Kind; !j.Common {
			kinds[kind] = true
			part.Unshareable = part.Unshareable || !kind.Shareable()
		}
	}
	part.Families = min(part.Families, len(kinds))
	return part, len(kinds) > 0
}

// earlier says who a ring is called after: whoever appeared first, those of
// unknown time last.
func earlier(a, b *ring.Person) bool {
	if (a.First == 0) != (b.First == 0) {
		return b.First == 0
	}
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID)) < 0
}
