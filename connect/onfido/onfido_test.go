package onfido_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/onfido"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: onfido.New(), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"X-Sha2-Signature": {connect.Sign(secret, body)}}
	}}})
}
