package dossier

import (
	"bytes"
	"maps"
	"slices"

	"muster"
	"muster/resolve/ring"
)

// RingGraph is the population as package ring reads it: who holds which shared
// value. Value n of the graph is the artefact IDs[n].
type RingGraph struct {
	Edges   []ring.Edge
	People  []ring.Person
	Values  []ring.Value
	IDs     []muster.ArtefactID
	Related [][2]int32
}

// RingGraph returns the graph of shared values.
func (x *Index) RingGraph() *RingGraph {
	g := &RingGraph{People: make([]ring.Person, len(x.cards))}
	homes := map[muster.ArtefactID]int32{}
	for i := range x.cards {
		c := &x.cards[i]
		home := ring.NoHome
		if !c.building.IsZero() {
			n, ok := homes[c.building]
			if !ok {
				n = int32(len(homes))
				homes[c.building] = n
			}
			home = n
		}
		g.People[i] = ring.Person{ID: string(c.id), First: c.first, Home: home, Status: c.status, Verified: !c.verified.IsZero()}
	}
	ids := slices.SortedFunc(maps.Keys(x.spans), func(a, b muster.ArtefactID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range ids {
		x.addValue(g, id, x.spans[id])
	}
	for i := range x.texts.values {
		x.addLikeness(g, &x.texts.values[i])
	}
	return g
}

func (x *Index) addValue(g *RingGraph, id muster.ArtefactID, sp span) {
	run := x.postings[sp.start:sp.end]
	switch artefactKinds[run[0].kind] {
	case muster.ArtefactPhoneBlock:
		return // neighbouring numbers join nobody; the finding speaks of them
	case muster.ArtefactCapture:
		if x.claimOf(run[0].subject, id).serial { // models meet by chance; a serial number names one camera
			x.addSittings(g, id, sp)
		}
	default:
		x.addRun(g, id, sp, run)
		x.addRelated(g, run)
	}
}

// addSittings adds a camera as one value for each sitting: cameras are lent and
// sold. Holders count at any time, so that what many use stays common.
func (x *Index) addSittings(g *RingGraph, id muster.ArtefactID, sp span) {
	run := x.postings[sp.start:sp.end] // sorted by time
	for from := 0; from < len(run); {
		to := from + 1
		for to < len(run) && run[to].first-run[to-1].first <= sittingWindow {
			to++
		}
		part := slices.DeleteFunc(slices.Clone(run[from:to]), func(p posting) bool { return p.exact < muster.PrecisionMinute })
		if len(part) > 1 {
			x.addRun(g, id, sp, part)
		}
		from = to
	}
}

// claimOf returns a subject's claim to an artefact.
func (x *Index) claimOf(subject int32, id muster.ArtefactID) stored {
	i := slices.IndexFunc(x.claims[subject], func(c stored) bool { return c.id == id })
	return x.claims[subject][i]
}

// private reports a mailbox at a provider where anybody gets one.
func (c stored) private() bool { return classes[c.class] == muster.ClassMailFree }

func (x *Index) addRun(g *RingGraph, id muster.ArtefactID, sp span, run []posting) {
	kind := artefactKinds[run[0].kind]
	n := int32(len(g.Values))
	g.IDs = append(g.IDs, id)
	g.Values = append(g.Values, ring.Value{
		Kind: kind, Common: x.common[id], Holders: sp.subjects, Verified: sp.verified,
		Expected: x.expected(kind), Agencies: x.throughAgencies(run), Private: x.claimOf(run[0].subject, id).private(),
	})
	for i := range run {
		p := &run[i]
		flags := ring.RoleFlag(roles[p.role])
		if p.proved {
			flags |= ring.Proved
		}
		g.Edges = append(g.Edges, ring.Edge{Person: p.subject, Value: n, Flags: flags})
	}
}

// throughAgencies counts the holders whose records name an agency.
func (x *Index) throughAgencies(run []posting) int32 {
	holders := map[int32]bool{}
	for i := range run {
		if x.cards[run[i].subject].agency {
			holders[run[i].subject] = true
		}
	}
	return int32(len(holders))
}

func (x *Index) expected(kind muster.ArtefactKind) int32 {
	if kind == muster.ArtefactAddress || kind == muster.ArtefactBuilding || kind == muster.ArtefactNetwork {
		return int32(x.opt.Occupancy)
	}
	return 0
}

// addRelated notes pairs whose joint account names both: the relation was
// declared. Values with many holders are not couples.
func (x *Index) addRelated(g *RingGraph, run []posting) {
	if len(run) > 8 {
		return
	}
	for i := range run {
		for j := i + 1; j < len(run); j++ {
			a, b := run[i].subject, run[j].subject
			if a != b && (x.cards[a].declares(&x.cards[b]) || x.cards[b].declares(&x.cards[a])) {
				g.Related = append(g.Related, [2]int32{min(a, b), max(a, b)})
			}
		}
	}
}

func (x *Index) addLikeness(g *RingGraph, l *likeness) {
	n := int32(len(g.Values))
	g.IDs = append(g.IDs, l.id)
	g.Values = append(g.Values, ring.Value{Kind: l.kind, Bits: l.bits, Holders: int32(len(l.holders))})
	for _, holder := range l.holders {
		g.Edges = append(g.Edges, ring.Edge{Person: holder.subject, Value: n, Flags: ring.Own})
	}
}

// Groups is who stands in which ring, and what holds each there.
type Groups struct {
	bySubject map[int32][]membership
}

// membership is one subject's place in one ring.
type membership struct {
	people, homes int
	hub           bool
	joints        []heldBy
}

// heldBy is one value that holds a subject in a ring, with the others it joins
// it to.
type heldBy struct {
	id     muster.ArtefactID
	kind   muster.ArtefactKind
	others []int32
}

// NewGroups prepares the rings found in a graph for dossiers. Values that are
// common hold nobody.
func NewGroups(g *RingGraph, rings []ring.Ring) *Groups {
	groups := &Groups{bySubject: map[int32][]membership{}}
	for i := range rings {
		r := &rings[i]
		in := make(map[int32]bool, len(r.Members))
		for _, m := range r.Members {
			in[m.Person] = true
			place := membership{people: len(r.Members), homes: r.Homes, hub: m.Role != muster.MemberPersona}
			groups.bySubject[m.Person] = append(groups.bySubject[m.Person], place)
		}
		for k := range r.Joints {
			j := &r.Joints[k]
			if j.Common || j.Weight <= 0 {
				continue
			}
			held := heldBy{g.IDs[j.Value], g.Values[j.Value].Kind, slices.Concat(j.Members, j.Proved)} // one list for all of them
			for _, m := range slices.Compact(slices.Sorted(slices.Values(j.Members))) {
				if places := groups.bySubject[m]; in[m] { // the last is that in this ring
					places[len(places)-1].joints = append(places[len(places)-1].joints, held)
				}
			}
		}
	}
	return groups
}

// grouped adds the subject's places in rings.
func (b *builder) grouped(groups *Groups) {
	if groups == nil {
		return
	}
	for _, m := range groups.bySubject[b.index] {
		f := muster.GroupFact{People: m.people, Homes: m.homes, Hub: m.hub}
		for _, j := range m.joints {
			f.Kinds = append(f.Kinds, j.kind)
			f.Unshareable = f.Unshareable || !j.kind.Shareable()
			f.Refs = b.refsOf(f.Refs, j.id)
			for _, o := range j.others {
				if len(f.Peers) >= muster.MaxOthers {
					break
				}
				if o != b.index {
					f.Peers = addOther(f.Peers, b.peer(j.id, o))
				}
			}
		}
		slices.Sort(f.Kinds)
		f.Kinds = slices.Compact(f.Kinds)
		b.d.Groups = append(b.d.Groups, f)
	}
}

// peer returns a person with the record on which they hold a value, where the
// value's sharing lists them.
func (b *builder) peer(id muster.ArtefactID, subject int32) muster.Other {
	for i := range b.d.Artefacts {
		h := &b.d.Artefacts[i]
		if h.ID != id {
			continue
		}
		for k := range h.Sharing.Others {
			if h.Sharing.Others[k].Subject == b.x.cards[subject].id {
				return h.Sharing.Others[k]
			}
		}
	}
	return b.person(subject)
}

func (b *builder) refsOf(refs []muster.Ref, id muster.ArtefactID) []muster.Ref {
	for i := range b.d.Artefacts {
		if h := &b.d.Artefacts[i]; h.ID == id && !slices.Contains(refs, h.Ref) {
			refs = append(refs, h.Ref)
		}
	}
	return refs
}
