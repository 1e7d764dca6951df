package server

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
)

// ats is an applicant system with two candidates, which keeps what is written.
type ats struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string
	status int
}

func newATS(t testing.TB) *ats {
	a := &ats{status: http.StatusOK}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		if r.Method == http.MethodGet {
			fmt.Fprintf(w, "[%s,%s]", candidate(1, "Ann", "2026-10-05T08:00:00Z"), candidate(2, "Bob", "2026-10-05T08:00:00Z"))
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		a.asked = append(a.asked, r.Method+" "+r.URL.Path+" "+string(body))
		if user, _, _ := r.BasicAuth(); user != "writes" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if a.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "30")
		}
		w.WriteHeader(a.status)
	}))
	t.Cleanup(a.Close)
	return a
}

// answers sets the status of what is written from now on, and returns what was
// written until now.
func (a *ats) answers(status int) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	got := a.asked
	a.status, a.asked = status, nil
	return got
}

// The requests for Ann's application.
const (
	markPut  = `PATCH /v1/applications/1001 {"custom_fields":[{"name_key":"check_due","value":"Muster: a check is due"}]}`
	markGone = `PATCH /v1/applications/1001 {"custom_fields":[{"delete_value":"true","name_key":"check_due"}]}`
)

func writingBack(t *testing.T) (*installation, *ats) {
	a := newATS(t)
	in := listening(t, SystemConfig{
		System: "greenhouse", URL: a.URL, TokenFile: secretFile(t, "token"),
		WriteBack: &WriteBackConfig{Field: "check_due", TokenFile: secretFile(t, "writes"), User: "7"},
	})
	in.reads(t, "greenhouse")
	return in, a
}

// writes lets a server look after its marks once.
func (in *installation) writes(t testing.TB) *api.WriteBack {
	t.Helper()
	c := in.systems.byID["greenhouse"]
	if err := in.writeBackOne(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	got, err := in.writtenBack(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func leading() *casework.Actor {
	return &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
}

func wrote(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("written %q, want %q", got, want)
	}
}

// TestWriteBack writes the one neutral field while a check is due, takes it away
// when the check has an outcome or somebody switches it off, and writes nothing
// before somebody has switched it on.
func TestWriteBack(t *testing.T) {
	t.Parallel()
	in, a := writingBack(t)
	lead := leading()
	ask := &casework.RequestCheck{Subject: "greenhouse-1", Type: muster.CheckReference, Code: casework.CodeFinding, Due: fixedNow().Add(30 * time.Hour)}
	asked := in.must(t, lead, ask)
	if got := in.writes(t); got.On || got.Marked+got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	wrote(t, a.answers(http.StatusOK))

	on := in.must(t, lead, &casework.SwitchWriteBack{System: "greenhouse", On: true, Reason: "Recruiters work there."})
	if on.ID != "greenhouse" || in.entries(t, "writeback.set") != 1 {
		t.Errorf("%+v", on)
	}
	if got := in.writes(t); !got.On || got.By != "Lead" || got.Marked != 1 || got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	in.writes(t) // nothing new: nothing is written
	wrote(t, a.answers(http.StatusOK), markPut)

	in.must(t, lead, &casework.CancelCheck{Check: asked.ID, Reason: "Asked for twice, it turned out."})
	if got := in.writes(t); got.Marked+got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	wrote(t, a.answers(http.StatusOK), markGone)

	in.must(t, lead, ask)
	in.writes(t)
	in.must(t, lead, &casework.SwitchWriteBack{System: "greenhouse", Reason: "Recruiters asked for it."})
	if got := in.writes(t); got.On || got.Marked+got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	wrote(t, a.answers(http.StatusOK), markPut, markGone)
}

// TestWriteBackTriesAgain brings a mark through a failing system, one that asks
// to wait and a token that is not taken; what was tried and is no longer wanted is
// taken away although nobody knows whether it arrived; what is gone is left alone.
func TestWriteBackTriesAgain(t *testing.T) {
	t.Parallel()
	in, a := writingBack(t)
	lead := leading()
	in.must(t, lead, &casework.SwitchWriteBack{System: "greenhouse", On: true, Reason: "Recruiters work there."})
	ask := &casework.RequestCheck{Subject: "greenhouse-1", Type: muster.CheckReference, Code: casework.CodeFinding, Due: fixedNow().Add(30 * time.Hour)}
	asked := in.must(t, lead, ask)
	a.answers(http.StatusInternalServerError)
	if got := in.writes(t); got.Waiting != 1 || got.Failure != "the system answers 500 Internal Server Error" {
		t.Errorf("%+v", got)
	}
	in.writes(t) // not due yet
	wrote(t, a.answers(http.StatusTooManyRequests), markPut)
	*in.clock = in.clock.Add(2 * time.Second)
	in.writes(t)
	*in.clock = in.clock.Add(29 * time.Second)
	in.writes(t)
	wrote(t, a.answers(http.StatusInternalServerError), markPut)
	*in.clock = in.clock.Add(time.Second)
	in.writes(t)
	wrote(t, a.answers(http.StatusOK), markPut)
	in.must(t, lead, &casework.CancelCheck{Check: asked.ID, Reason: "Asked for twice, it turned out."})
	if got := in.writes(t); got.Marked+got.Waiting != 0 {
		t.Errorf("%+v", got)
	}
	wrote(t, a.answers(http.StatusNotFound), markGone)

	in.must(t, lead, ask)
	for range 3 {
		if got := in.writes(t); got.Marked+got.Waiting != 0 || got.Failure != "" {
			t.Errorf("%+v", got)
		}
	}
	wrote(t, a.answers(http.StatusOK), markPut)
}

// TestWriteBackToken says on the page that the token is not taken, and keeps the
// mark until it is.
func TestWriteBackToken(t *testing.T) {
	t.Parallel()
	in, a := writingBack(t)
	lead := leading()
	in.must(t, lead, &casework.SwitchWriteBack{System: "greenhouse", On: true, Reason: "Recruiters work there."})
	in.must(t, lead, &casework.RequestCheck{Subject: "greenhouse-1", Type: muster.CheckReference, Code: casework.CodeFinding, Due: fixedNow().Add(30 * time.Hour)})
	c := in.systems.byID["greenhouse"]
	good := c.writes.file
	c.writes.file = secretFile(t, "old")
	if got := in.writes(t); got.Waiting != 1 || got.Failure != "the secret is not accepted" {
		t.Errorf("%+v", got)
	}
	c.writes.file = good
	*in.clock = in.clock.Add(revokedWait)
	if got := in.writes(t); got.Marked != 1 || got.Waiting != 0 || got.Failure != "" {
		t.Errorf("%+v", got)
	}
	wrote(t, a.answers(http.StatusOK), markPut, markPut)
}

// TestWriteBackIsGuarded lets only who may switch it, and refuses systems that
// take no mark.
func TestWriteBackIsGuarded(t *testing.T) {
	t.Parallel()
	in, _ := writingBack(t)
	recruiter := &casework.Actor{User: "U-r", Name: "Recruiter", Grants: []casework.Grant{{Role: casework.Recruiter}}}
	_, err := in.desk.Do(t.Context(), recruiter, casework.Key(strings.Repeat("k", 16)), &casework.SwitchWriteBack{System: "greenhouse", On: true, Reason: "I would like to see it."})
	if muster.CodeOf(err) != muster.CodePermission || in.entries(t, "act.refused") != 1 {
		t.Errorf("%v", err)
	}
	for _, c := range []SystemConfig{
		{System: "okta", URL: "https://x.example", TokenFile: "t", WriteBack: &WriteBackConfig{Field: "f"}},
		{System: "greenhouse", SecretFile: "s", WriteBack: &WriteBackConfig{Field: "f"}},
		{System: "greenhouse", URL: "https://x.example", TokenFile: "t", WriteBack: &WriteBackConfig{}},
	} {
		s := &Server{config: Config{Systems: []SystemConfig{c}}}
		if _, err := s.connectorsOf(); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
