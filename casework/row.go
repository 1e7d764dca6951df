package casework

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// keys are the columns a row is found by. What they mean differs by table.
type keys struct {
	id      string
	subject muster.SubjectID
	file    string // the case, gate or other thing it belongs to
	state   string
	due     time.Time
}

// shelf is a table of rows that are found by their keys and hold the rest as
// JSON, sealed where people wrote about somebody.
type shelf[T any] struct {
	table string
	what  string // for people: "check"
	keys  func(*T) keys
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// add writes a new row.
func (s shelf[T]) add(in *act, v *T) error {
	k := s.keys(v)
	body, err := s.write(in.tx, &k, v)
	if err != nil {
		return err
	}
	_, err = in.exec("insert into "+s.table+" (organisation, id, subject, file, state, due, made, body) values ($1, $2, $3, $4, $5, $6, $7, $8)",
		k.id, string(k.subject), k.file, k.state, micros(k.due), in.tx.Now(), body)
	if err != nil {
		return err
	}
	return s.wrote(in, &k, body)
}

// put writes a row anew, or for the first time.
func (s shelf[T]) put(in *act, v *T) error {
	k := s.keys(v)
	body, err := s.write(in.tx, &k, v)
	if err != nil {
		return err
	}
	n, err := in.exec("update "+s.table+" set subject = $3, file = $4, state = $5, due = $6, body = $7 where organisation = $1 and id = $2",
		k.id, string(k.subject), k.file, k.state, micros(k.due), body)
	switch {
	case err != nil:
		return err
	case n == 0:
		return s.add(in, v)
	}
	return s.wrote(in, &k, body)
}

// find reads one row; nil when there is none.
func (s shelf[T]) find(tx *store.Tx, id string) (*T, error) {
	list, err := s.list(tx, "id = $2", id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// get reads a row that must be there.
func (s shelf[T]) get(tx *store.Tx, id string) (*T, error) {
	v, err := s.find(tx, id)
	if v == nil && err == nil {
		err = notFound(s.what)
	}
	return v, err
}

// list reads the rows that meet a condition over the keys, in the order they
// were made. Its parameters start at $2. Where no such row changed since somebody
// else asked, the answer is theirs: the list is the caller's, what its rows refer
// to is shared and read only.
func (s shelf[T]) list(tx *store.Tx, where string, args ...any) ([]T, error) {
	key := question(s.table, where, args)
	had, ok := tx.Remembered(key)
	counted := s.table != "case_views" // a look at a case counts as no change of what acts write
	if !ok && counted {
		var err error
		if had, ok, err = tx.Kept(key); err != nil {
			return nil, err
		}
	}
	if !ok {
		together, err := s.askTogether(tx, where, args)
		if err != nil {
			return nil, err
		}
		if !together {
			list, size, err := s.ask(tx, where, args)
			if err != nil {
				return nil, err
			}
			tx.Remember(key, list)
			if counted {
				tx.Keep(key, list, size)
			}
			return slices.Clone(list), nil
		}
		had, _ = tx.Remembered(key)
	}
	return slices.Clone(had.([]T)), nil // the caller may change its own
}

// open is list without the rows that are past their day.
func (s shelf[T]) open(tx *store.Tx, where string, args ...any) ([]T, error) {
	list, err := s.list(tx, where, args...) // the clock is in no question: its answer could not be kept
	return slices.DeleteFunc(list, func(v T) bool { return micros(s.keys(&v).due) <= tx.Now() }), err
}

// ask is list with one statement of its own. size is how many bytes it read.
func (s shelf[T]) ask(tx *store.Tx, where string, args []any) (list []T, size int, err error) {
	rows, err := tx.Query("select id, body from "+s.table+" where organisation = $1 and ("+where+") order by made, id", args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var all []store.Sealed
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, 0, err
		}
		size += len(id) + len(body)
		all = append(all, store.Sealed{Place: s.place(id), Text: body})
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(all) == 0 {
		return nil, 0, err
	}
	list, err = s.read(tx, all)
	return list, size, err
}

// sealedTables are those that hold what people wrote about somebody. Their
// bodies are sealed under a key of that person or case (see [store.Tx.Seal]).
func sealedTables() []string {
	return []string{
		"checks", "gates", "clearings", "disputes", "suppressions", "escalations", "notices", "complaints", "unlocks", "interviews",
		"settlements", "group_decisions", "signoffs", "cases", "case_items", "stills", "still_choices",
		"pay_runs", "pay_files", "pay_decisions", "pay_bases", "step_ups",
	}
}

func sealed(table string) bool { return slices.Contains(sealedTables(), table) }

// holder is whose texts a row holds.
func (s shelf[T]) holder(k *keys) string {
	switch {
	case s.table == "cases":
		return caseTexts(k.id)
	case s.table == "case_items":
		return caseTexts(k.file)
	case s.table == "stills":
		return stillTexts(k.subject)
	case s.table == "pay_runs", s.table == "pay_files":
		return payTexts(k.id)
	case s.table == "pay_decisions" && k.subject == "":
		return payTexts(k.file)
	}
	return textsOf(k.subject)
}

// caseTexts and textsOf name the keys of what is written in a case and about a
// person.
func caseTexts(id string) string { return "case " + id }

func textsOf(id muster.SubjectID) string {
	if id == "" {
		return ""
	}
	return "person " + string(id)
}

func (s shelf[T]) place(id string) string { return s.table + " " + id }

// write returns the body of a row.
func (s shelf[T]) write(tx *store.Tx, k *keys, v *T) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil || !sealed(s.table) {
		return body, err
	}
	return tx.Seal(s.holder(k), s.place(k.id), body)
}

// read opens the bodies of rows.
func (s shelf[T]) read(tx *store.Tx, bodies []store.Sealed) ([]T, error) {
	if sealed(s.table) {
		if err := tx.Unseal(bodies); err != nil {
			return nil, err
		}
	}
	all := make([]T, len(bodies))
	for i := range bodies {
		if err := json.Unmarshal(bodies[i].Text, &all[i]); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", s.what, bodies[i].Place, err)
		}
	}
	return all, nil
}

// of reads the rows about a subject.
func (s shelf[T]) of(tx *store.Tx, subject muster.SubjectID) ([]T, error) {
	return s.list(tx, "subject = $2", string(subject))
}

// atOnce is how many people are asked for in one statement.
const atOnce = 200

// ofEach reads the rows about several subjects that meet a condition, which has
// no parameters of its own.
func (s shelf[T]) ofEach(tx *store.Tx, where string, subjects []muster.SubjectID) (map[muster.SubjectID][]T, error) {
	out := map[muster.SubjectID][]T{}
	for some := range slices.Chunk(subjects, atOnce) {
		places, args := make([]string, len(some)), make([]any, len(some))
		for i, id := range some {
			places[i], args[i] = fmt.Sprintf("$%d", i+2), string(id)
		}
		list, err := s.list(tx, "("+where+") and subject in ("+strings.Join(places, ", ")+")", args...)
		if err != nil {
			return nil, err
		}
		for i := range list {
			id := s.keys(&list[i]).subject
			out[id] = append(out[id], list[i])
		}
	}
	return out, nil
}

// all reads every row.
func (s shelf[T]) all(tx *store.Tx) ([]T, error) { return s.list(tx, "id <> $2", "") }

func notFound(what string) error {
	return &muster.Error{Code: muster.CodeNotFound, Message: "there is no such " + what, Hint: "go back and open it again; it may have been removed"}
}

func conflict(message, hint string) error {
	return &muster.Error{Code: muster.CodeConflict, Message: message, Hint: hint}
}

func usage(message, hint string) error {
	return &muster.Error{Code: muster.CodeUsage, Message: message, Hint: hint}
}
