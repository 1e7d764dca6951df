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
	Ways         Ways // how people sign in
	Keys         []Key
	Hooks        []Hook
	Retention    []Retention
	Notices      []NoticeText
	Fresh        string // a secret just made, shown this once
}

// User is somebody with access.
type User struct {
	ID, Name, Email string
	Roles           []string // values of Roles
	Entity          string
	Last            time.Time
	Second          bool // a second factor is set up
	Ended           bool
}

// Key is an API key without its secret.
type Key struct {
	ID, Name string
	Scopes   []string
	Made     time.Time
	Expires  muster.Time
	Last     time.Time
}

// Says names what the key may do in words.
func (k *Key) Says() []string { return labels(KeyScopes(), k.Scopes) }

// Hook is an address signed messages go to.
type Hook struct {
	URL    string
	Status string // "Delivered 3 minutes ago", "Failing since 3 March"
	Well   bool
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

// Says names the roles in words.
func (u *User) Says() []string { return labels(Roles(), u.Roles) }
