package browsertest

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"muster/internal/leftout"
)

//go:embed contrast.js
var contrastJS string

//go:embed structure.js
var structureJS string

//go:embed keyboard.js
var keyboardJS string

// Check fails the test for whatever a page has that people could not read or
// reach: texts too close in colour to what is behind them, headings, landmarks,
// labels and links that are not sound, and everything axe-core finds under the
// rules of WCAG 2.2 A and AA and its best practices. Open all that is folded
// first with Unfold to have it looked at too.
func Check(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	for _, js := range []string{contrastJS, structureJS} {
		if bad := Eval[[]string](t, ctx, js); len(bad) > 0 {
			t.Errorf("%s: %s", name, strings.Join(bad, "; "))
		}
	}
	if n := Eval[int](t, ctx, "performance.getEntriesByType('resource').length"); n != 0 {
		t.Errorf("%s loads %d things from elsewhere", name, n)
	}
	for _, bad := range Violations(t, ctx) {
		t.Errorf("%s: %s", name, bad)
	}
}

// Unfold opens every folded part of the page.
func Unfold(t *testing.T, ctx context.Context) {
	t.Helper()
	Eval[bool](t, ctx, "document.querySelectorAll('details').forEach((d) => { d.open = true; }); true")
}

const runAxe = `axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
	.then((r) => r.violations.map((v) => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")))`

// Violations returns the rules of axe-core that the page breaks, with the first
// places.
func Violations(t *testing.T, ctx context.Context) []string {
	t.Helper()
	if !Eval[bool](t, ctx, "typeof axe !== 'undefined'") {
		axe := axeSource()
		if axe == "" {
			leftout.Note(t, "no axe-core: `make tools` fetches it with npm; its rules were not looked at")
			return nil
		}
		Eval[bool](t, ctx, axe+"\n;true")
	}
	bad, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](runAxe, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("axe-core: %v", err)
	}
	return bad
}

// axeSource returns the text of axe-core, "" where nobody fetched it.
func axeSource() string {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		text, readErr := os.ReadFile(filepath.Join(dir, "internal", "browsertest", "testdata", "axe", "node_modules", "axe-core", "axe.min.js"))
		if readErr == nil {
			return string(text)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return ""
}

// walked is what came of pressing the tabulator through a page.
type walked struct {
	First                         string // where the first stop leads
	Unseen, Covered, Back, Missed []string
}

// Tab presses the tabulator through a page of at most so many stops and fails
// the test when something that can be used is not reached, a stop cannot be
// seen or is covered, comes before what is read before it, or the focus is
// caught. Where the page has a way past its navigation, it must be the first stop.
func Tab(t *testing.T, ctx context.Context, name string, most int) {
	t.Helper()
	want := Eval[struct{ Stops, Presses int }](t, ctx, keyboardJS)
	if want.Stops == 0 || want.Stops > most {
		t.Fatalf("%s has %d things to reach with the keyboard, want 1 to %d", name, want.Stops, most)
	}
	Do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for range want.Presses { // the press alone: half the time of a press and a release
			if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9}); err != nil {
				return err
			}
		}
		return nil
	}))
	const seen = `({...keyboardWalk, missed: [...document.querySelectorAll("[data-stop]:not([data-reached])")].map((e) => e.outerHTML.slice(0, 80))})`
	got := Eval[walked](t, ctx, seen)
	for what, list := range map[string][]string{
		"the keyboard does not reach": got.Missed, "a stop of the keyboard cannot be seen": got.Unseen, "a stop of the keyboard is covered": got.Covered, "a stop comes after what is read after it": got.Back,
	} {
		if len(list) > 0 {
			t.Errorf("%s: %s, %d of %d: %s", name, what, len(list), want.Stops, strings.Join(list[:min(3, len(list))], "; "))
		}
	}
	if skip := Eval[string](t, ctx, `document.querySelector("a.skip")?.getAttribute("href") ?? ""`); skip != "" && got.First != skip {
		t.Errorf("%s: the first stop is %s, not the way past the navigation", name, got.First)
	}
}
