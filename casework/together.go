package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/store"
)

// A page that lists people asks the same of each of them. Where the people are
// known beforehand, the first such question is put for all of them at once, and
// the others find their answer: a page of forty people costs about as many
// statements as one person. Only transactions that read remember anything, and
// what they read is of one moment.

const togetherKey = "together"

// together is how many people one statement asks about: all that a day's three
// lists look at when they are full.
const together = 3 * maxToday

// readTogether says which people a transaction is about to ask about, and reads
// their records.
func readTogether(tx *store.Tx, subjects []muster.SubjectID) error {
	people := map[muster.SubjectID]bool{}
	var fresh []muster.SubjectID
	for _, id := range subjects {
		if !people[id] {
			people[id] = true
			fresh = append(fresh, id)
		}
	}
	tx.Remember(togetherKey, fresh[:min(len(fresh), together)])
	for _, id := range fresh {
		tx.Remember("records "+string(id), []muster.Observation(nil))
	}
	return tx.Shared(fresh, func(w store.Whole) error {
		tx.Remember("records "+string(w.ID), w.Observations)
		return nil
	})
}

// recordsOf is everything kept of a person, oldest first; it is read only.
func recordsOf(tx *store.Tx, id muster.SubjectID) ([]muster.Observation, error) {
	if had, ok := tx.Remembered("records " + string(id)); ok {
		return had.([]muster.Observation), nil
	}
	list, _, err := tx.Observations(id)
	return list, err
}

const ofOne = "subject = $2"

// question names what was asked of a table.
func question(table, where string, args []any) string {
	var b strings.Builder
	b.WriteString(table)
	b.WriteByte(0)
	b.WriteString(where)
	for _, a := range args {
		b.WriteByte(0)
		if text, ok := a.(string); ok { // nearly all are ids: pages ask thousands of times
			b.WriteString(strconv.Itoa(len(text)))
			b.WriteByte(' ')
			b.WriteString(text)
		} else {
			fmt.Fprintf(&b, "%T %v", a, a)
		}
	}
	return b.String()
}

// askTogether reads what a condition about one person's rows chooses, for all
// who are asked about together, and remembers it for each. It reports false when
// the question is not about one of them.
func (s shelf[T]) askTogether(tx *store.Tx, where string, args []any) (bool, error) {
	had, ok := tx.Remembered(togetherKey)
	if !ok || len(args) == 0 || where != ofOne && !strings.HasPrefix(where, ofOne+" and ") {
		return false, nil
	}
	people := had.([]muster.SubjectID)
	if !slices.Contains(people, muster.SubjectID(args[0].(string))) {
		return false, nil
	}
	people, err := s.notKept(tx, where, args, people)
	if err != nil {
		return false, err
	}
	if len(people) == 0 { // somebody else asked of all of them meanwhile
		return true, nil
	}
	// The first of them stands where the one did; the others come behind all else.
	places, all := []string{"$2"}, append([]any{string(people[0])}, args[1:]...)
	for _, id := range people[1:] {
		all = append(all, string(id))
		places = append(places, "$"+strconv.Itoa(len(all)+1))
	}
	list, size, err := s.ask(tx, "subject in ("+strings.Join(places, ", ")+")"+strings.TrimPrefix(where, ofOne), all)
	if err != nil {
		return false, err
	}
	of := map[muster.SubjectID][]T{}
	for i := range list {
		id := s.keys(&list[i]).subject
		of[id] = append(of[id], list[i])
	}
	for _, id := range people {
		key := question(s.table, where, append([]any{string(id)}, args[1:]...))
		tx.Remember(key, of[id])
		tx.Keep(key, of[id], size/max(len(list), 1)*len(of[id]))
	}
	return true, nil
}

// notKept are those of several people whose answer is not kept; those that are
// kept are remembered.
func (s shelf[T]) notKept(tx *store.Tx, where string, args []any, people []muster.SubjectID) (rest []muster.SubjectID, err error) {
	for _, id := range people {
		key := question(s.table, where, append([]any{string(id)}, args[1:]...))
		had, ok, err := tx.Kept(key)
		if err != nil {
			return nil, err
		}
		if ok {
			tx.Remember(key, had)
		} else {
			rest = append(rest, id)
		}
	}
	return rest, nil
}

// once reads something of rows that acts write, or takes what another transaction
// read of the same rows. key says what it is; size is about how many bytes. It is
// shared: read only.
func once[T any](tx *store.Tx, key string, size func(T) int, read func() (T, error)) (T, error) {
	had, ok, err := tx.Kept(key)
	if err != nil {
		var none T
		return none, err
	}
	if ok {
		return had.(T), nil
	}
	v, err := read()
	if err == nil {
		tx.Keep(key, v, size(v))
	}
	return v, err
}

// small is the size of what takes next to nothing.
func small[T any](T) int { return 64 }

// Persons reads several people for a list: fields, what people decided about
// findings and what was settled, and what the actor may do. Those whom the actor
// may not look at, or of whom nothing is kept, are left out.
func (d *Desk) Persons(ctx context.Context, who *Actor, ids []muster.SubjectID) (map[muster.SubjectID]*PersonRecord, error) {
	var out map[muster.SubjectID]*PersonRecord
	err := d.view(ctx, who, func(r *reading) error {
		out = make(map[muster.SubjectID]*PersonRecord, len(ids))
		if err := readTogether(r.tx, ids); err != nil {
			return err
		}
		for _, id := range ids {
			about, err := r.person(id, PeopleView)
			var p *PersonRecord
			if err == nil {
				p, err = r.brief(about)
			}
			switch code := muster.CodeOf(err); {
			case err == nil:
				out[id] = p
			case code != muster.CodePermission && code != muster.CodeNotFound:
				return err
			}
		}
		return nil
	})
	return out, err
}
