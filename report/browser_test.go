package report

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/internal/browsertest"
)

func fixtureURL(t *testing.T, in *Input) (report, index string) {
	t.Helper()
	dir := t.TempDir()
	if _, err := Write(dir, in, Options{Pages: true}); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(filepath.Join(dir, fileReport)), "file://" + filepath.ToSlash(filepath.Join(dir, pagesFolder, pagesIndex))
}

func TestBrowser(t *testing.T) {
	for _, scheme := range browsertest.Schemes() {
		t.Run(string(scheme), func(t *testing.T) {
			report, index := fixtureURL(t, fixture())
			ctx := browsertest.Open(t, scheme)
			watched, stop := context.WithCancel(ctx)
			messages := chromedp.Console(watched)
			for _, url := range []string{report, index, strings.Replace(index, pagesIndex, pageName("A-1063"), 1)} {
				browsertest.Do(t, ctx, chromedp.Navigate(url))
				browsertest.Unfold(t, ctx)
				name := strings.TrimSuffix(filepath.Base(url), ".html") + "-" + string(scheme)
				for _, width := range []int64{320, 360, 390, 1024, 1440} {
					browsertest.Size(t, ctx, name, width)
					browsertest.Shoot(t, ctx, name+"-"+number(int(width)))
					if width == 390 || width == 1440 {
						browsertest.Check(t, ctx, name+" at "+number(int(width)))
					}
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

// Everything on the page can be reached and seen with the keyboard alone.
func TestTabThroughTheReport(t *testing.T) {
	report, _ := fixtureURL(t, fixture())
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate(report))
	browsertest.Tab(t, ctx, "report", 600)
}

func TestKeyboardAndFilter(t *testing.T) {
	report, _ := fixtureURL(t, fixture())
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate(report))
	focused := func() string {
		return browsertest.Eval[string](t, ctx, "document.activeElement.querySelector('h3')?.textContent ?? ''")
	}
	for _, c := range []struct{ keys, want string }{{"j", "Person A-1001"}, {"jj", "Person A-1022"}, {"k", "Person A-1014"}, {"kkk", "Person A-1001"}} {
		browsertest.Do(t, ctx, chromedp.KeyEvent(c.keys))
		if got := focused(); got != c.want {
			t.Errorf("after %q the focus is on %q, want %q", c.keys, got, c.want)
		}
	}
	browsertest.Eval[bool](t, ctx, "document.getElementById('keys').click(); true")
	browsertest.Do(t, ctx, chromedp.KeyEvent("j"))
	if got := browsertest.Eval[string](t, ctx, "document.activeElement.tagName"); got != "ARTICLE" || focused() != "Person A-1001" {
		t.Errorf("keys that are switched off move the focus to %s %q", got, focused())
	}
	browsertest.Eval[bool](t, ctx, "document.getElementById('keys').click(); true")
	const order = "[...document.querySelectorAll('.due tbody tr')].map((r) => r.cells[1].textContent).join(' ')"
	const given = "A-1001 A-1014 A-1022 A-1030 A-1041 A-1057 A-1063 W-204"
	for _, c := range []struct {
		head int
		want string
	}{{1, given}, {1, "W-204 A-1063 A-1057 A-1041 A-1030 A-1022 A-1014 A-1001"}, {2, "A-1063 W-204 A-1001 A-1014 A-1022 A-1030 A-1041 A-1057"}, {0, given}} {
		browsertest.Eval[bool](t, ctx, fmt.Sprintf("document.querySelectorAll('.due th button')[%d].click(); true", c.head))
		if got := browsertest.Eval[string](t, ctx, order); got != c.want {
			t.Errorf("sorted by column %d: %s, want %s", c.head, got, c.want)
		}
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent("/"))
	if got := browsertest.Eval[string](t, ctx, "document.activeElement.id"); got != "find" {
		t.Fatalf("/ puts the focus on %q", got)
	}
	// the protocol types the character that a real key press would not
	browsertest.Eval[string](t, ctx, "document.getElementById('find').value = ''")
	browsertest.Do(t, ctx, chromedp.KeyEvent("ledger jk"))
	if got := browsertest.Eval[string](t, ctx, "document.getElementById('find').value"); got != "ledger jk" {
		t.Errorf("the search box holds %q", got)
	}
	const visible = "[...document.querySelectorAll('.card')].filter((c) => !c.hidden).length + ' ' + [...document.querySelectorAll('.due tbody tr')].filter((r) => !r.hidden).length"
	if got := browsertest.Eval[string](t, ctx, visible); got != "0 0" {
		t.Errorf("words nobody has leave %s people shown", got)
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent("\b\b\b"))
	if got := browsertest.Eval[string](t, ctx, visible); got != "1 1" {
		t.Errorf("searching for ledger leaves %s people shown, want 1 1", got)
	}
	browsertest.Eval[bool](t, ctx, "location.hash = document.querySelector('.card').id; true")
	time.Sleep(200 * time.Millisecond)
	if got := browsertest.Eval[string](t, ctx, visible); got != "8 8" {
		t.Errorf("a link to somebody filtered out leaves %s people shown, want 8 8", got)
	}
}
