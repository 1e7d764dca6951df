package notify_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"muster/notify"
)

// TestPublishedSignature holds our signatures against the example that the
// specification's own libraries test with.
func TestPublishedSignature(t *testing.T) {
	got, err := notify.Sign(oldWebhook, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestWebhookRotation(t *testing.T) {
	r := receive(t, answer(500, ""), answer(204, ""))
	n := notifier(t, r.cert)
	target := notify.Target{ID: "1", Type: notify.TypeWebhook, Address: r.base + "/hook", Secrets: []string{file(t, newWebhook), file(t, oldWebhook)}}
	check(t, "first", n.Deliver(t.Context(), target, message()), notify.Retry, notify.ReasonTheirs)
	check(t, "replay", n.Deliver(t.Context(), target, message()), notify.Done, "")
	got := r.requests(t, 2)
	golden(t, "webhook.json", pretty(t, got[0].Body))
	if got[0].Body != got[1].Body || got[0].Header.Get("webhook-id") != got[1].Header.Get("webhook-id") {
		t.Error("the replay is not the same message")
	}
	for _, secrets := range [][]string{{oldWebhook}, {newWebhook}, {"whsec_" + strings.Repeat("QUJD", 10), newWebhook}} {
		if id, err := notify.Verify(secrets, got[0].Header, []byte(got[0].Body), clock()); err != nil || id != message().ID {
			t.Errorf("%q, %v", id, err)
		}
	}
	target.Secrets = []string{file(t, token)}
	check(t, "malformed secret", n.Deliver(t.Context(), target, message()), notify.Retry, notify.ReasonSecret)
	target.Secrets = nil
	check(t, "no secret", n.Deliver(t.Context(), target, message()), notify.Permanent, notify.ReasonTarget)
}

func TestVerifyRefuses(t *testing.T) {
	body := []byte(`{"a":1}`)
	signed := func() http.Header {
		signature, err := notify.Sign(newWebhook, "msg_0123456789", clock(), body)
		if err != nil {
			t.Fatal(err)
		}
		return http.Header{"Webhook-Id": {"msg_0123456789"}, "Webhook-Timestamp": {"1772546700"}, "Webhook-Signature": {"v1a,AAAA v1,xx " + signature}}
	}
	if _, err := notify.Verify([]string{newWebhook}, signed(), body, clock()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(http.Header){
		"no id":          func(h http.Header) { h.Del("Webhook-Id") },
		"other id":       func(h http.Header) { h.Set("Webhook-Id", "msg_0123456780") },
		"no time":        func(h http.Header) { h.Del("Webhook-Timestamp") },
		"other time":     func(h http.Header) { h.Set("Webhook-Timestamp", "1772546701") },
		"time with plus": func(h http.Header) { h.Set("Webhook-Timestamp", "+1772546700") },
		"no signature":   func(h http.Header) { h.Del("Webhook-Signature") },
		"version": func(h http.Header) {
			h.Set("Webhook-Signature", strings.ReplaceAll(h.Get("Webhook-Signature"), "v1,", "v2,"))
		},
		"too many": func(h http.Header) {
			h.Set("Webhook-Signature", strings.Repeat("v1,AAAA ", 20)+h.Get("Webhook-Signature"))
		},
	} {
		h := signed()
		change(h)
		if _, err := notify.Verify([]string{newWebhook}, h, body, clock()); err != notify.ErrSignature {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		secret string
		body   string
		now    time.Time
	}{
		"other secret": {oldWebhook, `{"a":1}`, clock()},
		"other body":   {newWebhook, `{"a": 1}`, clock()},
		"too old":      {newWebhook, `{"a":1}`, clock().Add(notify.Tolerance + time.Second)},
		"too new":      {newWebhook, `{"a":1}`, clock().Add(-notify.Tolerance - time.Second)},
	} {
		if _, err := notify.Verify([]string{c.secret}, signed(), []byte(c.body), c.now); err != notify.ErrSignature {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"", "whsec_", "whsec_AAAA", "whsec_!", oldWebhook[6:], "whsec_" + strings.Repeat("A", 100)} {
		if _, err := notify.Verify([]string{bad}, signed(), body, clock()); err == nil || err == notify.ErrSignature {
			t.Errorf("secret %q: %v", bad, err)
		}
	}
}

func TestNewSecret(t *testing.T) {
	s, err := notify.NewSecret(bytes.NewReader(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := notify.Sign(s, "msg_0123456789", clock(), nil); err != nil {
		t.Errorf("our own secret: %v", err)
	}
	if _, err := notify.NewSecret(bytes.NewReader(nil)); err == nil {
		t.Error("a secret without randomness")
	}
}

// FuzzVerify looks for a header that holds without being the one we signed.
func FuzzVerify(f *testing.F) {
	body := []byte(`{"a":1}`)
	good, err := notify.Sign(newWebhook, "msg_0123456789", clock(), body)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("msg_0123456789", "1772546700", good, body)
	f.Add("msg_0123456789.1772546700", "1772546700", good+" v1,", []byte("x"))
	f.Add("", "-0", "v1,", []byte(nil))
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, b []byte) {
		h := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "Webhook-Signature": {signature}}
		got, err := notify.Verify([]string{newWebhook}, h, b, clock())
		holds := id == "msg_0123456789" && timestamp == "1772546700" && bytes.Equal(b, body)
		if err == nil && !(holds && strings.Contains(signature, good) && got == id) {
			t.Errorf("holds: id %q, time %q, signature %q, body %q", id, timestamp, signature, b)
		}
	})
}
