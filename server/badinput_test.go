package server

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
)

// zeros is a body of spaces, as long as it is asked for.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// TestBadInputIsCounted pushes everything that can be wrong with events beside two
// that are right: each is counted for what it is and shown, nothing of it is
// kept, and a delivery that comes again changes nothing.
func TestBadInputIsCounted(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "signals", SecretFile: secretFile(t, "s")}, SystemConfig{System: "ecs", SecretFile: secretFile(t, "s")})
	in.keep(t, "E-1", &muster.Person{Login: "ann"})
	one := func(id string, at time.Time, account string) string {
		return fmt.Sprintf(`{"muster_signal":1,"id":%q,"at":%q,"account":%q,"kind":"sign_in","data":{"passed":true}}`, id, at.Format(time.RFC3339), account)
	}
	now := fixedNow()
	body := strings.Join([]string{
		one("good-1", now.Add(-2*time.Hour), "ann"), one("good-2", now.Add(-time.Hour), "ann"),
		one("good-1", now.Add(-2*time.Hour), "ann"),                                                     // twice
		one("ahead", now.Add(72*time.Hour), "ann"),                                                      // a clock three days ahead
		`{"muster_signal":1,"id":"no-time","account":"ann","kind":"sign_in","data":{"passed":true}}`,    // without a time
		`{"muster_signal":1,"id":"no-kind","at":"` + now.Format(time.RFC3339) + `","account":"ann"}`,    // without a kind
		one("nobody", now.Add(-time.Hour), "stranger"),                                                  // of nobody
		`{"muster_signal":1,"x":` + strings.Repeat(`{"y":`, 100) + `1` + strings.Repeat(`}`, 100) + `}`, // deep
		`{"muster_signal":1,"id":"long","pad":"` + strings.Repeat("x", 2<<20) + `"}`,                    // more than a record may be
		`{"muster_signal":1,"id":"half","at":"`,                                                         // cut short
	}, "\n")
	if status, got := in.push(t, "signals", body, bearer("s")); status != http.StatusOK || got["records"] != 10.0 {
		t.Fatalf("%d %v", status, got)
	}
	got := standingOn(t, in, "signals").Counts
	if want := (api.ConnectorCounts{Records: 10, Used: 5, NotUnderstood: 2, Bad: 3, Again: 1, Clock: 1, Nobody: 1}); got.Records != want.Records || got.Used != want.Used || got.NotUnderstood != want.NotUnderstood ||
		got.Bad != want.Bad || got.Again != want.Again || got.Clock != want.Clock || got.Nobody != want.Nobody {
		t.Errorf("%+v", got)
	}
	if days, passed := in.signInsOf(t, "E-1"); days != 1 || passed != 2 {
		t.Errorf("%d days with %d sign-ins are kept", days, passed)
	}
	in.push(t, "signals", body, bearer("s"))
	if _, passed := in.signInsOf(t, "E-1"); passed != 2 {
		t.Errorf("a delivery that came again left %d sign-ins", passed)
	}
	if got := standingOn(t, in, "ecs"); got.State != api.ConnectorNew {
		t.Errorf("another system: %+v", got)
	}
}

// TestHundredMegabytes refuses what is far too long without reading it to its end,
// pushed or asked for, says so, and takes what comes after it.
func TestHundredMegabytes(t *testing.T) {
	t.Parallel()
	f := newFakeOkta(t, 10, days(20)...)
	in := listening(t, polled(t, f), SystemConfig{System: "signals", SecretFile: secretFile(t, "s")})
	in.two(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, in.site.URL+"/v1/signals/signals", io.LimitReader(zeros{}, 100<<20))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = bearer("s")
	if answer, err := in.site.Client().Do(r); err == nil { // the server may hang up before it heard everything
		answer.Body.Close()
		if answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("pushed: %d", answer.StatusCode)
		}
	}
	f.answers(func(w http.ResponseWriter, _ int) bool {
		_, _ = io.Copy(w, io.LimitReader(zeros{}, 100<<20)) // whoever asked hangs up
		return true
	})
	state := in.reads(t, "okta")
	if shown := in.systems.byID["okta"].shown(&state, in.now()); shown.State != api.ConnectorFailing || state.Records != 0 {
		t.Errorf("asked for: %+v", shown)
	}
	f.answers(nil)
	*in.clock = in.clock.Add(time.Hour)
	if state = in.reads(t, "okta"); state.Failure != "" || state.Records != 20 {
		t.Errorf("afterwards: %+v", state)
	}
	if status, got := in.push(t, "signals", `{"muster_signal":1,"id":"1","at":"`+fixedNow().Add(-time.Hour).Format(time.RFC3339)+`","account":"nobody","kind":"sign_in","data":{"passed":true}}`, bearer("s")); status != http.StatusOK || got["used"] != 1.0 {
		t.Errorf("pushed afterwards: %d %v", status, got)
	}
}
