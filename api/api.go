package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"muster"
	"muster/casework"
)

// Config is what the operations need from the rest of the program. Every field
// but Log and Limits is required.
type Config struct {
	Desk         *casework.Desk
	Organisation muster.OrganisationID
	Feed         Feed
	People       People
	Seen         Seen
	Work         Work
	Accounts     Accounts
	Office       Office
	Days         Days
	Papers       Papers
	PayRuns      PayRuns
	Sanctions    Sanctions
	Rules        Rules
	Intake       Intake
	Record       Record
	Host         Host
	Systems      Systems
	Messages     Messages
	Version      string // of the program, for the document
	Now          func() time.Time
	Log          *slog.Logger // nil discards
	Limits       Limits       // zero fields take their defaults
	// Address is what a request's unknown keys are counted for; nil takes the
	// connection's. Behind a proxy all come over the proxy's connections.
	Address func(*http.Request) string
}

func (c *Config) validate() error {
	for name, missing := range map[string]bool{
		"Desk": c.Desk == nil, "Organisation": c.Organisation == "", "Feed": c.Feed == nil, "People": c.People == nil, "Seen": c.Seen == nil, "Work": c.Work == nil, "Accounts": c.Accounts == nil, "Office": c.Office == nil, "Days": c.Days == nil, "Papers": c.Papers == nil, "PayRuns": c.PayRuns == nil, "Sanctions": c.Sanctions == nil,
		"Rules": c.Rules == nil, "Intake": c.Intake == nil, "Record": c.Record == nil, "Host": c.Host == nil, "Systems": c.Systems == nil, "Messages": c.Messages == nil, "Now": c.Now == nil,
	} {
		if missing {
			return errors.New("api: Config." + name + " is not set")
		}
	}
	return nil
}

// Handler serves the operations, the document that describes them and its
// page. It is made by New and safe for concurrent use.
type Handler struct {
	Config
	mux     *http.ServeMux
	api     huma.API
	limiter *limiter
	streams *streams
	guarded http.Handler
	doc     func() ([]byte, error) // /openapi.json, written once
	page    func() ([]byte, error) // /api, likewise
}

// New returns the handler of all operations.
func New(c Config) (h *Handler, err error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Limits = c.Limits.withDefaults()
	h = &Handler{Config: c, mux: http.NewServeMux(), limiter: newLimiter(c.Limits, c.Now), streams: &streams{most: c.Limits.Streams}}
	defer func() { // the document is made by reflection, which panics at types it cannot describe
		if r := recover(); r != nil {
			h, err = nil, fmt.Errorf("api: %v", r)
		}
	}()
	h.api = humago.New(h.mux, document(c.Version))
	h.api.UseMiddleware(h.scope)
	for _, register := range []func(*Handler){
		registerActs, registerPeople, registerIntake, registerAccounts, registerStepUps, registerGroups, registerCases, registerWork, registerPayRuns, registerSanctions, registerRules, registerLedger, registerSettings, registerMessages, registerSignals, registerSeen, registerEvents,
	} {
		register(h)
	}
	h.describe()
	h.mux.HandleFunc("/v1/", h.noSuch)
	h.mux.HandleFunc("GET /openapi.json", h.serveDocument)
	h.mux.HandleFunc("GET /api", h.servePage)
	h.mux.HandleFunc("GET /api/style.css", h.serveStyle)
	for _, path := range []string{"/openapi.json", "/api", "/api/style.css"} {
		h.mux.HandleFunc(path, OnlyRead)
	}
	h.guarded = h.guard(h.mux)
	return h, nil
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.guarded.ServeHTTP(w, r) }

// noSuch answers paths below /v1/ that are no operation.
func (h *Handler) noSuch(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := h.mux.Handler(other); pattern != "/v1/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		h.fail(w, r, &muster.Error{Code: muster.CodeNotFound, Message: "there is no such operation", Hint: "all are listed at /api"})
		return
	}
	notTaken(w, r, allowed...)
}

// OnlyRead answers requests that a path which is only read does not take.
func OnlyRead(w http.ResponseWriter, r *http.Request) {
	notTaken(w, r, http.MethodGet, http.MethodHead)
}

func notTaken(w http.ResponseWriter, r *http.Request, allowed ...string) {
	for _, method := range allowed {
		w.Header().Add("Allow", method)
	}
	p := problemOf(&muster.Error{Code: muster.CodeUsage, Message: "this address does not take " + r.Method, Hint: "the answer's Allow header says what it takes"})
	p.Status, p.Title = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
	p.write(w)
}
