// Package browsertest looks at our pages in a real Chromium: size, colours,
// keyboard, and the rules of axe-core. Only tests import it.
//
// # Use
//
//	ctx := browsertest.Open(t, browsertest.Dark)
//	browsertest.Do(t, ctx, chromedp.Navigate(url))
//	browsertest.Check(t, ctx, "report in the dark")
//
// Without Chromium a test is left out, and without axe-core its rules are; where
// CI is set, either fails the test (package leftout). `make tools` fetches
// axe-core from npm at the version and digest that testdata/axe pins. Nothing of
// either reaches the program.
//
// MUSTER_SHOTS names a folder for pictures of what the tests saw.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/internal/leftout"
)

// Scheme is the colour scheme the system asks for.
type Scheme string

// The colour schemes.
const (
	Light Scheme = "light"
	Dark  Scheme = "dark"
)

// Schemes lists both, for tests that look at each.
func Schemes() []Scheme { return []Scheme{Light, Dark} }

// Open starts Chromium with a colour scheme and returns the context of its one
// tab. It ends with the test, and after five minutes at the latest.
func Open(t *testing.T, scheme Scheme) context.Context {
	t.Helper()
	preferred := "preferredColorScheme=1"
	if scheme == Dark {
		preferred = "preferredColorScheme=0"
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("blink-settings", preferred), chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	return ctx
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	leftout.Skip(t, "no Chromium: install the package chromium to run the browser tests")
	return ""
}

// Do runs steps and fails the test on an error.
func Do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// Eval returns the value of a JavaScript expression.
func Eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// Size makes the window so wide, in pixels, and fails when the page is wider.
func Size(t *testing.T, ctx context.Context, name string, width int64) {
	t.Helper()
	Do(t, ctx, chromedp.EmulateViewport(width, 900))
	if got := Eval[int64](t, ctx, "document.documentElement.scrollWidth"); got > width {
		t.Errorf("%s at %d px is %d px wide", name, width, got)
	}
}

// Shoot saves what the browser shows when MUSTER_SHOTS names a folder, for
// people who change how a page looks.
func Shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("MUSTER_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	save(t, dir, name, png, err)
}

// ShootWindow saves what the window shows of the page, for documents.
func ShootWindow(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("MUSTER_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	save(t, dir, name, png, err)
}

func save(t *testing.T, dir, name string, png []byte, err error) {
	t.Helper()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
