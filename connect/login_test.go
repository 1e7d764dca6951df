package connect_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"muster/connect"
)

// issuer answers a login and keeps what was asked.
func issuer(t *testing.T, status int, answer string) (*httptest.Server, func() (*http.Request, string)) {
	var last *http.Request
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		last, body = r, string(text)
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(s.Close)
	return s, func() (*http.Request, string) { return last, body }
}

func now() time.Time { return time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC) }

// TestIssue asks in each of the ways that systems take, and reads how long a
// token is good.
func TestIssue(t *testing.T) {
	for _, c := range []struct {
		name   string
		entry  connect.Entry
		answer string
		body   string // as a form or an object; the parameters are in order
		basic  bool
		life   time.Duration
	}{
		{"a client and its secret", connect.Entry{Login: &connect.Login{URL: "/oauth2/token", Scope: "read"}, ID: "c-1", Secret: "s&1"},
			`{"access_token":"tok","expires_in":1799}`, "client_id=c-1&client_secret=s%261&grant_type=client_credentials&scope=read", false, 1799 * time.Second},
		{"in the header, with more to say", connect.Entry{Login: &connect.Login{URL: "/oauth/token", Grant: "account_credentials", Basic: true}, ID: "c-1", Secret: "s-1", Form: map[string]string{"account_id": "a"}},
			`{"access_token":"tok","expires_in":"3600"}`, "account_id=a&grant_type=account_credentials", true, time.Hour},
		{"until a moment", connect.Entry{Login: &connect.Login{URL: "/token", Basic: true}, ID: "c-1", Secret: "s-1"},
			`{"access_token":"tok","expires_at":"2026-06-01T08:30:00.000Z"}`, "grant_type=client_credentials", true, 30 * time.Minute},
		{"as an object", connect.Entry{Login: &connect.Login{URL: "/v1/auth", JSON: true, Token: "data.token"}, ID: "c-1", Secret: "s-1"},
			`{"success":true,"data":{"token":"tok"}}`, `{"client_id":"c-1","client_secret":"s-1","grant_type":"client_credentials"}`, false, 10 * time.Minute},
		{"with a token that renews", connect.Entry{Login: &connect.Login{Grant: connect.GrantRefresh}, URL: "/ccx/oauth2/t/token", ID: "c-1", Secret: "s-1", Refresh: "r-1"},
			`{"access_token":"tok","expires_in":1e300}`, "client_id=c-1&client_secret=s-1&grant_type=refresh_token&refresh_token=r-1", false, 24 * time.Hour},
	} {
		site, asked := issuer(t, http.StatusOK, c.answer)
		e := c.entry
		e.Client, e.System, e.Now = site.Client(), site.URL+"/api", now()
		got, err := connect.Issue(t.Context(), &e)
		if err != nil || got.Token != "tok" || got.Until.Sub(now()) != c.life {
			t.Errorf("%s: %+v %v", c.name, got, err)
		}
		r, body := asked()
		id, secret, basic := r.BasicAuth()
		if body != c.body || basic != c.basic || basic && (id != "c-1" || secret != "s-1") {
			t.Errorf("%s: asked %q, %v %s", c.name, body, basic, id)
		}
	}
}

// TestIssueFails tells a secret that is not taken from what may pass, and takes
// nothing for a token that is none.
func TestIssueFails(t *testing.T) {
	var slower *connect.Slower
	for _, c := range []struct {
		status int
		answer string
		want   func(error) bool
	}{
		{http.StatusBadRequest, `{"error":"invalid_grant"}`, func(err error) bool { return errors.Is(err, connect.ErrRevoked) }},
		{http.StatusUnauthorized, `{"error":"invalid_client"}`, func(err error) bool { return errors.Is(err, connect.ErrRevoked) }},
		{http.StatusTooManyRequests, ``, func(err error) bool { return errors.As(err, &slower) }},
		{http.StatusBadGateway, `<html>`, func(err error) bool { return err != nil && !errors.Is(err, connect.ErrRevoked) }},
		{http.StatusOK, `<html>`, func(err error) bool { return errors.Is(err, connect.ErrAnswer) }},
		{http.StatusOK, `{}`, func(err error) bool { return errors.Is(err, connect.ErrAnswer) }},
		{http.StatusOK, `{"access_token":"a\r\nb"}`, func(err error) bool { return errors.Is(err, connect.ErrAnswer) }},
	} {
		site, _ := issuer(t, c.status, c.answer)
		_, err := connect.Issue(t.Context(), &connect.Entry{Login: &connect.Login{URL: "/token"}, Client: site.Client(), System: site.URL, ID: "c", Secret: "hush", Now: now()})
		if !c.want(err) || err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("%d %s: %v", c.status, c.answer, err)
		}
	}
	if _, err := connect.Issue(t.Context(), &connect.Entry{Login: &connect.Login{}, System: "https://x.example", Now: now()}); err == nil {
		t.Error("a login without an address asks somebody")
	}
}

// TestIssueWithKey signs a statement with a service account's key, as it is
// handed out, in the name of an administrator.
func TestIssueWithKey(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]string{"type": "service_account", "private_key_id": "k-1", "client_email": "muster@project.example", "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))})
	if err != nil {
		t.Fatal(err)
	}
	site, asked := issuer(t, http.StatusOK, `{"access_token":"tok","expires_in":3599}`)
	e := connect.Entry{Login: &connect.Login{URL: site.URL + "/token", Grant: connect.GrantAssertion, Scope: "read"}, Client: site.Client(), System: "https://admin.googleapis.com", Secret: string(file), Subject: "admin@company.example", Now: now()}
	if got, err := connect.Issue(t.Context(), &e); err != nil || got.Token != "tok" {
		t.Fatalf("%+v %v", got, err)
	}
	_, body := asked()
	form, err := url.ParseQuery(body)
	if err != nil || form.Get("grant_type") != connect.GrantAssertion || form.Has("client_secret") {
		t.Fatalf("%s %v", body, err)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("the statement is %q", form.Get("assertion"))
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], signature); err != nil {
		t.Error(err)
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"aud":"%s/token","exp":%d,"iat":%d,"iss":"muster@project.example","scope":"read","sub":"admin@company.example"}`, site.URL, now().Add(10*time.Minute).Unix(), now().Unix())
	if string(claims) != want {
		t.Errorf("%s, want %s", claims, want)
	}
	for _, broken := range []string{"", "{}", `{"private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}`} {
		e.Secret = broken
		if _, err := connect.Issue(t.Context(), &e); err == nil {
			t.Errorf("%q is taken for a key", broken)
		}
	}
}

// answers is a system that says one thing to everybody.
type answers []byte

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}

// FuzzIssue takes in whatever is answered to a login: a token is one line, and its
// time is within bounds.
func FuzzIssue(f *testing.F) {
	f.Add([]byte(`{"access_token":"tok","expires_in":3600}`))
	f.Add([]byte(`{"access_token":{"a":1},"expires_at":"9999-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"access_token":"a","expires_in":-1e308,"data":{"expires_in":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := connect.Issue(t.Context(), &connect.Entry{Login: &connect.Login{URL: "/token"}, Client: &http.Client{Transport: answers(body)}, System: "https://x.example", ID: "c", Secret: "s", Now: now()})
		if life := got.Until.Sub(now()); err == nil && (got.Token == "" || strings.ContainsAny(got.Token, "\r\n") || life < 0 || life > 24*time.Hour) {
			t.Errorf("%+v", got)
		}
	})
}
