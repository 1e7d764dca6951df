package hibob_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"muster/connect/connecttest"
	"muster/connect/hibob"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: hibob.New(), Poll: connecttest.Whole("employees"), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		h := hmac.New(sha512.New, secret)
		h.Write(body)
		return http.Header{"Bob-Signature": {base64.StdEncoding.EncodeToString(h.Sum(nil))}}
	}}})
}
