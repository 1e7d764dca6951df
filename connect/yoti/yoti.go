// Package yoti reads results of Yoti's identity sessions, as the customer's own
// service asks Yoti for them and passes them on: Yoti's notification itself only
// says that there is something to ask for. Checks are read by their
// recommendation alone.
package yoti

import (
	"muster"
	"muster/connect"
)

// New returns the connector. Whoever passes a session on signs as agreed, for
// Yoti signs nothing.
func New() connect.System {
	return connect.System{Name: "yoti", Title: "Yoti", Mine: mine, Tell: tell}
}

func mine(r *connect.Record) bool {
	return r.Is("session_id") && (r.Is("topic") || r.Has("checks", "state"))
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	state := r.Text("state")
	if state == "" {
		return true // a notification without the session
	}
	c := connect.Checked{System: "yoti", Record: r.Text("session_id"), Account: r.Text("user_tracking_id")}
	switch state {
	case "COMPLETED":
		c.Outcome, c.At = recommended(r)
	case "EXPIRED":
		c.Outcome, c.At = muster.OutcomeNotAvailable, r.Time("biometric_consent", "client_session_token_expires")
		if c.At.IsZero() {
			return true // never begun
		}
	default:
		return true
	}
	c.Event = c.Record + "/" + state
	if c.Outcome == "" || c.Account == "" || c.At.IsZero() {
		return false
	}
	emit(c.Told("Yoti"))
	return true
}

// recommended puts the checks of a session together: all approved is passed, one
// rejected is failed, anything else is not clear. The moment is the last check's.
func recommended(r *connect.Record) (outcome muster.CheckOutcome, at muster.Time) {
	approved, rejected, all := 0, 0, 0
	r.Each("checks", func(one *connect.Record) {
		all++
		switch one.Text("report.recommendation.value") {
		case "APPROVE":
			approved++
		case "REJECT":
			rejected++
		}
		if t := one.Time("last_updated", "created"); at.Before(t) || at.IsZero() {
			at = t
		}
	})
	switch {
	case all == 0:
		return "", at
	case rejected > 0:
		return muster.OutcomeFailed, at
	case approved == all:
		return muster.OutcomePassed, at
	}
	return muster.OutcomeUnclear, at
}
