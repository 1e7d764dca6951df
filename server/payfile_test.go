package server

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"muster"
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

// A message of a bank that is no payment order is refused by its name, not as an
// odd table.
func TestWhatIsNoPayFileIsNamed(t *testing.T) {
	t.Parallel()
	_, err := readPayFile(t.Context(), "debits.xml", []byte("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn></BkToCstmrDbtCdtNtfctn></Document>"), "")
	if err == nil || !strings.Contains(err.Error(), "camt.054") {
		t.Errorf("%v", err)
	}
}
