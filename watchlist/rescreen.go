package watchlist

import "slices"

// Rescreen brings the hits of people up to date after a list changed, without
// looking at the entries that stayed as they were.
type Rescreen struct {
	fresh *Index          // entries that are new or have changed
	stale map[string]bool // ids whose earlier hits no longer count
}

// NewRescreen prepares for the difference between two versions of one list.
func NewRescreen(d Difference) *Rescreen {
	r := &Rescreen{stale: map[string]bool{}}
	fresh := slices.Clone(d.Added)
	for _, c := range d.Changed {
		fresh = append(fresh, c.New)
		r.stale[c.ID] = true
	}
	for _, e := range d.Removed {
		r.stale[e.ID] = true
	}
	r.fresh = NewIndex(fresh)
	return r
}

// Searcher returns a searcher of what changed; one for each goroutine.
func (r *Rescreen) Searcher() *Searcher { return r.fresh.Searcher() }

// Update returns the hits a person has now, given those of the version before.
// changed is false when nothing of what changed on the list is about the
// person; then the hits are those given.
func (r *Rescreen) Update(s *Searcher, q Query, had []Hit) (now []Hit, changed bool) {
	found := s.Screen(q)
	if len(found) == 0 && !slices.ContainsFunc(had, func(h Hit) bool { return r.stale[h.ID] }) {
		return had, false
	}
	now = slices.DeleteFunc(slices.Clone(had), func(h Hit) bool { return r.stale[h.ID] })
	if now = append(now, found...); len(now) == 0 {
		return nil, true
	}
	sortHits(now)
	return now, true
}
