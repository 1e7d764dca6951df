package storetest

import (
	"testing"
	"time"

	"muster"
	"muster/store"
)

// rowKeys checks that everybody's vault column has a key of its own, which goes
// with what it sealed.
func rowKeys(t *testing.T, e *env) {
	bank := func(who muster.SubjectID) muster.Observation {
		return observation(t, org, who, "bank of "+string(who), &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB29NWBK60161331926819"}})
	}
	late := observation(t, org, "p1", "cv", &muster.CV{Text: "ten years of looms"})
	late.Recorded = muster.Date(2026, 11, 1)
	named := func(who muster.SubjectID) muster.Observation {
		return observation(t, org, who, "name of "+string(who), &muster.Referral{Referrer: "Kim Sample"})
	}
	e.put(bank("p1"), late, bank("p2"), named("p2"), named("p3"))
	first, other := e.rowKey("p1"), e.rowKey("p2")
	if first == "" || other == "" || first == other || e.rowKey("p3") != "" {
		t.Fatalf("keys %x and %x; somebody with nothing in the vault has %x", first, other, e.rowKey("p3"))
	}
	if _, _, err := e.store().Append(t.Context(), org, []muster.Observation{observation(t, org, "p1", "later", &muster.Document{Number: "X1"}), bank("p4")}); err != nil {
		t.Fatal(err)
	}
	if e.rowKey("p1") != first || e.rowKey("p4") == "" {
		t.Error("an addition changed a key, or somebody new got none")
	}
	// Days of names touch no key; those of bank details do.
	e.expire(store.Keep{muster.KindReferral: 30}, 2)
	if e.rowKey("p1") != first || e.rowKey("p2") != other {
		t.Error("a key was changed though nothing of the vault went")
	}
	e.expire(store.Keep{muster.KindBank: 30}, 3)
	if now := e.rowKey("p1"); now == first || now == "" {
		t.Error("the key under which erased bank details lie in older copies is still there")
	}
	if e.rowKey("p2") != "" || e.rowKey("p4") != "" {
		t.Error("the key of somebody nothing is left of is still there")
	}
	if got := len(e.read(org)); got != 2 {
		t.Errorf("%d observations, want the CV and the document", got)
	}
}

// settling checks that a copy with fewer keys than records says no more than
// the keys.
func settling(t *testing.T, e *env) {
	for _, who := range []muster.SubjectID{"p1", "p2", "p3"} {
		e.put(observation(t, org, who, "bank", &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB29NWBK60161331926819"}}),
			observation(t, org, who, "name", &muster.Referral{Referrer: "Kim Sample"}))
	}
	if done, err := e.store().Settle(t.Context(), org); err != nil || done != (store.Settled{}) {
		t.Fatalf("nothing was erased: %+v, %v", done, err)
	}
	e.update(org, func(tx *store.Tx) error {
		if _, err := tx.Exec("delete from vault_keys where organisation = $1 and holder = 'record p1'"); err != nil {
			return err
		}
		_, err := tx.Exec("update vault_keys set id = $2 where organisation = $1 and holder = 'record p2'", []byte("another's id"))
		return err
	})
	for _, who := range []muster.SubjectID{"p1", "p2"} {
		err := e.store().View(t.Context(), org, func(tx *store.Tx) error { _, _, err := tx.Observations(who); return err })
		if muster.CodeOf(err) != muster.CodeDamaged {
			t.Errorf("%s opens without its key: %v", who, err)
		}
	}
	done, err := e.store().Settle(t.Context(), org)
	if want := (store.Settled{Erased: 1, Trimmed: 1}); err != nil || done != want {
		t.Fatalf("%+v, %v; want %+v", done, err, want)
	}
	kinds := map[muster.SubjectID]int{}
	for _, o := range e.read(org) {
		kinds[o.Subject]++
	}
	if kinds["p1"] != 0 || kinds["p2"] != 1 || kinds["p3"] != 2 {
		t.Errorf("observations by person: %v", kinds)
	}
	if err := e.store().HasKeys(t.Context(), org); err != nil {
		t.Error(err)
	}
	e.put(observation(t, org, "p2", "again", &muster.CV{Text: "later"})) // under a key of its own
	e.update(org, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from vault_keys where organisation = $1")
		return err
	})
	if err := e.store().HasKeys(t.Context(), org); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("all keys are missing, which is no erasure: %v", err)
	}
}

// rowKey is the key of a subject's vault as its table holds it.
func (e *env) rowKey(id muster.SubjectID) string {
	e.t.Helper()
	var key []byte
	if err := e.store().View(e.t.Context(), org, func(tx *store.Tx) error {
		rows, err := tx.Query("select key from vault_keys where organisation = $1 and holder = $2", "record "+string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&key); err != nil {
				return err
			}
		}
		return rows.Err()
	}); err != nil {
		e.t.Fatal(err)
	}
	return string(key)
}

// expire erases what is past its days and tells how much it must be.
func (e *env) expire(keep store.Keep, want int) {
	e.t.Helper()
	n, err := e.store().ExpireKinds(e.t.Context(), org, keep, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	if err != nil || n != want {
		e.t.Fatalf("%d erased, %v; want %d", n, err, want)
	}
}
