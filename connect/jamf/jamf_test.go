package jamf_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect/connecttest"
	"muster/connect/jamf"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: jamf.New(), Poll: connecttest.Numbers("results", "totalCount", "page", 200),
		Push: &connecttest.Push{Shared: true, Sign: func(secret, _ []byte, _ time.Time) http.Header {
			return http.Header{"X-Jamf-Secret": {string(secret)}}
		}},
	})
}
