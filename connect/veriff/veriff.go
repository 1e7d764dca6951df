// Package veriff reads Veriff's decision webhooks. Of what Veriff read from a
// document only the name is taken; risk labels, nationality, gender and pictures
// are not looked at.
package veriff

import (
	"net/http"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "veriff", Title: "Veriff", Mine: mine, Tell: tell, Verify: verify}
}

// verify checks X-HMAC-SIGNATURE: the HMAC of the body in hexadecimal.
func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	return connect.Signed(secret, header.Get("X-HMAC-SIGNATURE"), body)
}

func mine(r *connect.Record) bool {
	return r.Is("verification.id", "verification.status", "verification.code")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	c := connect.Checked{System: "veriff", Record: r.Text("verification.id"), Account: r.Text("verification.vendorData"), Applicant: r.Text("verification.endUserId")}
	c.At = r.Time("verification.decisionTime", "verification.submissionTime", "verification.acceptanceTime")
	c.Event = c.Record + "/" + r.Text("verification.attemptId") + "/" + r.Text("verification.code")
	switch r.Text("verification.status") {
	case "approved":
		c.Outcome = muster.OutcomePassed
		named := connect.Named("", r.Text("verification.person.firstName.value", "verification.person.firstName"), r.Text("verification.person.lastName.value", "verification.person.lastName"))
		c.Name = muster.PersonName(string(named.GivenName) + " " + string(named.FamilyName))
		if named.GivenName == "" || named.FamilyName == "" {
			c.Name = ""
		}
	case "declined":
		c.Outcome = muster.OutcomeFailed
	case "resubmission_requested", "review":
		c.Outcome = muster.OutcomeUnclear
	case "expired", "abandoned":
		c.Outcome = muster.OutcomeNotAvailable
	default:
		return true
	}
	if c.Account == "" && c.Applicant == "" || c.At.IsZero() && c.Outcome != muster.OutcomeNotAvailable {
		return false
	}
	if c.At.IsZero() {
		return true // never begun: nothing happened
	}
	emit(c.Told("Veriff"))
	return true
}
