package casework

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/store"
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
	w.damaged = true
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

// sceneRemovedRowsAreFound takes rows out by hand, puts them back as they stood
// before, and leaves alone what people withdrew and what the clocks erase.
func sceneRemovedRowsAreFound(w *world) {
	t := w.T
	w.damaged = true
	id, _ := w.writeAbout("p")
	gone, closed := w.writeAbout("wombat")
	w.must(w.boss, &Suppress{Flag: "CVB-01", Until: w.clock.AddDate(0, 0, 7), Reason: why})
	w.must(w.boss, &SplitGroup{Group: "g", Members: []muster.SubjectID{id}, Others: []muster.SubjectID{gone}, Reason: why})
	g := w.undrawn("q")
	w.must(w.boss, &OverrideGate{Subject: g, Gate: muster.GateOffer, Reason: why})
	ask := w.must(w.boss, &RequestCheck{Subject: id, Type: muster.CheckReference, Code: CodeOther, Reason: why})
	w.must(w.boss, &CancelCheck{Check: ask.ID, Reason: why})
	w.verified()

	found := func(what, says string) {
		t.Helper()
		if err := Integrity(w.Context(), w.store, org); muster.CodeOf(err) != muster.CodeDamaged || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, table := range []string{"checks", "notices", "disputes", "cases", "case_items", "signoffs", "suppressions", "group_decisions"} {
		n := w.takenOut(table, func(string) { found(table+": a row taken out", "gone") })
		if n == 0 {
			t.Errorf("%s has no row", table)
		}
	}
	w.ok(Integrity(w.Context(), w.store, org))

	// An answered notice, an ended dispute and a recorded check as they stood before.
	for table, act := range map[string]Act{
		"notices":  &RecordAnswer{Subject: id, Text: "Later I found the letter.", At: muster.Instant(w.clock)},
		"disputes": &MarkDispute{Subject: id, End: true, Reason: why},
	} {
		var row, state string
		var before, after []byte
		w.raw(func(in *underWay) error {
			return in.tx.QueryRow("select id, state, body from "+table+" where organisation = $1 and subject = $2", string(id)).Scan(&row, &state, &before)
		})
		w.must(w.boss, act)
		w.verified()
		put := func(state string, body []byte) {
			w.raw(func(in *underWay) error {
				_, err := in.exec("update "+table+" set state = $3, body = $4 where organisation = $1 and id = $2", row, state, body)
				return err
			})
		}
		var now string
		w.raw(func(in *underWay) error {
			return in.tx.QueryRow("select state, body from "+table+" where organisation = $1 and id = $2", row).Scan(&now, &after)
		})
		put(state, before)
		found(table+": as it stood before", "left it")
		put(now, after)
		w.verified()
	}

	// Whom nothing is left of goes with rows, entries and keys; the others stay.
	w.days(60)
	for _, who := range []muster.SubjectID{id, g} {
		_, _, err := w.store.Append(w.Context(), org, sealedPerson(t, who))
		w.ok(err)
	}
	w.forgetAll(20)
	w.gone(gone, closed)
	w.verified()
	w.person(string(gone)) // and comes again, with keys of their own
	w.must(w.boss, &SendNotice{Subject: gone, Channel: NoticeByPost})
	w.verified()
	w.takenOut("notices", func(string) { found("a row taken out after a purge", "gone") })
}

// underWay is act, where a variable has its name.
type underWay = act

// takenOut takes each row of a table out, looks, and puts it back. It returns how
// many there are.
func (w *world) takenOut(table string, look func(id string)) int {
	w.Helper()
	type row struct {
		id, subject, file, state string
		due, made                int64
		body                     []byte
	}
	var list []row
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		rows, err := tx.Query("select id, subject, file, state, due, made, body from " + table + " where organisation = $1")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r row
			if err := rows.Scan(&r.id, &r.subject, &r.file, &r.state, &r.due, &r.made, &r.body); err != nil {
				return err
			}
			list = append(list, r)
		}
		return rows.Err()
	}))
	for _, r := range list {
		w.raw(func(in *act) error {
			_, err := in.exec("delete from "+table+" where organisation = $1 and id = $2", r.id)
			return err
		})
		look(r.id)
		w.raw(func(in *act) error {
			_, err := in.exec("insert into "+table+" (organisation, id, subject, file, state, due, made, body) values ($1, $2, $3, $4, $5, $6, $7, $8)", r.id, r.subject, r.file, r.state, r.due, r.made, r.body)
			return err
		})
	}
	return len(list)
}

// sceneManyRowsOfOneAct decides about more pairs than an entry names: nothing of
// it is taken for a change by hand, and a row that is taken out is still found.
func sceneManyRowsOfOneAct(w *world) {
	t := w.T
	w.damaged = true
	var members, others []muster.SubjectID
	for i := range 34 {
		members, others = append(members, w.person(fmt.Sprintf("m-%02d", i))), append(others, w.person(fmt.Sprintf("o-%02d", i)))
		w.must(w.boss, &SendNotice{Subject: members[i], Channel: NoticeByPost})
		w.must(w.boss, &SendNotice{Subject: others[i], Channel: NoticeByPost})
	}
	w.must(w.boss, &SplitGroup{Group: "g", Members: members[:1], Others: others[:1], Reason: why})
	w.must(w.boss, &MergeGroup{Group: "g", Members: members, Others: others, Reason: why})
	w.verified()
	looked, single := 0, digestText(string(members[0])+"\x00"+string(others[0]))
	w.takenOut("group_decisions", func(row string) {
		if looked++; row != single && looked > 5 {
			return
		}
		if err := Integrity(w.Context(), w.store, org); (muster.CodeOf(err) == muster.CodeDamaged) != (row == single) {
			t.Errorf("a row is taken out, named by an entry of its own %v: %v", row == single, err)
		}
	})
	if looked != 34*34 {
		t.Errorf("%d rows", looked)
	}
}

// sceneAStepGoesWithItsCase erases a case whose step is about somebody who is
// kept for a complaint: the step's row goes with the case, under a key that stays.
func sceneAStepGoesWithItsCase(w *world) {
	t := w.T
	id := w.person("p")
	c := w.must(w.boss, &OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []UserID{w.other.User}, Reason: why}).ID
	w.must(w.boss, &AddHypothesis{Case: c, Text: "The employment did not take place."})
	w.must(w.boss, &AddHypothesis{Case: c, Text: "The register is incomplete.", Innocent: true})
	w.must(w.boss, &SendNotice{Subject: id, Case: c, Channel: NoticeByEmail})
	step := w.must(w.boss, &ProposeStep{Case: c, Step: AdverseDecline, Reason: why}).ID
	w.days(8)
	w.must(w.other, &SignStep{Step: step, Agree: true, Reason: why})
	w.must(w.boss, &CloseCase{Case: c, Outcome: OutcomeStepTaken, Reason: why})
	w.must(w.boss, &OpenComplaint{Subject: id, Text: "That is not so."})
	w.forgetAll(60)
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		if s, err := steps().find(tx, step); err != nil || s != nil {
			t.Errorf("the step is still there: %+v, %v", s, err)
		}
		if list, err := complaints().of(tx, id); err != nil || len(list) != 1 {
			t.Errorf("complaints: %v, %v", list, err)
		}
		return nil
	}))
	w.verified()
}
