package assess

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"muster"
	"muster/store"
)

// Stale returns how many people's rows in the list wait for Refresh.
func (l *Live) Stale() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.stale)
}

// refreshBlock is how many people are assessed in one view of the store.
const refreshBlock = 64

// Refresh assesses at most that many of those whose rows in the list are out of
// date, because they or somebody they share something with changed or because a
// day passed, and returns how many. keep, when not nil, is given what was found,
// some people at a time, one call after another; an error of it ends the
// refresh, and those people are assessed again.
//
// Somebody whose record changes meanwhile stays for the next Refresh.
func (l *Live) Refresh(ctx context.Context, most int, keep func([]*Answer) error) (int, error) {
	todo, request := l.takeStale(most)
	blocks := (len(todo) + refreshBlock - 1) / refreshBlock
	var mu sync.Mutex
	var failed error
	next, done := 0, 0
	var wg sync.WaitGroup
	for range min(request.Workers, blocks) {
		wg.Go(func() {
			for {
				mu.Lock()
				from := next * refreshBlock
				next++
				stop := failed != nil || from >= len(todo)
				mu.Unlock()
				if stop {
					return
				}
				some, err := l.refresh(ctx, todo[from:min(from+refreshBlock, len(todo))])
				mu.Lock()
				if err == nil && keep != nil && len(some) > 0 {
					if err = keep(some); err != nil {
						l.again(some)
					}
				}
				failed = cmp.Or(failed, err)
				done += len(some)
				request.Progress("looking at each person", done, len(todo))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return done, failed
}

// takeStale is whose turn it is. Newcomers come first: they are on no list until
// they are looked at, and another policy puts everybody else before them.
func (l *Live) takeStale(most int) ([]int32, *Request) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	known := func(place int32) int {
		if l.rows[place].Subject == "" {
			return 0
		}
		return 1
	}
	todo := slices.SortedFunc(maps.Keys(l.stale), func(a, b int32) int { return cmp.Or(cmp.Compare(known(a), known(b)), cmp.Compare(a, b)) })
	return todo[:min(max(most, 0), len(todo))], l.request
}

// again leaves people to another Refresh.
func (l *Live) again(answers []*Answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range answers {
		if at, ok := l.index.Known(a.ID); ok {
			l.mark(int32(at))
		}
	}
}

// refresh assesses some people in one view of the store.
func (l *Live) refresh(ctx context.Context, places []int32) ([]*Answer, error) {
	answers := make(map[int32]*Answer, len(places))
	err := l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) error {
		clear(answers)
		return cmp.Or(t.Pass(l.idsOf(places), func(k store.Whole) error {
			at, a, err := l.refreshOne(t, &k)
			if a != nil {
				answers[at] = a
			}
			return err
		}), ctx.Err())
	})
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var done []*Answer
	for _, place := range places {
		if a := answers[place]; a != nil && l.index.ID(int(place)) == a.ID && l.keepRow(place, a) {
			done = append(done, a)
		}
	}
	return done, nil
}

// idsOf returns who stands at some places.
func (l *Live) idsOf(places []int32) []muster.SubjectID {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var ids []muster.SubjectID
	for _, place := range places {
		if id := l.index.ID(int(place)); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// refreshOne assesses one subject from what was read. Somebody whose record the
// index has not read yet is left out: the next CatchUp comes to it.
func (l *Live) refreshOne(t *store.Tx, k *store.Whole) (int32, *Answer, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	at, ok := l.index.Known(k.ID)
	if !ok {
		return 0, nil, nil
	}
	a, err := l.answerFrom(t, k)
	if err == errBehind {
		err = nil
	}
	return int32(at), a, err
}

// Unlike leaves those to Refresh about whom other flags are found than were kept,
// and returns how many they are: whoever kept the findings may have been stopped
// between a record and what it shows.
func (l *Live) Unlike(kept map[muster.SubjectID][]muster.FlagID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for i := range l.rows {
		r := &l.rows[i]
		if r.Subject == "" || sameFlags(r.Flags, kept[r.Subject]) {
			continue
		}
		l.mark(int32(i))
		n++
	}
	return n
}

func sameFlags(a, b []muster.FlagID) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(f muster.FlagID) bool { return !slices.Contains(b, f) })
}

// FindingStore keeps what a look at some people found. *store.Store is one.
type FindingStore interface {
	SaveFindings(ctx context.Context, run *store.Run, people []muster.SubjectID, found func(yield func(*muster.Finding) bool)) (store.Life, error)
}

// Save keeps what was found about some people as a run of theirs alone: what was
// first about them and is not found any more ends, what is new opens, and the
// run is entered in the ledger. id is new for each run and in the order of runs.
// gone are people of whom nothing is kept any more.
func (l *Live) Save(ctx context.Context, to FindingStore, id string, answers []*Answer, gone ...muster.SubjectID) (store.Life, error) {
	people := slices.Clone(gone)
	var found []Person
	var keys []muster.FindingKey
	for _, a := range answers {
		people = append(people, a.ID)
		found = append(found, a.Person)
		keys = a.keys(keys)
	}
	root, err := rootOf(keys)
	if err != nil {
		return store.Life{}, err
	}
	run := &store.Run{
		Organisation: l.cfg.Organisation, ID: id, Started: l.cfg.Now().UnixMicro(), Versions: l.versions, Root: root,
		Counts: map[string]int{"people": len(people), "findings": len(keys)},
	}
	return to.SaveFindings(ctx, run, people, func(yield func(*muster.Finding) bool) {
		for i := range found {
			for k := range found[i].Findings {
				if !yield(&found[i].Findings[k]) {
					return
				}
			}
		}
	})
}
