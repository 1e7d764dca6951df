package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/ingest"
)

const bankFile = `VOL1000001                                                                     1
HDR1A123456S  1123456
UHL1 26329999999            1 DAILY
4010025577991109920304012345678    00000200000HARBOUR LTD       E-1               ANN MERCER
4010021111222209920304012345678    00000110010HARBOUR LTD       SALARY            BEN OKAFOR
0701169876543209920304012345678    00000100000HARBOUR LTD       INV 77            PAPER LTD
2030401234567801720304012345678    00000410010PAYROLL           CONTRA            HARBOUR LTD
UTL10000000410010000000041001000000010000003
`

const bankPeople = `Employee ID,First name,Last name,Start date
E-1,Ann,Mercer,2024-05-06
E-2,Ben,Okafor,2024-01-08
E-3,Cid,Lind,2024-01-08
E-4,Dee,Lind,2024-01-08
`

const bankAccounts = `Employee ID,Account holder,Sort code,Account number,Effective date
E-2,Ben Okafor,40-10-02,11112222,2024-01-02
E-3,Cid Lind,07-01-16,98765432,2024-01-02
E-4,Dee Lind,07-01-16,98765432,2024-01-02
`

func readFiles(t *testing.T, files map[string]string) *ingest.Batch {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := ingest.Read(t.Context(), []string{dir}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPaymentsOfABankFileAreThoseOfPeopleKnown reads a bank file: by number, by
// an account of one person alone; a supplier and an account of two are nobody's.
func TestPaymentsOfABankFileAreThoseOfPeopleKnown(t *testing.T) {
	b := readFiles(t, map[string]string{"people.csv": bankPeople, "bank_details.csv": bankAccounts, "november.txt": bankFile})
	var got []string
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if p, ok := o.Data.(*muster.Payment); ok {
				got = append(got, strings.Join([]string{string(o.Subject), string(p.Amount), string(p.Currency), p.Paid.ISO(), o.Record}, " "))
			}
		}
	}
	if diff := cmp.Diff([]string{"E-1 2000.00 GBP 2026-11-25 line 4", "E-2 1100.10 GBP 2026-11-25 line 5"}, got); diff != "" {
		t.Error(diff)
	}
	if b.Len() != 4 {
		t.Errorf("%d people, want 4: nobody is made of a payment", b.Len())
	}
	if all := strings.Join(b.Warnings, "\n"); !strings.Contains(all, "1 payment of") || !strings.Contains(all, "lead to nobody known") {
		t.Errorf("the supplier is not said: %s", all)
	}
}

// TestABankFileThatContradictsItselfIsRefused holds that amounts come to the
// file's own totals.
func TestABankFileThatContradictsItselfIsRefused(t *testing.T) {
	b := readFiles(t, map[string]string{"people.csv": bankPeople, "november.txt": strings.Replace(bankFile, "00000200000", "00000200001", 1)})
	for _, f := range b.Files {
		if f.Path != "november.txt" && !strings.HasSuffix(f.Path, "/november.txt") {
			continue
		}
		if f.Type != ingest.TypeBankFile || f.Err == nil || !strings.Contains(f.Err.Message, "line 8") {
			t.Errorf("read as %s: %v", f.Type, f.Err)
		}
	}
}

// TestInvoicesAndServicesLeadToPeopleKnown reads an invoice in UBL and a
// statement of Wise: by number, and nobody is made of a supplier.
func TestInvoicesAndServicesLeadToPeopleKnown(t *testing.T) {
	const invoice = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>R-17</ID><IssueDate>2026-11-20</IssueDate><DocumentCurrencyCode>GBP</DocumentCurrencyCode>` +
		`<AccountingSupplierParty><CustomerAssignedAccountID>E-1</CustomerAssignedAccountID><Party><PartyName><Name>Ann Mercer</Name></PartyName></Party></AccountingSupplierParty><LegalMonetaryTotal><LineExtensionAmount>90.00</LineExtensionAmount><TaxExclusiveAmount>90.00</TaxExclusiveAmount>` +
		`<TaxInclusiveAmount>90.00</TaxInclusiveAmount><PayableAmount>90.00</PayableAmount></LegalMonetaryTotal><InvoiceLine><LineExtensionAmount>90.00</LineExtensionAmount></InvoiceLine></Invoice>`
	const wise = "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Payee Name,Payee Account Number\n" +
		"T-2,21-11-2026,-50.00,GBP,Sent,E-2,900.00,Ben Okafor,\nT-1,20-11-2026,-10.00,GBP,Sent,INV 9,950.00,Paper Ltd,\n"
	b := readFiles(t, map[string]string{"people.csv": bankPeople, "bank_details.csv": bankAccounts, "i.xml": invoice, "other.xml": strings.Replace(invoice, "E-1", "S-9", 1), "wise.csv": wise, "broken.csv": strings.Replace(wise, "950.00", "950.01", 1)})
	var got []string
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			switch d := o.Data.(type) {
			case *muster.Payment:
				got = append(got, strings.Join([]string{string(o.Subject), string(d.Amount), string(d.Currency), d.Paid.ISO()}, " "))
			case *muster.Invoice:
				got = append(got, strings.Join([]string{string(o.Subject), string(d.Number), string(d.Amount), string(d.Currency), d.Issued.ISO()}, " "))
			}
		}
	}
	if diff := cmp.Diff([]string{"E-1 R-17 90.00 GBP 2026-11-20", "E-2 50.00 GBP 2026-11-21"}, got); diff != "" {
		t.Error(diff)
	}
	if all := strings.Join(b.Warnings, "\n"); b.Len() != 4 || !strings.Contains(all, "1 invoice in UBL") || !strings.Contains(all, "1 payment of") {
		t.Errorf("%d people; %s", b.Len(), all)
	}
	refused := false
	for _, f := range b.Files {
		refused = refused || f.Err != nil && strings.Contains(f.Err.Message, "line 3: the running balance 950.01 does not follow")
	}
	if !refused {
		t.Error("a statement that contradicts itself was read")
	}
}

// TestPaymentsOfATableThatNamesNobody gives payments without an employee number to
// who alone has the account. The others make nobody: as people of their own they
// would share the accounts of those they pay.
func TestPaymentsOfATableThatNamesNobody(t *testing.T) {
	const pay = "Payee Name,Sort Code,Account Number,Amount,Reference\nAnn Mercer,401002,55779911,2000.00,2026-11\nPaper Ltd,112233,12345678,90.00,INV 9\n"
	const accounts = "Employee ID,Account Holder,Sort Code,Account Number,Effective Date\nE-1,Ann Mercer,401002,55779911,2026-01-05\n"
	b := readFiles(t, map[string]string{"people.csv": bankPeople, "bank_details.csv": accounts, "a_november.csv": pay})
	paid := map[muster.SubjectID]int{}
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if _, ok := o.Data.(*muster.Payment); ok {
				paid[o.Subject]++
			}
		}
	}
	if diff := cmp.Diff(map[muster.SubjectID]int{"E-1": 1}, paid); diff != "" {
		t.Error(diff)
	}
	if people := strings.Count(bankPeople, "\n") - 1; b.Len() != people {
		t.Errorf("%d people, want the %d of the table", b.Len(), people)
	}
	if len(b.Rejects) != 1 || b.Rejects[0].Row != 3 || !strings.Contains(b.Rejects[0].Reason, "add a column with the employee number") {
		t.Errorf("rejects: %v", b.Rejects)
	}
	const invoices = "Invoice Number,Contact Name,Invoice Date,Total,Sort Code,Account Number\nA-1,Ann Mercer,2026-11-20,90.00,401002,55779911\nA-2,Paper Ltd,2026-11-20,90.00,112233,12345678\n"
	if b := readFiles(t, map[string]string{"people.csv": bankPeople, "bank_details.csv": accounts, "invoices.csv": invoices}); b.Len() != 4 || len(b.Rejects) != 1 {
		t.Errorf("of invoices %d people are made, and set aside is %v", b.Len()-4, b.Rejects)
	}
	file := filepath.Join(t.TempDir(), "november.csv")
	if err := os.WriteFile(file, []byte(pay), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Read(t.Context(), []string{file}, ingest.Options{}); err == nil || !strings.Contains(err.Error(), "row 2 of november.csv: the table does not say whom it pays") {
		t.Errorf("a table of payments alone: %v", err)
	}
}
