package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"muster"
)

// update runs one transaction that writes what is an organisation's.
func (s *Store) update(ctx context.Context, doing string, org muster.OrganisationID, do func(tx *sql.Tx) error) error {
	return s.transact(ctx, doing, []muster.OrganisationID{org}, do)
}

// transact runs one transaction that writes. Writers of one organisation wait
// for each other, so that its sequences have no gaps and are committed in
// order. The statements in it do not listen to ctx: the work between them does,
// and a transaction that fails is rolled back whole. One that fails only
// because of another is run again: do must not keep anything from a time
// before.
func (s *Store) transact(ctx context.Context, doing string, orgs []muster.OrganisationID, do func(tx *sql.Tx) error) error {
	if s.lang.oneWriter {
		s.writing.Lock()
		defer s.writing.Unlock()
	}
	for wait := time.Millisecond; ; wait *= 2 {
		err := s.try(ctx, orgs, do)
		if err == nil || !s.lang.again(err) || wait > time.Second {
			return s.fail(doing, err)
		}
		select {
		case <-time.After(wait + rand.N(wait)): // so that two do not meet again
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Store) try(ctx context.Context, orgs []muster.OrganisationID, do func(tx *sql.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := s.write.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	for _, org := range slices.Compact(slices.Sorted(slices.Values(orgs))) {
		if err := s.lang.lock(ctx, tx, org); err != nil {
			return errors.Join(ctx.Err(), err)
		}
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	defer s.written.Add(1)
	return tx.Commit()
}
