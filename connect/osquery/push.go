package osquery

import (
	"crypto/hmac"
	"net/http"
	"strings"
	"time"

	"muster/connect"
)

// verify takes what osquery's own TLS logger sends, with the node key it got
// when it enrolled, and what Fleet or a collector sends with the secret in the
// Authorization header. Enrolling states the secret in the body.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	if err := connect.Agreed(secret, header, body, now); err == nil {
		return nil
	}
	r, err := connect.ParseUpTo(body, len(body))
	if err != nil || len(secret) == 0 {
		return connect.ErrSignature
	}
	if word := r.Text("enroll_secret"); word != "" && hmac.Equal([]byte(word), secret) {
		return nil
	}
	host, got, _ := cutLast(r.Text("node_key"))
	return connect.Signed(secret, got, []byte("node\x00"+host))
}

// challenge enrols a host: its node key is its name under the secret, so that
// nothing has to be kept of it. What is not enrolling is a log.
func challenge(secret []byte, _ http.Header, body []byte) (map[string]any, bool) {
	r, err := connect.ParseUpTo(body, len(body))
	if err != nil {
		return nil, false
	}
	if r.Text("log_type") == "status" { // osquery's own messages about itself
		return map[string]any{"node_invalid": false}, true
	}
	host := r.Text("host_identifier")
	if !hmac.Equal([]byte(r.Text("enroll_secret")), secret) || host == "" || len(host) > 200 {
		return nil, false
	}
	return map[string]any{"node_key": host + "." + connect.Sign(secret, []byte("node\x00"+host)), "node_invalid": false}, true
}

// cutLast cuts at the last dot.
func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
