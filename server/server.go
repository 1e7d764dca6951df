package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"muster"
	"muster/api"
	"muster/assess"
	"muster/casework"
	"muster/detect"
	"muster/detect/all"
	"muster/docs/catalogue"
	"muster/ingest/document"
	"muster/store"
	"muster/web"
)

// Server is one running installation. Its methods may be called from several
// goroutines.
type Server struct {
	config    Config
	log       *slog.Logger
	now       func() time.Time
	keys      *keys
	lock      *store.Lock // of a file database; nil on a database server
	store     *store.Store
	desk      *casework.Desk
	live      *following
	logins    logins
	detectors map[muster.FlagID]*detect.Detector
	papers    map[string]catalogue.Source // behind the rules
	documents *document.Pool
	imported  lastImport
	tried     trials
	verified  lastVerified
	fresh     freshSecrets
	out       *messages
	systems   *connectors
	class     func(*muster.Ran) muster.ProgramClass // what a program is for
	counters  counters
	watched   sanctions
	tls       protection
	hashing   chan struct{} // as many passwords at once
	slowed    slowed
	provider  provider
	setup     lastSetUp
	started   time.Time
	stopping  atomic.Bool
	bound     atomic.Value // string: where the pages are listened for
	handler   http.Handler

	endStreams func() // ends event streams, so that the server can stop
}

// New opens an installation and loads everybody. Close it after use.
func New(ctx context.Context, c Config) (*Server, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Server{config: c, log: c.Log, now: c.Now, detectors: map[muster.FlagID]*detect.Detector{}, fresh: freshSecrets{of: map[casework.UserID]string{}, passed: map[casework.UserID]web.Handover{}}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.started, s.hashing = time.Now(), make(chan struct{}, hashesAtOnce)
	var err error
	if s.papers, err = catalogue.Sources(); err != nil {
		return nil, err
	}
	list := all.Detectors()
	for i := range list {
		s.detectors[list[i].Flag] = &list[i]
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open opens keys, database and index, in this order.
func (s *Server) open(ctx context.Context) (err error) {
	c := &s.config
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return keyError("the data folder cannot be made", err)
	}
	place, err := c.place()
	if err != nil {
		return err
	}
	if !store.IsServer(place) {
		if s.lock, err = store.LockFile(place); err != nil {
			return err
		}
	}
	if err := s.openStore(ctx, place); err != nil {
		return err
	}
	if err := s.protect(); err != nil {
		return err
	}
	if s.desk, err = casework.New(casework.Config{Store: s.store, Organisation: c.Organisation, Random: rand.Reader, Seed: s.keys.seed, MayCall: s.mayCall, Declared: detect.Settling(all.Detectors())}); err != nil {
		return err
	}
	if len(c.Command) > 0 {
		if s.documents, err = document.NewPool(document.PoolConfig{Command: c.Command}); err != nil {
			return err
		}
	}
	if err := s.takeTools(ctx); err != nil {
		return err
	}
	if s.live, err = s.follow(ctx); err != nil {
		return err
	}
	if s.out, err = s.messages(); err != nil {
		return err
	}
	if s.systems, err = s.connectorsOf(); err != nil {
		return err
	}
	return s.route()
}

// openStore opens the keys and the database they belong to. Keys made a moment
// ago for a database that has others go again: they would hide the loss.
func (s *Server) openStore(ctx context.Context, place string) error {
	c := &s.config
	keys, made, err := openOrMakeKeys(c.keysFolder(), place)
	if err != nil {
		return err
	}
	s.keys = keys
	if s.store, err = store.Open(ctx, place, store.Options{Keys: s.keys.of, Ledger: s.keys.signing, Now: c.Now, Asked: c.asked}); err == nil {
		err = s.keys.belong(ctx, s.store, c.Organisation)
	}
	if err != nil && made {
		err = errors.Join(err, forgetKeys(c.keysFolder()))
	}
	return err
}

// route puts the pages behind sessions.
func (s *Server) route() error {
	entrance := &entrance{server: s}
	pages, err := web.New(web.Config{
		Today: s, People: s, Person: s, Devices: s, Systems: s, Interviews: s, Groups: s, Cases: s, Work: s, PayRuns: s, Trust: s, Lists: s, Rules: s, Ledger: s, Settings: s, Search: s, Keeper: s, Stills: s,
		Actor: s, Importer: s, Entrance: entrance, Account: s, Provider: entrance, Setup: s, Replies: s, Handovers: s, Viewer: viewerOf, Now: s.now, NewKey: newKey, Log: s.log,
	})
	if err != nil {
		return err
	}
	programs, err := s.programs()
	if err != nil {
		return err
	}
	s.endStreams = programs.EndStreams
	mux := http.NewServeMux()
	for _, path := range []string{"/v1/", "/openapi.json", "/api", "/api/"} {
		mux.Handle(path, s.recognise(programs))
	}
	mux.HandleFunc("POST /v1/signals/{id}", s.pushed)
	mux.HandleFunc("GET /v1/signals/{id}", s.pushed)
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /livez", s.alive)
	for _, path := range []string{"/healthz", "/livez"} {
		mux.HandleFunc(path, api.OnlyRead)
	}
	mux.Handle("/", s.recognise(pages))
	s.handler = s.observe(s.ours(mux))
	return nil
}

// newKey is a fresh idempotency key for a form.
func newKey() string {
	var b [12]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Handler returns what answers requests, for tests and for a server of one's own.
func (s *Server) Handler() http.Handler { return s.handler }

// Bounds of one connection. Uploads are bounded by the pages themselves.
const (
	headerTime = 10 * time.Second
	bodyTime   = 5 * time.Minute
	idleTime   = 2 * time.Minute
	drainTime  = 15 * time.Second
)

// Run serves until ctx ends, lets requests under way finish, and returns. ready
// is told the address people type, once it answers; it may be nil.
func (s *Server) Run(ctx context.Context, ready func(address string)) error {
	l, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return &muster.Error{Code: muster.CodeConflict, Message: "the address " + s.config.Listen + " cannot be used: " + err.Error(), Hint: "name another with --listen", Err: err}
	}
	s.bound.Store(l.Addr().String())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, WriteTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	pages.RegisterOnShutdown(s.endStreams)
	s.warmPages(ctx)
	failed := make(chan error, 3)
	go func() { failed <- s.serve(pages, l) }()
	others, err := s.serveBeside(failed)
	if err != nil {
		return errors.Join(err, pages.Close())
	}
	if err := s.takeBack(ctx); err != nil {
		return errors.Join(err, pages.Close())
	}
	var background sync.WaitGroup
	background.Go(func() { s.work(ctx) })
	background.Go(func() { s.poll(ctx) })
	background.Go(func() { s.writeBacks(ctx) })
	background.Go(func() { s.tally(ctx) })
	if ready != nil {
		ready(s.address(l.Addr()))
	}
	s.log.Info("serving", "address", l.Addr().String(), "tls", s.config.secure() && !s.config.TLS.Proxied)
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	s.stopping.Store(true)
	cancel()
	err = errors.Join(err, drain(ctx, append(others, pages)...))
	background.Wait()
	return err
}

// serveBeside serves the metrics and the way from http to https.
func (s *Server) serveBeside(failed chan<- error) ([]*http.Server, error) {
	metrics, err := s.serveMetrics(failed)
	if err != nil {
		return nil, err
	}
	onward, err := s.serveRedirect(failed)
	if err != nil {
		return nil, errors.Join(err, metrics.Close())
	}
	return []*http.Server{metrics, onward}, nil
}

// serve answers on one listener, with TLS where it is set.
func (s *Server) serve(pages *http.Server, l net.Listener) error {
	var err error
	if pages.TLSConfig = s.tls.config(); pages.TLSConfig != nil {
		err = pages.ServeTLS(l, "", "")
	} else {
		err = pages.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// address is where people find the pages.
func (s *Server) address(a net.Addr) string {
	if s.config.URL != "" {
		return s.config.URL
	}
	if s.config.secure() {
		return "https://" + a.String()
	}
	return "http://" + a.String()
}

// baseAddress is where links that are passed on lead to.
func (s *Server) baseAddress() string {
	if bound, _ := s.bound.Load().(string); bound != "" && s.config.URL == "" && len(s.config.TLS.ACME) == 0 {
		c := s.config
		c.Listen = bound // the port that was free
		return c.Address()
	}
	return s.config.Address()
}

// Close ends the use of the database and the readers of documents.
func (s *Server) Close() error {
	var errs []error
	if s.documents != nil {
		errs = append(errs, s.documents.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.lock != nil {
		s.lock.Release()
	}
	return errors.Join(errs...)
}

// Begin makes the first user of an installation that has none, and returns the
// path of the one-time link by which they come in.
func (s *Server) Begin(ctx context.Context, name, email string, roles ...casework.Role) (link string, err error) {
	var grants []casework.Grant
	for _, r := range roles {
		grants = append(grants, casework.Grant{Role: r})
	}
	r, err := s.desk.Begin(ctx, name, email, grants)
	if err != nil {
		return "", err
	}
	return linkPath(r.Secret), nil
}

// SignInLink makes a fresh one-time link for a user, and the user where there
// is none with that address: for installations on one's own machine, whose
// owner holds the database anyway.
func (s *Server) SignInLink(ctx context.Context, name, email string, roles ...casework.Role) (link string, err error) {
	who, err := s.desk.ActorByEmail(ctx, email)
	if muster.CodeOf(err) == muster.CodePermission {
		return s.Begin(ctx, name, email, roles...)
	}
	if err != nil {
		return "", err
	}
	r, err := s.desk.Do(ctx, who, casework.Key(newKey()), &casework.InviteAgain{User: who.User, Reason: "asked for on the machine that holds the database"})
	if err != nil {
		return "", err
	}
	return linkPath(r.Secret), nil
}

// Size is how many people are on record.
func (s *Server) Size() int { return s.live.now().List(&assess.Filter{Limit: 1}).Total }

func linkPath(token string) string { return "/sign-in/link?token=" + token }

// alive says that the program runs, whatever becomes of its database: what is
// restarted when this fails.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, "ok")
}

// health says that the database answers and that this server is not stopping:
// what decides whether requests are sent here.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if s.stopping.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "stopping\n")
		return
	}
	err := s.store.View(r.Context(), s.config.Organisation, func(tx *store.Tx) error {
		var one int
		return tx.QueryRow("select count(*) from sequences where organisation = $1").Scan(&one)
	})
	if err != nil {
		s.log.Error("the database does not answer", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "the database does not answer\n")
		return
	}
	fmt.Fprintln(w, "ok")
}

// unknown reports whether an error says that somebody or something is not there.
func unknown(err error) bool {
	return errors.Is(err, assess.ErrUnknown) || muster.CodeOf(err) == muster.CodeNotFound
}
