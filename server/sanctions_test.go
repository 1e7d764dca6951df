package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect/lists"
	"muster/internal/browsertest"
)

const listedFirst = `id,name,birth_date,programs
X-1,Kestrel Uncommonname,1979-03-04,Order one
X-2,Marlow Otherwise,1960-01-01,Order one
X-3,Someone Quiteelse,1955-05-05,Order two
`

// TestSanctionsPages compares one person and everybody with a list, changes the
// list, and sees that only those are looked at again whom the change touches.
func TestSanctionsPages(t *testing.T) {
	t.Parallel()
	dir, body := t.TempDir(), listedFirst
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
	defer publisher.Close()
	in := newInstallation(t, func(c *Config) { c.Lists = dir })
	fetch := func() {
		t.Helper()
		if _, err := (&lists.Store{Dir: dir, Client: publisher.Client(), Now: in.now}).Update(t.Context(), lists.Source{Name: "example", URL: publisher.URL}); err != nil {
			t.Fatal(err)
		}
	}
	person := func(id muster.SubjectID, name string, year int) {
		in.keep(t, id, &muster.Person{Named: muster.Named{FullName: muster.PersonName(name)}, DateOfBirth: muster.Date(year, 3, 4)})
	}
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	lead := in.signedIn(t, "Lea", casework.Grant{Role: casework.HRLead})
	lead.sees("/lists", "No list is in use")
	fetch()
	person("W-1", "Kestrel Uncommonname", 1979)
	person("W-2", "Kestrel Uncommonname", 1991)
	person("W-3", "Di Plain", 1980)

	lead.sees("/lists", "example", "People on record who may be on a list")
	lead.sees("/v1/sanctions", `"source":"example","title":"`)
	ask := func(name, born string) string {
		status, page := lead.post("/lists", url.Values{"key": {newKey()}, "back": {"/lists"}, "name": {name}, "born": {born}})
		if status != http.StatusOK {
			t.Errorf("asking for %s: %d", name, status)
		}
		return page
	}
	if page := ask("Uncommonname, Kestrel", "1979-03-04"); !strings.Contains(page, "probable") || !strings.Contains(page, "X-1") {
		t.Error("a listed name with its day of birth is not probable")
	}
	if page := ask("Kestrel Uncommonname", ""); !strings.Contains(page, ">possible<") {
		t.Error("a name alone is not possible")
	}
	if page := ask("Kestrel Uncommonname", "1991-03-04"); strings.Contains(page, "X-1") {
		t.Error("another day of birth does not end the matter")
	}

	status, refused := lead.post("/lists", url.Values{"key": {newKey()}, "back": {"/lists"}, "name": {"Kestrel Uncommonname"}, "born": {"31/31/1979"}})
	if status == http.StatusOK || !strings.Contains(refused, "there is no such day") || strings.Contains(refused, "X-1") {
		t.Errorf("%d: a day that is in no calendar counts as its year", status)
	}

	people := func() (out api.SanctionsPeople) {
		t.Helper()
		status, answer := lead.get("/v1/sanctions/people")
		if err := json.Unmarshal([]byte(answer), &out); err != nil || status != http.StatusOK {
			t.Fatalf("%d %v %s", status, err, answer)
		}
		return out
	}
	if got := people(); got.Total != 1 || string(got.People[0].Person.ID) != "W-1" || got.Looked != 3 {
		t.Errorf("compared with the first list: %+v", got)
	}
	body = strings.Replace(listedFirst, "Marlow Otherwise,1960-01-01", "Di Plain,1980-03-04", 1)
	fetch()
	if got := people(); got.Total != 2 || got.Looked != 1 {
		t.Errorf("after one entry changed: %d hit, %d looked at", got.Total, got.Looked)
	}
	lead.sees("/lists/example", "0 added, 0 removed, 1 changed", "names, births")
	who := in.user(t, "Lea")
	settled := func(id muster.SubjectID) {
		t.Helper()
		in.later(time.Minute)
		asked := in.must(t, who, &casework.RequestCheck{Subject: id, Type: muster.CheckSanctions, Assurance: casework.Standard, Code: casework.CodeFinding})
		in.must(t, who, &casework.RecordCheck{
			Check: asked.ID, Outcome: muster.OutcomePassed, Done: muster.Instant(in.now()), Evidence: "Passport beside the entry: another person",
			Form: map[string]string{"compared": "born_and_document"}, Confirmed: true,
		})
		in.later(time.Minute)
	}
	settled("W-1")
	settled("W-3")
	if got := people(); got.Total != 2 || got.People[0].Checked.IsZero() || got.People[1].Checked.IsZero() {
		t.Errorf("who was cleared is asked about again: %+v", got.People)
	}
	body = strings.Replace(body, "Di Plain,1980-03-04", "Di Plain,1980", 1)
	fetch()
	if got := people(); got.Total != 2 || string(got.People[0].Person.ID) != "W-3" || !got.People[0].Checked.IsZero() || got.People[1].Checked.IsZero() {
		t.Errorf("after the entry of one who was cleared changed: %+v", got.People)
	}
	lead.sees("/lists/people", "Nothing is due", "a check has settled it for 1", "an entry below is new or another")
	if got := people(); got.People[0].Before.IsZero() || len(got.People[0].Changed) != 0 {
		t.Errorf("why W-3 is to be compared again: %+v", got.People[0])
	}
	in.keep(t, "W-1", &muster.Application{Named: muster.Named{FullName: "  kestrel  Uncommonname "}, Vacancy: "Developer"})
	if got := people(); !got.People[0].Checked.IsZero() || got.People[1].Checked.IsZero() {
		t.Errorf("a record that says the same of W-1 undoes the check: %+v", got.People)
	}
	in.keep(t, "W-1", &muster.Document{Type: "passport", Country: "GB", Number: "X99887766"})
	again := func(what string) {
		t.Helper()
		got := people()
		at := slices.IndexFunc(got.People, func(p api.SanctionsPerson) bool { return p.Person.ID == "W-1" })
		if at < 0 || !got.People[at].Checked.IsZero() || got.People[at].Before.IsZero() || !slices.Equal(got.People[at].Changed, []string{what}) {
			t.Errorf("after another %s on record of W-1: %+v", what, got.People)
		}
	}
	again("document")
	lead.sees("/lists/people", "what is on record of the person has changed: document")
	settled("W-1")
	if got := people(); got.People[1].Checked.IsZero() {
		t.Errorf("the check with the new document settles nothing: %+v", got.People)
	}
	if status, answer := lead.get("/v1/subjects/W-1"); status != http.StatusOK || strings.Contains(answer, `"compared":{"date`) {
		t.Errorf("%d: digests of facts are told", status)
	}
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Kestrel Uncommonname"}, DateOfBirth: muster.Date(1979, 4, 3)})
	again("date of birth")
	settled("W-1")
	if status, _ := lead.get("/lists/..%2fexample"); status != http.StatusNotFound {
		t.Errorf("a list of another name: %d", status)
	}
	for _, role := range []casework.Role{casework.Recruiter, casework.Payroll, casework.IT, casework.Auditor} {
		b := in.signedIn(t, "As-"+string(role), casework.Grant{Role: role})
		for _, path := range []string{"/lists/people", "/v1/sanctions/people"} {
			if status, _ := b.get(path); status != http.StatusForbidden {
				t.Errorf("%s opens %s: %d", role, path, status)
			}
		}
	}
	analyst := in.signedIn(t, "Ana", casework.Grant{Role: casework.Security})
	if status, page := analyst.get("/lists/people"); status != http.StatusOK || strings.Contains(page, "1979-03-04") || !strings.Contains(page, "same day as on record") {
		t.Errorf("what is masked for an analyst shows in a hit, or nothing does: %d", status)
	}
	for name, path := range map[string]string{"lists": "/lists", "lists-changes": "/lists/example", "lists-people": "/lists/people"} {
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+path))
		browsertest.Shoot(t, ctx, name)
	}
}

// TestCounselRecordsABasis puts a legal basis on record as counsel, on the page.
func TestCounselRecordsABasis(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Una Here"}})
	counsel := in.signedIn(t, "Lee", casework.Grant{Role: casework.Counsel})
	counsel.sees("/payroll/bases", "Nobody's pay can be withheld")
	record := func(until muster.Time) int {
		status, _ := counsel.post("/payroll/bases", url.Values{"key": {newKey()}, "back": {"/payroll/bases"}, "person": {"W-1"}, "basis": {"Order 17"}, "until": {until.ISO()}, "reason": {"A court order names this pay."}})
		return status
	}
	now := in.now()
	if status := record(muster.Date(now.Year()+1, now.Month(), 1)); status == http.StatusSeeOther {
		t.Error("a basis for a year was taken")
	}
	soon := now.AddDate(0, 1, 0)
	if status := record(muster.Date(soon.Year(), soon.Month(), soon.Day())); status != http.StatusSeeOther {
		t.Errorf("a basis for a month: %d", status)
	}
	counsel.sees("/payroll/bases", "Order 17", "Holds", "Lee")
	if status, answer := counsel.get("/v1/paybases"); status != http.StatusOK || !strings.Contains(answer, `"stands":true`) {
		t.Errorf("%d %s", status, answer)
	}
	for _, role := range []casework.Role{casework.Payroll, casework.HRLead, casework.Administrator} {
		b := in.signedIn(t, "As-"+string(role), casework.Grant{Role: role})
		if status, _ := b.get("/payroll/bases"); status != http.StatusForbidden {
			t.Errorf("%s opens the page of bases: %d", role, status)
		}
	}
}
