package dossier

import (
	"fmt"
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

// TestManyInvoicesOfOnePerson gives one person ten thousand invoices, each of another
// payee at another place: all compared with one another took two minutes, and an
// hour where there were fifty thousand.
func TestManyInvoicesOfOnePerson(t *testing.T) {
	day := muster.Date(2026, 1, 10)
	list := []muster.Observation{about("p", day, &muster.Person{Named: muster.Named{FullName: "Ann Example"}, Started: day})}
	letters := func(n int) string {
		return string([]byte{byte('A' + n%26), byte('a' + n/26%26), byte('a' + n/676%26), byte('a' + n*7%26), byte('a' + n*11%26)})
	}
	for i := range 10_000 {
		d := &muster.Invoice{
			PayTo:  muster.PayTo{Holder: muster.PersonName(letters(i) + "ov " + letters(i*31) + "son"), Number: muster.Account(fmt.Sprintf("%08d", i)), BankCode: "401002"},
			Number: muster.Text(fmt.Sprint(i)), Issued: day, Address: muster.Address(fmt.Sprintf("%d %s Street, London N%d 4AA", i, letters(i), i%20)),
		}
		o := about("p", day, d)
		o.Record = fmt.Sprint("invoice ", i)
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	began := time.Now()
	f := population(t, nil, Options{}, list...)["p"].Invoices
	if f.Count != 10_000 || f.Payees != mostTold || !f.More {
		t.Errorf("%d invoices, %d payees (more: %v)", f.Count, f.Payees, f.More)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
