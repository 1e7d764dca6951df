package ingest

import (
	"slices"
	"strings"
	"testing"

	"muster"
)

// TestRecogniseThinPeople holds that a list of people with little more than
// names is one, and that lists of other things do not become people by it.
func TestRecogniseThinPeople(t *testing.T) {
	for _, c := range []struct {
		file    string
		headers []string
		want    TableKind
	}{
		{"people.csv", []string{"id", "name", "phone"}, People},
		{"x.csv", []string{"id", "name", "phone"}, People},
		{"people.csv", []string{"id", "name", "address"}, People},
		{"people.csv", []string{"id", "name", "date of birth"}, People},
		{"agencies.csv", []string{"name", "phone"}, Agencies},
		{"employee_bank_details.csv", []string{"employee id", "name", "iban", "account holder"}, BankDetails},
		{"x.csv", []string{"id", "amount", "colour"}, ""},
	} {
		var got TableKind
		if found := recognise(c.headers, c.file); found.spec != nil {
			got = found.spec.name
		}
		if got != c.want {
			t.Errorf("%s with %v: got %q, want %q", c.file, c.headers, got, c.want)
		}
	}
}

// TestJobOfStaff reads a column "Job" of staff as their title where no other
// column says it, and holds that it speaks for no kind of table: to applicants it
// is what they applied for.
func TestJobOfStaff(t *testing.T) {
	for _, c := range []struct {
		file string
		head string
		want TableKind
	}{
		{"staff.csv", "Name,E-mail,Job", People},
		{"x.csv", "Employee ID,Name,Job,Start date,Department", People},
		{"x.csv", "Name,Job", Applications},
		{"x.csv", "Name,E-mail,Job,Applied", Applications},
		{"x.csv", "Name,E-mail,Job,Department", Applications},
		{"applicants.csv", "Name,Phone,Job", Applications},
	} {
		headers := strings.Split(c.head, ",")
		found := recognise(headers, c.file)
		if found.spec == nil || found.spec.name != c.want {
			t.Errorf("%s with %s: %+v, want %s", c.file, c.head, found.spec, c.want)
			continue
		}
		if c.want == People && !hasPath(found.matches, "job_title") {
			t.Errorf("%s with %s: the job is not read", c.file, c.head)
		}
		at := slices.Index(headers, "Job")
		with, without := rate(specOf(People), headers, nil), rate(specOf(People), slices.Replace(slices.Clone(headers), at, at+1, "Qwertz"), nil)
		if with.score != without.score {
			t.Errorf("%s: a job makes people %d likely, an unknown word %d", c.head, with.score, without.score)
		}
	}
	for _, head := range []string{"Employee ID,Name,Start date,Job", "Employee ID,Name,Start date,Job,Job title"} {
		row := "W-1,Ada Moor,2026-01-05,Welder\n"
		if strings.HasSuffix(head, "title") {
			row = "W-1,Ada Moor,2026-01-05,J-104,Welder\n"
		}
		b := mustRead(t, folder(t, map[string]string{"staff.csv": head + "\n" + row}), Options{})
		if p := observed(t, b)["W-1"][0].(*muster.Person); p.JobTitle != "Welder" {
			t.Errorf("%s: the title is %q", head, p.JobTitle)
		}
	}
}
