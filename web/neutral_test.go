package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster/internal/browsertest"
)

func TestNeutral(t *testing.T) {
	c := newCompany()
	h := c.handler(t)
	send := func(words string) (int, string) {
		w := post(t, h, "/checks/K-2/record", with("/people/A-1014", "outcome", "passed", "evidence", words, "done", "2026-06-12"))
		return w.Code, w.Body.String()
	}
	for words, want := range map[string]string{
		"He spoke with a strong ACCENT all the way.": "ACCENT", "She is clearly a foreigner, I think.": "foreigner", "Broken English throughout the call.": "Broken English",
		"Question of his nationality came up.": "nationality", "She sounded quite foreign to me.": "sounded quite foreign",
	} {
		if code, body := send(words); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Leave out “"+want+"”") {
			t.Errorf("%q answers %d", words, code)
		}
	}
	for _, words := range []string{
		"The code arrived and was read back within a minute.", "Traced the call and embraced the new process.", "Explained a race condition and a foreign key.",
		"The registrar of the Indian Institute of Example confirmed the degree.",
	} {
		if code, _ := send(words); code != http.StatusSeeOther {
			t.Errorf("%q answers %d", words, code)
		}
	}
}

func TestNeutralAsTyped(t *testing.T) {
	base := serve(t, newCompany())
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate(base+"/people/A-1014"))
	browsertest.Eval[bool](t, ctx, "(() => { const b = document.querySelector('[data-refuse]'); b.closest('details').open = true; b.focus(); return true })()")
	browsertest.Do(t, ctx, chromedp.KeyEvent("a thick accent, "))
	if got := browsertest.Eval[string](t, ctx, "document.querySelector('[data-refused]').textContent + document.querySelector('[data-refuse]').validity.customError"); !strings.Contains(got, "“accent”") || !strings.HasSuffix(got, "true") {
		t.Errorf("after typing: %s", got)
	}
	browsertest.Eval[bool](t, ctx, "(() => { const b = document.querySelector('[data-refuse]'); b.value = ''; return true })()")
	browsertest.Do(t, ctx, chromedp.KeyEvent("read the code back"))
	if got := browsertest.Eval[string](t, ctx, "document.querySelector('[data-refused]').textContent"); got != "" {
		t.Errorf("after mending: %s", got)
	}
}
