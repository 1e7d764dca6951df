package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"muster"
)

// A Segment is some of the events one system sent on one day, as they arrived.
type Segment struct {
	System string
	Day    int64          // days since 1970, of when the events happened
	Events []SegmentEvent // in the order they were taken in
}

// SegmentEvent is an event with whose it is, so that it can be forgotten with
// them.
type SegmentEvent struct {
	Subject muster.SubjectID
	Raw     []byte
}

// maxSegment bounds the bytes of one segment; more events make another.
const maxSegment = 16 << 20

const daySeconds = 24 * 60 * 60

// PutSegment keeps events as they arrived. Put them in the transaction that
// keeps what they became and the cursor behind them: then all of it is kept, or
// nothing is and the events are asked for again.
func (t *Tx) PutSegment(seg Segment) error {
	var part int64
	if err := t.QueryRow("select coalesce(max(part) + 1, 0) from stream_segments where organisation = $1 and system = $2 and day = $3",
		seg.System, seg.Day).Scan(&part); err != nil {
		return err
	}
	var body []byte
	from := 0
	put := func(to int) error {
		if from == to {
			return nil
		}
		sealed, err := t.lockStream(segmentPlace(seg.System, seg.Day, part), body)
		if err != nil {
			return err
		}
		_, err = t.Exec("insert into stream_segments (organisation, system, day, part, events, pack) values ($1, $2, $3, $4, $5, $6)",
			seg.System, seg.Day, part, int64(to-from), sealed)
		if err == nil {
			err = t.putPeople(&seg, part, seg.Events[from:to])
		}
		from, body = to, body[:0]
		part++
		return err
	}
	for i, event := range seg.Events {
		if len(event.Raw) > maxSegment {
			return fmt.Errorf("an event of %d bytes", len(event.Raw))
		}
		if len(body)+len(event.Raw) > maxSegment {
			if err := put(i); err != nil {
				return err
			}
		}
		body = appendString(body, string(event.Subject))
		body = append(binary.AppendUvarint(body, uint64(len(event.Raw))), event.Raw...)
	}
	return put(len(seg.Events))
}

// Segments calls do for each segment of a system, by day and in the order they
// were taken in.
func (t *Tx) Segments(system string, do func(Segment) error) error {
	return t.SegmentsBetween(system, -1<<62, 1<<62, do)
}

// SegmentsBetween is Segments for days from first to last, both included; a day is
// counted from the first of 1970.
func (t *Tx) SegmentsBetween(system string, first, last int64, do func(Segment) error) error {
	after := [2]int64{first, -1}
	for {
		var day, part, events int64
		var sealed []byte
		err := t.QueryRow(`select day, part, events, pack from stream_segments
			where organisation = $1 and system = $2 and (day > $3 or (day = $3 and part > $4)) order by day, part limit 1`,
			system, after[0], after[1]).Scan(&day, &part, &events, &sealed)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		seg, err := t.openSegment(system, day, part, events, sealed)
		if err != nil {
			return err
		}
		if err := do(seg); err != nil {
			return err
		}
		after = [2]int64{seg.Day, part}
	}
}

// openSegment unlocks one segment and cuts it into its events.
func (t *Tx) openSegment(system string, day, part, events int64, sealed []byte) (Segment, error) {
	seg := Segment{System: system, Day: day}
	body, err := t.unlockStream(segmentPlace(system, day, part), sealed)
	if err != nil {
		return seg, fmt.Errorf("events of %s: %w", system, err)
	}
	if seg.Events, err = cutSegment(body); err == nil && int64(len(seg.Events)) != events {
		err = errPack
	}
	if err != nil {
		return seg, fmt.Errorf("events of %s: %d of %d: %w", system, len(seg.Events), events, err)
	}
	return seg, nil
}

// cutSegment cuts the body of a segment into its events.
func cutSegment(body []byte) (list []SegmentEvent, err error) {
	next := func() []byte {
		n, width := binary.Uvarint(body)
		if width <= 0 || n > uint64(len(body)-width) {
			err, body = errPack, nil
			return nil
		}
		one := body[width:][:n:n]
		body = body[width+int(n):]
		return one
	}
	for len(body) > 0 {
		e := SegmentEvent{Subject: muster.SubjectID(next()), Raw: next()}
		if err != nil {
			return list, err
		}
		list = append(list, e)
	}
	return list, nil
}

func segmentPlace(system string, day, part int64) string {
	return "segment\x00" + system + "\x00" + strconv.FormatInt(day, 10) + "\x00" + strconv.FormatInt(part, 10)
}

// PutStreamState keeps what is open about a person, in place of what was; nil
// forgets it.
func (t *Tx) PutStreamState(id muster.SubjectID, state []byte) error {
	if len(state) == 0 {
		_, err := t.Exec("delete from stream_states where organisation = $1 and subject = $2", string(id))
		return err
	}
	sealed, err := t.lockStream("state\x00"+string(id), state)
	if err != nil {
		return err
	}
	_, err = t.Exec(`insert into stream_states (organisation, subject, kept, state) values ($1, $2, $3, $4)
		on conflict (organisation, subject) do update set kept = excluded.kept, state = excluded.state`, string(id), t.now, sealed)
	return err
}

// StreamState returns what is open about a person, nil when nothing is.
func (t *Tx) StreamState(id muster.SubjectID) ([]byte, error) {
	return t.streamed("state\x00"+string(id), "select state from stream_states where organisation = $1 and subject = $2", string(id))
}

// PutStreamCursor keeps where a system's events are to go on.
func (t *Tx) PutStreamCursor(system, cursor string) error {
	sealed, err := t.lockStream("cursor\x00"+system, []byte(cursor))
	if err != nil {
		return err
	}
	_, err = t.Exec(`insert into stream_cursors (organisation, system, kept, place) values ($1, $2, $3, $4)
		on conflict (organisation, system) do update set kept = excluded.kept, place = excluded.place`, system, t.now, sealed)
	return err
}

// StreamCursor returns where a system's events go on, "" at the beginning.
func (t *Tx) StreamCursor(system string) (string, error) {
	cursor, err := t.streamed("cursor\x00"+system, "select place from stream_cursors where organisation = $1 and system = $2", system)
	return string(cursor), err
}

func (t *Tx) streamed(place, text, key string) ([]byte, error) {
	var sealed []byte
	err := t.QueryRow(text, key).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t.unlockStream(place, sealed)
}

// lockStream compresses and seals a body for its row.
func (t *Tx) lockStream(place string, body []byte) ([]byte, error) {
	v, err := t.s.vault(t.org)
	if err != nil {
		return nil, err
	}
	p, err := t.s.packer()
	if err != nil {
		return nil, err
	}
	defer t.s.packers.Put(p)
	key := t.textPlace(place)
	return v.lock(key, p.seal(key, body)), nil
}

// unlockStream opens what lockStream made.
func (t *Tx) unlockStream(place string, sealed []byte) ([]byte, error) {
	v, err := t.s.vault(t.org)
	if err != nil {
		return nil, err
	}
	key := t.textPlace(place)
	pack, err := v.unlock(key, sealed)
	if err != nil {
		return nil, err
	}
	p, err := t.s.packer()
	if err != nil {
		return nil, err
	}
	defer t.s.packers.Put(p)
	body, err := p.open(key, pack)
	return slices.Clone(body), err
}

// ExpireSegments erases the events of days before a moment, and returns how
// many. The bytes are gone from the file when it returns.
func (s *Store) ExpireSegments(ctx context.Context, org muster.OrganisationID, before time.Time) (events int, err error) {
	day := before.Unix() / daySeconds
	err = s.update(ctx, "erase events past their days", org, func(tx *sql.Tx) error {
		if err := tx.QueryRow("select coalesce(sum(events), 0) from stream_segments where organisation = $1 and day < $2", string(org), day).Scan(&events); err != nil {
			return err
		}
		return dropSegments(tx, string(org), day)
	})
	if err != nil || events == 0 {
		return 0, err
	}
	return events, s.wipe(ctx)
}

// dropSegments erases the events of days before one, and who is in them.
func dropSegments(tx *sql.Tx, org string, day int64) error {
	for _, table := range []string{"stream_segments", "segment_people"} {
		if _, err := tx.Exec("delete from "+table+" where organisation = $1 and day < $2", org, day); err != nil {
			return err
		}
	}
	return nil
}

// purgeStreams erases the events of days before a moment, and what was open
// about people nothing was added to since.
func purgeStreams(tx *sql.Tx, org string, limit int64) error {
	if err := dropSegments(tx, org, limit/1_000_000/daySeconds); err != nil {
		return err
	}
	_, err := tx.Exec("delete from stream_states where organisation = $1 and kept < $2", org, limit)
	return err
}
