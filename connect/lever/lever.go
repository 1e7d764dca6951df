// Package lever reads Lever's opportunities and its webhooks. A webhook names
// ids only; what it is about is read with the next question for opportunities.
package lever

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "lever", Title: "Lever", Mine: mine, Tell: tell, Verify: verify, Fetch: opportunities().Fetch, Mark: mark}
}

func opportunities() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"limit": {"100"}, "expand": {"applications"}}
			if !since.IsZero() {
				query.Set("updated_at_start", strconv.FormatInt(since.UnixMilli(), 10))
			}
			return "/v1/opportunities?" + query.Encode()
		},
		Enter: connect.Basic, List: "data", Time: []string{"updatedAt"}, Next: connect.Token("next", "offset"), Lag: 10 * time.Minute,
	}
}

// verify checks Lever's signature, which stands in the body and covers only its
// token and time: the rest of the body could be changed by whoever carries it,
// which is why nothing but "ask again" is taken from it.
func verify(secret []byte, _ http.Header, body []byte, now time.Time) error {
	r, err := connect.Parse(body)
	if err != nil {
		return connect.ErrSignature
	}
	token, at := r.Text("token"), r.Text("triggeredAt")
	if err := connect.Signed(secret, r.Text("signature"), []byte(token+at)); err != nil {
		return err
	}
	if len(at) < 4 {
		return connect.ErrStale
	}
	return connect.Fresh(at[:len(at)-3], now) // milliseconds
}

// mark puts a tag onto the opportunity, or takes that tag away.
func mark(ctx context.Context, to *connect.Account, m *connect.Mark) error {
	if m.Application == "" {
		return connect.ErrGone
	}
	act, tag := "/removeTags", m.Field
	if m.Due {
		act = "/addTags"
	}
	if tag == "" {
		tag = connect.DueText
	}
	path := "/v1/opportunities/" + url.PathEscape(m.Application) + act
	if m.By != "" {
		path += "?" + url.Values{"perform_as": {m.By}}.Encode()
	}
	return connect.Send(ctx, to, &connect.Ask{Method: http.MethodPost, Path: path, Enter: connect.Basic, Body: map[string]any{"tags": []string{tag}}})
}

func mine(r *connect.Record) bool {
	return r.Has("event", "triggeredAt", "data") || r.Has("contact", "emails", "createdAt") && (r.Has("stage") || r.Has("origin"))
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	if r.Has("triggeredAt") {
		return r.Text("event") != ""
	}
	at := r.Time("updatedAt", "createdAt")
	if at.IsZero() || r.Text("id") == "" {
		return false
	}
	d := &muster.Application{
		Named: connect.Named(r.Text("name"), "", ""), Applied: r.Time("createdAt"), Status: muster.ApplicationOpen, StatusAt: r.Time("archived.archivedAt"),
		Channel: connect.Cut(r.Values("sources")), Vacancy: connect.Cut(r.Text("applications.0.posting.text", "applications.0.postingTitle")),
		Contact: muster.Contact{Emails: connect.Mails(r.List("emails")...), Phones: connect.Phones(r.Every("phones", "value")...), URLs: connect.URLs(r.List("links")...)},
		Home:    muster.Home{City: muster.City(connect.Cut(r.Text("location")))},
	}
	if r.Has("archived.archivedAt") {
		d.Status = "" // hired and rejected are archived alike; the reason's id says which, and only to Lever
	}
	emit(&connect.Told{System: "lever", Event: r.Text("id") + "/" + r.Text("updatedAt", "createdAt"), At: at, Candidate: r.Text("contact"), Application: r.Text("id"), Data: d})
	return true
}
