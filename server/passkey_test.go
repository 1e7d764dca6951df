package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	_ "image/png"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
)

// namedInstallation is one under a host name, as passkeys need it.
func namedInstallation(t *testing.T) *installation {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	in := newInstallation(t, func(c *Config) { c.URL = "http://localhost:" + port })
	in.site.Close()
	in.site = httptest.NewUnstartedServer(in.Handler())
	in.site.Listener.Close()
	in.site.Listener = l
	in.site.Start()
	in.site.URL = in.config.URL
	site := in.site
	t.Cleanup(func() {
		site.Close()
		site.Config.Handler = nil // see newInstallation
	})
	return in
}

// authenticator gives the browser a device with a verified user.
func authenticator(t *testing.T, ctx context.Context) webauthn.AuthenticatorID {
	t.Helper()
	id, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (webauthn.AuthenticatorID, error) {
		if _, err := cdp.Call(ctx, target, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return "", err
		}
		got, err := cdp.Call(ctx, target, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return got.AuthenticatorID, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func verified(t *testing.T, ctx context.Context, id webauthn.AuthenticatorID, is bool) {
	t.Helper()
	browsertest.Do(t, ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: id, IsUserVerified: is})
		return err
	}))
}

// TestPasskey adds a passkey in a browser and signs in with it.
func TestPasskey(t *testing.T) {
	t.Parallel()
	in := namedInstallation(t)
	link := in.link(t, "Sam", casework.Administrator, casework.HRLead)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	device := authenticator(t, ctx)
	press(t, ctx, "main form button")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/account"))
	see(t, ctx, "None yet.")
	press(t, ctx, "#newkey button")
	see(t, ctx, "The passkey is yours from now on.")
	see(t, ctx, "This device")
	browsertest.Shoot(t, ctx, "server-account")
	for _, bad := range browsertest.Violations(t, ctx) {
		t.Error(bad)
	}
	squareIsDrawn(t, ctx)

	press(t, ctx, `form[action="/sign-out"] button`)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/sign-in?next=/account"))
	browsertest.Shoot(t, ctx, "server-sign-in")
	press(t, ctx, "#passkey button")
	see(t, ctx, "How you sign in")
	if n := in.entries(t, "session.start"); n != 2 {
		t.Errorf("%d sign-ins in the ledger, want 2", n)
	}
	press(t, ctx, `form[action="/sign-out"] button`)

	verified(t, ctx, device, false)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/sign-in"))
	browsertest.Eval[bool](t, ctx, `document.querySelector("#passkey button").click(), true`)
	for range 100 {
		if strings.Contains(browsertest.Eval[string](t, ctx, "document.body.innerText"), "The passkey was not used") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	see(t, ctx, "The passkey was not used")

	verified(t, ctx, device, true)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/sign-in?next=/account"))
	press(t, ctx, "#passkey button")
	press(t, ctx, `form:has(input[value="passkey.remove"]) button`)
	see(t, ctx, "The passkey no longer lets anybody in.")
	press(t, ctx, `form[action="/sign-out"] button`)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/sign-in"))
	press(t, ctx, "#passkey button")
	see(t, ctx, "That did not let you in.")
}

// squareIsDrawn begins a password and compares what the browser draws of its
// second factor with what should be read from it, square for square.
func squareIsDrawn(t *testing.T, ctx context.Context) {
	t.Helper()
	browsertest.Eval[bool](t, ctx, `document.querySelector('input[name="password"]').value = "correct horse battery staple", true`)
	press(t, ctx, `form:has(input[value="password.begin"]) button`)
	see(t, ctx, "Read this square")
	box := browsertest.Eval[[]float64](t, ctx, `(() => { const r = document.querySelector(".qr").getBoundingClientRect(); return [r.x + scrollX, r.y + scrollY, r.width, document.querySelector(".qr").viewBox.baseVal.width] })()`)
	path := browsertest.Eval[string](t, ctx, `document.querySelector(".qr .ink").getAttribute("d")`)
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	picture, _, err := image.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	const quiet = 4
	unit, size, wrong := box[2]/box[3], int(box[3])-2*quiet, 0
	for y := range size {
		for x := range size {
			r, _, _, _ := picture.At(int(box[0]+unit*(float64(x+quiet)+.5)), int(box[1]+unit*(float64(y+quiet)+.5))).RGBA()
			if strings.Contains(path, fmt.Sprintf("M%d %dh", x, y)) != (r < 0x8000) {
				wrong++
			}
		}
	}
	if size < 20 || wrong > 0 {
		t.Errorf("%d of %d squares are drawn as what they are not: no phone reads the second factor", wrong, size*size)
	}
}

// TestPasskeyTwice answers a challenge a second time: whoever listened in gets
// no second session.
func TestPasskeyTwice(t *testing.T) {
	t.Parallel()
	in := namedInstallation(t)
	link := in.link(t, "Sam", casework.Administrator)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.Navigate(link))
	authenticator(t, ctx)
	press(t, ctx, "main form button")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/account"))
	press(t, ctx, "#newkey button")

	b := in.browser(t)
	b.site = in.site.URL
	status, options := b.post("/sign-in/passkey", nil)
	if status != http.StatusOK || !json.Valid([]byte(options)) {
		t.Fatalf("%d: %s", status, options)
	}
	text, err := json.Marshal(options)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[string](`navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(`+string(text)+`).publicKey)}).then((c) => JSON.stringify(c))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(b.site)
	if err != nil {
		t.Fatal(err)
	}
	kept := b.http.Jar.Cookies(u)
	bent := strings.Replace(answer, `"signature":"`, `"signature":"AAAA`, 1)
	other := in.browser(t)
	other.site = in.site.URL
	if other.post("/sign-in", url.Values{"passkey": {answer}}); other.in() {
		t.Error("another browser answers this one's challenge")
	}
	if b.post("/sign-in", url.Values{"passkey": {answer}}); !b.in() {
		t.Fatal("the right answer lets nobody in")
	}
	again := in.browser(t)
	again.site = in.site.URL
	again.http.Jar.SetCookies(u, kept)
	if again.post("/sign-in", url.Values{"passkey": {answer}}); again.in() {
		t.Error("an answer is taken twice")
	}
	b.post("/sign-out", nil)
	b.post("/sign-in/passkey", nil)
	if b.post("/sign-in", url.Values{"passkey": {bent}}); b.in() {
		t.Error("a bent signature is taken")
	}
}

// TestFactor enrols a password with its second factor on the page.
func TestFactor(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	other := in.browser(t)
	if status, _ := b.post("/account", url.Values{"do": {"password.begin"}, "password": {"short"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if _, page := b.get("/account"); !strings.Contains(page, "12 characters or more") || strings.Contains(page, `id="secret"`) {
		t.Error("a short password goes on")
	}
	const password = "correct horse battery staple"
	b.post("/account", url.Values{"do": {"password.begin"}, "password": {password}})
	_, page := b.get("/account")
	_, rest, _ := strings.Cut(page, `id="secret">`)
	letters, _, found := strings.Cut(rest, "<")
	if !found || !strings.Contains(page, "<path class=\"ink\" d=\"M") {
		t.Fatalf("no second factor is shown:\n%s", page)
	}
	secret := decodeSecret(t, letters)
	if b.post("/account", url.Values{"do": {"password.confirm"}, "code": {"000000"}}); in.entries(t, "password.set") != 0 {
		t.Error("a wrong code confirms")
	}
	code := func() string { return totp(secret, in.clock.Unix()/totpPeriod) }
	first := code()
	if b.post("/account", url.Values{"do": {"password.confirm"}, "code": {first}}); in.entries(t, "password.set") != 1 || !b.in() {
		t.Fatal("the right code does not confirm")
	}
	if _, page := b.get("/account"); strings.Contains(page, letters) {
		t.Error("the secret is shown again")
	}
	if other.post("/sign-in", url.Values{"name": {"ann@company.example"}, "password": {password}, "code": {first}}); other.in() {
		t.Error("the code that confirmed is taken again")
	}
	*in.clock = in.clock.Add(time.Minute)
	if other.post("/sign-in", url.Values{"name": {"ann@company.example"}, "password": {password}, "code": {code()}}); !other.in() {
		t.Fatal("password and code let nobody in")
	}
	*in.clock = in.clock.Add(freshFor)
	b.post("/account", url.Values{"do": {"password.remove"}})
	if _, page := b.get("/account"); !strings.Contains(page, "You signed in a while ago.") || !strings.Contains(page, "You have a password") {
		t.Error("an old session takes a way to sign in away")
	}
	if other.post("/account", url.Values{"do": {"everywhere"}}); b.in() || other.in() {
		t.Error("somebody is signed in after signing out everywhere")
	}
	if n := in.entries(t, "session.end_all"); n != 1 {
		t.Errorf("%d entries of signing out everywhere, want 1", n)
	}
}

// TestManyTries sends many guesses at once: no more are looked at than one
// after the other.
func TestManyTries(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.signedIn(t, "ann", hrLead())
	done := make(chan error)
	for range 40 {
		go func() {
			answer, err := http.PostForm(in.site.URL+"/sign-in", url.Values{"name": {"ann@company.example"}, "password": {"guess"}, "code": {"000000"}})
			if err == nil {
				_, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			done <- err
		}()
	}
	for range 40 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := in.entries(t, "session.refused"); n != accountAttempts {
		t.Errorf("%d guesses were looked at, want %d", n, accountAttempts)
	}
	if err := in.enterWaiting(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := in.entries(t, "session.refused"); n != accountAttempts+1 {
		t.Errorf("%d entries, want one more for those that had to wait", n)
	}
}
