package server

import (
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/store"
)

// TestTheDoctorFindsAnAlteredDecision changes one column of a sign-off in the
// database, of which the ledger alone says nothing.
func TestTheDoctorFindsAnAlteredDecision(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("UK Ltd")
	step := c.must(c.boss, &casework.OverrideGate{Subject: id, Gate: muster.GateOffer, Reason: cellReason}).ID
	says := func() Diagnosis {
		t.Helper()
		list, err := Doctor(t.Context(), &c.config)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(d Diagnosis) bool { return d.What == "what people did" })
		if i < 0 {
			t.Fatalf("%+v", list)
		}
		return list[i]
	}
	if d := says(); !d.Well {
		t.Errorf("nobody altered anything: %+v", d)
	}
	if err := c.store.Update(t.Context(), c.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("update signoffs set state = 'signed' where organisation = $1 and id = $2", step)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if d := says(); d.Well || !strings.Contains(d.Says, step) {
		t.Errorf("an override that nobody signed is signed, and the doctor says %+v", d)
	}
	if err := c.store.Update(t.Context(), c.config.Organisation, func(tx *store.Tx) error {
		_, err := tx.Exec("delete from signoffs where organisation = $1 and id = $2", step)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if d := says(); d.Well || !strings.Contains(d.Says, step) || !strings.Contains(d.Says, "gone") {
		t.Errorf("an override was taken out of the database, and the doctor says %+v", d)
	}
}
