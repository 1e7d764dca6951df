package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster/internal/leftout"
)

// What looks at pages must see what is wrong with one.
func TestAPoorPageIsSeenThrough(t *testing.T) {
	if axeSource() == "" {
		leftout.Skip(t, "no axe-core: `make tools` fetches it with npm")
	}
	ctx := Open(t, Light)
	Do(t, ctx, chromedp.Navigate(`data:text/html,<p style="color:%23bbb">pale <img src="data:,"> <input> <details><summary>fold</summary><button>in</button></details>`))
	found := strings.Join(Violations(t, ctx), "; ")
	for _, rule := range []string{"image-alt", "html-has-lang", "label", "color-contrast"} {
		if !strings.Contains(found, rule+":") {
			t.Errorf("axe-core did not report %s: %s", rule, found)
		}
	}
	if pale := Eval[[]string](t, ctx, contrastJS); len(pale) == 0 {
		t.Error("a pale text is not seen")
	}
	if bad := Eval[[]string](t, ctx, structureJS); len(bad) < 3 {
		t.Errorf("a page without heading, landmarks and labels has these faults only: %q", bad)
	}
	if stops := Eval[int](t, ctx, keyboardJS+".stops"); stops != 2 {
		t.Errorf("%d stops of the keyboard, want the box and the fold", stops)
	}
	Unfold(t, ctx)
	if stops := Eval[int](t, ctx, keyboardJS+".stops"); stops != 3 {
		t.Errorf("%d stops when unfolded, want 3", stops)
	}
	Tab(t, ctx, "page", 10)
	Do(t, ctx, chromedp.Navigate(`data:text/html,<style>button{outline:none!important}div{position:fixed;inset:0 0 50% 0;background:red}</style><p><input type="date"> <button>unseen, covered</button> <input type="datetime-local"><div></div><a href="x" tabindex="1">jumps ahead</a>`))
	if stops := Eval[int](t, ctx, keyboardJS+".stops"); stops != 4 {
		t.Errorf("%d stops, want 4", stops)
	}
	Do(t, ctx, chromedp.KeyEvent(strings.Repeat("\t", 18)))
	if got := Eval[string](t, ctx, "[keyboardWalk.unseen, keyboardWalk.covered, keyboardWalk.back].map((l) => l.length).join() + ' ' + document.querySelectorAll('[data-stop]:not([data-reached])').length"); got != "1,4,1 0" {
		t.Errorf("unseen, covered, out of order and missed: %s, want 1,4,1 0", got)
	}
}

func TestSchemes(t *testing.T) {
	for _, scheme := range Schemes() {
		ctx := Open(t, scheme)
		Do(t, ctx, chromedp.Navigate("data:text/html,x"))
		if dark := Eval[bool](t, ctx, "matchMedia('(prefers-color-scheme: dark)').matches"); dark != (scheme == Dark) {
			t.Errorf("%s: the page is asked for dark: %v", scheme, dark)
		}
	}
}
