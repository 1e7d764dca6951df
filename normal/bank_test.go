package normal

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"
)

// sharedData opens a file of the developers' data set, or skips.
func sharedData(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open("../../shared/data/" + name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("shared/data/%s is needed in CI: %v", name, err)
		}
		t.Skipf("shared/data/%s is absent", name)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func sharedCSV(t *testing.T, name string) [][]string {
	t.Helper()
	r := csv.NewReader(sharedData(t, name))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s has no rows", name)
	}
	return rows[1:]
}

func TestIBAN(t *testing.T) {
	for _, c := range []struct{ in, want, bank, account string }{
		{"GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", "WEST123456", "98765432"},
		{"iban: de89 3704 0044 0532 0130 00", "DE89370400440532013000", "37040044", "0532013000"},
		{"FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606", "2004101005", "0500013M02606"},
		{"NO93-8601-1117-947", "NO9386011117947", "8601", "1117947"},
		{"MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S", "MALT01100", "0012345MTLCAST001S"},
		{"ＧＢ82WEST12345698765432", "GB82WEST12345698765432", "WEST123456", "98765432"},
	} {
		f, err := IBAN(c.in)
		if err != nil || f.IBAN != c.want || f.Bank != c.bank || f.Account != c.account {
			t.Errorf("IBAN(%q) = %+v, %v; want %s %s %s", c.in, f, err, c.want, c.bank, c.account)
		}
	}
	for _, bad := range []string{"", "GB82", "GB82 WEST 1234 5698 7654 33", "GB82WEST1234569876543", "XX82WEST12345698765432", "DE8937040044053201300O", "GB82WEST1234569876543?", strings.Repeat("9", 100)} {
		if _, err := IBAN(bad); !errors.Is(err, ErrIBAN) {
			t.Errorf("IBAN(%q): %v, want ErrIBAN", bad, err)
		}
	}
}

func TestIBANRegistryExamples(t *testing.T) {
	for _, row := range sharedCSV(t, "07_identity/iban_examples.csv") {
		f, err := IBAN(row[2])
		if err != nil {
			t.Errorf("%s (%s): %v", row[2], row[1], err)
		} else if f.Country != row[0] {
			t.Errorf("%s: country %s, want %s", row[2], f.Country, row[0])
		}
		// one changed digit must always be found
		b := []byte(row[2])
		b[len(b)-1] = '0' + (b[len(b)-1]-'0'+1)%10
		if _, err := IBAN(string(b)); err == nil && b[len(b)-1] >= '0' && b[len(b)-1] <= '9' {
			t.Errorf("%s accepted", b)
		}
	}
}

func TestSortCodeAccount(t *testing.T) {
	for _, c := range []struct{ sort, acct, want string }{
		{"12-34-56", "12345678", "GB:123456:12345678"},
		{"12 34 56", "1234567", "GB:123456:01234567"},
		{"123456", "123456", "GB:123456:00123456"},
		{"123456", "912345678", "GB:123459:12345678"},
		{"123456", "0012345678", "GB:123456:12345678"},
	} {
		a, err := SortCodeAccount(c.sort, c.acct)
		if err != nil || a.Canonical != c.want {
			t.Errorf("SortCodeAccount(%q, %q) = %+v, %v; want %s", c.sort, c.acct, a, err, c.want)
		}
	}
	for _, c := range [][2]string{{"12345", "12345678"}, {"123456", "12345"}, {"123456", "12345678901"}, {"12345x", "12345678"}, {"", ""}} {
		if _, err := SortCodeAccount(c[0], c[1]); !errors.Is(err, ErrAccount) {
			t.Errorf("SortCodeAccount(%q): %v", c, err)
		}
	}
	f, err := IBAN("GB82 WEST 1234 5698 7654 32")
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := UKAccountOfIBAN(f); !ok || a.Canonical != "GB:123456:98765432" {
		t.Errorf("UKAccountOfIBAN = %+v, %v", a, ok)
	}
}

func TestBICAndABA(t *testing.T) {
	b, err := BIC("deutdeff")
	if err != nil || b.BIC != "DEUTDEFFXXX" || b.Country != "DE" || b.Party != "DEUT" {
		t.Errorf("BIC = %+v, %v", b, err)
	}
	if b, err := BIC("NEDSZAJJXXX"); err != nil || b.Country != "ZA" || b.Test {
		t.Errorf("BIC = %+v, %v", b, err)
	}
	for _, bad := range []string{"", "DEUTDEF", "DEUTXXFF", "DEUT1EFF", "DEUTDEFFXXXX"} {
		if _, err := BIC(bad); !errors.Is(err, ErrAccount) {
			t.Errorf("BIC(%q): %v", bad, err)
		}
	}
	for _, good := range []string{"021000021", "0110-0001-5", "121000248"} {
		if _, err := ABA(good); err != nil {
			t.Errorf("ABA(%q): %v", good, err)
		}
	}
	for _, bad := range []string{"", "021000022", "991000021", "12345678", "abcdefghi"} {
		if _, err := ABA(bad); !errors.Is(err, ErrAccount) {
			t.Errorf("ABA(%q): %v", bad, err)
		}
	}
}

func TestBankClass(t *testing.T) {
	for in, want := range map[string]BankKind{
		"TRWIBEB1XXX": BankEMoney, "REVOGB21": BankEMoney, "BARCGB22": BankBank, "": BankUnknown, "nonsense": BankUnknown, "231470 12345678": BankEMoney, "BE68 5390 0754 7034": BankUnknown, "026073150": BankBank, "ZZZZGB2L": BankUnknown,
	} {
		if got := BankClass(in); got != want {
			t.Errorf("BankClass(%q) = %s, want %s", in, got, want)
		}
	}
}

func FuzzBankCodes(f *testing.F) {
	for _, s := range []string{"GB82 WEST 1234 5698 7654 32", "DEUTDEFF", "021000021", "12-34-56", "ＧＢ82", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := IBAN(s); err == nil {
			if b, err := IBAN(a.IBAN); err != nil || a != b {
				t.Fatalf("IBAN not idempotent: %+v %+v %v", a, b, err)
			}
			if a.IBAN != a.IBAN[:4]+a.Bank+a.Account {
				t.Fatalf("parts do not add up: %+v", a)
			}
		}
		if a, err := BIC(s); err == nil {
			if b, err := BIC(a.BIC); err != nil || a != b {
				t.Fatalf("BIC not idempotent: %+v %+v %v", a, b, err)
			}
		}
		if a, err := SortCodeAccount(s, s); err == nil && len(a.Canonical) != 18 {
			t.Fatalf("SortCodeAccount: %+v", a)
		}
		if a, err := ABA(s); err == nil && len(a) != 9 {
			t.Fatalf("ABA: %q", a)
		}
		if BankClass(s) == "" {
			t.Fatal("BankClass returned nothing")
		}
	})
}
