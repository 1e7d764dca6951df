package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

// expiring checks that each kind goes after its own days, whatever else is
// kept of the person, and that what is in force of somebody who works here stays.
func expiring(t *testing.T, e *env) {
	const days = 24 * time.Hour
	e.clock = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	account := observation(t, org, "p1", "a", &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB29NWBK60161331926819"}})
	undated := observation(t, org, "p1", "b", &muster.Message{Text: "Hello"})
	undated.Happened = muster.Time{}
	person := observation(t, org, "p1", "c", &muster.Person{Started: muster.Date(2026, 3, 3)})
	left := observation(t, org, "p2", "d", &muster.Person{Started: muster.Date(2020, 3, 3), Ended: muster.Date(2026, 3, 3)})
	cv := observation(t, org, "p2", "e", &muster.CV{})
	late := observation(t, org, "p3", "f", &muster.CV{})
	late.Recorded = muster.Date(2026, 6, 1)
	e.put(account, undated, person, left, cv, late)
	e.put(observation(t, "other", "p1", "g", &muster.CV{}))
	keep := store.Keep{muster.KindCV: 30, muster.KindMessage: 30, muster.KindPerson: 60, muster.KindBank: 60}
	for _, step := range []struct {
		after  time.Duration
		erased int
		stay   []string
	}{
		{28 * days, 0, []string{"a", "b", "c", "d", "e", "f"}},
		{3 * days, 2, []string{"a", "c", "d", "f"}},
		{1 * days, 0, []string{"a", "c", "d", "f"}},
		{30 * days, 1, []string{"a", "c", "f"}},
		{60 * days, 1, []string{"a", "c"}},
	} {
		e.clock = e.clock.Add(step.after)
		erased, err := e.store().ExpireKinds(t.Context(), org, keep, e.clock)
		if err != nil || erased != step.erased {
			t.Fatalf("%s: %d erased, %v; want %d", e.clock.Format(time.DateOnly), erased, err, step.erased)
		}
		e.close()
		var stay []string
		for _, o := range e.read(org) {
			stay = append(stay, o.Record)
		}
		slices.Sort(stay)
		if diff := cmp.Diff(step.stay, stay); diff != "" {
			t.Errorf("%s: %s", e.clock.Format(time.DateOnly), diff)
		}
	}
	if n := len(e.read("other")); n != 1 {
		t.Errorf("another organisation has %d observations", n)
	}
	if err := e.store().Integrity(t.Context(), org); err != nil {
		t.Error(err)
	}
}
