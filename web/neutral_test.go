package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/casework"
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
	told := func(want string) (got string) {
		for range 80 {
			got = browsertest.Eval[string](t, ctx, "document.querySelector('[data-refused]').textContent + document.querySelector('[data-refuse]').validity.customError")
			if strings.Contains(got, want) {
				break
			}
			time.Sleep(25 * time.Millisecond)
		}
		return got
	}
	if got := told("“accent”"); !strings.Contains(got, "“accent”") || !strings.HasSuffix(got, "true") {
		t.Errorf("after typing: %s", got)
	}
	browsertest.Eval[bool](t, ctx, "(() => { const b = document.querySelector('[data-refuse]'); b.value = ''; return true })()")
	browsertest.Do(t, ctx, chromedp.KeyEvent("read the code back"))
	for range 80 {
		if told("") == "false" {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if got := told(""); got != "false" {
		t.Errorf("after mending: %s", got)
	}
}

// TestTermsStayHere holds that no page carries the list of refused terms.
func TestTermsStayHere(t *testing.T) {
	h := newCompany().handler(t)
	for _, path := range []string{"/people/A-1014", "/today", "/cases"} {
		body := get(t, h, path).Body.String()
		for _, term := range casework.RefusedTerms() {
			if len(term) > 8 && strings.Contains(body, term) {
				t.Errorf("%s carries %q", path, term)
			}
		}
	}
	if w := post(t, h, "/words", url.Values{"text": {"a thick accent"}}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "“accent”") {
		t.Errorf("/words: %d %s", w.Code, w.Body)
	}
	if w := post(t, h, "/words", url.Values{"text": {"the code was read back"}}); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("/words: %d %s", w.Code, w.Body)
	}
}
