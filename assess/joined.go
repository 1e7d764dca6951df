package assess

import (
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
)

const (
	// denseFrom is how many people a set has at least beside which a home or a network
	// of one day, held by mostPersonal at most, tells who else belongs to it, as in
	// package ring.
	denseFrom    = 4
	mostPersonal = 3
)

// joined finds who may stand in one group with some people. What joins its holders by
// itself is followed without end. A home, a building or a network does not: it takes
// somebody into a set only where the set holds most of it, or is dense. So of their
// holders only the sets are looked at that they stand in.
type joined struct {
	w     *walk
	links func(muster.SubjectID) []dossier.Link
	of    map[muster.SubjectID]*joinedSet // everybody met so far
	via   map[muster.ArtefactID]muster.SubjectID
	weak  map[muster.ArtefactID][]dossier.Holder // of what joins nobody by itself and somebody inside holds
	todo  []muster.SubjectID                     // inside, and not asked what they hold of that
}

// joinedSet is people whom something may join.
type joinedSet struct {
	people []muster.SubjectID
	inside bool // with somebody who was asked about
}

// joinedTo returns some people and everybody who may stand in a group with one of
// them. Links are those of somebody who was visited.
func (w *walk) joinedTo(ids []muster.SubjectID, links func(muster.SubjectID) []dossier.Link) (map[muster.SubjectID]bool, error) {
	j := &joined{w: w, links: links, of: map[muster.SubjectID]*joinedSet{}, via: map[muster.ArtefactID]muster.SubjectID{}, weak: map[muster.ArtefactID][]dossier.Holder{}}
	for _, id := range ids {
		j.of[id] = &joinedSet{people: []muster.SubjectID{id}, inside: true}
	}
	j.todo = slices.Clone(ids)
	for len(ids) > 0 || len(j.todo) > 0 {
		if err := j.spread(ids); err != nil {
			return nil, err
		}
		if err := j.spread(j.around()); err != nil {
			return nil, err
		}
		ids = j.attach()
	}
	all := map[muster.SubjectID]bool{}
	for id, s := range j.of {
		if s.inside {
			all[id] = true
		}
	}
	return all, nil
}

// meet adds somebody to list who was not met before.
func (j *joined) meet(id muster.SubjectID, list []muster.SubjectID) []muster.SubjectID {
	if j.of[id] != nil {
		return list
	}
	j.of[id] = &joinedSet{people: []muster.SubjectID{id}}
	return append(list, id)
}

// merge makes one set of two.
func (j *joined) merge(p, q muster.SubjectID) {
	a, b := j.of[p], j.of[q]
	if a == b {
		return
	}
	if len(a.people) < len(b.people) {
		a, b = b, a
	}
	switch {
	case a.inside && !b.inside:
		j.todo = append(j.todo, b.people...)
	case b.inside && !a.inside:
		j.todo = append(j.todo, a.people...)
	}
	a.inside = a.inside || b.inside
	a.people = append(a.people, b.people...)
	for _, id := range b.people {
		j.of[id] = a
	}
}

// spread follows what joins people by itself, from some who were met.
func (j *joined) spread(ids []muster.SubjectID) error {
	for len(ids) > 0 {
		if err := j.w.visit(ids); err != nil {
			return err
		}
		var links []dossier.Link
		for _, id := range ids {
			links = append(links, j.links(id)...)
		}
		if err := j.w.ask(valuesOf(links)); err != nil {
			return err
		}
		var next []muster.SubjectID
		for _, id := range ids {
			for _, other := range j.w.same[id] {
				next = j.meet(other, next)
				j.merge(id, other)
			}
			for _, l := range j.links(id) {
				if j.w.joins(l) && j.w.strong(l) {
					next = j.follow(id, l, next)
				}
			}
		}
		ids = next
	}
	return nil
}

// follow joins somebody to those who hold a value.
func (j *joined) follow(id muster.SubjectID, l dossier.Link, next []muster.SubjectID) []muster.SubjectID {
	if other, ok := j.via[l.ID]; ok {
		j.merge(id, other)
		return next
	}
	j.via[l.ID] = id
	for _, h := range j.w.holders[l.ID] {
		next = j.meet(h.Subject, next)
		j.merge(id, h.Subject)
	}
	return next
}

// around notes what those inside hold that joins nobody by itself, and returns others
// who hold it, where it turns on the sets that they stand in.
func (j *joined) around() []muster.SubjectID {
	var met []muster.SubjectID
	for _, id := range j.todo {
		for _, l := range j.links(id) {
			if !j.w.joins(l) || j.w.strong(l) {
				continue
			}
			list, known := j.weak[l.ID]
			if !known {
				list = slices.Clone(j.w.holders[l.ID])
			}
			if !slices.ContainsFunc(list, func(h dossier.Holder) bool { return h.Subject == id }) { // held it before
				list = append(list, dossier.Holder{Link: l, Subject: id})
			}
			j.weak[l.ID] = list
			if known || people(list) == 2 && !personal(list) {
				continue
			}
			for _, h := range list {
				met = j.meet(h.Subject, met)
			}
		}
	}
	j.todo = nil
	return met
}

// attach joins those whom a value that joins nobody by itself may take into a set, and
// returns those of them who were not met before.
func (j *joined) attach() []muster.SubjectID {
	var met []muster.SubjectID
	for _, list := range j.weak {
		if j.takes(list) {
			for _, h := range list {
				met = j.meet(h.Subject, met)
				j.merge(list[0].Subject, h.Subject)
			}
			continue
		}
		born := map[string]muster.SubjectID{} // of one home and one date of birth may be one human
		for _, h := range list {
			n := j.w.nodes[h.Subject]
			if n == nil || n.born == "" || j.of[h.Subject] == nil {
				continue
			}
			if other, ok := born[n.born]; ok {
				j.merge(other, h.Subject)
			}
			born[n.born] = h.Subject
		}
	}
	return met
}

// takes reports whether a set may take in everybody who holds a value. Who changed may
// have held it before, or hold it only now, and so counts for it and never against.
func (j *joined) takes(list []dossier.Holder) bool {
	inside, stayed := map[*joinedSet]map[muster.SubjectID]bool{}, map[muster.SubjectID]bool{}
	for _, h := range list {
		if j.w.changed[h.Subject] == nil {
			stayed[h.Subject] = true
		}
		if s := j.of[h.Subject]; s != nil {
			if inside[s] == nil {
				inside[s] = map[muster.SubjectID]bool{}
			}
			inside[s][h.Subject] = true
		}
	}
	if len(inside) == 1 && j.all(list) {
		return false // they are together
	}
	for s, held := range inside {
		if len(held) >= 2 && 2*len(held) >= len(stayed) || len(s.people) >= denseFrom && personal(list) && len(stayed) <= mostPersonal {
			return true
		}
	}
	return false
}

// all reports whether everybody who holds a value was met.
func (j *joined) all(list []dossier.Holder) bool {
	return !slices.ContainsFunc(list, func(h dossier.Holder) bool { return j.of[h.Subject] == nil })
}

// personal reports a home, or a network that two held on one day.
func personal(list []dossier.Holder) bool {
	if list[0].Kind == muster.ArtefactAddress {
		return true
	}
	return list[0].Kind == muster.ArtefactNetwork && slices.ContainsFunc(list, func(a dossier.Holder) bool {
		return slices.ContainsFunc(list, func(b dossier.Holder) bool { return a.Subject != b.Subject && a.Tells(b.First) })
	})
}

// joins reports whether a link may join those who hold it in a group.
func (w *walk) joins(l dossier.Link) bool {
	switch l.Kind {
	case dossier.LinkHand, dossier.LinkRated, dossier.LinkStay, dossier.LinkVerified, muster.ArtefactPhoneBlock:
		return false
	}
	return len(w.holders[l.ID]) > 0 && people(w.holders[l.ID]) <= ring.MostJoined && !w.tracers[0].Common(l.ID)
}

// strong reports whether a value may join those who hold it by itself.
func (w *walk) strong(l dossier.Link) bool {
	return l.Strong() || slices.ContainsFunc(w.holders[l.ID], func(h dossier.Holder) bool { return h.Strong() })
}
