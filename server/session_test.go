package server

import (
	"bytes"
	"database/sql"
	"encoding/base32"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/casework"
	"muster/store"
)

func hrLead() casework.Grant { return casework.Grant{Role: casework.HRLead} }

// cookie is the session cookie a browser holds.
func (b *browser) cookie() *http.Cookie {
	u, err := url.Parse(b.site)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == plainCookie || c.Name == secureCookie {
			return c
		}
	}
	return nil
}

// in reports whether somebody is signed in.
func (b *browser) in() bool {
	b.t.Helper()
	status, _ := b.get("/today")
	return status == http.StatusOK
}

func TestSessionEndsWithoutUse(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	*in.clock = in.clock.Add(29 * time.Minute)
	if !b.in() {
		t.Fatal("signed out before half an hour")
	}
	*in.clock = in.clock.Add(31 * time.Minute)
	if b.in() {
		t.Error("still signed in after half an hour without use")
	}
}

// TestSessionReadsWithoutRoom opens pages while nothing can be written, as on a
// full disk: they are read, and the session still ends by itself.
func TestSessionReadsWithoutRoom(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	db, err := sql.Open("sqlite", filepath.Join(in.config.Data, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "create trigger room before update on server_sessions begin select raise(abort, 'no room'); end"); err != nil {
		t.Fatal(err)
	}
	*in.clock = in.clock.Add(20 * time.Minute)
	if status, page := b.get("/people"); status != http.StatusOK {
		t.Errorf("%d: %s", status, page)
	}
	*in.clock = in.clock.Add(15 * time.Minute)
	if b.in() {
		t.Error("a session whose use cannot be noted goes on for ever")
	}
}

func TestShortSessionInUse(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.Sessions.Idle = 40 * time.Second })
	b := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	for range 4 {
		*in.clock = in.clock.Add(30 * time.Second)
		if !b.in() {
			t.Fatal("a session of forty seconds ends while it is in use")
		}
	}
}

func TestSessionEndsInAnyCase(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	for range 35 { // in use every 20 minutes
		*in.clock = in.clock.Add(20 * time.Minute)
		if !b.in() {
			t.Fatal("signed out while in use")
		}
	}
	*in.clock = in.clock.Add(25 * time.Minute)
	if b.in() {
		t.Error("still signed in after twelve hours")
	}
}

func TestSessionTurns(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	first := b.cookie().Value
	for range 4 {
		*in.clock = in.clock.Add(20 * time.Minute)
		b.in()
	}
	if b.cookie().Value == first {
		t.Fatal("the cookie is the same after an hour")
	}
	thief := in.browser(t)
	u, _ := url.Parse(b.site)
	thief.http.Jar.SetCookies(u, []*http.Cookie{{Name: plainCookie, Value: first}})
	*in.clock = in.clock.Add(2 * time.Minute)
	if thief.in() {
		t.Error("an old cookie still lets somebody in")
	}
	if b.in() {
		t.Error("a session of which somebody used an old cookie goes on")
	}
}

func TestSessionEndsOnTheServer(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	kept := b.cookie().Value
	if status, _ := b.post("/sign-out", nil); status != http.StatusSeeOther {
		t.Fatal("no way out")
	}
	u, _ := url.Parse(b.site)
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: plainCookie, Value: kept}})
	if b.in() {
		t.Error("a cookie kept after signing out lets somebody in")
	}
	c := in.signedIn(t, "ben", hrLead())
	admin := in.signedIn(t, "root", casework.Grant{Role: casework.Administrator})
	who, err := in.desk.ActorByEmail(t.Context(), "ben@company.example")
	if err != nil {
		t.Fatal(err)
	}
	status, _ := admin.post("/settings/users/"+string(who.User)+"/end", url.Values{"key": {newKey()}, "reason": {"They have left the company as of today."}, "back": {"/settings"}})
	if status != http.StatusSeeOther || c.in() {
		t.Errorf("ended access: %d, still in: %v", status, c.in())
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.TLS.Proxied, c.URL = true, "https://muster.example.org" })
	link := in.link(t, "Ann", casework.Administrator)
	_, token, _ := strings.Cut(link, "token=")
	r, err := http.NewRequest(http.MethodPost, in.site.URL+"/sign-in", strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.Name != secureCookie {
			continue
		}
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the cookie: %+v", c)
		}
		return
	}
	t.Errorf("no %s among %v", secureCookie, answer.Cookies())
}

func TestLinkOnce(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	_, token, _ := strings.Cut(in.link(t, "Ann", casework.Administrator), "token=")
	a, b := in.browser(t), in.browser(t)
	if status, _ := a.get("/sign-in/link?token=" + token); status != http.StatusOK || a.in() {
		t.Error("opening a link uses it up: mail scanners do that")
	}
	if a.post("/sign-in", url.Values{"token": {token}}); !a.in() {
		t.Error("a fresh link lets nobody in")
	}
	if status, _ := b.post("/sign-in", url.Values{"token": {token}}); status != http.StatusUnauthorized || b.in() {
		t.Error("a used link lets somebody in")
	}
	if n := in.entries(t, "session.refused"); n != 1 {
		t.Errorf("%d refused sign-ins in the ledger, want 1", n)
	}
}

// entries counts ledger entries of a kind.
func (in *installation) entries(t testing.TB, kind string) (n int) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		return tx.QueryRow("select count(*) from ledger_leaves where organisation = $1 and kind = $2", kind).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPassword(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.signedIn(t, "ann", hrLead())
	const password = "correct horse battery staple"
	if _, err := in.SetPassword(t.Context(), "ann@company.example", "short"); err == nil {
		t.Error("a short password is taken")
	}
	address, err := in.SetPassword(t.Context(), "ann@company.example", password)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.Query().Get("secret"))
	if err != nil {
		t.Fatal(err)
	}
	code := func() string { return totp(secret, in.clock.Unix()/totpPeriod) }
	enter := func(name, password, code string) bool {
		b := in.browser(t)
		b.post("/sign-in", url.Values{"name": {name}, "password": {password}, "code": {code}})
		return b.in()
	}
	if enter("ann@company.example", password, "") || enter("ann@company.example", "wrong horse battery staple", code()) || enter("nobody@company.example", password, code()) {
		t.Error("somebody is let in without all of it")
	}
	used := code()
	if !enter("Ann@company.example", password, used) {
		t.Error("the right password and code let nobody in")
	}
	if enter("ann@company.example", password, used) {
		t.Error("a code is taken twice")
	}
	for range accountAttempts {
		enter("ann@company.example", "guess", "000000")
	}
	*in.clock = in.clock.Add(time.Minute)
	if enter("ann@company.example", password, code()) {
		t.Error("the account does not wait after five failed tries")
	}
	*in.clock = in.clock.Add(attemptWindow)
	if !enter("ann@company.example", password, code()) {
		t.Error("the account waits for good")
	}
	if n := in.entries(t, "session.refused"); n < 3+accountAttempts {
		t.Errorf("%d refused sign-ins in the ledger", n)
	}
}

// TestCodes holds the codes against the vectors of RFC 6238, appendix B, of
// which authenticator apps show the last six digits.
func TestCodes(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		if got := totp(secret, at/totpPeriod); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// TestAddressWaits stops an address that tries many accounts.
func TestAddressWaits(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.browser(t)
	for range addressAttempts {
		b.post("/sign-in", url.Values{"token": {"L-0.guess"}})
	}
	_, token, _ := strings.Cut(in.link(t, "Ann", casework.Administrator), "token=")
	if b.post("/sign-in", url.Values{"token": {token}}); b.in() {
		t.Error("an address goes on after thirty failed tries")
	}
}

// TestAnotherSite refuses a form that another site sent.
func TestAnotherSite(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "ann", hrLead())
	r, err := http.NewRequest(http.MethodPost, b.site+"/sign-out", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://elsewhere.example")
	answer, err := b.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden || !b.in() {
		t.Errorf("another site signs people out: %d", answer.StatusCode)
	}
}

// TestLogHasNoSecrets looks for names, tokens and values in all the program
// tells its operators.
func TestLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	in := newInstallation(t, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	_, token, _ := strings.Cut(in.link(t, "Ann", casework.Administrator, casework.HRLead), "token=")
	b := in.browser(t)
	b.get("/sign-in/link?token=" + token)
	b.post("/sign-in", url.Values{"token": {token}})
	secret := b.cookie().Value
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	b.get("/people/A-1")
	b.get("/people?q=Ann+Example")
	b.post("/sign-in", url.Values{"name": {"ann@company.example"}, "password": {"secret words here"}, "code": {"123456"}})
	if log.Len() == 0 {
		t.Fatal("nothing is logged")
	}
	for _, never := range []string{token, secret, "Ann Example", "7946", "secret words", "123456", "A-1"} {
		if strings.Contains(log.String(), never) {
			t.Errorf("the log holds %q", never)
		}
	}
}

func decodeSecret(t testing.TB, letters string) []byte {
	t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(letters)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// payloads reads the texts of ledger entries of a kind.
func (in *installation) payloads(t testing.TB, kind string) (list []string, err error) {
	t.Helper()
	err = in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		rows, err := tx.Query("select p.body from ledger_payloads p join ledger_leaves l on l.organisation = p.organisation and l.seq = p.seq where p.organisation = $1 and l.kind = $2 order by p.seq", kind)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				return err
			}
			list = append(list, string(b))
		}
		return rows.Err()
	})
	return list, err
}
