package main

import (
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
	"muster/server"
)

// TestDemo opens the invented company in a browser, seconds after it was
// started, and takes the picture that the README shows.
func TestDemo(t *testing.T) {
	start := time.Now()
	c, err := localConfig(t.TempDir(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Title, c.Command = "Example company", nil // its documents are text: no child processes of a test
	s, err := server.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := fillDemo(t.Context(), s, io.Discard); err != nil {
		t.Fatal(err)
	}
	link, err := s.SignInLink(t.Context(), "You", "you@company.example", casework.Administrator, casework.HRLead, casework.Payroll, casework.Auditor)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("it took %s to open", took)
	}
	site := httptest.NewServer(s.Handler())
	defer site.Close()
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(site.URL+link),
		chromedp.Click(chromedp.CSS("main form button")), chromedp.WaitVisible(chromedp.CSS("nav")))
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+"/people"))
	if n := browsertest.Eval[int](t, ctx, "document.querySelectorAll('tbody tr').length"); n < 20 {
		t.Errorf("%d people are listed", n)
	}
	browsertest.Shoot(t, ctx, "demo-people")
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+"/today"))
	browsertest.ShootWindow(t, ctx, "demo-today")
}
