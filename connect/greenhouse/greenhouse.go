// Package greenhouse reads Greenhouse's webhooks and, for history, the
// candidates of its Harvest interface. Of a candidate it reads who somebody says
// they are and what they applied for; answers, notes, scores and the words of
// interviews are not looked at.
package greenhouse

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "greenhouse", Title: "Greenhouse", Mine: mine, Tell: tell, Verify: verify, Fetch: candidates().Fetch}
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
	return r.Is("action") && r.Has("payload") || r.Has("event_type", "payload") && strings.HasPrefix(r.Text("event_type"), "employee:") || r.Has("application_ids", "first_name")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	switch {
	case r.Has("application_ids"):
		return person(r, emit)
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
