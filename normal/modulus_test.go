package normal

import (
	"errors"
	"strings"
	"testing"
)

// modulusSample holds the ranges that the specification's own examples need.
const modulusSample = `
070116 070116 MOD11 0 0 7 6 5 8 9 4 5 6 7 8 9 -1 12
070116 070116 MOD10 0 3 2 4 5 8 9 4 5 6 7 8 9 -1 13
074456 074456 MOD11 0 0 7 6 5 8 9 4 5 6 7 8 9 -1 12
074456 074456 MOD10 0 3 2 4 5 8 9 4 5 6 7 8 9 -1 13
086090 086090 MOD10 0 0 3 7 1 3 7 1 3 7 1 3 7 1 8
089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1
102400 107999 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1
110000 119280 DBLAL 0 0 2 1 2 1 2 1 2 1 2 1 2 1 1
134012 134020 MOD11 0 0 0 7 5 9 8 4 6 3 5 2 0 0 4
180002 180002 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 14
200901 201159 MOD11 0 0 0 0 0 0 0 7 6 5 4 3 2 1 6
200901 201159 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 6
202700 203239 MOD11 0 0 0 0 0 0 0 7 6 5 4 3 2 1 6
202700 203239 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 6
309070 309070 MOD11 0 0 3 2 9 8 5 7 6 5 4 3 2 1 2
309070 309070 MOD11 0 0 3 2 9 8 1 7 6 5 4 3 2 1 9
772798 772798 MOD11 0 0 1 2 5 3 6 4 8 7 10 9 3 1 7
820000 826917 MOD11 0 0 0 0 0 0 0 0 7 3 4 9 2 1
820000 826917 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 3
826919 827999 MOD11 0 0 0 0 0 0 0 0 7 3 4 9 2 1
826919 827999 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 3
870000 872791 MOD11 0 0 1 2 5 3 6 4 8 7 10 9 3 1 10
870000 872791 MOD11 0 0 5 10 9 8 0 7 6 5 4 3 2 1 11
938000 938696 MOD11 7 6 5 4 3 2 7 6 5 4 3 2 0 0 5
938000 938696 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 0 5
938600 938611
`

func loadModulus(text string) (*ModulusTable, error) {
	t := &ModulusTable{}
	return t, t.Load(strings.NewReader(text))
}

// The cases of Vocalink's "Validating account numbers", section "test cases".
func TestModulusPublishedCases(t *testing.T) {
	table, err := loadModulus(modulusSample)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, sort, account string
		want               ModulusOutcome
	}{
		{"modulus 10", "089999", "66374958", ModulusValid},
		{"modulus 11", "107999", "88837491", ModulusValid},
		{"modulus 11 and double alternate", "202959", "63748472", ModulusValid},
		{"10 and 11, first passes", "871427", "46238510", ModulusValid},
		{"10 and 11, second passes", "872427", "46238510", ModulusValid},
		{"10, ab is 09 and g is 9", "871427", "09123496", ModulusValid},
		{"10, ab is 99 and g is 9", "871427", "99123496", ModulusValid},
		{"3, c is 6", "820000", "73688637", ModulusValid},
		{"3, c is 9", "827999", "73988638", ModulusValid},
		{"3, second check needed", "827101", "28748352", ModulusValid},
		{"4, remainder equals gh", "134020", "63849203", ModulusValid},
		{"1, 27 is added", "118765", "64371389", ModulusValid},
		{"6, foreign currency", "200915", "41011166", ModulusValid},
		{"5, passes", "938611", "07806039", ModulusValid},
		{"5, passes with substitution", "938600", "42368003", ModulusValid},
		{"5, both remainders 0", "938063", "55065200", ModulusValid},
		{"7, would fail the standard check", "772798", "99345694", ModulusValid},
		{"8", "086090", "06774744", ModulusValid},
		{"2 and 9, first passes", "309070", "02355688", ModulusValid},
		{"2 and 9, second passes", "309070", "12345668", ModulusValid},
		{"2 and 9, a not 0 and g not 9", "309070", "12345677", ModulusValid},
		{"2 and 9, a not 0 and g is 9", "309070", "99345694", ModulusValid},
		{"5, second digit wrong", "938063", "15764273", ModulusInvalid},
		{"5, first digit wrong", "938063", "15764264", ModulusInvalid},
		{"5, remainder 1", "938063", "15763217", ModulusInvalid},
		{"1, fails", "118765", "64371388", ModulusInvalid},
		{"fails double alternate", "203099", "66831036", ModulusInvalid},
		{"fails modulus 11", "203099", "58716970", ModulusInvalid},
		{"fails modulus 10", "089999", "66374959", ModulusInvalid},
		{"fails modulus 11 alone", "107999", "88837493", ModulusInvalid},
		{"12 and 13, passes modulus 11", "074456", "12345112", ModulusValid},
		{"12 and 13, passes both", "070116", "34012583", ModulusValid},
		{"12 and 13, passes modulus 10", "074456", "11104102", ModulusValid},
		{"14, second try passes", "180002", "00000190", ModulusValid},
		{"not in the table", "999999", "12345678", ModulusNotChecked},
		{"no digits", "08999", "66374958", ModulusInvalid},
	} {
		if got := table.Check(c.sort, c.account); got != c.want {
			t.Errorf("%s: Check(%s, %s) = %s, want %s", c.why, c.sort, c.account, got, c.want)
		}
	}
	var none *ModulusTable
	if got := none.Check("089999", "66374959"); got != ModulusNotChecked {
		t.Errorf("nil table: %s, want not checked", got)
	}
}

func TestModulusTableErrors(t *testing.T) {
	for _, s := range []string{"", "089000 089999 MOD10 1 2 3", "089000 089999 MOD9 0 0 0 0 0 0 7 1 3 7 1 3 7 1",
		"089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 x", "089000 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1 15", "a b"} {
		if _, err := loadModulus(s); !errors.Is(err, ErrModulusTable) {
			t.Errorf("Load(%q) = %v, want ErrModulusTable", s, err)
		}
	}
	_, err := loadModulus(modulusSample + "089000 089999 MOD9 0 0 0 0 0 0 7 1 3 7 1 3 7 1")
	if line := new(ModulusLineError); !errors.As(err, &line) || line.Line != 28 {
		t.Errorf("%v, want line 28", err)
	}
}

func FuzzModulusTable(f *testing.F) {
	f.Add(modulusSample, "089999", "66374958")
	f.Add("000000 999999 DBLAL 0 0 2 1 2 1 2 1 2 -1 2 1 2 1 1", "12-34-56", "1234567")
	f.Fuzz(func(t *testing.T, text, sort, account string) {
		table, err := loadModulus(text)
		if err != nil {
			return
		}
		a, b := table.Check(sort, account), table.Check(sort, account)
		if a != b || a == "" {
			t.Fatalf("Check = %q then %q", a, b)
		}
	})
}
