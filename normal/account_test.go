package normal

import "testing"

func TestAccount(t *testing.T) {
	for _, test := range []struct{ iban, code, number, canonical, shown string }{
		{"GB29 NWBK 6016 1331 9268 19", "", "", "GB:601613:31926819", "GB29NWBK60161331926819"},
		{"", "60-16-13", "31926819", "GB:601613:31926819", "60-16-13 31926819"},
		{"DE89370400440532013000", "ignored", "1", "DE89370400440532013000", "DE89370400440532013000"},
		{"", "021000021", "990011", "021000021/990011", "021000021 990011"},
		{"DE88370400440532013000", "60-16-13", "31926819", "", ""}, // a broken IBAN is not helped by what stands beside it
		{"", "", "31926819", "", ""},
		{"", "601613", "", "", ""},
		{"", "bank", "12", "", ""},
	} {
		f, ok := Account(test.iban, test.code, test.number)
		if f.Canonical != test.canonical || f.Shown != test.shown || ok != (test.canonical != "") {
			t.Errorf("%q %q %q: %+v, %v", test.iban, test.code, test.number, f, ok)
		}
	}
}

// A payment service's own number for somebody is an account too, and joins no
// bank's.
func TestServiceNumbers(t *testing.T) {
	for _, c := range []struct {
		a    AccountCodes
		want string
	}{
		{AccountCodes{BankCode: "Payoneer", Number: "e-1"}, "PAYONEER/E-1"},
		{AccountCodes{Provider: "Payoneer Inc.", Number: "E-1"}, "PAYONEER/E-1"},
		{AccountCodes{BankCode: "wise", Number: "ann@example.com"}, "WISE/ANN@EXAMPLE.COM"},
		{AccountCodes{Provider: "Payoneer", IBAN: "DE89370400440532013000"}, "DE89370400440532013000"},
		{AccountCodes{Provider: "Some Bank", Number: "12345678"}, ""},
		{AccountCodes{BankCode: "Payoneer"}, ""},
	} {
		if got, _ := c.a.Account(); got.Canonical != c.want {
			t.Errorf("%+v is %q, want %q", c.a, got.Canonical, c.want)
		}
	}
}
