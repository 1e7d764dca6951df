package server

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/casework"
	"muster/store"
)

// TestDroppedInvoicesFrameNobody drops invoices without the tables of people, some
// of them sent by a stranger under an honest person's number: what is on record says
// whose they are. Who may not settle pay learns nothing of accounts.
func TestDroppedInvoicesFrameNobody(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	const accounts = "Employee ID,Account holder,Sort code,Account number,Effective date\nE-1,Ann Example,40-10-02,55779911,2024-01-02\nE-2,Fenway Drafting Ltd,40-10-02,11112222,2024-01-02\n"
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "staff.csv", staff), writeFile(t, "bank_details.csv", accounts)); err != nil {
		t.Fatal(err)
	}
	const head = "Contractor ID,Contact Name,Invoice Number,Invoice Date,Total,Sort Code,Account Number\n"
	const forged = "E-1,Chen Trading,F-1,2026-11-02,90.00,070116,89898989\nE-1,Wolf Imports,F-2,2026-11-03,90.00,070116,34343434\n"
	const honest = "E-1,A Mercer Consulting,H-1,2026-11-04,90.00,401002,55779911\nE-2,Fenway Drafting Limited,H-2,2026-11-04,90.00,070116,56565656\n"
	const document = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>F-3</ID><IssueDate>2026-11-05</IssueDate><DocumentCurrencyCode>GBP</DocumentCurrencyCode>` +
		`<BuyerReference>E-1</BuyerReference><AccountingSupplierParty><Party><PartyName><Name>Chen Trading</Name></PartyName></Party></AccountingSupplierParty>` +
		`<PaymentMeans><PayeeFinancialAccount><ID>89898989</ID><FinancialInstitutionBranch><ID>070116</ID></FinancialInstitutionBranch></PayeeFinancialAccount></PaymentMeans>` +
		`<LegalMonetaryTotal><PayableAmount>90.00</PayableAmount></LegalMonetaryTotal><InvoiceLine><LineExtensionAmount>90.00</LineExtensionAmount></InvoiceLine></Invoice>`

	recruiter := in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter})
	recruiter.drop(t, "invoices.csv", head+"E-1,A Mercer Consulting,H-1,2026-11-04,90.00,401002,55779911\n")
	if diff := cmp.Diff([]string(nil), in.invoicesOf(t, "E-1", "E-2")); diff != "" {
		t.Errorf("a recruiter learns of an account: %s", diff)
	}

	payroll := in.signedIn(t, "payroll", casework.Grant{Role: casework.Payroll})
	status, body := payroll.drop(t, "invoices.csv", head+forged+honest, "f.xml", document)
	if status != 200 || !strings.Contains(body, "the invoice names E-1, whose name and account it does not have") {
		t.Errorf("%d %.2000s", status, body)
	}
	if diff := cmp.Diff([]string{"E-1 H-1 55779911", "E-2 H-2 "}, in.invoicesOf(t, "E-1", "E-2")); diff != "" {
		t.Error(diff)
	}
}

// invoicesOf is whose invoices are on record, with their accounts.
func (in *installation) invoicesOf(t *testing.T, ids ...muster.SubjectID) (out []string) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		out = nil
		for _, id := range ids {
			list, _, err := tx.Observations(id)
			if err != nil {
				return err
			}
			for i := range list {
				if d, ok := list[i].Data.(*muster.Invoice); ok {
					out = append(out, string(id)+" "+string(d.Number)+" "+string(d.PayTo.Number))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
