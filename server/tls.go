package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"muster"
)

// protection is how this server's connections are protected: certificate files
// that are read anew when they change, or certificates it gets by itself. Both
// are nil behind a proxy and on a loopback address.
type protection struct {
	files *certificateFiles
	acme  *autocert.Manager
	told  *refusals
}

// protect reads the certificate, so that a wrong one is told at the start and
// not to the first visitor.
func (s *Server) protect() (err error) {
	t := &s.config.TLS
	if s.provider.roots, err = issuers("sign_on.roots", s.config.SignOn.Roots); err != nil {
		return err
	}
	switch {
	case t.Certificate != "":
		s.tls.files = &certificateFiles{certificate: t.Certificate, key: t.Key, now: s.now, log: s.log}
		return s.tls.files.load()
	case len(t.ACME) > 0:
		s.tls.acme = &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(t.ACME...), Email: t.Email,
			Cache: certificateCache(&s.config),
		}
		roots, err := issuers("tls.roots", t.Roots)
		if err != nil {
			return err
		}
		if s.tls.acme.ExternalAccountBinding, err = binding(t); err != nil {
			return err
		}
		asked := &lastFailure{base: trusting(roots)}
		s.tls.told = &refusals{names: t.ACME, now: s.now, log: s.log, asked: asked}
		s.tls.acme.Client = &acme.Client{DirectoryURL: cmp.Or(t.Directory, autocert.DefaultACMEDirectory), HTTPClient: &http.Client{Transport: asked, Timeout: authorityTime}}
	}
	return nil
}

// leastBinding is how many bytes a key has at least that an authority gives out
// for an account.
const leastBinding = 16

// binding is the account with the authority that ours is to belong to, nil where
// none is named. The key is told nowhere, not even where it cannot be read.
func binding(t *TLSConfig) (*acme.ExternalAccountBinding, error) {
	if t.AccountID == "" {
		return nil, nil
	}
	wrong := func(what, hint string) error { return configError("tls.account_key_file: "+what, hint) }
	info, err := os.Stat(t.AccountKeyFile)
	if err != nil {
		return nil, wrong(err.Error(), "name the file with the key that the authority gave out with the id")
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "others may read the key " + t.AccountKeyFile, Hint: "type: chmod 600 " + t.AccountKeyFile}
	}
	text, err := secretOf(t.AccountKeyFile)
	if err != nil {
		return nil, wrong("the file cannot be read, or holds nothing", "it holds the key alone, as the authority gave it")
	}
	// given out as base64 for addresses, with or without its end, or as plain base64
	key, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(string(text), "=")))
	if err != nil || len(key) < leastBinding {
		return nil, wrong("what is in it is no key for an account with an authority", "it holds the key alone, in base64, as the authority gave it; the id stands in the configuration")
	}
	return &acme.ExternalAccountBinding{KID: t.AccountID, Key: key}, nil
}

// lastFailure asks the authority and remembers what went wrong last: renewals go on
// by themselves, and nobody is told what became of them.
type lastFailure struct {
	base http.RoundTripper

	mu    sync.Mutex
	wrong string
}

// maxRefusal bounds what is read of a refusal in bytes.
const maxRefusal = 16 << 10

// RoundTrip asks, and keeps what a refusal says.
func (a *lastFailure) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := a.base.RoundTrip(r)
	wrong, again := "", false
	switch {
	case err != nil:
		wrong = err.Error()
	case answer.StatusCode >= http.StatusBadRequest:
		text, _ := io.ReadAll(io.LimitReader(answer.Body, maxRefusal)) // a broken one is told by who reads on
		answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(text))
		var problem struct{ Type, Detail string }
		if json.Unmarshal(text, &problem) != nil {
			problem.Detail = ""
		}
		again = strings.HasSuffix(problem.Type, ":badNonce") // which is asked again at once, and says nothing of why there is no certificate
		wrong = strings.TrimSpace(answer.Status + " " + problem.Detail)
	default:
		return answer, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !again || a.wrong == "" {
		a.wrong = wrong
	}
	return answer, err
}

func (a *lastFailure) last() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.wrong
}

// authorityTime bounds one request to the authority: what it is asked takes
// several, and people wait meanwhile.
const authorityTime = 30 * time.Second

// issuers are the system's and those of a PEM file, for what stands in a network
// of one's own behind an authority of one's own; nil without a file, which is
// the system's alone. The word is where the configuration names the file.
func issuers(word, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, configError(word+": "+err.Error(), "name a PEM file of certificates")
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, configError(word+": no certificate is in the file", "name a PEM file of certificates")
	}
	return roots, nil
}

// trusting is a transport that takes the word of these issuers, nil for the
// system's.
func trusting(roots *x509.CertPool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone() // its documented type
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	return t
}

// refusals tells the operators why a certificate cannot be had: what the visitor
// sees says nothing. Names that are not ours are strangers' guesses.
type refusals struct {
	names []string
	now   func() time.Time
	log   *slog.Logger
	asked *lastFailure

	mu      sync.Mutex
	last    time.Time
	overdue time.Time // when a renewal that does not come was told last
}

// How often a refusal is told, at most, and a renewal that does not come.
const (
	tellAgain   = time.Minute
	tellOverdue = time.Hour
)

// ending tells of a certificate that should have been renewed long ago: whoever
// connects sees nothing of it until it has ended.
func (r *refusals) ending(name string, leaf *x509.Certificate) {
	now := r.now()
	if leaf == nil || lasts(leaf, now) == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.overdue) < tellOverdue {
		return
	}
	r.overdue = now
	r.log.Error("the certificate is not renewed; people cannot connect once it ends", "name", name, "ends", leaf.NotAfter.UTC(), "error", r.asked.last(),
		"hint", "the name must lead to this server, and the authority must reach it on port 443, or 80 with tls.redirect; it is tried again every half hour")
}

func (r *refusals) of(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		c, err := get(hello)
		if !slices.Contains(r.names, strings.ToLower(hello.ServerName)) {
			return c, err
		}
		if err == nil {
			if !slices.Contains(hello.SupportedProtos, acme.ALPNProto) { // which is the authority's own look at us
				r.ending(strings.ToLower(hello.ServerName), c.Leaf)
			}
			return c, nil
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if now := r.now(); now.Sub(r.last) >= tellAgain {
			r.last = now
			hint := "the name must lead to this server, and the authority must reach it on port 443, or 80 with tls.redirect"
			if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) {
				hint = "nobody on this machine vouches for the authority's own address: name its root as tls.roots"
			}
			r.log.Error("no certificate could be obtained; people cannot connect until one is", "name", strings.ToLower(hello.ServerName), "error", err, "hint", hint)
		}
		return c, err
	}
}

// certificateCache is the folder of certificates obtained, for their owner only.
func certificateCache(c *Config) autocert.DirCache {
	return autocert.DirCache(filepath.Join(c.keysFolder(), "certificates"))
}

// config is what the listener of the pages needs; nil without TLS of our own.
func (p *protection) config() *tls.Config {
	var c *tls.Config
	switch {
	case p.files != nil:
		c = &tls.Config{GetCertificate: p.files.get}
	case p.acme != nil:
		c = p.acme.TLSConfig()
		c.GetCertificate = p.told.of(c.GetCertificate)
	default:
		return nil
	}
	c.MinVersion = tls.VersionTLS12
	if len(c.NextProtos) == 0 {
		c.NextProtos = []string{"h2", "http/1.1"}
	}
	return c
}

// certificateFiles is a certificate read anew when its files change, as those
// who renew certificates expect.
type certificateFiles struct {
	certificate, key string
	now              func() time.Time
	log              *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	stamp   [2]fileStamp
	looked  time.Time
}

type fileStamp struct {
	changed time.Time
	size    int64
}

// lookAgain is how often the files are looked at, at most.
const lookAgain = 10 * time.Second

// load reads the files.
func (f *certificateFiles) load() error {
	stamp, err := f.stamps()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.certificate, f.key)
	if err != nil {
		return &muster.Error{Code: muster.CodeUsage, Message: "tls: the certificate cannot be used: " + err.Error(), Hint: "name the PEM files of the whole chain and of its key", Err: err}
	}
	f.current, f.stamp, f.looked = &pair, stamp, f.now()
	return nil
}

// stamps says when the files changed, and refuses a key everybody may read.
func (f *certificateFiles) stamps() (out [2]fileStamp, err error) {
	for i, name := range []string{f.certificate, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return out, keyError("tls: the certificate cannot be read", err)
		}
		if i == 1 && runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
			return out, &muster.Error{Code: muster.CodePermission, Message: "everybody on this machine may read the key " + name, Hint: "type: chmod 600 " + name, Err: fs.ErrPermission}
		}
		out[i] = fileStamp{info.ModTime(), info.Size()}
	}
	return out, nil
}

// get returns the certificate. Files that were changed into something that does
// not work are told to the operators, and the former goes on.
func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.looked) < lookAgain {
		return f.current, nil
	}
	f.looked = f.now()
	if stamp, err := f.stamps(); err == nil && stamp == f.stamp {
		return f.current, nil
	}
	if err := f.load(); err != nil {
		f.log.Error("the new certificate cannot be used; the former goes on", "error", err)
	} else {
		f.log.Info("the certificate was read anew")
	}
	return f.current, nil
}

// serveRedirect sends people who come without TLS on to it, and answers the
// certificate authority. It returns nil where it is not set.
func (s *Server) serveRedirect(failed chan<- error) (*http.Server, error) {
	if s.config.TLS.Redirect == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", s.config.TLS.Redirect)
	if err != nil {
		return nil, &muster.Error{Code: muster.CodeConflict, Message: "the address " + s.config.TLS.Redirect + " of the redirection cannot be used: " + err.Error(), Hint: "name another as tls.redirect, or leave it empty", Err: err}
	}
	one := &http.Server{Handler: s.redirection(), ReadHeaderTimeout: headerTime, ReadTimeout: headerTime, WriteTimeout: headerTime, IdleTimeout: headerTime, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	go func() {
		if err := one.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	return one, nil
}

// redirection answers what comes without TLS. A form sent that way is refused:
// its words have travelled in clear.
func (s *Server) redirection() http.Handler {
	var onward http.Handler = s.ours(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "This address takes nothing. Use https.", http.StatusForbidden)
			return
		}
		to := *r.URL
		to.Scheme, to.Host = "https", hostOf(r.Host)
		if u, err := url.Parse(s.config.URL); err == nil && u.Host != "" {
			to.Host = u.Host
		}
		http.Redirect(w, r, to.String(), http.StatusMovedPermanently)
	}))
	if s.tls.acme != nil {
		onward = s.tls.acme.HTTPHandler(onward)
	}
	return onward
}

// hostNames are the names the pages are found under; not checked where the
// configuration names none and TLS does it. A page that
// a browser asks for under another name is somebody else's site that points at
// our address to read our answers.
func (s *Server) hostNames() (list []string, checked bool) {
	c := &s.config
	host, _, _ := net.SplitHostPort(c.Listen)
	u, err := url.Parse(c.URL)
	named := err == nil && u.Host != ""
	if !named && len(c.TLS.ACME) == 0 && !loopback(host) {
		return nil, false // the browser compares the certificate with the name
	}
	list = slices.Clone(c.TLS.ACME)
	if named {
		list = append(list, u.Hostname())
	}
	return list, true
}

// ours refuses requests for a host that is not ours. The probes are asked by
// address.
func (s *Server) ours(next http.Handler) http.Handler {
	names, checked := s.hostNames()
	listen, _, _ := net.SplitHostPort(s.config.Listen)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := hostOf(r.Host)
		known := !checked || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, host) }) || loopback(listen) && loopback(host)
		if !known && r.URL.Path != "/healthz" && r.URL.Path != "/livez" {
			http.Error(w, "Muster is not found under this name.", http.StatusMisdirectedRequest)
			return
		}
		if s.config.secure() {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// local refuses whoever asks for another host than this machine.
func (s *Server) local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(hostOf(r.Host)) {
			http.Error(w, "Not found under this name.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostOf is a host without its port.
func hostOf(s string) string {
	if host, _, err := net.SplitHostPort(s); err == nil {
		return host
	}
	return strings.Trim(s, "[]")
}

// drain lets requests under way finish, and closes those that do not.
func drain(ctx context.Context, list ...*http.Server) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer stop()
	var errs []error
	for _, one := range list {
		if one == nil {
			continue
		}
		err := one.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = one.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
