package server

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// namedOn are the people a page of a list names, in its order.
func namedOn(page string) []string {
	var ids []string
	for _, m := range regexp.MustCompile(`href="/people/(L-[0-9]+)"`).FindAllStringSubmatch(page, -1) {
		if !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// TestListsGoOn walks the lists of payroll and of IT page by page: everybody is
// on exactly one page, a name finds one person, and a part of the list holds
// what it says.
func TestListsGoOn(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	const people = 90
	for i := range people {
		id := muster.SubjectID(fmt.Sprintf("L-%03d", i))
		data := []muster.Data{
			&muster.Person{Named: muster.Named{FullName: muster.PersonName(fmt.Sprintf("Robin Sample%d", i))}, Started: muster.Date(2026, 1, 5), Home: muster.Home{Address: muster.Address(fmt.Sprintf("%d Mill Lane", i+1)), City: "Leeds", Postcode: "LS1 1AA"}},
			&muster.Shipment{Direction: muster.DirectionOut, Item: "Laptop", Serial: muster.Text(id), Address: muster.Address(fmt.Sprintf("%d Harbour Road, Dover, CT16 1AA", i+1)), Dispatched: muster.Date(2026, 11, 3), Status: muster.ShipmentDelivered},
			&muster.BankDetails{PayTo: muster.PayTo{Number: muster.Account(fmt.Sprintf("2823%04d", i)), BankCode: "00-10-00"}, Changed: muster.Date(2026, 11, 16), ChangedBy: "self", NewDevice: muster.Yes},
		}
		in.keep(t, id, data...)
	}
	in.keep(t, "L-900", // left long ago: no pay run is ahead of them, so payroll neither lists nor counts them
		&muster.Person{Named: muster.Named{FullName: "Robin Sample900"}, Started: muster.Date(2025, 1, 5), Ended: muster.Date(2026, 3, 31), Home: muster.Home{Address: "900 Mill Lane", City: "Leeds", Postcode: "LS1 1AA"}},
		&muster.BankDetails{PayTo: muster.PayTo{Number: "28239000", BankCode: "00-10-00"}, Changed: muster.Date(2026, 11, 16), ChangedBy: "self", NewDevice: muster.Yes})
	for path, grant := range map[string]casework.Role{"/equipment": casework.IT, "/equipment?kind=all": casework.IT, "/payroll": casework.Payroll} {
		b := in.signedIn(t, "u"+strings.NewReplacer("/", "", "?", "", "=", "").Replace(path), casework.Grant{Role: grant})
		var all []string
		pages := 0
		for next := path; next != ""; pages++ {
			status, page := b.get(next)
			got := namedOn(page)
			if status != 200 || len(got) == 0 || len(got) > maxAdvice || pages > people {
				t.Fatalf("%s: %d with %d people", next, status, len(got))
			}
			for _, id := range got {
				if slices.Contains(all, id) {
					t.Errorf("%s names %s again", next, id)
				}
			}
			all = append(all, got...)
			if !strings.Contains(page, "90 people are in this part of the list") {
				t.Errorf("%s does not say how many people the list is about", next)
			}
			next = ""
			if m := regexp.MustCompile(`href="([^"]*after=[^"]*)">Show more`).FindStringSubmatch(page); m != nil {
				next = html.UnescapeString(m[1])
			}
		}
		if len(all) != people || pages != 3 {
			t.Errorf("%s lists %d people on %d pages, want %d on 3", path, len(all), pages, people)
		}
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		if _, page := b.get(path + sep + "q=sample77"); len(namedOn(page)) != 1 {
			t.Errorf("%s: a name finds %v", path, namedOn(page))
		}
		if _, page := b.get(path + sep + "q=nobodyhere"); len(namedOn(page)) != 0 || strings.Contains(page, "Bring in a") {
			t.Errorf("%s: nobody is found, and it says so in other words: %v", path, namedOn(page))
		}
	}
}
