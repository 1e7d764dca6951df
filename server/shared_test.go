package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/internal/pgtest"
	"muster/notify"
	"muster/store"
)

// nodes are servers that share one Postgres and one folder of keys, as several
// machines would.
func nodes(t *testing.T, n int, change ...func(*Config)) []*installation {
	t.Helper()
	data, db := t.TempDir(), pgtest.Start(t).Database(t)
	var all []*installation
	for range n {
		all = append(all, newInstallation(t, append([]func(*Config){func(c *Config) { c.Data, c.DB = data, db }}, change...)...))
	}
	return all
}

// TestJobOfAServerThatDied takes a job at one server that then never gives it
// back, as one that was killed: nobody else has it until its time is over, then
// one has, and the first, should it come back, gives back nothing of theirs.
func TestJobOfAServerThatDied(t *testing.T) {
	t.Parallel()
	all := nodes(t, 3)
	dead, b, c := all[0], all[1], all[2]
	ran := map[string]int{}
	one := job{"trial", time.Hour, nil}
	try := func(name string, in *installation) int64 {
		until, err := in.lease(t.Context(), one.id)
		if err != nil {
			t.Fatal(err)
		}
		if until > 0 {
			ran[name]++
		}
		return until
	}
	held := try("dead", dead)
	if try("b", b); held == 0 || ran["b"] != 0 {
		t.Fatalf("taken by %v", ran)
	}
	for _, in := range all {
		in.later(leaseTime + time.Minute)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int64{}
	for name, in := range map[string]*installation{"b": b, "c": c} {
		wg.Go(func() {
			until, err := in.lease(t.Context(), one.id)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if until > 0 {
				got[name] = until
			}
		})
	}
	wg.Wait()
	if len(got) != 1 {
		t.Fatalf("a job whose server died is taken by %v, want one", got)
	}
	if err := dead.release(t.Context(), one, held, nil); err != nil {
		t.Fatal(err)
	}
	if try("again", c); ran["again"] != 0 {
		t.Error("a server that came back gave away a job that another has")
	}
	for name, until := range got {
		if err := map[string]*installation{"b": b, "c": c}[name].release(t.Context(), one, until, nil); err != nil {
			t.Fatal(err)
		}
	}
	if try("early", b); ran["early"] != 0 {
		t.Error("a job that was done is due at once")
	}
	b.later(2 * time.Hour)
	if try("later", b); ran["later"] != 1 {
		t.Error("a job that was done is not due again after its time")
	}
}

// TestServersTakeOverFromOneThatDied has a server take every job and never come
// back: the others do nothing of it meanwhile, and all of it, each job once,
// when its time is over.
func TestServersTakeOverFromOneThatDied(t *testing.T) {
	t.Parallel()
	all := nodes(t, 3)
	dead, b, c := all[0], all[1], all[2]
	for _, j := range dead.jobs() {
		if until, err := dead.lease(t.Context(), j.id); err != nil || until == 0 {
			t.Fatalf("%s: held until %d, %v", j.id, until, err)
		}
	}
	done := func(who ...*installation) int64 {
		t.Helper()
		before := b.counters.jobs.Load() + c.counters.jobs.Load()
		for _, in := range who {
			if err := in.clocks(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return b.counters.jobs.Load() + c.counters.jobs.Load() - before
	}
	if n := done(b, c); n != 0 {
		t.Errorf("%d jobs were done that another server held", n)
	}
	for _, in := range all {
		in.later(leaseTime + time.Second)
	}
	again := int64(0) // those due again at once
	for _, j := range b.jobs() {
		if j.every <= streamLag {
			again++
		}
	}
	if n, want := done(b, c), int64(len(b.jobs())); n < want || n > want+again {
		t.Errorf("%d jobs were taken over, want %d, each once", n, want)
	}
}

// TestFindingsOfAServerThatDied takes records in at a server that dies before it
// looks at the people: one that starts afterwards keeps what they show, once.
func TestFindingsOfAServerThatDied(t *testing.T) {
	t.Parallel()
	dead := nodes(t, 1)[0]
	if _, err := dead.store.Put(t.Context(), workforce(200), nil); err != nil {
		t.Fatal(err)
	}
	kept := func() int {
		t.Helper()
		open, err := dead.store.Findings(t.Context(), store.FindingFilter{Organisation: dead.config.Organisation, State: store.FindingOpen})
		if err != nil {
			t.Fatal(err)
		}
		return len(open)
	}
	if n := kept(); n != 0 {
		t.Fatalf("%d findings are kept before anybody looked", n)
	}
	again := newInstallation(t, func(c *Config) { c.Data, c.DB = dead.config.Data, dead.config.DB })
	for round := range 2 {
		if err := again.unsaved(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := again.settle(t.Context()); err != nil || (n == 0) != (round == 1) {
			t.Errorf("round %d: %d people were looked at: %v", round, n, err)
		}
	}
	if kept() == 0 {
		t.Error("what the records show is not kept by a server that starts later")
	}
}

// counting is the other side of messages: it counts them and takes its time.
type counting struct {
	*httptest.Server
	mu   sync.Mutex
	got  map[string]int
	each func()
}

func newCounting(t *testing.T) *counting {
	c := &counting{got: map[string]int{}, each: func() {}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.got[r.Header.Get("Webhook-Id")+" "+string(bytes.TrimSpace(body))]++
		c.each()
	}))
	t.Cleanup(c.Close)
	return c
}

// TestOneServerSendsAMessage lays out messages and lets several servers bring
// them out at once, over a side so slow that holds run out on the way: each
// arrives once.
func TestOneServerSendsAMessage(t *testing.T) {
	t.Parallel()
	other := newCounting(t)
	all := nodes(t, 3, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "slack", Type: notify.TypeSlack, Secrets: []string{secretFile(t, other.URL+"/slack")}}},
		}}
	})
	const messages = 120
	targets, err := all[0].targets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = all[0].store.Update(t.Context(), all[0].config.Organisation, func(tx *store.Tx) error {
		for i := range messages {
			m := reminder(notify.CheckDue, fmt.Sprintf("message%04d", i), muster.SubjectID(fmt.Sprint("W-", i)), all[0].now(), all[0].now().Add(time.Hour), fmt.Sprint("/people/W-", i))
			if err := put(tx, targets, m, all[0].now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var clocks sync.Mutex
	other.each = func() { // every answer takes ten seconds of everybody's time
		clocks.Lock()
		defer clocks.Unlock()
		for _, in := range all {
			in.later(10 * time.Second)
		}
	}
	var wg sync.WaitGroup
	for _, in := range all {
		wg.Go(func() {
			for range 2 * messages / deliverStep {
				if err := in.dispatch(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for range 4 { // what was left by a hold that ran out
		all[0].later(deliverTime + time.Minute)
		if err := all[0].dispatch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	other.mu.Lock()
	defer other.mu.Unlock()
	total := 0
	for message, n := range other.got {
		total += n
		if n != 1 {
			t.Errorf("%.200s arrived %d times", message, n)
		}
	}
	if total < messages {
		t.Errorf("%d messages arrived, want %d", total, messages)
	}
}

// TestSlowTargetHoldsUpItsOwn has one side answer only when the other has all of
// its messages, as they would never come one after another; and a round that is
// over lets go of what it did not try.
func TestSlowTargetHoldsUpItsOwn(t *testing.T) {
	t.Parallel()
	const each = 4
	slow, fast := newCounting(t), newCounting(t)
	in := newInstallation(t, func(c *Config) {
		at := func(id string, to *counting) TargetConfig {
			return TargetConfig{Target: notify.Target{ID: id, Type: notify.TypeSlack, Secrets: []string{secretFile(t, to.URL+"/slack")}}}
		}
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{at("a-slow", slow), at("b-fast", fast)}}
	})
	all := make(chan struct{})
	n := 0
	fast.each = func() {
		if n++; n == each {
			close(all)
		}
	}
	slow.each = func() {
		select {
		case <-all:
		case <-time.After(10 * time.Second):
			t.Error("the fast side waits for the slow one")
		}
	}
	targets, err := in.targets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = in.store.Update(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		for i := range each {
			if err := put(tx, targets, reminder(notify.CheckDue, fmt.Sprint("message", i), muster.SubjectID(fmt.Sprint("W-", i)), in.now(), in.now().Add(time.Hour), fmt.Sprint("/people/W-", i)), in.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sent := func() (total, most int) {
		err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
			return tx.QueryRow("select count(*), coalesce(max(tries), 0) from server_jobs where organisation = $1 and kind = $2", rowSent).Scan(&total, &most)
		})
		if err != nil {
			t.Fatal(err)
		}
		return total, most
	}
	close(all)
	n = each
	if err := in.dispatchFor(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if total, _ := sent(); total != 2 {
		t.Fatalf("%d messages were sent by a round without time, want the first of each side", total)
	}
	all, n = make(chan struct{}), 1
	if err := in.dispatch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if total, most := sent(); total != 2*each || most != 1 {
		t.Errorf("%d messages were sent, with up to %d tries; want %d with one each", total, most, 2*each)
	}
}

// TestSessionsAreShared signs in at one server and goes on at another, where the
// session also ends.
func TestSessionsAreShared(t *testing.T) {
	t.Parallel()
	all := nodes(t, 2)
	b := all[0].signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	there := *b
	there.site = all[1].site.URL
	if status, _ := there.get("/people"); status != http.StatusOK {
		t.Fatalf("the same session at the other server: %d", status)
	}
	if status, _ := there.post("/sign-out", nil); status >= http.StatusBadRequest {
		t.Fatalf("sign out: %d", status)
	}
	if status, _ := b.get("/people"); status == http.StatusOK {
		t.Error("a session that ended at the other server is alive")
	}
}

// TestServersRegroupTogether has one of two servers measure everybody: both then
// hold the same fast, a server that starts too, and a purge has it measured anew.
func TestServersRegroupTogether(t *testing.T) {
	t.Parallel()
	all := nodes(t, 2)
	a, b := all[0], all[1]
	for i := range 40 {
		p := &muster.Person{Named: muster.Named{FullName: muster.PersonName(fmt.Sprintf("Twice%c Recorded%c", 'a'+i/2, 'a'+i/2))}, Started: muster.Date(2026, 1, 5), DateOfBirth: muster.Date(1980, 1, 1+i/2)}
		p.Contact.Emails = []muster.Email{muster.Email(fmt.Sprintf("twice%d@mail.example", i/2))}
		a.keep(t, muster.SubjectID(fmt.Sprintf("SECRET-%03d", i)), p)
	}
	hold := func(in *installation) *assess.Frozen {
		t.Helper()
		live := in.live.now()
		if _, err := live.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		return live.Frozen()
	}
	if f := hold(a); f.ID != "" || len(f.Same) != 0 {
		t.Fatalf("before anything was measured: %+v", f)
	}
	var wg sync.WaitGroup
	for _, in := range all {
		wg.Go(func() {
			if err := in.clocks(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	first := hold(a)
	if other := hold(b); first.ID == "" || first.ID != other.ID || len(first.Same) != 20 {
		t.Fatalf("one server holds %q with %d pairs, the other %q", first.ID, len(first.Same), other.ID)
	}
	row := func() []byte {
		t.Helper()
		var body []byte
		err := a.store.View(t.Context(), a.config.Organisation, func(tx *store.Tx) error {
			return tx.QueryRow("select body from server_jobs where organisation = $1 and id = $2", rowMeasured).Scan(&body)
		})
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	if bytes.Contains(row(), []byte("SECRET")) {
		t.Error("what was measured names people in clear")
	}
	answer, err := b.live.now().Assess(t.Context(), "SECRET-001")
	if err != nil || answer.Versions.Model != first.ID {
		t.Errorf("an answer names the model %q, want %q: %v", answer.Versions.Model, first.ID, err)
	}
	late := newInstallation(t, func(c *Config) { c.Data, c.DB = a.config.Data, a.config.DB })
	if f := hold(late); f.ID != first.ID {
		t.Errorf("a server that starts holds %q, want %q", f.ID, first.ID)
	}
	before := row()
	in := func(later time.Duration) {
		t.Helper()
		a.later(later)
		if err := a.clocks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if in(time.Hour); !bytes.Equal(row(), before) {
		t.Error("measured anew by day")
	}
	if err := a.store.Purge(t.Context(), a.config.Organisation, a.now().Add(-30*time.Minute)); err != nil {
		t.Fatal(err)
	}
	in(time.Hour)
	if f := hold(b); f.ID == first.ID || len(f.Same) != 0 || strings.Contains(fmt.Sprint(f.Same), "SECRET") {
		t.Errorf("after a purge %d pairs are held", len(f.Same))
	}
}

// TestTimeToMeasure is at night, and after two days without one.
func TestTimeToMeasure(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 20, 2, 10, 0, 0, time.UTC)
	for _, test := range []struct {
		after  time.Duration
		purged int64
		want   bool
	}{{10 * time.Minute, 0, false}, {12 * time.Hour, 0, false}, {12 * time.Hour, 7, true}, {24 * time.Hour, 0, true}, {30 * time.Hour, 0, false}, {49 * time.Hour, 0, true}} {
		if got := timeToMeasure(&measured{Made: made.UnixMicro(), Seq: 5}, store.Feed{Purged: test.purged}, made.Add(test.after)); got != test.want {
			t.Errorf("after %v, a purge at %d: %v", test.after, test.purged, got)
		}
	}
	if !timeToMeasure(nil, store.Feed{}, made) {
		t.Error("nothing was measured yet, and it is not time")
	}
}
