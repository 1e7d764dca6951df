package bankfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// TestUntouchedFilesStay writes files without a change: not a byte differs.
func TestUntouchedFilesStay(t *testing.T) {
	for _, text := range []string{bacsExample(), nachaExample(), painExample()} {
		f := read(t, text)
		out, err := f.Rewrite(nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(text, "\n"), strings.Split(string(out), "\n")); diff != "" && f.Format != Pain {
			t.Errorf("%s: %s", f.Format, diff)
		}
	}
}

// What a file carries is what it can be rewritten with.
func TestCarries(t *testing.T) {
	accounts := []muster.PayTo{{BankCode: "20-30-40", Number: "87654321"}, {IBAN: "NL91ABNA0417164300"}, {BankCode: "011000015", Number: "42"}}
	for _, text := range []string{bacsExample(), nachaExample(), painExample()} {
		f := read(t, text)
		for _, to := range accounts {
			_, err := f.Rewrite(map[int]Edit{0: {To: to}})
			if got := f.Carries(0, &to); got != (err == nil) {
				t.Errorf("%s carries %v: %v, and rewriting says %v", f.Format, to, got, err)
			}
		}
	}
}

func TestRewrite(t *testing.T) {
	sort := muster.PayTo{BankCode: "20-30-40", Number: "87654321", Holder: "Zoë Märk"}
	for _, test := range []struct {
		name, text string
		edits      map[int]Edit
		want       []string
		holds      []string
	}{
		{"bacs: another account", bacsExample(), map[int]Edit{1: {To: sort}}, []string{
			"2026-11-24|2100.50|GBP|to|A MERCER|401002 55779911|E-101|", "2026-11-24|1850.00|GBP|to|ZOE MARK|203040 87654321|E-102|", "2026-11-24|999.99|GBP|to|C LIND|070116 98765432|E-103|",
		}, []string{"00000004950490000000495049"}},
		{"bacs: one left out", bacsExample(), map[int]Edit{0: {Out: true}}, []string{
			"2026-11-24|1850.00|GBP|to|B OKAFOR|608371 44556677|E-102|", "2026-11-24|999.99|GBP|to|C LIND|070116 98765432|E-103|",
		}, []string{"UTL100000002849990000000284999" + "0000001" + "0000002"}},
		{"nacha: one left out with its addenda, the offset follows", nachaExample(), map[int]Edit{0: {Out: true}}, []string{
			"2026-11-25|1234.56|USD|to|BEN OKAFOR|021000021 990011|E-2|", "2026-11-25|1234.56|USD|from|HARBOUR INC|021000021 700700|OFFSET|",
		}, []string{"8200000002" + "0004200004" + "000000123456" + "000000123456"}},
		{"nacha: another account", nachaExample(), map[int]Edit{1: {To: muster.PayTo{BankCode: "011000015", Number: "42"}}}, []string{
			"2026-11-25|2500.00|USD|to|ANN MERCER|011000015 551177|E-1|", "2026-11-25|1234.56|USD|to|BEN OKAFOR|011000015 42|E-2|", "2026-11-25|3734.56|USD|from|HARBOUR INC|021000021 700700|OFFSET|",
		}, nil},
		{"pain: another account and one left out", painExample(), map[int]Edit{0: {To: muster.PayTo{IBAN: "GB29 NWBK 6016 1331 9268 19"}}, 2: {Out: true}}, []string{
			"2026-11-25|2100.50|EUR|to|Ann & Co|GB29NWBK60161331926819|E-1|Pay November", "2026-11-25|1850|EUR|to|Ben Okafor|GB29NWBK60161331926819|E-2|Pay November",
		}, []string{"<p:NbOfTxs>2</p:NbOfTxs><p:CtrlSum>3950.50</p:CtrlSum></p:GrpHdr>", "<p:Nm>Ann &amp; Co</p:Nm>"}},
		{"pain: an account with a sort code", painExample(), map[int]Edit{0: {To: sort}}, []string{
			"2026-11-25|2100.50|EUR|to|Zoë Märk|203040 87654321|E-1|Pay November", "2026-11-25|1850|EUR|to|Ben Okafor|GB29NWBK60161331926819|E-2|Pay November", "2026-11-25|999.99|EUR|to|Cid Lind|98765432|E-3|Pay November",
		}, []string{"<p:Cd>GBDSC</p:Cd></p:ClrSysId><p:MmbId>203040</p:MmbId>"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := read(t, test.text).Rewrite(test.edits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, said(read(t, string(out)))); diff != "" {
				t.Error(diff)
			}
			for _, want := range test.holds {
				if !strings.Contains(string(out), want) {
					t.Errorf("the file does not hold %q:\n%s", want, out)
				}
			}
		})
	}
}

func TestRewriteRefuses(t *testing.T) {
	for _, test := range []struct {
		name, text string
		edits      map[int]Edit
		want       string
	}{
		{"everything left out", painExample(), map[int]Edit{0: {Out: true}, 1: {Out: true}, 2: {Out: true}}, "every payment of the file is left out"},
		{"an account abroad by Bacs", bacsExample(), map[int]Edit{0: {To: muster.PayTo{IBAN: "DE89370400440532013000"}}}, "line 5: Bacs Standard 18 can pay only British accounts"},
		{"an IBAN by ACH", nachaExample(), map[int]Edit{0: {To: muster.PayTo{IBAN: "DE89370400440532013000"}}}, "line 3: NACHA (ACH) can pay only"},
		{"a statement", camtExample, map[int]Edit{0: {Out: true}}, "there is nothing to change"},
		{"a payment that is not there", bacsExample(), map[int]Edit{9: {Out: true}}, "payment 9 of 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := read(t, test.text).Rewrite(test.edits); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestABatchWithoutPaymentsIsGone leaves out all credits of a balanced batch.
func TestABatchWithoutPaymentsIsGone(t *testing.T) {
	two := nachaExample()
	f := read(t, two)
	if _, err := f.Rewrite(map[int]Edit{0: {Out: true}, 1: {Out: true}}); err == nil {
		t.Error("a file with nothing but the debit that balanced it was written")
	}
	out, err := read(t, painExample()).Rewrite(map[int]Edit{2: {Out: true}})
	if err != nil || strings.Contains(string(out), "<p:PmtInfId>G2") {
		t.Errorf("%v: an empty payment information is still there", err)
	}
}
