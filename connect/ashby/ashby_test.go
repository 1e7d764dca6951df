package ashby_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/ashby"
	"muster/connect/connecttest"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: ashby.New(), Poll: connecttest.Posted(connecttest.Tokens("results", `"moreDataAvailable":true,"nextCursor":"%d"`, "cursor"), "cursor"), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"Ashby-Signature": {"sha256=" + connect.Sign(secret, body)}}
	}}})
}
