package tailscale_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/tailscale"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: tailscale.New(), Poll: connecttest.Whole("devices"),
		Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
			stamp := strconv.FormatInt(now.Unix(), 10)
			return http.Header{"Tailscale-Webhook-Signature": {"t=" + stamp + ",v1=" + connect.Sign(secret, []byte(stamp+"."), body)}}
		}},
	})
}
