package bamboohr_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/bamboohr"
	"muster/connect/connecttest"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: bamboohr.New(), Poll: connecttest.Whole("employees"), Push: &connecttest.Push{Stamped: true, Sign: func(secret, body []byte, now time.Time) http.Header {
		stamp := strconv.FormatInt(now.Unix(), 10)
		header := http.Header{}
		header.Set("X-BambooHR-Timestamp", stamp)
		header.Set("X-BambooHR-Signature", connect.Sign(secret, body, []byte(stamp)))
		return header
	}}})
}
