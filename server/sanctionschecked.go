package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"muster"
	"muster/watchlist"
	"muster/web"
)

// listSteps remembers which entries of each list differ between an earlier version
// and the one in use: a large list takes a second to read again. Of versions that
// are in use no more, nothing is kept.
type listSteps struct {
	reading singleflight.Group   // so that a version asked for twice at once is read once
	mu      sync.Mutex           // held for a look, never for a reading
	known   map[string]*listStep // by source
}

// listStep is what leads to one version of a list.
type listStep struct {
	now  string                     // the version's SHA-256
	from map[string]map[string]bool // by earlier version, the entries that were added or changed since
}

// checkedRows says of each row when a check with the lists was passed that settles
// all of its hits, or nothing: the check still holds, no entry is new or another
// since, and the person's own facts are those it compared. Hits stay to be read
// either way. Checks are read once for all, and each list's history once.
func (s *Server) checkedRows(ctx context.Context, v *viewing, out *web.SanctionsPeople, current map[string]*sanctionsList) error {
	ids := make([]muster.SubjectID, len(out.Rows))
	for i := range out.Rows {
		ids[i] = out.Rows[i].Person.ID
	}
	compared, err := s.desk.Compared(ctx, v.actor, ids)
	if err != nil {
		return err
	}
	since := &sinceCheck{server: s, current: current, history: map[string][]muster.ListProvenance{}}
	for i := range out.Rows {
		row := &out.Rows[i]
		c, checked := compared[row.Person.ID]
		switch {
		case !checked:
		case len(c.Changed) > 0: // the check was about other facts than these
			row.Before, row.Changed = c.At, c.Changed
		case since.same(row.Hits, c.At):
			row.Checked = c.At
			out.Checked++
		default:
			row.Before = c.At
		}
	}
	return nil
}

// sinceCheck is what one page asks of the lists.
type sinceCheck struct {
	server  *Server
	current map[string]*sanctionsList
	history map[string][]muster.ListProvenance
}

// same reports whether the entries of some hits say what they said at a time.
func (c *sinceCheck) same(hits []web.SanctionsHit, at time.Time) bool {
	for i := range hits {
		same, err := c.sameEntry(hits[i].Source, hits[i].Entry, at)
		if err != nil {
			c.server.log.Warn("an earlier version of a list cannot be read, so who was checked is shown again", "list", hits[i].Source, "error", err)
		}
		if err != nil || !same {
			return false
		}
	}
	return true
}

// sameEntry reports whether an entry of the version of a list in use says what it
// said in the version that was in use at a time.
func (c *sinceCheck) sameEntry(source, entry string, at time.Time) (bool, error) {
	now := c.current[source]
	if now == nil {
		return false, nil
	}
	versions, read := c.history[source]
	if !read {
		var err error
		if versions, err = c.server.listStore().History(source); err != nil {
			return false, err
		}
		c.history[source] = versions
	}
	i := slices.IndexFunc(versions, func(p muster.ListProvenance) bool { return p.Fetched.Before(at.Truncate(time.Second)) }) // the latest is first; moments of lists have no fractions
	if i < 0 {
		return false, nil
	}
	was := versions[i].SHA256
	if was == now.SHA256 {
		return true, nil
	}
	step, err := c.server.listStep(now, was)
	return err == nil && !step[entry], err
}

// listStep are the entries that were added or changed from an earlier version to
// the one in use.
func (s *Server) listStep(now *sanctionsList, was string) (map[string]bool, error) {
	return s.watched.steps.from(now.Source, now.SHA256, was, func() (map[string]bool, error) {
		before, err := s.listStore().Version(now.Source, was)
		if err != nil {
			return nil, err
		}
		d := watchlist.Compare(before.Entries, now.entries)
		step := make(map[string]bool, len(d.Added)+len(d.Changed))
		for i := range d.Added {
			step[d.Added[i].ID] = true
		}
		for i := range d.Changed {
			step[d.Changed[i].ID] = true
		}
		return step, nil
	})
}

// from returns what is known of the step between two versions of a list, or reads it;
// meanwhile nobody who asks for another waits.
func (l *listSteps) from(source, now, was string, read func() (map[string]bool, error)) (map[string]bool, error) {
	if step, known := l.look(source, now, was); known {
		return step, nil
	}
	step, err, _ := l.reading.Do(source+" "+now+" "+was, func() (any, error) {
		if step, known := l.look(source, now, was); known { // read between the look and the turn
			return step, nil
		}
		step, err := read()
		if err == nil {
			l.keep(source, now, was, step)
		}
		return step, err
	})
	if err != nil {
		return nil, err
	}
	return step.(map[string]bool), nil
}

func (l *listSteps) look(source, now, was string) (map[string]bool, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	to := l.known[source]
	if to == nil || to.now != now {
		return nil, false
	}
	step, known := to.from[was]
	return step, known
}

func (l *listSteps) keep(source, now, was string, step map[string]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[string]*listStep{}
	}
	to := l.known[source]
	if to == nil || to.now != now {
		to = &listStep{now: now, from: map[string]map[string]bool{}}
		l.known[source] = to
	}
	to.from[was] = step
}
