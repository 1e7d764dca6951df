package server

import (
	"fmt"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/store"
)

// paidTo is how many payments are on record of people.
func (in *installation) paidTo(t *testing.T, ids ...muster.SubjectID) (payments []int) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		for _, id := range ids {
			list, _, err := tx.Observations(id)
			if err != nil {
				return err
			}
			n := 0
			for i := range list {
				if list[i].Kind() == muster.KindPayment {
					n++
				}
			}
			payments = append(payments, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return payments
}

// TestDroppedPaymentsLeadToPeopleOnRecord drops a file for the bank, and a table
// that names nobody, without the tables of people: whose a payment is the records
// say, by number or by an account of one alone. Nobody is made of the others, and
// who may not settle pay learns nothing of accounts.
func TestDroppedPaymentsLeadToPeopleOnRecord(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	const accounts = "Employee ID,Account holder,Sort code,Account number,Effective date\nE-1,Ann Example,40-10-02,55779911,2024-01-02\nE-2,Bob Example,40-10-02,11112222,2024-01-02\n"
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "staff.csv", staff), writeFile(t, "bank_details.csv", accounts)); err != nil {
		t.Fatal(err)
	}
	record := func(account, code string, pence int, reference, payee string) string {
		return fmt.Sprintf("%s0%s20304012345678    %011d%-18s%-18s%-18s\n", account, code, pence, "HARBOUR LTD", reference, payee)
	}
	bank := "UHL1 26329999999            1 DAILY\n" + record("40100299990000", "99", 100, "E-1", "ANN EXAMPLE") + record("40100211112222", "99", 200, "PAY", "BOB EXAMPLE") + record("07011698765432", "99", 300, "INV 7", "PAPER LTD") +
		fmt.Sprintf("UTL1%013d%013d%07d%07d\n", 0, 600, 0, 3)
	const table = "Payee Name,Sort Code,Account Number,Amount,Reference\nAnn Example,401002,55779911,2000.00,2026-11\nPaper Ltd,112233,12345678,90.00,INV 9\n"

	recruiter := in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter})
	for name, want := range map[string]string{"november.txt": "3 payments of november.txt lead to nobody known", "november.csv": "row 2 of november.csv: the table does not say whom it pays"} {
		text := map[string]string{"november.txt": bank, "november.csv": table}[name]
		if status, body := recruiter.drop(t, name, text); !strings.Contains(body, want) {
			t.Errorf("a recruiter's %s: %d %s", name, status, body)
		}
	}
	if got := in.paidTo(t, "E-1", "E-2"); got[0]+got[1] != 0 {
		t.Errorf("a recruiter's files became payments: %v", got)
	}

	payroll := in.signedIn(t, "payroll", casework.Grant{Role: casework.Payroll})
	if status, body := payroll.drop(t, "november.txt", bank, "november.csv", table); status != 200 {
		t.Fatalf("%d %.300s", status, body)
	}
	if got := in.paidTo(t, "E-1", "E-2"); got[0] != 2 || got[1] != 1 {
		t.Errorf("%v payments, want 2 of E-1 and 1 of E-2", got)
	}
	population, err := in.store.Population(t.Context(), in.config.Organisation)
	if err != nil {
		t.Fatal(err)
	}
	defer population.Close()
	if population.Len() != 2 {
		t.Errorf("%d people, want the two", population.Len())
	}
}
