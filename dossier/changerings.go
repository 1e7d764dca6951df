package dossier

import (
	"slices"

	"muster"
	"muster/resolve/ring"
)

const (
	ringHolders = 50   // holders beyond which a value joins nobody, as in package ring
	ringPeople  = 4096 // people a graph around somebody holds at most
)

// RingGraphAround returns the part of the graph of shared values in which some
// people stand: everybody they are connected with, so that what package ring
// finds in it is what it finds in the whole. It reports false when that is more
// people than ringPeople; then the nearest are in it. also returns who else belongs
// with somebody; it may be nil.
func (x *Index) RingGraphAround(seeds []int32, also func(int32) []int32) (*RingGraph, bool) {
	places, all := x.connected(seeds, also)
	slices.SortFunc(places, x.compareIDs)
	g := x.ringGraph(places, nil)
	x.fillHomes(g)
	return g, all
}

// connected walks breadth first over what may join people: shared values, likeness
// of texts and pictures, and homes of households.
func (x *Index) connected(seeds []int32, also func(int32) []int32) (places []int32, all bool) {
	seen := map[int32]bool{}
	add := func(s int32) {
		if !seen[s] && x.cards[s].id != "" {
			seen[s] = true
			places = append(places, s)
		}
	}
	for _, s := range seeds {
		add(s)
	}
	for i := 0; i < len(places); i++ {
		if len(places) > ringPeople {
			return places, false
		}
		x.joined(places[i], add)
		if also == nil {
			continue
		}
		for _, s := range also(places[i]) {
			add(s)
		}
	}
	return places, true
}

// joined visits those whom something may join to a subject in one step.
func (x *Index) joined(s int32, visit func(int32)) {
	for i := range x.claims[s] {
		c := &x.claims[s][i]
		run, sp, ok := x.run(c.id)
		if !ok || sp.subjects > ringHolders || x.common[c.id] != muster.NotCommon || !c.joins() {
			continue
		}
		for k := range run {
			visit(run[k].subject)
		}
	}
	for _, l := range x.likenesses(s) {
		for _, h := range l.holders {
			visit(h.subject)
		}
	}
	if homes := x.live.homes[x.cards[s].building]; len(homes) <= x.opt.Occupancy {
		for _, o := range homes {
			visit(o)
		}
	}
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
