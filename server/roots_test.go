package server

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"muster/casework"
)

// rootOf writes the certificate a test's site vouches for itself with.
func rootOf(t *testing.T, site *httptest.Server) string {
	t.Helper()
	return writeFile(t, "root.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw})))
}

// TestAuthorityOfOnesOwn asks an authority whose address only its own root
// vouches for: refused in words that say what to name, and taken with it.
func TestAuthorityOfOnesOwn(t *testing.T) {
	t.Parallel()
	inside := func() *authority {
		a := newAuthority(t, "tls-alpn-01", ninetyDays)
		a.web.Close()
		a.web = httptest.NewTLSServer(http.HandlerFunc(a.answer))
		return a
	}
	a := inside()
	var log lockedBuffer
	_, address := serveWith(t, a, &log)
	if n, err := a.serial(address); err == nil {
		t.Fatalf("certificate %d from an authority nobody vouches for", n)
	}
	if !strings.Contains(log.String(), "tls.roots") {
		t.Errorf("the log does not say what to name:\n%s", log.String())
	}
	a = inside()
	_, address = serveWith(t, a, io.Discard, func(c *Config) { c.TLS.Roots = rootOf(t, a.web) })
	if n, err := a.serial(address); err != nil || n != 100 {
		t.Errorf("certificate %d, %v", n, err)
	}
}

// TestProviderOfOnesOwn signs in by a provider that only its own root vouches
// for.
func TestProviderOfOnesOwn(t *testing.T) {
	t.Parallel()
	for _, named := range []bool{false, true} {
		var in *installation
		p := newProvider(t, func() time.Time { return in.now() })
		site := httptest.NewTLSServer(p.site.Config.Handler)
		t.Cleanup(site.Close)
		p.site.Close()
		p.site = site
		in = newInstallation(t, func(c *Config) {
			c.SignOn = SignOnConfig{Name: "Harbour sign-on", Issuer: site.URL, ClientID: "muster", SecretFile: writeFile(t, "client.secret", clientSecret)}
			if named {
				c.SignOn.Roots = rootOf(t, site)
			}
		})
		in.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
		b := in.browser(t)
		switch to := b.location("/sign-in/provider"); {
		case !named && strings.HasPrefix(to, site.URL):
			t.Error("sent to a provider nobody vouches for")
		case named && (!strings.HasPrefix(to, site.URL) || !b.enterBy(p)):
			t.Errorf("sent to %q, and not let in", to)
		}
	}
}

// TestRootsAreLookedAt refuses what names no issuer, at the start.
func TestRootsAreLookedAt(t *testing.T) {
	t.Parallel()
	none := writeFile(t, "none.pem", "nothing\n")
	for word, change := range map[string]func(*Config){
		"tls.roots": func(c *Config) {
			c.TLS.ACME, c.TLS.Directory, c.TLS.Roots = []string{acmeName}, "https://ca.example.org/directory", none
		},
		"tls.roots: no": func(c *Config) { c.TLS.ACME, c.TLS.Roots = []string{acmeName}, none },
		"sign_on.roots": func(c *Config) {
			c.SignOn.Roots, c.SignOn.Issuer, c.SignOn.ClientID = none, "https://login.example.org", "muster"
		},
	} {
		c := DefaultConfig()
		c.Data = t.TempDir()
		change(&c)
		s, err := New(t.Context(), c)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", word, err)
		}
	}
}
