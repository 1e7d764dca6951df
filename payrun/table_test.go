package payrun

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/ingest/bankfile"
)

const sheet = "\xef\xbb\xbfEmployee;Name;Sort code;Account;Net pay;Currency\r\n" +
	"E-1;Ann Mercer;40-10-02;55779911;1.000,10;gbp\r\n" +
	"E-2;\"Okafor; Ben\";60-83-71;44556677;£ 2,000\r\n" +
	"\r\n" +
	"E-3;Cid Lind;07-01-16;98765432;30,5;GBP\r\n" +
	"Total:;;;;3.030,60\r\n"

func columns() Columns {
	c := NoColumns()
	c.Reference, c.Name, c.BankCode, c.Number, c.Amount, c.Currency = 0, 1, 2, 3, 4, 5
	return c
}

func readSheet(t *testing.T, text string) *Table {
	t.Helper()
	table, err := ReadTable("pay.csv", []byte(text), ';', 1, columns(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTable(t *testing.T) {
	text := strings.Replace(sheet, "£ 2,000", "£ 2.000", 1)
	table := readSheet(t, text)
	var got []string
	for _, l := range table.Lines() {
		got = append(got, strings.Join([]string{l.Reference, l.Name, l.Amount.String(), l.Currency, AccountOf(&l.To)}, "|"))
	}
	if diff := cmp.Diff([]string{"E-1|Ann Mercer|1000.10|GBP|GB:401002:55779911", "E-2|Okafor; Ben|2000||GB:608371:44556677", "E-3|Cid Lind|30.5|GBP|GB:070116:98765432"}, got); diff != "" {
		t.Error(diff)
	}
	if table.Lines()[2].Number != 5 {
		t.Errorf("the third payment stands on line %d", table.Lines()[2].Number)
	}
	same, err := table.Rewrite(nil)
	if err != nil || string(same) != text {
		t.Errorf("%v\n%q", err, same)
	}
	out, err := table.Rewrite(map[int]bankfile.Edit{0: {Out: true}, 1: {To: uk("010203", "12345678")}})
	want := "\xef\xbb\xbfEmployee;Name;Sort code;Account;Net pay;Currency\r\n" +
		"E-2;\"Okafor; Ben\";01-02-03;12345678;£ 2.000\r\n" +
		"\r\nE-3;Cid Lind;07-01-16;98765432;30,5;GBP\r\nTotal:;;;;2030,50\r\n"
	if diff := cmp.Diff(want, string(out)); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if _, err := table.Rewrite(map[int]bankfile.Edit{0: {To: muster.PayTo{IBAN: "NL91ABNA0417164300"}}}); err == nil || !strings.Contains(err.Error(), "row 2: the table has no columns") {
		t.Errorf("an IBAN in a table without a column for it: %v", err)
	}
	if _, err := table.Rewrite(map[int]bankfile.Edit{0: {Out: true}, 1: {Out: true}, 2: {Out: true}}); err == nil {
		t.Error("a table without payments was written")
	}
}

// TestTotalsAreNoPayment holds that a row of totals is known however it is called:
// taken for a payment it was proposed to pay everything twice.
func TestTotalsAreNoPayment(t *testing.T) {
	for _, words := range []string{"Total:;;;;", "TOTALS 3;;;;", "Grand Total;;;;", ";Payroll total;;;", "Gesamtsumme;;;;", "Sub-total;;;;", ";;;Total;", ";;Total;;", ";;;;"} {
		text := strings.Replace(strings.Replace(sheet, "£ 2,000", "£ 2.000", 1), "Total:;;;;", words, 1)
		table := readSheet(t, text)
		if n := len(table.Lines()); n != 3 {
			t.Errorf("%q: %d payments", words, n)
		}
		out, err := table.Rewrite(map[int]bankfile.Edit{0: {Out: true}, 1: {Out: true}})
		if err != nil || !strings.Contains(string(out), words+"30,50") {
			t.Errorf("%q: %v\n%s", words, err, out)
		}
		if strings.Trim(words, ";") == "" { // a row without a word is a sum only where it is one
			continue
		}
		if _, err := ReadTable("pay.csv", []byte(strings.Replace(text, "3.030,60", "3.030,61", 1)), ';', 1, columns(), nil); err == nil || !strings.Contains(err.Error(), "row 6: the table states a total") {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// TestCodesKeepTheirForm leads payments elsewhere: a sort code is written as the one
// before it was, and a British IBAN, which holds both, as sort code and number.
func TestCodesKeepTheirForm(t *testing.T) {
	for _, test := range []struct {
		before string
		to     muster.PayTo
		want   string
	}{
		{"20-30-40", uk("608371", "44556677"), "60-83-71;44556677"},
		{"20 30 40", uk("60-83-71", "44556677"), "60 83 71;44556677"},
		{"203040", uk("60-83-71", "44556677"), "608371;44556677"},
		{"20-30-40", muster.PayTo{IBAN: "GB29 NWBK 6016 1331 9268 19"}, "60-16-13;31926819"},
		{"HBUKGB4B", uk("60-83-71", "44556677"), "60-83-71;44556677"},
		{"20-30-40", uk("021000021", "990011"), "021000021;990011"},
	} {
		table, err := ReadTable("pay.csv", []byte("ref;name;code;number;amount;ccy\nE-1;Ann;"+test.before+";11223344;5.00;GBP\n"), ';', 1, columns(), nil)
		if err != nil {
			t.Fatal(err)
		}
		out, err := table.Rewrite(map[int]bankfile.Edit{0: {To: test.to}})
		if err != nil || !table.Carries(0, &test.to) || !strings.Contains(string(out), "E-1;Ann;"+test.want+";5.00;GBP") {
			t.Errorf("%s, %+v: %v\n%s", test.before, test.to, err, out)
		}
	}
}

func TestTablesAreRefused(t *testing.T) {
	good := strings.Replace(sheet, "£ 2,000", "£ 2.000", 1)
	for _, test := range []struct{ old, new, want string }{
		{"3.030,60", "3.030,61", "row 6: the table states a total of 3030.61, and its rows come to 3030.60"},
		{"30,5;GBP", "thirty;GBP", `row 5: the amount "thirty" cannot be read`},
		{"30,5;GBP", "-30,5;GBP", "row 5: the amount -30,5 is negative"},
		{"30,5;GBP", "1e3;GBP", `row 5: the amount "1e3" cannot be read`},
		{"Total:;;;;3.030,60\r\n", "Total:;;;;3.030,60\r\nE-4;D;07-01-16;98765432;1\r\n", "row 7: a payment stands below the row of totals"},
		{"Ann", "Ann\xff", "not in UTF-8"},
	} {
		text := strings.Replace(good, test.old, test.new, 1)
		if _, err := ReadTable("pay.csv", []byte(text), ';', 1, columns(), nil); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
	none := NoColumns()
	if _, err := ReadTable("pay.csv", []byte(good), ';', 1, none, nil); err == nil {
		t.Error("a table without amounts was read")
	}
	if _, err := ReadTable("pay.csv", []byte("a;b\n"), ';', 1, columns(), nil); err == nil || !strings.Contains(err.Error(), "pays nobody") {
		t.Errorf("an empty table: %v", err)
	}
}

func TestMoney(t *testing.T) {
	for _, test := range []struct {
		text  string
		point byte
		want  string
	}{{"1,234.50", '.', "1234.50"}, {"1.234,50", ',', "1234.50"}, {"1 234,50", ',', "1234.50"}, {"1'234.50", '.', "1234.50"}, {"£12", '.', "12"}, {"-3.10", '.', "-3.10"}, {"5-", '.', ""}, {"", '.', ""}, {"1.2.3", '.', ""}, {"12p", '.', ""}, {"1.234", 0, ""}, {"1,234", 0, "1234"}, {",,0", '.', ""}, {"1,23", '.', ""}, {"1,00,000", 0, "100000"}, {".5", '.', "0.5"}, {".", '.', ""}, {"1,2345", '.', ""}} {
		got, err := money(test.text, test.point)
		if (err != nil) != (test.want == "") || err == nil && got.String() != test.want {
			t.Errorf("%q: %s, %v", test.text, got, err)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add(sheet)
	f.Add("a;b;c;d;e;f\nx;y;401002;55779911;1.5\nTotal;;;;1.5\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ReadTable("pay.csv", []byte(text), ';', 1, columns(), nil)
		if err != nil {
			if muster.CodeOf(err) == muster.CodeInternal {
				t.Fatal(err)
			}
			return
		}
		same, err := table.Rewrite(nil)
		if err != nil || string(same) != text {
			t.Fatalf("an unchanged table differs: %v\n%q\n%q", err, text, same)
		}
		if len(table.Lines()) < 2 {
			return
		}
		if _, err := table.Rewrite(map[int]bankfile.Edit{0: {Out: true}, 1: {To: uk("010203", "12345678")}}); err != nil {
			t.Fatal(err)
		}
	})
}
