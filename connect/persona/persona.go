// Package persona reads Persona's webhooks about inquiries that were decided.
// Fields of the inquiry, pictures and scores are not looked at.
package persona

import (
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "persona", Title: "Persona", Mine: mine, Tell: tell, Verify: verify}
}

// verify checks Persona-Signature: "t=...,v1=...", two of them with a space
// between while a secret changes.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	err := connect.ErrSignature
	for one := range strings.FieldsSeq(header.Get("Persona-Signature")) {
		if err = connect.Stamped(secret, one, body, now); err == nil {
			return nil
		}
	}
	return err
}

const inquiry = "data.attributes.payload.data."

func mine(r *connect.Record) bool {
	return r.Text("data.type") == "event" && r.Is("data.attributes.name", inquiry+"id")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	if r.Text(inquiry+"type") != "inquiry" {
		return true
	}
	c := connect.Checked{System: "persona", Record: r.Text(inquiry + "id"), Event: r.Text("data.id")}
	c.At = r.Time("data.attributes.created-at", "data.attributes.created_at", "data.attributes.createdAt")
	attributes := inquiry + "attributes."
	c.Account = r.Text(attributes+"reference-id", attributes+"reference_id", attributes+"referenceId")
	c.Applicant = r.Text(inquiry + "relationships.account.data.id")
	switch r.Text("data.attributes.name") {
	case "inquiry.approved":
		c.Outcome = muster.OutcomePassed
	case "inquiry.declined":
		c.Outcome = muster.OutcomeFailed
	case "inquiry.failed", "inquiry.marked-for-review":
		c.Outcome = muster.OutcomeUnclear
	case "inquiry.expired":
		c.Outcome = muster.OutcomeNotAvailable
	default:
		return true // begun, completed and not decided, or moved on
	}
	if c.At.IsZero() || c.Record == "" || c.Account == "" && c.Applicant == "" {
		return false
	}
	emit(c.Told("Persona"))
	return true
}
