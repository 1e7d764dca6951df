package server

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/web"
)

// as is a request's context of somebody signed in.
func (in *installation) as(t *testing.T, name string) context.Context {
	t.Helper()
	return context.WithValue(t.Context(), visitorKey{}, &visitor{actor: in.user(t, name), server: in.Server})
}

var lockedField = regexp.MustCompile(`name="field" value="([^"]+)"`)

// TestUnlockForm offers each role exactly the fields that the table lets it
// unlock, shows all of them for one reason, and then offers none.
func TestUnlockForm(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	table := c.desk.Permissions()
	const id, other = "Z-1", "Z-2"
	c.records(id, other)
	c.words(id, nil)
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, role := range casework.Roles() {
		p := c.player(role, casework.Scope{})
		c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: id, Team: []casework.UserID{p.actor.User, c.boss.User}}, Reason: cellReason})
		status, page := p.get("/people/" + id)
		if status != http.StatusOK {
			continue
		}
		var want, got []string
		for _, f := range web.LockedFields() {
			if table.SightOf(f, role) == casework.Unlocked && table.Cell(casework.PersonUnlock, role) != casework.No {
				want = append(want, string(f))
			}
		}
		for _, m := range lockedField.FindAllStringSubmatch(page, -1) {
			got = append(got, m[1])
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s is offered %v, and the table lets it unlock %v", role, got, want)
		}
		if len(got) == 0 {
			continue
		}
		if status, page := p.post("/people/"+id+"/unlock", url.Values{"key": {newKey()}, "field": got, "reason": {cellReason}, "back": {"/people/" + id}}); status != http.StatusSeeOther {
			t.Fatalf("%s: %d %.300s", role, status, page)
		}
		_, page = p.get("/people/" + id)
		for _, f := range got {
			if one := probes()[casework.Field(f)]; slices.Contains(one.shown, "/people/ID") && !strings.Contains(page, one.value) {
				t.Errorf("%s as %s: unlocked, and not on the page", f, role)
			}
		}
		if lockedField.MatchString(page) {
			t.Errorf("%s: the form still offers what is open", role)
		}
	}
}

// TestDocumentsSideBySide puts what an application, a CV and the HR record say
// next to each other, differences in words, and says who may see the page.
func TestDocumentsSideBySide(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	var list []muster.Observation
	add := func(source string, d muster.Data) {
		o := muster.Observation{Organisation: in.config.Organisation, Subject: "D-1", Source: source, Record: source, Happened: muster.Date(2026, 11, 2), Data: d, Place: muster.Place{File: source + ".csv", Row: 2}}
		if err := o.Seal(); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	a := &muster.Application{Named: muster.Named{FullName: "Una Here"}, Home: muster.Home{Address: "5 Quay Street", City: "Harbourton"}, Employer: "Example Works Ltd",
		Education: []muster.Education{{Institution: "Harbourton College", Degree: "BSc", End: muster.Date(2014, 6, 30)}}}
	a.Contact = muster.Contact{Emails: []muster.Email{"una@mail.example"}, Phones: []muster.Phone{"+44 20 7946 0101"}}
	add("tracker", a)
	cv := &muster.CV{Name: "HERE, Una", Roles: []muster.Role{{Employer: "Example Works, Ltd.", Title: "Developer", Start: muster.Date(2019, 1, 7)}},
		Education: []muster.Education{{Institution: "Harbourton College", Degree: "BSc", End: muster.Date(2016, 6, 30)}}}
	cv.Contact = muster.Contact{Phones: []muster.Phone{"+44 20 7946 0101"}}
	add("cv", cv)
	add("hr", &muster.Person{Named: muster.Named{FullName: "Una Here"}, Home: muster.Home{Address: "9 Park Lane", City: "Westport"}, Started: muster.Date(2026, 1, 5)})
	if _, _, err := in.store.Append(t.Context(), in.config.Organisation, list); err != nil {
		t.Fatal(err)
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	page, err := in.Person(in.as(t, "Admin"), "D-1")
	if err != nil {
		t.Fatal(err)
	}
	if page.Claims == nil || len(page.Claims.Columns) != 3 {
		t.Fatalf("%+v", page.Claims)
	}
	marks := map[string]string{}
	for _, row := range page.Claims.Rows {
		var words []string
		for _, cell := range row.Cells {
			words = append(words, cell.Mark)
		}
		marks[row.Claim] = strings.Join(words, "|")
	}
	for claim, want := range map[string]string{
		"Name": "|same|same", "Home address": "||differs", "Contact": "|same|", "Worked at Example Works Ltd": "|same|", "Studied at Harbourton College": "|differs|",
	} {
		if marks[claim] != want {
			t.Errorf("%s is marked %q, want %q", claim, marks[claim], want)
		}
	}
	home := page.Facts[slices.IndexFunc(page.Facts, func(f web.Fact) bool { return f.Name == "Home address" })]
	if len(home.Says) != 2 || !home.Differs || !strings.Contains(home.Says[0].Source, "tracker.csv") {
		t.Errorf("the sources of the home address: %+v", home)
	}

	recruiter := in.signedIn(t, "rec", casework.Grant{Role: casework.Recruiter})
	if _, text := recruiter.get("/people/D-1"); strings.Contains(text, "9 Park Lane") || !strings.Contains(text, "Worked at Example Works") || !strings.Contains(text, "differs") {
		t.Error("a recruiter sees a home, or does not see the jobs they ask about")
	}
	if _, text := recruiter.get("/v1/subjects/D-1/documents"); strings.Contains(text, "9 Park Lane") || strings.Contains(text, "tracker.csv") || !strings.Contains(text, `"claim":"Worked at Example Works Ltd"`) {
		t.Errorf("a recruiter's program is told %s", text)
	}
	in.signedIn(t, "audit", casework.Grant{Role: casework.Auditor})
	page, err = in.Person(in.as(t, "Admin"), "D-1")
	if err != nil {
		t.Fatal(err)
	}
	var readers []string
	for _, r := range page.Readers {
		readers = append(readers, r.Name+": "+r.Role)
	}
	slices.Sort(readers)
	if want := []string{"Admin: HR lead", "rec: Recruiter"}; !slices.Equal(readers, want) {
		t.Errorf("who may see the page: %v, want %v", readers, want)
	}
	in.signedIn(t, "lead", lead()).sees("/v1/subjects/D-1/documents", "9 Park Lane", "tracker.csv", `"differs":true`)
	if status, text := in.signedIn(t, "admin2", casework.Grant{Role: casework.Administrator}).get("/v1/subjects/D-1/documents"); status == http.StatusOK {
		t.Errorf("an administrator's program is told %s", text)
	}
}
