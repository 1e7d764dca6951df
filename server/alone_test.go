package server

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
)

// TestAloneInABrowser takes the one user of a small firm through every gate by
// the pages alone: they ask to pass without all checks, name somebody outside
// and hand on the link; in another browser that person reads the step, signs it
// and sees nothing else.
func TestAloneInABrowser(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	hr, outside := browsertest.Open(t, browsertest.Light), browsertest.Open(t, browsertest.Dark)
	in.enter(t, hr, "Admin", casework.Administrator, casework.HRLead)
	person := in.site.URL + "/people/A-4"
	has := func(selector string) bool {
		return browsertest.Eval[bool](t, hr, "!!document.querySelector('"+selector+"')")
	}
	signed := 0
	for range 2 * len(casework.Gates()) {
		browsertest.Do(t, hr, chromedp.Navigate(person))
		if pass := `form[action$="/pass"]`; has(pass) {
			if has(pass + " textarea") {
				fill(t, hr, pass, map[string]string{"reason": "The advice was read; she starts on Monday at the office."})
			}
			press(t, hr, pass+" button")
			continue
		}
		override := `form[action$="/override"]`
		if !has(override) {
			break
		}
		fill(t, hr, override, map[string]string{"reason": "She starts on Monday at the office, where I meet her with the original."})
		press(t, hr, override+" button")
		invite := `form[action$="/invite"]`
		fill(t, hr, invite, map[string]string{"name": "Pat Outside", "email": "pat@law.example", "role": "our solicitor"})
		press(t, hr, invite+" button")
		u, err := url.Parse(strings.TrimSpace(browsertest.Eval[string](t, hr, "document.querySelector('.hash').textContent")))
		if err != nil {
			t.Fatal(err)
		}
		browsertest.Do(t, outside, chromedp.Navigate(in.site.URL+u.RequestURI()))
		press(t, outside, "main form button")
		see(t, outside, "She starts on Monday at the office")
		if places := browsertest.Eval[int](t, outside, "[...document.querySelectorAll('nav a')].filter((a) => /people|cases|ledger/.test(a.href)).length"); places > 0 {
			t.Errorf("the outside signer is offered %d places", places)
		}
		fill(t, outside, `form[action$="/sign"]`, map[string]string{"answer": "agree", "reason": "I spoke with both of them on Friday."})
		press(t, outside, `form[action$="/sign"] button`)
		see(t, outside, "Signed. It takes effect now.")
		signed++
	}
	browsertest.Shoot(t, hr, "story-alone")
	gates, err := in.desk.Gates(t.Context(), in.user(t, "Admin"), "A-4")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gates {
		if len(g.Asks) > 0 && g.Passed == nil {
			t.Errorf("the gate %s is a dead end", g.Gate)
		}
	}
	if signed < 2 {
		t.Errorf("somebody from outside signed %d times", signed)
	}
}
