package connecttest

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"muster/connect"
)

// Push is how a system sends.
type Push struct {
	// Sign makes the header that goes with a body.
	Sign func(secret, body []byte, now time.Time) http.Header
	// Stamped says that the signature carries its time, and grows stale.
	Stamped bool
	// Shared says that the header is the secret itself: nothing is signed, and a
	// changed body cannot be noticed.
	Shared bool
}

func (p *Push) run(t *testing.T, system *connect.System) {
	secret, now := []byte("open sesame"), time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	body := []byte(`{"a":"caf\u00e9 \u003cb\u003e & <i>"}`)
	header := p.Sign(secret, body, now)
	if err := system.Verify(secret, header, body, now); err != nil {
		t.Fatalf("its own signature is refused: %v", err)
	}
	refuse := func(what string, secret []byte, header http.Header, body []byte, now time.Time) {
		if system.Verify(secret, header, body, now) == nil {
			t.Errorf("%s is taken", what)
		}
	}
	refuse("another secret", []byte("open"), header, body, now)
	refuse("an empty secret", nil, p.Sign(nil, body, now), body, now)
	refuse("a missing signature", secret, http.Header{}, body, now)
	for name := range header {
		for _, value := range []string{"", "x", "sha256=", "v0=", "sha256 ", string(bytes.Repeat([]byte("a"), 64)), "sha256=" + string(bytes.Repeat([]byte("0"), 64))} {
			changed := header.Clone()
			changed.Set(name, value)
			refuse("the signature "+value, secret, changed, body, now)
		}
	}
	if !p.Shared {
		refuse("a changed body", secret, header, append([]byte(" "), body...), now)
		refuse("an empty body", secret, header, nil, now)
		refuse("a body written anew", secret, header, []byte(`{"a":"café <b> & <i>"}`), now)
	}
	if p.Stamped {
		refuse("an old signature", secret, header, body, now.Add(time.Hour))
		refuse("a signature of the future", secret, header, body, now.Add(-time.Hour))
	}
}
