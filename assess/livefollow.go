package assess

import (
	"context"
	"maps"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
	"muster/store"
)

// followed is how many changed subjects are applied in one go.
const followed = 256

// CatchUp applies what the store was given and what it lost since, and returns
// the number up to which it is applied.
func (l *Live) CatchUp(ctx context.Context) (int64, error) {
	err := l.catchUp(ctx)
	return l.Seq(), err
}

// catchUp applies what the store has. Those who come while somebody looks share
// the look after it: one that began after they came saw all that was acknowledged
// before.
func (l *Live) catchUp(ctx context.Context) error {
	came := l.rounds.Load()
	l.applying.Lock()
	defer l.applying.Unlock()
	if l.whole > came {
		return nil
	}
	return l.follow(ctx)
}

// follow applies all changes; whoever calls it holds applying.
func (l *Live) follow(ctx context.Context) error {
	round := l.rounds.Add(1)
	l.passDay()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) (err error) {
			more, err = l.followSome(t)
			return err
		})
		if err != nil {
			return err
		}
	}
	l.whole = round
	return nil
}

// passDay moves on to another day: the rows in the list are then of the day
// before until Refresh comes to them.
func (l *Live) passDay() {
	today := dayOf(l.cfg.Now())
	if !l.request.AsOf.Before(today) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch++
	l.request.AsOf = today
	left := l.index.Pass(today)
	for i := range l.rows {
		l.mark(int32(i))
	}
	l.regroupAround(left) // what a ring is besides a coincidence turns on who has left
}

// followSome applies some changes and reports whether there are more.
func (l *Live) followSome(t *store.Tx) (more bool, err error) {
	feed, err := t.Changes(l.seq, followed)
	if err != nil || feed.Last == l.seq {
		return false, err
	}
	changed := feed.Changed
	if feed.Purged > l.seq {
		if changed, err = l.afterPurge(t); err != nil {
			return false, err
		}
	} else {
		more = len(changed) == followed
	}
	var model *Model
	if feed.Model > l.model && !more && l.cfg.Model != nil { // the last page: from here on every answer is at or after its number
		if model, err = l.cfg.Model(t); err != nil {
			return false, err
		}
	}
	read, err := l.readSome(t, changed) // before anybody has to wait
	if err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch++
	var seeds []int32
	for i, c := range changed {
		if i > 0 && i%followed == 0 { // only after a purge
			if read, err = l.readSome(t, changed[i:]); err != nil {
				return false, err
			}
		}
		touched, err := l.put(t, c.Subject, read[c.Subject])
		if err != nil {
			return false, err
		}
		seeds = append(seeds, touched...)
	}
	slices.Sort(seeds)
	l.regroupAround(slices.Compact(seeds))
	l.seq = feed.Last
	if more {
		l.seq = changed[len(changed)-1].Seq
	}
	if model != nil && !more {
		l.model = feed.Model
		l.switchTo(model)
	}
	return more, nil
}

// afterPurge returns everybody whose record is not the one that was read: a
// purge takes people and observations away without naming them.
func (l *Live) afterPurge(t *store.Tx) ([]store.Changed, error) {
	var changed []store.Changed
	there := map[muster.SubjectID]bool{}
	for after := muster.SubjectID(""); ; {
		list, err := t.Subjects(after, 10_000)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			break
		}
		for _, s := range list {
			there[s.ID] = true
			if at, ok := l.index.Known(s.ID); !ok || l.held[at] != (kept{s.Seq, s.Observations}) {
				changed = append(changed, store.Changed{Seq: s.Seq, Subject: s.ID})
			}
		}
		after = list[len(list)-1].ID
	}
	for i := range l.index.Len() {
		if id := l.index.ID(i); id != "" && !there[id] {
			changed = append(changed, store.Changed{Subject: id})
		}
	}
	return changed, nil
}

// readSome reads the records of the first of some subjects. One of whom nothing
// is kept is not in the map.
func (l *Live) readSome(t *store.Tx, changed []store.Changed) (map[muster.SubjectID]store.Whole, error) {
	ids := make([]muster.SubjectID, min(len(changed), followed))
	for i := range ids {
		ids[i] = changed[i].Subject
	}
	read := make(map[muster.SubjectID]store.Whole, len(ids))
	err := t.Many(ids, func(w store.Whole) error { read[w.ID] = w; return nil })
	return read, err
}

// put applies one subject's record as the store has it now and returns the
// places whose rings may be others for it.
func (l *Live) put(t *store.Tx, subject muster.SubjectID, now store.Whole) ([]int32, error) {
	observations, seq := now.Observations, now.Seq
	var with []int32
	if at, ok := l.index.Known(subject); ok {
		with = l.frozenWith(int32(at))
	}
	change, err := l.index.Put(subject, l.readable(observations), l.reader(t))
	if err != nil || change.At < 0 {
		return nil, err
	}
	at := int32(change.At)
	for len(l.held) < l.index.Len() {
		l.held, l.rows = append(l.held, kept{}), append(l.rows, Row{})
	}
	for _, place := range change.Near {
		l.mark(place)
	}
	if len(observations) == 0 {
		l.held[at] = kept{}
		l.setRow(at, Row{})
		delete(l.stale, at)
		l.forgetGroups(at)
		return append(change.Joined, with...), nil
	}
	l.held[at] = kept{seq, len(observations)}
	l.mark(at)
	if change.Same {
		return nil, nil
	}
	return append(append(change.Joined, with...), at), nil
}

// forgetGroups takes a subject that is gone out of the groups it stood in; the
// others of those groups are looked at again by regroup.
func (l *Live) forgetGroups(at int32) {
	l.groups.Drop(int(at))
	for _, of := range []map[int32]string{l.rings, l.same} {
		l.untell(of[at])
		delete(of, at)
	}
}

// Decide takes all that people said about records of one human in place of what
// they said before.
func (l *Live) Decide(list []Decision) {
	l.applying.Lock()
	defer l.applying.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.decideAnew(list)
}

func (l *Live) decideAnew(list []Decision) {
	before := l.decided
	l.decide(list)
	var seeds []int32
	for _, all := range []decisions{before, l.decided} {
		for pair := range all {
			now, still := l.decided[pair]
			if was, said := before[pair]; said == still && was == now {
				continue
			}
			for _, id := range pair {
				if at, ok := l.index.Known(id); ok {
					seeds = append(seeds, int32(at))
				}
			}
		}
	}
	l.epoch++
	slices.Sort(seeds)
	l.regroupAround(slices.Compact(seeds))
}

func (l *Live) decide(list []Decision) {
	l.decided, l.decidedOf = decisionsOf(list), map[muster.SubjectID][]muster.SubjectID{}
	for pair := range l.decided {
		l.decidedOf[pair[0]] = append(l.decidedOf[pair[0]], pair[1])
		l.decidedOf[pair[1]] = append(l.decidedOf[pair[1]], pair[0])
	}
}

// Regroup finds all groups anew. It is needed only where more people are
// connected than are looked at around one change: Narrow says so.
func (l *Live) Regroup() {
	l.applying.Lock()
	defer l.applying.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.regroupAll()
}

// Narrow reports that the rings of some people were last looked at among their
// nearest only.
func (l *Live) Narrow() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.narrow
}

// regroupMost is how many changed people make looking at everybody cheaper than
// looking around each.
const regroupMost = 20_000

// regroupAround finds the groups of some people and of all they are connected
// with anew.
func (l *Live) regroupAround(seeds []int32) {
	switch {
	case len(seeds) == 0:
		return
	case len(seeds) > regroupMost:
		l.regroupAll()
		return
	}
	g, whole := l.index.RingGraphAround(seeds, l.frozenWith)
	l.narrow = l.narrow || !whole
	l.replace(g)
}

// replace finds the groups in a graph and tells them in place of those its
// people stood in. What only people at its rim stand in stays as it was told.
func (l *Live) replace(g *dossier.RingGraph) {
	same, pairs := l.samePeople(g, l.frozenWith)
	l.measured.People = l.index.Count()
	l.measured.Nodes = l.measured.People - l.mergedBeside(g.Places) - merged(same)
	rings := l.findRings(g, pairs)
	at := func(id muster.SubjectID) int32 { place, _ := l.index.Known(id); return int32(place) }
	places := slices.DeleteFunc(slices.Clone(g.Places), func(place int32) bool { return g.Outer[place] })
	for _, place := range slices.Clone(places) {
		for _, id := range l.groupsOf(place) {
			if told := l.told[id]; told != nil && len(g.Outer) > 0 {
				for _, m := range told.Members {
					places = append(places, at(m.Subject))
				}
			}
		}
	}
	if len(g.Outer) > 0 {
		rings = slices.DeleteFunc(rings, func(r ring.Ring) bool {
			return !slices.ContainsFunc(r.Members, func(m ring.Member) bool { return !g.Outer[g.Places[m.Person]] })
		})
		same = slices.DeleteFunc(same, func(s muster.Group) bool {
			return !slices.ContainsFunc(s.Members, func(m muster.Member) bool { return !g.Outer[at(m.Subject)] })
		})
		for i := range rings {
			for _, m := range rings[i].Members {
				places = append(places, g.Places[m.Person])
			}
		}
	}
	slices.Sort(places)
	places = slices.Compact(places)
	l.epoch++
	l.forget(places)
	for i := range same {
		l.tell(&same[i], l.same)
	}
	l.groups.Replace(g, rings, places)
	l.tellRings(g, rings)
}

// regroupAll finds everybody's groups anew.
func (l *Live) regroupAll() {
	g := l.index.RingGraph()
	l.narrow = false
	if l.groups == nil { // the load: from here on it stays
		if l.request.Frozen == nil {
			l.frozen.PairLimit = l.pairLimit(g, l.frozenWith)
		}
		l.groups = dossier.NewGroups(g, nil)
	}
	l.measured.PairLimit = l.frozen.PairLimit
	l.replace(g)
}

func (l *Live) findRings(g *dossier.RingGraph, pairs [][2]int32) []ring.Ring {
	return l.decided.split(g, ring.Find(g.Edges, g.People, g.Values, ring.Options{
		Related: g.Related, Same: pairs, Occupancy: l.request.Settings.MaxOccupancy, Whole: &l.measured,
	}))
}

func (l *Live) tellRings(g *dossier.RingGraph, rings []ring.Ring) {
	for i := range rings {
		group := groupOf(g, &rings[i], func(person int32) muster.SubjectID { return l.index.ID(int(g.Places[person])) })
		l.tell(&group, l.rings)
	}
}

// mergedBeside counts the records beyond the first of each human, but for some
// people's.
func (l *Live) mergedBeside(places []int32) int {
	records, told := len(l.same), map[string]bool{}
	for _, place := range places {
		if id, ok := l.same[place]; ok {
			records--
			told[id] = l.told[id] != nil
		}
	}
	humans := l.humans
	for _, still := range told {
		if still {
			humans--
		}
	}
	return records - humans
}

// samePeople finds the records of one human among the people of a graph, as
// groups and as pairs of people of the graph. with tells whom somebody was put
// together with beside what their contacts and homes say.
func (l *Live) samePeople(g *dossier.RingGraph, with func(place int32) []int32) ([]muster.Group, [][2]int32) {
	at := make(map[int]int32, len(g.Places))
	for i, place := range g.Places {
		at[int(place)] = int32(i)
	}
	pairs := map[[2]int]bool{}
	l.index.PairsAmong(g, func(a, b int) { pairs[[2]int{a, b}] = true })
	for _, place := range g.Places {
		for _, other := range with(place) {
			pairs[[2]int{int(min(place, other)), int(max(place, other))}] = true
		}
	}
	maps.DeleteFunc(pairs, func(p [2]int, _ bool) bool {
		_, a := at[p[0]]
		_, b := at[p[1]]
		return !a || !b
	})
	groups, same := sameGroups(l.index, pairs, l.decided.among(l.index, at))
	for i, p := range same {
		same[i] = [2]int32{at[int(p[0])], at[int(p[1])]}
	}
	return groups, same
}

// forget takes the groups away in which some people stand. Whoever stood in one
// may be told something else now.
func (l *Live) forget(places []int32) {
	for _, of := range []map[int32]string{l.rings, l.same} {
		for _, place := range places {
			if id, ok := of[place]; ok {
				delete(of, place)
				l.untell(id)
				l.mark(place)
			}
		}
	}
}

// untell drops a group, if it is not dropped yet.
func (l *Live) untell(id string) {
	if g := l.told[id]; g != nil && g.Kind == muster.GroupSameHuman {
		l.humans--
	}
	delete(l.told, id)
}

// tell files a group under its members.
func (l *Live) tell(group *muster.Group, of map[int32]string) {
	l.told[group.ID] = group
	if group.Kind == muster.GroupSameHuman {
		l.humans++
	}
	for i := range group.Members {
		if at, ok := l.index.Known(group.Members[i].Subject); ok {
			of[int32(at)] = group.ID
			l.mark(int32(at))
		}
	}
}
