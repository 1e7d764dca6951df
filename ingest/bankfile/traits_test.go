package bankfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What public examples do that the standards do not say, or say where few look.
// Each trait is written here anew, with invented payments; its name says where it
// was seen. The examples themselves are read by TestPublicExamples.

// statement940Of is a statement of one entry.
func statement940Of(entry string) string {
	return ":20:S1\n:25:20304050/1234567\n:28C:1/1\n:60F:C261120EUR1000,00\n" + entry + "\n:62F:C261121EUR900,00\n-\n"
}

func TestTraitsOfStatements(t *testing.T) {
	plain := "2026-11-21|100.00|EUR|to|||E-1|Pay"
	for _, test := range []struct{ seen, text, want string }{
		{"ABN AMRO: three lines of the bank's own before each statement", "BANKNL2A\n940\nBANKNL2A\n" + statement940Of(":61:2611211121D100,00NTRFE-1\n:86:Pay"), plain},
		{"ING: numbered header lines, and a mark behind the end", "0000 01BANKNL2AXXXX00001\n940 00\n" + strings.Replace(statement940Of(":61:261121D100,00NTRFE-1\n:86:Pay"), "\n-\n", "\n:86:D000001C000000\n-XXX\n", 1), plain},
		{"Rabobank: a field of its own at the front", ":940:\n" + statement940Of(":61:261121D000000000100,00NTRFE-1         \n:86:Pay"), plain},
		{"Rabobank: the other account below the entry", statement940Of(":61:261121D100,00N102E-1\nGB29NWBK60161331926819\n:86:/BENM//NAME/ANN MERCER/REMI/Pay"), "2026-11-21|100.00|EUR|to|ANN MERCER|GB29NWBK60161331926819|E-1|Pay"},
		{"mBank: an empty line first, the currency's third letter, no business code", "\r\n" + statement940Of(":61:2611211121DR100,00NTRFE-1//B1\n911-TRANSFER\n:86:Pay"), plain},
		{"Deutsche Bank: a blank before the type, and text full in its parts", statement940Of(":61:2611211121D100,00 NTRFKREF+//9\n/OCMT/EUR99,00/\n:86:116?00SEPA?20EREF+E-1?21SVWZ+Wages for the whole mo?22nth?3020304050?319876543?32ANN ?33MERCER"), "2026-11-21|100.00|EUR|to|ANN MERCER|20304050 9876543|E-1|Wages for the whole month"},
		{"Sparkasse: a word of SEPA cut where a part is full", statement940Of(":61:2611211121D100,00NTRFNONREF\n:86:116?00X?20EREF+E-1 SVWZ+Wages for the?21 month?31GB29NWBK60161331926819?32ANN"), "2026-11-21|100.00|EUR|to|ANN|GB29NWBK60161331926819|E-1|Wages for the month"},
		{"Triodos: another sign before the parts", statement940Of(":61:261121D100,00N000E-1\n:86:000>1001\n>20 Pay>319876543"), "2026-11-21|100.00|EUR|to||9876543|E-1|Pay"},
		{"Knab: an amount without its comma", statement940Of(":61:2611211121D100NTRFE-1//B\n:86:Pay"), "2026-11-21|100|EUR|to|||E-1|Pay"},
		{"PostFinance: a comma and nothing behind it, parts of one statement", strings.Replace(statement940Of(":61:2611211121D100,NTRFE-1\n:86:Pay"), ":62F:", ":62M:", 1) + ":20:S1\n:25:20304050/1234567\n:28C:1/2\n:60M:C261121EUR900,\n:62F:C261121EUR900,\n", "2026-11-21|100|EUR|to|||E-1|Pay"},
		{"Sberbank: a type of blanks, and fields of letters", statement940Of(":61:2611211121DR100,00S   E-1\n:NS:22JOHN"), "2026-11-21|100.00|EUR|to|||E-1|"},
		{"German banks: the thirtieth of February", statement940Of(":61:2602300301DR100,00NTRFE-1\n:86:Pay"), strings.Replace(plain, "2026-11-21", "2026-02-28", 1)},
		{"Raiffeisen: letters in one byte", statement940Of(":61:261121D100,00NTRFE-1\n:86:Gru\xdf"), strings.Replace(plain, "Pay", "Gruß", 1)},
		{"SNS: messages one behind the other, the second without entries", "{1:F01BANKNL2AXXXX0000000000}{2:O940}{3:}{4:\n" + statement940Of(":61:261121D100,00NTRFE-1\n:86:Pay\n                    ") + "-}{5:}\n{1:F01BANKNL2AXXXX0000000000}{2:O940}{3:}{4:\n:20:S2\n:25:1\n:28C:2/1\n:60F:C261121EUR900,00\n:62F:C261121EUR900,00\n-}{5:}\n", plain},
	} {
		t.Run(test.seen, func(t *testing.T) {
			text := strings.ReplaceAll(test.text, "\n", "\r\n")
			for _, text := range []string{test.text, strings.ReplaceAll(text, "\r\r", "\r"), strings.TrimRight(test.text, "-\n") + "\n"} {
				f := read(t, text)
				if diff := cmp.Diff([]string{test.want}, said(f)); diff != "" || f.Format != MT940 || len(f.Totals) == 0 {
					t.Error(f.Format, f.Totals, diff)
				}
			}
		})
	}
}

// What is no statement is refused, and why is said.
func TestNotStatements(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"an interim report", ":20:S1\n:25:20304050/1\n:28C:1/1\n:34F:EURD0,\n:13D:2611211200+0100\n:61:261121D100,00NTRFE-1\n", "line 4: this is an interim report (MT942)"},
		{"an entry behind the end", statement940Of(":61:261121D100,00NTRFE-1") + ":61:261121D100,00NTRFE-1\n", "line 8: the field :61: stands outside any statement"},
		{"a notification", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.04"><BkToCstmrDbtCdtNtfctn/></Document>`, "this is a notification (camt.054)"},
		{"an account report", `<Document><BkToCstmrAcctRpt/></Document>`, "this is an account report (camt.052)"},
		{"a bank's answer to a pain.001", `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId></CstmrPmtStsRpt></Document>`, "this is a bank's answer to a payment file (pain.002)"},
		{"an addenda record before the entries of its batch", nachaExample()[:95*7] + nachaExample()[95:95*2] + nachaExample()[95*3:95*4], "line 9: a record of type '7' may not stand here"},
		{"direct debits", `<Document><CstmrDrctDbtInitn/></Document>`, "collects direct debits (pain.008)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Parse("pay", strings.NewReader(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestTraitsOfOrders(t *testing.T) {
	pad := func(text string, width int) string {
		var out []string
		for _, l := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			out = append(out, l+strings.Repeat(" ", max(0, width-len(l))))
		}
		return strings.Join(out, "\r\n") + "\r\n"
	}
	ach := nachaExample()
	returned := strings.Replace(ach, "261121261125", "261121000000", 1)
	returned = strings.Replace(returned, "705PAY FOR NOVEMBER", "799R03PAY FOR NOVEM", 1)
	paid := said(read(t, ach))
	bacs := said(read(t, bacsExample()))
	for _, test := range []struct {
		seen, text string
		want       []string
		kept       bool // it can be written again
	}{
		{"Bacs: every record of one length, labels too", pad(bacsExample(), 106), bacs, true},
		{"Bacs: the trailer before the last labels, and a label of the volume", strings.Replace(pad(bacsExample(), 80), "EOF1A", "EOV1A", 1), bacs, true},
		{"Bacs: instructions about direct debits, counted apart", strings.Replace(bacsExample(), "EOF1", bacsPayment("60837144556677", "0N", ownAccount, 0, "HARBOUR LTD", "MANDATE", "B OKAFOR")+"\r\nEOF1", 1), bacs, true},
		{"Bacs: payments alone, without labels", strings.Join(strings.SplitAfter(bacsExample(), "\r\n")[4:8], ""), []string{"|2100.50|GBP|to|A MERCER|401002 55779911|E-101|", "|1850.00|GBP|to|B OKAFOR|608371 44556677|E-102|", "|999.99|GBP|to|C LIND|070116 98765432|E-103|"}, true},
		{"Bacs: several processing days, a contra for each", bacsDays(), []string{"2026-11-24|10.00|GBP|to|A MERCER|401002 55779911|E-1|", "2026-11-25|20.00|GBP|to|A MERCER|401002 55779911|E-2|"}, true},
		{"ACH: a header and a control without the blanks at their ends", regexp.MustCompile(`(?m)^([19].*\S) +$`).ReplaceAllString(ach, "$1"), paid, true},
		{"ACH: records without line ends", strings.ReplaceAll(ach, "\n", ""), paid, true},
		{"ACH: no effective date, the day of settlement", strings.Replace(ach, "261121261125   1", "261121000000329 1"[:16], 1), paid, true},
		{"ACH: neither, the day of the file", strings.Replace(ach, "261121261125", "261121      ", 1), []string{strings.Replace(paid[0], "11-25", "11-21", 1), strings.Replace(paid[1], "11-25", "11-21", 1), strings.Replace(paid[2], "11-25", "11-21", 1)}, true},
		{"ACH: a payment comes back", returned, []string{"2026-11-21|2500.00|USD|from|ANN MERCER|011000015 551177|E-1|returned: R03", strings.Replace(paid[1], "11-25", "11-21", 1), strings.Replace(paid[2], "11-25", "11-21", 1)}, false},
		{"ACH: payments to companies, the number of addenda before the name", strings.ReplaceAll(strings.Replace(ach, "PPDPAYROLL", "CTXPAYROLL", 1), "ANN MERCER", "0001ANN ME"), []string{strings.Replace(paid[0], "ANN MERCER", "ANN ME", 1), "2026-11-25|1234.56|USD|to|OKAFOR|021000021 990011|E-2|", "2026-11-25|3734.56|USD|from|OUR INC|021000021 700700|OFFSET|"}, true},
		{"ACH: payments abroad, the payee in records of their own", iatExample(), []string{"2026-11-25|1000.00|USD|to|Zoe Mark|021000021 DE89370400440532013000|E-7|"}, true},
		{"pain.001: a bank's own namespace", strings.Replace(painExample(), "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", "http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd", 1), said(read(t, painExample())), true},
		{"pain.001: an older encoding with plain letters", strings.Replace(painExample(), "UTF-8", "ISO-8859-1", 1), said(read(t, painExample())), true},
	} {
		t.Run(test.seen, func(t *testing.T) {
			if slices.Contains([]string{bacsExample(), ach, painExample()}, test.text) {
				t.Fatal("the example does not have the trait")
			}
			f := read(t, test.text)
			if diff := cmp.Diff(test.want, said(f)); diff != "" {
				t.Error(diff)
			}
			again, err := f.Rewrite(nil)
			if (err == nil) != test.kept || f.Orders() != test.kept {
				t.Fatalf("written again: %v", err)
			}
			if diff := cmp.Diff(test.text, string(again)); test.kept && f.Format != Pain && diff != "" {
				t.Error(diff)
			}
		})
	}
}

// bacsDays is a file of two processing days.
func bacsDays() string {
	day := func(record, day string) string { return record + " " + day }
	return strings.Join([]string{
		fixed(80, 1, "UHL1", 5, " 26328", 11, "999999    ", 21, "00", 29, "4 MULTI  ", 38, "001"),
		day(bacsPayment("40100255779911", "99", ownAccount, 1000, "HARBOUR LTD", "E-1", "A MERCER"), "26328"),
		day(bacsPayment(ownAccount, "17", ownAccount, 1000, "PAYROLL", "CONTRA", "HARBOUR LTD"), "26328"),
		day(bacsPayment("40100255779911", "99", ownAccount, 2000, "HARBOUR LTD", "E-2", "A MERCER"), "26329"),
		day(bacsPayment(ownAccount, "17", ownAccount, 2000, "PAYROLL", "CONTRA", "HARBOUR LTD"), "26329"),
		fixed(80, 1, "UTL1", 5, "0000000003000", 18, "0000000003000", 31, "0000002", 38, "0000002"),
	}, "\r\n") + "\r\n"
}

// iatExample pays one person abroad.
func iatExample() string {
	rows := []string{
		fixed(94, 1, "101 021000021 1234567890", 24, "2611210900A094101", 41, "BANK", 64, "HARBOUR INC"),
		fixed(94, 1, "5220", 21, "FF3", 39, "DE", 41, "1234567890", 51, "IATPAYROLL", 64, "USDEUR261125", 79, "1", 80, "02100002", 88, "0000001"),
		fixed(94, 1, "622021000021", 13, "0003", 30, "0000100000", 40, "DE89370400440532013000", 79, "1", 80, "021000020000001"),
		fixed(94, 1, "710SAL", 7, "000000000000100000", 47, "Zoe Mark", 88, "0000001"),
		fixed(94, 1, "711Harbour Inc", 88, "0000001"),
		fixed(94, 1, "715E-7", 88, "0000001"),
		fixed(94, 1, "8220", 5, "000004", 11, "0002100002", 21, "000000000000", 33, "000000100000", 45, "1234567890", 80, "02100002", 88, "0000001"),
		fixed(94, 1, "9", 2, "000001", 8, "000001", 14, "00000004", 22, "0002100002", 32, "000000000000", 44, "000000100000"),
		strings.Repeat("9", 94), strings.Repeat("9", 94),
	}
	return strings.Join(rows, "\n") + "\n"
}

// A payment abroad is never led to another account: its payee stands in several
// records.
func TestPaymentsAbroadAreNotLedElsewhere(t *testing.T) {
	f := read(t, iatExample())
	if _, err := f.Rewrite(map[int]Edit{0: {To: f.Payments[0].To}}); err == nil || !strings.Contains(err.Error(), "international payees") {
		t.Errorf("got %v", err)
	}
}

// A statement is read alike in every version and under every prefix, alone or with
// others in its document, each held to its own balances.
func TestVersionsOfStatements(t *testing.T) {
	want := said(read(t, camtExample))
	older := strings.NewReplacer("<Pty><Nm>", "<Nm>", "</Nm></Pty>", "</Nm>", "<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")
	for version := 1; version <= 14; version++ {
		text := strings.Replace(camtExample, "camt.053.001.08", fmt.Sprintf("camt.053.001.%02d", version), 1)
		if version < 8 {
			text = older.Replace(text)
		}
		prefixed := regexp.MustCompile(`<(/?)([A-Z])`).ReplaceAllString(strings.Replace(text, "xmlns=", "xmlns:n=", 1), "<${1}n:$2")
		for _, text := range []string{text, prefixed} {
			if diff := cmp.Diff(want, said(read(t, text))); diff != "" {
				t.Errorf("version %d: %s", version, diff)
			}
		}
	}
	stmt := camtExample[strings.Index(camtExample, "<Stmt>") : strings.Index(camtExample, "</Stmt>")+len("</Stmt>")]
	two := strings.Replace(camtExample, "</Stmt>", "</Stmt>\n"+stmt, 1)
	if f := read(t, two); len(f.Payments) != 6 || len(f.Totals) != 10 {
		t.Errorf("%d payments and %d totals in two statements", len(f.Payments), len(f.Totals))
	}
	last := strings.LastIndex(two, "849.50")
	if _, err := Parse("pay", strings.NewReader(two[:last]+"849.51"+two[last+6:])); err == nil || !strings.Contains(err.Error(), "line 20: the statement closes at 849.51") {
		t.Errorf("the second statement contradicts itself: %v", err)
	}
}
