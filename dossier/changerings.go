package dossier

import (
	"slices"

	"muster"
	"muster/resolve/ring"
)

const (
	ringPeople = 4096 // people a graph around somebody holds at most
	ringFew    = 512  // people up to which everybody connected is in it
	weakSteps  = 2    // beyond that, weak values in a row that are followed
)

// RingGraphAround returns the part of the graph of shared values in which some
// people stand: everybody they are connected with, so that what package ring
// finds in it is what it finds in the whole. It reports false when that is more
// people than are looked at; then the nearest are in it. also returns who else belongs
// with somebody; it may be nil.
func (x *Index) RingGraphAround(seeds []int32, also func(int32) []int32) (*RingGraph, bool) {
	places, rim := x.connected(seeds, also)
	outer := map[int32]bool{}
	for _, place := range places[rim:] {
		outer[place] = true
	}
	slices.SortFunc(places, x.compareIDs)
	g := x.ringGraph(places, x.valuesOf(places))
	x.fillHomes(g)
	g.Outer = outer
	return g, len(outer) == 0
}

// connected walks over what may join people. Values that join by themselves
// are followed without end; those that only attach somebody to a ring, and homes,
// one step at a time: among very many, no more than weakSteps of them, since a
// ring takes in its neighbours and hardly ever theirs. From rim on stand those of
// whom not all neighbours were followed.
func (x *Index) connected(seeds []int32, also func(int32) []int32) (places []int32, rim int) {
	seen := map[int32]bool{}
	add := func(s int32, _ bool) {
		if !seen[s] && x.cards[s].id != "" {
			seen[s] = true
			places = append(places, s)
		}
	}
	for _, s := range seeds {
		add(s, false)
	}
	var weak []int32 // whom a weak step from those seen leads to
	for i, steps := 0, 0; ; steps++ {
		for ; i < len(places) && len(places) <= ringPeople; i++ {
			x.joined(places[i], func(s int32, strong bool) {
				if strong {
					add(s, strong)
				} else if !seen[s] {
					weak = append(weak, s)
				}
			})
			if also != nil {
				for _, s := range also(places[i]) {
					add(s, true)
				}
			}
		}
		before := len(places)
		if before > ringPeople || steps >= weakSteps && before > ringFew && len(weak) > 0 {
			return places, min(rim, before-1)
		}
		rim = before
		for _, s := range weak {
			add(s, false)
		}
		if weak = weak[:0]; len(places) == before {
			return places, before
		}
	}
}

// joined visits those whom something may join to a subject in one step, and
// says whether it may do so by itself.
func (x *Index) joined(s int32, visit func(other int32, strong bool)) {
	for i := range x.claims[s] {
		c := &x.claims[s][i]
		run, sp, ok := x.run(c.id)
		if !ok || sp.subjects > ring.MostJoined || x.common[c.id] != muster.NotCommon || !c.joins() {
			continue
		}
		for k := range run {
			visit(run[k].subject, c.strong())
		}
	}
	for _, l := range x.likenesses(s) {
		for _, h := range l.holders {
			visit(h.subject, true)
		}
	}
	if homes := x.live.homes[x.cards[s].building]; len(homes) <= x.opt.Occupancy {
		for _, o := range homes {
			visit(o, false)
		}
	}
}

// strong reports a value that may join people by itself.
func (c *stored) strong() bool { return joinsAlone(artefactKinds[c.kind], roles[c.role]) }

func joinsAlone(kind muster.ArtefactKind, role muster.ArtefactRole) bool {
	switch kind {
	case muster.ArtefactBuilding, muster.ArtefactNetwork:
		return false
	case muster.ArtefactAddress:
		return role != muster.RoleOwn
	}
	return role != muster.RoleReferee
}

// joins reports whether a value of its kind is in the graph at all.
func (c *stored) joins() bool {
	switch artefactKinds[c.kind] {
	case muster.ArtefactPhoneBlock:
		return false
	case muster.ArtefactCapture:
		return c.serial
	}
	return true
}

// fillHomes adds people of no consequence to a part of the graph where a home
// holds more people than expected, most of them outside it: otherwise it would
// be taken for that of a household.
func (x *Index) fillHomes(g *RingGraph) {
	inside := map[int32]int{}
	for i := range g.People {
		if home := g.People[i].Home; home != ring.NoHome {
			inside[home]++
		}
	}
	filled := map[int32]bool{}
	for i, place := range g.Places {
		home := g.People[i].Home
		if home == ring.NoHome || filled[home] {
			continue
		}
		filled[home] = true
		lives := len(x.live.homes[x.cards[place].building])
		for n := inside[home]; n < lives && n <= x.opt.Occupancy; n++ {
			g.People = append(g.People, ring.Person{Home: home})
		}
	}
}

// ringPart is what of a subject decides about rings and records of one human.
type ringPart struct {
	card   card
	claims []stored
	texts  []textAt
}

func (x *Index) ringPart(subject int32) ringPart {
	return ringPart{x.cards[subject], x.claims[subject], x.live.texts.of[subject]}
}

// same reports whether a subject stands in rings as before. What a card says of
// meetings, references, vacancies and departures plays no part in them, nor does
// the place of an observation among the others.
func (p *ringPart) same(q ringPart) bool {
	a, b := &p.card, &q.card
	return a.id == b.id && a.name == b.name && a.home == b.home && a.building == b.building && a.status == b.status && a.first == b.first &&
		a.verified == b.verified && a.agency == b.agency && a.under == b.under && a.side == b.side && a.emails == b.emails && a.phones == b.phones && a.born == b.born &&
		slices.Equal(a.also, b.also) && slices.Equal(a.partners, b.partners) &&
		slices.EqualFunc(p.claims, q.claims, func(a, b stored) bool { a.obs = b.obs; return a == b }) && slices.Equal(p.texts, q.texts)
}
