package payrun

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func TestPersonOf(t *testing.T) {
	see := func(data ...muster.Data) []muster.Observation {
		var list []muster.Observation
		for _, d := range data {
			list = append(list, muster.Observation{Data: d, Happened: october})
		}
		return list
	}
	changed := muster.Date(2026, 11, 3)
	got := PersonOf("E-1", see(
		&muster.Person{Named: muster.Named{GivenName: "Ann", FamilyName: "Rivers"}, KnownAs: "Annie", Login: "ann.r", FormerNames: []muster.PersonName{"Ann Stone"}},
		&muster.Change{Field: muster.ChangeName, Old: "Ann Rivers", New: "Ann Mercer", Documented: muster.Yes},
		&muster.Change{Field: muster.ChangeName, Old: "Ann Mercer", New: "Somebody Else"},
		&muster.BankDetails{PayTo: home, NameCheck: muster.NameCheckMatch},
		&muster.Payment{PayTo: muster.PayTo{BankCode: "40-10-02", Number: "55779911"}, Paid: october},
		&muster.BankDetails{PayTo: other, Changed: changed, NewDevice: muster.Yes},
		&muster.Payment{PayTo: muster.PayTo{IBAN: "broken"}},
		&muster.Leaver{Left: payDay},
	))
	want := Person{
		Subject: "E-1", IDs: []string{"ann.r"}, Names: []string{"Ann Rivers", "Annie Rivers", "Ann Stone", "Ann Mercer"}, Left: payDay,
		Accounts: []Account{
			{To: home, Given: october, Paid: october, NameCheck: muster.NameCheckMatch},
			{To: other, Given: changed, Changed: true, NewSource: true},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got.Decided(other, payDay)
	if last := got.verified(); last == nil || AccountOf(&last.To) != AccountOf(&other) {
		t.Errorf("an account somebody decided to pay is not the last verified one: %+v", last)
	}
}
