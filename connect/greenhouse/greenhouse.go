// Package greenhouse reads Greenhouse's webhooks and, for history, the
// candidates of its Harvest interface. Of a candidate it reads who somebody says
// they are and what they applied for; answers, notes, scores and the words of
// interviews are not looked at.
package greenhouse

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "greenhouse", Title: "Greenhouse", Mine: mine, Tell: tell, Verify: verify, Fetch: fetch, Mark: mark, Login: &connect.Login{URL: "https://auth.greenhouse.io/token", Basic: true}}
}

func candidates() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"per_page": {"500"}}
			if !since.IsZero() {
				query.Set("updated_after", since.Format(time.RFC3339))
			}
			return "/v1/candidates?" + query.Encode()
		},
		Enter: connect.Basic, Time: []string{"updated_at"}, Next: connect.Linked, Lag: 10 * time.Minute,
	}
}

// third reports whether an account is of Harvest's third version, which its
// address ends in. The first two were switched off on 31 August 2026; whoever
// runs a mirror of them may still be asked in their way.
func third(account *connect.Account) bool {
	u, err := url.Parse(account.URL)
	return err == nil && strings.TrimSuffix(u.Path, "/") == "/v3"
}

// fetch asks for candidates; in the third version their applications are a list
// of their own.
func fetch(ctx context.Context, from *connect.Account, cursor string) (connect.Page, error) {
	if third(from) {
		return connect.InTurn(listed("candidates"), listed("applications"))(ctx, from, cursor)
	}
	return candidates().Fetch(ctx, from, cursor)
}

// listed is a list of Harvest's third version. A next page is asked for by its
// cursor alone.
func listed(what string) *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"per_page": {"500"}}
			if !since.IsZero() {
				query.Set("updated_at", "gte|"+since.UTC().Format("2006-01-02T15:04:05.000Z"))
			}
			return "/v3/" + what + "?" + query.Encode()
		},
		Enter: connect.Bearer, Time: []string{"updated_at"}, Next: connect.Linked, Lag: 10 * time.Minute,
	}
}

// mark fills a field of text of the application, or deletes its value.
func mark(ctx context.Context, to *connect.Account, m *connect.Mark) error {
	if m.Application == "" {
		return connect.ErrGone
	}
	field := map[string]any{"name_key": m.Field, "delete_value": "true"}
	if m.Due {
		field = map[string]any{"name_key": m.Field, "value": connect.DueText}
	}
	ask := &connect.Ask{Method: http.MethodPatch, Path: "/v1/applications/" + url.PathEscape(m.Application), Enter: connect.Basic, Body: map[string]any{"custom_fields": []any{field}}}
	if third(to) {
		ask.Path, ask.Enter = "/v3/applications/"+url.PathEscape(m.Application), connect.Bearer
		if !m.Due {
			delete(field, "delete_value")
			field["value"] = nil
			ask.Wrong = func(answer *connect.Record) bool { return remains(answer, m.Field) }
		}
	} else {
		ask.Header = http.Header{"On-Behalf-Of": {m.By}}
	}
	return connect.Send(ctx, to, ask)
}

// remains reports whether the field still stands in the application that comes
// back: a request that is taken and changes nothing must be tried again.
func remains(answer *connect.Record, field string) bool {
	return answer.Text(`custom_fields.`+field+`.value`, `custom_fields.`+field) == connect.DueText
}

// verify checks "Signature: sha256 <hex>" over the body as it was sent: angle
// brackets arrive escaped and are signed so.
func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	signature, ok := strings.CutPrefix(header.Get("Signature"), "sha256 ")
	if !ok {
		return connect.ErrSignature
	}
	return connect.Signed(secret, signature, body)
}

func mine(r *connect.Record) bool {
	return r.Is("action") && r.Has("payload") || r.Has("event_type", "payload") && strings.HasPrefix(r.Text("event_type"), "employee:") || r.Has("application_ids", "first_name") ||
		r.Has("first_name", "last_name", "email_addresses", "updated_at") && !r.Has("firstname") || r.Has("candidate_id", "status") && (r.Has("applied_at") || r.Has("job_post_id") || r.Has("prospect"))
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	switch {
	case r.Has("application_ids"), r.Has("first_name", "email_addresses"):
		return person(r, emit)
	case r.Has("candidate_id", "status"):
		return alone(r, emit)
	case r.Has("event_type"):
		return true // which fields changed, without their values
	}
	p := r.Inside("payload")
	if p == nil {
		return false
	}
	switch action := r.Text("action"); action {
	case "new_candidate_application", "new_prospect_application", "application_updated", "hire_candidate", "unhire_candidate", "candidate_stage_change", "reject_candidate", "unreject_candidate":
		a := p.Inside("application")
		if a == nil {
			return false
		}
		return application(a, a.Inside("candidate"), action, emit)
	case "update_candidate":
		c := p.Inside("candidate")
		return c != nil && person(c, emit)
	case "delete_candidate", "candidate_anonymized", "delete_application":
		return forget(p, emit)
	case "":
		return false
	}
	return true
}

// forget says whom Greenhouse deleted, with the time where it states one.
func forget(p *connect.Record, emit func(*connect.Told)) bool {
	id, application := p.Text("person.id", "candidate_id", "candidate.id"), p.Text("application.id")
	at := p.Time("person.deleted_at", "application.deleted_at", "anonymized_at")
	if id == "" && application == "" {
		return false
	}
	emit(&connect.Told{System: "greenhouse", Event: first(id, application), At: at, Candidate: id, Application: application, Forget: true})
	return true
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func application(a, c *connect.Record, action string, emit func(*connect.Told)) bool {
	at := a.Time("last_activity_at", "rejected_at", "applied_at", "offer.resolved_at", "offer.sent_at", "offer.created_at", "candidate.updated_at", "candidate.created_at")
	if at.IsZero() || a.Text("id") == "" {
		return false
	}
	d := about(c)
	d.Vacancy, d.Applied = connect.Cut(a.Text("jobs.0.name", "job.name")), a.Time("applied_at")
	d.Channel, d.Status = connect.Cut(a.Text("source.public_name", "source.name")), connect.Standing(a.Text("status"))
	switch action {
	case "hire_candidate":
		d.Status = muster.ApplicationHired
	case "reject_candidate":
		d.Status = muster.ApplicationRejected
	}
	d.StatusAt = a.Time("rejected_at")
	d.Referrer = muster.SubjectID(a.Text("credited_to.employee_id"))
	told := &connect.Told{System: "greenhouse", At: at, Application: a.Text("id"), Data: d}
	told.Event = a.Text("id") + "/" + a.Text("last_activity_at", "rejected_at", "applied_at", "offer.resolved_at", "offer.sent_at", "offer.created_at", "candidate.updated_at", "candidate.created_at")
	if c != nil {
		told.Candidate = c.Text("id")
	}
	emit(told)
	return true
}

// alone tells of an application that comes without its candidate, as the third
// version lists them.
func alone(a *connect.Record, emit func(*connect.Told)) bool {
	at := a.Time("updated_at", "last_activity_at", "created_at")
	if at.IsZero() || a.Text("id") == "" || a.Text("candidate_id") == "" {
		return false
	}
	d := about(nil)
	d.Applied, d.Status, d.StatusAt = a.Time("applied_at", "created_at"), connect.Standing(a.Text("status")), a.Time("rejected_at", "hired_at")
	emit(&connect.Told{System: "greenhouse", Event: a.Text("id") + "/" + a.Text("updated_at", "last_activity_at", "created_at"), At: at, Candidate: a.Text("candidate_id"), Application: a.Text("id"), Data: d})
	return true
}

// person tells of a candidate, once for each application that the record knows.
func person(c *connect.Record, emit func(*connect.Told)) bool {
	at := c.Time("updated_at", "last_activity", "created_at")
	if at.IsZero() || c.Text("id") == "" {
		return false
	}
	event := c.Text("id") + "/" + c.Text("updated_at", "last_activity", "created_at")
	found := false
	c.Each("applications", func(a *connect.Record) {
		found = application(a, c, "", emit) || found
	})
	if !found {
		emit(&connect.Told{System: "greenhouse", Event: event, At: at, Candidate: c.Text("id"), Data: about(c)})
	}
	return true
}

// about is who a candidate says they are.
func about(c *connect.Record) *muster.Application {
	d := &muster.Application{}
	if c == nil {
		return d
	}
	d.Named = connect.Named("", c.Text("first_name"), c.Text("last_name"))
	d.Contact = muster.Contact{
		Emails: connect.Mails(c.Every("email_addresses", "value")...), Phones: connect.Phones(c.Every("phone_numbers", "value")...),
		URLs: connect.URLs(append(c.Every("website_addresses", "value"), c.Every("social_media_addresses", "value")...)...),
	}
	if list := c.Every("addresses", "value"); len(list) > 0 {
		d.Home.Address = muster.Address(connect.Cut(list[0]))
	}
	d.Employer = connect.Cut(c.Text("company", "employments.0.company_name"))
	c.Each("educations", func(e *connect.Record) {
		if len(d.Education) < 20 {
			d.Education = append(d.Education, muster.Education{Institution: connect.Cut(e.Text("school_name")), Degree: connect.Cut(e.Text("degree"))})
		}
	})
	return d
}
