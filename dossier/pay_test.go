package dossier

import (
	"testing"

	"muster"
)

// A British account is one account, by its IBAN or by sort code and number.
func TestBritishAccountIsOneAccount(t *testing.T) {
	value := func(p *muster.PayTo) string { return payeeOf(nil, p).value }
	british := payeeOf(nil, &muster.PayTo{IBAN: "GB29 NWBK 6016 1331 9268 19"})
	iban, shown := british.value, british.shown
	number := value(&muster.PayTo{BankCode: "60-16-13", Number: "31926819"})
	if iban == "" || iban != number || shown != "GB29NWBK60161331926819" {
		t.Errorf("IBAN %q (%q), sort code and number %q", iban, shown, number)
	}
	other, german := value(&muster.PayTo{BankCode: "60-16-13", Number: "31926818"}), value(&muster.PayTo{IBAN: "DE89370400440532013000"})
	if other == iban || german != "DE89370400440532013000" {
		t.Errorf("other %q, German %q", other, german)
	}
}

// What an account is: the organisation's own table first, then what is written,
// then what the program knows. A place of pay written as crypto-currency with an
// account number stays an account, so that it joins the same number elsewhere.
func TestWhatAnAccountIs(t *testing.T) {
	const wallet = "0x52908400098527886E0F7030069857D2E4169EE7"
	kinds := accountKinds([]muster.AccountRange{
		{Code: muster.CodeSort, From: "601600", To: "601699", Class: muster.AccountPrepaid},
		{Code: muster.CodeWallet, From: wallet, Class: muster.AccountExchange},
		{Code: muster.CodeIBAN, From: "DE8937", Class: muster.AccountService},
	})
	for name, c := range map[string]struct {
		to    muster.PayTo
		class muster.Class
		kind  muster.ArtefactKind
	}{
		"a British IBAN in a range of sort codes": {muster.PayTo{IBAN: "GB29NWBK60161331926819"}, muster.ClassPayPrepaid, muster.ArtefactAccount},
		"a sort code in the range":                {muster.PayTo{BankCode: "60-16-13", Number: "31926819"}, muster.ClassPayPrepaid, muster.ArtefactAccount},
		"an IBAN by its front":                    {muster.PayTo{IBAN: "DE89 3704 0044 0532 0130 00"}, muster.ClassPayService, muster.ArtefactAccount},
		"a deposit address of an exchange":        {muster.PayTo{Wallet: wallet}, muster.ClassPayExchange, muster.ArtefactWallet},
		"another wallet":                          {muster.PayTo{Wallet: "0xde709f2102306220921060314715629080e2fb77"}, muster.ClassPayWallet, muster.ArtefactWallet},
		"the program's own table":                 {muster.PayTo{BankCode: "231470", Number: "12345678"}, muster.ClassPayEMoney, muster.ArtefactAccount},
		"a provider by name":                      {muster.PayTo{Provider: "Binance"}, muster.ClassPayExchange, muster.ArtefactAccount},
		"written as crypto, with a number":        {muster.PayTo{Method: muster.PayCrypto, IBAN: "FR1420041010050500013M02606"}, muster.ClassPayWallet, muster.ArtefactAccount},
		"nothing known":                           {muster.PayTo{IBAN: "FR1420041010050500013M02606"}, muster.ClassPlain, muster.ArtefactAccount},
	} {
		if got := payeeOf(kinds, &c.to); got.class != c.class || got.kind != c.kind {
			t.Errorf("%s: %q of kind %q, want %q of %q", name, got.class, got.kind, c.class, c.kind)
		}
	}
}
