package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"muster"
)

// queue gathers appends of one organisation, so that many share one commit.
type queue struct {
	mu      sync.Mutex
	waiting []*appending
	led     bool // somebody is committing
}

// appending is one Append on its way, or one Note.
type appending struct {
	list []muster.Observation
	held []Held
	kind string // of the entry of a Note; "" for an Append
	body any
	done chan appended
}

type appended struct {
	seq   int64
	added int
	err   error
}

// queueMost bounds how many appends share a commit.
const queueMost = 256

// Append keeps some observations of an organisation at once: durable when it
// returns. held are the artefacts they bring, for the index. Observations that
// are there already are not added again, so an append whose outcome is not
// known may be made again. It returns a number not smaller than any given to
// them, and how many are new. Many appends at a time share one commit.
//
// When ctx ends first, its error is returned and the append may still be made.
func (s *Store) Append(ctx context.Context, org muster.OrganisationID, list []muster.Observation, held ...Held) (seq int64, added int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	if err := s.checkAppend(org, list, held); err != nil {
		return 0, 0, err
	}
	out, err := s.inQueue(ctx, org, &appending{list: list, held: held, done: make(chan appended, 1)})
	return out.seq, out.added, err
}

// Note enters something in an organisation's ledger that changes nothing else:
// that somebody looked, took a copy or was refused. It is durable when Note
// returns. Many at a time share one commit, so those who look do not wait in line
// for the disk. body is as for Tx.Record.
//
// When ctx ends first, its error is returned and the entry may still be made.
func (s *Store) Note(ctx context.Context, org muster.OrganisationID, kind string, body any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := s.inQueue(ctx, org, &appending{kind: kind, body: body, done: make(chan appended, 1)})
	return err
}

// inQueue waits until somebody has committed it.
func (s *Store) inQueue(ctx context.Context, org muster.OrganisationID, a *appending) (appended, error) {
	s.mu.Lock()
	q := s.queues[org]
	if q == nil {
		q = &queue{}
		s.queues[org] = q
	}
	s.mu.Unlock()
	q.mu.Lock()
	q.waiting = append(q.waiting, a)
	if !q.led {
		q.led = true
		s.leaders.Go(func() { s.lead(context.WithoutCancel(ctx), org, q) })
	}
	q.mu.Unlock()
	select {
	case out := <-a.done:
		return out, out.err
	case <-ctx.Done():
		return appended{}, ctx.Err()
	}
}

// checkAppend refuses what could not be kept, so that one append does not fail
// those it shares a commit with.
func (s *Store) checkAppend(org muster.OrganisationID, list []muster.Observation, held []Held) error {
	for i := range list {
		o := &list[i]
		switch {
		case o.Organisation != org:
			return fmt.Errorf("append to %s: an observation of %s", org, o.Organisation)
		case o.ID.IsZero() || o.Data == nil:
			return fmt.Errorf("append: observation %s %s has no id", o.Source, o.Record)
		case s.plans[o.Kind()] == nil:
			return fmt.Errorf("append: kind %q cannot be stored", o.Kind())
		case o.Subject == "":
			return fmt.Errorf("append: observation %s has no subject", o.ID)
		}
	}
	for i := range held {
		if held[i].Organisation != org {
			return fmt.Errorf("append to %s: an artefact of %s", org, held[i].Organisation)
		}
	}
	return nil
}

// lead commits what waits, again and again, until nothing does.
func (s *Store) lead(ctx context.Context, org muster.OrganisationID, q *queue) {
	for {
		q.mu.Lock()
		n := min(len(q.waiting), queueMost)
		batch := q.waiting[:n:n]
		q.waiting = q.waiting[n:]
		if n == 0 {
			q.waiting, q.led = nil, false
		}
		q.mu.Unlock()
		if n == 0 {
			return
		}
		s.commit(ctx, org, batch)
	}
}

// commit keeps a batch in one transaction. When that fails each is tried by
// itself, so that only those at fault fail.
func (s *Store) commit(ctx context.Context, org muster.OrganisationID, batch []*appending) {
	out := make([]appended, len(batch))
	err := s.update(ctx, "keep records", org, func(tx *sql.Tx) error {
		t := s.newTx(ctx, tx, org, true)
		defer t.close()
		if err := t.fetch(batch); err != nil {
			return err
		}
		for i, a := range batch {
			var err error
			if a.kind != "" {
				_, err = t.Record(a.kind, a.body)
			} else {
				out[i].seq, out[i].added, err = t.Append(a.list, a.held...)
			}
			if err != nil {
				return err
			}
		}
		return t.finish()
	})
	for i, a := range batch {
		switch {
		case err == nil:
			a.done <- out[i]
		case len(batch) == 1:
			a.done <- appended{err: err}
		default:
			s.commit(ctx, org, []*appending{a})
		}
	}
}

// fetch reads the rows a batch adds to, all at once.
func (t *Tx) fetch(batch []*appending) (err error) {
	if t.writer, err = t.s.newWriter(t.ctx, t.tx); err != nil {
		return err
	}
	var ids []muster.SubjectID
	for _, a := range batch {
		ids = append(ids, subjectsOf(a.list)...)
	}
	return t.writer.fetch(t.org, ids)
}

// Append is Store.Append within the transaction: casework keeps the
// observations an act creates together with it.
func (t *Tx) Append(list []muster.Observation, held ...Held) (seq int64, added int, err error) {
	seq, fresh, err := t.AppendEach(list, held...)
	for _, one := range fresh {
		if one {
			added++
		}
	}
	return seq, added, err
}

// AppendEach is Append that says of each observation whether it is new.
func (t *Tx) AppendEach(list []muster.Observation, held ...Held) (seq int64, fresh []bool, err error) {
	if !t.writes {
		return 0, nil, errReads
	}
	if err := t.s.checkAppend(t.org, list, held); err != nil {
		return 0, nil, err
	}
	if t.writer == nil {
		if t.writer, err = t.s.newWriter(t.ctx, t.tx); err != nil {
			return 0, nil, err
		}
	}
	w := t.writer
	last, err := w.sequence(t.org)
	if err != nil {
		return 0, nil, err
	}
	if err := w.fetch(t.org, subjectsOf(list)); err != nil {
		return 0, nil, err
	}
	fresh = make([]bool, len(list))
	for i := range list {
		n, err := w.addTo(muster.Subject{Organisation: t.org, ID: list[i].Subject}, list[i:i+1])
		if err != nil {
			return 0, nil, err
		}
		fresh[i] = n == 1
	}
	w.artefacts.add(held)
	return *last, fresh, nil
}

func subjectsOf(list []muster.Observation) []muster.SubjectID {
	ids := make([]muster.SubjectID, len(list))
	for i := range list {
		ids[i] = list[i].Subject
	}
	return ids
}
