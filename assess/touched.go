package assess

import (
	"maps"
	"slices"

	"muster"
	"muster/dossier"
)

// touch finds those who may be told something else.
func (w *walk) touch() error {
	w.look = map[muster.SubjectID]bool{}
	var ids []muster.ArtefactID
	for id, c := range w.changed {
		for _, l := range c.reach.Links {
			ids = append(ids, l.ID)
		}
		ids = append(ids, valuesOf(c.after)...)
		for _, r := range c.reach.Rated {
			ids = append(ids, w.tracers[0].RatedBy(r.By))
		}
		if c.reach.Client {
			ids = append(ids, w.tracers[0].RatedBy(id))
		}
	}
	if err := w.ask(ids); err != nil {
		return err
	}
	for id, c := range w.changed {
		w.look[id] = true
		for _, l := range c.reach.Links {
			for _, h := range w.nearest(l, dossier.LinkMost) {
				w.look[h.Subject] = true
			}
		}
		for _, other := range c.reach.Partners {
			w.look[other] = w.look[other] || w.shares(c.after, other)
		}
	}
	maps.DeleteFunc(w.look, func(_ muster.SubjectID, look bool) bool { return !look })
	if err := w.touchRated(); err != nil {
		return err
	}
	return w.drop(w.look)
}

// shares reports whether another holds a value with somebody.
func (w *walk) shares(links []dossier.Link, other muster.SubjectID) bool {
	return slices.ContainsFunc(links, func(l dossier.Link) bool {
		return isValue(l) && slices.ContainsFunc(w.holders[l.ID], func(h dossier.Holder) bool { return h.Subject == other })
	})
}

// touchRated finds those who are told of a rating that is new or another now: who
// gave it, and who has one beside it; and of a client that is another now.
func (w *walk) touchRated() error {
	given := map[muster.SubjectID][]dossier.RatedAt{}
	for id, c := range w.changed {
		for _, r := range c.reach.Rated {
			if w.praises(r.By) {
				given[r.By] = append(given[r.By], r)
			}
		}
		if c.reach.Client && w.praises(id) {
			for _, h := range w.holders[w.tracers[0].RatedBy(id)] {
				w.look[h.Subject] = true
			}
		}
	}
	var others []muster.SubjectID
	for by := range given {
		w.look[by] = true
		for _, h := range w.holders[w.tracers[0].RatedBy(by)] {
			others = append(others, h.Subject)
		}
	}
	if err := w.visit(others); err != nil {
		return err
	}
	for _, id := range others {
		for _, own := range w.nodes[id].rated {
			if slices.ContainsFunc(given[own.By], func(r dossier.RatedAt) bool { return r.Beside(own) }) {
				w.look[id] = true
				break
			}
		}
	}
	return nil
}

// praises reports whether a client rated enough accounts that were just opened, now
// or before, for anybody to be told of it.
func (w *walk) praises(client muster.SubjectID) bool {
	id := w.tracers[0].RatedBy(client)
	fresh := slices.DeleteFunc(slices.Concat(w.holders[id], w.were[id]), func(h dossier.Holder) bool { return h.Role != dossier.RoleFresh })
	return people(fresh) >= dossier.FewestFresh
}

// drop leaves out of a set those of whom nothing is known: an account that a record
// names need not be there.
func (w *walk) drop(set map[muster.SubjectID]bool) error {
	if err := w.visit(slices.Collect(maps.Keys(set))); err != nil {
		return err
	}
	maps.DeleteFunc(set, func(id muster.SubjectID, _ bool) bool { return !w.nodes[id].known })
	return nil
}
