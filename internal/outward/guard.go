package outward

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// The limits used where Config says nothing.
const (
	DefaultTimeout = 20 * time.Second // for one request with its answer
	DefaultMaxBody = 1 << 20          // bytes of an answer
)

// Resolver finds the addresses of a name; net.DefaultResolver is one.
type Resolver interface {
	// LookupNetIP looks up a host's addresses; network is "ip".
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Config says what a Guard lets out.
type Config struct {
	Allow     []string       // on-premise targets: host names, addresses, ranges such as 10.20.0.0/16
	Plain     bool           // also http without TLS, to targets of the allow list only
	Redirects int            // hops to follow, each checked; 0 hands the redirect back as it is
	Timeout   time.Duration  // for a request with its answer; 0 is DefaultTimeout
	MaxBody   int64          // bytes of an answer; 0 is DefaultMaxBody
	Roots     *x509.CertPool // trusted issuers; nil is the system's
	Resolver  Resolver       // nil is the system's
}

// Guard decides which addresses may be dialled. It is safe for several
// goroutines.
type Guard struct {
	config Config
	hosts  map[string]bool
	ranges []netip.Prefix
	client *http.Client
}

// Refused is the error for a target outside of what is allowed.
type Refused struct {
	Host string // as asked for, without port
	Why  string
}

// Error names the host and the reason.
func (e *Refused) Error() string { return "requests to " + e.Host + " are refused: " + e.Why }

// ErrTooLarge is returned while reading an answer longer than the limit.
var ErrTooLarge = errors.New("the answer is longer than the limit")

// New checks the allow list and returns a guard.
func New(config Config) (*Guard, error) {
	config.Timeout = cmp.Or(config.Timeout, DefaultTimeout)
	config.MaxBody = cmp.Or(config.MaxBody, DefaultMaxBody)
	if config.Resolver == nil {
		config.Resolver = net.DefaultResolver
	}
	g := &Guard{config: config, hosts: map[string]bool{}}
	for _, entry := range config.Allow {
		if err := g.allow(entry); err != nil {
			return nil, err
		}
	}
	g.client = &http.Client{Timeout: config.Timeout, Transport: g.transport(), CheckRedirect: g.redirect}
	return g, nil
}

func (g *Guard) allow(entry string) error {
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		g.ranges = append(g.ranges, prefix.Masked())
		return nil
	}
	if addr, err := netip.ParseAddr(entry); err == nil {
		g.ranges = append(g.ranges, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
		return nil
	}
	host := fold(entry)
	if host == "" || numeric(host) || strings.ContainsAny(host, "/:@*? ") {
		return fmt.Errorf("allow list: %q is neither a host name nor an address nor a range such as 10.20.0.0/16", entry)
	}
	g.hosts[host] = true
	return nil
}

func fold(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// Client returns an HTTP client that dials through the guard, with TLS 1.2 or
// newer, without proxy and without keeping connections.
func (g *Guard) Client() *http.Client { return g.client }

// TLS returns a configuration for a TLS connection to host that trusts what
// the guard trusts. The caller may add a client certificate to it.
func (g *Guard) TLS(host string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: g.config.Roots, ServerName: host}
}

func (g *Guard) transport() http.RoundTripper {
	return &limited{max: g.config.MaxBody, check: g.CheckURL, next: &http.Transport{
		DialContext: g.Dial, TLSClientConfig: g.TLS(""), ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: g.config.Timeout / 2, ResponseHeaderTimeout: g.config.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		// A kept connection would outlive a change of the name's address or of
		// the allow list.
		DisableKeepAlives: true,
	}}
}

func (g *Guard) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > g.config.Redirects {
		return http.ErrUseLastResponse
	}
	return g.CheckURL(req.URL)
}

// CheckURL reports whether a URL could be requested at all, before its name is
// resolved: for forms that save one. The address is looked at when it is
// dialled.
func (g *Guard) CheckURL(u *url.URL) error {
	host := fold(u.Hostname())
	refuse := func(why string) error { return &Refused{Host: host, Why: why} }
	switch {
	case host == "":
		return refuse("the address names no host")
	case u.User != nil:
		return refuse("the address holds a user name; secrets belong in files")
	case u.Scheme != "https" && u.Scheme != "http":
		return refuse("only https is spoken")
	}
	if err := g.CheckHost(host); err != nil {
		return err
	}
	addr, err := netip.ParseAddr(host)
	listed := g.hosts[host] || err == nil && within(plain(addr), g.ranges)
	if u.Scheme == "http" && !(g.config.Plain && listed) {
		return refuse("only https is spoken; http needs the allow list and leave to speak without TLS")
	}
	return nil
}

// CheckHost is CheckURL for a target that is named by its host alone. Of a name
// it says nothing: see Look.
func (g *Guard) CheckHost(host string) error {
	host = fold(host)
	if addr, err := netip.ParseAddr(host); err == nil {
		return g.check(host, addr)
	}
	if numeric(host) {
		return &Refused{Host: host, Why: "a number is not a name"}
	}
	return nil
}

// Look resolves a host as Dial would, for forms that save one, and says why it
// would be refused now. A name that cannot be resolved now is no refusal: it may
// be later, and is looked at when it is dialled.
func (g *Guard) Look(ctx context.Context, host string) error {
	var refused *Refused
	if _, err := g.resolve(ctx, fold(host)); errors.As(err, &refused) {
		return refused
	}
	return nil
}

// check reports whether an address that host resolved to may be dialled.
func (g *Guard) check(host string, addr netip.Addr) error {
	addr = plain(addr)
	switch {
	case forbidden(addr):
		return &Refused{Host: host, Why: "it is a metadata service, a multicast or an unusable address"}
	case Public(addr) || within(addr, g.ranges):
		return nil
	case g.hosts[host] && (addr.IsPrivate() || addr.IsLoopback()):
		return nil
	}
	return &Refused{Host: host, Why: "it is an internal address that is not on the allow list"}
}

// Dial resolves the host of address, looks at what it resolved to and dials
// one of the addresses it looked at. It suits http.Transport and plain TCP.
func (g *Guard) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address to dial: %w", err)
	}
	host = fold(host)
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var last error
	dialer := net.Dialer{Timeout: max(g.config.Timeout/time.Duration(len(addrs)+1), time.Second)}
	for _, addr := range addrs {
		// The literal address: resolving the name again could answer otherwise.
		conn, err := dialer.DialContext(ctx, network, net.JoinHostPort(addr.String(), port))
		if err == nil {
			return conn, nil
		}
		last = err
	}
	return nil, last
}

// resolve returns the addresses of host that may be dialled, at most four.
func (g *Guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	var addrs []netip.Addr
	if addr, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{addr}
	} else if numeric(host) {
		return nil, &Refused{Host: host, Why: "a number is not a name"}
	} else if addrs, err = g.config.Resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return nil, err
	}
	var refused error = &Refused{Host: host, Why: "it has no address"}
	kept := addrs[:0:0]
	for _, addr := range addrs {
		if err := g.check(host, addr); err != nil {
			refused = err
			continue
		}
		kept = append(kept, addr.Unmap())
	}
	if len(kept) == 0 {
		return nil, refused
	}
	return kept[:min(len(kept), 4)], nil
}

// limited checks each request's URL and bounds each answer's body.
type limited struct {
	max   int64
	check func(*url.URL) error
	next  http.RoundTripper
}

func (l *limited) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := l.check(req.URL); err != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, err
	}
	resp, err := l.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	resp.Body = &bounded{ReadCloser: resp.Body, left: l.max}
	return resp, nil
}

// bounded fails instead of ending quietly, so that half an answer is never
// taken for a whole one.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}
