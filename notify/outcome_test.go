package notify_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"muster/notify"
)

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		status int
		after  string
		state  notify.State
		reason notify.Reason
		wait   time.Duration
	}{
		{200, "", notify.Done, "", 0},
		{202, "", notify.Done, "", 0},
		{204, "", notify.Done, "", 0},
		{302, "", notify.Permanent, notify.ReasonRejected, 0},
		{400, "", notify.Permanent, notify.ReasonRejected, 0},
		{401, "", notify.Permanent, notify.ReasonCredentials, 0},
		{403, "", notify.Permanent, notify.ReasonCredentials, 0},
		{404, "", notify.Permanent, notify.ReasonRejected, 0},
		{408, "", notify.Retry, notify.ReasonTimeout, 0},
		{410, "", notify.Permanent, notify.ReasonGone, 0},
		{429, "120", notify.Retry, notify.ReasonBusy, 2 * time.Minute},
		{429, "Tue, 03 Mar 2026 14:06:00 GMT", notify.Retry, notify.ReasonBusy, time.Minute},
		{429, "Tue, 03 Mar 2020 14:06:00 GMT", notify.Retry, notify.ReasonBusy, 0},
		{503, "99999999", notify.Retry, notify.ReasonTheirs, 24 * time.Hour},
		{503, "-5", notify.Retry, notify.ReasonTheirs, 0},
		{500, "soon", notify.Retry, notify.ReasonTheirs, 0},
	} {
		r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.Header().Set("Location", "https://example.com/elsewhere")
			w.WriteHeader(c.status)
			if c.status != 204 {
				fmt.Fprint(w, "quoted by the other side: "+token)
			}
		})
		o := notifier(t, r.cert).Deliver(t.Context(), notify.Target{ID: "1", Type: notify.TypeSlack, Secrets: []string{file(t, r.base+"/T000/"+token)}}, message())
		check(t, fmt.Sprint(c.status, c.after), o, c.state, c.reason)
		if o.Status != c.status || o.RetryAfter != c.wait {
			t.Errorf("%d %q: status %d, wait %s, want %s", c.status, c.after, o.Status, o.RetryAfter, c.wait)
		}
		r.requests(t, 1)
	}
}

func TestFailuresOnTheWay(t *testing.T) {
	slow := receive(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	broken := receive(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	wrong := httptest.NewTLSServer(http.NotFoundHandler())
	defer wrong.Close()
	wrong.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	for name, c := range map[string]struct {
		ctx     context.Context
		cert    *x509.Certificate
		address string
		state   notify.State
		reason  notify.Reason
	}{
		"slow":              {ctx, slow.cert, slow.base, notify.Retry, notify.ReasonTimeout},
		"broken":            {t.Context(), broken.cert, broken.base, notify.Retry, notify.ReasonUnreachable},
		"nobody there":      {t.Context(), nil, "https://example.com:1", notify.Retry, notify.ReasonUnreachable},
		"wrong certificate": {t.Context(), nil, strings.Replace(wrong.URL, "127.0.0.1", "example.com", 1), notify.Retry, notify.ReasonCertificate},
		"inside":            {t.Context(), nil, "https://10.0.0.1", notify.Permanent, notify.ReasonForbidden},
		"rebound":           {t.Context(), nil, "https://other.example", notify.Permanent, notify.ReasonForbidden},
		"plain":             {t.Context(), nil, "http://example.com", notify.Permanent, notify.ReasonForbidden},
		"no url":            {t.Context(), nil, "::/T000", notify.Permanent, notify.ReasonForbidden},
	} {
		o := notifier(t, c.cert).Deliver(c.ctx, notify.Target{ID: "1", Type: notify.TypeTeams, Secrets: []string{file(t, c.address+"/T000/"+token)}}, message())
		check(t, name, o, c.state, c.reason)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	r := receive(t, answer(200, ""))
	n := notifier(t, r.cert)
	name := file(t, r.base)
	target := notify.Target{ID: "1", Type: notify.TypeSlack, Secrets: []string{name}}
	check(t, "first", n.Deliver(t.Context(), target, message()), notify.Done, "")
	for _, bad := range []string{"", "two\nlines", strings.Repeat("x", 5000)} {
		if err := os.WriteFile(name, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		check(t, "bad file", n.Deliver(t.Context(), target, message()), notify.Retry, notify.ReasonSecret)
	}
	if err := os.WriteFile(name, []byte(r.base+"/rotated\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, "rotated", n.Deliver(t.Context(), target, message()), notify.Done, "")
	if got := r.requests(t, 2); got[1].Path != "/rotated" {
		t.Errorf("the rotated secret is not used: %s", got[1].Path)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	check(t, "no file", n.Deliver(t.Context(), target, message()), notify.Retry, notify.ReasonSecret)
}

func TestNext(t *testing.T) {
	failed := notify.Outcome{State: notify.Retry}
	var total time.Duration
	for tries := 1; tries < notify.MaxTries(); tries++ {
		low, ok := notify.Next(failed, tries, 0)
		high, _ := notify.Next(failed, tries, 1)
		middle, _ := notify.Next(failed, tries, 0.5)
		if !ok || low >= middle || middle >= high {
			t.Errorf("try %d: %s, %s, %s", tries, low, middle, high)
		}
		total += middle
	}
	if total < 72*time.Hour {
		t.Errorf("tries end after %s, less than a weekend", total)
	}
	for _, c := range []struct {
		o     notify.Outcome
		tries int
	}{{failed, notify.MaxTries()}, {failed, 0}, {notify.Outcome{State: notify.Done}, 1}, {notify.Outcome{State: notify.Permanent}, 1}} {
		if _, ok := notify.Next(c.o, c.tries, 0); ok {
			t.Errorf("%+v after %d tries is tried again", c.o, c.tries)
		}
	}
	if wait, _ := notify.Next(notify.Outcome{State: notify.Retry, RetryAfter: time.Hour}, 1, 0); wait != time.Hour {
		t.Errorf("waits %s although asked for an hour", wait)
	}
}

func TestCircuit(t *testing.T) {
	var c notify.Circuit
	now := clock()
	failed := notify.Outcome{State: notify.Retry, Reason: notify.ReasonTheirs}
	for range 4 {
		c = c.After(failed, now)
	}
	if !c.Allows(now) {
		t.Error("open after four failures")
	}
	c = c.After(failed, now)
	if c.Allows(now) || !c.Allows(now.Add(time.Minute)) || !c.Since.Equal(now) {
		t.Errorf("after five failures: %+v", c)
	}
	for range 40 {
		c = c.After(failed, now)
	}
	if !c.Until.Equal(now.Add(time.Hour)) {
		t.Errorf("open until %s, want an hour", c.Until)
	}
	if rejected := c.After(notify.Outcome{State: notify.Permanent, Reason: notify.ReasonRejected}, now); rejected != c {
		t.Error("a message that is not accepted changed the circuit")
	}
	if c = c.After(notify.Outcome{State: notify.Done}, now); c != (notify.Circuit{}) {
		t.Errorf("after a success: %+v", c)
	}
	if c = c.After(notify.Outcome{State: notify.Retry, RetryAfter: 3 * time.Hour}, now); c.Allows(now.Add(2 * time.Hour)) {
		t.Error("tried before the time the other side asked for")
	}
	if c = c.After(notify.Outcome{State: notify.Permanent, Reason: notify.ReasonGone}, now); c.Allows(now.Add(1000 * time.Hour)) {
		t.Error("a target that wants nothing more is tried")
	}
}
