// Package ashby reads Ashby's webhooks about applications, and the lists that
// its interface gives.
package ashby

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "ashby", Title: "Ashby", Mine: mine, Tell: tell, Verify: verify, Fetch: applications().Fetch, Mark: mark}
}

// applications asks for all applications, page by page; the questions are posted.
// Those of Ashby's records that changed have a later version, so that asking for
// everything again adds only what is new.
func applications() *connect.Paged {
	return &connect.Paged{
		Start: func(time.Time) string { return "/application.list" }, Enter: connect.Basic, List: "results", Time: []string{"updatedAt", "createdAt"}, Next: connect.Token("nextCursor", "cursor"),
		Body: func(asked *url.URL) any {
			body := map[string]any{"limit": perPage}
			if cursor := asked.Query().Get("cursor"); cursor != "" {
				body["cursor"] = cursor
			}
			asked.RawQuery = ""
			return body
		},
	}
}

const perPage = 100

func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	signature, ok := strings.CutPrefix(header.Get("Ashby-Signature"), "sha256=")
	if !ok {
		return connect.ErrSignature
	}
	return connect.Signed(secret, signature, body)
}

// mark sets a custom field of yes and no of the application, or empties it. That
// a field can be emptied is not documented: where Ashby refuses it, the field
// says no.
func mark(ctx context.Context, to *connect.Account, m *connect.Mark) error {
	if m.Application == "" {
		return connect.ErrGone
	}
	if m.Due {
		return set(ctx, to, m, true)
	}
	err := set(ctx, to, m, nil)
	if refused(err) {
		return set(ctx, to, m, false)
	}
	return err
}

func set(ctx context.Context, to *connect.Account, m *connect.Mark, value any) error {
	return connect.Send(ctx, to, &connect.Ask{
		Method: http.MethodPost, Path: "/customField.setValue", Enter: connect.Basic,
		Body:  map[string]any{"objectType": "Application", "objectId": m.Application, "fieldId": m.Field, "fieldValue": value},
		Wrong: func(answer *connect.Record) bool { return answer.Answer("success") != muster.Yes },
	})
}

// refused reports whether Ashby read a request and did not take it.
func refused(err error) bool {
	var status *connect.Status
	return errors.Is(err, connect.ErrAnswer) || errors.As(err, &status) && (status.Code == http.StatusBadRequest || status.Code == http.StatusUnprocessableEntity)
}

func mine(r *connect.Record) bool {
	return r.Is("action") && r.Has("data") && !r.Has("payload") && !r.Has("fired_at") && !r.Has("actor") || r.Has("currentInterviewStage", "candidate", "job")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	a, action := r, r.Text("action")
	if id := r.Text("data.candidate.id"); action == "candidateDelete" && id != "" {
		emit(&connect.Told{System: "ashby", Event: id, Candidate: id, Forget: true}) // without a time
		return true
	}
	if action != "" {
		if a = r.Inside("data.application"); a == nil {
			return action == "ping" || r.Has("data") && !strings.HasPrefix(action, "application") && action != "candidateHire" && action != "candidateDelete"
		}
	}
	at := a.Time("updatedAt", "createdAt")
	if at.IsZero() || a.Text("id") == "" {
		return false
	}
	d := &muster.Application{
		Named: connect.Named(a.Text("candidate.name"), "", ""), Vacancy: connect.Cut(a.Text("job.title")), Applied: a.Time("createdAt"), Status: connect.Standing(a.Text("status")),
		StatusAt: a.Time("archivedAt"), Channel: connect.Cut(a.Text("source.title")),
		Contact: muster.Contact{
			Emails: connect.Mails(a.Text("candidate.primaryEmailAddress.value", "candidate.primaryEmailAddress")), Phones: connect.Phones(a.Text("candidate.primaryPhoneNumber.value", "candidate.primaryPhoneNumber")),
			URLs: connect.URLs(a.Every("candidate.socialLinks", "url")...),
		},
	}
	if action == "candidateHire" {
		d.Status = muster.ApplicationHired
	}
	emit(&connect.Told{System: "ashby", Event: a.Text("id") + "/" + a.Text("updatedAt", "createdAt"), At: at, Candidate: a.Text("candidate.id"), Application: a.Text("id"), Data: d})
	return true
}
