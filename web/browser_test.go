package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts Chromium with the given colour scheme. Without Chromium the
// test is skipped on a desk and fails in CI.
func browser(t *testing.T, dark bool) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		missing(t, "no Chromium: install the package chromium to run the browser tests")
	}
	scheme := "preferredColorScheme=1"
	if dark {
		scheme = "preferredColorScheme=0"
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("blink-settings", scheme), chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	return ctx
}

// missing skips on a desk and fails in CI.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%.200s: %v", js, err)
	}
	return v
}

// shoot saves what the browser shows when MUSTER_SHOTS names a folder, for
// people who change how the pages look.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("MUSTER_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, c *company) string {
	t.Helper()
	s := httptest.NewServer(c.handler(t))
	t.Cleanup(s.Close)
	return s.URL
}

// axe is the accessibility checker, installed by make tools.
func axe(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../tools/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		missing(t, "no axe-core: run make tools to check the pages for accessibility")
	}
	return string(b)
}

// violations runs axe on the page shown. The function is ours to inject: a
// page's policy does not hold for the debugger.
func violations(t *testing.T, ctx context.Context, checker string) []string {
	t.Helper()
	eval[bool](t, ctx, checker+"; true")
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]struct {
		ID, Help string
		Nodes    []string
	}](`axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => ({ID: v.id, Help: v.help, Nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0] || {message: ""}).message.slice(0, 120))})))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s (%s): %s", f.ID, f.Help, strings.Join(f.Nodes, " | ")))
	}
	return out
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
// axe violation, nothing wider than the window, no message on the console.
func TestPagesInBrowser(t *testing.T) {
	checker := axe(t)
	only := os.Getenv("MUSTER_PAGE")
	for _, dark := range []bool{false, true} {
		scheme := map[bool]string{false: "light", true: "dark"}[dark]
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			base := serve(t, newCompany())
			ctx := browser(t, dark)
			watched, stop := context.WithCancel(ctx)
			messages := chromedp.Console(watched)
			for _, path := range everyPage() {
				if only != "" && only != path {
					continue
				}
				do(t, ctx, chromedp.Navigate(base+path))
				for _, width := range []int64{1440, 1024, 390} {
					do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Reload())
					if got := eval[int64](t, ctx, "document.documentElement.scrollWidth"); got > width {
						t.Errorf("%s at %d px is %d px wide", path, width, got)
					}
					for _, v := range violations(t, ctx, checker) {
						t.Errorf("%s %s at %d px: %s", scheme, path, width, v)
					}
					shoot(t, ctx, fmt.Sprintf("%s-%s-%d", pageName(path), scheme, width))
				}
			}
			stop()
			for m, err := range messages {
				if err != nil {
					break
				}
				b, _ := json.Marshal(m)
				if !strings.Contains(string(b), "404") { // the page that is not there answers so
					t.Errorf("console: %s", b)
				}
			}
		})
	}
}

// TestKeyboard walks through the app without a mouse.
func TestKeyboard(t *testing.T) {
	c := newCompany()
	base := serve(t, c)
	ctx := browser(t, false)
	do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(base+"/people"))
	at := func() string { return eval[string](t, ctx, "location.pathname + location.search") }
	focus := func() string {
		return eval[string](t, ctx, "(document.activeElement.querySelector('.who') || document.activeElement).textContent.trim()")
	}
	wait := func(js string) {
		t.Helper()
		for range 100 {
			if eval[bool](t, ctx, js) {
				return
			}
			time.Sleep(30 * time.Millisecond)
		}
		t.Fatalf("never true: %s; at %s", js, at())
	}
	for _, k := range []struct{ keys, want string }{{"j", "Person A-1063"}, {"jj", "Maria Lindqvist"}, {"k", "Nour Adel"}} {
		do(t, ctx, chromedp.KeyEvent(k.keys))
		if got := focus(); got != k.want {
			t.Errorf("after %q the focus is on %q, want %q", k.keys, got, k.want)
		}
	}
	do(t, ctx, chromedp.KeyEvent("\r"))
	wait("location.pathname === '/people/A-1014' && document.readyState === 'complete'")
	do(t, ctx, chromedp.KeyEvent("gc"))
	wait("location.pathname === '/cases' && document.readyState === 'complete'")
	do(t, ctx, chromedp.KeyEvent("?"))
	wait("location.pathname === '/keys' && document.readyState === 'complete'")

	// the palette finds a person and Enter opens them
	eval[bool](t, ctx, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', ctrlKey: true, bubbles: true})); true")
	wait("document.getElementById('palette').open && document.querySelectorAll('#palette-hits a').length > 5")
	do(t, ctx, chromedp.KeyEvent("nour"))
	wait("document.querySelector('#palette-hits a')?.textContent.includes('Nour Adel') === true")
	do(t, ctx, chromedp.KeyEvent("\r"))
	wait("location.pathname === '/people/A-1014' && document.readyState === 'complete'")

	// the first Tab leads past the navigation
	do(t, ctx, chromedp.KeyEvent("\t"))
	if got := focus(); got != "Skip to the page" {
		t.Errorf("the first Tab leads to %q", got)
	}
	do(t, ctx, chromedp.KeyEvent("\r"))
	wait("document.activeElement.id === 'main'")

	// a finding is cleared by keys alone
	eval[bool](t, ctx, "document.querySelector('.finding .act > summary').focus(); true")
	do(t, ctx, chromedp.KeyEvent("\r"))
	do(t, ctx, chromedp.KeyEvent("\t"))
	do(t, ctx, chromedp.KeyEvent(goodReason))
	do(t, ctx, chromedp.KeyEvent("\t\r"))
	wait("document.querySelector('.said')?.textContent.includes('Done: finding.clear.') === true")
	if len(c.acts) != 1 || c.acts[0].Action != "finding.clear" {
		t.Errorf("acts: %+v", c.acts)
	}
}

// TestFiltersApplyInPlace types into the filter: the list changes, the
// address keeps it, the page stays.
func TestFiltersApplyInPlace(t *testing.T) {
	base := serve(t, newCompany())
	ctx := browser(t, false)
	do(t, ctx, chromedp.Navigate(base+"/people"))
	eval[bool](t, ctx, "window.stays = true")
	do(t, ctx, chromedp.KeyEvent("/"))
	if got := eval[string](t, ctx, "document.activeElement.id"); got != "q" {
		t.Fatalf("/ puts the focus on %q", got)
	}
	eval[string](t, ctx, "document.getElementById('q').value = ''")
	do(t, ctx, chromedp.KeyEvent("lindq"))
	for range 100 {
		if eval[int](t, ctx, "document.querySelectorAll('#list tbody tr').length") == 1 {
			break
		}
		time.Sleep(30 * time.Millisecond)
	}
	got := eval[string](t, ctx, "[...document.querySelectorAll('#list tbody tr')].map((r) => r.cells[0].textContent).join() + ' ' + new URLSearchParams(location.search).get('q') + ' ' + window.stays")
	if got != "Maria Lindqvist lindq true" {
		t.Errorf("after typing: %s", got)
	}
}
