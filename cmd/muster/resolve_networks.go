package main

import (
	"strings"

	"muster"
)

// countNetworks gives networks that several people used on one day the number of
// people who used them on any day: behind an exit of a carrier two strangers may
// well meet on one day, and many others stand there on other days.
func (g *ringGraph) countNetworks(sources []source, rows *rowPeople) {
	if len(g.networks) == 0 {
		return
	}
	users := map[string]map[rowPerson]bool{}
	for _, name := range g.networks {
		users[name] = nil
	}
	for i := range sources {
		s := &sources[i]
		if s.kind != muster.ArtefactNetwork {
			continue
		}
		for row := range s.table.Len() {
			for _, v := range s.canonicals(row) {
				name, _, _ := strings.Cut(v, onDay)
				seen, wanted := users[name]
				if !wanted || len(seen) > manyUsers {
					continue
				}
				if seen == nil {
					seen = map[rowPerson]bool{}
					users[name] = seen
				}
				seen[rows.person(s.first+row)] = true
			}
		}
	}
	for v, name := range g.networks {
		g.values[v].Holders = int32(len(users[name]))
	}
}

const (
	onDay     = " on " // between a network and the day of its use
	manyUsers = 200    // users of a network that are told apart; so many join nobody
)

// networkOf returns the network of a value of a row that was used on a day.
func (s *source) networkOf(row int, hash uint64) string {
	for _, v := range s.canonicals(row) {
		if hashValue(s.kind, v) == hash {
			name, _, _ := strings.Cut(v, onDay)
			return name
		}
	}
	return ""
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
