package main

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
	link, err := demoLink(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("open after %s", time.Since(start))
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
	browsertest.Do(t, ctx, chromedp.Navigate(site.URL+"/payroll"))
	if text := browsertest.Eval[string](t, ctx, "document.querySelector('main').innerText"); !strings.Contains(text, "Advice to "+demoUser+".") {
		t.Errorf("whom the advice is for reads oddly: %.200q", text)
	}
	lookAtSignals(t, ctx, site.URL)
}

// signalsLook opens the devices page of everybody and says on how many each part
// is, and who stands beside whom.
const signalsLook = `(async () => {
	const ids = new Set()
	for (const level of ["escalate", "verify", "clear"])
		for (let page = "/people?level=" + level, n = 0; page && n < 20; n++) {
			const doc = new DOMParser().parseFromString(await (await fetch(page)).text(), "text/html")
			doc.querySelectorAll("tbody a[href^='/people/']").forEach(a => ids.add(a.getAttribute("href").split("?")[0]))
			page = doc.querySelector("a[rel=next]")?.getAttribute("href")
		}
	const found = {people: ids.size, where: 0, when: 0, networks: 0, beside: 0, devices: 0, plugged: 0, programs: 0, cited: 0, farm: "", event: ""}
	for (const id of ids) {
		const doc = new DOMParser().parseFromString(await (await fetch(id + "/devices")).text(), "text/html")
		for (const part of Object.keys(found)) if (doc.querySelector("h2#" + part)) found[part]++
		if (doc.querySelector("h2#beside") && doc.querySelector("h2#plugged")) found.farm ||= id + "/devices"
		found.event ||= doc.querySelector("h2#cited ~ * a[href*='/events?record=']")?.getAttribute("href") || ""
	}
	return found
})()`

// demoShown is on how many people's pages a part is.
type demoShown struct {
	People, Where, When, Networks, Beside, Devices, Plugged, Programs, Cited int
	Farm, Event                                                              string
}

// lookAtSignals looks for what the demo's logs show: the page of every person has
// what the issue promises of it, and the events behind a finding are there.
func lookAtSignals(t *testing.T, ctx context.Context, url string) {
	t.Helper()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[demoShown](signalsLook, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", found)
	for part, n := range map[string]int{"where": found.Where, "when": found.When, "networks": found.Networks, "beside whom": found.Beside, "devices": found.Devices, "plugged in": found.Plugged, "programs": found.Programs, "cited": found.Cited} {
		if n == 0 {
			t.Errorf("nobody's page says: %s", part)
		}
	}
	if found.Beside < demoFarm || found.Farm == "" || found.Event == "" {
		t.Fatalf("%+v", found)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(url+found.Farm))
	browsertest.Shoot(t, ctx, "demo-devices")
	browsertest.Do(t, ctx, chromedp.Navigate(url+found.Event))
	browsertest.Shoot(t, ctx, "demo-events")
}
