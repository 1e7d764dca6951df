package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"muster"
	"muster/ledger"
	"muster/store"
)

// written is a text about somebody, as an act hands it to the ledger.
type written struct{ Who, Words string }

// Holder says whose text it is.
func (w written) Holder() string { return w.Who }

func sealedTexts(t *testing.T, e *env) {
	const place, words = "notes 1", "words about p1"
	var one, other []byte
	e.update(org, func(tx *store.Tx) (err error) {
		if one, err = tx.Seal("p1", place, []byte(words)); err != nil {
			return err
		}
		if other, err = tx.Seal("p2", place, []byte(words)); err != nil {
			return err
		}
		for _, who := range []string{"p1", "p2", ""} {
			if _, err := tx.Record("case.note", written{who, words}); err != nil {
				return err
			}
		}
		return nil
	})
	if bytes.Contains(one, []byte(words)) || bytes.Equal(one, other) {
		t.Error("a sealed text shows what it says")
	}
	open := func(place string, text []byte) (string, error) {
		list := []store.Sealed{{Place: place, Text: bytes.Clone(text)}}
		err := e.store().View(t.Context(), org, func(tx *store.Tx) error { return tx.Unseal(list) })
		return string(list[0].Text), err
	}
	if got, err := open(place, one); got != words || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := open(place, []byte(`{"old":"text"}`)); got != `{"old":"text"}` || err != nil {
		t.Errorf("a text from before: %q, %v", got, err)
	}
	altered(t, one, words, func(text []byte) (string, error) { return open(place, text) })
	if _, err := open("notes 2", one); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("moved to another row: %v", err)
	}
	e.close() // keys come back from the database
	if got, err := open(place, one); got != words || err != nil {
		t.Errorf("after reopening: %q, %v", got, err)
	}
	shred(t, e, "p1")
	if _, err := open(place, one); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("its key is gone, and it opens: %v", err)
	}
	if got, err := open(place, other); got != words || err != nil {
		t.Errorf("another's text: %q, %v", got, err)
	}
	if report, err := e.store().VerifyLedger(t.Context(), org); err != nil || report.Openings != 3 {
		t.Errorf("%+v, %v", report, err)
	}
	if err := e.store().View(t.Context(), org, func(tx *store.Tx) error { _, err := tx.Seal("p1", place, nil); return err }); err == nil {
		t.Error("a view made a key")
	}
}

// altered tries every byte and every length of a sealed text.
func altered(t *testing.T, sealed []byte, words string, open func([]byte) (string, error)) {
	t.Helper()
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 4
		if got, err := open(bad); err == nil && got == words {
			t.Errorf("byte %d altered, and it opens", i)
		}
		if _, err := open(sealed[:i]); err == nil && i > 0 {
			t.Errorf("%d bytes of it open", i)
		}
	}
}

// shred forgets what the ledger says of somebody, then their key.
func shred(t *testing.T, e *env, who string) {
	t.Helper()
	e.update(org, func(tx *store.Tx) error {
		list, err := tx.EntriesAbout([]string{who, "nobody"}, 10)
		if err != nil || len(list) != 1 || list[0] != 0 {
			t.Errorf("entries about %s: %v, %v", who, list, err)
		}
		if err := tx.EraseEntries("retention", list); err != nil {
			return err
		}
		return tx.Shred([]string{who, ""})
	})
}

// cellsOf are the tables of the ledger with every column a vandal can write, and
// an expression that gives it another value of its kind.
func cellsOf() map[string]map[string]string {
	number, words, digest := "%s + 1000", "%s || 'x'", "(select h.hash from ledger_hashes h where h.organisation = $1 and h.idx = 10)"
	return map[string]map[string]string{
		"ledger_leaves":      {"organisation": words, "seq": number, "happened": number, "kind": words, "commitment": digest},
		"ledger_payloads":    {"organisation": words, "seq": number, "salt": digest, "body": digest},
		"ledger_hashes":      {"organisation": words, "idx": number, "hash": "(select l.commitment from ledger_leaves l where l.organisation = $1 and l.seq = 3)"},
		"ledger_checkpoints": {"organisation": words, "number": number, "size": number, "note": words},
	}
}

// everyCell alters each column of each row of each table of the ledger, removes
// each row and lets each two neighbours change places, one at a time.
func everyCell(t *testing.T, e *env) {
	const entries = 7
	for i := range entries {
		e.update(org, func(tx *store.Tx) error {
			_, err := tx.Record("case.note", written{fmt.Sprint("p", i%3), fmt.Sprint("words ", i)})
			return err
		})
	}
	keyed := map[string]string{"ledger_leaves": "seq", "ledger_payloads": "seq", "ledger_hashes": "idx", "ledger_checkpoints": "number"}
	try := func(what string, texts ...string) { vandalise(t, e, what, texts) }
	last := map[string]int64{"ledger_leaves": entries - 1, "ledger_payloads": entries - 1, "ledger_hashes": entries + entries/2 + entries/4 - 1, "ledger_checkpoints": entries}
	for table, columns := range cellsOf() {
		if got := columnsOf(t, e, table); len(got) != len(columns) {
			t.Errorf("%s has the columns %v, and the test alters %d", table, got, len(columns))
		}
		key := keyed[table]
		first := int64(0)
		if table == "ledger_checkpoints" {
			first = 1
		}
		for row := first; row <= last[table]; row++ {
			where := fmt.Sprintf(" where organisation = $1 and %s = %d", key, row)
			for column, other := range columns {
				if strings.Contains(other, "%s") {
					other = fmt.Sprintf(other, column)
				}
				try(fmt.Sprintf("%s.%s of row %d altered", table, column, row), "update "+table+" set "+column+" = "+other+where)
			}
			try(fmt.Sprintf("row %d of %s removed", row, table), "delete from "+table+where)
			if row < last[table] {
				try(fmt.Sprintf("rows %d and %d of %s in each other's place", row, row+1, table),
					fmt.Sprintf("update %s set %s = -9%s", table, key, where),
					fmt.Sprintf("update %s set %s = %d where organisation = $1 and %s = %d", table, key, row, key, row+1),
					fmt.Sprintf("update %s set %s = %d where organisation = $1 and %s = -9", table, key, row+1, key))
			}
		}
	}
	if _, err := e.store().VerifyLedger(t.Context(), org); err != nil {
		t.Errorf("put back as it was: %v", err)
	}
}

// vandalise changes rows, holds that a verification finds it, and puts them back.
func vandalise(t *testing.T, e *env, what string, texts []string) {
	var undo []func(tx *store.Tx) error
	e.update(org, func(tx *store.Tx) error {
		undo = nil
		for table := range cellsOf() {
			restore, err := copyOf(tx, table)
			if err != nil {
				return err
			}
			undo = append(undo, restore)
		}
		for _, text := range texts {
			if n, err := tx.Exec(text); err != nil || n == 0 {
				return fmt.Errorf("%s: %s: %d rows, %w", what, text, n, err)
			}
		}
		return nil
	})
	_, err := e.store().VerifyLedger(t.Context(), org)
	var f *ledger.Fault
	if !errors.As(err, &f) {
		t.Errorf("%s: %v, want a fault", what, err)
	}
	e.update(org, func(tx *store.Tx) error {
		for _, restore := range undo {
			if err := restore(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// columnsOf are the columns of a table, as the database names them.
func columnsOf(t *testing.T, e *env, table string) []string {
	t.Helper()
	var list []string
	err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
		rows, err := tx.Query("select * from " + table + " where organisation = $1")
		if err != nil {
			return err
		}
		defer rows.Close()
		list, err = rows.Columns()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// copyOf reads a table's rows of the organisation and returns what puts them
// back.
func copyOf(tx *store.Tx, table string) (func(*store.Tx) error, error) {
	rows, err := tx.Query("select * from " + table + " where organisation = $1")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]any
	for rows.Next() {
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		all = append(all, values[1:]) // the organisation is the first
	}
	return func(tx *store.Tx) error {
		for _, whose := range []string{string(org), string(org) + "x"} {
			if _, err := tx.Exec("delete from "+table+" where organisation = $2 and $1 <> ''", whose); err != nil {
				return err
			}
		}
		for _, values := range all {
			var marks []string
			for i := range values {
				marks = append(marks, fmt.Sprint("$", i+2))
			}
			if _, err := tx.Exec("insert into "+table+" ("+strings.Join(names, ", ")+") values ($1, "+strings.Join(marks, ", ")+")", values...); err != nil {
				return err
			}
		}
		return nil
	}, rows.Err()
}
