package dossier

import (
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
	Places  []int32        // person of the graph -> place in the index
	Outer   map[int32]bool // places at the rim: of what joins them some is not in the graph

	at     map[int32]int32 // place -> person
	values []shared        // that join people, or say who may be one human
}

// shared is a value that two people or more hold.
type shared struct {
	id   muster.ArtefactID
	run  []posting
	span span
}

// RingGraph returns the graph of everybody's shared values.
func (x *Index) RingGraph() *RingGraph {
	places := make([]int32, 0, x.Len())
	for i := range x.Len() {
		if x.live == nil || x.cards[i].id != "" {
			places = append(places, int32(i))
		}
	}
	if x.live != nil {
		slices.SortFunc(places, x.compareIDs)
		return x.ringGraph(places, x.everyValue())
	}
	g := x.ringGraph(places, x.everyValue())
	for i := range x.texts.values {
		x.addLikeness(g, &x.texts.values[i])
	}
	return g
}

// ringGraph returns the graph of some people, who are in the order of ids, and
// of what they hold, which is in the order of ids too.
func (x *Index) ringGraph(places []int32, values []shared) *RingGraph {
	g := &RingGraph{People: make([]ring.Person, len(places)), Places: places, at: make(map[int32]int32, len(places)), values: values}
	homes := map[muster.ArtefactID]int32{}
	for i, place := range places {
		g.at[place] = int32(i)
		c := x.brief(place)
		home := ring.NoHome
		if !c.building.IsZero() {
			n, ok := homes[c.building]
			if !ok {
				n = int32(len(homes))
				homes[c.building] = n
			}
			home = n
		}
		g.People[i] = ring.Person{ID: string(x.id(place)), First: c.first, Home: home, Status: statuses[c.status], Verified: c.verified()}
	}
	for i := range values {
		x.addValue(g, values[i].id, values[i].span, values[i].run)
	}
	if x.live != nil {
		x.addLikenesses(g)
	}
	return g
}

// everyValue returns the values that anybody shares with anybody.
func (x *Index) everyValue() []shared {
	moved := map[muster.ArtefactID]*changedRun{}
	if x.live != nil {
		moved = x.live.runs
	}
	all := make([]shared, 0, len(x.spans))
	for from, to := 0, 0; from < len(x.postings); from = to { // they are in the order of ids
		id := x.postings[from].id
		for to = from + 1; to < len(x.postings) && x.postings[to].id == id; to++ {
		}
		if sp, ok := x.spans[id]; to > from+1 && ok && moved[id] == nil {
			all = append(all, shared{id, x.postings[from:to], sp})
		}
	}
	before := len(all)
	for id, r := range moved {
		if r.span.subjects > 1 {
			all = append(all, shared{id, r.postings, r.span})
		}
	}
	if len(all) > before {
		slices.SortFunc(all, compareShared)
	}
	return all
}

func compareShared(a, b shared) int { return compareArtefacts(a.id, b.id) }

// valuesOf returns the values that some people share with anybody.
func (x *Index) valuesOf(places []int32) []shared {
	var all []shared
	seen := map[muster.ArtefactID]bool{}
	for _, place := range places {
		claims := x.claimsOf(place)
		for i := range claims {
			id := claims[i].id
			if seen[id] {
				continue
			}
			seen[id] = true
			if run, sp, ok := x.run(id); ok {
				all = append(all, shared{id, run, sp})
			}
		}
	}
	slices.SortFunc(all, compareShared)
	return all
}

func (x *Index) addLikenesses(g *RingGraph) {
	var all []*likeness
	for _, place := range g.Places {
		for _, l := range x.likenesses(place) {
			if l.holders[0].subject == place {
				all = append(all, l)
			}
		}
	}
	slices.SortFunc(all, x.compareLikenesses)
	for _, l := range all {
		x.addLikeness(g, l)
	}
}

func (x *Index) addValue(g *RingGraph, id muster.ArtefactID, sp span, run []posting) {
	switch artefactKinds[run[0].kind] {
	case muster.ArtefactPhoneBlock:
		return // neighbouring numbers join nobody; the finding speaks of them
	case muster.ArtefactCapture:
		if run[0].serial { // models meet by chance; a serial number names one camera
			x.addSittings(g, id, sp, run, sittingWindow, muster.PrecisionMinute)
		}
	case muster.ArtefactNetwork:
		x.addRun(g, id, sp, run)
		x.addSittings(g, id, sp, run, sameDayWindow-1, muster.PrecisionDay)
	default:
		x.addRun(g, id, sp, run)
		x.addRelated(g, run)
	}
}

// addSittings adds a camera or a network as one value for each sitting: cameras
// are lent and sold, and a line has another address on another day. Holders count
// at any time, so that what many use stays common. The run is sorted by time.
func (x *Index) addSittings(g *RingGraph, id muster.ArtefactID, sp span, run []posting, window int64, exact muster.Precision) {
	for from := 0; from < len(run); {
		to := from + 1
		for to < len(run) && run[to].first-run[to-1].first <= window {
			to++
		}
		part := slices.DeleteFunc(slices.Clone(run[from:to]), func(p posting) bool { return p.exact < exact })
		if len(part) > 1 {
			x.addRun(g, id, sp, part)
		}
		from = to
	}
}

// private reports a mailbox at a provider where anybody gets one.
func (p *posting) private() bool { return classes[p.class] == muster.ClassMailFree }

func (x *Index) addRun(g *RingGraph, id muster.ArtefactID, sp span, run []posting) {
	kind := artefactKinds[run[0].kind]
	n := int32(len(g.Values))
	g.IDs = append(g.IDs, id)
	verified := sp.verified
	if x.brief(run[0].subject).account() && ownedForGood(kind) {
		verified = 0
	}
	g.Values = append(g.Values, ring.Value{
		Kind: kind, Common: x.common[id], Holders: sp.subjects, Verified: verified,
		Expected: x.expected(kind), OneDay: kind == muster.ArtefactNetwork && run[len(run)-1].first-run[0].first < sameDayWindow, Agencies: x.throughAgencies(run), Private: run[0].private(),
	})
	agency := x.agencyAmong(run)
	for i := range run {
		p := &run[i]
		if kind == muster.ArtefactDevice && p.passing() || x.ofAgency(p.subject, agency) {
			continue
		}
		flags := ring.RoleFlag(roles[p.role])
		if p.proved {
			flags |= ring.Proved
		}
		if at, ok := g.at[p.subject]; ok {
			g.Edges = append(g.Edges, ring.Edge{Person: at, Value: n, Flags: flags})
		}
	}
}

// throughAgencies counts the holders whose records name an agency.
func (x *Index) throughAgencies(run []posting) int32 {
	if len(run) > crowdHolders {
		return 0 // a crowd joins nobody, whoever sent it
	}
	holders := map[int32]bool{}
	for i := range run {
		if x.brief(run[i].subject).is(briefAgency) {
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
			m, known := g.at[a]
			n, knownToo := g.at[b]
			if a != b && known && knownToo && (x.declares(a, b) || x.declares(b, a)) {
				g.Related = append(g.Related, [2]int32{min(m, n), max(m, n)})
			}
		}
	}
}

// declares reports whether a subject's joint account names another.
func (x *Index) declares(a, b int32) bool {
	return x.brief(a).is(briefPartners) && x.card(a).declares(x.card(b))
}

func (x *Index) addLikeness(g *RingGraph, l *likeness) {
	n := int32(len(g.Values))
	g.IDs = append(g.IDs, l.id)
	g.Values = append(g.Values, ring.Value{Kind: l.kind, Bits: l.bits, Holders: int32(len(l.holders))})
	for _, holder := range l.holders {
		if at, ok := g.at[holder.subject]; ok {
			g.Edges = append(g.Edges, ring.Edge{Person: at, Value: n, Flags: ring.Own})
		}
	}
}

// Groups is who stands in which ring, and what holds each there.
type Groups struct {
	bySubject map[int32][]membership
}

// membership is one subject's place in one ring.
type membership struct {
	people, homes int
	hub, apart    bool
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
	groups.add(g, rings)
	return groups
}

// Replace puts the rings found in a graph in place of those that some people
// stood in, who are everybody of either.
func (groups *Groups) Replace(g *RingGraph, rings []ring.Ring, places []int32) {
	for _, place := range places {
		delete(groups.bySubject, place)
	}
	groups.add(g, rings)
}

// Drop takes a subject out that is no more.
func (groups *Groups) Drop(at int) { delete(groups.bySubject, int32(at)) }

func (groups *Groups) add(g *RingGraph, rings []ring.Ring) {
	for i := range rings {
		found := ringGroups(g, &rings[i])
		placed := map[*int32][]int32{} // the list of a value is one for all whom it holds
		for person, stands := range found.bySubject {
			for k := range stands[0].joints {
				j := &stands[0].joints[k]
				list, ok := placed[&j.others[0]]
				if !ok {
					list = make([]int32, len(j.others))
					for n, p := range j.others {
						list[n] = g.Places[p]
					}
					placed[&j.others[0]] = list
				}
				j.others = list
			}
			groups.bySubject[g.Places[person]] = append(groups.bySubject[g.Places[person]], stands...)
		}
	}
}

// ringGroups is one ring, its people numbered as in the graph: in the order of
// their ids, so that what is left of ties does not depend on places.
func ringGroups(g *RingGraph, r *ring.Ring) *Groups {
	groups := &Groups{bySubject: map[int32][]membership{}}
	for _, m := range r.Members {
		groups.bySubject[m.Person] = []membership{{people: len(r.Members), homes: r.Homes, hub: m.Role != muster.MemberPersona}}
	}
	for k := range r.Joints {
		j := &r.Joints[k]
		if j.Common || j.Weight <= 0 {
			continue
		}
		held := heldBy{g.IDs[j.Value], g.Values[j.Value].Kind, slices.Concat(j.Members, j.Proved)} // one list for all of them
		for _, m := range slices.Compact(slices.Sorted(slices.Values(j.Members))) {
			if stands := groups.bySubject[m]; len(stands) > 0 {
				stands[0].joints = append(stands[0].joints, held)
			}
		}
	}
	groups.tellApart(slices.Sorted(maps.Keys(groups.bySubject)))
	return groups
}

// grouped adds the subject's places in rings.
func (b *builder) grouped(groups *Groups) {
	if groups == nil {
		return
	}
	for _, m := range groups.bySubject[b.index] {
		f := muster.GroupFact{People: m.people, Homes: m.homes, Hub: m.hub, Apart: m.apart}
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
			if h.Sharing.Others[k].Subject == b.x.id(subject) {
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
