package web

import (
	"context"
	"net/http"
	"time"

	"muster"
)

// SettingsReader reads the settings this viewer may see.
type SettingsReader interface {
	Settings(ctx context.Context) (*Settings, error)
}

// Settings is everything an installation is set to. Parts the viewer may not
// see are empty.
type Settings struct {
	Organisation string
	Entities     []string
	Users        []User
	Claim        string      // of the sign-on provider, which lists groups; empty: groups give no roles
	Groups       []GroupRole // which do
	Ways         Ways        // how people sign in
	Keys         []Key
	Hooks        []Hook
	Retention    []Retention
	Stills       *StillRule // nil for those it is no business of
	Monitoring   []Monitoring
	Numbers      []Number
	Targets      []Target
	Notices      []NoticeText
	Fresh        string // a secret just made, shown this once
}

// User is somebody with access.
type User struct {
	ID, Name, Email string
	Roles           []string // values of Roles
	Entity          string
	Country         string
	Last            time.Time
	Second          bool // a second factor is set up
	Ended           bool
	Provided        bool // the roles are those the sign-on provider's groups give
}

// GroupRole is a group at the sign-on provider with the role it gives.
type GroupRole struct {
	ID, Group, Role, Entity, Country string
}

// Says is the role in words.
func (g GroupRole) Says() []string { return labels(Roles(), []string{g.Role}) }

// Key is an API key without its secret.
type Key struct {
	ID, Name string
	Scopes   []string
	Roles    []string
	Made     time.Time
	Expires  muster.Time
	Last     time.Time
}

// Says names the events in words.
func (h *Hook) Says() []string { return labels(HookEvents(), h.Events) }

// Says names what the key may do in words.
func (k *Key) Says() []string { return labels(KeyScopes(), k.Scopes) }

// StillRule is whether reference stills of interviews are taken, and on what
// grounds.
type StillRule struct {
	On                     bool
	Days                   int
	Purpose, Basis, Notice string
	By                     string
	At                     time.Time
}

// Monitoring is a kind of monitoring of people at work and how it stands.
type Monitoring struct {
	Kind, Name string
	On         bool
	Assessment string
	Notice     string
	Basis      string
	By         string
	At         time.Time
}

// Number is a setting that is a number, with its bounds.
type Number struct {
	Name, Says           string
	Value, Min, Max, Was int // Was: what it is without anybody's choice
}

// Target is a place messages go to by the installation's own file.
type Target struct {
	ID, Name string
	Status   string
	Well     bool
	Waiting  int // messages not through yet
	Failed   int // messages set aside, which can be sent again
}

// Hook is an address signed messages go to.
type Hook struct {
	ID              string
	URL             string
	Events          []string
	Waiting, Failed int
	Status          string // "Delivered 3 minutes ago", "Failing since 3 March"
	Well            bool
}

// Retention is how long observations of a kind are kept, and why.
type Retention struct {
	Kind    muster.Kind
	Days    int
	Purpose string
	Basis   string
}

// NoticeText is a notice people receive.
type NoticeText struct{ Name, Text string }

func (s *Settings) head() head {
	return head{template: "settings", title: "Settings", section: "settings"}
}

func (h *Handler) settings(r *http.Request) (*Settings, error) {
	return h.Settings.Settings(r.Context())
}

// For names the roles of a key in words.
func (k *Key) For() []string { return labels(Roles(), k.Roles) }

// Says names the roles in words.
func (u *User) Says() []string { return labels(Roles(), u.Roles) }
