package normal

import (
	"slices"
	"testing"
)

// A stretch holds from its first code to its last; of several the longest code
// decides, then the one that starts last. What cannot be a stretch is named.
func TestAccountKinds(t *testing.T) {
	k, wrong := NewAccountKinds([]AccountRange{
		{Code: "sort_code", From: "20-00-00", To: "29-99-99", Kind: BankBank},
		{Code: "sort_code", From: "230000", To: "230999", Kind: BankEMoney},
		{Code: "iban", From: "GB29", Kind: BankBank},
		{Code: "iban", From: "GB29NWBK", Kind: BankPrepaid},
		{Code: "bic", From: "ABCD", Kind: BankService},
		{Code: "routing_number", From: "026073150", Kind: BankEMoney},
		{Code: "sort_code", From: "300000", To: "200000", Kind: BankBank},
		{Code: "sort_code", From: "3000", Kind: BankBank},
		{Code: "wallet", From: "no wallet", Kind: BankExchange},
		{Code: "postcode", From: "AB12", Kind: BankBank},
	})
	if !slices.Equal(wrong, []int{6, 7, 8, 9}) {
		t.Errorf("left out %v", wrong)
	}
	for name, c := range map[string]struct {
		a    AccountCodes
		want BankKind
	}{
		"the inner stretch":    {AccountCodes{BankCode: "23-05-00", Number: "12345678"}, BankEMoney},
		"behind it, the outer": {AccountCodes{BankCode: "231000", Number: "12345678"}, BankBank},
		"before it":            {AccountCodes{BankCode: "200000", Number: "12345678"}, BankBank},
		"behind all":           {AccountCodes{BankCode: "300000", Number: "12345678"}, BankUnknown},
		"the longer front":     {AccountCodes{IBAN: "GB29 NWBK 6016 1331 9268 19"}, BankPrepaid},
		"a BIC":                {AccountCodes{BankCode: "ABCDDEFF", Number: "1234567"}, BankService},
		"a routing number":     {AccountCodes{BankCode: "026073150", Number: "1234567"}, BankEMoney},
		"a name":               {AccountCodes{Provider: "Western Union Ltd."}, BankService},
		"a name within a name": {AccountCodes{Provider: "Wise Owl Credit Union"}, BankUnknown},
		"nothing":              {AccountCodes{}, BankUnknown},
	} {
		if got := k.Kind(c.a); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzAccountKinds(f *testing.F) {
	f.Add("sort_code", "200000", "299999", "231470", "GB29NWBK60161331926819")
	f.Add("iban", "GB29", "GB30", "", "DE89370400440532013000")
	f.Fuzz(func(t *testing.T, code, from, to, bank, iban string) {
		k, wrong := NewAccountKinds([]AccountRange{{Code: code, From: from, To: to, Kind: BankBank}, {Code: code, From: from, Kind: BankPrepaid}})
		got := k.declared(&AccountCodes{BankCode: bank, IBAN: iban, Wallet: to})
		if got != BankUnknown && len(wrong) == 2 {
			t.Fatalf("%q of a table without a row", got)
		}
	})
}
