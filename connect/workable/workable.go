// Package workable reads Workable's webhooks about candidates and, for history,
// the candidates of its interface.
package workable

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "workable", Title: "Workable", Mine: mine, Tell: tell, Verify: verify, Fetch: candidates().Fetch, Mark: mark}
}

func candidates() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"limit": {"100"}}
			if !since.IsZero() {
				query.Set("updated_after", since.Format(time.RFC3339))
			}
			return "/spi/v3/candidates?" + query.Encode()
		},
		Enter: connect.Bearer, List: "candidates", Time: []string{"updated_at"}, Next: connect.Stated("paging.next"), Lag: 10 * time.Minute,
	}
}

func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	return connect.Signed(secret, header.Get("X-Workable-Signature"), body)
}

// mark ticks a custom attribute of yes and no of the candidate, or unticks it.
func mark(ctx context.Context, to *connect.Account, m *connect.Mark) error {
	if m.Candidate == "" {
		return connect.ErrGone
	}
	return connect.Send(ctx, to, &connect.Ask{
		Method: http.MethodPatch, Path: "/spi/v3/candidates/" + url.PathEscape(m.Candidate) + "/update_custom_attribute_value", Enter: connect.Bearer,
		Body: map[string]any{"custom_attribute_key": m.Field, "checked": m.Due},
	})
}

func mine(r *connect.Record) bool {
	return r.Has("fired_at", "data") || r.Has("firstname", "lastname", "job")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	c := r
	if r.Has("fired_at") {
		if c = r.Inside("data"); c == nil {
			return false
		}
		if r.Text("event_type") == "candidate_deleted" {
			return deleted(r, c.Text("id"), emit)
		}
		if !c.Has("firstname") && !c.Has("name") {
			return true // about an employee or an offer
		}
	}
	at := c.Time("updated_at", "created_at")
	if at.IsZero() {
		at = r.Time("fired_at")
	}
	if at.IsZero() || c.Text("id") == "" {
		return false
	}
	d := &muster.Application{
		Named: connect.Named(c.Text("name"), c.Text("firstname"), c.Text("lastname")), Vacancy: connect.Cut(c.Text("job.title")), Applied: c.Time("created_at"), Status: status(c),
		Channel: connect.Cut(c.Text("domain")), Home: muster.Home{Address: muster.Address(connect.Cut(c.Text("address")))},
		Contact: muster.Contact{Emails: connect.Mails(c.Text("email")), Phones: connect.Phones(c.Text("phone")), URLs: connect.URLs(c.Every("social_profiles", "url")...)},
	}
	emit(&connect.Told{System: "workable", Event: c.Text("id") + "/" + c.Text("updated_at", "created_at"), At: at, Candidate: c.Text("id"), Data: d})
	return true
}

// deleted passes on whom Workable deleted.
func deleted(r *connect.Record, id string, emit func(*connect.Told)) bool {
	if id != "" {
		emit(&connect.Told{System: "workable", Event: r.Text("id"), At: r.Time("fired_at"), Candidate: id, Forget: true})
	}
	return id != ""
}

func status(c *connect.Record) muster.ApplicationStatus {
	switch {
	case c.Answer("withdrew") == muster.Yes:
		return muster.ApplicationWithdrawn
	case c.Answer("disqualified") == muster.Yes:
		return muster.ApplicationRejected
	case c.Text("hired_at") != "":
		return muster.ApplicationHired
	}
	if s := connect.Standing(c.Text("stage_kind", "stage")); s != "" {
		return s
	}
	return muster.ApplicationOpen
}
