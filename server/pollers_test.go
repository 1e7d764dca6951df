package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/store"
)

// fakeOkta answers as Okta's System Log does: pages linked one to the next.
type fakeOkta struct {
	*httptest.Server
	mu     sync.Mutex
	events []string // in the order they are given
	page   int      // events of a page
	asked  []string // cursors
	answer func(w http.ResponseWriter, at int) bool
}

func newFakeOkta(t testing.TB, page int, events ...string) *fakeOkta {
	f := &fakeOkta{page: page, events: events}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.Header.Get("Authorization") != "SSWS token" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		at, _ := strconv.Atoi(r.URL.Query().Get("after"))
		f.asked = append(f.asked, r.URL.Query().Get("after"))
		if f.answer != nil && f.answer(w, at) {
			return
		}
		end := min(at+f.page, len(f.events))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s/api/v1/logs?limit=1000&after=%d>; rel="next"`, r.Host, end))
		fmt.Fprintf(w, "[%s]", strings.Join(f.events[at:end], ","))
	}))
	t.Cleanup(f.Close)
	return f
}

// answers sets what is answered in place of a page, nil for pages.
func (f *fakeOkta) answers(do func(w http.ResponseWriter, at int) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = do
}

// days are sign-ins of two people over a month: the flow of the tests.
func days(n int) (events []string) {
	for i := range n {
		login := []string{"ann@company.example", "bob@company.example"}[i%2]
		at := fixedNow().Add(-29*24*time.Hour + time.Duration(i)*29*24*time.Hour/time.Duration(n))
		events = append(events, oktaEvent(fmt.Sprintf("e%05d", i), login, fmt.Sprintf("192.0.2.%d", i%3), at))
	}
	return events
}

func polled(t *testing.T, f *fakeOkta) SystemConfig {
	return SystemConfig{System: "okta", URL: f.URL, TokenFile: secretFile(t, "token\n")}
}

// reads lets a server look after its poller once, and returns how it stands.
func (in *installation) reads(t testing.TB, id string) connectorState {
	t.Helper()
	if err := in.pollOne(t.Context(), in.systems.byID[id]); err != nil {
		t.Fatal(err)
	}
	return in.state(t, id)
}

func (in *installation) two(t testing.TB) {
	in.keep(t, "E-1", &muster.Person{Login: "ann@company.example"})
	in.keep(t, "E-2", &muster.Person{Login: "bob@company.example"})
}

// signInsOf counts the sign-ins that stand of a person, by day.
func (in *installation) signInsOf(t testing.TB, id muster.SubjectID) (days, passed int) {
	seen := map[int64]bool{}
	for _, o := range in.stands(t, id, muster.KindSignIns) {
		d := o.Data.(*muster.SignIns)
		seen[d.Day.Micros] = true
		passed += d.Passed
	}
	return len(seen), passed
}

// TestPollerReadsHistory reads a month back, page after page, with pages that
// come twice and events out of order, and counts each event once: a day that
// began on one page goes on on the next.
func TestPollerReadsHistory(t *testing.T) {
	t.Parallel()
	events := days(600)
	for i := 0; i+3 < len(events); i += 7 {
		events[i], events[i+3] = events[i+3], events[i]
	}
	events = append(slices.Clone(events[:250]), events[240:]...) // ten come twice
	f := newFakeOkta(t, 50, events...)
	in := listening(t, polled(t, f))
	in.two(t)
	state := in.reads(t, "okta")
	if state.Behind || state.Failure != "" || state.Records != 610 || state.Replayed != 10 || state.Late != 0 || state.Nobody != 0 {
		t.Errorf("%+v", state)
	}
	for _, id := range []muster.SubjectID{"E-1", "E-2"} {
		if _, passed := in.signInsOf(t, id); passed != 300 {
			t.Errorf("%s signed in %d times", id, passed)
		}
	}
	asked := len(f.asked)
	if in.reads(t, "okta"); len(f.asked) != asked {
		t.Error("asked again before it is due")
	}
	f.mu.Lock()
	f.events = append(f.events, oktaEvent("new", "ann@company.example", "192.0.2.9", fixedNow().Add(time.Minute)))
	f.mu.Unlock()
	*in.clock = in.clock.Add(6 * time.Minute)
	if state = in.reads(t, "okta"); state.Records != 611 {
		t.Errorf("%+v", state)
	}
	// Once nothing is behind, days that are over are closed and take no more.
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		open, err := tx.StreamState("E-1")
		if n := strings.Count(string(open), `"start"`); n == 0 || n > 4 {
			t.Errorf("%d days are open", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPollerBackOff waits as long as it is asked to, tries again later and later
// what fails, and says of a token that is no longer taken that it is not. It
// goes on where it stopped, and nothing is lost.
func TestPollerBackOff(t *testing.T) {
	t.Parallel()
	f := newFakeOkta(t, 10, days(30)...)
	in := listening(t, polled(t, f))
	in.two(t)
	refuse := func(status int, header ...string) {
		f.answers(func(w http.ResponseWriter, at int) bool {
			if at < 10 {
				return false
			}
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			return true
		})
	}
	refuse(http.StatusTooManyRequests, "Retry-After", "120")
	state := in.reads(t, "okta")
	if state.Records != 10 || state.WaitsUntil == 0 || state.Failure != "" || !state.Behind {
		t.Errorf("asked to wait: %+v", state)
	}
	*in.clock = in.clock.Add(100 * time.Second)
	asked := len(f.asked)
	if in.reads(t, "okta"); len(f.asked) != asked {
		t.Error("asked again although it was told to wait")
	}
	refuse(http.StatusInternalServerError)
	*in.clock = in.clock.Add(time.Minute)
	if state = in.reads(t, "okta"); state.Failing == 0 || !strings.Contains(state.Failure, "500") || state.Revoked || len(f.asked) != asked+1 {
		t.Errorf("an error of theirs: %+v", state)
	}
	tries := 0
	for range 60 { // a minute, looked at each second
		*in.clock = in.clock.Add(time.Second)
		in.reads(t, "okta")
	}
	if tries = len(f.asked) - asked; tries < 3 || tries > 8 {
		t.Errorf("%d tries in a minute", tries)
	}
	refuse(http.StatusUnauthorized)
	*in.clock = in.clock.Add(2 * time.Hour)
	if state = in.reads(t, "okta"); !state.Revoked {
		t.Errorf("a token that is not taken: %+v", state)
	}
	shown := in.systems.byID["okta"].shown(&state, in.now())
	if shown.State != api.ConnectorRevoked || !strings.Contains(shown.Says, "token") {
		t.Errorf("%+v", shown)
	}
	f.answers(nil)
	*in.clock = in.clock.Add(16 * time.Minute)
	if state = in.reads(t, "okta"); state.Revoked || state.Failure != "" || state.Failing != 0 || state.Records != 30 {
		t.Errorf("afterwards: %+v", state)
	}
	if slices.Compare(f.asked[len(f.asked)-3:], []string{"10", "20", "30"}) != 0 {
		t.Errorf("went on at %v", f.asked)
	}
}

// TestPollersAreKeptApart asks one system while another hangs, and lets two
// servers on one database read a page once.
func TestPollersAreKeptApart(t *testing.T) {
	t.Parallel()
	f := newFakeOkta(t, 10, days(20)...)
	hang := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(hang); stuck.Close() })
	slack := SystemConfig{System: "slack", URL: stuck.URL, TokenFile: secretFile(t, "x")}
	in := listening(t, slack, polled(t, f))
	in.two(t)
	ctx, cancel := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { in.poll(ctx) })
	for until := time.Now().Add(10 * time.Second); in.state(t, "okta").Records < 20; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Error("a system that hangs holds up another")
			break
		}
	}
	cancel()
	done.Wait()
	d := &delivery{from: in.systems.byID["okta"], records: [][]byte{[]byte(days(1)[0])}, turn: &turned{before: "elsewhere", after: "x"}}
	if _, err := in.takeIn(t.Context(), d); !errors.Is(err, errTurned) {
		t.Errorf("a page that somebody else read: %v", err)
	}
}

// childOf names the variable that makes this binary a server that polls until
// it is killed.
const childOf = "MUSTER_TEST_POLLS"

// pollingChild is what the child is told: where, whom to ask, and what time it is.
type pollingChild struct {
	Data   string
	System SystemConfig
	Now    time.Time
}

// server opens the child's server.
func (p *pollingChild) server(ctx context.Context) (*Server, error) {
	c := DefaultConfig()
	c.Data, c.Metrics, c.Listen = p.Data, "", "127.0.0.1:0"
	c.Messages, c.Systems = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true}, []SystemConfig{p.System}
	c.Now = func() time.Time { return p.Now }
	return New(ctx, c)
}

// run reads on until there is no more, and says so.
func (p *pollingChild) run(ctx context.Context) error {
	s, err := p.server(ctx)
	if err != nil {
		return err
	}
	fmt.Println("begun")
	if err := s.pollOne(ctx, s.systems.byID["okta"]); err != nil {
		return err
	}
	fmt.Println("done")
	return s.Close()
}

// dumped is what a database holds of the flow.
type dumped struct {
	Cursor string
	State  connectorState
	Events []string
	People map[muster.SubjectID][]string
	Open   map[muster.SubjectID]string
}

func dump(t *testing.T, s *Server) (out dumped) {
	t.Helper()
	out.People, out.Open = map[muster.SubjectID][]string{}, map[muster.SubjectID]string{}
	err := s.store.View(t.Context(), s.config.Organisation, func(tx *store.Tx) (err error) {
		if out.Cursor, err = tx.StreamCursor("okta"); err != nil {
			return err
		}
		if out.State, err = stateOf(tx, "okta"); err != nil {
			return err
		}
		out.State.Last, out.State.Progress = 0, 0 // of the clock
		for _, id := range []muster.SubjectID{"E-1", "E-2"} {
			list, _, err := tx.Observations(id)
			if err != nil {
				return err
			}
			for _, o := range list {
				out.People[id] = append(out.People[id], o.ID.String()+" "+o.Supersedes.String())
			}
			slices.Sort(out.People[id])
			open, err := tx.StreamState(id)
			if err != nil {
				return err
			}
			out.Open[id] = string(open)
		}
		return tx.Segments("okta", func(seg store.Segment) error {
			for _, e := range seg.Events {
				out.Events = append(out.Events, string(e.Subject)+" "+string(e.Raw))
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// prepared is a folder with two people on record, and what to tell a child.
func prepared(t *testing.T, f *fakeOkta) *pollingChild {
	t.Helper()
	p := &pollingChild{Data: t.TempDir(), System: polled(t, f), Now: fixedNow()}
	s, err := p.server(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in := &installation{Server: s, config: s.config}
	in.watch(t, casework.MonitoringKinds()...)
	in.two(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestKilledPollerGoesOnExactly kills a server between and within pages again
// and again, and compares what it left with what one that was never killed has.
func TestKilledPollerGoesOnExactly(t *testing.T) {
	t.Parallel()
	const events = 240
	f := newFakeOkta(t, 15, days(events)...)
	calm, killed := prepared(t, f), prepared(t, f)
	kills, done := 0, false
	for round := 0; round < 60 && !done; round++ {
		killed.Now = killed.Now.Add(leaseTime + time.Second) // a dead server's lease is over
		spec, err := json.Marshal(killed)
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(os.Args[0])
		c.Env, c.Stderr = append(os.Environ(), childOf+"="+string(spec)), os.Stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		pages := 0
		f.answers(func(http.ResponseWriter, int) bool {
			if pages++; pages == 3 { // soon after it was given, so that some of it may be kept
				time.AfterFunc(time.Duration(round%4)*6*time.Millisecond, func() { _ = c.Process.Kill() }) // it may have ended
			}
			return false
		})
		lines := bufio.NewScanner(out)
		if !lines.Scan() || lines.Text() != "begun" {
			t.Fatalf("round %d: %q", round, lines.Text())
		}
		done = lines.Scan() && lines.Text() == "done"
		_ = c.Wait() // killed
		if !done {
			kills++
		}
	}
	var got [2]dumped
	for i, p := range []*pollingChild{calm, killed} {
		s, err := p.server(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := s.pollOne(t.Context(), s.systems.byID["okta"]); err != nil {
				t.Fatal(err)
			}
		}
		got[i] = dump(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(got[0], got[1]); diff != "" {
		t.Error(diff)
	}
	if !done || kills < 3 || got[1].State.Records != events {
		t.Errorf("%d kills, done %v, %d records", kills, done, got[1].State.Records)
	}
	t.Logf("%d kills", kills)
}
