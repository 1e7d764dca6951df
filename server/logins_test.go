package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/api"
)

// fakeFalcon answers as CrowdStrike does: tokens of half an hour, issued for a
// client, and hosts behind them.
type fakeFalcon struct {
	*httptest.Server
	mu       sync.Mutex
	secret   string
	issued   int // tokens; the last is good
	hosts    int // questions that were answered
	refused  int
	down     bool // no token is issued for now
	barred   bool // no token is taken
	withdraw bool // the last token is not good any more
}

func newFakeFalcon(t testing.TB) *fakeFalcon {
	f := &fakeFalcon{secret: "s-1"}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.URL.Path == "/oauth2/token" {
			f.issue(w, r)
			return
		}
		if f.barred || f.withdraw || r.Header.Get("Authorization") != fmt.Sprintf("Bearer t-%d", f.issued) {
			f.refused++
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		f.hosts++
		fmt.Fprintf(w, `{"resources":[{"cid":"c","device_id":"d","agent_version":"7","hostname":"h","serial_number":"SN-1","last_login_user":"ann","last_seen":"2026-10-01T08:%02d:00Z"}]}`, f.hosts%60)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeFalcon) issue(w http.ResponseWriter, r *http.Request) {
	switch {
	case f.down:
		w.WriteHeader(http.StatusBadGateway)
	case r.FormValue("client_id") != "client" || r.FormValue("client_secret") != f.secret:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		f.issued++
		f.withdraw = false
		fmt.Fprintf(w, `{"access_token":"t-%d","token_type":"bearer","expires_in":1799}`, f.issued)
	}
}

// set changes how it answers, and returns how many tokens it issued and how many
// questions it refused.
func (f *fakeFalcon) set(change func(*fakeFalcon)) (issued, refused int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
	return f.issued, f.refused
}

// TestTokensAreRenewed asks for a token once and again before it ends, once more
// where it was withdrawn, and says on the page when the secret is not taken.
func TestTokensAreRenewed(t *testing.T) {
	t.Parallel()
	f := newFakeFalcon(t)
	file := secretFile(t, "s-1\n")
	in := listening(t, SystemConfig{System: "crowdstrike", URL: f.URL, TokenFile: file, Login: &LoginConfig{Client: "client"}})
	in.keep(t, "E-1", &muster.Person{Login: "ann"})
	after := func(wait time.Duration) connectorState {
		*in.clock = in.clock.Add(wait)
		return in.reads(t, "crowdstrike")
	}
	expect := func(what string, state connectorState, issued, refused int, well bool) {
		t.Helper()
		i, r := f.set(func(*fakeFalcon) {})
		if i != issued || r != refused || (state.Failure == "") != well {
			t.Errorf("%s: %d tokens, %d refused, %+v", what, i, r, state)
		}
	}
	expect("the first question", after(0), 1, 0, true)
	expect("a token that is good", after(10*time.Minute), 1, 0, true)
	expect("before its end", after(16*time.Minute), 2, 0, true)

	f.set(func(f *fakeFalcon) { f.down = true })
	expect("no token for now, and one that is good for a while", after(26*time.Minute), 2, 0, true)
	expect("and none at all", after(10*time.Minute), 2, 0, false)
	f.set(func(f *fakeFalcon) { f.down = false })
	expect("it is issued again", after(time.Hour), 3, 0, true)

	f.set(func(f *fakeFalcon) { f.withdraw = true })
	before := in.state(t, "crowdstrike").Records
	state := after(10 * time.Minute)
	expect("withdrawn", state, 4, 1, true)
	if state.Records <= before {
		t.Error("the page that was refused is not asked for again")
	}
	f.set(func(f *fakeFalcon) { f.barred = true })
	expect("refused although it is new: once more, and no further", after(6*time.Minute), 5, 3, false)
	f.set(func(f *fakeFalcon) { f.barred, f.secret = false, "s-2" })
	state = after(time.Hour)
	expect("another secret", state, 5, 3, false)
	shown := in.systems.byID["crowdstrike"].shown(&state, in.now())
	if shown.State != api.ConnectorRevoked || !strings.Contains(shown.Says, "the client's secret") {
		t.Errorf("%+v", shown)
	}
	in.systems.byID["crowdstrike"].reads.file = secretFile(t, "s-2")
	expect("the new secret", after(time.Hour), 6, 3, true)
}

// TestSecretThatIsNotThere says so on the page, and not that a system is away.
func TestSecretThatIsNotThere(t *testing.T) {
	t.Parallel()
	f := newFakeFalcon(t)
	in := listening(t, SystemConfig{System: "crowdstrike", URL: f.URL, TokenFile: secretFile(t, " \n"), Login: &LoginConfig{Client: "client"}})
	if state := in.reads(t, "crowdstrike"); state.Failure != errSecret.Error() {
		t.Errorf("%+v", state)
	}
}

// TestLoginsAreChecked refuses what would fail at night.
func TestLoginsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []SystemConfig{
		{System: "okta", Login: &LoginConfig{Client: "c"}},
		{System: "entra", Login: &LoginConfig{Client: "c"}}, // the tenant is in the address
		{System: "crowdstrike", Login: &LoginConfig{}},
		{System: "zoom", Login: &LoginConfig{Client: "c"}},
		{System: "workdaylog", Login: &LoginConfig{Client: "c", URL: "https://x.example/token"}},
		{System: "jamf", Login: &LoginConfig{Client: "c", RefreshFile: "r"}},
		{System: "greenhouse", WriteBack: &WriteBackConfig{Field: "f", Login: &LoginConfig{Client: "c"}}},
	} {
		c.URL, c.TokenFile = "https://x.example", "t"
		s := &Server{config: Config{Systems: []SystemConfig{c}}}
		if _, err := s.connectorsOf(); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
