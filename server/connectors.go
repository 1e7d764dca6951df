package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect"
	"muster/connect/all"
	"muster/connect/lists"
	"muster/ingest/networks"
	"muster/internal/outward"
	"muster/store"
	lolrmm "muster/stream/programs"
)

// SystemConfig is one outside system that is read. It names files with secrets,
// never a secret.
type SystemConfig struct {
	ID         string        `yaml:"id"`          // of its own; empty: the system's name
	System     string        `yaml:"system"`      // the connector: see docs/connectors.md
	URL        string        `yaml:"url"`         // where it is asked; empty: it is not
	TokenFile  string        `yaml:"token_file"`  // with what it is asked, or signed in to
	SecretFile string        `yaml:"secret_file"` // with what it signs what it sends; empty: nothing is taken
	Every      time.Duration `yaml:"every"`       // between two questions; 0 is five minutes
	// WriteBack says where a check that is due may be said; nil: nowhere.
	WriteBack *WriteBackConfig `yaml:"write_back"`
	Login     *LoginConfig     `yaml:"login"`   // for systems whose tokens live for a short while; nil: token_file holds what is sent
	History   time.Duration    `yaml:"history"` // how far back the first question goes; 0 is 30 days, of applicants and staff everything
}

// The defaults of SystemConfig, and how far back a log is read at most.
const (
	pollEvery  = 5 * time.Minute
	logHistory = 30 * 24 * time.Hour
	mostBehind = 32 * 24 * time.Hour
)

// connector is a system as it is set up here.
type connector struct {
	SystemConfig
	system  *connect.System
	reads   wayIn
	writes  *wayIn       // the same as reads unless it has a secret of its own: some systems let a client have one token at a time
	refused atomic.Int64 // deliveries with a wrong signature, since the start
	// refusedAt is when the last of them came, in microseconds. It is kept in memory
	// only: who cannot sign shall not make the database write.
	refusedAt atomic.Int64
}

// tells reports whether it is an applicant or HR system.
func (c *connector) tells() bool { return c.system.Tell != nil }

// connectors are those set up, by id, and what they are asked with.
type connectors struct {
	byID   map[string]*connector
	order  []string
	client *http.Client
	taking chan struct{} // as many deliveries at once
	lists  listsInUse
}

// listsInUse are lists of networks, read anew now and then: somebody fetches
// them beside the server.
type listsInUse struct {
	mu    sync.Mutex
	at    time.Time
	judge *networks.Judge
	tools *lolrmm.Known
}

// listsEvery is how long lists are used before they are looked at again.
const listsEvery = 10 * time.Minute

// inUse returns the lists that say what kind of network events come from, and
// which programs are remote tools. Lists that cannot be read leave those in use in
// place, and are told of in the log.
func (c *connectors) inUse(log *slog.Logger, now time.Time, dir string) (*networks.Judge, *lolrmm.Known) {
	c.lists.mu.Lock()
	defer c.lists.mu.Unlock()
	if dir == "" || !c.lists.at.IsZero() && now.Sub(c.lists.at) < listsEvery {
		return c.lists.judge, c.lists.tools
	}
	c.lists.at = now
	got, err := (&lists.Store{Dir: filepath.Join(dir, lists.NetworksFolder), Now: time.Now}).Networks()
	if err != nil {
		log.Error("the lists of networks cannot be read", "error", err)
	} else {
		c.lists.judge = got
	}
	tools, err := (&lists.Store{Dir: filepath.Join(dir, lists.ToolsFolder)}).Tools()
	switch {
	case err != nil:
		log.Error("the list of remote tools cannot be read", "error", err)
	case tools == nil:
		c.lists.tools = nil
	default:
		c.lists.tools = lolrmm.With(tools)
	}
	return c.lists.judge, c.lists.tools
}

// throwaway reads the list of throw-away mail hosts, nil where there is none.
func (s *Server) throwaway() (map[string]bool, error) {
	if s.config.Lists == "" {
		return nil, nil
	}
	return (&lists.Store{Dir: filepath.Join(s.config.Lists, lists.MailFolder)}).Disposable()
}

// The bounds of what comes from other systems.
const (
	mostDelivery   = 16 << 20 // bytes of one delivery
	mostDeliveries = 8        // at once
	mostPage       = 64 << 20 // bytes of one answer
	pageTime       = time.Minute
)

// connectorsOf checks what the configuration says of systems.
func (s *Server) connectorsOf() (*connectors, error) {
	out := &connectors{byID: map[string]*connector{}, taking: make(chan struct{}, mostDeliveries)}
	known := slices.Concat(all.Systems(), all.Subjects())
	id := regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	for _, c := range s.config.Systems {
		c.ID = cmp.Or(c.ID, c.System)
		i := slices.IndexFunc(known, func(k connect.System) bool { return k.Name == c.System })
		switch {
		case i < 0:
			return nil, configError(fmt.Sprintf("systems: there is no connector %q", c.System), "docs/connectors.md lists them")
		case !id.MatchString(c.ID) || out.byID[c.ID] != nil:
			return nil, configError(fmt.Sprintf("systems: %q is no id of its own", c.ID), "give each a short id of small letters and digits")
		case c.URL == "" && c.SecretFile == "":
			return nil, configError("systems: "+c.ID+" is neither asked nor listened to", "name url and token_file, or secret_file, or both")
		case c.URL != "" && (known[i].Fetch == nil || c.TokenFile == ""):
			return nil, configError("systems: "+c.ID+" cannot be asked like this", "name token_file beside url; docs/connectors.md says which systems can be asked")
		case c.Every < 0 || c.History < 0 || c.History > mostBehind && known[i].Tell == nil:
			return nil, configError("systems: every and history of "+c.ID+" must be durations, history of a log of at most 32 days", "for example every: 5m, history: 720h")
		}
		if err := errors.Join(c.checkWriteBack(&known[i]), c.Login.check(c.ID, &known[i])); err != nil {
			return nil, err
		}
		c.Every = cmp.Or(c.Every, pollEvery)
		if known[i].Tell == nil {
			c.History = cmp.Or(c.History, logHistory)
		}
		one := &connector{SystemConfig: c, system: &known[i]}
		one.reads.file, one.reads.login = c.TokenFile, c.Login
		if one.writes = &one.reads; c.WriteBack != nil && c.WriteBack.TokenFile != "" {
			one.writes = &wayIn{file: c.WriteBack.TokenFile, login: c.WriteBack.Login}
		}
		out.byID[c.ID] = one
		out.order = append(out.order, c.ID)
	}
	guard, err := s.guard(mostPage, pageTime)
	if err != nil {
		return nil, err
	}
	out.client = guard.Client()
	for _, c := range out.byID {
		if u, err := url.Parse(c.URL); c.URL != "" && (err != nil || guard.CheckURL(u) != nil) {
			return nil, configError("systems: the address of "+c.ID+" cannot be asked", "write https://, and name addresses of the own network under messages.allow")
		}
	}
	return out, nil
}

// guard is what requests to other systems go through.
func (s *Server) guard(answer int64, wait time.Duration) (*outward.Guard, error) {
	roots, err := s.roots()
	if err != nil {
		return nil, err
	}
	c := &s.config.Messages
	guard, err := outward.New(outward.Config{Allow: c.Allow, Plain: c.Plain, Roots: roots, MaxBody: answer, Timeout: wait, Resolver: s.config.resolver})
	if err != nil {
		return nil, configError("messages.allow: "+err.Error(), "write hosts, addresses or ranges such as 10.20.0.0/16")
	}
	return guard, nil
}

// maxSecret bounds a file with a secret in bytes.
const maxSecret = 64 << 10

// errSecret says that there is nothing to ask a system with.
var errSecret = errors.New("the file with its secret cannot be read, or holds none")

// secretOf reads a secret anew each time: whoever renews it writes the file.
func secretOf(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSecret, err)
	}
	if info.Size() > maxSecret || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s", errSecret, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSecret, err)
	}
	secret := []byte(strings.TrimSpace(string(text)))
	if len(secret) == 0 {
		return nil, fmt.Errorf("%w: %s is empty", errSecret, file)
	}
	return secret, nil
}

// connectorState is what became of everything a system handed over.
type connectorState struct {
	Last       int64            `json:"last,omitempty"` // microseconds: something was handed over
	Records    int64            `json:"records,omitempty"`
	Used       int64            `json:"used,omitempty"`
	Unneeded   int64            `json:"unneeded,omitempty"`
	Unknown    int64            `json:"unknown,omitempty"` // of a shape the connector does not know
	Bad        int64            `json:"bad,omitempty"`     // no JSON, too large or too deep
	Replayed   int64            `json:"replayed,omitempty"`
	Late       int64            `json:"late,omitempty"`   // of a day that is closed
	Clock      int64            `json:"clock,omitempty"`  // without a time, or from the future
	Past       int64            `json:"past,omitempty"`   // past the days its kind is kept
	Crowd      int64            `json:"crowd,omitempty"`  // beyond what one day may hold
	Off        map[string]int64 `json:"off,omitempty"`    // by monitoring that is not switched on
	Nobody     int64            `json:"nobody,omitempty"` // under an account that is nobody's
	Strangers  map[string]int64 `json:"strangers,omitempty"`
	Lately     int64            `json:"lately,omitempty"`   // of about the last thousand records
	Strange    int64            `json:"strange,omitempty"`  // those not understood, or bad
	Progress   int64            `json:"progress,omitempty"` // microseconds: read up to here
	Behind     bool             `json:"behind,omitempty"`   // and there is more
	Failure    string           `json:"failure,omitempty"`
	Failing    int64            `json:"failing,omitempty"` // microseconds: since when
	Revoked    bool             `json:"revoked,omitempty"`
	WaitsUntil int64            `json:"waits_until,omitempty"`
}

// When a system is said to write its records in another form than it did: a fifth
// of the last ones, of which there must be enough.
const (
	recentRecords = 1000
	fewestRecords = 20
	driftShare    = 5
)

// recent adds a delivery to what came lately, where what is older counts less and
// less.
func (c *connectorState) recent(o *connectorState) {
	c.Lately, c.Strange = c.Lately+o.Records, c.Strange+o.Unknown+o.Bad
	for c.Lately > recentRecords {
		c.Lately, c.Strange = c.Lately/2, c.Strange/2
	}
}

// drifted reports whether much of what came lately is not understood.
func (c *connectorState) drifted() bool {
	return c.Lately >= fewestRecords && c.Strange*driftShare >= c.Lately
}

// mostStrangers bounds the accounts that are told apart.
const mostStrangers = 200

// stranger counts a record under an account that is nobody's.
func (c *connectorState) stranger(account string) {
	c.Nobody++
	if c.Strangers == nil {
		c.Strangers = map[string]int64{}
	}
	if _, known := c.Strangers[account]; known || len(c.Strangers) < mostStrangers {
		c.Strangers[account]++
	}
}

func (c *connectorState) off(monitoring string) {
	if c.Off == nil {
		c.Off = map[string]int64{}
	}
	c.Off[monitoring]++
}

// The state of a connector names accounts: it is sealed as cursors are.
func stateOf(tx *store.Tx, id string) (connectorState, error) {
	var c connectorState
	text, err := tx.StreamCursor("state " + id)
	if err != nil || text == "" {
		return c, err
	}
	return c, json.Unmarshal([]byte(text), &c)
}

func putState(tx *store.Tx, id string, c *connectorState) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.PutStreamCursor("state "+id, string(text))
}

// Connectors says how each system that is set up stands, for those who may see
// the rules. Which accounts are nobody's is for those who manage systems.
func (s *Server) Connectors(ctx context.Context) ([]api.Connector, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	manages := s.desk.May(ctx, actor, casework.WebhooksManage, "") == nil
	if !manages {
		if err := s.desk.May(ctx, actor, casework.PolicyView, ""); err != nil {
			return nil, err
		}
	}
	var out []api.Connector
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		out = nil
		for _, id := range s.systems.order {
			state, err := stateOf(tx, id)
			if err != nil {
				return err
			}
			if !manages { // accounts name people
				state.Strangers = nil
			}
			out = append(out, s.systems.byID[id].shown(&state, s.now()))
		}
		return nil
	})
	for i := range out {
		if err == nil {
			out[i].WriteBack, err = s.writtenBack(ctx, s.systems.byID[out[i].ID])
		}
	}
	return out, err
}

// shown is a connector in the words of pages and programs.
func (c *connector) shown(s *connectorState, now time.Time) api.Connector {
	out := api.Connector{
		ID: c.ID, System: c.System, Title: c.system.Title, Polled: c.URL != "", Pushed: c.SecretFile != "", Last: at(s.Last), Behind: s.Behind,
		Counts: api.ConnectorCounts{
			Records: s.Records, Used: s.Used, NotNeeded: s.Unneeded, NotUnderstood: s.Unknown, Bad: s.Bad, Again: s.Replayed, Late: s.Late, Clock: s.Clock, Past: s.Past, Crowded: s.Crowd,
			Nobody: s.Nobody, Refused: c.refused.Load(), Off: s.Off,
		},
	}
	if s.Behind {
		out.Progress = at(s.Progress)
	}
	if s.Failing > 0 {
		out.Failing = at(s.Failing)
	}
	for _, account := range slices.SortedFunc(maps.Keys(s.Strangers), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Strangers[b], s.Strangers[a]), cmp.Compare(a, b))
	}) {
		if len(out.Unmatched) < 20 {
			out.Unmatched = append(out.Unmatched, api.Unmatched{Account: account, Events: s.Strangers[account]})
		}
	}
	out.State, out.Says = c.standing(s, now)
	return out
}

// standing says in one word and one sentence how a connector stands.
func (c *connector) standing(s *connectorState, now time.Time) (state, says string) {
	until := func(micros int64) string { return time.UnixMicro(micros).UTC().Format("15:04") + " UTC" }
	switch {
	case s.Revoked:
		what := "the token"
		if c.Login != nil {
			what = "the client's secret"
		}
		return api.ConnectorRevoked, c.system.Title + " does not take " + what + " any more. Put a new one into its file; it is tried again every quarter of an hour, and goes on where it stopped."
	case s.WaitsUntil > now.UnixMicro() && s.Failure == "":
		return api.ConnectorWaiting, c.system.Title + " asked to be left alone until " + until(s.WaitsUntil) + ". It goes on by itself; nothing is lost."
	case s.Failure != "":
		return api.ConnectorFailing, "It fails since " + at(s.Failing).Format("2 January 2006 15:04") + " UTC: " + s.Failure + ". It is tried again by itself; nothing is lost."
	case c.refusedAt.Load() > s.Last:
		return api.ConnectorUnsigned, "What comes is refused: its signature is wrong or missing, the last time at " + until(c.refusedAt.Load()) + ". Put the secret that " + c.system.Title + " signs with into its file; nothing refused is kept."
	case s.Last == 0:
		return api.ConnectorNew, "Nothing has come yet."
	case s.drifted():
		return api.ConnectorDrifted, fmt.Sprintf("Of about the last %d records %d are of a form that is not known here: %s may have changed it. The others count as before; what was not understood can be brought in again as a file once it is.", s.Lately, s.Strange, c.system.Title)
	case len(s.Off) > 0:
		return api.ConnectorOff, "Some of its records are not kept: " + strings.ReplaceAll(strings.Join(slices.Sorted(maps.Keys(s.Off)), ", "), "_", " ") + " is not switched on, which takes an impact assessment and a notice."
	case s.Behind:
		return api.ConnectorBehind, "It reads what was before; it has come to " + at(s.Progress).Format("2 January 2006 15:04") + " UTC."
	}
	return api.ConnectorWell, "It works."
}

func at(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// holding is from when on days of people stay open: where a log is still being
// caught up on, its days are not over.
func (s *Server) holding(tx *store.Tx) (time.Time, error) {
	now := s.now()
	from := now
	for _, id := range s.systems.order {
		c := s.systems.byID[id]
		if c.URL == "" || c.tells() {
			continue
		}
		state, err := stateOf(tx, id)
		if err != nil {
			return from, err
		}
		progress := at(state.Progress)
		switch {
		case state.Revoked, state.Progress > 0 && !state.Behind && state.Failure == "":
			continue
		case state.Progress == 0:
			progress = now.Add(-c.History)
		}
		if progress.Before(from) {
			from = progress
		}
	}
	if least := now.Add(-mostBehind); from.Before(least) {
		from = least
	}
	return from, nil
}

// keyOfOff is the monitoring a signal would need, "" when what it becomes is
// kept.
func keyOfOff(d muster.SignalData, off map[muster.Kind]bool) string {
	kinds := casework.KindsOfSignal(d)
	for _, k := range kinds {
		if !off[k] {
			return ""
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return casework.MonitoringOf(kinds[0])
}
