package casework

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"muster"
)

// TestEverySealedTableIsRead holds the list of what is read against the list of
// what is sealed.
func TestEverySealedTableIsRead(t *testing.T) {
	t.Parallel()
	read := sealedShelves()
	if want := slices.Sorted(slices.Values(sealedTables())); !slices.Equal(slices.Sorted(maps.Keys(read)), want) {
		t.Errorf("%v are read, %v are sealed", slices.Sorted(maps.Keys(read)), want)
	}
}

// sceneAlteredRowsAreFound changes rows by hand, one byte of the text or one
// column, and puts them back.
func sceneAlteredRowsAreFound(w *world) {
	t := w.T
	id, _ := w.writeAbout("p")
	g := w.undrawn("q")
	w.must(w.boss, &OverrideGate{Subject: g, Gate: muster.GateOffer, Reason: why})
	f := finding("CVB-01", 1, muster.KindCV, id)
	w.found("r1", f)
	w.must(w.boss, &ClearFinding{Subject: id, Finding: f.Key, Basis: BasisOwnRecords, Reason: why})
	w.must(w.boss, &Suppress{Flag: "CVB-01", Until: w.clock.AddDate(0, 0, 7), Reason: why})
	w.ok(w.desk.Escalate(w.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families"}))
	w.must(w.boss, &HoldEscalation{Subject: id, Until: w.clock.AddDate(0, 0, 3), Reason: why})
	w.must(w.boss, formOf(w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.boss.User}}).ID))
	w.verified()

	found := func(what string) {
		t.Helper()
		if err := Integrity(w.Context(), w.store, org); muster.CodeOf(err) != muster.CodeDamaged {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, table := range []string{"signoffs", "escalations", "clearings", "suppressions", "checks", "interviews", "disputes", "notices", "cases", "case_items"} {
		var row string
		var body []byte
		w.raw(func(in *act) error {
			return in.tx.QueryRow("select id, body from "+table+" where organisation = $1 order by id limit 1").Scan(&row, &body)
		})
		set := func(column string, value any) {
			t.Helper()
			w.raw(func(in *act) error {
				n, err := in.exec("update "+table+" set "+column+" = $3 where organisation = $1 and id = $2", row, value)
				if err == nil && n != 1 {
					err = errors.New("no row was altered")
				}
				return err
			})
		}
		altered := slices.Clone(body)
		altered[len(altered)-1] ^= 1
		set("body", altered)
		found(table + ": a byte of the text")
		set("body", body)
		w.ok(Integrity(w.Context(), w.store, org))
		for _, column := range []string{"subject", "file", "state"} {
			var was string
			w.raw(func(in *act) error {
				return in.tx.QueryRow("select "+column+" from "+table+" where organisation = $1 and id = $2", row).Scan(&was)
			})
			set(column, was+"x")
			found(table + ": " + column)
			set(column, was)
		}
	}
	w.raw(func(in *act) error { // the text of another row, sealed as it is
		var list []string
		rows, err := in.tx.Query("select id from case_items where organisation = $1 order by id limit 2")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				return err
			}
			list = append(list, one)
		}
		rows.Close()
		if len(list) != 2 {
			return fmt.Errorf("%d rows", len(list))
		}
		_, err = in.exec("update case_items set body = (select b.body from case_items b where b.organisation = $1 and b.id = $3) where organisation = $1 and id = $2", list[0], list[1])
		return err
	})
	found("the text of another row")
}
