package server

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
)

// TestWithoutScript works with a browser that runs no script: files are brought
// in, the list is filtered by its button, a check is asked for and recorded.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	if _, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	}); err != nil {
		t.Fatal(err)
	}
	goTo := func(path string) { browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+path)) }
	click := func(selector string) { // the page's own timers do not run either
		t.Helper()
		before := browsertest.Eval[float64](t, ctx, "performance.timeOrigin")
		browsertest.Eval[bool](t, ctx, "document.querySelector('"+selector+"').click() === undefined")
		for range 200 {
			time.Sleep(25 * time.Millisecond)
			if at, err := chromedp.Run(ctx, chromedp.Evaluate[float64]("document.readyState === 'complete' ? performance.timeOrigin : 0")); err == nil && at > before {
				return
			}
		}
		t.Fatalf("%s led nowhere", selector)
	}
	goTo("/people")
	if browsertest.Eval[bool](t, ctx, "document.documentElement.classList.contains('js')") {
		t.Fatal("the page's script ran")
	}
	browsertest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{writeFile(t, "applicants.csv", applicants)}))
	click("#import form button")
	see(t, ctx, "4 people brought in")
	browsertest.Eval[bool](t, ctx, "(document.getElementById('q').value = 'Ben') !== ''")
	if !browsertest.Eval[bool](t, ctx, "document.querySelector('form.filters > button').offsetHeight > 0") {
		t.Error("the button that filters cannot be seen")
	}
	click("form.filters > button")
	see(t, ctx, "1 of 4 people")
	goTo("/people/A-2")
	click(`form:has(input[name=code][value=finding]) button`)
	see(t, ctx, "Asked for")
	fill(t, ctx, `form[action$="/record"]`, map[string]string{"outcome": "passed", "done": "2026-11-19", "evidence": "Met at the office; the original passport was seen.", "confirmed": "on"})
	click(`form[action$="/record"] button`)
	see(t, ctx, "Recorded.")
}
