package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/ingest"
)

// billedPeople are an honest employee (E-1), a contractor with a company (E-2), one
// who is paid under a maiden name (E-3), one whose name is written in another script
// (E-4) and somebody whose account is on record (E-9).
const billedPeople = `Employee ID,First name,Last name,Start date
E-1,Ann,Mercer,2024-05-06
E-2,Ben,Okafor,2024-01-08
E-3,Cid,Lind,2024-01-08
E-4,Иван,Петров,2024-01-08
E-9,Dee,Hale,2024-01-08
`

const billedAccounts = `Employee ID,Account holder,Sort code,Account number,Effective date
E-1,Ann Mercer,40-10-02,55779911,2024-01-02
E-2,Fenway Drafting Ltd,40-10-02,11112222,2024-01-02
E-3,Cid Moran,07-01-16,98765432,2024-01-02
E-9,Dee Hale,07-01-16,12121212,2024-01-02
`

// ublInvoice is an invoice with a number that its sender wrote.
func ublInvoice(number, id, name, code, account string) string {
	return `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>` + number + `</ID><IssueDate>2026-11-20</IssueDate><DocumentCurrencyCode>GBP</DocumentCurrencyCode>` +
		`<AccountingSupplierParty><CustomerAssignedAccountID>` + id + `</CustomerAssignedAccountID><Party><PartyName><Name>` + name + `</Name></PartyName><PostalAddress><StreetName>1 High Street</StreetName><CityName>Leeds</CityName></PostalAddress></Party></AccountingSupplierParty>` +
		`<PaymentMeans><PayeeFinancialAccount><ID>` + account + `</ID><FinancialInstitutionBranch><ID>` + code + `</ID></FinancialInstitutionBranch></PayeeFinancialAccount></PaymentMeans>` +
		`<LegalMonetaryTotal><PayableAmount>90.00</PayableAmount></LegalMonetaryTotal><InvoiceLine><LineExtensionAmount>90.00</LineExtensionAmount></InvoiceLine></Invoice>`
}

// invoicesOf lists the invoices of a batch: whose, number, holder, account, address.
func invoicesOf(t *testing.T, b *ingest.Batch) (out []string) {
	t.Helper()
	for i := range b.Len() {
		list, err := b.Observations(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			if d, ok := o.Data.(*muster.Invoice); ok {
				where := "nowhere"
				if d.Address != "" {
					where = "there"
				}
				out = append(out, strings.Join([]string{string(o.Subject), string(d.Number), string(d.Holder), string(d.PayTo.Number), where}, "|"))
			}
		}
	}
	slices.Sort(out)
	return out
}

// bills are invoices by number, each of them sent as a document and as a row:
// number, whose number stands on it, payee, sort code, account.
var bills = [][5]string{
	{"F-1", "E-1", "Chen Trading", "070116", "89898989"}, // payees and accounts that were never hers
	{"F-2", "E-1", "Wolf Imports", "070116", "34343434"},
	{"F-3", "E-1", "Ann Mercer", "070116", "12121212"}, // under her own name, on somebody else's account
	{"H-1", "E-1", "A Mercer Consulting", "401002", "55779911"},
	{"H-2", "E-2", "Fenway Drafting Limited", "401002", "11112222"},
	{"H-3", "E-2", "FENWAY DRAFTING LTD", "070116", "56565656"}, // its new bank
	{"H-4", "E-3", "Cid Moran", "070116", "98765432"},
	{"H-5", "E-4", "Ivan Petrov", "070116", "77777777"},
}

// billed is what is to come of them.
var billed = []string{
	"E-1|F-3|Ann Mercer||nowhere",
	"E-1|H-1|A Mercer Consulting|55779911|there",
	"E-2|H-2|Fenway Drafting Limited|11112222|there",
	"E-2|H-3|FENWAY DRAFTING LTD||nowhere",
	"E-3|H-4|Cid Moran|98765432|there",
	"E-4|H-5|Ivan Petrov||nowhere",
}

func billFiles(asTable bool) map[string]string {
	files := map[string]string{"people.csv": billedPeople, "bank_details.csv": billedAccounts}
	table := "Contractor ID,Contact Name,Address,Invoice Number,Invoice Date,Total,Sort Code,Account Number\n"
	for _, b := range bills {
		files[b[0]+".xml"] = ublInvoice(b[0], b[1], b[2], b[3], b[4])
		table += fmt.Sprintf("%s,%s,1 High Street Leeds,%s,2026-11-20,90.00,%s,%s\n", b[1], b[2], b[0], b[3], b[4])
	}
	if asTable {
		return map[string]string{"people.csv": billedPeople, "bank_details.csv": billedAccounts, "invoices.csv": table}
	}
	return files
}

// TestANumberOnAnInvoiceFramesNobody has an outsider who knows an employee number
// send invoices under it: with other payees and accounts, and under the person's own
// name with an account of somebody else. Nothing of that comes to count against the
// person. Honest invoices stay theirs: by the account, by the name in another script,
// by the company on record.
func TestANumberOnAnInvoiceFramesNobody(t *testing.T) {
	for _, asTable := range []bool{false, true} {
		t.Run(fmt.Sprintf("table=%v", asTable), func(t *testing.T) {
			b := readFiles(t, billFiles(asTable))
			if diff := cmp.Diff(billed, invoicesOf(t, b)); diff != "" {
				t.Error(diff)
			}
			if b.Len() != 5 {
				t.Errorf("%d people, want the 5 of the table", b.Len())
			}
			aside, cells := []string{}, 0
			for _, r := range b.Rejects {
				if r.Column == "" {
					aside = append(aside, fmt.Sprintf("%s %d %s", filepath.Base(r.File), r.Row, strings.SplitN(r.Reason, ":", 2)[0]))
				} else if cells++; !strings.Contains(r.Reason, "not on record for E-") || asTable && r.Column != "Account Number" {
					t.Errorf("column %s, reason: %s", r.Column, r.Reason)
				}
			}
			const why = "the invoice names E-1, whose name and account it does not have"
			want := []string{"F-1.xml 1 " + why, "F-2.xml 1 " + why}
			if asTable {
				want = []string{"invoices.csv 2 " + why, "invoices.csv 3 " + why}
			}
			if diff := cmp.Diff(want, aside); diff != "" {
				t.Error(diff)
			}
			if cells != 3 {
				t.Errorf("%d invoices are told to have an account that is not on record, want 3", cells)
			}
		})
	}
}

// TestAnInvoiceIsWhoseAccountItHas has one person's number beside another's account:
// a document is of whoever alone has the account, and a row, whose column says whose
// it is, is set aside.
func TestAnInvoiceIsWhoseAccountItHas(t *testing.T) {
	b := readFiles(t, map[string]string{
		"people.csv": billedPeople, "bank_details.csv": billedAccounts, "d.xml": ublInvoice("D-1", "E-1", "Dee Hale", "070116", "12121212"),
		"invoices.csv": "Contractor ID,Contact Name,Invoice Number,Invoice Date,Total,Sort Code,Account Number\nE-1,Dee Hale,D-2,2026-11-20,90.00,070116,12121212\n",
	})
	if diff := cmp.Diff([]string{"E-9|D-1|Dee Hale|12121212|there"}, invoicesOf(t, b)); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 1 || b.Rejects[0].Row != 2 || !strings.Contains(b.Rejects[0].Reason, "the invoice names E-1") {
		t.Errorf("rejects: %v", b.Rejects)
	}
}

// TestDeclaredNumbersOfInvoicesLead holds that a crosswalk leads an invoice to a
// person whatever name and account stand on it, and that who is known by invoices
// alone keeps theirs: there is nobody to frame.
func TestDeclaredNumbersOfInvoicesLead(t *testing.T) {
	files := map[string]string{
		"people.csv": billedPeople, "bank_details.csv": billedAccounts, "s.xml": ublInvoice("S-1", "V-77", "Fenway Holdings", "070116", "56565656"),
		"invoices.csv": "Contractor ID,Contact Name,Invoice Number,Invoice Date,Total,Sort Code,Account Number\nV-77,Fenway Holdings,S-2,2026-11-20,90.00,070116,56565656\nV-88,Paper Ltd,S-3,2026-11-20,90.00,070116,67676767\n",
		"muster.yaml":  "crosswalk:\n  - {subject: E-2, system: person, id: V-77}\n",
	}
	b := readFiles(t, files)
	if diff := cmp.Diff([]string{"E-2|S-1|Fenway Holdings|56565656|there", "E-2|S-2|Fenway Holdings|56565656|nowhere", "V-88|S-3|Paper Ltd|67676767|nowhere"}, invoicesOf(t, b)); diff != "" {
		t.Error(diff)
	}
	if len(b.Rejects) != 0 {
		t.Errorf("rejects: %v", b.Rejects)
	}
}

// TestInvoicesOfPeopleOfEarlierRuns holds a table of invoices alone against what is
// kept of the person from before.
func TestInvoicesOfPeopleOfEarlierRuns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "invoices.csv")
	if err := os.WriteFile(file, []byte(billFiles(true)["invoices.csv"]), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := readFiles(t, map[string]string{"people.csv": billedPeople, "bank_details.csv": billedAccounts})
	b, err := ingest.Read(t.Context(), []string{file}, ingest.Options{OnRecord: func(_ muster.OrganisationID, id muster.SubjectID, to *ingest.OnRecord) error {
		for i := range kept.Len() {
			list, err := kept.Observations(i, nil)
			if err != nil {
				return err
			}
			if list[0].Subject == id {
				to.Keep(list, func(muster.Kind) bool { return true })
			}
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(billed, invoicesOf(t, b)); diff != "" {
		t.Error(diff)
	}
}
