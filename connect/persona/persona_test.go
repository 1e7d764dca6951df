package persona_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/persona"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: persona.New(), Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
		stamp := fmt.Sprint(now.Unix())
		return http.Header{"Persona-Signature": {"t=" + stamp + ",v1=" + connect.Sign(secret, []byte(stamp+"."), body)}}
	}}})
}

// TestRotation takes either of two signatures while a secret changes.
func TestRotation(t *testing.T) {
	now, body := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC), []byte("{}")
	sign := func(secret string) string {
		stamp := fmt.Sprint(now.Unix())
		return "t=" + stamp + ",v1=" + connect.Sign([]byte(secret), []byte(stamp+"."), body)
	}
	both := http.Header{"Persona-Signature": {sign("old") + " " + sign("new")}}
	for secret, taken := range map[string]bool{"old": true, "new": true, "other": false} {
		if err := persona.New().Verify([]byte(secret), both, body, now); (err == nil) != taken {
			t.Errorf("%s: %v", secret, err)
		}
	}
}
