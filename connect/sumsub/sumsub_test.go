package sumsub_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/sumsub"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: sumsub.New(), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"X-Payload-Digest": {connect.Sign(secret, body)}, "X-Payload-Digest-Alg": {"HMAC_SHA256_HEX"}}
	}}})
}
