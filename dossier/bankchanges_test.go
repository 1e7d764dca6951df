package dossier

import (
	"slices"
	"testing"

	"muster"
)

// TestBankChanges says of records of one person's accounts which changes wait.
func TestBankChanges(t *testing.T) {
	day := func(d int) muster.Time { return muster.Date(2026, 11, d) }
	to := func(number string) muster.PayTo {
		return muster.PayTo{BankCode: "00-10-00", Number: muster.Account(number)}
	}
	const old, next, third = "28239633", "28239641", "28239658"
	record := func(d int, data muster.Data) muster.Observation {
		o := about("p", day(d), data)
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	first := record(1, &muster.BankDetails{PayTo: to(old), Effective: day(1), Verified: day(1)})
	change := record(10, &muster.BankDetails{PayTo: to(next), Changed: day(10)})
	later := record(12, &muster.BankDetails{PayTo: to(third), Changed: day(12)})
	released := func(number string, d int) muster.Observation {
		o := about("p", day(d), &muster.BankDetails{PayTo: to(number), Effective: day(d), Verified: day(d)})
		o.Source = muster.SourceDesk
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		return o
	}
	release := released(next, 20)
	taken := about("p", day(20), &muster.BankDetails{PayTo: to(next), Effective: day(20)})
	taken.Source, taken.Supersedes = muster.SourceDesk, release.ID
	if err := taken.Seal(); err != nil {
		t.Fatal(err)
	}
	check := func(d int, outcome muster.CheckOutcome) muster.Observation {
		return record(d, &muster.Check{Type: muster.CheckBankName, Outcome: outcome, Done: day(d)})
	}
	british := record(10, &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB29NWBK60161331926819"}, Changed: day(10)})
	tests := map[string]struct {
		list     []muster.Observation
		waits    []muster.Time
		released []muster.Time
		settled  bool // the account given last
	}{
		"an account and no change":            {list: []muster.Observation{first}, settled: true},
		"a change":                            {list: []muster.Observation{first, change}, waits: []muster.Time{day(10)}},
		"from two sources":                    {list: []muster.Observation{first, change, record(11, &muster.BankDetails{PayTo: to(next), Changed: day(11)})}, waits: []muster.Time{day(11)}},
		"verified":                            {list: []muster.Observation{first, record(10, &muster.BankDetails{PayTo: to(next), Changed: day(10), Verified: day(11)})}, settled: true},
		"the bank knows the name":             {list: []muster.Observation{first, record(10, &muster.BankDetails{PayTo: to(next), Changed: day(10), NameCheck: muster.NameCheckMatch})}, settled: true},
		"the bank cannot answer":              {list: []muster.Observation{first, record(10, &muster.BankDetails{PayTo: to(next), Changed: day(10), NameCheck: muster.NameCheckNotAvailable})}, waits: []muster.Time{day(10)}},
		"back to the verified one":            {list: []muster.Observation{first, change, record(12, &muster.BankDetails{PayTo: to(old), Changed: day(12)})}, settled: true},
		"replaced by a verified one":          {list: []muster.Observation{first, change, record(12, &muster.BankDetails{PayTo: to(third), Changed: day(12), Verified: day(12)})}, settled: true},
		"changed twice":                       {list: []muster.Observation{first, change, later}, waits: []muster.Time{day(12), day(10)}},
		"released":                            {list: []muster.Observation{first, change, release}, released: []muster.Time{day(10)}, settled: true},
		"another one after the release":       {list: []muster.Observation{first, change, release, record(25, &muster.BankDetails{PayTo: to(third), Changed: day(25)})}, waits: []muster.Time{day(25)}, released: []muster.Time{day(10)}},
		"another one before the release":      {list: []muster.Observation{first, change, later, release}, waits: []muster.Time{day(12)}, released: []muster.Time{day(10)}},
		"the release taken back":              {list: []muster.Observation{first, change, release, taken}, waits: []muster.Time{day(10)}},
		"a passed name check":                 {list: []muster.Observation{first, change, check(11, muster.OutcomePassed)}, settled: true},
		"a failed name check":                 {list: []muster.Observation{first, change, check(11, muster.OutcomeFailed)}, waits: []muster.Time{day(10)}},
		"a name check before the change":      {list: []muster.Observation{first, check(9, muster.OutcomePassed), change}, waits: []muster.Time{day(10)}},
		"one account, written in two ways":    {list: []muster.Observation{record(1, &muster.BankDetails{PayTo: muster.PayTo{BankCode: "60-16-13", Number: "31926819"}, Effective: day(1), Verified: day(1)}), british}, settled: true},
		"half an account is nobody's":         {list: []muster.Observation{record(1, &muster.BankDetails{PayTo: muster.PayTo{Number: "1"}, Verified: day(1)}), record(10, &muster.BankDetails{PayTo: muster.PayTo{Number: "2"}, Changed: day(10)})}, waits: []muster.Time{day(10)}},
		"a change is all that was brought in": {list: []muster.Observation{change}, waits: []muster.Time{day(10)}},
	}
	for name, tt := range tests {
		var waits, released []muster.Time
		for _, c := range BankChanges(tt.list) {
			if c.Released < 0 {
				waits = append(waits, c.At)
			} else {
				released = append(released, c.At)
			}
			if d, ok := tt.list[c.Record].Data.(*muster.BankDetails); !ok || d.Changed != c.At {
				t.Errorf("%s: the change of %v is said by %+v", name, c.At, tt.list[c.Record])
			}
		}
		if !slices.Equal(waits, tt.waits) || !slices.Equal(released, tt.released) {
			t.Errorf("%s: %v wait and %v were released, want %v and %v", name, waits, released, tt.waits, tt.released)
		}
		if got := AccountSettled(tt.list); got != tt.settled {
			t.Errorf("%s: the account given last is settled: %v", name, got)
		}
	}
}
