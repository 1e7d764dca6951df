package ingest

import "testing"

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
