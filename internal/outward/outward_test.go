package outward_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"muster/internal/outward"
)

// resolverFunc answers look-ups in tests.
type resolverFunc func(host string) []netip.Addr

func (f resolverFunc) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	return f(host), nil
}

func TestPublic(t *testing.T) {
	for s, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "2606:4700::1111": true, "64:ff9b::808:808": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "10.0.0.1": false, "172.31.255.255": false, "192.168.1.1": false,
		"100.64.0.1": false, "169.254.169.254": false, "169.254.1.1": false, "0.0.0.0": false, "224.0.0.1": false,
		"255.255.255.255": false, "240.0.0.1": false, "198.18.0.1": false, "203.0.113.9": false, "168.63.129.16": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "fc00::1": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b::a9fe:a9fe": false,
		"2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false, "fec0::1": false, "64:ff9b:1::1": false, "::127.0.0.1": false,
	} {
		if got := outward.Public(netip.MustParseAddr(s)); got != want {
			t.Errorf("Public(%s) = %t, want %t", s, got, want)
		}
	}
}

func FuzzPublic(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add(netip.MustParseAddr("64:ff9b::7f00:1").AsSlice())
	f.Fuzz(func(t *testing.T, b []byte) {
		addr, ok := netip.AddrFromSlice(b)
		if !ok {
			return
		}
		if outward.Public(addr) && (addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.IsUnspecified()) {
			t.Errorf("%s is taken for public", addr)
		}
		if addr.Is4() && outward.Public(addr) != outward.Public(netip.AddrFrom16(addr.As16())) {
			t.Errorf("%s is judged otherwise when mapped", addr)
		}
	})
}

func TestRefusedTargets(t *testing.T) {
	guard, err := outward.New(outward.Config{Timeout: time.Second, Resolver: resolverFunc(func(host string) []netip.Addr {
		switch host {
		case "inside.example":
			return []netip.Addr{netip.MustParseAddr("10.1.2.3")}
		case "mapped.example":
			return []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1")}
		}
		return nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{
		"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://169.254.169.254/latest",
		"https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://127.0.0.1./", "https://0/",
		"https://inside.example/", "https://mapped.example/", "https://INSIDE.example./", "https://nothing.example/",
		"http://example.com/", "ftp://example.com/", "https://user:pass@example.com/", "https:///path", "https://[fe80::1%25lo]/",
	} {
		req, err := http.NewRequest("POST", target, strings.NewReader("x"))
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		resp, err := guard.Client().Do(req)
		if err == nil {
			resp.Body.Close()
		}
		var refused *outward.Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v, want refused", target, err)
		}
	}
}

func TestRebinding(t *testing.T) {
	var asked atomic.Int32
	guard, err := outward.New(outward.Config{Timeout: time.Second, Resolver: resolverFunc(func(string) []netip.Addr {
		if asked.Add(1) == 1 {
			return []netip.Addr{netip.MustParseAddr("8.8.8.8")}
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	})})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop() // nothing is really dialled
	if _, err := guard.Dial(ctx, "tcp", "turns.example:443"); err == nil || asked.Load() != 1 {
		t.Errorf("first dial: %v after %d look-ups, want one look-up", err, asked.Load())
	}
	var refused *outward.Refused
	if _, err := guard.Dial(t.Context(), "tcp", "turns.example:443"); !errors.As(err, &refused) || asked.Load() != 2 {
		t.Errorf("after the name turned: %v, want refused", err)
	}
}

// server starts a TLS server and returns a guard that reaches it as
// example.com and nothing else.
func server(t *testing.T, h http.Handler, config outward.Config) (*outward.Guard, string) {
	t.Helper()
	srv := httptest.NewTLSServer(h)
	t.Cleanup(srv.Close)
	config.Roots = x509.NewCertPool()
	config.Roots.AddCert(srv.Certificate())
	config.Resolver = resolverFunc(func(string) []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} })
	guard, err := outward.New(config)
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	return guard, "https://example.com:" + port
}

func TestAllowList(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })
	for _, allow := range []string{"example.com", "Example.com.", "127.0.0.1", "127.0.0.0/8"} {
		guard, base := server(t, ok, outward.Config{Allow: []string{allow}})
		resp, err := guard.Client().Get(base)
		if err != nil {
			t.Errorf("allow %s: %v", allow, err)
			continue
		}
		resp.Body.Close()
	}
	guard, base := server(t, ok, outward.Config{Allow: []string{"other.example", "10.0.0.0/8"}})
	if _, err := guard.Client().Get(base); err == nil {
		t.Error("reached a loopback address that is not on the list")
	}
	guard, _ = server(t, ok, outward.Config{Allow: []string{"169.254.0.0/16", "224.0.0.0/4", "0.0.0.0/0", "::/0"}})
	for _, never := range []string{"https://169.254.169.254/", "https://[::ffff:169.254.169.254]/", "https://224.0.0.1/", "https://0.0.0.0/", "https://[fd00:ec2::254]/"} {
		if _, err := guard.Client().Get(never); err == nil || !strings.Contains(err.Error(), "metadata") {
			t.Errorf("%s: %v, want refused in spite of the list", never, err)
		}
	}
	for _, bad := range []string{"", "https://x", "*.example", "a b", "2130706433", "host:443"} {
		if _, err := outward.New(outward.Config{Allow: []string{bad}}); err == nil {
			t.Errorf("allow list takes %q", bad)
		}
	}
}

func TestPlainNeedsList(t *testing.T) {
	guard, err := outward.New(outward.Config{Plain: true, Allow: []string{"splunk.intern.example"}})
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]bool{"http://splunk.intern.example:8088/": true, "http://example.com/": false, "https://example.com/": true} {
		u, _ := url.Parse(target)
		if err := guard.CheckURL(u); (err == nil) != want {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestRedirects(t *testing.T) {
	var hops atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) {
		hops.Add(1)
		http.Redirect(w, r, "/loop", http.StatusFound)
	})
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://10.0.0.1/", http.StatusFound)
	})
	mux.HandleFunc("/plain", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://example.com/", http.StatusFound)
	})
	guard, base := server(t, mux, outward.Config{Allow: []string{"example.com"}})
	resp, err := guard.Client().Get(base + "/loop")
	if err != nil || resp.StatusCode != http.StatusFound || hops.Load() != 1 {
		t.Fatalf("redirect not handed back: %v, %d hops", err, hops.Load())
	}
	resp.Body.Close()

	guard, base = server(t, mux, outward.Config{Allow: []string{"example.com"}, Redirects: 2})
	var refused *outward.Refused
	for _, path := range []string{"/out", "/plain"} {
		if _, err := guard.Client().Get(base + path); !errors.As(err, &refused) {
			t.Errorf("%s: %v, want refused", path, err)
		}
	}
	hops.Store(0)
	resp, err = guard.Client().Get(base + "/loop")
	if err != nil || hops.Load() != 3 {
		t.Fatalf("%v, %d requests, want 3", err, hops.Load())
	}
	resp.Body.Close()
}

func TestLimits(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 101)) })
	mux.HandleFunc("/fits", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 100)) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	guard, base := server(t, mux, outward.Config{Allow: []string{"example.com"}, MaxBody: 100, Timeout: 300 * time.Millisecond})
	for path, want := range map[string]error{"/big": outward.ErrTooLarge, "/fits": nil} {
		resp, err := guard.Client().Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if len(b) != 100 || !errors.Is(err, want) {
			t.Errorf("%s: %d bytes, %v, want 100 and %v", path, len(b), err, want)
		}
	}
	if _, err := guard.Client().Get(base + "/slow"); err == nil {
		t.Error("a server that never answers is waited for")
	}
}
