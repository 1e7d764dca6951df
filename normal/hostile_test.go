package normal

import (
	"strings"
	"testing"
)

// Every function must come back from input that no person writes; one that is
// not linear does not end within the test's time.
func TestHostileInput(t *testing.T) {
	for _, unit := range []string{"a", " ", "a ", "é", "\u0301", "а", "(", "\"", "@", ".", "+", "<", "<\n", "1", "1 ", "flat 1 ", "st ", "c/o ", ",", "née a ", "\xff", "\x00", "王", "a.", "-", "P<UTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n", "ﷺ"} {
		s := strings.Repeat(unit, 1<<18/len(unit))
		if got := Fold(s); len(got) > 32<<20 {
			t.Errorf("Fold of %q gives %d bytes", unit, len(got))
		}
		n := Name(s)
		CompareNames(n, Name(s+", "+s))
		if len(n.Full) > 32*maxNameBytes {
			t.Errorf("Name of %q gives %d bytes", unit, len(n.Full))
		}
		HolderNames(s)
		DisplayName(s)
		Company(s)
		IsCompany(s)
		if a := Address(s); len(a.Canonical) > 64*maxAddressBytes {
			t.Errorf("Address of %q gives %d bytes", unit, len(a.Canonical))
		}
		AddressParts([]string{s, s}, s, s, s)
		for _, err := range hostileErrors(s) {
			if err == nil {
				t.Errorf("256 KiB of %q is accepted", unit)
			}
		}
		Country(s)
		DocumentNumber(s, s, s)
		LookAlikeDomain(s, "acme.com")
		BankClass(s)
		FindMRZ(s)
		Words(s)
	}
}

func hostileErrors(s string) []error {
	_, e1 := Email(s)
	_, e2 := Phone(s, "GB")
	_, e3 := IBAN(s)
	_, e4 := BIC(s)
	_, e5 := Wallet(s)
	_, e6 := URL(s)
	_, e7 := MRZ(s)
	_, e8 := IP(s)
	_, e9 := ParseDate(s, OrderDayFirst)
	return []error{e1, e2, e3, e4, e5, e6, e7, e8, e9}
}

func TestLongNamesAreCut(t *testing.T) {
	n := Name(strings.TrimSpace(strings.Repeat("ab ", 40)) + ", Jane")
	if len(n.Tokens) > maxNameTokens || len(n.Tokens) < 2 || n.Given != "jane" {
		t.Errorf("%d words, given %q", len(n.Tokens), n.Given)
	}
	if got := cutRunes("aé", 2); got != "a" {
		t.Errorf("cutRunes = %q", got)
	}
	if a := AddressParts([]string{"12 High St, Leeds, LS1 1AA, England"}, "Leeds", "LS1 1AA", "GB"); a.Canonical != "12 high street, leeds, ls11aa, gb" {
		t.Errorf("repeated parts: %+v", a)
	}
}
