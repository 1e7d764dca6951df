package veriff_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/veriff"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: veriff.New(), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"X-Hmac-Signature": {connect.Sign(secret, body)}}
	}}})
}
