package okta

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"muster/connect"
)

// verify compares the secret that Okta sends in the header agreed on. Event
// hooks carry no signature over the body.
func verify(secret []byte, header http.Header, _ []byte, _ time.Time) error {
	got := []byte(strings.TrimPrefix(header.Get("Authorization"), "Bearer "))
	if len(secret) == 0 || subtle.ConstantTimeCompare(got, secret) != 1 {
		return errors.New("the Authorization header is not the secret of this event hook")
	}
	return nil
}

// challenge answers the one question Okta asks when an event hook is set up. It
// gives back what was asked and says nothing else.
func challenge(_ []byte, header http.Header, _ []byte) (map[string]any, bool) {
	asked := header.Get("X-Okta-Verification-Challenge")
	return map[string]any{"verification": asked}, asked != "" && len(asked) <= 1000
}

// events asks the System Log, oldest first; Okta gives the link to go on with
// even when there is nothing more yet.
func events() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			if since.IsZero() {
				return "/api/v1/logs?limit=1000&sortOrder=ASCENDING"
			}
			return "/api/v1/logs?limit=1000&sortOrder=ASCENDING&since=" + since.Format(time.RFC3339)
		},
		Enter: func(request *http.Request, secret string) { request.Header.Set("Authorization", "SSWS "+secret) },
		Time:  []string{"published"}, Next: connect.Linked, Lag: 10 * time.Minute, Endless: true,
	}
}
