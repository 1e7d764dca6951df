package slack_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/slack"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: slack.New(), Poll: connecttest.Tokens("entries", `"response_metadata":{"next_cursor":"%d"}`, "cursor"),
		Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
			stamp := strconv.FormatInt(now.Unix(), 10)
			return http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {"v0=" + connect.Sign(secret, []byte("v0:"+stamp+":"), body)}}
		}},
	})
}
