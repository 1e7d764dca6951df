package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/client"
	"muster/server"
)

// site is a server with a key that may do everything a key can, and the handler
// in front of it, which tests put trouble into.
type site struct {
	*server.Server
	http    *httptest.Server
	key     string
	trouble atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
}

func newSite(t testing.TB) *site {
	t.Helper()
	c := server.DefaultConfig()
	c.Data, c.Metrics, c.Listen, c.API = t.TempDir(), "", "127.0.0.1:0", api.Limits{PerSecond: 1e6, Burst: 1e6}
	s, err := server.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	one := &site{Server: s}
	one.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if trouble := one.trouble.Load(); trouble != nil && (*trouble)(w, r) {
			return
		}
		s.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		one.http.CloseClientConnections()
		one.http.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	one.key = one.makeKey(t)
	return one
}

// makeKey signs an administrator in by a link and makes a key in that session,
// as a page of ours would.
func (s *site) makeKey(t testing.TB) string {
	t.Helper()
	link, err := s.SignInLink(t.Context(), "Admin", "admin@company.example", casework.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(path, kind, body string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Idempotency-Key", "the-key-of-the-first-key")
		answer, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	_, token, _ := strings.Cut(link, "token=")
	post("/sign-in", "application/x-www-form-urlencoded", url.Values{"token": {token}}.Encode()).Body.Close()
	body, err := json.Marshal(&casework.CreateKey{Title: "test", Scopes: casework.KeyScopes(), Grants: []casework.Grant{{Role: casework.HRLead}}, Expires: time.Now().AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	answer := post("/v1/acts/key.make", "application/json", string(body))
	defer answer.Body.Close()
	var got client.Receipt
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil || got.Secret == "" {
		t.Fatalf("no key: %d, %+v, %v", answer.StatusCode, got, err)
	}
	return got.Secret
}

// hinder puts trouble in front of the server, or takes it away when nil.
func (s *site) hinder(f func(http.ResponseWriter, *http.Request) bool) {
	if f == nil {
		s.trouble.Store(nil)
		return
	}
	s.trouble.Store(&f)
}

func (s *site) client(t testing.TB, waited *[]time.Duration) *client.Client {
	t.Helper()
	c, err := client.New(s.http.URL, client.Options{Key: s.key, Sleep: func(ctx context.Context, d time.Duration) error {
		if waited != nil {
			*waited = append(*waited, d)
		}
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func application(id, name string) *muster.Observation {
	return &muster.Observation{
		Subject: muster.SubjectID(id), Source: "ats", Record: id, Happened: muster.Date(2026, 11, 2),
		Data: &muster.Application{Named: muster.Named{FullName: muster.PersonName(name)}, Contact: muster.Contact{Phones: []muster.Phone{"+44 20 7946 0911"}}},
	}
}

// TestClient sends, reads and acts against a real server.
func TestClient(t *testing.T) {
	s := newSite(t)
	c := s.client(t, nil)
	ctx := t.Context()
	first, err := c.Send(ctx, application("A 1/x", "Quilla Zorn"), client.WithoutAssessment)
	if err != nil || first.Status != "added" || first.Assessment != nil {
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := c.Send(ctx, application("A-2", "Wim Yarrow"), client.WithAssessment)
	if err != nil || second.Assessment == nil || second.Assessment.Seq < second.Seq || len(second.Assessment.Contributions) == 0 {
		t.Fatalf("%+v, %v", second, err)
	}
	one, err := c.Subject(ctx, "A 1/x")
	if err != nil || one.ID != "A 1/x" || one.Tag == "" || one.Assessment == nil {
		t.Fatalf("%+v, %v", one, err)
	}
	findings, err := c.Findings(ctx, "A-2")
	if err != nil || len(findings) == 0 || len(findings[0].Innocent) == 0 {
		t.Fatalf("%+v, %v", findings, err)
	}
	got, err := c.Do(ctx, "check.request", map[string]any{"subject": "A 1/x", "type": "identity", "code": "finding"}, client.Act{IfMatch: one.Tag})
	if err != nil || got.Entry == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	var refused *client.Error
	if _, err = c.Do(ctx, "check.request", map[string]any{"subject": "A 1/x", "type": "reference", "code": "finding"}, client.Act{IfMatch: one.Tag}); !errors.As(err, &refused) || refused.Status != http.StatusPreconditionFailed || refused.Hint == "" {
		t.Errorf("an old tag: %v", err)
	}
	if _, err := c.Subject(ctx, "nobody"); !errors.As(err, &refused) || refused.Code != muster.CodeNotFound {
		t.Errorf("nobody: %v", err)
	}
	today, err := c.Today(ctx)
	if err != nil || len(today.Checks) != 1 || today.Checks[0].Subject != "A 1/x" || len(today.Gates) == 0 || today.Gates[0].Person.Level == "" || len(today.Gates[0].Missing) == 0 {
		t.Errorf("today: %+v, %v", today, err)
	}
	var ids []muster.SubjectID
	for row, err := range c.Subjects(ctx, client.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row.ID)
	}
	if len(ids) != 2 {
		t.Errorf("listed: %v", ids)
	}
	groups, _, err := c.Groups(ctx, muster.GroupRing)
	if err != nil || len(groups) != 1 || groups[0].Members != 2 {
		t.Fatalf("groups: %+v, %v", groups, err)
	}
	if g, err := c.Group(ctx, groups[0].ID); err != nil || len(g.Members) != 2 || len(g.Pairs) != 1 || len(g.Pairs[0].Why) == 0 || g.Pairs[0].A.ID == "" {
		t.Errorf("a group: %+v, %v", g, err)
	}
	if rules, err := c.Rules(ctx); err != nil || len(rules.Rules) == 0 || rules.Rules[0].Findings == nil || rules.Draw == "" || len(rules.Gates) == 0 {
		t.Errorf("rules: %+v, %v", rules, err)
	}
	if systems, err := c.Systems(ctx); err != nil || systems.Lists == nil || systems.Unread {
		t.Errorf("systems: %+v, %v", systems, err)
	}
	var me struct{ Via string }
	if _, err := c.Get(ctx, "/v1/me", nil, &me); err != nil || me.Via != "key" {
		t.Errorf("%+v, %v", me, err)
	}
}

// TestRetries tries again when a server is busy, waits as long as it asks, and
// does an act once though its first answer was lost.
func TestRetries(t *testing.T) {
	s := newSite(t)
	var waited []time.Duration
	c := s.client(t, &waited)
	if _, err := c.Send(t.Context(), application("A-1", "Quilla Zorn"), client.WithoutAssessment); err != nil {
		t.Fatal(err)
	}
	tries := 0
	s.hinder(func(w http.ResponseWriter, r *http.Request) bool {
		tries++
		switch tries {
		case 1:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		case 2: // it is done, and the answer is lost
			s.Handler().ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		return false
	})
	got, err := c.Do(t.Context(), "check.request", map[string]any{"subject": "A-1", "type": "identity", "code": "finding"}, client.Act{})
	if err != nil || !got.Again || tries != 3 {
		t.Errorf("%+v, %v after %d tries", got, err, tries)
	}
	if len(waited) == 0 || waited[0] != 7*time.Second { // net/http sends the second again by itself, for its key
		t.Errorf("waited %v", waited)
	}
	s.hinder(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	var refused *client.Error
	if _, err := c.Subject(t.Context(), "A-1"); !errors.As(err, &refused) || refused.Status != http.StatusServiceUnavailable {
		t.Errorf("a server that stays busy: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Subject(ctx, "A-1"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the caller gave up: %v", err)
	}
}

// many yields records of n people, then an error if there is one.
func many(n int, end error) iter.Seq2[*muster.Observation, error] {
	return func(yield func(*muster.Observation, error) bool) {
		for i := range n {
			if !yield(application(fmt.Sprintf("B-%05d", i), "Quilla Zorn"), nil) {
				return
			}
		}
		if end != nil {
			yield(nil, end)
		}
	}
}

// TestUpload sends many while it reads what became of them.
func TestUpload(t *testing.T) {
	s := newSite(t)
	c := s.client(t, nil)
	lines := 0
	sum, err := c.Upload(t.Context(), many(5000, nil), func(l *client.Line) error {
		if lines++; l.Line != lines || l.Status != "added" {
			return fmt.Errorf("line %d: %+v", lines, l)
		}
		return nil
	})
	if err != nil || sum.Added != 5000 || lines != 5000 || sum.Seq != 5000 {
		t.Fatalf("%+v, %v", sum, err)
	}
	if sum, err = c.Upload(t.Context(), many(5000, nil), nil); err != nil || sum.Duplicate != 5000 {
		t.Errorf("again: %+v, %v", sum, err)
	}
	stop := errors.New("the file is damaged")
	if _, err := c.Upload(t.Context(), many(10, stop), nil); err == nil {
		t.Error("a source that fails ends as if it were whole")
	}
	if _, err := c.Upload(t.Context(), many(5000, nil), func(*client.Line) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("a caller that has enough: %v", err)
	}
}

// TestEvents reads what changes, and goes on where a stream broke.
func TestEvents(t *testing.T) {
	s := newSite(t)
	c := s.client(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var kinds []string
	for e, err := range c.Events(ctx, "") {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Kind)
		switch len(kinds) {
		case 1: // ready
			if _, err := c.Send(ctx, application("A-1", "Quilla Zorn"), client.WithoutAssessment); err != nil {
				t.Fatal(err)
			}
			continue
		case 2:
			if e.Subject != "A-1" || e.Seq == 0 || e.At == "" {
				t.Errorf("%+v", e)
			}
			s.http.CloseClientConnections() // the stream breaks
			if _, err := c.Do(ctx, "check.request", map[string]any{"subject": "A-1", "type": "identity", "code": "finding"}, client.Act{}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if e.Kind == "act" {
			if e.Act == nil || e.Act.Name != "check.request" || e.Act.Subject != "A-1" {
				t.Errorf("%+v", e.Act)
			}
			break
		}
	}
	if !slices.Equal(kinds, []string{"ready", "subject", "ready", "act"}) {
		t.Errorf("events: %v", kinds)
	}
	for _, err := range c.Events(ctx, "rubbish") {
		var refused *client.Error
		if !errors.As(err, &refused) || refused.Status != http.StatusUnprocessableEntity {
			t.Errorf("rubbish: %v", err)
		}
	}
}

// TestNew refuses what cannot work.
func TestNew(t *testing.T) {
	for _, address := range []string{"", "muster.example.org", "ftp://muster.example.org"} {
		if _, err := client.New(address, client.Options{Key: "x"}); err == nil {
			t.Errorf("%q is taken for a server", address)
		}
	}
	if _, err := client.New("https://muster.example.org", client.Options{}); err == nil || !strings.Contains(err.Error(), "Key") {
		t.Errorf("no key: %v", err)
	}
}

func Example() {
	c, err := client.New("https://muster.example.org", client.Options{Key: os.Getenv("MUSTER_KEY")})
	if err != nil {
		return
	}
	kept, err := c.Send(context.Background(), &muster.Observation{
		Subject: "A-1042", Source: "ats", Record: "88121", Happened: muster.Date(2026, 11, 2),
		Data: &muster.Application{Named: muster.Named{FullName: "Ann Example"}, Vacancy: "Developer"},
	}, client.WithAssessment)
	if err != nil {
		return
	}
	fmt.Println(kept.Assessment.Level)
	for _, check := range kept.Assessment.Checks {
		fmt.Println(check.Say)
	}
}
