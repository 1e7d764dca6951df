package okta_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect/connecttest"
	"muster/connect/okta"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: okta.New(), Poll: connecttest.Links("/api/v1/logs"),
		Push: &connecttest.Push{Shared: true, Sign: func(secret, _ []byte, _ time.Time) http.Header {
			return http.Header{"Authorization": {"Bearer " + string(secret)}}
		}},
	})
}
