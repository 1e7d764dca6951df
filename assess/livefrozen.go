package assess

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve/ring"
	"muster/store"
)

// Frozen is what depends on everybody at once and would make one person's
// records change the answers for all others. A Live holds it fast until another
// is published.
type Frozen struct {
	ID        string                `json:"id,omitempty"` // its digest; empty: worked out at a load and published by nobody
	PairLimit int                   `json:"pair_limit"`   // holders up to which two weak values join people in a ring
	Same      [][2]muster.SubjectID `json:"same"`         // records that the comparison of all fields put together
	Words     dossier.Words         `json:"words"`        // common words of texts; nil: those of the texts at the load
}

// name is how assessments call it.
func (f *Frozen) name() string {
	if f == nil {
		return ""
	}
	return f.ID
}

// Frozen returns what the Live holds fast: a Run under it says the same.
func (l *Live) Frozen() *Frozen {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.frozen
}

// Measure works out anew, from everybody there is now, what a Live holds fast.
// The Live itself goes on as before: whoever publishes it as part of the model
// makes every Live that follows the store take it up, this one too, at the number
// of that model. Readers go on meanwhile; changes wait while the shared values
// are counted, which takes about as long as Regroup.
func (l *Live) Measure(ctx context.Context) (*Frozen, error) {
	if _, err := l.CatchUp(ctx); err != nil {
		return nil, err
	}
	l.mu.RLock()
	people, places := l.index.People()
	ids := make([]muster.SubjectID, len(places))
	for i, place := range places {
		ids[i] = l.index.ID(place)
	}
	sample := l.index.Sample()
	l.mu.RUnlock()
	f := &Frozen{}
	if err := compareAll(ctx, people, func(a, b int) { f.Same = append(f.Same, [2]muster.SubjectID{ids[a], ids[b]}) }); err != nil {
		return nil, err
	}
	l.measureRings(f)
	if err := l.measureWords(ctx, f, sample); err != nil {
		return nil, err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("what is held fast: %w", err)
	}
	sum := sha256.Sum256(text)
	f.ID = hex.EncodeToString(sum[:8])
	return f, nil
}

// measureRings leaves the pairs that agree and finds the limit of weak values.
func (l *Live) measureRings(f *Frozen) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	f.Same = slices.DeleteFunc(f.Same, func(p [2]muster.SubjectID) bool {
		a, known := l.index.Known(p[0])
		b, knownToo := l.index.Known(p[1])
		if !known || !knownToo {
			return true
		}
		_, ok := agree(l.index, a, b)
		return !ok
	})
	for i, p := range f.Same {
		f.Same[i] = [2]muster.SubjectID{min(p[0], p[1]), max(p[0], p[1])}
	}
	slices.SortFunc(f.Same, func(a, b [2]muster.SubjectID) int { return slices.Compare(a[:], b[:]) })
	of := withEach(f.Same)
	f.PairLimit = l.pairLimit(l.index.RingGraph(), func(place int32) []int32 { return l.putTogether(place, of, l.decidedOf) })
}

// pairLimit is the number of holders up to which two weak values join people of
// a graph of everybody.
func (l *Live) pairLimit(g *dossier.RingGraph, with func(int32) []int32) int {
	_, pairs := l.samePeople(g, with)
	return ring.Measure(g.Edges, g.People, g.Values, ring.Options{Related: g.Related, Same: pairs, Occupancy: l.request.Settings.MaxOccupancy}).PairLimit
}

func (l *Live) measureWords(ctx context.Context, f *Frozen, sample []dossier.TextAt) error {
	return l.cfg.Store.View(ctx, l.cfg.Organisation, func(t *store.Tx) (err error) {
		f.Words, err = l.index.Learn(sample, func(place int32) ([]muster.Observation, error) {
			l.mu.RLock()
			id := l.index.ID(int(place))
			l.mu.RUnlock()
			list, _, err := t.Observations(id)
			return l.readable(list), cmp.Or(err, ctx.Err())
		})
		return err
	})
}

// hold takes up what was published: the caller finds the groups anew.
func (l *Live) hold(f *Frozen) {
	l.frozen, l.frozenOf = f, withEach(f.Same)
	l.index.Weigh(f.Words)
}

// freeze keeps what the comparison of all fields put together at a load.
func (l *Live) freeze(pairs map[[2]int]bool) {
	f := &Frozen{}
	sorted := slices.SortedFunc(maps.Keys(pairs), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	for _, p := range sorted {
		if _, ok := agree(l.index, p[0], p[1]); ok {
			f.Same = append(f.Same, [2]muster.SubjectID{l.index.ID(p[0]), l.index.ID(p[1])})
		}
	}
	l.frozen, l.frozenOf = f, withEach(f.Same)
}

// withEach is pairs by each of the two.
func withEach(pairs [][2]muster.SubjectID) map[muster.SubjectID][]muster.SubjectID {
	of := map[muster.SubjectID][]muster.SubjectID{}
	for _, p := range pairs {
		of[p[0]], of[p[1]] = append(of[p[0]], p[1]), append(of[p[1]], p[0])
	}
	return of
}

// frozenWith returns the places of those whom the comparison of all fields put
// together with somebody, or about whom people said something beside them.
func (l *Live) frozenWith(place int32) []int32 { return l.putTogether(place, l.frozenOf, l.decidedOf) }

func (l *Live) putTogether(place int32, by ...map[muster.SubjectID][]muster.SubjectID) []int32 {
	var list []int32
	for _, of := range by {
		for _, id := range of[l.index.ID(int(place))] {
			if at, ok := l.index.Known(id); ok {
				list = append(list, int32(at))
			}
		}
	}
	return list
}
