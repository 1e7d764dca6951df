package server

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
	"muster/store"
)

// applicants is a file as an applicant system exports it: three people who
// state different homes have one telephone number, and one of them is honest.
const applicants = `Candidate ID,Full name,Email,Phone,Address,City,Postcode,Country,Job title,Applied
A-1,Ann Example,ann.example@mail.example,+44 20 7946 0011,12 Mill Lane,Harbourton,ZZ9 9AA,GB,Developer,2026-11-02
A-2,Ben Sample,ben.sample@mail.example,+44 20 7946 0011,4 High Street,Westport,ZY1 1BB,GB,Developer,2026-11-03
A-3,Cy Instance,cy.instance@mail.example,+44 20 7946 0011,77 Hill Road,Eastley,ZX2 2CC,GB,Analyst,2026-11-04
A-4,Di Plain,di.plain@mail.example,+44 20 7946 0044,3 Low Street,Northam,ZW3 3DD,GB,Analyst,2026-11-05
`

func fixedNow() time.Time { return time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) }

// installation is a server over a fresh folder, with its clock.
type installation struct {
	*Server
	config Config
	clock  *time.Time
	later  func(time.Duration) // moves the clock on while others look at it
	site   *httptest.Server
}

func newInstallation(t testing.TB, change ...func(*Config)) *installation {
	t.Helper()
	at := fixedNow()
	c := DefaultConfig()
	c.Data, c.Title, c.Metrics, c.Listen = t.TempDir(), "Example company", "", "127.0.0.1:0"
	var mu sync.Mutex
	c.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Millisecond)
		return at
	}
	c.resolver = names{}
	for _, f := range change {
		f(&c)
	}
	begun(t, &c)
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		site.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		// Package testing keeps what cleanups hold until the last test is over: some
		// twenty megabytes of pages and operations for every test there is.
		s, site.Config.Handler = nil, nil
	})
	later := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(d)
	}
	return &installation{Server: s, config: c, clock: &at, later: later, site: site}
}

// names is a name server of tests, which knows what is written here and asks
// nobody.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if host == "localhost" {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	if addr, err := netip.ParseAddr(n[host]); err == nil {
		return []netip.Addr{addr}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// emptyDatabase is a database file as a server makes it before anything is in
// it: its schema takes longer than most tests do, and is the same for all.
var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	k, err := openKeys(dir, true)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "empty.db")
	s, err := store.Open(context.Background(), file, store.Options{Keys: k.of, Ledger: k.signing})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// begun puts an empty database and keys where an installation has neither yet.
// That a server makes both by itself is the matter of TestRun.
func begun(t testing.TB, c *Config) {
	t.Helper()
	place, err := c.place()
	if err != nil || store.IsServer(place) {
		return // New says what is wrong
	}
	if _, err := os.Stat(c.keysFolder()); err == nil {
		return
	}
	text, err := emptyDatabase()
	if err == nil {
		err = os.MkdirAll(c.Data, 0o700)
	}
	if err == nil {
		_, err = openKeys(c.keysFolder(), true)
	}
	if err == nil {
		err = os.WriteFile(place, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// link is a fresh one-time link for a user with these roles.
func (in *installation) link(t testing.TB, name string, roles ...casework.Role) string {
	t.Helper()
	path, err := in.SignInLink(t.Context(), name, strings.ToLower(name)+"@company.example", roles...)
	if err != nil {
		t.Fatal(err)
	}
	return in.site.URL + path
}

func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := t.TempDir() + "/" + name
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestStory is the first story in a browser: a file is dropped, a finding is
// seen, a check is asked for and recorded, and the finding counts no more.
func TestStory(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	link := in.link(t, "Sam", casework.Administrator, casework.HRLead, casework.Auditor)
	file := writeFile(t, "applicants.csv", applicants)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	press(t, ctx, "main form button")
	see(t, ctx, "3 parts are left.") // a title in the configuration is no set-up
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/today"))
	see(t, ctx, "Nobody is here yet.")

	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people"), chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{file}))
	press(t, ctx, "#import form button")
	see(t, ctx, "4 people brought in")
	browsertest.Shoot(t, ctx, "server-people")

	person := in.site.URL + "/people/A-1"
	browsertest.Do(t, ctx, chromedp.Navigate(person))
	see(t, ctx, "Same phone number on records under different names")
	see(t, ctx, "applicants.csv row 2")
	browsertest.Shoot(t, ctx, "server-person")
	press(t, ctx, "form:has(input[name=code][value=finding]) button")
	see(t, ctx, "Asked for: meeting in person")

	fill(t, ctx, `form[action$="/record"]`, map[string]string{"outcome": "passed", "done": "2026-11-19", "evidence": "Met at the office; the original passport was seen and its copy is in the safe.", "confirmed": "on"})
	press(t, ctx, `form[action$="/record"] button`)
	see(t, ctx, "Recorded.")
	see(t, ctx, "What was seen is explained.")
	browsertest.Shoot(t, ctx, "server-cleared")

	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-2"))
	see(t, ctx, "A check is due before the next step.") // what clears one clears nobody else
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/ledger"))
	press(t, ctx, `form[action="/ledger/verify"] button`)
	see(t, ctx, "nothing was altered, removed or moved")
}

// TestTwoPeople passes a gate without its checks: one asks, another agrees.
func TestTwoPeople(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	link := in.link(t, "Sam", casework.Administrator, casework.HRLead)
	ctx := browsertest.Open(t, browsertest.Dark)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	press(t, ctx, "main form button")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-4"))
	gate := `form[action$="/override"]`
	fill(t, ctx, gate, map[string]string{"reason": "She starts on Monday at the office, where I meet her with the original."})
	press(t, ctx, gate+" button")
	see(t, ctx, "You proposed this, so somebody else must answer.")

	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/settings"))
	fill(t, ctx, `form[action="/settings/users"]`, map[string]string{"name": "Kim", "email": "kim@company.example", "role": "hr_lead"})
	press(t, ctx, `form[action="/settings/users"] button`)
	second := browsertest.Eval[string](t, ctx, "document.querySelector('.hash').textContent")
	press(t, ctx, `form[action="/sign-out"] button`)
	_, path, _ := strings.Cut(second, "/sign-in/")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/sign-in/"+path))
	press(t, ctx, "main form button")
	see(t, ctx, "Waiting for a second person")
	browsertest.Shoot(t, ctx, "server-second")
	fill(t, ctx, `form[action$="/sign"]`, map[string]string{"answer": "agree", "reason": "I looked at her records and at who meets her when."})
	press(t, ctx, `form[action$="/sign"] button`)
	see(t, ctx, "Signed. It takes effect now.")
	if r, err := in.store.VerifyLedger(t.Context(), in.config.Organisation); err != nil || r.Entries < 6 {
		t.Errorf("the ledger: %+v, %v", r, err)
	}
}

// fill puts values into a form: text, dates, and choices by their value.
func fill(t *testing.T, ctx context.Context, form string, values map[string]string) {
	t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	missing := browsertest.Eval[string](t, ctx, `((form, values) => {
		if (!form) return 'the form';
		for (const d of [form.closest('details')]) if (d) d.open = true;
		for (const [name, value] of Object.entries(values)) {
			const all = [...form.querySelectorAll('[name="' + name + '"]')];
			const one = all.find((e) => e.type !== 'radio' && e.type !== 'checkbox' || e.value === value) || all.find((e) => e.type === 'checkbox');
			if (!one) return name;
			if (one.type === 'radio' || one.type === 'checkbox') one.checked = true; else one.value = value;
		}
		return '';
	})(document.querySelector(`+strconv.Quote(form)+`), `+string(text)+`)`)
	if missing != "" {
		t.Fatalf("%s has no %s", form, missing)
	}
}

// press clicks a button that leads to another page, and waits for that page.
func press(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	before := browsertest.Eval[float64](t, ctx, "performance.timeOrigin")
	if !browsertest.Eval[bool](t, ctx, "(() => { const b = document.querySelector("+strconv.Quote(selector)+"); if (b) setTimeout(() => b.click(), 0); return !!b })()") {
		t.Fatalf("there is no %s on the page:\n%s", selector, browsertest.Eval[string](t, ctx, "document.body.innerText"))
	}
	for range 200 {
		time.Sleep(25 * time.Millisecond)
		at, err := chromedp.Run(ctx, chromedp.Evaluate[float64]("document.readyState === 'complete' ? performance.timeOrigin : 0"))
		if err == nil && at > before {
			return
		}
	}
	t.Fatalf("%s led nowhere", selector)
}

// see fails unless the page's text holds words.
func see(t *testing.T, ctx context.Context, words string) {
	t.Helper()
	text := browsertest.Eval[string](t, ctx, "document.body.innerText")
	if !strings.Contains(text, words) {
		t.Fatalf("the page does not say %q:\n%s", words, text)
	}
}

// TestAlone takes somebody who works alone through a gate: a second signer
// from outside answers by a one-time link, sees that step and nothing else.
func TestAlone(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	b := in.browser(t)
	_, token, _ := strings.Cut(in.link(t, "Sam", casework.Administrator, casework.HRLead), "token=")
	b.post("/sign-in", url.Values{"token": {token}})
	status, _ := b.post("/people/A-4/gates/offer/override", url.Values{"key": {newKey()}, "reason": {"She starts on Monday at the office, where I meet her."}, "back": {"/people/A-4"}})
	if status != http.StatusSeeOther {
		t.Fatalf("override: %d", status)
	}
	_, page := b.get("/people/A-4")
	_, rest, found := strings.Cut(page, `action="/steps/`)
	step, _, _ := strings.Cut(rest, "/")
	if !found {
		t.Fatalf("no step on the page:\n%s", page)
	}
	if status, _ := b.post("/steps/"+step+"/sign", url.Values{"key": {newKey()}, "answer": {"agree"}, "reason": {"I agree with myself, which will not do."}, "back": {"/today"}}); status != http.StatusForbidden {
		t.Errorf("who proposed signs alone: %d", status)
	}
	if status, page := b.post("/steps/"+step+"/invite", url.Values{"key": {newKey()}, "name": {"Pat Outside"}, "email": {"pat@law.example"}, "role": {"our solicitor"}, "back": {"/people/A-4"}}); status != http.StatusSeeOther {
		t.Fatalf("invite: %d\n%s", status, page)
	}
	_, page = b.get("/handover")
	_, token, _ = strings.Cut(page, "/sign-in/link?token=")
	token, _, _ = strings.Cut(token, "<")
	outside := in.browser(t)
	outside.post("/sign-in", url.Values{"token": {token}})
	if status, page := outside.get("/today"); status != http.StatusOK || !strings.Contains(page, "Waiting for a second person") || strings.Contains(page, "Di Plain") {
		t.Errorf("the outside signer's page: %d\n%s", status, page)
	}
	for _, path := range []string{"/people", "/people/A-4", "/groups", "/cases", "/payroll", "/rules", "/ledger", "/search?q=A"} {
		if status, page := outside.get(path); status == http.StatusOK && strings.Contains(page, "A-4") {
			t.Errorf("the outside signer sees %s", path)
		}
	}
	if status, page := outside.post("/steps/"+step+"/sign", url.Values{"key": {newKey()}, "answer": {"agree"}, "reason": {"I spoke with both of them on Friday."}, "back": {"/today"}}); status != http.StatusSeeOther {
		t.Fatalf("the outside signer cannot sign: %d\n%s", status, page)
	}
	if n := in.entries(t, "step.sign"); n != 1 {
		t.Errorf("%d signatures in the ledger, want 1", n)
	}
}
