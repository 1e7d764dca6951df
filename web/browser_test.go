package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/internal/browsertest"
)

func serve(t *testing.T, c *company) string {
	t.Helper()
	s := httptest.NewServer(c.handler(t))
	t.Cleanup(s.Close)
	return s.URL
}

func pageName(path string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, path), "-")
}

// TestPagesInBrowser looks at every page in both schemes at three widths: no
// axe violation, folded and unfolded, nothing wider than the window, no
// message on the console.
func TestPagesInBrowser(t *testing.T) {
	for _, scheme := range browsertest.Schemes() {
		t.Run(string(scheme), func(t *testing.T) {
			t.Parallel()
			base := serve(t, newCompany())
			ctx := browsertest.Open(t, scheme)
			watched, stop := context.WithCancel(ctx)
			messages := chromedp.Console(watched)
			for _, path := range everyPage() {
				for _, width := range []int64{1440, 1024, 390} {
					name := fmt.Sprintf("%s-%s-%d", pageName(path), scheme, width)
					browsertest.Do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(base+path))
					browsertest.Shoot(t, ctx, name)
					if width != 1024 {
						browsertest.Unfold(t, ctx) // the forms too
					}
					browsertest.Size(t, ctx, name, width)
					for _, v := range browsertest.Violations(t, ctx) {
						t.Errorf("%s: %s", name, v)
					}
				}
			}
			stop()
			for m, err := range messages {
				if err != nil {
					break
				}
				if text := fmt.Sprint(m); !strings.Contains(text, "404") { // the page that is not there answers so
					t.Errorf("console: %s", text)
				}
			}
		})
	}
}

// TestKeyboard walks through the app without a mouse.
func TestKeyboard(t *testing.T) {
	c := newCompany()
	base := serve(t, c)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(base+"/people"))
	at := func() string { return browsertest.Eval[string](t, ctx, "location.pathname + location.search") }
	focus := func() string {
		return browsertest.Eval[string](t, ctx, "(document.activeElement.querySelector('.who') || document.activeElement).textContent.trim()")
	}
	wait := func(js string) {
		t.Helper()
		for range 100 {
			if browsertest.Eval[bool](t, ctx, js) {
				return
			}
			time.Sleep(30 * time.Millisecond)
		}
		t.Fatalf("never true: %s; at %s", js, at())
	}
	for _, k := range []struct{ keys, want string }{{"j", "Person A-1063"}, {"jj", "Maria Lindqvist"}, {"k", "Nour Adel"}} {
		browsertest.Do(t, ctx, chromedp.KeyEvent(k.keys))
		if got := focus(); got != k.want {
			t.Errorf("after %q the focus is on %q, want %q", k.keys, got, k.want)
		}
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent("\r"))
	wait("location.pathname === '/people/A-1014' && document.readyState === 'complete'")
	browsertest.Do(t, ctx, chromedp.KeyEvent("gc"))
	wait("location.pathname === '/cases' && document.readyState === 'complete'")
	browsertest.Do(t, ctx, chromedp.KeyEvent("?"))
	wait("location.pathname === '/keys' && document.readyState === 'complete'")

	// the palette finds a person and Enter opens them
	browsertest.Eval[bool](t, ctx, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true})); true")
	wait("document.getElementById('palette').open && document.querySelectorAll('#palette-hits a').length > 5")
	for _, v := range browsertest.Violations(t, ctx) {
		t.Errorf("palette: %s", v)
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent("\x1b")) // Escape leads back to where one was
	wait("!document.getElementById('palette').open && document.activeElement.id !== 'palette-q'")
	browsertest.Do(t, ctx, chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	wait("document.activeElement.id === 'palette-q' && document.querySelectorAll('#palette-hits a').length > 5")
	browsertest.Do(t, ctx, chromedp.KeyEvent("nour"))
	wait("document.querySelector('#palette-hits a')?.textContent.includes('Nour Adel') === true")
	browsertest.Do(t, ctx, chromedp.KeyEvent("\r"))
	wait("location.pathname === '/people/A-1014' && document.readyState === 'complete'")

	// a menu closes by Escape, and the focus is on what opened it
	browsertest.Do(t, ctx, chromedp.Navigate(base+"/people"))
	browsertest.Eval[bool](t, ctx, "document.querySelector('.menu > summary').focus(); true")
	browsertest.Do(t, ctx, chromedp.KeyEvent("\r"), chromedp.KeyEvent("\t"))
	wait("document.querySelector('.menu').open && document.activeElement.name === 'show'")
	browsertest.Do(t, ctx, chromedp.KeyEvent("\x1b"))
	wait("!document.querySelector('.menu').open && document.activeElement.matches('.menu > summary')")
	browsertest.Do(t, ctx, chromedp.Navigate(base+"/people/A-1014"))

	// the first Tab leads past the navigation
	browsertest.Do(t, ctx, chromedp.KeyEvent("\t"))
	if got := focus(); got != "Skip to the page" {
		t.Errorf("the first Tab leads to %q", got)
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent("\r"))
	wait("document.activeElement.id === 'main'")

	// a finding is cleared by keys alone
	browsertest.Eval[bool](t, ctx, "document.querySelector('.finding .act > summary').focus(); true")
	browsertest.Do(t, ctx, chromedp.KeyEvent("\r"))
	browsertest.Do(t, ctx, chromedp.KeyEvent("\t "), chromedp.KeyEvent("\t"))
	browsertest.Do(t, ctx, chromedp.KeyEvent(goodReason))
	browsertest.Do(t, ctx, chromedp.KeyEvent("\t\r"))
	wait("document.querySelector('.said')?.textContent.includes('Done: finding.clear.') === true")
	if len(c.acts) != 1 || c.acts[0].Action != "finding.clear" {
		t.Errorf("acts: %+v", c.acts)
	}
}

// TestFiltersApplyInPlace types into the filter: the list changes, the
// address keeps it, the page stays.
func TestFiltersApplyInPlace(t *testing.T) {
	base := serve(t, newCompany())
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate(base+"/people"))
	browsertest.Eval[bool](t, ctx, "window.stays = true")
	browsertest.Do(t, ctx, chromedp.KeyEvent("/"))
	if got := browsertest.Eval[string](t, ctx, "document.activeElement.id"); got != "q" {
		t.Fatalf("/ puts the focus on %q", got)
	}
	browsertest.Eval[string](t, ctx, "document.getElementById('q').value = ''")
	browsertest.Do(t, ctx, chromedp.KeyEvent("lindq"))
	for range 100 {
		if browsertest.Eval[int](t, ctx, "document.querySelectorAll('#list tbody tr').length") == 1 {
			break
		}
		time.Sleep(30 * time.Millisecond)
	}
	got := browsertest.Eval[string](t, ctx, "[...document.querySelectorAll('#list tbody tr')].map((r) => r.cells[0].textContent).join() + ' ' + new URLSearchParams(location.search).get('q') + ' ' + window.stays")
	if got != "Maria Lindqvist lindq true" {
		t.Errorf("after typing: %s", got)
	}
}

// TestTabReachesEverything presses Tab through every page with all its forms
// open.
func TestTabReachesEverything(t *testing.T) {
	t.Parallel()
	base := serve(t, newCompany())
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1440, 900))
	for _, path := range everyPage() {
		browsertest.Do(t, ctx, chromedp.Navigate(base+path))
		browsertest.Unfold(t, ctx)
		browsertest.Tab(t, ctx, path, 400)
	}
}

// TestRefusedFormTakesTheFocus sends a reason that says nothing: the page
// comes back with the form open, the words in it and the focus on them.
func TestRefusedFormTakesTheFocus(t *testing.T) {
	c := newCompany()
	base := serve(t, c)
	ctx := browsertest.Open(t, browsertest.Dark)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(390, 900), chromedp.Navigate(base+"/people/A-1014"))
	browsertest.Eval[bool](t, ctx, "(() => { const d = document.querySelector('.finding .act'); d.open = true; d.querySelector('[name=basis]').checked = true; d.querySelector('textarea').value = 'fine'; d.querySelector('form').requestSubmit(); return true })()")
	const focused = "document.readyState === 'complete' && document.activeElement.matches('.finding [aria-invalid=true]') && document.activeElement.value === 'fine'"
	for range 300 { // a question asked while the page changes is lost, and asked again
		if there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](focused)); err == nil && there {
			break
		}
		time.Sleep(30 * time.Millisecond)
	}
	if !browsertest.Eval[bool](t, ctx, focused) {
		t.Errorf("the focus is on %s", browsertest.Eval[string](t, ctx, "document.activeElement.outerHTML.slice(0, 200)"))
	}
	browsertest.Shoot(t, ctx, "refused-dark-390")
	for _, v := range browsertest.Violations(t, ctx) {
		t.Errorf("refused form: %s", v)
	}
	if len(c.acts) != 0 {
		t.Errorf("acts: %+v", c.acts)
	}
}
