package zoom_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/zoom"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: zoom.New(),
		Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
			stamp := strconv.FormatInt(now.Unix(), 10)
			return http.Header{"X-Zm-Request-Timestamp": {stamp}, "X-Zm-Signature": {"v0=" + connect.Sign(secret, []byte("v0:"+stamp+":"), body)}}
		}},
	})
}
