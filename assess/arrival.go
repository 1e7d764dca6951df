package assess

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"muster"
	"muster/dossier"
	"muster/store"
)

// Arrival is records that came in since everybody was looked at. It finds who may
// be told something else for them, and whom that takes to be told: everybody else
// stays unread.
type Arrival struct {
	Store        *store.Store
	Organisation muster.OrganisationID
	Records      muster.Population // what came in
	Registers    *muster.Registers
	Options      dossier.Options // as those of the run
	Before       *Looked
	Workers      int
}

// Night is a run over what changed, before it runs.
type Night struct {
	Population muster.Population // those looked at, and those they are told of
	Part       *Part
	Frozen     *Frozen
	Changed    []muster.SubjectID                // of whom something came in that was not known, in order
	Held       map[muster.SubjectID][]store.Held // what they hold that is not filed yet
	Read       int                               // of the population, whose records are read; the others are counted

	people *store.People
}

// Close ends the use of the population.
func (n *Night) Close() error { return n.people.Close() }

// ErrTogether is returned where a change of one person's records cannot be followed
// without reading everybody's.
var ErrTogether = together("in the database there are texts, pictures, programs, activity, references, recommendations, or values on a list")

func together(what string) *muster.Error {
	return &muster.Error{
		Code:    muster.CodeUnsupported,
		Message: what + ": such records mean something only beside everybody's",
		Hint:    "give the command without --only-changed, which compares them with everybody's; or keep them out of this database, and give them to a run with a database of its own",
	}
}

// Follow finds who is to be looked at.
func (a *Arrival) Follow(ctx context.Context) (*Night, error) {
	w := &walk{
		Arrival: a, ctx: ctx, changed: map[muster.SubjectID]*changedOne{}, fresh: map[muster.ArtefactID][]dossier.Holder{},
		asked: map[muster.ArtefactID]bool{}, holders: map[muster.ArtefactID][]dossier.Holder{}, were: map[muster.ArtefactID][]dossier.Holder{}, nodes: map[muster.SubjectID]*node{},
		bases: maps.Clone(a.Before.Bases), people: a.Before.People,
	}
	for _, step := range []func() error{w.begin, w.change, w.touch, w.groups, w.surround} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return w.night()
}

// walk follows links from those of whom something came in.
type walk struct {
	*Arrival
	ctx     context.Context
	tracers []*dossier.Tracer // one for each worker
	sharing *store.Sharing
	changed map[muster.SubjectID]*changedOne
	fresh   map[muster.ArtefactID][]dossier.Holder // what those who changed hold now, which is not filed yet
	asked   map[muster.ArtefactID]bool
	holders map[muster.ArtefactID][]dossier.Holder // of links that were asked for and lead to somebody
	were    map[muster.ArtefactID][]dossier.Holder // of clients, whom among those who changed they were filed to have rated when just opened
	nodes   map[muster.SubjectID]*node
	same    map[muster.SubjectID][]muster.SubjectID // other records of one human, by the last run over everybody
	bases   map[muster.ArtefactKind]int
	people  int

	look, beside, told map[muster.SubjectID]bool // looked at; in groups with them; told of
	counted            map[muster.ArtefactID][]dossier.Holder
}

// changedOne is somebody of whom something came in, and what leads from them to
// others before and after. Nothing else of their traces is kept: of a day there are
// very many.
type changedOne struct {
	before, after []dossier.Link
	reach         dossier.Reach
}

// node is what leads from somebody to others.
type node struct {
	links []dossier.Link
	hands []muster.SubjectID
	rated []dossier.RatedAt
	born  string
	known bool // anything is
}

func nodeOf(tr *dossier.Trace) *node {
	return &node{tr.Links(), tr.Hands(), tr.Rated(), tr.Born(), tr.Known()}
}

func (w *walk) begin() error {
	w.sharing = w.Store.Sharing(w.Organisation, w.followed)
	w.same = map[muster.SubjectID][]muster.SubjectID{}
	for _, p := range w.Before.Same {
		w.same[p[0]], w.same[p[1]] = append(w.same[p[0]], p[1]), append(w.same[p[1]], p[0])
	}
	for range max(1, w.Workers) {
		t, err := dossier.NewTracer(w.Registers, w.Options)
		if err != nil {
			return err
		}
		w.tracers = append(w.tracers, t)
	}
	return nil
}

// followed reports whether it may be asked who holds an artefact: where two do, and of
// a client only where anything is told of whom it rated.
func (w *walk) followed(held []store.Held) bool {
	switch held[0].Kind {
	case dossier.LinkHand, dossier.LinkVerified:
		return true
	case dossier.LinkRated:
		fresh := len(w.fresh[held[0].ID])
		for i := range held {
			if held[i].Role == dossier.RoleFresh {
				fresh++
			}
		}
		return fresh >= dossier.FewestFresh
	}
	return len(w.fresh[held[0].ID]) > 0 || slices.ContainsFunc(held, func(h store.Held) bool { return h.Subject != held[0].Subject })
}

// inTurn calls do for each number below n, on all workers.
func (w *walk) inTurn(n int, do func(t *dossier.Tracer, i int) error) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := 0
	var failed error
	for _, t := range w.tracers {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := failed != nil || i >= n
				mu.Unlock()
				if stop {
					return
				}
				err := w.ctx.Err()
				if err == nil {
					err = do(t, i)
				}
				if err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return failed
}

// change compares what came in with what is kept.
func (w *walk) change() error {
	ids := make([]muster.SubjectID, w.Records.Len())
	for i := range ids {
		ids[i] = w.Records.Subject(i).ID
	}
	kept, err := w.Store.PopulationOf(w.ctx, w.Organisation, ids)
	if err != nil {
		return err
	}
	defer kept.Close()
	var mu sync.Mutex
	return w.inTurn(len(ids), func(t *dossier.Tracer, i int) error {
		had, err := kept.Observations(i, nil)
		if err != nil {
			return err
		}
		all, err := withNew(slices.Clone(had), 0, w.Records, i)
		if err != nil || len(all) == len(had) {
			return err
		}
		before, after := t.Trace(ids[i], had), t.Trace(ids[i], all)
		if what := after.Beside(); what != "" {
			return together(fmt.Sprintf("of %s there is %s", ids[i], what))
		}
		c := &changedOne{before.Links(), after.Links(), dossier.ReachOf(t, before, after)}
		mu.Lock()
		defer mu.Unlock()
		w.takeUp(ids[i], c, before, after)
		return nil
	})
}

// takeUp notes somebody who changed, and what that does to the counts of all.
func (w *walk) takeUp(id muster.SubjectID, c *changedOne, before, after *dossier.Trace) {
	w.changed[id], w.nodes[id] = c, nodeOf(after)
	if !before.Known() {
		w.people++
	}
	for _, kind := range before.Kinds() {
		w.bases[kind]--
	}
	for _, kind := range after.Kinds() {
		w.bases[kind]++
	}
	for _, l := range c.after {
		w.fresh[l.ID] = append(w.fresh[l.ID], dossier.Holder{Link: l, Subject: id})
	}
}

// ask learns who holds some links.
func (w *walk) ask(ids []muster.ArtefactID) error {
	ids = slices.DeleteFunc(ids, func(id muster.ArtefactID) bool {
		known := w.asked[id]
		w.asked[id] = true
		return known
	})
	for _, id := range ids {
		if fresh := w.fresh[id]; len(fresh) > 0 {
			w.holders[id] = slices.Clone(fresh)
		}
	}
	if err := w.sharing.Read(w.ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		held := w.sharing.Holders(id)
		for i := range held {
			h := dossier.Holder{Link: dossier.Link{Artefact: held[i].Artefact, First: held[i].First}, Subject: held[i].Subject}
			switch {
			case w.changed[h.Subject] == nil:
				w.holders[id] = append(w.holders[id], h)
			case h.Role == dossier.RoleFresh: // what they hold now is in fresh
				w.were[id] = append(w.were[id], h)
			}
		}
		if list := w.holders[id]; len(list) == 1 && list[0].Kind != dossier.LinkHand {
			delete(w.holders, id) // it leads to nobody else
		}
	}
	return nil
}

// visit reads what leads from some people to others.
func (w *walk) visit(ids []muster.SubjectID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id muster.SubjectID) bool { return w.nodes[id] != nil })
	kept, err := w.Store.PopulationOf(w.ctx, w.Organisation, ids)
	if err != nil {
		return err
	}
	defer kept.Close()
	var mu sync.Mutex
	return w.inTurn(kept.Len(), func(t *dossier.Tracer, i int) error {
		list, err := kept.Observations(i, nil)
		if err != nil {
			return err
		}
		id := kept.Subject(i).ID
		n := nodeOf(t.Trace(id, list))
		mu.Lock()
		defer mu.Unlock()
		w.nodes[id] = n
		return nil
	})
}

// groups finds those who stand in groups with people whose place in one may be
// another now, who are looked at too, and then those with whom anybody stands in
// one who is looked at.
func (w *walk) groups() error {
	var moved []muster.SubjectID
	for id, c := range w.changed {
		if c.reach.Rings {
			moved = append(moved, id)
		}
	}
	together, err := w.joinedTo(moved, func(id muster.SubjectID) []dossier.Link {
		if c := w.changed[id]; c != nil && c.reach.Rings {
			return slices.Concat(c.before, c.after)
		}
		return w.nodes[id].links
	})
	if err != nil {
		return err
	}
	maps.Copy(w.look, together)
	if err := w.drop(w.look); err != nil {
		return err
	}
	w.beside, err = w.joinedTo(slices.Collect(maps.Keys(w.look)), func(id muster.SubjectID) []dossier.Link { return w.nodes[id].links })
	return err
}

// isValue reports an artefact or a network: who is named, rated or verified is
// asked where it is needed.
func isValue(l dossier.Link) bool {
	return l.Kind != dossier.LinkHand && l.Kind != dossier.LinkRated && l.Kind != dossier.LinkVerified
}

func valuesOf(links []dossier.Link) []muster.ArtefactID {
	ids := make([]muster.ArtefactID, 0, len(links))
	for _, l := range links {
		if isValue(l) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// people counts the subjects among holders.
func people(list []dossier.Holder) int {
	if len(list) <= 1 {
		return len(list)
	}
	met := make(map[muster.SubjectID]bool, len(list))
	for i := range list {
		met[list[i].Subject] = true
	}
	return len(met)
}

func (w *walk) night() (*Night, error) {
	p := &Part{Look: w.look, Before: w.Before, People: w.people, Beyond: dossier.Beyond{Bases: w.bases, Holders: w.counted, Verified: map[muster.SubjectID]bool{}}}
	counted := map[muster.SubjectID]bool{}
	for _, holders := range w.counted {
		for i := range holders {
			counted[holders[i].Subject] = true
		}
	}
	if err := w.verified(counted, p.Beyond.Verified); err != nil {
		return nil, err
	}
	n := &Night{Part: p, Frozen: &Frozen{PairLimit: w.Before.PairLimit, Same: w.Before.Same}, Held: map[muster.SubjectID][]store.Held{}}
	for id, c := range w.changed {
		n.Changed = append(n.Changed, id)
		n.Held[id] = w.unfiled(id, c)
	}
	slices.Sort(n.Changed)
	var err error
	if n.people, err = w.Store.PopulationOf(w.ctx, w.Organisation, slices.Collect(maps.Keys(w.told))); err != nil {
		return nil, err
	}
	n.Read = n.people.Len()
	n.Population = unionOf(n.people, w.Records, w.Organisation, w.told, counted)
	return n, nil
}

// verified finds who of some people is verified.
func (w *walk) verified(of, into map[muster.SubjectID]bool) error {
	ids := map[muster.ArtefactID]bool{}
	for id := range of {
		ids[w.tracers[0].Verified(id)] = true
	}
	links := slices.Collect(maps.Keys(ids))
	if err := w.sharing.Read(w.ctx, links); err != nil {
		return err
	}
	for _, id := range links {
		for _, held := range w.sharing.Holders(id) {
			if of[held.Subject] {
				into[held.Subject] = true
			}
		}
	}
	return nil
}

// unfiled is what somebody holds now that stands in no index yet.
func (w *walk) unfiled(id muster.SubjectID, c *changedOne) []store.Held {
	had := map[string]bool{}
	key := func(l dossier.Link) string { return fmt.Sprint(l.ID, l.Kind, l.Role, l.First.Micros) }
	for _, l := range c.before {
		had[key(l)] = true
	}
	var held []store.Held
	for _, l := range c.after {
		if !had[key(l)] {
			held = append(held, store.Held{Artefact: l.Artefact, Organisation: w.Organisation, Subject: id, First: l.First})
		}
	}
	return held
}
