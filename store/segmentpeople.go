package store

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"

	"muster"
)

// personMark is how many bytes stand for a person in the row of a segment. Two
// people with one mark cost a segment opened in vain, and nothing else.
const personMark = 4

// markOf returns what makes people's marks: they tell who is in a segment to
// those who know the person already.
func (t *Tx) markOf() (func(muster.SubjectID) []byte, error) {
	key, err := t.s.opt.Keys(t.org)
	if err != nil {
		return nil, fmt.Errorf("key of organisation %s: %w", t.org, err)
	}
	return func(id muster.SubjectID) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte("segment\x00" + string(id)))
		return h.Sum(nil)[:personMark]
	}, nil
}

// putPeople notes who has events in a part of a day.
func (t *Tx) putPeople(seg *Segment, part int64, events []SegmentEvent) error {
	mark, err := t.markOf()
	if err != nil {
		return err
	}
	met := map[muster.SubjectID]bool{}
	var marks [][]byte
	for i := range events {
		if id := events[i].Subject; !met[id] {
			met[id] = true
			marks = append(marks, mark(id))
		}
	}
	slices.SortFunc(marks, bytes.Compare)
	_, err = t.Exec("insert into segment_people (organisation, system, day, part, people) values ($1, $2, $3, $4, $5)", seg.System, seg.Day, part, bytes.Join(marks, nil))
	return err
}

// SegmentsWith calls do for each segment of one day of a system that holds events
// of one person, beside those of others, in the order they were taken in; a few may
// hold none. It stops when do says so by an error, and returns that.
func (t *Tx) SegmentsWith(system string, day int64, subject muster.SubjectID, do func(Segment) error) error {
	parts, err := t.partsWith(system, day, subject)
	if err != nil {
		return err
	}
	for _, part := range parts {
		list, err := t.segmentBody(segmentAt{system, day, part})
		if err != nil {
			return fmt.Errorf("events of %s: %w", system, err)
		}
		if err := do(Segment{System: system, Day: day, Events: list}); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) partsWith(system string, day int64, subject muster.SubjectID) (parts []int64, err error) {
	mark, err := t.markOf()
	if err != nil {
		return nil, err
	}
	want := mark(subject)
	rows, err := t.Query(`select s.part, w.people from stream_segments s
		left join segment_people w on w.organisation = s.organisation and w.system = s.system and w.day = s.day and w.part = s.part
		where s.organisation = $1 and s.system = $2 and s.day = $3 order by s.part`, system, day)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var part int64
		var people []byte
		if err := rows.Scan(&part, &people); err != nil {
			return nil, err
		}
		if people == nil || holdsMark(people, want) {
			parts = append(parts, part)
		}
	}
	return parts, rows.Err()
}

// holdsMark looks for a mark among marks in order.
func holdsMark(marks, want []byte) bool {
	from, to := 0, len(marks)/personMark
	for from < to {
		at := (from + to) / 2
		switch bytes.Compare(marks[at*personMark:][:personMark], want) {
		case 0:
			return true
		case -1:
			from = at + 1
		default:
			to = at
		}
	}
	return false
}
