package main

import (
	"strings"

	"muster/resolve/ring"
)

// onDay stands between a network and the day of its use. A network is one value
// at any time, which says little, and one for each day, which says more.
const onDay = " on "

// networkOf returns the network that a value of a row is, and whether it is that
// of one day.
func (s *source) networkOf(row int, hash uint64) (name string, oneDay bool) {
	for _, v := range s.canonicals(row) {
		if hashValue(s.kind, v) == hash {
			name, _, oneDay = strings.Cut(v, onDay)
			return name, oneDay
		}
	}
	return "", false
}

// addNetwork says of a network that is being added what it is worth.
func (g *ringGraph) addNetwork(s *source, holders []holding, rows *rowPeople, v *ring.Value) {
	if g.users == nil {
		g.users, g.days = map[string]int32{}, map[int32]string{}
	}
	name, oneDay := s.networkOf(int(holders[0].row)-s.first, holders[0].hash)
	if oneDay {
		v.OneDay = true
		g.days[int32(len(g.values))] = name
		return
	}
	v.Bits = 1 // an address at no stated time says little
	people := map[rowPerson]bool{}
	for _, h := range holders {
		people[rows.person(int(h.row))] = true
	}
	g.users[name] = int32(len(people))
}

// countNetworks gives a network on one day the number of people who used it on
// any: behind a provider's exit two strangers may well meet on one day, and
// others stand there on other days.
func (g *ringGraph) countNetworks() {
	for v, name := range g.days {
		g.values[v].Holders = g.users[name]
	}
}

// minText is the least length of a text that two people do not write alike.
const minText = 300

// textBits is what an equal text weighs: too little to join two people by
// itself, because forms and adverts lend their words to many.
const textBits = 8

// wholeText is a long text with everything but its letters and digits left out,
// "" for a short one.
func wholeText(v string) string {
	if len(v) < minText {
		return ""
	}
	var b strings.Builder
	b.Grow(len(v))
	for _, r := range strings.ToLower(v) {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
