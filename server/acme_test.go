package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// authority is a certificate authority that speaks ACME (RFC 8555): it looks at
// the server as a real one would before it signs. Signatures of requests are
// not looked at.
type authority struct {
	t         *testing.T
	web       *httptest.Server
	key       *ecdsa.PrivateKey
	root      *x509.Certificate
	challenge string          // which one it offers
	refuses   bool            // whatever is asked
	bound     []byte          // the key an account must be bound with, nil for none
	accounts  int             // that were bound with it
	lasts     []time.Duration // of the certificates, the last for all that follow

	mu     sync.Mutex
	listen string // where the server answers challenges
	proved bool   // the last order's
	signed [][]byte
}

const acmeName = "muster.test"

// ninetyDays is what the certificates last from their beginning.
const ninetyDays = 90 * 24 * time.Hour

func newAuthority(t *testing.T, challenge string, lasts ...time.Duration) *authority {
	a := &authority{t: t, challenge: challenge, lasts: lasts}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err == nil {
		a.root, err = x509.ParseCertificate(der)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.web = httptest.NewServer(http.HandlerFunc(a.answer))
	t.Cleanup(a.web.Close)
	return a
}

// answer is the whole protocol for one order at a time.
func (a *authority) answer(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := func(name string) string { return a.web.URL + "/" + name }
	w.Header().Set("Replay-Nonce", base64.RawURLEncoding.EncodeToString([]byte(time.Now().String())))
	say := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(v)
	}
	state := func(open string) string {
		if a.proved {
			return "valid"
		}
		return open
	}
	order := map[string]any{"status": "pending", "identifiers": []any{map[string]string{"type": "dns", "value": acmeName}}, "authorizations": []string{at("authz")}, "finalize": at("finalize")}
	switch path.Base(r.URL.Path) {
	case "directory":
		say(200, map[string]any{"newNonce": at("nonce"), "newAccount": at("account"), "newOrder": at("order"), "revokeCert": at("revoke"), "keyChange": at("change")})
	case "nonce":
	case "account":
		if a.bound != nil {
			if err := a.boundAccount(r.Body, at("account")); err != nil {
				say(403, map[string]any{"type": "urn:ietf:params:acme:error:externalAccountRequired", "detail": err.Error(), "status": 403})
				return
			}
			a.accounts++
		}
		w.Header().Set("Location", at("account/1"))
		say(201, map[string]string{"status": "valid"})
	case "order":
		if a.refuses {
			say(403, map[string]any{"type": "urn:ietf:params:acme:error:rejectedIdentifier", "detail": "policy forbids issuing for this name", "status": 403})
			return
		}
		a.proved = false
		w.Header().Set("Location", at("made"))
		say(201, order)
	case "authz":
		say(200, map[string]any{"status": state("pending"), "identifier": map[string]string{"type": "dns", "value": acmeName},
			"challenges": []any{map[string]string{"type": a.challenge, "url": at("challenge"), "token": "token-1", "status": state("pending")}}})
	case "challenge":
		if err := a.look(); err != nil {
			a.t.Errorf("the challenge is not answered: %v", err)
		} else {
			a.proved = true
		}
		say(200, map[string]string{"type": a.challenge, "url": at("challenge"), "token": "token-1", "status": state("invalid")})
	case "made":
		w.Header().Set("Location", at("made"))
		if order["status"] = "pending"; a.proved {
			order["status"] = "ready"
		}
		say(200, order)
	case "finalize":
		if err := a.sign(r.Body); err != nil {
			say(400, map[string]any{"type": "urn:ietf:params:acme:error:badCSR", "detail": err.Error(), "status": 400})
			return
		}
		w.Header().Set("Location", at("made"))
		order["status"], order["certificate"] = "valid", at("certificate")
		say(200, order)
	case "certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		for _, der := range [][]byte{a.signed[len(a.signed)-1], a.root.Raw} {
			pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: der})
		}
	default:
		say(404, map[string]any{"type": "urn:ietf:params:acme:error:malformed", "status": 404})
	}
}

// acmeAccount is the key id of the account that the authority binds others to.
const acmeAccount = "kid-4711"

// boundAccount looks at a request for an account as RFC 8555, section 7.3.4, has
// it: within it stands the account's own key, signed with the one given out.
func (a *authority) boundAccount(body io.Reader, url string) error {
	type signed struct{ Protected, Payload, Signature string }
	var outer signed
	var asked struct {
		ExternalAccountBinding *signed `json:"externalAccountBinding"`
	}
	var own struct{ JWK json.RawMessage }
	var head struct{ Alg, KID, URL string }
	part := func(s string, v any) error {
		text, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			return err
		}
		if raw, ok := v.(*[]byte); ok {
			*raw = text
			return nil
		}
		return json.Unmarshal(text, v)
	}
	if err := errors.Join(json.NewDecoder(body).Decode(&outer), part(outer.Protected, &own), part(outer.Payload, &asked)); err != nil {
		return err
	}
	in := asked.ExternalAccountBinding
	if in == nil {
		return errors.New("an account here needs an external account binding")
	}
	var payload, mark []byte
	if err := errors.Join(part(in.Protected, &head), part(in.Payload, &payload), part(in.Signature, &mark)); err != nil {
		return err
	}
	sum := hmac.New(sha256.New, a.bound)
	io.WriteString(sum, in.Protected+"."+in.Payload)
	var inside, outside any
	if err := errors.Join(json.Unmarshal(payload, &inside), json.Unmarshal(own.JWK, &outside)); err != nil {
		return err
	}
	if head.Alg != "HS256" || head.KID != acmeAccount || head.URL != url || !hmac.Equal(mark, sum.Sum(nil)) || !reflect.DeepEqual(inside, outside) {
		return errors.New("the external account binding is not ours")
	}
	return nil
}

// look asks the server for the proof that the name is its own.
func (a *authority) look() error {
	if a.challenge == "http-01" {
		r, err := http.NewRequest("GET", "http://"+a.listen+"/.well-known/acme-challenge/token-1", nil)
		if err != nil {
			return err
		}
		r.Host = acmeName
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		if err == nil && !strings.HasPrefix(string(b), "token-1.") {
			err = fmt.Errorf("%s: %q", answer.Status, b)
		}
		return err
	}
	conn, err := tls.Dial("tcp", a.listen, &tls.Config{ServerName: acmeName, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true}) // the proof is not signed by anybody
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, e := range conn.ConnectionState().PeerCertificates[0].Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) && e.Critical {
			return nil
		}
	}
	return errors.New("the certificate of the challenge has no acmeIdentifier")
}

// sign makes the certificate that a request to finalize asks for.
func (a *authority) sign(body io.Reader) error {
	var jws struct{ Payload string }
	var payload struct{ CSR string }
	if err := json.NewDecoder(body).Decode(&jws); err != nil {
		return err
	}
	text, err := base64.RawURLEncoding.DecodeString(jws.Payload)
	if err == nil {
		err = json.Unmarshal(text, &payload)
	}
	if err != nil {
		return err
	}
	der, err := base64.RawURLEncoding.DecodeString(payload.CSR)
	if err != nil {
		return err
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || !a.proved {
		return errors.Join(err, errors.New("nothing was proved"))
	}
	days := a.lasts[min(len(a.signed), len(a.lasts)-1)]
	leaf := &x509.Certificate{SerialNumber: big.NewInt(int64(100 + len(a.signed))), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(days - ninetyDays - time.Hour), NotAfter: time.Now().Add(days),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	signed, err := x509.CreateCertificate(rand.Reader, leaf, a.root, csr.PublicKey, a.key)
	if err == nil {
		a.signed = append(a.signed, signed)
	}
	return err
}

// serial asks the server for its pages and says which certificate it showed.
func (a *authority) serial(address string) (int64, error) {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: acmeName, RootCAs: roots})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

// serveWith runs a server that gets its certificate from the authority.
func serveWith(t *testing.T, a *authority, log io.Writer, change ...func(*Config)) (*Server, string) {
	t.Helper()
	c := DefaultConfig()
	c.Data, c.Listen, c.Metrics = t.TempDir(), "127.0.0.1:0", ""
	c.TLS.ACME, c.TLS.Directory, c.TLS.Email = []string{acmeName}, a.web.URL+"/directory", "ann@example.org"
	c.Log = slog.New(slog.NewJSONHandler(log, nil))
	for _, f := range change {
		f(&c)
	}
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- s.Run(ctx, func(address string) { ready <- address }) }()
	address := strings.TrimPrefix(<-ready, "https://")
	a.mu.Lock()
	a.listen = address
	if a.challenge == "http-01" {
		front := httptest.NewServer(s.redirection())
		t.Cleanup(front.Close)
		a.listen = strings.TrimPrefix(front.URL, "http://")
	}
	a.mu.Unlock()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, s.Close()); err != nil {
			t.Error(err)
		}
		s = nil // see newInstallation
	})
	return s, address
}

// TestAutomaticCertificates gets a certificate, serves it, keeps it for its
// owner only, and renews one that is about to end.
func TestAutomaticCertificates(t *testing.T) {
	t.Parallel()
	for _, challenge := range []string{"tls-alpn-01", "http-01"} {
		t.Run(challenge, func(t *testing.T) {
			a := newAuthority(t, challenge, 20*24*time.Hour, ninetyDays)
			s, address := serveWith(t, a, io.Discard)
			first, err := a.serial(address)
			if err != nil || first != 100 {
				t.Fatalf("certificate %d, %v", first, err)
			}
			deadline := time.Now().Add(30 * time.Second)
			for now := first; now != 101; now, err = a.serial(address) {
				if err != nil || time.Now().After(deadline) {
					t.Fatalf("not renewed with twenty days left: still %d, %v", now, err)
				}
				time.Sleep(50 * time.Millisecond)
			}
			kept := 0
			folder := string(certificateCache(&s.config))
			err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				info, err := e.Info()
				if err == nil && info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s has mode %v", filepath.Base(name), info.Mode())
				}
				kept++
				return err
			})
			if err != nil || kept < 3 {
				t.Errorf("%d files in the cache, %v", kept, err)
			}
			if list := diagnoses(t, s, "certificate"); len(list) != 1 || !list[0].Well {
				t.Errorf("the doctor says of it: %+v", list)
			}
		})
	}
}

// TestCertificateRefused is told by the log and by the doctor, in words.
func TestCertificateRefused(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, "tls-alpn-01", time.Hour)
	a.refuses = true
	var log lockedBuffer
	s, address := serveWith(t, a, &log)
	if n, err := a.serial(address); err == nil {
		t.Fatalf("certificate %d from nowhere", n)
	}
	for _, want := range []string{`"level":"ERROR"`, "no certificate could be obtained", acmeName, "policy forbids issuing"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, log.String())
		}
	}
	conn, err := tls.Dial("tcp", address, &tls.Config{ServerName: "elsewhere.test", InsecureSkipVerify: true})
	if err == nil {
		conn.Close()
		t.Error("a certificate for a name that is not ours")
	}
	if n := strings.Count(log.String(), `"level":"ERROR"`); n != 1 {
		t.Errorf("%d errors in the log, want one: a stranger's name is no failure of ours", n)
	}
	if list := diagnoses(t, s, "certificate"); len(list) != 1 || list[0].Well || !strings.Contains(list[0].Says, "no certificate was obtained yet") {
		t.Errorf("the doctor says of it: %+v", list)
	}
}

// TestCertificateNotRenewed is told by the log with what the authority said: who
// connects sees nothing of it until the certificate ends.
func TestCertificateNotRenewed(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, "tls-alpn-01", 20*24*time.Hour)
	var log lockedBuffer
	var later atomic.Int64
	s, address := serveWith(t, a, &log, func(c *Config) { c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) } })
	if _, err := a.serial(address); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	a.refuses = true
	a.mu.Unlock()
	for deadline := time.Now().Add(30 * time.Second); s.tls.told.asked.last() == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a certificate with twenty days left is not renewed")
		}
	}
	later.Store(int64(7 * 24 * time.Hour))
	for range 2 {
		if _, err := a.serial(address); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"the certificate is not renewed", "policy forbids issuing"} {
		if n := strings.Count(log.String(), want); n != 1 {
			t.Errorf("the log says %q %d times:\n%s", want, n, log.String())
		}
	}
}

// diagnoses are what the doctor says of one thing.
func diagnoses(t *testing.T, s *Server, what string) (list []Diagnosis) {
	t.Helper()
	all, err := Doctor(t.Context(), &s.config)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.What == what {
			list = append(list, d)
		}
	}
	return list
}

// lockedBuffer is a log that is written while it is read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestAStaleNonceHidesNoRefusal answers as an authority does whose numbers for
// once ran out between a refusal and what is asked next: what was refused is
// still told, and numbers that are all it refuses are told too.
func TestAStaleNonceHidesNoRefusal(t *testing.T) {
	t.Parallel()
	stale := map[string]any{"type": "urn:ietf:params:acme:error:badNonce", "detail": "the number is used up", "status": 400}
	refused := map[string]any{"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many certificates for this name", "status": 429}
	for _, one := range []struct {
		name    string
		answers []map[string]any
		want    string
	}{
		{"a refusal, then a stale number", []map[string]any{refused, stale}, "429 Too Many Requests too many certificates for this name"},
		{"a stale number, then a refusal", []map[string]any{stale, refused}, "429 Too Many Requests too many certificates for this name"},
		{"stale numbers alone", []map[string]any{stale, stale}, "400 Bad Request the number is used up"},
	} {
		n := 0
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(one.answers[n]["status"].(int))
			json.NewEncoder(w).Encode(one.answers[n])
			n++
		}))
		asked := &lastFailure{base: http.DefaultTransport}
		for range one.answers {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := asked.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
		web.Close()
		if got := asked.last(); got != one.want {
			t.Errorf("%s: %q is told, want %q", one.name, got, one.want)
		}
	}
}

// TestBoundAccount gets a certificate of an authority that binds accounts, with
// the key as authorities write it; with another one it is refused, in words. The
// key stands in no log, and others may not read its file.
func TestBoundAccount(t *testing.T) {
	t.Parallel()
	key := []byte("\xfb\xffa key of thirty-two bytes, given")
	keyFile := func(t *testing.T, text string, mode os.FileMode) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "account.key")
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, text := range map[string]string{
		"for addresses": base64.RawURLEncoding.EncodeToString(key), "with its end": base64.URLEncoding.EncodeToString(key) + "\n", "plain": base64.StdEncoding.EncodeToString(key),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAuthority(t, "tls-alpn-01", ninetyDays)
			a.bound = key
			var log lockedBuffer
			s, address := serveWith(t, a, &log, func(c *Config) { c.TLS.AccountID, c.TLS.AccountKeyFile = acmeAccount, keyFile(t, text, 0o600) })
			if n, err := a.serial(address); err != nil || n != 100 || a.accounts == 0 {
				t.Fatalf("certificate %d, %v, %d accounts\n%s", n, err, a.accounts, log.String())
			}
			if list := diagnoses(t, s, "certificate"); len(list) != 1 || !list[0].Well {
				t.Errorf("the doctor says of it: %+v", list)
			}
			if err := os.Chmod(s.config.TLS.AccountKeyFile, 0o640); err != nil {
				t.Fatal(err)
			}
			if list := diagnoses(t, s, "certificate"); runtime.GOOS != "windows" && (len(list) != 1 || list[0].Well || !strings.Contains(list[0].Says, "chmod 600")) {
				t.Errorf("others may read the key, and the doctor says: %+v", list)
			}
		})
	}
	t.Run("another key", func(t *testing.T) {
		a := newAuthority(t, "tls-alpn-01", ninetyDays)
		a.bound = key
		other := base64.RawURLEncoding.EncodeToString([]byte("some other key that was given out"))
		var log lockedBuffer
		_, address := serveWith(t, a, &log, func(c *Config) { c.TLS.AccountID, c.TLS.AccountKeyFile = acmeAccount, keyFile(t, other, 0o600) })
		if _, err := a.serial(address); err == nil {
			t.Error("a certificate with a key that is not ours")
		}
		if !strings.Contains(log.String(), "the external account binding is not ours") || strings.Contains(log.String(), other) || strings.Contains(log.String(), "some other key") {
			t.Errorf("the log:\n%s", log.String())
		}
	})
	good := base64.RawURLEncoding.EncodeToString(key)
	for want, change := range map[string]func(*TLSConfig){
		"others may read":        func(c *TLSConfig) { c.AccountKeyFile = keyFile(t, good, 0o644) },
		"no key for an account":  func(c *TLSConfig) { c.AccountKeyFile = keyFile(t, "not base64: "+good, 0o600) },
		"is no key":              func(c *TLSConfig) { c.AccountKeyFile = keyFile(t, "c2hvcnQ", 0o600) },
		"holds nothing":          func(c *TLSConfig) { c.AccountKeyFile = keyFile(t, " ", 0o600) },
		"no such file":           func(c *TLSConfig) { c.AccountKeyFile = filepath.Join(t.TempDir(), "none") },
		"go together":            func(c *TLSConfig) { c.AccountKeyFile = "" },
		"beside acme and the":    func(c *TLSConfig) { c.AccountKeyFile, c.Directory = keyFile(t, good, 0o600), "" },
		"account_key_file go to": func(c *TLSConfig) { c.AccountID, c.AccountKeyFile = "", keyFile(t, good, 0o600) },
	} {
		if runtime.GOOS == "windows" && want == "others may read" {
			continue
		}
		c := DefaultConfig()
		c.Data, c.Listen, c.Metrics, c.Log = t.TempDir(), "127.0.0.1:0", "", slog.New(slog.DiscardHandler)
		c.TLS.ACME, c.TLS.Directory, c.TLS.AccountID = []string{acmeName}, "https://authority.test/directory", acmeAccount
		change(&c.TLS)
		s, err := New(t.Context(), c)
		if err == nil {
			err = s.Close()
			t.Errorf("%s: a server starts, %v", want, err)
		} else if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), good) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
}
