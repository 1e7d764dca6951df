package server

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"muster/casework"
	"muster/web"
)

// browser is somebody signed in over HTTP.
type browser struct {
	t    testing.TB
	site string
	http *http.Client
}

func (in *installation) browser(t testing.TB) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, in.site.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signedIn is a fresh user with these roles, signed in by a one-time link.
func (in *installation) signedIn(t testing.TB, name string, grants ...casework.Grant) *browser {
	t.Helper()
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		if _, err := in.Begin(t.Context(), "Admin", "admin@company.example", casework.Administrator); err != nil {
			t.Fatal(err)
		}
		if admin, err = in.desk.ActorByEmail(t.Context(), "admin@company.example"); err != nil {
			t.Fatal(err)
		}
	}
	r, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.InviteUser{User: name, Email: name + "@company.example", Grants: grants})
	if err != nil {
		t.Fatal(err)
	}
	b := in.browser(t)
	if status, _ := b.post("/sign-in", url.Values{"token": {r.Secret}}); status != http.StatusSeeOther {
		t.Fatalf("%s could not sign in: %d", name, status)
	}
	return b
}

func (b *browser) do(r *http.Request, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (b *browser) get(path string) (int, string) {
	b.t.Helper()
	return b.do(http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site+path, nil))
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.do(r, err)
}

// guarded is one path for each permission of the pages. An act is sent without
// its form: who may not is told so, who may is told what is missing.
func guarded() map[web.Permission]string {
	return map[web.Permission]string{
		casework.PeopleView: "GET /people", casework.GroupView: "GET /groups", casework.CaseView: "GET /cases", casework.PayrollView: "GET /payroll", casework.EquipmentView: "GET /equipment",
		casework.PolicyView: "GET /rules", web.OpenLedger: "GET /ledger", web.HoldInterview: "GET /people/A-9/interview", casework.PeopleImport: "POST /people/import",
		casework.PersonUnlock: "POST /people/A-1/unlock", casework.CheckRequest: "POST /people/A-1/checks", casework.CheckRecord: "POST /checks/K-1/record",
		casework.FindingClear: "POST /people/A-1/findings/00112233445566778899aabbccddeeff/clear", casework.GateOverride: "POST /people/A-1/gates/offer/override", casework.EscalationHold: "POST /people/A-1/hold",
		web.SignSteps: "POST /steps/S-1/sign", casework.NoticeSend: "POST /people/A-1/notice", casework.GroupDecide: "POST /groups/g/split", casework.CaseOpen: "POST /cases/open",
		casework.CaseWrite: "POST /cases/C-1/notes", casework.CasePrivileged: "POST /cases/C-1/privileged", casework.PayrollSettle: "POST /payroll/p/settle",
		casework.EquipmentRecord: "POST /equipment/e/settle", casework.PolicySuppress: "POST /rules/SRC-01/suppress", casework.AgreementRecord: "POST /agreements", casework.PolicyTry: "POST /rules/SRC-01/try",
		casework.UsersManage: "POST /settings/users", casework.KeysManage: "POST /settings/keys", casework.RetentionSet: "POST /settings/retention/cv", casework.LedgerExport: "GET /ledger/bundle",
		web.OpenSettings: "GET /setup", web.PassGates: "POST /people/A-1/gates/offer/pass", casework.PeoplePlace: "POST /people/A-1/place", casework.IdentityDispute: "POST /people/A-1/dispute", casework.SubjectExport: "POST /people/A-1/export",
		casework.CheckAdjust: "POST /checks/K-1/adjust", casework.CheckCancel: "POST /checks/K-1/cancel", casework.AnswerRecord: "POST /people/A-1/answer",
		casework.ComplaintOpen: "POST /people/A-1/complaints", casework.ComplaintAnswer: "POST /complaints/M-1/answer", casework.InterviewPlan: "POST /people/A-1/interview/plan",
		casework.InterviewRecord: "POST /people/A-1/interview", casework.InterviewStill: "POST /people/A-1/stills/choice", casework.CasePropose: "POST /cases/C-1/steps", casework.CaseReaders: "POST /cases/C-1/readers", casework.CaseClose: "POST /cases/C-1/close",
		casework.PolicyPublish: "POST /policies/P-1/publish", casework.WebhooksManage: "POST /settings/hooks", casework.MonitoringSet: "POST /settings/monitoring/network", casework.PayWithholding: "GET /payroll/bases", casework.WriteBackSet: "POST /settings/systems/greenhouse/writeback",
		casework.SettingsManage: "POST /settings/numbers/draw_percent", casework.LedgerVerify: "POST /ledger/verify",
		casework.StepUpView: "GET /accounts", casework.StepUpAsk: "POST /accounts/ask", casework.StepUpAppeal: "POST /accounts/stepups/U-1/appeal", casework.StepUpAnswer: "POST /accounts/stepups/U-1/answer",
	}
}

// TestEveryPermission asks every path as every role. What opens and what does
// not is computed from the desk's table alone.
func TestEveryPermission(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	table := in.desk.Permissions()
	paths := guarded()
	for _, permission := range web.Permissions() {
		if _, ok := paths[permission]; !ok {
			t.Errorf("no path for the permission %s", permission)
		}
	}
	for _, role := range casework.Roles() {
		b := in.signedIn(t, string(role), casework.Grant{Role: role})
		for permission, path := range paths {
			open := false
			for _, action := range web.Means(permission) {
				open = open || table.Cell(action, role) != casework.No
			}
			method, path, _ := strings.Cut(path, " ")
			var status int
			if method == http.MethodGet {
				status, _ = b.get(path)
			} else {
				status, _ = b.post(path, url.Values{})
			}
			if refused := status == http.StatusForbidden; refused == open || status >= 500 {
				t.Errorf("%s as %s: %d, want it open: %v", path, role, status, open)
			}
		}
	}
}

// papers are one person's records with a value in every field of the table.
const papers = `Candidate ID,Full name,Email,Phone,Address,City,Postcode,Country,Date of birth,Job title,Applied
A-1,Quilla Zorn,quilla.zorn@mail.example,+44 20 7946 0911,12 Mill Lane,Harbourton,ZZ9 9AA,GB,1990-04-17,Developer,2026-11-02
A-2,Wim Yarrow,wim.yarrow@mail.example,+44 20 7946 0911,4 High Street,Westport,ZY1 1BB,GB,1991-05-18,Developer,2026-11-03
`

// TestEveryField opens a person's page as every role: a value is on it exactly
// where the desk's table says clear.
func TestEveryField(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", papers)); err != nil {
		t.Fatal(err)
	}
	table := in.desk.Permissions()
	shown := map[casework.Field]string{
		casework.FieldName: "Quilla Zorn", casework.FieldContact: "quilla.zorn@mail.example", casework.FieldHome: "12 Mill Lane", casework.FieldBorn: "17 April 1990",
		casework.FieldFinding: "Same phone number on records under different names",
	}
	for _, role := range casework.Roles() {
		b := in.signedIn(t, string(role), casework.Grant{Role: role})
		status, page := b.get("/people/A-1")
		if table.Cell(casework.PeopleView, role) != casework.Yes {
			if status == http.StatusOK || strings.Contains(page, "Quilla") {
				t.Errorf("%s sees the page: %d", role, status)
			}
			continue
		}
		if status != http.StatusOK {
			t.Errorf("%s: %d", role, status)
			continue
		}
		for field, value := range shown {
			clear := table.SightOf(field, role) == casework.Clear
			if got := strings.Contains(page, value); got != clear {
				t.Errorf("%s: %s on the page: %v, want %v", field, role, got, clear)
			}
		}
		if strings.Contains(page, "Yarrow") {
			t.Errorf("%s sees another person's name before unlocking it", role)
		}
	}
}

// TestUnlock shows others' names for a reason, to who asked alone.
func TestUnlock(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", papers)); err != nil {
		t.Fatal(err)
	}
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	other := in.signedIn(t, "other", casework.Grant{Role: casework.HRLead})
	status, _ := lead.post("/people/A-1/unlock", url.Values{"key": {newKey()}, "field": {"others.name"}, "reason": {"Both say that they know each other; I am calling them."}, "back": {"/people/A-1"}})
	if status != http.StatusSeeOther {
		t.Fatalf("unlock: %d", status)
	}
	if _, page := lead.get("/people/A-1"); !strings.Contains(page, "Wim Yarrow") {
		t.Error("the name does not show after unlocking")
	}
	if _, page := other.get("/people/A-1"); strings.Contains(page, "Wim Yarrow") {
		t.Error("the name shows to somebody who did not unlock it")
	}
}

// TestScopes keeps people of another entity from a list, a page and a search.
func TestScopes(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	const people = "Employee ID,Full name,Email,Legal entity,Start date,Job title\nW-1,Una Here,una@mail.example,UK Ltd,2026-01-05,Developer\nW-2,Vic There,vic@mail.example,DE GmbH,2026-01-06,Developer\n"
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "people.csv", people)); err != nil {
		t.Fatal(err)
	}
	b := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "UK Ltd"}})
	for _, path := range []string{"/people", "/people?q=v", "/people?sort=person", "/search?q=W-", "/today"} {
		if _, page := b.get(path); strings.Contains(page, "W-2") || strings.Contains(page, "Vic There") {
			t.Errorf("%s shows somebody of another entity", path)
		}
	}
	if _, page := b.get("/people"); !strings.Contains(page, "Una Here") {
		t.Error("the list lacks the person of the own entity")
	}
	if status, _ := b.get("/people/W-2"); status != http.StatusNotFound {
		t.Errorf("the page of somebody of another entity: %d", status)
	}
}

// TestListsDoNotTellLevels lets those who are not shown where people stand
// choose and order lists by it: they get the same list in the same order.
func TestListsDoNotTellLevels(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	order := regexp.MustCompile(`data-href="/people/([^"]+)"`)
	b := in.signedIn(t, "cables", casework.Grant{Role: casework.IT})
	read := func(query string) (ids []string) {
		status, page := b.get("/people" + query)
		for _, m := range order.FindAllStringSubmatch(page, -1) {
			ids = append(ids, m[1])
		}
		if status != http.StatusOK || len(ids) < 4 {
			t.Fatalf("%s answers %d with %v", query, status, ids)
		}
		return ids
	}
	plain := read("")
	if !slices.IsSorted(plain) {
		t.Errorf("the list itself is in the order %v", plain)
	}
	for _, query := range []string{"?level=escalate", "?level=verify", "?level=clear", "?sort=level", "?sort=why&down=1", "?sort=next", "?sort=level&down=1&show=why&show=level"} {
		if got := read(query); !slices.Equal(got, plain) {
			t.Errorf("%s tells: %v instead of %v", query, got, plain)
		}
	}
	if _, page := b.get("/people?level=verify&show=why"); strings.Contains(page, `name="level"`) || strings.Contains(page, "sort=why") {
		t.Error("the page offers what it does not show")
	}
	if p := in.program(t, []string{"subjects.read", "findings.read"}, casework.Grant{Role: casework.IT}); p.get("/v1/subjects?level=verify").status != http.StatusForbidden {
		t.Error("a program may choose by level")
	}
	both := in.signedIn(t, "both", casework.Grant{Role: casework.IT}, casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "Example UK"}})
	if _, page := both.get("/people?level=verify"); strings.Contains(page, `name="level"`) {
		t.Error("a role for one entity opens the levels of all")
	}
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead}, casework.Grant{Role: casework.IT})
	if _, page := lead.get("/people?level=verify"); !strings.Contains(page, `name="level"`) {
		t.Error("who is shown levels cannot choose by them")
	}
}
