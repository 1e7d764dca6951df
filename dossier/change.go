package dossier

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"muster"
)

// changes is what an index that can be changed keeps beside what it was made
// from. The postings read first stay in one sorted slice; an artefact touched
// since has a run of its own, which is asked for first.
type changes struct {
	worker    *worker
	runs      map[muster.ArtefactID]*changedRun
	free      []int32              // places of subjects taken out
	referrals map[int32][]referral // as the subject's records state them
	madeBy    map[muster.SubjectID][]int32
	homes     map[muster.ArtefactID][]int32 // declared building -> subjects, in any order
	texts     *changedTexts
}

// changedRun is the postings of one artefact, sorted.
type changedRun struct {
	postings []posting
	span     span
}

// beginChanges prepares the index for Put.
func (x *Index) beginChanges() error {
	w, err := x.newWorker()
	if err != nil {
		return err
	}
	x.live = &changes{
		worker: w, runs: map[muster.ArtefactID]*changedRun{}, referrals: map[int32][]referral{}, madeBy: map[muster.SubjectID][]int32{},
		homes: map[muster.ArtefactID][]int32{},
	}
	for i := range x.cards {
		x.live.moveIn(x, int32(i))
	}
	return nil
}

func (l *changes) moveIn(x *Index, subject int32) {
	if home := x.cards[subject].building; !home.IsZero() {
		l.homes[home] = append(l.homes[home], subject)
	}
}

func (l *changes) moveOut(x *Index, subject int32) {
	home := x.cards[subject].building
	if home.IsZero() {
		return
	}
	left := slices.DeleteFunc(l.homes[home], func(s int32) bool { return s == subject })
	if len(left) == 0 {
		delete(l.homes, home)
		return
	}
	l.homes[home] = left
}

// run returns who holds an artefact, sorted, and false when fewer than two
// subjects do.
func (x *Index) run(id muster.ArtefactID) ([]posting, span, bool) {
	if x.live != nil {
		if r := x.live.runs[id]; r != nil {
			return r.postings, r.span, r.span.subjects > 1
		}
	}
	sp, ok := x.spans[id]
	if !ok {
		return nil, span{}, false
	}
	return x.postings[sp.start:sp.end], sp, true
}

// change returns the run of an artefact to be changed.
func (x *Index) change(id muster.ArtefactID) *changedRun {
	r := x.live.runs[id]
	if r != nil {
		return r
	}
	from, _ := slices.BinarySearchFunc(x.postings, id, func(p posting, id muster.ArtefactID) int { return compareArtefacts(p.id, id) })
	to := from
	for to < len(x.postings) && x.postings[to].id == id {
		to++
	}
	r = &changedRun{postings: slices.Clone(x.postings[from:to])}
	x.live.runs[id] = r
	return r
}

// compareIDs orders subjects as a population does: by id.
func (x *Index) compareIDs(a, b int32) int {
	if x.live == nil {
		return cmp.Compare(a, b) // they were read in the order of ids
	}
	return cmp.Compare(x.cards[a].id, x.cards[b].id)
}

// compareHeld is comparePostings for subjects that came in any order.
func (x *Index) compareHeld(a, b posting) int {
	return cmp.Or(
		cmp.Compare(a.first, b.first), x.compareIDs(a.subject, b.subject), cmp.Compare(a.role, b.role), slices.Compare(a.observed[:], b.observed[:]),
	)
}

var errFixed = errors.New("this index was not made to be changed")

// Change is what a Put did, in places of the index.
type Change struct {
	At     int     // the subject's, the same until it is taken out; -1 when nothing changed
	Known  bool    // it was there before
	Near   []int32 // others whose dossiers may differ for it: at most mostTouched for each value
	Joined []int32 // others whom something may join to it in a ring, or did before
	Same   bool    // nothing that decides about rings and records of one human is another than before
}

func (c *Change) join(s int32, _ bool) { c.Joined = append(c.Joined, s) }

// Put takes a subject's observations, oldest first, in place of those it was
// known by; none take the subject out. read is asked for the few whose texts are
// compared with the subject's.
//
// Afterwards the index says what NewIndex would say of the same subjects, but
// for the texts, whose common words and passages stay those of the first read.
func (x *Index) Put(id muster.SubjectID, observations []muster.Observation, read Reader) (Change, error) {
	if x.live == nil {
		return Change{}, errFixed
	}
	subject, known := x.byID[id]
	if !known && len(observations) == 0 {
		return Change{At: -1}, nil
	}
	if !known {
		subject = x.newPlace()
		x.byID[id] = subject
	}
	change := Change{At: int(subject), Known: known}
	before := x.ringPart(subject)
	x.joined(subject, change.join)
	near := x.live.texts.neighbours(x, subject, x.neighbours(subject, x.unname(subject)))
	changed := x.takeOut(subject)
	if len(observations) > 0 {
		changed = append(changed, x.putIn(subject, id, observations)...)
	}
	for _, id := range changed {
		if r := x.live.runs[id]; len(r.postings) > 0 {
			r.span = x.measure(r.postings)
		} else {
			r.span = span{}
		}
	}
	near = append(x.neighbours(subject, near), x.sit(subject, deskOf(observations))...)
	near = append(near, x.movers.put(subject, moverOf(observations))...)
	near = append(near, x.name(subject, usedIn(observations))...)
	if err := x.live.texts.put(x, subject, read); err != nil {
		return Change{}, fmt.Errorf("compare the texts of %s: %w", id, err)
	}
	near = x.live.texts.neighbours(x, subject, near)
	x.joined(subject, change.join)
	change.Same = known && len(observations) > 0 && before.same(x.ringPart(subject))
	if len(observations) == 0 {
		x.forget(subject, id)
	}
	change.Near, change.Joined = others(near, subject), others(change.Joined, subject)
	return change, nil
}

// others returns different subjects but one, in order.
func others(list []int32, but int32) []int32 {
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s int32) bool { return s == but })
}

// newPlace returns a place for a new subject.
func (x *Index) newPlace() int32 {
	if n := len(x.live.free); n > 0 {
		at := x.live.free[n-1]
		x.live.free = x.live.free[:n-1]
		return at
	}
	x.cards = append(x.cards, card{})
	x.claims = append(x.claims, nil)
	x.desks, x.movers.of = append(x.desks, nil), append(x.movers.of, nil)
	x.stays = append(x.stays, nil)
	return int32(len(x.cards) - 1)
}

func (x *Index) forget(subject int32, id muster.SubjectID) {
	delete(x.byID, id)
	x.cards[subject], x.claims[subject], x.stays[subject] = card{}, nil, nil
	x.live.free = append(x.live.free, subject)
}

// takeOut removes what a subject holds and returns the artefacts it held.
func (x *Index) takeOut(subject int32) []muster.ArtefactID {
	var changed []muster.ArtefactID
	kinds := [64]bool{}
	verified := !x.cards[subject].verified.IsZero()
	for i := range x.claims[subject] {
		c := &x.claims[subject][i]
		if l := x.leads[c.id]; l != nil && verified {
			l.staff.Add(-1)
		}
		if !kinds[c.kind] {
			kinds[c.kind] = true
			x.bases[artefactKinds[c.kind]]--
		}
		if slices.Contains(changed, c.id) {
			continue
		}
		changed = append(changed, c.id)
		r := x.change(c.id)
		r.postings = slices.DeleteFunc(r.postings, func(p posting) bool { return p.subject == subject })
	}
	x.live.moveOut(x, subject)
	x.moveStays(subject, x.stays[subject], nil)
	x.live.dropReferrals(subject)
	x.deals.drop(subject)
	x.takeTools(subject)
	return changed
}

// putIn reads a subject as the first pass does and files what it holds.
func (x *Index) putIn(subject int32, id muster.SubjectID, observations []muster.Observation) []muster.ArtefactID {
	w, p := x.live.worker, &part{bases: map[muster.ArtefactKind]int{}}
	w.observations = observations
	x.cards[subject] = card{}
	w.put(p, subject, id)
	w.observations = nil
	for kind, n := range p.bases {
		x.bases[kind] += n
	}
	var changed []muster.ArtefactID
	for i := range p.postings {
		r := x.change(p.postings[i].id)
		at, _ := slices.BinarySearchFunc(r.postings, p.postings[i], x.compareHeld)
		r.postings = slices.Insert(r.postings, at, p.postings[i])
		changed = append(changed, p.postings[i].id)
	}
	x.live.moveIn(x, subject)
	x.moveStays(subject, nil, x.stays[subject])
	x.live.addReferrals(p.referrals)
	x.deals.add(p.deals)
	x.putTools(p)
	x.live.texts.read(p)
	return changed
}

// mostTouched is how many holders of one value are told that another holder
// changed: what more people hold is common or a crowd's, and hardly turns on
// one more.
const mostTouched = 64

// neighbours appends those who share a value, a recommendation or a home with
// a subject.
func (x *Index) neighbours(subject int32, near []int32) []int32 {
	for i := range x.claims[subject] {
		run, _, ok := x.run(x.claims[subject][i].id)
		if !ok || x.common[x.claims[subject][i].id] != muster.NotCommon {
			continue
		}
		at, _ := slices.BinarySearchFunc(run, x.claims[subject][i].first, func(p posting, t int64) int { return cmp.Compare(p.first, t) })
		from := max(0, min(at-mostTouched/2, len(run)-mostTouched))
		for _, p := range run[from:min(len(run), from+mostTouched)] {
			near = append(near, p.subject)
		}
	}
	for _, next := range []func(int32) []int32{
		x.recommendedBy, x.recommendedTo, x.refereesOf, func(s int32) []int32 { return x.otherSide(s, muster.RoleOwn) },
	} {
		for s := range reach(subject, next, mostTouched) {
			near = append(near, s)
		}
	}
	near = x.dealtWith(subject, x.stayNeighbours(subject, near))
	homes := x.live.homes[x.cards[subject].building]
	return append(near, homes[:min(len(homes), mostTouched)]...)
}

// Known returns a subject's place in an index.
func (x *Index) Known(id muster.SubjectID) (int, bool) {
	at, ok := x.find(id)
	return int(at), ok
}

// Count returns how many people the index holds. Len counts places, of which
// those of people taken out are empty.
func (x *Index) Count() int {
	if x.live == nil {
		return x.n
	}
	return len(x.byID)
}

// Pass moves an index that can be changed on to a later date, and returns the
// places of those who have left by then, their last day being over.
func (x *Index) Pass(asOf muster.Time) (left []int32) {
	x.opt.AsOf = asOf
	for i := range x.cards {
		c := &x.cards[i]
		before := c.status
		if c.pass(asOf); c.status != before {
			left = append(left, int32(i))
		}
	}
	return left
}

// AsOf returns the date the dossiers are for.
func (x *Index) AsOf() muster.Time { return x.opt.AsOf }

// marks tells the first of equal numbers from the others without clearing
// anything between two questions.
type marks struct {
	at    []uint32
	round uint32
}

func (m *marks) begin(n int) {
	if len(m.at) < n {
		m.at = append(m.at, make([]uint32, n-len(m.at)+n/8)...)
	}
	if m.round++; m.round == 0 {
		clear(m.at)
		m.round = 1
	}
}

func (m *marks) first(i int32) bool {
	if m.at[i] == m.round {
		return false
	}
	m.at[i] = m.round
	return true
}
