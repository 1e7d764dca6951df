package store

import (
	"context"
	"database/sql"
	"errors"

	"muster"
)

// sequence returns the last number an organisation has given, to be added to.
// The organisation is locked, so nobody else gives one meanwhile.
func (w *writer) sequence(org muster.OrganisationID) (*int64, error) {
	if last := w.sequences[org]; last != nil {
		return last, nil
	}
	last := new(int64)
	err := w.queryRow("select last from sequences where organisation = $1", string(org)).Scan(last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	w.sequences[org] = last
	return last, nil
}

func (w *writer) keepSequences() error {
	for org, last := range w.sequences {
		err := w.exec(`insert into sequences (organisation, last, purged) values ($1, $2, 0)
			on conflict (organisation) do update set last = excluded.last`, string(org), *last)
		if err != nil {
			return err
		}
	}
	return nil
}

// notePurge gives a number to a purge, by which those who follow the changes
// see that somebody is gone.
func notePurge(tx *sql.Tx, org muster.OrganisationID) error {
	_, err := tx.Exec(`insert into sequences (organisation, last, purged) values ($1, 1, 1)
		on conflict (organisation) do update set last = sequences.last + 1, purged = sequences.last + 1`, string(org))
	return err
}

// noteModel gives a number to a change of what people are assessed by.
func noteModel(tx *sql.Tx, org muster.OrganisationID) error {
	_, err := tx.Exec(`insert into sequences (organisation, last, purged, model) values ($1, 1, 0, 1)
		on conflict (organisation) do update set last = sequences.last + 1, model = sequences.last + 1`, string(org))
	return err
}

// NoteModel says that this transaction changes what people are assessed by: it
// takes a number in the sequence of observations when it ends, and whoever
// follows the changes switches there (see Feed).
func (t *Tx) NoteModel() error {
	if !t.writes {
		return errReads
	}
	t.model = true
	return nil
}

// Feed is what changed after a moment, for those who keep an index of the
// store beside it.
type Feed struct {
	// Changed are the subjects that were added to, each once, in the order of
	// the last number given to one of its observations. No more than were asked
	// for: ask again after the last one's number.
	Changed []Changed
	// Last is the last number given in the organisation at that moment.
	Last int64
	// Purged is the number given to the last purge, 0 when there was none. Whoever
	// has read up to a smaller number holds people who may be gone, and starts
	// anew from 0.
	Purged int64
	// Model is the number given to the last change of what people are assessed
	// by, 0 when there was none. An answer at or after it is made by the new
	// policy, registers and decisions, which the same transaction reads.
	Model int64
}

// Changed is a subject that was added to.
type Changed struct {
	Seq     int64 // the last number given to one of its observations
	Subject muster.SubjectID
}

// Changes returns which subjects were added to after that number, at most
// limit of them. Numbers are committed in their order: a subject that is not
// in the feed yet comes after all that are.
func (s *Store) Changes(ctx context.Context, org muster.OrganisationID, after int64, limit int) (Feed, error) {
	var f Feed
	err := s.View(ctx, org, func(t *Tx) (err error) {
		f, err = t.Changes(after, limit)
		return err
	})
	return f, err
}

// Changes is Store.Changes as the transaction sees it.
func (t *Tx) Changes(after int64, limit int) (Feed, error) {
	m, err := t.latest()
	if err != nil {
		return Feed{}, err
	}
	if m.last > after && t.tx == nil {
		if err := t.begin(); err != nil {
			return Feed{}, err
		}
		m = *t.at
	}
	f := Feed{Last: m.last, Purged: m.purged, Model: m.model}
	t.s.recent.purged(t.org, f.Purged)
	if f.Last <= after {
		return f, nil
	}
	rows, err := t.Query("select seq, subject from subjects where organisation = $1 and seq > $2 order by seq limit $3", after, limit)
	if err != nil {
		return f, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Changed
		if err := rows.Scan(&c.Seq, &c.Subject); err != nil {
			return f, err
		}
		f.Changed = append(f.Changed, c)
	}
	return f, rows.Err()
}
