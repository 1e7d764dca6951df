package server

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
)

// TestSetupPage sets a firm of one administrator up in a browser, from the
// first link to the import, and counts what is asked of them.
func TestSetupPage(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.Title = "" })
	link := in.link(t, "Sam", casework.Administrator, casework.HRLead)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	start := time.Now()
	press(t, ctx, "main form button")
	see(t, ctx, "4 parts are left.")
	browsertest.Shoot(t, ctx, "server-setup")
	for _, bad := range browsertest.Violations(t, ctx) {
		t.Error(bad)
	}
	fill(t, ctx, `form[action="/setup/organisation"]`, map[string]string{"title": "Harbour & Sons"})
	press(t, ctx, `form[action="/setup/organisation"] button`)
	see(t, ctx, "3 parts are left.")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/today")) // left, and resumed
	see(t, ctx, "Set-up: 3 left")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/setup"))
	fill(t, ctx, `form[action="/setup/entities"]`, map[string]string{"title": "Harbour & Sons Ltd", "country": "GB"})
	press(t, ctx, `form[action="/setup/entities"] button`)
	press(t, ctx, `form[action="/setup/purposes"] button`)
	press(t, ctx, `form[action="/setup/notices/privacy"] button`)
	press(t, ctx, `form[action="/setup/notices/inquiry"] button`)
	see(t, ctx, "Everything is set up.")
	see(t, ctx, "Harbour & Sons")
	if took := time.Since(start); took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
	policy, err := in.desk.SetUp(t.Context())
	if err != nil || len(policy.Purposes) != len(muster.Kinds()) {
		t.Errorf("%d purposes, %v", len(policy.Purposes), err)
	}
	keep, err := in.desk.Policy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range muster.Kinds() {
		if keep.Retention[k] < 30 {
			t.Errorf("%s is kept for %d days", k, keep.Retention[k])
		}
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/"))
	if at := browsertest.Eval[string](t, ctx, "location.pathname"); at != "/today" {
		t.Errorf("afterwards the app opens at %s", at)
	}
}

// TestSetupRoles lets each do their part and nobody another's.
func TestSetupRoles(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.Title = "" })
	admin := in.signedIn(t, "root", casework.Grant{Role: casework.Administrator})
	lead := in.signedIn(t, "lead", hrLead())
	recruiter := in.signedIn(t, "rec", casework.Grant{Role: casework.Recruiter})
	if status, page := admin.get("/setup"); status != 200 || strings.Contains(page, `action="/setup/purposes"`) || !strings.Contains(page, `action="/setup/organisation"`) {
		t.Errorf("the administrator's page: %d", status)
	}
	if status, page := lead.get("/setup"); status != 200 || !strings.Contains(page, `action="/setup/purposes"`) || strings.Contains(page, `action="/setup/organisation"`) {
		t.Errorf("the HR lead's page: %d", status)
	}
	if status, _ := recruiter.get("/setup"); status != 403 {
		t.Errorf("a recruiter's page: %d", status)
	}
	if _, page := recruiter.get("/today"); strings.Contains(page, "Set-up:") {
		t.Error("a recruiter is asked to set up")
	}
	form := func(v url.Values) url.Values { v.Set("key", newKey()); v.Set("back", "/setup"); return v }
	if status, _ := lead.post("/setup/organisation", form(url.Values{"title": {"Other"}})); status != 403 {
		t.Errorf("an HR lead names the organisation: %d", status)
	}
	if status, page := admin.post("/setup/entities", form(url.Values{"id": {"UK"}, "title": {"Harbour"}, "country": {"Britain"}})); status != 422 || !strings.Contains(page, "two capital letters") {
		t.Errorf("a country in words: %d", status)
	}
	if status, _ := admin.post("/setup/organisation", form(url.Values{"title": {"<b>Harbour</b>"}})); status != 303 {
		t.Fatal(status)
	}
	if _, page := admin.get("/today"); !strings.Contains(page, "&lt;b&gt;Harbour") || strings.Contains(page, "<b>Harbour") {
		t.Error("the name is not escaped, or not shown")
	}
}

const planText = `organisation: Harbour & Sons
administrator: {name: Ann Keeper, email: ann@company.example, alone: true}
entities:
  - {id: UK, title: Harbour & Sons Ltd, country: GB, holidays: [2026-12-25]}
accept_proposed: true
purposes:
  - {kind: cv, days: 90, purpose: Decide on applications, basis: legitimate interests}
notices: {inquiry: Tell us your side until (until).}
monitoring:
  - {kind: sign_in, assessment: DPIA-7, notice: N-3, basis: legitimate interests}
`

// TestSetupFile does by a file what the page does, and refuses monitoring
// without an impact assessment there too.
func TestSetupFile(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.Title = "" })
	p, err := LoadPlan(writeFile(t, "setup.yaml", planText))
	if err != nil {
		t.Fatal(err)
	}
	link, err := in.SetUp(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	b := in.browser(t)
	_, token, _ := strings.Cut(link, "token=")
	if b.post("/sign-in", url.Values{"token": {token}}); !b.in() {
		t.Fatal("the administrator's link lets nobody in")
	}
	if _, page := b.get("/setup"); !strings.Contains(page, "Everything is set up.") || !strings.Contains(page, "on, impact assessment DPIA-7") {
		t.Error("something is left after a whole file")
	}
	policy, err := in.desk.Policy(t.Context())
	if err != nil || policy.Retention[muster.KindCV] != 90 {
		t.Errorf("CVs are kept %d days, %v", policy.Retention[muster.KindCV], err)
	}
	other := newInstallation(t)
	if _, err := LoadPlan(writeFile(t, "setup.yaml", strings.Replace(planText, "entities", "entitys", 1))); err == nil || !strings.Contains(err.Error(), "entitys") {
		t.Errorf("a misspelt word: %v", err)
	}
	p.Monitoring[0].Assessment = ""
	if link, err := other.SetUp(t.Context(), p); muster.CodeOf(err) != muster.CodeUsage || link == "" {
		t.Errorf("monitoring without an impact assessment: %q, %v", link, err)
	}
	if _, err := in.SetUp(t.Context(), p); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("set up twice: %v", err)
	}
}

// TestKnock leads a program started again to the one that is open.
func TestKnock(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	ctx, cancel := context.WithCancel(t.Context())
	again := func(ctx context.Context) (string, error) {
		link, err := in.SignInLink(ctx, "You", "you@localhost", casework.Administrator)
		return link, err
	}
	if _, found := KnockLocal(ctx, in.config.Data); found {
		t.Error("somebody answers before anybody is there")
	}
	if err := in.AnswerLocal(ctx, in.config.Data, in.site.URL, again); err != nil {
		t.Fatal(err)
	}
	link, found := KnockLocal(ctx, in.config.Data)
	if !found {
		t.Fatal("nobody answers")
	}
	_, token, _ := strings.Cut(link, "token=")
	b := in.browser(t)
	if b.post("/sign-in", url.Values{"token": {token}}); !b.in() || !strings.HasPrefix(link, in.site.URL) {
		t.Errorf("%s lets nobody in", link)
	}
	file := filepath.Join(in.config.Data, doorFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), `"secret":"`, `"secret":"x`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found := KnockLocal(ctx, in.config.Data); found {
		t.Error("a wrong secret is answered")
	}
	cancel()
	for range 100 {
		if _, err := os.Stat(file); os.IsNotExist(err) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the file stays after the end")
}
