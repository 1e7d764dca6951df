package assess

import (
	"cmp"
	"maps"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
)

const (
	// toldBeside is how many on either side in time are read of those who hold what
	// very many do: as many as are ever told, and one.
	toldBeside = muster.MaxOthers + 1
	// crowdContacts is how many holders of a contact are read: records of one human
	// are looked for among all of them.
	crowdContacts = 1024
)

// surround finds everybody whom those looked at are told of, and of values that
// very many hold the others, who are counted.
func (w *walk) surround() error {
	if err := w.askRated(); err != nil {
		return err
	}
	w.told = maps.Clone(w.beside)
	crowds := map[muster.ArtefactID]bool{}
	for id := range w.beside {
		for _, l := range w.nodes[id].links {
			w.tell(id, l, crowds)
		}
	}
	for id := range w.look {
		w.tellDeals(id)
	}
	if err := w.present(); err != nil {
		return err
	}
	w.counted = map[muster.ArtefactID][]dossier.Holder{}
	for id := range crowds {
		w.counted[id] = slices.DeleteFunc(slices.Clone(w.holders[id]), func(h dossier.Holder) bool { return w.told[h.Subject] })
	}
	return nil
}

// present leaves those out of whom nothing is known.
func (w *walk) present() error {
	var ask []muster.SubjectID
	for id := range w.told {
		if n := w.nodes[id]; n == nil {
			ask = append(ask, id)
		} else if !n.known {
			delete(w.told, id)
		}
	}
	there := make(map[muster.SubjectID]bool, len(ask))
	if err := w.Store.Present(w.ctx, w.Organisation, ask, func(id muster.SubjectID) { there[id] = true }); err != nil {
		return err
	}
	for _, id := range ask {
		if !there[id] {
			delete(w.told, id)
		}
	}
	return nil
}

// askRated asks whom those rated who are looked at, and whom else those rated who
// rated them.
func (w *walk) askRated() error {
	var ids []muster.ArtefactID
	for id := range w.look {
		ids = append(ids, w.tracers[0].RatedBy(id))
		for _, client := range w.nodes[id].rated {
			ids = append(ids, w.tracers[0].RatedBy(client.By))
		}
	}
	return w.ask(ids)
}

// tell adds those whom a link leads to.
func (w *walk) tell(id muster.SubjectID, l dossier.Link, crowds map[muster.ArtefactID]bool) {
	holders := w.holders[l.ID]
	if len(holders) == 0 || !isValue(l) || l.Kind == dossier.LinkStay && !w.look[id] {
		return
	}
	most := dossier.LinkMost + 1
	if l.Kind == muster.ArtefactPhone || l.Kind == muster.ArtefactEmail {
		most = crowdContacts
	}
	n := people(holders)
	switch {
	case n <= most && (w.look[id] || n > ring.MostJoined || !w.strong(l)):
		for i := range holders {
			w.told[holders[i].Subject] = true
		}
	case n > most:
		crowds[l.ID] = true
		if l.Kind == dossier.LinkStay {
			return // so many are no more told apart
		}
		if !w.look[id] && most != crowdContacts {
			return // so many are joined by nothing: that they are counted is enough
		}
		for _, h := range w.nearest(l, 2*toldBeside) {
			if l.Tells(h.First) {
				w.told[h.Subject] = true
			}
		}
	}
}

// tellDeals adds those who did an account's work or are its agency, and, of clients
// that may be told of, whom they rated. Others it dealt with are told of only where
// they hold something that it holds too, and then they are there.
func (w *walk) tellDeals(id muster.SubjectID) {
	n := w.nodes[id]
	for _, other := range n.hands {
		w.told[other] = true
	}
	clients := []muster.SubjectID{id}
	for _, r := range n.rated {
		clients = append(clients, r.By)
	}
	for _, client := range clients {
		if !w.praises(client) {
			continue
		}
		w.told[client] = true
		for _, h := range w.holders[w.tracers[0].RatedBy(client)] {
			w.told[h.Subject] = true
		}
	}
}

// nearest returns the holders of a link that are nearest in time, so many at most,
// as many on either side.
func (w *walk) nearest(l dossier.Link, most int) []dossier.Holder {
	holders := w.holders[l.ID]
	if len(holders) <= most || l.Kind == dossier.LinkHand {
		return holders
	}
	sorted := slices.Clone(holders)
	slices.SortFunc(sorted, func(a, b dossier.Holder) int {
		return cmp.Or(cmp.Compare(a.First.Micros, b.First.Micros), cmp.Compare(a.Subject, b.Subject))
	})
	at, _ := slices.BinarySearchFunc(sorted, l.First.Micros, func(h dossier.Holder, first int64) int { return cmp.Compare(h.First.Micros, first) })
	from := max(0, min(at-most/2, len(sorted)-most))
	return sorted[from : from+most]
}
