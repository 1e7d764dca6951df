package google_test

import (
	"testing"

	"muster/connect/connecttest"
	"muster/connect/google"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: google.New(), Poll: connecttest.Tokens("items", `"nextPageToken":"%d"`, "pageToken")})
}
