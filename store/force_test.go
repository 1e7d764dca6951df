package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"muster"
)

// TestWhatIsInForceStays: days of what still holds count from when it stopped
// holding. Of each person the letters of what goes after a year are listed.
func TestWhatIsInForceStays(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	y := func(year int) muster.Time { return muster.Date(year, 1, 2) }
	fact := func(happened int, d muster.Data) muster.Observation {
		o := muster.Observation{Subject: "w", Source: "hr", Record: "w", Data: d}
		if happened > 0 {
			o.Happened = y(happened)
		}
		return o
	}
	bank := func(year int, verified bool) muster.Observation {
		d := &muster.BankDetails{Effective: y(year)}
		if verified {
			d.Verified = y(year)
		}
		return fact(year, d)
	}
	here, gone := fact(2015, &muster.Person{Started: y(2015)}), fact(2015, &muster.Person{Started: y(2015), Ended: y(2020)})
	leaver := func(year int) muster.Observation { return fact(year, &muster.Leaver{Left: y(year)}) }
	agreed := func(year, until int, what muster.AgreedKind) muster.Observation {
		d := &muster.Agreed{What: what, From: y(year)}
		if until > 0 {
			d.Until = y(until)
		}
		return fact(year, d)
	}
	check := func(year, expires int, outcome muster.CheckOutcome) muster.Observation {
		d := &muster.Check{Type: muster.CheckRightToWork, Done: y(year), Outcome: outcome}
		if expires > 0 {
			d.Expires = y(expires)
		}
		return fact(year, d)
	}
	move := func(year int) muster.Observation {
		return fact(year, &muster.Change{Field: muster.ChangeAddress, At: y(year)})
	}
	paid := func(year int) muster.Observation { return fact(year, &muster.Payment{Paid: y(year)}) }
	for _, test := range []struct {
		name          string
		list          []muster.Observation
		gone, brought string // indices into list: what goes, and what is not taken in
	}{
		{name: "an account given long ago, of somebody who works here", list: []muster.Observation{here, bank(2015, false)}},
		{name: "of whom nothing says that they do", list: []muster.Observation{bank(2015, false)}, gone: "0"},
		{name: "who is still paid", list: []muster.Observation{bank(2015, false), paid(2016), paid(2026)}, gone: "1", brought: "1"},
		{name: "who left long ago", list: []muster.Observation{gone, bank(2015, false)}, gone: "01", brought: "01"},
		{name: "who left lately", list: []muster.Observation{here, bank(2015, false), leaver(2026)}},
		{name: "who left, and came back", list: []muster.Observation{gone, bank(2015, false), fact(2024, &muster.Person{Started: y(2024)})}, gone: "0", brought: "0"},
		{name: "an account given up long ago", list: []muster.Observation{here, bank(2015, false), bank(2019, false)}, gone: "1", brought: "1"},
		{name: "given up this year", list: []muster.Observation{here, bank(2015, false), bank(2026, false)}},
		{name: "the account verified last, whatever was stated since", list: []muster.Observation{here, bank(2015, true), bank(2018, false), bank(2019, false)}, gone: "2", brought: "2"},
		{name: "another one was verified long ago", list: []muster.Observation{here, bank(2015, true), bank(2019, true)}, gone: "1", brought: "1"},
		{name: "two accounts without a day are not told apart", list: []muster.Observation{here, fact(0, &muster.BankDetails{}), fact(0, &muster.BankDetails{})}},
		{name: "agreed hours", list: []muster.Observation{here, agreed(2016, 0, muster.AgreedHours)}},
		{name: "other hours since", list: []muster.Observation{here, agreed(2016, 0, muster.AgreedHours), agreed(2018, 0, muster.AgreedHours)}, gone: "1", brought: "1"},
		{name: "a journey that is over", list: []muster.Observation{here, agreed(2016, 2016, muster.AgreedTravel)}, gone: "1", brought: "1"},
		{name: "the right to work", list: []muster.Observation{here, check(2015, 0, muster.OutcomePassed)}},
		{name: "which expired", list: []muster.Observation{here, check(2015, 2020, muster.OutcomePassed)}, gone: "1", brought: "1"},
		{name: "a check that somebody failed long ago", list: []muster.Observation{here, check(2015, 0, muster.OutcomeFailed)}, gone: "1", brought: "1"},
		{name: "the latest change of address", list: []muster.Observation{here, move(2016), move(2017)}, gone: "1", brought: "1"},
		{name: "a contract that runs, and one that ended", list: []muster.Observation{
			fact(2015, &muster.PlatformAccount{Created: y(2015)}), fact(2016, &muster.Contract{Started: y(2016)}), fact(2016, &muster.Contract{Started: y(2016), Ended: y(2017)})}, gone: "2", brought: "2"},
		{name: "an old CV", list: []muster.Observation{here, fact(2015, &muster.CV{})}, gone: "1", brought: "1"},
	} {
		keep := Keep{}
		for i := range test.list {
			keep[test.list[i].Kind()] = 365
			test.list[i].Organisation = muster.DefaultOrganisation
			if err := test.list[i].Seal(); err != nil {
				t.Fatal(err)
			}
		}
		letters := func(past []bool) (s string) {
			for i, p := range past {
				if p {
					s += fmt.Sprint(i)
				}
			}
			return s
		}
		if got := letters(keep.Past(test.list, now, now)); got != test.gone {
			t.Errorf("%s: %q goes, want %q", test.name, got, test.gone)
		}
		if got := letters(keep.PastBrought(test.list, now)); got != test.brought {
			t.Errorf("%s: %q is not taken in, want %q", test.name, got, test.brought)
		}
	}
	corrected := []muster.Observation{bank(2015, false), fact(2016, &muster.BankDetails{Effective: y(2015), OffersPay: muster.Yes}), here}
	for i := range corrected {
		corrected[i].Organisation = muster.DefaultOrganisation
		if i == 1 {
			corrected[i].Supersedes = corrected[0].ID
		}
		if err := corrected[i].Seal(); err != nil {
			t.Fatal(err)
		}
	}
	if past := (Keep{muster.KindBank: 365}).Past(corrected, now, now); !past[0] || strings.Contains(fmt.Sprint(past[1:]), "true") {
		t.Errorf("a corrected account: %v", past)
	}
}
