package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
)

// employees is a file of people who work.
const employees = `Employee ID,Full name,Email,Phone,Address,City,Postcode,Country,Legal entity,Start date,Job title
W-1,Una Here,una.here@mail.example,+44 20 7946 0101,5 Quay Street,Harbourton,ZZ9 1AA,GB,Example UK,2026-01-05,Developer
W-2,Vic There,vic.there@mail.example,+44 20 7946 0102,9 Park Lane,Westport,ZY1 2BB,GB,Example UK,2026-02-02,Developer
`

// peopled is an installation with applicants and people who work, a case, a
// complaint and an open check, and a user with the roles.
func peopled(t *testing.T, roles ...casework.Role) (*installation, *casework.Actor, string) {
	t.Helper()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	link := in.link(t, "Admin", append([]casework.Role{casework.Administrator, casework.HRLead}, roles...)...)
	sam, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	c := in.must(t, sam, &casework.OpenCase{Title: "One number on three applications", People: []muster.SubjectID{"A-1"}, Reason: "Three applications within a week share one number."})
	in.must(t, sam, &casework.AddHypothesis{Case: c.ID, Text: "One person answers for several applicants."})
	in.must(t, sam, &casework.AddTask{Case: c.ID, Text: "Call the agency on its published number", Who: sam.User, Due: muster.Date(2026, 11, 23)})
	in.must(t, sam, &casework.OpenComplaint{Subject: "A-2", Text: "I was asked twice for the same paper."})
	in.must(t, sam, &casework.RequestCheck{Subject: "A-2", Type: muster.CheckReference, Code: casework.CodeFinding})
	return in, sam, link
}

// must carries an act out.
func (in *installation) must(t testing.TB, who *casework.Actor, a casework.Act) casework.Receipt {
	t.Helper()
	r, err := in.desk.Do(t.Context(), who, casework.Key(newKey()), a)
	if err != nil {
		t.Fatalf("%s: %v", a.Name(), err)
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// everyPage lists the pages of an installation by a name for pictures.
func (in *installation) everyPage(t *testing.T, who *casework.Actor) map[string]string {
	t.Helper()
	cases, err := in.desk.Cases(t.Context(), who, false)
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	pages := map[string]string{
		"today": "/today", "people": "/people", "person": "/people/A-1", "worker": "/people/W-1", "interview": "/people/A-1/interview", "groups": "/groups", "cases": "/cases", "case": "/cases/" + cases[0].ID,
		"payroll": "/payroll", "equipment": "/equipment", "rules": "/rules", "rule": "/rules/SRC-01", "ledger": "/ledger", "settings": "/settings", "search": "/search?q=A", "keys": "/keys", "account": "/account", "setup": "/setup",
	}
	if groups := in.live.now().Groups(muster.GroupRing); len(groups) > 0 {
		pages["group"] = "/groups/" + groups[0]
	}
	return pages
}

// otherPages are the pages of the map that everyPage does not name: those without
// an id in their address, found by themselves, so that a new one is looked at the
// day it is there; and the page of the operations, which is no page of the map.
// Of pages with an id, everyPage has one, or the fixture of package web.
func (in *installation) otherPages(t *testing.T, named map[string]string) []string {
	t.Helper()
	mux, seen := http.NewServeMux(), map[string]bool{}
	var gets []string
	for _, name := range routesOfPages(t) {
		if path, ok := strings.CutPrefix(name, "GET "); ok {
			gets = append(gets, path)
			mux.HandleFunc(name, func(http.ResponseWriter, *http.Request) {})
		}
	}
	for _, path := range named {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		seen[strings.TrimPrefix(pattern, "GET ")] = true
	}
	elsewhere := []string{"/{$}", "/ledger/bundle", "/sign-in", "/sign-in/link", "/sign-in/provider", "/sign-in/back", "/reply", // for nobody signed in, or a file
		"/people/{id}/devices", "/people/{id}/events", "/people/{id}/stills/{still}", "/people/{id}/copy", "/groups/{id}/ring", "/cases/{id}/files/{item}", "/payroll/runs/{id}", "/payroll/runs/{id}/replacement", "/payroll/runs/{id}/same-day",
		"/lists/{source}", "/accounts/stepups/{id}", "/accounts/stepups/{id}/statement"}
	others := []string{"/api"}
	for _, path := range gets {
		switch {
		case seen[path] || slices.Contains(elsewhere, path):
		case strings.Contains(path, "{"):
			t.Errorf("no page of %s is looked at: name one in everyPage", path)
		default:
			others = append(others, path)
		}
	}
	return others
}

// TestEveryPageInABrowser looks at every page of a running server, in both
// schemes, from a telephone to a desk, with all that folds open.
func TestEveryPageInABrowser(t *testing.T) {
	t.Parallel()
	in, sam, link := peopled(t, casework.Auditor, casework.Payroll, casework.Counsel)
	pages := in.everyPage(t, sam)
	others := in.otherPages(t, pages)
	if len(others) < 6 {
		t.Fatalf("only %v were found", others)
	}
	for i, scheme := range browsertest.Schemes() {
		ctx := browsertest.Open(t, scheme)
		if i > 0 {
			r := in.must(t, sam, &casework.InviteAgain{User: sam.User, Reason: "another browser of the same test"})
			link = in.site.URL + linkPath(r.Secret)
		}
		browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(link))
		press(t, ctx, "main form button")
		for name, path := range pages {
			label := name + " " + string(scheme)
			browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(in.site.URL+path))
			browsertest.Shoot(t, ctx, "server-"+name+"-"+string(scheme))
			browsertest.Unfold(t, ctx)
			for _, bad := range browsertest.Violations(t, ctx) {
				t.Errorf("%s: %s", label, bad)
			}
			for _, width := range []int64{1024, 390} {
				browsertest.Size(t, ctx, label, width)
			}
			if scheme == browsertest.Light {
				browsertest.Do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(in.site.URL+path))
				browsertest.Shoot(t, ctx, "server-"+name+"-phone")
			}
		}
		for k, path := range others {
			if k%2 != i {
				continue // each in one scheme; the fixture of package web shows both
			}
			browsertest.Do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(in.site.URL+path))
			if head := browsertest.Eval[string](t, ctx, "document.querySelector('h1')?.textContent ?? ''"); head == "" || strings.Contains(head, "not") {
				t.Errorf("%s is headed %q", path, head)
			}
			browsertest.Unfold(t, ctx)
			browsertest.Size(t, ctx, path, 390)
			for _, bad := range browsertest.Violations(t, ctx) {
				t.Errorf("%s %s: %s", path, scheme, bad)
			}
		}
	}
}

var formAction = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// TestFormsShowWhereTheDeskAllows opens a person's and a case's page as every
// role and sends acts about them: a form is on the page exactly where the act
// is not refused for want of permission.
func TestFormsShowWhereTheDeskAllows(t *testing.T) {
	t.Parallel()
	in, sam, _ := peopled(t)
	pages := in.everyPage(t, sam)
	record, err := in.desk.Person(t.Context(), sam, "A-2")
	if err != nil {
		t.Fatal(err)
	}
	check, complaint := record.Checks[0].ID, record.Complaints[0].ID
	reason := "Looked at the records of the last month together."
	acts := []struct {
		page, path string
		form       url.Values
	}{
		{"/people/A-2", "/people/A-2/checks", url.Values{"type": {"education"}, "code": {"finding"}}},
		{"/people/A-2", "/checks/" + check + "/record", url.Values{"outcome": {"unclear"}, "done": {"2026-11-19"}, "evidence": {reason}}},
		{"/people/A-2", "/checks/" + check + "/assign", url.Values{"who": {string(sam.User)}}},
		{"/people/A-2", "/checks/" + check + "/cancel", url.Values{"reason": {reason}}},
		{"/people/A-2", "/checks/" + check + "/adjust", url.Values{"to": {"education"}}},
		{"/people/A-2", "/complaints/" + complaint + "/answer", url.Values{"upheld": {"no"}, "answer": {reason}}},
		{"/people/A-2", "/people/A-2/complaints", url.Values{"text": {reason}}},
		{"/people/A-2", "/people/A-2/notice", url.Values{"channel": {"post"}}},
		{"/people/A-2", "/people/A-2/alternative", url.Values{"way": {"live_interview in_person"}}},
		{"/people/A-2", "/people/A-2/answer", url.Values{"answer": {reason}, "at": {"2026-11-19"}}},
		{"/people/A-2", "/people/A-2/place", url.Values{"class": {"ordinary"}, "reason": {reason}}},
		{"/people/A-2", "/cases/open", url.Values{"title": {"Dates"}, "person": {"A-2"}, "reason": {reason}}},
		{pages["case"], pages["case"] + "/notes", url.Values{"text": {reason}}},
		{pages["case"], pages["case"] + "/hypotheses", url.Values{"text": {reason}}},
		{pages["case"], pages["case"] + "/privileged", url.Values{"text": {reason}}},
	}
	for _, role := range casework.Roles() {
		b := in.signedIn(t, string(role), casework.Grant{Role: role})
		shown, unseen := map[string][]string{}, map[string]bool{}
		for _, a := range acts {
			if _, ok := shown[a.page]; ok {
				continue
			}
			shown[a.page] = nil
			status, body := b.get(a.page)
			unseen[a.page] = status != http.StatusOK
			for _, m := range formAction.FindAllStringSubmatch(body, -1) {
				shown[a.page] = append(shown[a.page], m[1])
			}
		}
		for _, a := range acts {
			if unseen[a.page] {
				continue
			}
			a.form.Set("key", newKey())
			a.form.Set("back", "/today")
			status, _ := b.post(a.path, a.form)
			if status == http.StatusConflict || status == http.StatusUnprocessableEntity {
				continue // allowed, and done by a role before
			}
			refused := status == http.StatusForbidden || status == http.StatusNotFound
			if has := slices.Contains(shown[a.page], a.path); has == refused {
				t.Errorf("%s: the form of %s is on the page: %v, and the act answers %d", role, a.path, has, status)
			}
		}
	}
}

// TestEvidence files a paper in a case and takes it out again: a reader gets
// what was filed, to be saved and not shown, and nobody else gets anything.
func TestEvidence(t *testing.T) {
	t.Parallel()
	in, sam, link := peopled(t)
	pages := in.everyPage(t, sam)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	press(t, ctx, "main form button")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+pages["case"]))
	form := `form[action$="/evidence"]`
	file := func(name, text, shows string) {
		fill(t, ctx, form, map[string]string{"text": shows})
		browsertest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS(form+" input[type=file]"), []string{writeFile(t, name, text)}))
		press(t, ctx, form+" button")
	}
	const minutes = "What was said on the telephone.\n"
	file("minutes.txt", minutes, "Minutes of the call with the agency.")
	see(t, ctx, "Filed, with its digest in the ledger.")
	see(t, ctx, "minutes.txt")
	file("page.html", "<!doctype html><script>alert(1)</script>", "A page that a browser would run.")
	see(t, ctx, "A case does not take files of this type")

	c, err := in.desk.Case(t.Context(), sam, strings.TrimPrefix(pages["case"], "/cases/"))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(c.Items, func(i casework.Item) bool { return i.Kind == casework.ItemEvidence })
	item := pages["case"] + "/files/" + c.Items[at].ID
	b := in.browser(t)
	again := in.must(t, sam, &casework.InviteAgain{User: sam.User, Reason: "another browser of the same test"})
	b.post("/sign-in", url.Values{"token": {again.Secret}})
	answer, err := b.http.Get(in.site.URL + item)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	head := answer.Header
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") || head.Get("X-Content-Type-Options") != "nosniff" ||
		head.Get("Content-Type") != "application/octet-stream" || !strings.Contains(head.Get("Content-Security-Policy"), "sandbox") || head.Get("Content-Length") != strconv.Itoa(len(minutes)) {
		t.Errorf("the file comes as %d %v", answer.StatusCode, head)
	}
	if n := in.entries(t, "case.file"); n != 1 {
		t.Errorf("%d entries of files taken out, want 1", n)
	}
	other := in.signedIn(t, "other", casework.Grant{Role: casework.HRLead})
	if status, _ := other.get(item); status != http.StatusNotFound {
		t.Errorf("somebody who is no reader gets %d", status)
	}
}

// TestTodayNamesWhoIsAtNoGate brings in the people who work, long past every
// gate: who was found to share something stands on the day's page until a check
// is asked for, and only for those who are shown where people stand.
func TestTodayNamesWhoIsAtNoGate(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	staff := strings.ReplaceAll(employees, "+44 20 7946 0102", "+44 20 7946 0101")
	lead, cables := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead}), in.signedIn(t, "cables", casework.Grant{Role: casework.IT})
	if _, page := lead.drop(t, "staff.csv", staff); !strings.Contains(page, "Shared with others") {
		t.Fatal("nothing is found of two people with one number")
	}
	const heading = "Seen, and nothing asked yet"
	_, page := lead.get("/today")
	if !strings.Contains(page, "2 things need you today.") || !strings.Contains(page, heading) || !strings.Contains(page, "Vic There") {
		t.Errorf("the day's page does not name them: %.300s", page[strings.Index(page, "<h1>"):])
	}
	if _, page := cables.get("/today"); strings.Contains(page, heading) {
		t.Error("who is not shown levels is told of them")
	}
	if status, _ := lead.post("/people/W-2/checks", url.Values{"type": {"live_interview"}, "code": {"finding"}, "key": {newKey()}, "back": {"/today"}}); status != http.StatusSeeOther {
		t.Fatalf("a check could not be asked for: %d", status)
	}
	_, page = lead.get("/today")
	at := strings.Index(page, heading)
	if at < 0 || strings.Contains(page[at:at+strings.Index(page[at:], "</section>")], "Vic There") {
		t.Error("of whom a check is asked for is still said to be asked nothing")
	}
}

// TestStaffWithoutDatesAreHired brings in a list of staff that names no dates:
// nobody on it is asked what an applicant is asked.
func TestStaffWithoutDatesAreHired(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	_, page := lead.drop(t, "staff.csv", "Employee ID,Name,E-mail,Mobile,Legal entity\nW-1,Una Here,una@mail.example,+44 20 7946 0101,Example UK\nW-2,Vic There,vic@mail.example,+44 20 7946 0101,Example UK\n")
	if !strings.Contains(page, "Shared with others") {
		t.Fatal("nothing is found of two people with one number")
	}
	if _, page := lead.get("/today"); strings.Contains(page, "before the offer") || strings.Contains(page, "before the interview") || !strings.Contains(page, "Vic There") {
		t.Error("somebody at work is asked what applicants are asked, or nobody is named")
	}
}
