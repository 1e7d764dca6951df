package normal

import (
	"slices"
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
		CompareNames(n, NamesParts(s, s))
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
		Handle(s)
		DocumentNumber(s, s, s)
		LookAlikeDomain(s, "acme.com")
		BankClass(s)
		FindMRZ(s)
		words := Words(s)
		Passages(words, words, 5)
		MinHash(Shingles(words, 3), 128)
		DateOrder([]string{s})
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

func TestPassagesInside(t *testing.T) {
	// a short run ends inside a longer one; the longer must be whole
	a := strings.Fields("x a b c d e f g h i j k y")
	b := strings.Fields("q x a b c r b c d e f g h i j k z")
	got := Passages(a, b, 3)
	if len(got) == 0 || got[0] != (Passage{2, 6, 10}) {
		t.Fatalf("Passages = %v, want the run of ten first", got)
	}
	long := make([]string, 50_000)
	for i := range long {
		long[i] = []string{"a", "b", "a", "c"}[i*i%4]
	}
	if p := Passages(long, slices.Clone(long), 20); len(p) == 0 || p[0].Words < 10_000 {
		t.Errorf("two equal texts share %v", p[:min(3, len(p))])
	}
}

func TestLongNamesAreCut(t *testing.T) {
	n := Name(strings.TrimSpace(strings.Repeat("ab ", 40)) + ", Jane")
	if len(n.Tokens) > maxNameTokens || len(n.Tokens) < 2 || n.Given != "jane" {
		t.Errorf("%d words, given %q", len(n.Tokens), n.Given)
	}
	if got := cutRunes("aé", 2); got != "a" {
		t.Errorf("cutRunes = %q", got)
	}
	if got := CountryName("GB"); got == "" {
		t.Error("GB has no name")
	}
	if a := AddressParts([]string{"12 High St, Leeds, LS1 1AA, England"}, "Leeds", "LS1 1AA", "GB"); a.Canonical != "12 high street, leeds, ls11aa, gb" {
		t.Errorf("repeated parts: %+v", a)
	}
}
