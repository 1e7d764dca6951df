package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// Config is what the pages need from the rest of the program. Every field but
// Log is required.
type Config struct {
	Today      TodayReader
	People     PeopleReader
	Person     PersonReader
	Devices    DeviceReader
	Systems    SystemReader
	Interviews InterviewReader
	Groups     GroupReader
	Cases      CaseReader
	Work       WorkReader
	PayRuns    PayRunDesk
	Trust      TrustDesk
	Lists      SanctionsDesk
	Rules      RuleReader
	Ledger     LedgerReader
	Settings   SettingsReader
	Search     Searcher
	Keeper     Keeper
	Stills     StillKeeper

	Actor     Actor
	Importer  Importer
	Entrance  Entrance
	Account   AccountKeeper
	Provider  SignOnProvider
	Setup     SetupReader
	Replies   ReplyDesk
	Handovers HandoverReader

	Viewer func(context.Context) *Viewer // who is signed in, nil for nobody
	Now    func() time.Time
	NewKey func() string // a fresh idempotency key: 16 to 64 letters, digits, - or _
	Log    *slog.Logger  // nil discards
}

// validate names the first field that is missing.
func (c *Config) validate() error {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Log" && v.Field(i).IsZero() {
			return fmt.Errorf("web: Config.%s is not set", name)
		}
	}
	return nil
}

// Viewer is the person looking, as their session says.
type Viewer struct {
	Name         string // as they are called in the app
	Role         string // their roles in words: "HR lead, United Kingdom"
	Organisation string
	Begins       bool                  // nothing is set up yet, and they may
	Accounts     bool                  // the organisation holds accounts of a platform
	Unfinished   int                   // parts of the set-up that are left, for those who may settle one
	Zone         *time.Location        // for clock times; UTC when nil
	May          func(Permission) bool // anywhere; nil may nothing
}

func (v *Viewer) may(p Permission) bool {
	return p == Anybody || v != nil && (p == SignedIn || v.May != nil && v.May(p))
}

func (v *Viewer) zone() *time.Location {
	if v == nil || v.Zone == nil {
		return time.UTC
	}
	return v.Zone
}

// Handler serves the pages. It is made by New and safe for concurrent use.
type Handler struct {
	Config
	assets  *assets
	pages   *pages
	actions map[string]*action
	mux     *http.ServeMux
	guarded http.Handler
	papers  sync.Pool // of *paper
}

// New returns the handler of all pages, with their guards in front.
func New(c Config) (*Handler, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	h := &Handler{Config: c, mux: http.NewServeMux(), actions: map[string]*action{}}
	files, err := loadEmbedded()
	if err != nil {
		return nil, err
	}
	h.assets, h.pages = files.assets, files.pages
	for _, r := range routes() {
		h.mux.HandleFunc(r.method+" "+r.path, h.serve(r.may, r.run))
	}
	for _, a := range actions() {
		h.actions[a.name] = &a
		h.mux.HandleFunc("POST "+a.path, h.serve(a.may, h.act(&a)))
	}
	h.mux.Handle("GET /assets/{name}", h.assets)
	h.mux.HandleFunc("/", h.serve(Anybody, notFound))
	h.guarded = Headers(SameOrigin(h.mux))
	return h, nil
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.guarded.ServeHTTP(w, r) }
