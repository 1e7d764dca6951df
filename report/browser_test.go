package report

import (
	"context"
	"fmt"
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
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium: install the package chromium to run the browser tests")
		}
		t.Skip("no Chromium: install the package chromium to run the browser tests")
	}
	scheme := "preferredColorScheme=1"
	if dark {
		scheme = "preferredColorScheme=0"
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("blink-settings", scheme), chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	return ctx
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
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// shoot saves what the browser shows when MUSTER_SHOTS names a folder, for
// people who change how the report looks.
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

func fixtureURL(t *testing.T, in *Input) (report, index string) {
	t.Helper()
	dir := t.TempDir()
	if _, err := Write(dir, in, Options{Pages: true}); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(filepath.Join(dir, fileReport)), "file://" + filepath.ToSlash(filepath.Join(dir, pagesFolder, pagesIndex))
}

// contrastJS lists texts whose colour is too close to what is behind them.
const contrastJS = `(() => {
  const parse = (c) => (c.match(/[\d.]+/g) || []).map(Number);
  const lum = (c) => { const f = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const behind = (el) => { for (; el; el = el.parentElement) { const c = parse(getComputedStyle(el).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const bad = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !el.getClientRects().length || el.closest("script, style, title")) continue;
    const s = getComputedStyle(el);
    const a = lum(parse(el.namespaceURI.endsWith("svg") ? s.fill : s.color)), b = lum(behind(el));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.add(el.tagName + "." + (el.className.baseVal ?? el.className) + " " + ratio.toFixed(2));
  }
  return [...bad];
})()`

// structureJS lists what a screen reader would stumble over.
const structureJS = `(() => {
  const bad = [];
  let last = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = Number(h.tagName[1]);
    if (n > last + 1) bad.push("heading jumps from " + last + " to " + n + ": " + h.textContent);
    last = n;
  }
  if (document.querySelectorAll("h1").length !== 1) bad.push("not one h1");
  for (const name of ["header", "main", "footer", "nav"]) if (!document.querySelector(name)) bad.push("no " + name);
  const seen = new Set();
  for (const el of document.querySelectorAll("[id]")) { if (seen.has(el.id)) bad.push("id twice: " + el.id); seen.add(el.id); }
  for (const el of document.querySelectorAll("[aria-labelledby]")) if (!document.getElementById(el.getAttribute("aria-labelledby"))) bad.push("label missing: " + el.getAttribute("aria-labelledby"));
  for (const a of document.querySelectorAll("a[href^='#']")) if (!document.getElementById(a.getAttribute("href").slice(1))) bad.push("leads nowhere: " + a.getAttribute("href"));
  for (const i of document.querySelectorAll("input")) if (!i.labels.length) bad.push("input without label");
  for (const t of document.querySelectorAll("table")) if (!t.querySelector("th[scope=col]")) bad.push("table without heads");
  return bad;
})()`

func TestBrowser(t *testing.T) {
	for _, dark := range []bool{false, true} {
		scheme := "light"
		if dark {
			scheme = "dark"
		}
		t.Run(scheme, func(t *testing.T) {
			report, index := fixtureURL(t, fixture())
			ctx := browser(t, dark)
			watched, stop := context.WithCancel(ctx)
			messages := chromedp.Console(watched)
			for _, url := range []string{report, index, strings.Replace(index, pagesIndex, pageName("A-1063"), 1)} {
				do(t, ctx, chromedp.Navigate(url))
				name := strings.TrimSuffix(filepath.Base(url), ".html") + "-" + scheme
				for _, width := range []int64{320, 360, 390, 1024, 1440} {
					do(t, ctx, chromedp.EmulateViewport(width, 900))
					if got := eval[int64](t, ctx, "document.documentElement.scrollWidth"); got > width {
						t.Errorf("%s at %d px is %d px wide", name, width, got)
					}
					shoot(t, ctx, name+"-"+number(int(width)))
				}
				for _, check := range []string{contrastJS, structureJS} {
					if bad := eval[[]string](t, ctx, check); len(bad) > 0 {
						t.Errorf("%s: %s", name, strings.Join(bad, "; "))
					}
				}
				if n := eval[int](t, ctx, "performance.getEntriesByType('resource').length"); n != 0 {
					t.Errorf("%s loads %d things from elsewhere", name, n)
				}
			}
			stop()
			for m, err := range messages {
				if err != nil {
					break
				}
				t.Errorf("console: %s", m)
			}
		})
	}
}

func TestKeyboardAndFilter(t *testing.T) {
	report, _ := fixtureURL(t, fixture())
	ctx := browser(t, false)
	do(t, ctx, chromedp.Navigate(report))
	focused := func() string {
		return eval[string](t, ctx, "document.activeElement.querySelector('h3')?.textContent ?? ''")
	}
	for _, c := range []struct{ keys, want string }{{"j", "Person A-1001"}, {"jj", "Person A-1022"}, {"k", "Person A-1014"}, {"kkk", "Person A-1001"}} {
		do(t, ctx, chromedp.KeyEvent(c.keys))
		if got := focused(); got != c.want {
			t.Errorf("after %q the focus is on %q, want %q", c.keys, got, c.want)
		}
	}
	eval[bool](t, ctx, "document.getElementById('keys').click(); true")
	do(t, ctx, chromedp.KeyEvent("j"))
	if got := eval[string](t, ctx, "document.activeElement.tagName"); got != "ARTICLE" || focused() != "Person A-1001" {
		t.Errorf("keys that are switched off move the focus to %s %q", got, focused())
	}
	eval[bool](t, ctx, "document.getElementById('keys').click(); true")
	const order = "[...document.querySelectorAll('.due tbody tr')].map((r) => r.cells[1].textContent).join(' ')"
	const given = "A-1001 A-1014 A-1022 A-1030 A-1041 A-1057 A-1063 W-204"
	for _, c := range []struct {
		head int
		want string
	}{{1, given}, {1, "W-204 A-1063 A-1057 A-1041 A-1030 A-1022 A-1014 A-1001"}, {2, "A-1063 W-204 A-1001 A-1014 A-1022 A-1030 A-1041 A-1057"}, {0, given}} {
		eval[bool](t, ctx, fmt.Sprintf("document.querySelectorAll('.due th button')[%d].click(); true", c.head))
		if got := eval[string](t, ctx, order); got != c.want {
			t.Errorf("sorted by column %d: %s, want %s", c.head, got, c.want)
		}
	}
	do(t, ctx, chromedp.KeyEvent("/"))
	if got := eval[string](t, ctx, "document.activeElement.id"); got != "find" {
		t.Fatalf("/ puts the focus on %q", got)
	}
	// the protocol types the character that a real key press would not
	eval[string](t, ctx, "document.getElementById('find').value = ''")
	do(t, ctx, chromedp.KeyEvent("ledger jk"))
	if got := eval[string](t, ctx, "document.getElementById('find').value"); got != "ledger jk" {
		t.Errorf("the search box holds %q", got)
	}
	const visible = "[...document.querySelectorAll('.card')].filter((c) => !c.hidden).length + ' ' + [...document.querySelectorAll('.due tbody tr')].filter((r) => !r.hidden).length"
	if got := eval[string](t, ctx, visible); got != "0 0" {
		t.Errorf("words nobody has leave %s people shown", got)
	}
	do(t, ctx, chromedp.KeyEvent("\b\b\b"))
	if got := eval[string](t, ctx, visible); got != "1 1" {
		t.Errorf("searching for ledger leaves %s people shown, want 1 1", got)
	}
	eval[bool](t, ctx, "location.hash = document.querySelector('.card').id; true")
	time.Sleep(200 * time.Millisecond)
	if got := eval[string](t, ctx, visible); got != "8 8" {
		t.Errorf("a link to somebody filtered out leaves %s people shown, want 8 8", got)
	}
}
