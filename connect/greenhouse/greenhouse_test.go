package greenhouse_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/greenhouse"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: greenhouse.New(), Poll: connecttest.Links("/v1/candidates"),
		Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
			return http.Header{"Signature": {"sha256 " + connect.Sign(secret, body)}}
		}},
	})
}
