package normal

import (
	"compress/gzip"
	"encoding/csv"
	"strings"
	"testing"
)

// febrl reads one of the record-linkage sets by the number of its person.
func febrl(t *testing.T, name string) map[string][]string {
	t.Helper()
	z, err := gzip.NewReader(sharedData(t, "entity/"+name))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	people := make(map[string][]string, len(rows))
	for _, r := range rows[1:] {
		for i := range r {
			r[i] = strings.TrimSpace(r[i])
		}
		people[strings.Split(r[0], "-")[1]] = r
	}
	if len(people) < 1000 {
		t.Fatalf("%s: %d people", name, len(people))
	}
	return people
}

func febrlAddress(r []string) AddressForm {
	return AddressParts([]string{r[5], r[3] + " " + r[4]}, r[6], r[7], "AU")
}

// The set's second half is the first with several slips per record.
func TestAddressesOfRecords(t *testing.T) {
	a, b := febrl(t, "febrl4a.csv.gz"), febrl(t, "febrl4b.csv.gz")
	own, stable, strangers := map[PlaceOutcome]int{}, 0, map[PlaceOutcome]int{}
	var before AddressForm
	for id, r := range a {
		p := febrlAddress(r)
		own[CompareAddresses(p, febrlAddress(b[id]))]++
		strangers[CompareAddresses(p, before)]++
		if Address(p.Canonical).Canonical == p.Canonical {
			stable++
		}
		before = p
	}
	t.Logf("own %v, strangers %v, %d of %d canonical forms are read back as themselves", own, strangers, stable, len(a))
	if own[PlaceDifferent]*100 > len(a) {
		t.Errorf("%d of %d people seem to live elsewhere", own[PlaceDifferent], len(a))
	}
	if (strangers[PlaceSame]+strangers[PlaceNear])*1000 > len(a) {
		t.Errorf("strangers share homes: %v", strangers)
	}
	if stable*100 < 99*len(a) {
		t.Errorf("%d of %d canonical forms are read back as themselves", stable, len(a))
	}
}

func TestNamesOfStrangers(t *testing.T) {
	joined, total := 0, 0
	var before NameForm
	for _, r := range febrl(t, "febrl4a.csv.gz") {
		n := Name(r[2] + ", " + r[1])
		if out := CompareNames(n, before); out == NameVariant || out == NameSame {
			joined++
		}
		total++
		before = n
	}
	if joined*100 > total {
		t.Errorf("%d of %d random pairs of names joined", joined, total)
	}
}

// However a common name of any country is written, it stays the same name.
func TestNameWritings(t *testing.T) {
	families := map[string][]string{}
	for _, r := range sharedCSV(t, "07_identity/common-surnames-by-country.csv") {
		families[r[0]] = append(families[r[0]], r[5])
	}
	names := 0
	for i, r := range sharedCSV(t, "07_identity/common-forenames-by-country.csv") {
		list, given := families[r[0]], r[11]
		if len(list) == 0 || given == "" || list[i%len(list)] == "" {
			continue
		}
		family := list[i%len(list)]
		names++
		parts := Name(family + ", " + given)
		for _, s := range []string{given + " " + family, strings.ToUpper(family) + " " + given, given + " " + strings.ToUpper(family), family + " " + given, strings.ToUpper(family + ", " + given), "Mr " + given + " " + family} {
			n := Name(s)
			if out := CompareNames(n, parts); out != NameSame && out != NameVariant {
				t.Errorf("%q is %s beside %q, %q", s, out, given, family)
			}
			if again := Name(n.Full); again.Full != n.Full {
				t.Errorf("%q: %q is read back as %q", s, n.Full, again.Full)
			}
		}
	}
	if names < 1000 {
		t.Fatalf("only %d names", names)
	}
}
