package server

import (
	"context"
	"slices"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/watchlist"
	"muster/web"
)

// listSteps remembers which entries of a list differ between two versions of it:
// a large list takes a second to read again.
type listSteps struct {
	mu    sync.Mutex
	known map[[2]string]map[string]bool // by versions, then entries that were added or changed
}

// checkedHits says when a check with the lists was passed that settles all hits of
// a person, or nothing: the check still holds, and no entry is new or another
// since. Hits stay to be read either way.
func (s *Server) checkedHits(ctx context.Context, v *viewing, id muster.SubjectID, hits []web.SanctionsHit, current map[string]string) (time.Time, error) {
	list, err := s.desk.Checks(ctx, v.actor, id)
	if muster.CodeOf(err) == muster.CodeNotFound {
		return time.Time{}, nil // erased since
	}
	if err != nil {
		return time.Time{}, err
	}
	var at time.Time
	for i := range list {
		c := &list[i]
		holds := c.Expires.IsZero() || c.Expires.Micros > s.now().UnixMicro()
		if c.Type == muster.CheckSanctions && c.State == casework.CheckRecorded && c.Outcome == muster.OutcomePassed && c.Confirmed && holds && c.Recorded.After(at) {
			at = c.Recorded
		}
	}
	if at.IsZero() {
		return at, nil
	}
	for i := range hits {
		same, err := s.sameSince(hits[i].Source, hits[i].Entry, current[hits[i].Source], at)
		if err != nil {
			s.log.Warn("an earlier version of a list cannot be read, so who was checked is shown again", "list", hits[i].Source, "error", err)
		}
		if err != nil || !same {
			return time.Time{}, nil
		}
	}
	return at, nil
}

// sameSince reports whether an entry of the version of a list in use says what it
// said in the version that was in use at a time.
func (s *Server) sameSince(source, entry, now string, at time.Time) (bool, error) {
	versions, err := s.listStore().History(source)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(versions, func(p muster.ListProvenance) bool { return p.Fetched.Before(at.Truncate(time.Second)) }) // the latest is first; moments of lists have no fractions
	if i < 0 {
		return false, nil
	}
	was := versions[i].SHA256
	if was == now {
		return true, nil
	}
	step, err := s.listStep(source, was, now)
	return err == nil && !step[entry], err
}

// listStep are the entries that were added or changed from one version to another.
func (s *Server) listStep(source, was, now string) (map[string]bool, error) {
	steps := &s.watched.steps
	steps.mu.Lock()
	defer steps.mu.Unlock()
	if step, known := steps.known[[2]string{was, now}]; known {
		return step, nil
	}
	before, err := s.listStore().Version(source, was)
	if err != nil {
		return nil, err
	}
	after, err := s.listStore().Version(source, now)
	if err != nil {
		return nil, err
	}
	d := watchlist.Compare(before.Entries, after.Entries)
	step := make(map[string]bool, len(d.Added)+len(d.Changed))
	for i := range d.Added {
		step[d.Added[i].ID] = true
	}
	for i := range d.Changed {
		step[d.Changed[i].ID] = true
	}
	if steps.known == nil {
		steps.known = map[[2]string]map[string]bool{}
	}
	steps.known[[2]string{was, now}] = step
	return step, nil
}
