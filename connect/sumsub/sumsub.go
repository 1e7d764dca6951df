// Package sumsub reads Sumsub's webhooks about applicants who were reviewed.
// Labels of a review, comments and pictures are not looked at.
package sumsub

import (
	"net/http"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "sumsub", Title: "Sumsub", Mine: mine, Tell: tell, Verify: verify}
}

// verify checks X-Payload-Digest, the HMAC of the body in hexadecimal. Only
// SHA-256 is taken: set so with the webhook.
func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	if header.Get("X-Payload-Digest-Alg") != "HMAC_SHA256_HEX" {
		return connect.ErrSignature
	}
	return connect.Signed(secret, header.Get("X-Payload-Digest"), body)
}

func mine(r *connect.Record) bool { return r.Is("applicantId", "type") && r.Has("inspectionId") }

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	c := connect.Checked{System: "sumsub", Record: r.Text("inspectionId"), Account: r.Text("externalUserId"), Applicant: r.Text("applicantId")}
	c.At = r.Time("createdAtMs", "createdAt")
	c.Event = c.Record + "/" + r.Text("type") + "/" + r.Text("createdAtMs", "createdAt")
	switch r.Text("type") {
	case "applicantReviewed":
		c.Outcome = reviewed(r.Text("reviewResult.reviewAnswer"), r.Text("reviewResult.reviewRejectType"))
	case "applicantOnHold":
		c.Outcome = muster.OutcomeUnclear
	case "applicantDeleted", "applicantPersonalDataDeleted":
		if c.At.IsZero() {
			return false
		}
		emit(&connect.Told{System: "sumsub", Event: c.Event, At: c.At, Employee: c.Account, Candidate: c.Applicant, Forget: true})
		return true
	default:
		return true
	}
	if c.Outcome == "" || c.At.IsZero() {
		return false
	}
	emit(c.Told("Sumsub"))
	return true
}

// reviewed reads an answer. A rejection that asks for another try is not one.
func reviewed(answer, kind string) muster.CheckOutcome {
	switch {
	case answer == "GREEN":
		return muster.OutcomePassed
	case answer == "RED" && kind == "FINAL":
		return muster.OutcomeFailed
	case answer == "RED", answer == "YELLOW":
		return muster.OutcomeUnclear
	}
	return ""
}
