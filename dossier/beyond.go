package dossier

import (
	"encoding/binary"
	"maps"
	"slices"

	"muster"
)

// Beyond is what an index of some people is told of all others, so that it says of
// those it is asked about what an index of everybody says.
//
// The population holds everybody whom a dossier that is asked for tells of, and
// also, with no observations, those who are only counted.
type Beyond struct {
	Bases    map[muster.ArtefactKind]int    // of everybody, how many hold each kind
	Holders  map[muster.ArtefactID][]Holder // who are only counted, of values and stays
	Verified map[muster.SubjectID]bool      // of those only counted, who is verified
}

// Holder is somebody who is only counted among those who hold a value.
type Holder struct {
	Link
	Subject muster.SubjectID
}

// countedAt stands for the moment of a check that is known to have been made and
// no more.
var countedAt = muster.Time{Micros: 1, Precision: muster.PrecisionDay}

// count adds the people who are only counted to what was read.
func (x *Index) count(parts []*part) []*part {
	b := x.opt.Beyond
	if b == nil {
		return parts
	}
	for id := range b.Verified {
		if at, ok := x.find(id); ok {
			x.cards[at].verified = countedAt
		}
	}
	p := &part{bases: map[muster.ArtefactKind]int{}}
	for id, holders := range b.Holders {
		for i := range holders {
			h := &holders[i]
			kind := slices.Index(artefactKinds, h.Kind)
			at, ok := x.find(h.Subject)
			if !ok || kind < 0 {
				continue
			}
			p.postings = append(p.postings, posting{
				id: id, first: h.First.Micros, exact: h.First.Precision, subject: at,
				kind: uint8(kind), role: uint8(max(0, slices.Index(roles, h.Role))),
			})
		}
	}
	return append(parts, p)
}

// countStays adds them to who stayed on which network.
func (x *Index) countStays() {
	if x.opt.Beyond == nil {
		return
	}
	for id, holders := range x.opt.Beyond.Holders {
		if len(holders) == 0 || holders[0].Kind != LinkStay {
			continue
		}
		key := binary.BigEndian.Uint64(id[:8])
		list := x.residents[key]
		for i := range holders {
			if at, ok := x.find(holders[i].Subject); ok && !slices.Contains(list, at) {
				list = append(list, at)
			}
		}
		x.residents[key] = list
	}
}

// Apart reports whether a change of one person's records can be followed to those
// it touches without everybody at hand. Texts, pictures, programs, activity,
// referees, recommendations and hits on lists are compared with everybody's.
func (x *Index) Apart() bool { return x.apart }

// Bases returns how many subjects hold each kind of value.
func (x *Index) Bases() map[muster.ArtefactKind]int { return maps.Clone(x.bases) }

// Filed calls visit for everything that leads from a subject to others and back,
// with when it first appeared: artefacts, and the links that are filed beside them.
// The observations are the subject's. It may be called from several goroutines.
func (x *Index) Filed(id muster.SubjectID, observations []muster.Observation, visit func(Link)) {
	at, ok := x.find(id)
	if !ok {
		return
	}
	h, ok := x.hashers.Get().(*hasher)
	if !ok {
		h, _ = newHasher(x.opt.Key) // of the length that made the index
	}
	defer x.hashers.Put(h)
	p := &part{}
	for i := range observations {
		if observations[i].Data != nil {
			p.deal(at, &observations[i])
		}
	}
	p.agencies(at, observations)
	l := x.look(at)
	var list []Link
	for i := range l.claims {
		c := &l.claims[i]
		list = append(list, Link{c.artefact(), c.time()})
	}
	for _, link := range h.links(list, l.card, l.stays, p.deals) {
		visit(link)
	}
}
