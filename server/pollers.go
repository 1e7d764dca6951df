package server

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"muster/casework"
	"muster/connect"
	"muster/store"
)

// How a poller keeps time.
const (
	pollTick    = 2 * time.Second  // between two looks at whether it is due
	pollTurn    = 4 * time.Minute  // of reading in one go, well within a lease
	revokedWait = 15 * time.Minute // until a token that was not taken is tried again
	mostBackOff = time.Hour
)

func pollJob(c *connector) string { return "poll " + c.ID }

// poll asks every system that is set up for it, each for itself, so that one
// that hangs holds up no other. It returns when ctx ends.
func (s *Server) poll(ctx context.Context) {
	var all sync.WaitGroup
	for _, id := range s.systems.order {
		c := s.systems.byID[id]
		if c.URL == "" {
			continue
		}
		all.Go(func() {
			tick := time.NewTicker(pollTick)
			defer tick.Stop()
			for {
				if err := s.pollOne(ctx, c); err != nil && ctx.Err() == nil {
					s.log.Error("a system could not be looked after", "system", c.ID, "error", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	all.Wait()
}

// pollOne reads on from a system when that is due and nobody else does. The
// error is our own; what is wrong with the system is in its state.
func (s *Server) pollOne(ctx context.Context, c *connector) error {
	until, err := s.lease(ctx, pollJob(c))
	if err != nil || until == 0 {
		return err
	}
	failure := s.readOn(ctx, c)
	if ctx.Err() != nil { // the server stops: whoever comes next goes on at once
		return s.giveBack(context.WithoutCancel(ctx), c, 0, "")
	}
	return s.settlePoll(ctx, c, failure)
}

// readOn reads page after page until there is no more, or the turn is over.
func (s *Server) readOn(ctx context.Context, c *connector) error {
	from := &connect.Account{Client: s.systems.client, URL: c.URL, Now: s.now().UTC()}
	if c.History > 0 {
		from.Since = s.now().Add(-c.History).UTC()
	}
	cursor := ""
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) (err error) {
		cursor, err = tx.StreamCursor(c.ID)
		return err
	})
	if err != nil {
		return err
	}
	for until, renewed := time.Now().Add(pollTurn), false; ; {
		if from.Secret, err = s.secret(ctx, c, &c.reads); err != nil {
			return err
		}
		page, err := c.system.Fetch(ctx, from, cursor)
		if err != nil && !renewed && c.reads.refused(from.Secret, err) {
			renewed = true // once: what is refused again is refused
			continue
		}
		if err != nil {
			return err
		}
		_, err = s.takeIn(ctx, &delivery{from: c, records: page.Records, turn: &turned{before: cursor, after: page.Cursor, more: page.More}})
		if errors.Is(err, errTurned) {
			return nil // whoever did goes on
		}
		if err != nil {
			return err
		}
		if cursor = page.Cursor; !page.More || time.Now().After(until) {
			return nil
		}
	}
}

// settlePoll notes how a poll went and when the next is due.
func (s *Server) settlePoll(ctx context.Context, c *connector, failure error) error {
	var slower *connect.Slower
	switch {
	case failure == nil:
		behind := false
		err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
			state, err := stateOf(tx, c.ID)
			behind = state.Behind
			return err
		})
		if err != nil || behind {
			return errors.Join(err, s.giveBack(ctx, c, 0, ""))
		}
		return s.giveBack(ctx, c, c.Every, "")
	case errors.As(failure, &slower):
		wait := time.Duration(slower.Seconds) * time.Second
		err := s.noteState(ctx, c, func(state *connectorState) { state.WaitsUntil = s.now().Add(wait).UnixMicro() })
		return errors.Join(err, s.giveBack(ctx, c, wait, ""))
	case errors.Is(failure, connect.ErrRevoked):
		s.log.Error("the token of a system is not taken", "system", c.ID)
		err := s.noteState(ctx, c, func(state *connectorState) { state.fails(s.now(), failure, true) })
		return errors.Join(err, s.giveBack(ctx, c, revokedWait, failure.Error()))
	}
	s.log.Warn("a system could not be asked", "system", c.ID, "error", failure)
	err := s.noteState(ctx, c, func(state *connectorState) { state.fails(s.now(), failure, false) })
	return errors.Join(err, s.giveBack(ctx, c, -1, failure.Error()))
}

// fails notes a failure in words without addresses: those hold ids of people.
func (c *connectorState) fails(now time.Time, failure error, revoked bool) {
	if c.Failing == 0 {
		c.Failing = now.UnixMicro()
	}
	c.Revoked, c.WaitsUntil = revoked, 0
	c.Failure = "the system could not be reached"
	for _, known := range []error{connect.ErrRevoked, connect.ErrAnswer, connect.ErrElsewhere, errSecret} {
		if errors.Is(failure, known) {
			c.Failure = known.Error()
			return
		}
	}
	if text := failure.Error(); strings.HasPrefix(text, "the system answers ") {
		c.Failure = text
	}
}

func (s *Server) noteState(ctx context.Context, c *connector, change func(*connectorState)) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		state, err := stateOf(tx, c.ID)
		if err != nil {
			return err
		}
		change(&state)
		return putState(tx, c.ID, &state)
	})
}

// giveBack ends a lease: due again after wait, or, where that is negative, after
// longer and longer.
func (s *Server) giveBack(ctx context.Context, c *connector, wait time.Duration, failure string) error {
	return s.store.Update(ctx, s.config.Organisation, func(tx *store.Tx) error {
		var tries int64
		if err := tx.QueryRow("select tries from server_jobs where organisation = $1 and id = $2", pollJob(c)).Scan(&tries); err != nil {
			return err
		}
		if wait < 0 {
			wait = min(time.Second<<min(tries, 12), mostBackOff)
		} else {
			tries = 0
		}
		_, err := tx.Exec("update server_jobs set leased = 0, tries = $3, failure = $4, due = $5 where organisation = $1 and id = $2", pollJob(c), tries, failure, s.now().Add(wait).UnixMicro())
		return err
	})
}

// rawDays is how many days events stay as they arrived at most: what they became
// stays by the policy.
const rawDays = 90

// tidyStreams forgets what is left in the flow of events of people who are gone,
// and the events as they arrived once the days of the first of their kinds are
// over: what is not kept of a day must not be found in its events.
func (s *Server) tidyStreams(ctx context.Context) error {
	if _, err := s.store.TidyStreams(ctx, s.config.Organisation); err != nil {
		return err
	}
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return err
	}
	days := rawDays
	for _, monitoring := range casework.MonitoringKinds() {
		for _, k := range casework.Covers(monitoring) {
			if n := policy.Retention[k]; n > 0 && casework.OfLogs(k) {
				days = min(days, n)
			}
		}
	}
	_, err = s.store.ExpireSegments(ctx, s.config.Organisation, s.now().AddDate(0, 0, -days))
	return err
}
