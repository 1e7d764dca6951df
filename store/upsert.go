package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"muster"
)

// change is a row a transaction adds to, kept back so that many are read and
// written with one statement each: on a server a statement is a journey.
type change struct {
	row   row
	there bool
	list  []muster.Observation // everything the row holds; nil while row is packed as it came
	seq   int64
	dirty bool
}

// upsertMost bounds how many rows one statement reads or writes.
const upsertMost = 64

// fetch reads the rows of subjects that were not met yet, as changes to come.
func (w *writer) fetch(org muster.OrganisationID, ids []muster.SubjectID) error {
	v, err := w.s.vault(org)
	if err != nil {
		return err
	}
	var missing []muster.SubjectID
	for _, id := range ids {
		who := muster.Subject{Organisation: org, ID: id}
		if w.changes[who] == nil {
			w.changes[who] = &change{row: row{who: who}}
			missing = append(missing, id)
		}
	}
	for part := range slices.Chunk(missing, upsertMost) {
		marks, args := inMarks(part)
		rows, err := w.query("select s.subject, "+rowColumns+" from subjects s where s.organisation = $1 and s.subject in ("+marks+")", append([]any{string(org)}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			held := row{who: muster.Subject{Organisation: org}}
			if err := rows.Scan(append([]any{&held.who.ID}, held.scan()...)...); err != nil {
				return err
			}
			c := w.changes[held.who]
			c.there, c.row.seal = true, held.seal
			if c.list, err = w.packer.unpack(&held, v, nil); err != nil {
				return w.s.rowError(held.who, err)
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
	}
	return nil
}

// addTo adds observations to a fetched row and says how many are new.
func (w *writer) addTo(who muster.Subject, list []muster.Observation) (int, error) {
	c := w.changes[who]
	before := len(c.list)
	if len(list) == 1 { // one after another of somebody who has many
		if !slices.ContainsFunc(c.list, func(o muster.Observation) bool { return o.ID == list[0].ID }) {
			c.list = append(c.list, list[0])
		}
	} else {
		c.list = once(append(c.list, list...))
	}
	fresh := len(c.list) - before
	if fresh == 0 {
		return 0, nil
	}
	last, err := w.sequence(who.Organisation)
	if err != nil {
		return 0, err
	}
	*last += int64(fresh)
	c.seq, c.dirty = *last, true
	c.row.pack = nil
	w.added.Observations += fresh
	return fresh, nil
}

// addBlock takes a block of packed rows: those that are not there are written
// as they came.
func (w *writer) addBlock(b packed) error {
	byOrg := map[muster.OrganisationID][]muster.SubjectID{}
	for i := range b.rows {
		if r := &b.rows[i]; !r.known {
			byOrg[r.who.Organisation] = append(byOrg[r.who.Organisation], r.who.ID)
		}
	}
	for org, ids := range byOrg {
		if err := w.fetch(org, ids); err != nil {
			return err
		}
	}
	for i := range b.rows {
		r := &b.rows[i]
		w.added.Subjects++
		if r.known {
			continue
		}
		c := w.changes[r.who]
		if c.there || c.dirty {
			if _, err := w.addTo(r.who, r.observed); err != nil {
				return err
			}
			continue
		}
		last, err := w.sequence(r.who.Organisation)
		if err != nil {
			return err
		}
		*last += int64(max(1, r.count))
		c.row, c.list, c.seq, c.dirty = *r, r.observed, *last, true
		w.added.Observations += r.count
	}
	w.artefacts.add(b.held)
	if err := w.artefacts.relieve(w.tx); err != nil {
		return err
	}
	return w.flush()
}

// flush writes the rows that changed and forgets all of them.
func (w *writer) flush() error {
	byOrg := map[muster.OrganisationID][]*change{}
	for who, c := range w.changes {
		if c.dirty {
			byOrg[who.Organisation] = append(byOrg[who.Organisation], c)
		}
	}
	clear(w.changes)
	for org, list := range byOrg {
		slices.SortFunc(list, func(a, b *change) int { return strings.Compare(string(a.row.who.ID), string(b.row.who.ID)) })
		for part := range slices.Chunk(list, upsertMost) {
			if err := w.upsert(org, part); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) upsert(org muster.OrganisationID, list []*change) error {
	v, err := w.s.vault(org)
	if err != nil {
		return err
	}
	args, values := []any{string(org), w.now}, make([]string, len(list))
	for i, c := range list {
		if c.row.pack == nil {
			muster.SortObservations(c.list)
			if c.row, err = w.packer.pack(c.row.who, c.list, v, c.row.seal); err != nil {
				return err
			}
		}
		n := len(args)
		values[i] = fmt.Sprintf("($1, $%d, 1, $%d, $2, $%d, $%d, $%d, $%d)", n+1, n+2, n+3, n+4, n+5, n+6)
		args = append(args, string(c.row.who.ID), c.row.count, c.row.pack, c.row.vault, c.row.seal.bytes(), c.seq)
	}
	if err := w.keepSeals(org, list); err != nil {
		return err
	}
	return w.exec("insert into subjects (organisation, subject, revision, observations, kept, pack, vault, vault_key, seq) values "+strings.Join(values, ", ")+`
		on conflict (organisation, subject) do update set revision = subjects.revision + 1, observations = excluded.observations,
			kept = excluded.kept, pack = excluded.pack, vault = excluded.vault, vault_key = excluded.vault_key, seq = excluded.seq`, args...)
}

// exec, query and queryRow run a statement of the transaction and tell of it.
func (w *writer) exec(text string, args ...any) error {
	w.s.asked(text)
	_, err := w.tx.ExecContext(w.ctx, text, args...)
	return err
}

func (w *writer) query(text string, args ...any) (*sql.Rows, error) {
	w.s.asked(text)
	return w.tx.QueryContext(w.ctx, text, args...)
}

func (w *writer) queryRow(text string, args ...any) *sql.Row {
	w.s.asked(text)
	return w.tx.QueryRowContext(w.ctx, text, args...)
}

// asked tells whoever counts statements of one.
func (s *Store) asked(text string) {
	if s.opt.Asked != nil {
		s.opt.Asked(text)
	}
}
