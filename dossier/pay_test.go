package dossier

import (
	"testing"

	"muster"
)

// A British account is one account, by its IBAN or by sort code and number.
func TestBritishAccountIsOneAccount(t *testing.T) {
	iban, shown, _ := payValue(&muster.PayTo{IBAN: "GB29 NWBK 6016 1331 9268 19"})
	number, _, _ := payValue(&muster.PayTo{BankCode: "60-16-13", Number: "31926819"})
	if iban == "" || iban != number || shown != "GB29NWBK60161331926819" {
		t.Errorf("IBAN %q (%q), sort code and number %q", iban, shown, number)
	}
	other, _, _ := payValue(&muster.PayTo{BankCode: "60-16-13", Number: "31926818"})
	german, _, _ := payValue(&muster.PayTo{IBAN: "DE89370400440532013000"})
	if other == iban || german != "DE89370400440532013000" {
		t.Errorf("other %q, German %q", other, german)
	}
}
