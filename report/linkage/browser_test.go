package linkage

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"muster/internal/browsertest"
	"muster/resolve"
)

// TestBrowser looks at the whole page at both colour schemes and at widths from
// a telephone's up: nothing wider than the window, nothing too pale, nothing
// axe-core objects to, nothing loaded or logged.
func TestBrowser(t *testing.T) {
	dir, _ := written(t, input(t, []resolve.Decision{{A: "r0", B: "r0c", Same: false, Reason: "<i>asked</i>", By: "H. Lee"}}))
	url := "file://" + filepath.ToSlash(filepath.Join(dir, FileReport))
	for _, scheme := range browsertest.Schemes() {
		t.Run(string(scheme), func(t *testing.T) {
			ctx := browsertest.Open(t, scheme)
			watched, stop := context.WithCancel(ctx)
			messages := chromedp.Console(watched)
			browsertest.Do(t, ctx, chromedp.Navigate(url))
			browsertest.Unfold(t, ctx)
			name := "resolve-" + string(scheme)
			for _, width := range []int64{320, 360, 390, 1024, 1280, 1440} {
				browsertest.Size(t, ctx, name, width)
				if width == 390 || width == 1280 {
					browsertest.Shoot(t, ctx, name+"-"+number(int(width)))
					browsertest.Check(t, ctx, name+" at "+number(int(width)))
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
func TestTabThroughThePage(t *testing.T) {
	dir, _ := written(t, input(t, nil))
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate("file://"+filepath.ToSlash(filepath.Join(dir, FileReport))))
	browsertest.Tab(t, ctx, "resolve", 600)
}
