package github_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/github"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: github.New(), Poll: connecttest.Links("/orgs/harbour/audit-log"),
		Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
			return http.Header{"X-Hub-Signature-256": {"sha256=" + connect.Sign(secret, body)}}
		}},
	})
}
