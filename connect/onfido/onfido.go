// Package onfido reads the webhooks of Onfido (Entrust): workflow runs that
// ended, and checks that are complete. Of a run it reads how it ended and whose
// it is; reasons, pictures and scores are not looked at.
package onfido

import (
	"net/http"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "onfido", Title: "Onfido", Mine: mine, Tell: tell, Verify: verify}
}

// verify checks X-SHA2-Signature: the HMAC of the body in hexadecimal.
func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	return connect.Signed(secret, header.Get("X-SHA2-Signature"), body)
}

func mine(r *connect.Record) bool {
	return r.Is("payload.resource_type", "payload.action", "payload.object.id")
}

// tell reads the result of a run or a check. What is under way says nothing yet.
func tell(r *connect.Record, emit func(*connect.Told)) bool {
	c := connect.Checked{System: "onfido", Record: r.Text("payload.object.id")}
	c.At = r.Time("payload.object.completed_at_iso8601", "payload.resource.updated_at", "payload.object.completed_at")
	c.Event = c.Record + "/" + r.Text("payload.action") + "/" + r.Text("payload.object.completed_at_iso8601", "payload.resource.updated_at")
	c.Applicant, c.Account = r.Text("payload.resource.applicant_id"), r.Text("payload.resource.customer_user_id")
	switch kind := r.Text("payload.resource_type"); kind {
	case "workflow_run":
		c.Outcome = ended(r.Text("payload.resource.status", "payload.object.status"))
	case "check":
		c.Outcome = ended(r.Text("payload.resource.result"))
	default:
		return true
	}
	if c.Outcome == "" || c.Applicant == "" && c.Account == "" {
		return true // under way, or an event that names nobody: the run is asked for where it is known
	}
	if c.Record == "" || c.At.IsZero() {
		return false
	}
	emit(c.Told("Onfido"))
	return true
}

func ended(word string) muster.CheckOutcome {
	switch word {
	case "approved", "clear":
		return muster.OutcomePassed
	case "declined":
		return muster.OutcomeFailed
	case "review", "consider":
		return muster.OutcomeUnclear
	case "abandoned", "error", "unidentified":
		return muster.OutcomeNotAvailable
	}
	return ""
}
