package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"muster/internal/escape"
	"muster/report"
)

// view is what a template gets: the shell around the page and the page.
type view struct {
	Title   string
	Section section
	Bare    bool
	Viewer  *Viewer
	Places  []place
	Theme   string // "light", "dark", or "" to follow the system
	Path    string // of this page with its query, where forms lead back to
	Note    *note
	Refused *refusal // a form of this page that was refused just now
	Page    page

	now     time.Time
	actions map[string]*action
	newKey  func() string
	paper   *paper
}

// note tells once what an act did.
type note struct {
	Text  string `json:"t"`
	Entry int64  `json:"e,omitempty"` // of the ledger; 0 for none
}

const (
	noteCookie  = "muster_note"
	themeCookie = "muster_theme"
)

func (h *Handler) view(w http.ResponseWriter, r *http.Request, p page) *view {
	about := p.head()
	v := &view{
		Title: escape.Line(about.title), Section: about.section, Bare: about.bare, Viewer: h.Viewer(r.Context()),
		Path: local(r.URL.RequestURI()), Page: p, Refused: refused(r.Context()),
		now: h.Now(), actions: h.actions, newKey: h.NewKey,
	}
	if v.Viewer == nil {
		v.Bare, v.Viewer = true, &Viewer{}
	}
	for _, one := range places() {
		if v.Viewer.may(one.may) && (one.Section != "accounts" || v.Viewer.Accounts) {
			v.Places = append(v.Places, one)
		}
	}
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		v.Theme = c.Value
	}
	v.Note = takeNote(w, r)
	return v
}

// Wide is the width of a square picture with its quiet border of four.
func (v *view) Wide(size int) int { return size + 8 }

// NewKey is a fresh idempotency key for a form written by hand.
func (v *view) NewKey() string { return v.newKey() }

// Can says whether the viewer may do something.
func (v *view) Can(p Permission) bool { return v.Viewer.may(p) }

// leaveNote keeps a note for the next page. It is a cookie and not a session's
// business: losing it loses nothing.
func leaveNote(w http.ResponseWriter, r *http.Request, n note) {
	b, err := json.Marshal(n)
	if err != nil || len(b) > 2000 {
		return
	}
	setCookie(w, r, noteCookie, base64.RawURLEncoding.EncodeToString(b), 60)
}

func takeNote(w http.ResponseWriter, r *http.Request) *note {
	c, err := r.Cookie(noteCookie)
	if err != nil {
		return nil
	}
	setCookie(w, r, noteCookie, "", -1)
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	n := new(note)
	if err := json.Unmarshal(b, n); err != nil || n.Text == "" {
		return nil
	}
	n.Text = escape.Line(n.Text)
	return n
}

// setCookie sets a cookie of the shell; it never holds anything secret.
func setCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
}

// setTheme keeps the choice between light, dark and what the system says.
func setTheme(_ *Handler, w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	switch theme := r.FormValue("theme"); theme {
	case "light", "dark":
		setCookie(w, r, themeCookie, theme, 365*24*3600)
	default:
		setCookie(w, r, themeCookie, "", -1)
	}
	http.Redirect(w, r, local(r.FormValue("back")), http.StatusSeeOther)
	return nil
}

// left says how much of a clock is left in words: "1 day left", "2 hours
// over". Days left are those of the calendar that clocks are set by, UTC: a clock
// of thirty days says thirty on the day it began, and one that ends with the
// second working day says two, whatever the hour.
func left(now, until time.Time) string {
	word, d := "left", until.Sub(now)+justBegun
	days := int(dayOf(until).Sub(dayOf(now)) / (24 * time.Hour))
	if until.Before(now) {
		word, d = "over", now.Sub(until)
		days = int(d / (24 * time.Hour))
	}
	switch {
	case d >= 24*time.Hour:
		return report.Count(max(days, 1), "day ", "days ") + word
	case d >= time.Hour:
		return report.Count(int(d/time.Hour), "hour ", "hours ") + word
	}
	return "less than an hour " + word
}

// justBegun is how long a clock of hours says all of them.
const justBegun = 5 * time.Minute

// dayOf is the beginning of a moment's day in UTC.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
