package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"muster"
	"muster/casework"
	"muster/internal/pgtest"
)

func TestMain(m *testing.M) {
	if spec := os.Getenv(childOf); spec != "" {
		var p pollingChild
		err := json.Unmarshal([]byte(spec), &p)
		if err == nil {
			err = p.run(context.Background())
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestRun serves on an address of its own, stops in order and leaves nobody
// behind.
func TestRun(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	c := DefaultConfig()
	c.Data, c.Listen, c.Metrics = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan string, 1)
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, func(a string) { ready <- a }) }()
	transport := &http.Transport{}
	answer, err := (&http.Client{Transport: transport}).Get(<-ready + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	transport.CloseIdleConnections()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", answer.StatusCode)
	}
	cancel()
	if err := errors.Join(<-done, s.Close()); err != nil {
		t.Error(err)
	}
}

// TestOneProgram refuses a second program on one file.
func TestOneProgram(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if s, err := New(t.Context(), in.config); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("a second server on one file: %v, %v", s, err)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	write := func(text string) string {
		return writeFile(t, "muster.yaml", text)
	}
	c, err := LoadConfig(write("data: /srv/muster\nlisten: 0.0.0.0:443\ntls: {acme: [muster.example.org]}\nsessions: {idle: 15m}\n"))
	if err != nil || c.Validate() != nil || c.Sessions.Idle != 15*time.Minute || c.Sessions.Absolute != 12*time.Hour {
		t.Errorf("a good file: %+v, %v, %v", c, err, c.Validate())
	}
	if _, err := LoadConfig(write("data: /srv/muster\nlissen: 127.0.0.1:1\n")); err == nil || !strings.Contains(err.Error(), "lissen") {
		t.Errorf("a misspelt word: %v", err)
	}
	for name, change := range map[string]func(*Config){
		"no data":          func(c *Config) { c.Data = "" },
		"open to all":      func(c *Config) { c.Listen = "0.0.0.0:80" },
		"half a key":       func(c *Config) { c.TLS.Certificate = "cert.pem" },
		"password":         func(c *Config) { c.DB = "postgres://muster:secret@db/muster" },
		"no server":        func(c *Config) { c.DB = "people.db" },
		"metrics for all":  func(c *Config) { c.Metrics = "0.0.0.0:9000" },
		"no idle":          func(c *Config) { c.Sessions.Idle = 0 },
		"plain address":    func(c *Config) { c.URL = "http://muster.example.org" },
		"absolute smaller": func(c *Config) { c.Sessions.Absolute = time.Minute },
	} {
		c := DefaultConfig()
		c.Data = "/srv/muster"
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&c)
		if err := c.Validate(); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestKeys makes keys for their owner only and refuses those others may read.
func TestKeys(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permissions are not modes there")
	}
	dir := filepath.Join(t.TempDir(), "keys")
	a, err := openKeys(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	b, err := openKeys(dir, false)
	if err != nil || string(a.master) != string(b.master) || string(a.seed) == string(a.session) {
		t.Errorf("keys read again differ: %v", err)
	}
	for _, name := range []string{organisationKey, ledgerKey, drawSeed, sessionKey} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, sessionKey), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openKeys(dir, false); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("a key that all may read: %v", err)
	}
}

// TestImportTwice brings the same file in twice: nothing is new.
func TestImportTwice(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	file := writeFile(t, "applicants.csv", applicants)
	if people, records, err := in.ImportPaths(t.Context(), file); err != nil || people != 4 || records == 0 {
		t.Fatalf("%d people, %d records, %v", people, records, err)
	}
	if _, records, err := in.ImportPaths(t.Context(), file); err != nil || records != 0 {
		t.Errorf("%d new records the second time, %v", records, err)
	}
}

// TestActTwice sends one form twice: it is one act.
func TestActTwice(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	b := in.signedIn(t, "lead", hrLead())
	form := url.Values{"key": {newKey()}, "type": {"live_interview"}, "code": {"class"}, "back": {"/people/A-1"}}
	for range 2 {
		if status, page := b.post("/people/A-1/checks", form); status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, page)
		}
	}
	if n := in.entries(t, "check.request"); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

// TestSharedJobs lets two servers on one Postgres share the jobs: each is done
// by one of them, and what one takes in the other answers with.
func TestSharedJobs(t *testing.T) {
	t.Parallel()
	place := pgtest.Start(t).Database(t)
	a := newInstallation(t, func(c *Config) { c.DB = place })
	b := newInstallation(t, func(c *Config) { c.DB, c.Keys = place, filepath.Join(a.config.Data, "keys") })
	var done atomic.Int32
	once := job{"test", time.Hour, func(context.Context) error { done.Add(1); return nil }}
	var wg sync.WaitGroup
	for range 8 {
		for _, s := range []*Server{a.Server, b.Server} {
			wg.Go(func() {
				until, err := s.lease(t.Context(), once.id)
				if err == nil && until > 0 {
					err = errors.Join(once.do(t.Context()), s.release(t.Context(), once, until, nil))
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("done %d times, want once", done.Load())
	}
	if _, _, err := a.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b.Size() != 4 {
		t.Errorf("the other server knows %d people, want 4", b.Size())
	}
	one := a.signedIn(t, "ann", casework.Grant{Role: casework.HRLead})
	two := b.browser(t)
	two.http.Jar = one.http.Jar
	u, _ := url.Parse(two.site)
	two.http.Jar.SetCookies(u, []*http.Cookie{{Name: plainCookie, Value: one.cookie().Value}})
	if !two.in() {
		t.Error("a session of one server is nobody on the other")
	}
}

// TestFailedJob is done again, later each time.
func TestFailedJob(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	bad := job{"bad", time.Hour, nil}
	until, err := in.lease(t.Context(), bad.id)
	if err != nil || until == 0 {
		t.Fatal(until, err)
	}
	if again, err := in.lease(t.Context(), bad.id); err != nil || again > 0 {
		t.Errorf("a job that somebody has is taken: %v", err)
	}
	if err := in.release(t.Context(), bad, until, errors.New("out of luck")); err != nil {
		t.Fatal(err)
	}
	if soon, err := in.lease(t.Context(), bad.id); err != nil || soon > 0 {
		t.Errorf("a failed job is done again at once: %v", err)
	}
	*in.clock = in.clock.Add(3 * time.Second)
	if later, err := in.lease(t.Context(), bad.id); err != nil || later == 0 {
		t.Errorf("a failed job is not done again: %v", err)
	}
	*in.clock = in.clock.Add(leaseTime + time.Second)
	if over, err := in.lease(t.Context(), bad.id); err != nil || over == 0 {
		t.Errorf("a job of a server that died is not taken over: %v", err)
	}
}

// TestDocumentedConfig holds the configuration in docs/server.md against the
// program: every word in it is one, and every one is in it.
func TestDocumentedConfig(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/server.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	block, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/server.md has no configuration")
	}
	c, err := LoadConfig(writeFile(t, "muster.yaml", block))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	for _, of := range []reflect.Type{reflect.TypeFor[Config](), reflect.TypeFor[TLSConfig](), reflect.TypeFor[SessionConfig](), reflect.TypeFor[SignOnConfig]()} {
		for i := range of.NumField() {
			if word := of.Field(i).Tag.Get("yaml"); word != "-" && !strings.Contains(block, word+":") {
				t.Errorf("%s is not in docs/server.md", word)
			}
		}
	}
}

// TestDocumentedSetup holds the set-up file in docs/server.md against the
// program likewise.
func TestDocumentedSetup(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/server.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```setup\n")
	block, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/server.md has no set-up file")
	}
	p, err := LoadPlan(writeFile(t, "setup.yaml", block))
	if err != nil {
		t.Fatal(err)
	}
	in := newInstallation(t)
	if _, err := in.SetUp(t.Context(), p); err != nil {
		t.Error(err)
	}
	for i := range reflect.TypeFor[Plan]().NumField() {
		if word := reflect.TypeFor[Plan]().Field(i).Tag.Get("yaml"); !strings.Contains(block, word+":") {
			t.Errorf("%s is not in docs/server.md", word)
		}
	}
}

// TestMetrics answers Prometheus with numbers and nobody's name.
func TestMetrics(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	b := in.browser(t)
	b.get("/people/A-1")
	w := httptest.NewRecorder()
	in.metrics(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{`muster_requests_total{method="GET",status="3xx"} 1`, `muster_people{level="verify"} 3`, `muster_people{level="clear"} 1`, "muster_stale_people 0"} {
		if !strings.Contains(w.Body.String(), want+"\n") {
			t.Errorf("the metrics lack %s:\n%s", want, w.Body)
		}
	}
}
