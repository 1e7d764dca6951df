package server

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"muster"
	"muster/casework"
)

// fakeProvider is an OpenID Connect provider that signs real tokens. claims
// and key may be bent by a test.
type fakeProvider struct {
	t       testing.TB
	site    *httptest.Server
	key     *rsa.PrivateKey
	signing *rsa.PrivateKey // usually key
	claims  map[string]any

	challenge, nonce string
	codes            int
}

const clientSecret = "the client's secret"

func newProvider(t testing.TB, now func() time.Time) *fakeProvider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &fakeProvider{t: t, key: key, signing: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{
			"issuer": p.site.URL, "authorization_endpoint": p.site.URL + "/authorise", "token_endpoint": p.site.URL + "/token", "jwks_uri": p.site.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: "one", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) { p.token(w, r, now()) })
	p.site = httptest.NewServer(mux)
	t.Cleanup(p.site.Close)
	return p
}

func (p *fakeProvider) answer(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(what); err != nil {
		p.t.Error(err)
	}
}

// token takes a code back, once, from whoever knows the verifier and the secret.
func (p *fakeProvider) token(w http.ResponseWriter, r *http.Request, now time.Time) {
	_, secret, _ := r.BasicAuth()
	if secret == "" {
		secret = r.FormValue("client_secret")
	} else if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != fmt.Sprint("code-", p.codes) || base64.RawURLEncoding.EncodeToString(sum[:]) != p.challenge || secret != clientSecret {
		w.WriteHeader(http.StatusBadRequest)
		p.answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.site.URL, "sub": "subject-1", "aud": "muster", "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "nonce": p.nonce, "email": "ann@company.example", "email_verified": true}
	for name, value := range p.claims {
		claims[name] = value
	}
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: p.signing}, (&jose.SignerOptions{}).WithHeader("kid", "one"))
	if err != nil {
		p.t.Error(err)
		return
	}
	signed, err := signer.Sign(body)
	if err != nil {
		p.t.Error(err)
		return
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	p.answer(w, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": text})
}

// consent is the person at the provider: it returns the path they come back to.
func (p *fakeProvider) consent(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || q.Get("client_id") != "muster" || !strings.Contains(q.Get("scope"), "openid") {
		p.t.Errorf("asked for with %s", u.RawQuery)
	}
	p.challenge, p.nonce = q.Get("code_challenge"), q.Get("nonce")
	p.codes++
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		p.t.Fatal(err)
	}
	return back.Path + "?" + url.Values{"code": {fmt.Sprint("code-", p.codes)}, "state": {q.Get("state")}}.Encode()
}

// location is where a page sends the browser.
func (b *browser) location(path string) string {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.Header.Get("Location")
}

func signOnInstallation(t *testing.T) (*installation, *fakeProvider) {
	t.Helper()
	var in *installation
	p := newProvider(t, func() time.Time { return in.now() })
	secret := writeFile(t, "client.secret", clientSecret+"\n")
	in = newInstallation(t, func(c *Config) {
		c.SignOn = SignOnConfig{Name: "Harbour sign-on", Issuer: p.site.URL, ClientID: "muster", SecretFile: secret}
	})
	return in, p
}

// enterBy goes to the provider and back, and reports whether it let them in.
func (b *browser) enterBy(p *fakeProvider) bool {
	b.t.Helper()
	b.get(p.consent(b.location("/sign-in/provider?next=/people")))
	return b.in()
}

func TestSignOn(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	if b := in.browser(t); b.enterBy(p) {
		t.Fatal("signing on makes a user of nobody")
	}
	in.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
	b := in.browser(t)
	if _, page := b.get("/sign-in"); !strings.Contains(page, "Continue with Harbour sign-on") {
		t.Error("the page does not offer it")
	}
	back := p.consent(b.location("/sign-in/provider?next=/people"))
	if to := b.location(back); to != "/people" || !b.in() {
		t.Fatalf("sent on to %q, in: %v", to, b.in())
	}
	if again := in.browser(t); func() bool { again.get(back); return again.in() }() {
		t.Error("an answer that another browser brings lets it in")
	}
	if n := in.entries(t, "provider.connect"); n != 1 {
		t.Errorf("%d connections entered, want 1", n)
	}
	p.claims = map[string]any{"email": "ann.married@company.example"}
	if !in.browser(t).enterBy(p) {
		t.Error("a person whose address changed is not known by their subject")
	}
	p.claims = map[string]any{"sub": "subject-2"}
	if in.browser(t).enterBy(p) {
		t.Error("an address that passed to somebody else lets them in")
	}
	who, err := in.desk.ActorByEmail(t.Context(), "ann@company.example")
	if err != nil {
		t.Fatal(err)
	}
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.EndUser{User: who.User, Reason: "They have left the company."}); err != nil {
		t.Fatal(err)
	}
	p.claims = nil
	if in.browser(t).enterBy(p) {
		t.Error("somebody whose access has ended comes in by the provider")
	}
}

// TestSignOnRefuses bends one thing at a time.
func TestSignOnRefuses(t *testing.T) {
	t.Parallel()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	in, p := signOnInstallation(t)
	in.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
	for name, claims := range map[string]map[string]any{
		"address not verified": {"email_verified": false},
		"address unsaid":       {"email_verified": nil},
		"another nonce":        {"nonce": "another"},
		"another audience":     {"aud": "somebody else"},
		"another issuer":       {"iss": "https://elsewhere.example"},
		"long past":            {"exp": fixedNow().Add(-time.Hour).Unix()},
		"no subject":           {"sub": ""},
	} {
		p.claims = claims
		if in.browser(t).enterBy(p) {
			t.Errorf("%s: let in", name)
		}
	}
	p.claims, p.signing = nil, other
	if in.browser(t).enterBy(p) {
		t.Error("a token that somebody else signed is taken")
	}
	p.signing = p.key
	b := in.browser(t)
	back := p.consent(b.location("/sign-in/provider"))
	if b.get(strings.Replace(back, "state=", "state=x", 1)); b.in() {
		t.Error("another state is taken")
	}
	b = in.browser(t)
	back = p.consent(b.location("/sign-in/provider"))
	*in.clock = in.clock.Add(ceremonyLasts + time.Second)
	if b.get(back); b.in() {
		t.Error("an answer after its time is taken")
	}
	b = in.browser(t)
	back = p.consent(b.location("/sign-in/provider"))
	p.challenge = "of another verifier"
	if b.get(back); b.in() {
		t.Error("a code is taken without its verifier")
	}
	if n := in.entries(t, "session.refused"); n != 11 {
		t.Errorf("%d refused sign-ins in the ledger, want 11", n)
	}
	if in.browser(t).enterBy(p) != true {
		t.Error("the right answer is refused after all that")
	}
}

// TestSignOnSaysWhy refuses for one reason at a time: the page says which, what
// to do, and nothing of what somebody typed, for nothing was.
func TestSignOnSaysWhy(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	in.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
	told := func(name string, b *browser, back string, words ...string) {
		t.Helper()
		status, page := b.get(back)
		if status != http.StatusUnauthorized || b.in() || strings.Contains(page, "typed") {
			t.Errorf("%s: %d, or the page speaks of typing", name, status)
		}
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: the page lacks %q", name, w)
			}
		}
	}
	there := func() (*browser, string) {
		b := in.browser(t)
		return b, p.consent(b.location("/sign-in/provider"))
	}
	for name, one := range map[string]struct {
		claims map[string]any
		words  []string
	}{
		"nobody invited":  {map[string]any{"sub": "subject-9", "email": "zoe@company.example"}, []string{"Harbour sign-on knows you, and nobody", "invite you"}},
		"not confirmed":   {map[string]any{"email_verified": false}, []string{"is confirmed", "one-time link"}},
		"another nonce":   {map[string]any{"nonce": "another"}, []string{"cannot be relied on"}},
		"says no subject": {map[string]any{"sub": ""}, []string{"Start again"}},
	} {
		p.claims = one.claims
		b, back := there()
		told(name, b, back, one.words...)
	}
	p.claims = nil
	b, back := there()
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	told("stopped there", b, u.Path+"?"+url.Values{"error": {"access_denied"}, "state": {u.Query().Get("state")}}.Encode(), "did not let you through", "Start again")
	_, back = there()
	told("another window", in.browser(t), back, "began in another window", "Start again")
	b, back = there()
	p.challenge = "of another verifier"
	told("not confirmed by the provider", b, back, "Harbour sign-on did not confirm")
}

// TestSignOnIsCalledAsNamed begins a sentence with the provider's name, whatever
// letter that begins with.
func TestSignOnIsCalledAsNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"harbour sign-on": "Harbour sign-on did not", "Écurie": "Écurie did not", "": "Your organisation's sign-on did not"} {
		s := &Server{config: Config{SignOn: SignOnConfig{Name: name, Issuer: "https://login.example.org"}}}
		if err := s.signOnRefused("SIGN-ON did not confirm the sign-in.", startAgain); !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestSignOnLogsWhy holds the page to its word that the log says why, without
// who it is about.
func TestSignOnLogsWhy(t *testing.T) {
	t.Parallel()
	var in *installation
	var log lockedBuffer
	p := newProvider(t, func() time.Time { return in.now() })
	in = newInstallation(t, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, nil))
		c.SignOn = SignOnConfig{Name: "Harbour sign-on", Issuer: p.site.URL, ClientID: "muster", SecretFile: writeFile(t, "client.secret", clientSecret)}
	})
	in.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
	for want, claims := range map[string]map[string]any{
		"audience":             {"aud": "somebody else"},
		"different provider":   {"iss": "https://elsewhere.example"},
		"expired":              {"exp": fixedNow().Add(-time.Hour).Unix()},
		"nonce":                {"nonce": "another"},
		"did not say who":      {"sub": ""},
		"is confirmed":         {"email_verified": false},
		"nobody who may sign ": {"sub": "subject-9", "email": "zoe@company.example"},
	} {
		p.claims = claims
		before := len(log.String())
		in.browser(t).enterBy(p)
		if said := log.String()[before:]; !strings.Contains(said, want) || strings.Contains(said, "company.example") || strings.Contains(said, "subject-") {
			t.Errorf("the log says of %q: %s", want, said)
		}
	}
	p.claims = nil
	before := len(log.String())
	in.browser(t).get(p.consent(in.browser(t).location("/sign-in/provider")))
	if said := log.String()[before:]; !strings.Contains(said, "another window") {
		t.Errorf("the log says of an answer that another browser brings: %s", said)
	}
}

// TestSignOnConnects ties an account to somebody who is signed in, when their
// own page asked for it.
func TestSignOnConnects(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	p.claims = map[string]any{"email_verified": false}
	b := in.signedIn(t, "ben", casework.Grant{Role: casework.HRLead})
	r, err := http.NewRequest(http.MethodGet, b.site+"/sign-in/provider", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	answer, err := b.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode == http.StatusSeeOther {
		t.Error("another site starts connecting an account")
	}
	if !b.enterBy(p) {
		t.Fatal("connecting signed them out")
	}
	if _, page := b.get("/account"); !strings.Contains(page, "Your account there lets you in.") {
		t.Error("the account is not connected")
	}
	fresh := in.browser(t)
	if !fresh.enterBy(p) {
		t.Error("a connected account does not let its owner in")
	}
	fresh.post("/account", url.Values{"do": {"provider.remove"}})
	if in.browser(t).enterBy(p) {
		t.Error("a disconnected account lets somebody in")
	}
}

// TestSignOnDown keeps the other ways open while the provider is down.
func TestSignOnDown(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	p.site.Close()
	b := in.browser(t)
	if status, page := b.get("/sign-in/provider"); status != http.StatusUnauthorized || !strings.Contains(page, "does not answer") || !strings.Contains(page, "Password") {
		t.Errorf("%d: %s", status, page)
	}
	if !in.signedIn(t, "ann", hrLead()).in() {
		t.Error("a link no longer lets anybody in")
	}
}

// TestSecretFiles reads the client's secret from its file only.
func TestSecretFiles(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	in.signedIn(t, "ann", hrLead())
	if err := os.WriteFile(in.config.SignOn.SecretFile, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if in.browser(t).enterBy(p) {
		t.Error("the provider takes another secret")
	}
}

// TestASlowProviderIsAskedOnce: while the provider takes its time, whoever gives up
// is let go, and everybody else gets the one answer.
func TestASlowProviderIsAskedOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	reached, answer := make(chan struct{}, 9), make(chan struct{})
	var site *httptest.Server
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		reached <- struct{}{}
		<-answer
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"issuer": %q, "authorization_endpoint": %q, "token_endpoint": %q, "jwks_uri": %q}`, site.URL, site.URL+"/a", site.URL+"/t", site.URL+"/k")
	}))
	t.Cleanup(site.Close)
	p := &provider{}
	first := make(chan error, 1)
	go func() {
		_, err := p.describe(context.Background(), site.URL)
		first <- err
	}()
	<-reached
	gone, leave := context.WithCancel(context.Background())
	leave()
	if _, err := p.describe(gone, site.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("somebody who gave up: %v", err)
	}
	close(answer)
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	if _, err := p.describe(gone, site.URL); err != nil || asked.Load() != 1 {
		t.Errorf("what is known is told at once: %v, asked %d times", err, asked.Load())
	}
}

// TestRolesByGroups signs somebody on whose roles come from their groups: what
// they come to is theirs from each sign-in, in every session, and no other way in
// is open to them.
func TestRolesByGroups(t *testing.T) {
	t.Parallel()
	in, p := signOnInstallation(t)
	in.Server.config.SignOn.Groups, in.Server.config.SignOn.GroupsScope = "groups", "groups"
	ann, admin := in.signedIn(t, "ann", casework.Grant{Role: casework.Recruiter}), in.signedIn(t, "root", casework.Grant{Role: casework.Administrator})
	who, err := in.desk.ActorByEmail(t.Context(), "ann@company.example")
	if err != nil {
		t.Fatal(err)
	}
	root, err := in.desk.ActorByEmail(t.Context(), "root@company.example")
	if err != nil {
		t.Fatal(err)
	}
	settings, user := "/settings", "/settings/users/"+string(who.User)
	roles := func() string {
		t.Helper()
		now, err := in.desk.Actor(t.Context(), who.User)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, g := range now.Grants {
			list = append(list, string(g.Role)+" "+g.Scope.Entity)
		}
		return strings.Join(list, ", ")
	}
	admin.does("/settings/groups", answers("group", "muster-payroll", "role", "payroll", "entity", "UK", "reason", "They run our payroll."))
	admin.sees(settings, "muster-payroll", "Let a group give a role")
	p.claims = map[string]any{"groups": []string{"muster-payroll"}}
	if !in.browser(t).enterBy(p) || roles() != "recruiter " {
		t.Errorf("roles set by hand are %q after a sign-in with groups", roles())
	}
	admin.does(user+"/provided", answers("reason", "The provider knows who does what."))
	admin.sees(settings, "by their groups at the sign-on provider")
	if ann.in() {
		t.Error("a session outlasts where its roles came from")
	}
	b := in.browser(t)
	if to := b.location("/sign-in/provider"); !strings.Contains(to, "scope=openid+email+profile+groups") {
		t.Errorf("groups are not asked for: %s", to)
	}
	if !b.enterBy(p) || roles() != "payroll UK" {
		t.Fatalf("in %v, with %q", b.in(), roles())
	}
	if status, _ := b.get("/payroll"); status != http.StatusOK {
		t.Errorf("payroll: %d", status)
	}
	if n := in.entries(t, "user.roles_provided"); n != 1 {
		t.Errorf("%d changes entered, want 1", n)
	}
	if _, page := in.signedIn(t, "auditor", casework.Grant{Role: casework.Auditor}).get("/ledger"); !strings.Contains(page, "groups changed a user") {
		t.Errorf("the ledger does not say what the provider changed:\n%s", page)
	}

	// by a link they do not come in, though it is theirs
	got, err := in.desk.Do(t.Context(), root, casework.Key(newKey()), &casework.InviteAgain{User: who.User, Reason: "They asked for it on the telephone."})
	if err != nil {
		t.Fatal(err)
	}
	other := in.browser(t)
	if _, page := other.post("/sign-in", answers("token", got.Secret)); other.in() || !strings.Contains(page, "that is your way in") {
		t.Errorf("a way in beside the provider: %v\n%s", other.in(), page)
	}
	// nor do they change whose groups count
	provided, err := in.desk.Actor(t.Context(), who.User)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.removeCredential(t.Context(), &visitor{actor: provided}, "provider", ""); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("the account whose groups count is taken away: %v", err)
	}

	for name, groups := range map[string]any{"other groups": []string{"muster-payroll-2"}, "none": []string{}, "no claim": nil, "no list": map[string]string{"muster-payroll": "yes"}, "mixed": []any{"muster-payroll", 7}} {
		p.claims = map[string]any{"groups": []string{"muster-payroll"}}
		had := in.browser(t)
		if !had.enterBy(p) || roles() != "payroll UK" {
			t.Fatalf("before %s: %q", name, roles())
		}
		if p.claims = map[string]any{"groups": groups}; in.browser(t).enterBy(p) || roles() != "" || had.in() {
			t.Errorf("%s: in with %q, the session before still there %v", name, roles(), had.in())
		}
	}
	p.claims = map[string]any{"groups": "muster-payroll"} // one text
	c := in.browser(t)
	if !c.enterBy(p) || roles() != "payroll UK" {
		t.Errorf("a single group: %q", roles())
	}
	list, err := in.desk.GroupRoles(t.Context(), root)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	admin.does("/settings/groups/"+list[0].ID+"/end", answers("reason", "Payroll is done elsewhere now."))
	if status, _ := c.get("/payroll"); roles() != "" || status == http.StatusOK {
		t.Errorf("%q, payroll %d, after the line was taken back", roles(), status)
	}
	in.Server.config.SignOn.Groups = "" // switched off: nobody marked gets anything
	admin.does("/settings/groups", answers("group", "muster-payroll", "role", "payroll", "reason", "They run our payroll."))
	if in.browser(t).enterBy(p) {
		t.Error("groups give roles without a claim in the configuration")
	}
}
