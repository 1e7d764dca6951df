package ingest

import "testing"

// An umbrella company and the account it is paid on say enough for a row of the
// agencies table, which is what a shared account's page asks for.
func TestAgencyWithItsAccountAlone(t *testing.T) {
	for _, headers := range [][]string{{"Agency", "IBAN"}, {"Name", "Sort code", "Account number"}} {
		if got := recognise(headers, "agencies.csv"); got.spec == nil || got.spec.name != Agencies {
			t.Errorf("%v in agencies.csv is read as %+v", headers, got.spec)
		}
		if got := recognise(headers, "export.csv"); got.spec != nil && got.spec.name == Agencies {
			t.Errorf("%v in a file of another name is taken for agencies", headers)
		}
	}
}
