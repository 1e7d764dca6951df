package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// writeCertificate writes a certificate with this number for localhost.
func writeCertificate(t *testing.T, dir string, number int64) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}

// TestCertificateFiles serves over TLS, takes a renewed certificate up without
// a restart, and keeps the former when the new one is no use.
func TestCertificateFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var at time.Time
	c := DefaultConfig()
	c.Data, c.Listen, c.Metrics = t.TempDir(), "127.0.0.1:0", ""
	c.TLS.Certificate, c.TLS.Key = writeCertificate(t, dir, 1)
	c.TLS.Redirect = "127.0.0.1:0"
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	at = time.Now()
	s.tls.files.now = func() time.Time { return at }
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan string, 1)
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, func(a string) { ready <- a }) }()
	address := strings.TrimPrefix(<-ready, "https://")
	number := func() int64 {
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	if n := number(); n != 1 {
		t.Errorf("certificate %d, want 1", n)
	}
	writeCertificate(t, dir, 2)
	at = at.Add(lookAgain + time.Second)
	if n := number(); n != 2 {
		t.Errorf("certificate %d after renewing, want 2", n)
	}
	if err := os.WriteFile(c.TLS.Certificate, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	at = at.Add(lookAgain + time.Second)
	if n := number(); n != 2 {
		t.Errorf("certificate %d after a broken file, want 2 still", n)
	}
	if _, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("an old version of TLS is spoken")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Get("https://" + address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with TLS")
	}
	client.CloseIdleConnections()
	cancel()
	if err := errors.Join(<-done, s.Close()); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(c.TLS.Key, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := New(t.Context(), c); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("a key that all may read: %v, %v", s, err)
	}
}

// TestRedirection sends those without TLS on, and takes no form from them.
func TestRedirection(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.TLS.ACME, c.Listen = []string{"muster.example.org"}, "0.0.0.0:443" })
	h := in.redirection()
	ask := func(method, host, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(method, "http://"+host+path, nil)
		h.ServeHTTP(w, r)
		return w
	}
	if w := ask(http.MethodGet, "muster.example.org", "/people?q=a"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "https://muster.example.org/people?q=a" {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if w := ask(http.MethodPost, "muster.example.org", "/sign-in"); w.Code != http.StatusForbidden {
		t.Errorf("a form without TLS: %d", w.Code)
	}
	if w := ask(http.MethodGet, "elsewhere.example", "/"); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("another host: %d", w.Code)
	}
	if w := ask(http.MethodGet, "muster.example.org", "/.well-known/acme-challenge/none"); w.Code == http.StatusMovedPermanently {
		t.Error("the certificate authority is sent on")
	}
	if _, err := in.tls.acme.GetCertificate(&tls.ClientHelloInfo{ServerName: "elsewhere.example"}); err == nil || !strings.Contains(err.Error(), "not configured") {
		t.Errorf("a certificate for any name: %v", err)
	}
}

// TestHosts refuses pages under a name that is not ours: another site pointed
// at our address.
func TestHosts(t *testing.T) {
	t.Parallel()
	status := func(in *installation, host, path string) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = host
		in.Handler().ServeHTTP(w, r)
		return w.Code
	}
	local := newInstallation(t)
	for host, want := range map[string]int{
		"127.0.0.1:8470": 200, "localhost:8470": 200, "[::1]:8470": 200, "LOCALHOST": 200,
		"evil.example": 421, "127.0.0.1.evil.example:8470": 421, "": 421, "localhost.evil.example": 421,
	} {
		if got := status(local, host, "/sign-in"); got != want {
			t.Errorf("on this machine, as %q: %d, want %d", host, got, want)
		}
	}
	named := newInstallation(t, func(c *Config) {
		c.TLS.Proxied, c.URL, c.Listen = true, "https://muster.example.org", "10.0.0.5:8470"
	})
	for host, want := range map[string]int{"muster.example.org": 200, "Muster.Example.Org:443": 200, "127.0.0.1": 421, "10.0.0.5:8470": 421, "evil.example": 421} {
		if got := status(named, host, "/sign-in"); got != want {
			t.Errorf("behind a proxy, as %q: %d, want %d", host, got, want)
		}
	}
	if got := status(named, "10.0.0.5:8470", "/healthz"); got != 200 {
		t.Errorf("a probe by address: %d", got)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	r.Host = "evil.example"
	local.local(http.HandlerFunc(local.metrics)).ServeHTTP(w, r)
	if w.Code != 421 {
		t.Errorf("the metrics under another name: %d", w.Code)
	}
}

// TestProbes tells a server that stops apart from one that is dead.
func TestProbes(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.browser(t)
	in.stopping.Store(true)
	if status, page := b.get("/healthz"); status != http.StatusServiceUnavailable || !strings.Contains(page, "stopping") {
		t.Errorf("ready while stopping: %d %s", status, page)
	}
	if status, _ := b.get("/livez"); status != http.StatusOK {
		t.Errorf("dead while stopping: %d", status)
	}
}

// TestNetworks counts tries of a version 6 customer together.
func TestNetworks(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "odd": "odd"} {
		if got := network(address); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
	var s slowed
	for i := range maxWaiting + 50 {
		s.note(string(rune('a'+i%26)) + strings.Repeat("x", i))
	}
	if list := s.take(); len(list) != maxWaiting+1 || list["elsewhere"] != 50 {
		t.Errorf("%d networks are told apart, %d elsewhere", len(list), list["elsewhere"])
	}
}

// TestPasswordAsName keeps what was typed as a name out of ledger and log
// unless it is somebody's.
func TestPasswordAsName(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	in := newInstallation(t, func(c *Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	b := in.browser(t)
	b.post("/sign-in", map[string][]string{"name": {"typed into the wrong box"}, "password": {"x"}, "code": {"000000"}})
	entries, err := in.payloads(t, "session.refused")
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	if strings.Contains(entries[0], "wrong box") || strings.Contains(log.String(), "wrong box") {
		t.Errorf("what was typed is kept: %s", entries[0])
	}
}

// TestKeysLost refuses to make fresh keys where some are missing.
func TestKeysLost(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.link(t, "Ann", casework.Administrator) // an entry of the ledger
	c := in.config
	in.site.Close()
	if err := in.Server.Close(); err != nil {
		t.Fatal(err)
	}
	in.store, in.lock = nil, nil
	keys := filepath.Join(c.Data, "keys")
	ledgerKeySwapped(t, c, keys)
	secretsSwapped(t, c, keys)
	kept, err := os.ReadFile(filepath.Join(keys, drawSeed))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(keys, drawSeed)); err != nil {
		t.Fatal(err)
	}
	if s, err := New(t.Context(), c); muster.CodeOf(err) != muster.CodeDamaged || !strings.Contains(err.Error(), drawSeed) {
		t.Errorf("one key is missing: %v, %v", s, err)
	}
	if err := os.Rename(keys, keys+".lost"); err != nil {
		t.Fatal(err)
	}
	if s, err := New(t.Context(), c); muster.CodeOf(err) != muster.CodeDamaged {
		t.Errorf("all keys are missing: %v, %v", s, err)
	}
	if err := os.RemoveAll(keys); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(keys+".lost", keys); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(keys, drawSeed), kept, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// secretsSwapped puts another file, or half of one, in the place of each key in
// turn: nothing starts, and the file is named and its content is not.
func secretsSwapped(t *testing.T, c Config, keys string) {
	t.Helper()
	for _, name := range keyFiles() {
		file := filepath.Join(keys, name)
		right, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other := []byte("another key of as many letters..")
		for _, text := range [][]byte{other, right[:len(right)/2], nil} {
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := New(t.Context(), c)
			if err == nil {
				t.Errorf("%s with %d other bytes: it starts", name, len(text))
				_ = s.Close()
				continue
			}
			if !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), string(other)) || strings.Contains(err.Error(), string(right)) || len(text) > 0 && strings.Contains(err.Error(), string(text)) {
				t.Errorf("%s with %d other bytes: %v", name, len(text), err)
			}
		}
		if err := os.WriteFile(file, right, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// ledgerKeySwapped puts another key in the place of the one that signs, looks at
// what is said of it, and puts the right one back.
func ledgerKeySwapped(t *testing.T, c Config, keys string) {
	t.Helper()
	file := filepath.Join(keys, ledgerKey)
	right, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other, err := newLedgerKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, other, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := New(t.Context(), c); muster.CodeOf(err) != muster.CodePermission || !strings.Contains(err.Error(), ledgerKey) {
		t.Errorf("the ledger was signed with another key: %v, %v", s, err)
	}
	l, err := OpenLedger(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Verify(t.Context()); muster.CodeOf(err) != muster.CodePermission || strings.HasPrefix(err.Error(), "the ledger was changed") {
		t.Errorf("a swapped key is told as: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	list, err := Doctor(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(list, func(d Diagnosis) bool { return d.What == "key and database" }); i < 0 || list[i].Well {
		t.Errorf("the doctor says that another key is well: %+v", list)
	}
	if err := os.WriteFile(file, right, 0o600); err != nil {
		t.Fatal(err)
	}
}
