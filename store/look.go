package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"muster"
)

// settingLooked is what the last run that looked at everybody, or at all that
// changed since, left for the next.
const settingLooked = "looked"

// LastLook returns what the last run left by Saving.Looked, "" where none did, and
// the number of the sequence as it is now.
func (s *Store) LastLook(ctx context.Context, org muster.OrganisationID) (text string, last int64, err error) {
	err = s.View(ctx, org, func(t *Tx) error {
		text, last = "", 0
		if err := scanOne(t.QueryRow("select value from settings where organisation = $1 and name = $2", settingLooked), &text); err != nil {
			return err
		}
		return scanOne(t.QueryRow("select last from sequences where organisation = $1"), &last)
	})
	return text, last, err
}

// scanOne scans a row that may not be there.
func scanOne(row interface{ Scan(...any) error }, to any) error {
	if err := row.Scan(to); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return nil
}

// since refuses a run that was made from records others have changed meanwhile.
func (s *Store) since(tx *sql.Tx, in *Saving) error {
	if in.From == 0 {
		return nil
	}
	var last int64
	if err := scanOne(tx.QueryRow("select last from sequences where organisation = $1", string(in.Run.Organisation)), &last); err != nil || last == in.From {
		return err
	}
	return &muster.Error{Code: muster.CodeConflict, Message: s.path + ": records came in or were erased while the run looked at what had changed; nothing of it was kept", Hint: "give the command again"}
}

// noteLook leaves what the next run goes on from.
func noteLook(tx *sql.Tx, in *Saving) error {
	if in.Looked == nil {
		return nil
	}
	org := string(in.Run.Organisation)
	var last int64
	if err := scanOne(tx.QueryRow("select last from sequences where organisation = $1", org), &last); err != nil {
		return err
	}
	text, err := in.Looked(last)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into settings (organisation, name, value) values ($1, $2, $3)
		on conflict (organisation, name) do update set value = excluded.value`, org, settingLooked, text)
	return err
}

// Present calls visit for those of some subjects of whom anything is kept, in no
// order.
func (s *Store) Present(ctx context.Context, org muster.OrganisationID, ids []muster.SubjectID, visit func(muster.SubjectID)) error {
	return s.View(ctx, org, func(t *Tx) error {
		for some := range slices.Chunk(ids, manyAtOnce) {
			marks, args := inMarks(some)
			rows, err := t.Query("select subject from subjects where organisation = $1 and subject in ("+marks+")", args...)
			if err != nil {
				return err
			}
			for rows.Next() {
				var id muster.SubjectID
				if err := rows.Scan(&id); err != nil {
					return errors.Join(err, rows.Close())
				}
				visit(id)
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
}

// PopulationOf is Population of some people only, whether anything is kept of them
// or not.
func (s *Store) PopulationOf(ctx context.Context, org muster.OrganisationID, ids []muster.SubjectID) (*People, error) {
	p := &People{s: s, org: org, ctx: ctx, some: true, subjects: slices.Compact(slices.Sorted(slices.Values(ids)))}
	var err error
	if p.vault, err = s.vault(org); err != nil {
		return nil, err
	}
	return p, p.prepare()
}
