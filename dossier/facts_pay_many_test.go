package dossier

import (
	"testing"
	"time"

	"muster"
)

// TestManyPayoutsOfOneDay asks of sixty thousand payouts of one account whether
// each replaces another: compared with one another they took half a minute.
func TestManyPayoutsOfOneDay(t *testing.T) {
	at, next := muster.Date(2026, 1, 10), muster.Date(2026, 1, 11)
	b := &builder{d: &muster.Dossier{}, card: &card{status: muster.StatusAccount, started: muster.Date(2026, 1, 5)}}
	for range 60_000 {
		b.observations = append(b.observations, muster.Observation{Happened: at, Data: &muster.BankDetails{Changed: at}})
	}
	b.observations = append(b.observations, muster.Observation{Happened: next, Data: &muster.BankDetails{Changed: next}})
	began, changes := time.Now(), 0
	for i := range b.observations {
		if b.changesPay(muster.Ref(i), b.observations[i].Data.(*muster.BankDetails)) {
			changes++
		}
	}
	if changes != 1 {
		t.Errorf("%d changes; what was entered on the first day replaces nothing", changes)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %v", took)
	}
}
