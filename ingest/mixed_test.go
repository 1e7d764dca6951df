package ingest

import (
	"testing"
)

// TestMixedExports: payroll programs put people and their accounts into one
// table, and one header means an id in one product and a name in another.
func TestMixedExports(t *testing.T) {
	const people = "Employee Reference,Forename,Surname,Address 1,Post Code,Date of Birth,Start Date,NI Number,Bank Sort Code,Bank Account No,Bank Account Name\n" +
		"11,Ivy,James,5 High St,LS1 1AE,03/05/1993,01/02/2025,AB123456C,12-34-56,87654321,I James\n"
	const accounts = "Employee Reference,Forename,Surname,Bank Sort Code,Bank Account No,Bank Account Name,Effective From\n11,Ivy,James,12-34-56,87654321,I James,2026-02-01\n"
	for name, c := range map[string]struct {
		text, kind string
		fields     map[string]string
	}{
		"people with accounts": {people, "people", map[string]string{"Start Date": "started", "Bank Account No": "bank_details.account_number"}},
		"accounts of people":   {accounts, "bank_details", map[string]string{"Bank Account No": "account_number"}},
		"a candidate's name":   {"Candidate,Email,Job,Stage,Created at\nDi Evans,di@x.example,Engineer,Applied,2026-03-04\nEd Fox,ed@x.example,Engineer,Applied,2026-03-05\n", "applications", map[string]string{"Candidate": "full_name"}},
		"a candidate's id":     {"Candidate,Name,Email,Job,Stage,Created at\nC-17,Di Evans,di@x.example,Engineer,Applied,2026-03-04\n", "applications", map[string]string{"Candidate": "candidate_id"}},
		"an id with a blank":   {"Candidate,Email,Job,Stage,Created at\nREF 17,di@x.example,Engineer,Applied,2026-03-04\n", "applications", map[string]string{"Candidate": "candidate_id"}},
	} {
		for _, got := range inspectAll(t, folder(t, map[string]string{"export.csv": c.text})) {
			if got.Metadata["kind"] != c.kind {
				t.Errorf("%s: read as %v, want %s", name, got.Metadata["kind"], c.kind)
			}
			for _, column := range got.Columns {
				if want, ok := c.fields[column.Name]; ok && column.Field != want {
					t.Errorf("%s: %s is read as %q, want %q", name, column.Name, column.Field, want)
				}
			}
		}
	}
}
