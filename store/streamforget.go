package store

import (
	"cmp"
	"context"
	"slices"

	"muster"
)

// segmentAt is the place of a segment's row.
type segmentAt struct {
	system    string
	day, part int64
}

// segmentRows lists the places of an organisation's segments, those of one
// system's day one after the other.
func (t *Tx) segmentRows() (list []segmentAt, err error) {
	rows, err := t.Query("select system, day, part from stream_segments where organisation = $1 order by system, day, part")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var at segmentAt
		if err := rows.Scan(&at.system, &at.day, &at.part); err != nil {
			return nil, err
		}
		list = append(list, at)
	}
	return list, rows.Err()
}

// segmentBody reads the events of one row.
func (t *Tx) segmentBody(at segmentAt) ([]SegmentEvent, error) {
	var sealed []byte
	if err := t.QueryRow("select pack from stream_segments where organisation = $1 and system = $2 and day = $3 and part = $4", at.system, at.day, at.part).Scan(&sealed); err != nil {
		return nil, err
	}
	body, err := t.unlockStream(segmentPlace(at.system, at.day, at.part), sealed)
	if err != nil {
		return nil, err
	}
	return cutSegment(body)
}

// manyParts is how many segments of a day are put into one.
const manyParts = 16

// present tells whether anything is left of people, asking once for each.
func (t *Tx) present() func(muster.SubjectID) (bool, error) {
	known := map[muster.SubjectID]bool{}
	return func(id muster.SubjectID) (bool, error) {
		if is, asked := known[id]; asked {
			return is, nil
		}
		var n int
		if err := t.QueryRow("select count(*) from subjects where organisation = $1 and subject = $2", string(id)).Scan(&n); err != nil {
			return false, err
		}
		known[id] = n > 0
		return n > 0, nil
	}
}

// tidySegments writes the days anew that hold events of people nothing is left
// of, and those in many small parts. It returns how many events went.
func (t *Tx) tidySegments(here func(muster.SubjectID) (bool, error)) (gone int, err error) {
	rows, err := t.segmentRows()
	if err != nil {
		return 0, err
	}
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].system == rows[0].system && rows[n].day == rows[0].day {
			n++
		}
		erased, err := t.tidyDay(rows[:n], here)
		if err != nil {
			return gone, err
		}
		gone, rows = gone+erased, rows[n:]
	}
	return gone, nil
}

// tidyDay writes one system's day anew where that is needed.
func (t *Tx) tidyDay(parts []segmentAt, here func(muster.SubjectID) (bool, error)) (gone int, err error) {
	seg := Segment{System: parts[0].system, Day: parts[0].day}
	met := 0
	for _, at := range parts {
		list, err := t.segmentBody(at)
		if err != nil {
			return 0, err
		}
		met += len(list)
		for _, e := range list {
			is, err := here(e.Subject)
			if err != nil {
				return 0, err
			}
			if is {
				seg.Events = append(seg.Events, e)
			}
		}
	}
	if gone = met - len(seg.Events); gone == 0 && len(parts) < manyParts {
		return 0, nil
	}
	for _, table := range []string{"stream_segments", "segment_people"} {
		if _, err := t.Exec("delete from "+table+" where organisation = $1 and system = $2 and day = $3", seg.System, seg.Day); err != nil {
			return 0, err
		}
	}
	slices.SortStableFunc(seg.Events, func(a, b SegmentEvent) int { return cmp.Compare(a.Subject, b.Subject) }) // one person's lie together
	return gone, t.PutSegment(seg)
}

// TidyStreams erases the events, the open days and the accounts of people
// nothing is left of, and returns how many events went. The bytes are gone from
// the file when it returns.
func (s *Store) TidyStreams(ctx context.Context, org muster.OrganisationID) (gone int, err error) {
	changed := false
	err = s.Update(ctx, org, func(t *Tx) error {
		var wrong error
		if gone, wrong = t.tidySegments(t.present()); wrong != nil {
			return wrong
		}
		for _, table := range []string{"stream_states", "crosswalks"} {
			n, err := t.Exec("delete from " + table + " where organisation = $1 and not exists (select 1 from subjects s where s.organisation = " + table + ".organisation and s.subject = " + table + ".subject)")
			if err != nil {
				return err
			}
			changed = changed || n > 0
		}
		return nil
	})
	if err != nil || gone == 0 && !changed {
		return gone, err
	}
	return gone, s.wipe(ctx)
}

// Forget erases what came of one person from one source, as where that source
// says that it deleted them. It returns how many records went; where nothing is
// left of the person, they are purged. The bytes are gone from the file when it
// returns.
func (s *Store) Forget(ctx context.Context, org muster.OrganisationID, subject muster.SubjectID, source string) (int, error) {
	return s.expire("forget a person", expiry{ctx: ctx, org: org, only: subject, source: source})
}
