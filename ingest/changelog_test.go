package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
)

// TestChangeLog reads a bureau's log with a row for each field: what makes up one
// account is one change of bank details, and the rest stays what it is.
func TestChangeLog(t *testing.T) {
	log := "Employee No,Employee Name,Field Changed,Old Value,New Value,Date Changed,Changed By\n" +
		"E-101,Ann Mercer,Sort Code,20-00-00,40-10-02,13/11/2026,Payroll\n" +
		"E-101,Ann Mercer,Bank Account Number,12345678,55779911,13/11/2026,Payroll\n" +
		"E-102,Ben Okafor,Surname,Okafor,Bell,02/11/2026,P. Ray\n" +
		"E-101,Ann Mercer,Account Name,A Mercer,Ann Mercer,13/11/2026,Payroll\n" +
		"E-102,Ben Okafor,IBAN,,DE89370400440532013000,03/11/2026,P. Ray\n" +
		"E-103,Cy Dunn,Sort Code,20-00-00,20-00-01,04/11/2026,P. Ray\n" +
		"E-103,Cy Dunn,Tax code,1257L,BR,04/11/2026,P. Ray\n" +
		"E-104,Dee Novak,Address Line 1,2 Short Row,9 New Row,05/11/2026,P. Ray\n"
	b := mustRead(t, folder(t, map[string]string{"audit log.csv": log}), Options{})
	day := func(d int, text string) muster.Time { return withText(day(2026, 11, d), text) }
	want := map[muster.SubjectID][]muster.Data{
		"E-101": {&muster.BankDetails{PayTo: muster.PayTo{Holder: "Ann Mercer", Number: "55779911", BankCode: "40-10-02"}, Changed: day(13, "13/11/2026"), ChangedBy: muster.ChangedByStaff}},
		"E-102": {&muster.Change{Field: muster.ChangeName, Old: "Okafor", New: "Bell", At: day(2, "02/11/2026")},
			&muster.BankDetails{PayTo: muster.PayTo{IBAN: "DE89370400440532013000"}, Changed: day(3, "03/11/2026")}},
		"E-104": {&muster.Change{Field: muster.ChangeAddress, Old: "2 Short Row", New: "9 New Row", At: day(5, "05/11/2026")}},
	}
	if diff := cmp.Diff(want, observed(t, b), cmpopts.EquateComparable(muster.Time{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(b.Files) != 2 || b.Files[0].Kind != Changes || b.Files[1].Kind != BankDetails {
		t.Fatalf("files %+v", b.Files)
	}
	if f := b.Files[0]; f.Records != 4 || f.Rows != 2 || f.RowsRejected != 2 || !strings.Contains(strings.Join(f.Warnings, " "), "4 rows about accounts were read as 2 changes of bank details") {
		t.Errorf("changes: %d records, %d rows, %d rejected, %q", f.Records, f.Rows, f.RowsRejected, f.Warnings)
	}
	if f := b.Files[1]; f.Records != 2 || f.Rows != 2 {
		t.Errorf("bank details: %d records, %d rows", f.Records, f.Rows)
	}
	o, err := b.Observations(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := o[len(o)-1].Place; got.Row != 6 || !strings.HasSuffix(got.File, "audit log.csv") {
		t.Errorf("the place of the change is %s", got)
	}
}
