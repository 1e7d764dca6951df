package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster"
)

const (
	settingRetain = "retain_until"
	dateForm      = "2006-01-02"
)

// RetainUntil returns the day until which the organisation's records may be
// kept; the zero time when nobody has said.
func (s *Store) RetainUntil(ctx context.Context, org muster.OrganisationID) (time.Time, error) {
	var value string
	err := s.read.QueryRowContext(ctx, "select value from settings where organisation = $1 and name = $2", string(org), settingRetain).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, s.fail("read how long records are kept", err)
	}
	day, err := time.Parse(dateForm, value)
	if err != nil {
		return time.Time{}, damaged(s.path, "the date until which records are kept", err)
	}
	return day, nil
}

// SetRetainUntil says until which day the organisation's records may be kept.
// It does not bring back what was purged, nor purge: see Expire.
func (s *Store) SetRetainUntil(ctx context.Context, org muster.OrganisationID, day time.Time) error {
	return s.update(ctx, "note how long records are kept", org, func(tx *sql.Tx) error {
		_, err := tx.Exec(`insert into settings (organisation, name, value) values ($1, $2, $3)
			on conflict (organisation, name) do update set value = excluded.value`, string(org), settingRetain, day.Format(dateForm))
		return err
	})
}

// Expire purges the records of every organisation whose day has passed, and
// returns those organisations. The whole of that day still counts.
func (s *Store) Expire(ctx context.Context) ([]muster.OrganisationID, error) {
	all, err := s.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	now := s.opt.Now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	var expired []muster.OrganisationID
	for _, org := range all {
		day, err := s.RetainUntil(ctx, org)
		if err != nil {
			return expired, err
		}
		if day.IsZero() || !today.After(day) {
			continue
		}
		if err := s.Purge(ctx, org, now.Add(time.Microsecond)); err != nil {
			return expired, err
		}
		expired = append(expired, org)
	}
	return expired, nil
}

// Organisations returns those the database holds anything of, in order.
func (s *Store) Organisations(ctx context.Context) ([]muster.OrganisationID, error) {
	rows, err := s.read.QueryContext(ctx, "select organisation from settings union select organisation from runs")
	if err != nil {
		return nil, s.fail("read the organisations", err)
	}
	defer rows.Close()
	var list []muster.OrganisationID
	for rows.Next() {
		var org muster.OrganisationID
		if err := rows.Scan(&org); err != nil {
			return nil, s.fail("read the organisations", err)
		}
		list = append(list, org)
	}
	slices.Sort(list)
	return list, s.fail("read the organisations", rows.Err())
}

// Purge erases what was kept before a moment: the records of subjects nothing
// was added to since, their artefacts, the findings that name them, and
// register rows. Runs stay, with counts and roots that prove what was there
// without saying it. The bytes are gone from the file when Purge returns.
func (s *Store) Purge(ctx context.Context, org muster.OrganisationID, before time.Time) error {
	limit := before.UnixMicro()
	err := s.update(ctx, "purge records", org, func(tx *sql.Tx) error {
		if err := purgeFindings(tx, string(org), limit); err != nil {
			return err
		}
		if err := s.purgeArtefacts(tx, org, limit); err != nil {
			return err
		}
		if err := purgeStreams(tx, string(org), limit); err != nil {
			return err
		}
		if err := dropSeals(tx, string(org), limit); err != nil {
			return err
		}
		for _, table := range []string{"subjects", "registers"} {
			if _, err := tx.Exec("delete from "+table+" where organisation = $1 and kept < $2", string(org), limit); err != nil {
				return err
			}
		}
		return notePurge(tx, org)
	})
	if err != nil {
		return err
	}
	return s.wipe(ctx)
}

// Wipe drops what deleted rows left behind, in free pages and in the log of a
// file. Purge and ExpireKinds do it themselves; EraseEntries and Shred, which
// are part of a transaction, need it after.
func (s *Store) Wipe(ctx context.Context) error { return s.wipe(ctx) }

// wipe drops what a purge left behind: the log still holds pages as they were,
// and free pages may too.
func (s *Store) wipe(ctx context.Context) error {
	s.recent.drop()
	s.kept.drop()
	ctx = context.WithoutCancel(ctx)
	for _, step := range []func(context.Context, *sql.DB) error{s.lang.checkpoint, s.lang.rebuild, s.lang.checkpoint} {
		if err := step(ctx, s.write); err != nil {
			return s.fail("purge records", err)
		}
	}
	return nil
}

// purgeFindings erases findings that name a purged subject. A finding whose
// subjects are not in the store goes with the run that saw it last.
func purgeFindings(tx *sql.Tx, org string, limit int64) error {
	const gone = `select fs.finding from finding_subjects fs
		left join subjects s on s.organisation = fs.organisation and s.subject = fs.subject
		left join findings f on f.organisation = fs.organisation and f.finding = fs.finding
		left join runs r on r.organisation = f.organisation and r.run = f.last_run
		where fs.organisation = $1 and (s.kept < $2 or (s.kept is null and coalesce(r.started, 0) < $2))`
	// The list of subjects is what the others are found by: it goes last.
	for _, table := range []string{"finding_life", "findings", "finding_subjects"} {
		text := fmt.Sprintf("delete from %s where organisation = $1 and finding in (%s)", table, gone)
		if table != "finding_life" {
			text = fmt.Sprintf(`delete from %s where organisation = $1 and finding not in
				(select l.finding from finding_life l where l.organisation = $1)`, table)
			if _, err := tx.Exec(text, org); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(text, org, limit); err != nil {
			return err
		}
	}
	return nil
}

// purgeArtefacts writes the index anew without the purged subjects.
func (s *Store) purgeArtefacts(tx *sql.Tx, org muster.OrganisationID, limit int64) error {
	going, err := purged(tx, org, limit)
	if err != nil || len(going) == 0 {
		return err
	}
	for bucket := range 256 {
		if err := s.purgeBucket(tx, artefactBucket{org, byte(bucket)}, going); err != nil {
			return err
		}
	}
	return nil
}

func purged(tx *sql.Tx, org muster.OrganisationID, limit int64) (map[muster.SubjectID]bool, error) {
	rows, err := tx.Query("select subject from subjects where organisation = $1 and kept < $2", string(org), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	going := map[muster.SubjectID]bool{}
	for rows.Next() {
		var id muster.SubjectID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		going[id] = true
	}
	return going, rows.Err()
}

func (s *Store) purgeBucket(tx *sql.Tx, k artefactBucket, going map[muster.SubjectID]bool) error {
	rows, err := tx.Query("select entries from artefacts where organisation = $1 and bucket = $2 order by block", string(k.org), int64(k.bucket))
	if err != nil {
		return err
	}
	defer rows.Close()
	var stay []Held
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return err
		}
		list, err := decodeHeld(k, b)
		if err != nil {
			return damaged(s.path, "the index of artefacts", err)
		}
		for _, h := range list {
			if !going[h.Subject] {
				stay = append(stay, h)
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	if _, err := tx.Exec("delete from artefacts where organisation = $1 and bucket = $2", string(k.org), int64(k.bucket)); err != nil {
		return err
	}
	if len(stay) == 0 {
		return nil
	}
	return insertBlock(tx, k, 1, earliest(stay))
}

// Integrity reads everything an organisation has and compares it with its
// checksums, after the database's own look at its pages.
func (s *Store) Integrity(ctx context.Context, org muster.OrganisationID) error {
	answer, err := s.lang.checkPages(ctx, s.read)
	if err != nil {
		return s.fail("check the database", err)
	}
	if answer != "ok" {
		return damaged(s.path, "the database", errors.New(answer))
	}
	people, err := s.Population(ctx, org)
	if err != nil {
		return err
	}
	defer people.Close()
	var list []muster.Observation
	for i := range people.Len() {
		if list, err = people.Observations(i, list[:0]); err != nil {
			return err
		}
	}
	if _, err := s.Findings(ctx, FindingFilter{Organisation: org}); err != nil {
		return err
	}
	if _, err := s.Registers(ctx, org); err != nil {
		return err
	}
	for bucket := range 256 {
		if _, err := s.Holders(ctx, org, muster.ArtefactID{byte(bucket)}); err != nil {
			return err
		}
	}
	return nil
}
