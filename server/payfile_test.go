package server

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"muster"
	"muster/casework"
	"muster/normal"
	"muster/payrun"
)

// payBook is a workbook as payroll programs and people make it: a cover first,
// codes as numbers, days as numbers of days, sums as computers add.
func payBook(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	rows := map[string][]any{
		"A1": {"Harbour & Finch Ltd"}, "A3": {"Employee ID", "Account Name", "Sort Code", "Account Number", "Net Pay", "Payment Date"},
		"A4": {"E-1", "Dee Novak", 70116, 98765432, 1000.1, 46351}, "A5": {"E-2", "Ben Okafor", "40-10-02", 1234567, 300.60000000000002, 46351}, "A6": {"Total", nil, nil, nil, 1300.7},
	}
	if _, err := book.NewSheet("Payments"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetCellValue("Sheet1", "A1", "November"); err != nil {
		t.Fatal(err)
	}
	for at, row := range rows {
		if err := book.SetSheetRow("Payments", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPayWorkbookIsReadAsItIsShown(t *testing.T) {
	f, err := readPayFile(t.Context(), "november.xlsx", payBook(t), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range f.lines {
		l := &f.lines[i]
		got = append(got, fmt.Sprint(l.Number, " ", l.To.BankCode, " ", l.To.Number, " ", payrun.Shown(l.Amount), " ", l.Date.ISO()))
	}
	if diff := cmp.Diff([]string{"4 070116 98765432 1000.10 2026-11-25", "5 401002 01234567 300.60 2026-11-25"}, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(f.raw), "E-1,Dee Novak,070116,98765432,1000.1,2026-11-25") {
		t.Errorf("kept as\n%s", f.raw)
	}
	stated, _ := normal.Account("", "07-01-16", "98765432")
	if cut, ok := normal.Account("", "70116", "98765432"); !ok || cut.Canonical != stated.Canonical {
		t.Errorf("a sort code without its zero is %v", cut)
	}
}

// Where a file pays on several days, the first says by when it must be handed in.
func TestThePayDayOfARunIsTheFirst(t *testing.T) {
	f := &payFile{name: "run.csv"}
	look := &PayLook{Advice: make([]payrun.Advice, 3)}
	f.lines = []payrun.Line{{Date: muster.Date(2026, 11, 27)}, {}, {Date: muster.Date(2026, 11, 25)}}
	if run, err := f.run(look, nil, ""); err != nil || run.PayDay.ISO() != "2026-11-25" {
		t.Errorf("%+v, %v", run, err)
	}
}

// A last verified account of another kind than the file pays is said before
// anybody decides, and paid there the same day once somebody chose it.
func TestAnAccountTheFileCannotCarryIsPaidTheSameDay(t *testing.T) {
	t.Parallel()
	text := "Employee Number,First Name,Last Name,Sort Code,Account Number,Net Pay,Payment Date\n" +
		"E-1,Dee,Novak,60-11-22,77665544,1000.00,2026-11-30\nE-2,Ben,Okafor,40-10-02,01234567,300.60,2026-11-30\n"
	f, err := readPayFile(t.Context(), "november.csv", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	last := muster.PayTo{IBAN: "NL91ABNA0417164300"}
	advice := []payrun.Advice{{Line: 2, Reasons: []payrun.Reason{{Code: payrun.Changed, Settles: "Ask."}}, Last: &payrun.Account{To: last}}, {Line: 3, Index: 1}}
	f.forewarn(advice)
	if got := advice[0].Reasons[0].Settles; !strings.Contains(got, "Ask. This file cannot carry the last verified account") {
		t.Errorf("nobody is told: %q", got)
	}
	seen := &casework.PayRunSeen{
		PayRun:  casework.PayRun{Lines: []casework.PayLine{payLine(&advice[0], &f.lines[0])}},
		Decided: map[int]casework.PayDecision{2: {Choice: casework.PayLastVerified, By: "Ann Keeper", Reason: "called"}},
	}
	out, err := f.replacement(t.Context(), seen)
	if err != nil {
		t.Fatal(err)
	}
	if want := "2,,Dee Novak,NL91ABNA0417164300,,,1000.00,,2026-11-30,Ann Keeper,called\n"; !strings.HasSuffix(strings.ReplaceAll(string(out.SameDay), `"`, ""), want) {
		t.Errorf("same day\n%s", out.SameDay)
	}
	if got := string(out.Content); strings.Contains(got, "Novak") || !strings.Contains(got, "E-2,Ben,Okafor,40-10-02,01234567,300.60") {
		t.Errorf("written\n%s", got)
	}
}

// A message of a bank that is no payment order is refused by its name, not as an
// odd table.
func TestWhatIsNoPayFileIsNamed(t *testing.T) {
	t.Parallel()
	_, err := readPayFile(t.Context(), "debits.xml", []byte("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn></BkToCstmrDbtCdtNtfctn></Document>"), "")
	if err == nil || !strings.Contains(err.Error(), "camt.054") {
		t.Errorf("%v", err)
	}
	for text, says := range map[string]string{
		" \r\n": "empty", "<html><body>Pay of November</body></html>": "no pay file that is read", "Stationery,Price\nPaper,3\n": "no pay file that is read",
	} {
		if _, err := readPayFile(t.Context(), "odd", []byte(text), ""); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
	angled := "<Employee Number>,Sort Code,Account Number,Net Pay\nE-1,60-11-22,77665544,1000.00\n"
	if f, err := readPayFile(t.Context(), "angled.csv", []byte(angled), ""); err != nil || f.format != "table" || len(f.lines) != 1 {
		t.Errorf("a table whose first word stands in angle brackets: %+v, %v", f, err)
	}
	collected := fmt.Sprintf("UHL1 26329999999            1 DAILY\n4010025577991101720304012345678    %011d%-18s%-18s%-18s\nUTL1%013d%013d%07d%07d\n", 12345, "HARBOUR LTD", "D-1", "ANN MERCER", 12345, 0, 1, 0)
	if _, err := readPayFile(t.Context(), "debits.txt", []byte(collected), ""); err == nil || !strings.Contains(err.Error(), "this Bacs Standard 18 file collects money and pays nobody") {
		t.Errorf("a file of direct debits: %v", err)
	}
}
