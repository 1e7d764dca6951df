package bankfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

func read(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse("pay", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// said writes payments down so that a test can be read.
func said(f *File) []string {
	var list []string
	for i := range f.Payments {
		p := &f.Payments[i]
		way := "to"
		if p.In {
			way = "from"
		}
		account := string(p.To.IBAN)
		if account == "" {
			account = strings.TrimSpace(string(p.To.BankCode) + " " + string(p.To.Number))
		}
		list = append(list, strings.Join([]string{p.Date.ISO(), p.Amount.String(), p.Currency, way, string(p.To.Holder), account, p.Reference, p.Text}, "|"))
	}
	return list
}

func TestFormatsAreRead(t *testing.T) {
	for _, test := range []struct {
		text   string
		format Format
		totals int
		want   []string
	}{
		{bacsExample(), Bacs18, 5, []string{
			"2026-11-24|2100.50|GBP|to|A MERCER|401002 55779911|E-101|", "2026-11-24|1850.00|GBP|to|B OKAFOR|608371 44556677|E-102|", "2026-11-24|999.99|GBP|to|C LIND|070116 98765432|E-103|",
		}},
		{nachaExample(), NACHA, 9, []string{
			"2026-11-25|2500.00|USD|to|ANN MERCER|011000015 551177|E-1|", "2026-11-25|1234.56|USD|to|BEN OKAFOR|021000021 990011|E-2|", "2026-11-25|3734.56|USD|from|HARBOUR INC|021000021 700700|OFFSET|",
		}},
		{painExample(), Pain, 6, []string{
			"2026-11-25|2100.50|EUR|to|Ann & Co|DE89370400440532013000|E-1|Pay November", "2026-11-25|1850|EUR|to|Ben Okafor|GB29NWBK60161331926819|E-2|Pay November", "2026-11-25|999.99|EUR|to|Cid Lind|98765432|E-3|Pay November",
		}},
		{camtExample, Camt, 5, []string{
			"2026-11-20|3000.00|EUR|from|Client GmbH|DE89370400440532013000|R1|", "2026-11-21|2000.00|EUR|to|Ann Mercer|GB29NWBK60161331926819|E-1|", "2026-11-21|50.50|EUR|to|Ben Okafor||E-2|",
		}},
		{mt940Example, MT940, 1, []string{
			"2026-11-20|2100.50|EUR|to|ANN MERCER|GB29NWBK60161331926819|E-101|PAY NOVEMBER/2026", "2026-11-21|100|EUR|from|BEN OKAFOR|37040044 0532013000|BACK|WAGE RETURNED",
		}},
	} {
		t.Run(string(test.format), func(t *testing.T) {
			f := read(t, test.text)
			if f.Format != test.format || len(f.Totals) != test.totals {
				t.Errorf("format %s with %d totals: %v", f.Format, len(f.Totals), f.Totals)
			}
			if diff := cmp.Diff(test.want, said(f)); diff != "" {
				t.Error(diff)
			}
			for i := range f.Payments {
				if f.Payments[i].Line < 1 {
					t.Errorf("payment %d has no line", i)
				}
			}
		})
	}
}

// TestContradictionsAreRefused changes one figure at a time: the file no
// longer agrees with itself, and the line says where.
func TestContradictionsAreRefused(t *testing.T) {
	for _, test := range []struct{ name, text, old, new, want string }{
		{"an amount", bacsExample(), "00000185000", "00000185001", "line 11: the file states a credit total of 4950.49, and its payments come to 4950.50"},
		{"the contra record", strings.Replace(strings.Replace(bacsExample(), "UTL10000000495049", "UTL10000000495050", 1), "UTL1", "UTL1", 1), "00000495049PAYROLL", "00000495050PAYROLL", "line 8: the file states a contra total of 4950.50"},
		{"the trailer", bacsExample(), "0000000495049" + "0000000495049", "0000000495049" + "0000000495048", "line 11: the file states a credit total of 4950.48, and its payments come to 4950.49"},
		{"the count", bacsExample(), "00000010000003", "00000010000004", "line 11: the file states a number of credits of 4"},
		{"letters in an amount", bacsExample(), "00000099999", "0000009999O", `line 7: the amount "0000009999O" is not all digits`},
		{"no trailer", bacsExample(), "UTL1", "EOF2", "it ends before it should"},
		{"a day that is none", bacsExample(), " 26328", " 26399", "line 4: the processing day"},
		{"the hash", nachaExample(), "0005300005", "0005300006", "entry hash"},
		{"a routing number", nachaExample(), "011000015551177", "011100015551177", "batch entry hash"},
		{"a short record", nachaExample(), "E-2            BEN", "E-2 BEN", "line 5: a record has 83 characters, not 94"},
		{"a cut file", nachaExample(), nachaExample()[95*7:], "", "it ends before it should"},
		{"the control sum", painExample(), "<p:CtrlSum>4950.49", "<p:CtrlSum>4950.50", "line 3: the file states a control sum of 4950.50"},
		{"the count of a group", painExample(), "<p:NbOfTxs>1<", "<p:NbOfTxs>2<", "number of payments of 2"},
		{"an amount with an exponent", painExample(), ">1850<", ">1.85e3<", "not a plain decimal number"},
		{"a negative amount", painExample(), ">1850<", ">-1850<", "not a plain decimal number"},
		{"no currency", painExample(), ` Ccy="EUR">1850`, ">1850", "has no currency"},
		{"an entity of its own", painExample(), "?>\n", "?>\n<!DOCTYPE x [<!ENTITY e \"y\">]>\n", "line 2: a document type declaration is not allowed"},
		{"a tag left open", painExample(), "</p:PmtInf>\n</p:Cstmr", "</p:Cstmr", "closes nothing that is open"},
		{"the closing balance", camtExample, "849.50", "849.51", "closes at 849.51"},
		{"a batch that does not sum", camtExample, ">50.50<", ">50.51<", "an entry of 2050.50 holds payments that come to 2050.51"},
		{"the closing balance of MT940", mt940Example, "EUR1000,50", "EUR1000,51", "line 10: the statement closes at -1000.51"},
		{"no closing balance", mt940Example, ":62F:", ":64:", "it ends before it should"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(test.text, test.old) {
				t.Fatalf("the example does not hold %q", test.old)
			}
			_, err := Parse("pay", strings.NewReader(strings.Replace(test.text, test.old, test.new, 1)))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if code := muster.CodeOf(err); code == muster.CodeInternal {
				t.Errorf("code %s for %v", code, err)
			}
		})
	}
}

func TestNothingElseIsTaken(t *testing.T) {
	for _, text := range []string{"", "\n\n", "name,amount\nA,1\n", "<html></html>", "PK\x03\x04", strings.Repeat("9", 100), ":20:X\n"} {
		if f, err := Parse("pay", strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as %s", text, f.Format)
		}
	}
}

func TestAmountsAreExact(t *testing.T) {
	for text, want := range map[string]string{"0.10": "0.10", "100": "100", ".5": "0.5", "7.": "7", "999999999999999.99": "999999999999999.99"} {
		if d, err := exact(text); err != nil || d.String() != want {
			t.Errorf("%q: %s, %v", text, d, err)
		}
	}
	for _, text := range []string{"", ".", "1e3", "-1", "+1", "1,000.00", "1.2.3", " ", "NaN", "99999999999999999999.99", strings.Repeat("1", 40)} {
		if d, err := exact(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		}
	}
}

func TestSumByCurrency(t *testing.T) {
	f := read(t, painExample())
	f.Payments[2].Currency = "GBP"
	sums, err := Sum(f.Payments)
	if err != nil || sums["EUR"].String() != "3950.50" || sums["GBP"].String() != "999.99" {
		t.Errorf("%v, %v", sums, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{bacsExample(), bacsDays(), nachaExample(), strings.ReplaceAll(nachaExample(), "\n", ""), iatExample(), painExample(), camtExample, mt940Example, statement940Of(":61:261121D100,00NTRFE-1\n:86:116?20EREF+E-1 SVWZ+Pay?319876543?32ANN"), wiseStatement, wiseAnswer, wiseShort, wiseHistory, wiseBatch, payoneerStatement, payoneerShort, payoneerBatch, payoneerEmail} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := parse("pay", raw)
		if err != nil {
			if muster.CodeOf(err) == muster.CodeInternal {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		for i := range file.Payments {
			p := &file.Payments[i]
			if p.Amount.IsNeg() || p.Line < 1 || len(p.Currency) != 3 {
				t.Fatalf("payment %d is %+v", i, p)
			}
		}
		if file.layout == nil {
			return // a statement, a table, or returns
		}
		again, err := file.Rewrite(nil)
		if err != nil {
			t.Fatalf("a file that was read cannot be written: %v", err)
		}
		if _, err := parse("pay", again); err != nil {
			t.Fatal(err)
		}
		if len(file.Payments) > 1 && !file.Payments[0].In {
			if _, err := file.Rewrite(map[int]Edit{0: {Out: true}}); err != nil && muster.CodeOf(err) == muster.CodeInternal {
				t.Fatalf("leaving out one payment: %v", err)
			}
		}
	})
}
