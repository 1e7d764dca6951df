package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// fields is what stands in the one field of each applicant system, by system, as
// the systems themselves keep it: what was taken away is not there.
type fields struct {
	mu     sync.Mutex
	at     map[string]any
	status int // of every change; 0: it is taken
}

// changes applies what a system is asked to do, as that system would.
func (f *fields) changes(system string, r *http.Request) (answer string) {
	var body struct {
		CustomFields []struct {
			Key   string `json:"name_key"`
			Value any    `json:"value"`
		} `json:"custom_fields"`
		FieldValue any      `json:"fieldValue"`
		Tags       []string `json:"tags"`
		Checked    bool     `json:"checked"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return "{}"
	}
	var value any
	switch system {
	case "greenhouse":
		value, answer = body.CustomFields[0].Value, `{"id":1,"custom_fields":{}}`
	case "ashby":
		value, answer = body.FieldValue, `{"success":true}`
	case "lever":
		if strings.HasSuffix(r.URL.Path, "/addTags") {
			value = body.Tags[0]
		}
	case "workable":
		if body.Checked {
			value = true
		}
	}
	if value == nil {
		delete(f.at, system)
	} else {
		f.at[system] = value
	}
	return answer
}

// is compares what stands where.
func (f *fields) is(t *testing.T, when string, status int, want int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.at) != want {
		t.Errorf("%s: %v", when, f.at)
	}
	f.status = status
}

// TestWriteBackEverywhere puts the one field into every applicant system that has
// one and takes it away, through a field that is not there, a token that is not
// taken, and a system that is down while somebody is cleared.
func TestWriteBackEverywhere(t *testing.T) {
	t.Parallel()
	f := &fields{at: map[string]any{}}
	lists := map[string]string{
		"greenhouse": `[{"id":1,"candidate_id":9,"status":"in_process","prospect":false,"created_at":"2026-10-01T08:00:00Z","updated_at":"2026-10-05T08:00:00Z"}]`,
		"ashby":      `{"success":true,"results":[{"id":"1","createdAt":"2026-10-01T08:00:00Z","updatedAt":"2026-10-05T08:00:00Z","status":"Active","candidate":{"id":"9","name":"Ann Example"},"currentInterviewStage":{},"job":{"title":"Developer"}}]}`,
		"lever":      `{"data":[{"id":"1","name":"Ann Example","contact":"9","emails":[],"stage":"s","createdAt":1790841600000,"updatedAt":1791187200000}],"hasNext":false}`,
		"workable":   `{"candidates":[{"id":"9","name":"Ann Example","firstname":"Ann","lastname":"Example","job":{"title":"Developer"},"stage":"Applied","created_at":"2026-10-01T08:00:00Z","updated_at":"2026-10-05T08:00:00Z"}]}`,
	}
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		system := "ashby" // which has no folders
		for name, folder := range map[string]string{"greenhouse": "/v3/", "lever": "/v1/", "workable": "/spi/"} {
			if strings.HasPrefix(r.URL.Path, folder) {
				system = name
			}
		}
		switch {
		case r.URL.Path == "/v3/candidates":
			fmt.Fprint(w, "[]")
		case r.Method == http.MethodGet, r.URL.Path == "/application.list":
			fmt.Fprint(w, lists[system])
		case f.status != 0:
			w.WriteHeader(f.status)
		default:
			fmt.Fprint(w, f.changes(system, r))
		}
	}))
	t.Cleanup(place.Close)
	var systems []SystemConfig
	for name := range lists {
		address := place.URL
		if name == "greenhouse" {
			address += "/v3"
		}
		systems = append(systems, SystemConfig{System: name, URL: address, TokenFile: secretFile(t, "token"), WriteBack: &WriteBackConfig{Field: "f"}})
	}
	in, lead := listening(t, systems...), leading()
	asked := map[string]string{}
	check := func(name string) {
		asked[name] = in.must(t, lead, &casework.RequestCheck{Subject: muster.SubjectID(name + "-9"), Type: muster.CheckReference, Code: casework.CodeFinding, Due: fixedNow().Add(30 * time.Hour)}).ID
	}
	clear := func(name string) {
		in.must(t, lead, &casework.CancelCheck{Check: asked[name], Reason: "Asked for twice, it turned out."})
	}
	every := func(do func(name string)) {
		for name := range lists {
			do(name)
		}
	}
	write := func(wait time.Duration, failed bool) {
		t.Helper()
		*in.clock = in.clock.Add(wait)
		every(func(name string) {
			c := in.systems.byID[name]
			if err := in.writeBackOne(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if got, err := in.writtenBack(t.Context(), c); err != nil || (got.Failure != "") != failed || (got.Waiting > 0) != failed {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		})
	}
	every(func(name string) {
		for in.reads(t, name).Behind { // one list after the other
		}
		in.must(t, lead, &casework.SwitchWriteBack{System: name, On: true, Reason: "Recruiters work there."})
		check(name)
	})
	f.is(t, "before", http.StatusUnprocessableEntity, 0)
	write(0, true)
	f.is(t, "a field that is not there", http.StatusUnauthorized, 0)
	write(time.Minute, true)
	f.is(t, "a token that is not taken", 0, 0)
	write(revokedWait, false)
	f.is(t, "due", http.StatusInternalServerError, 4)
	every(clear)
	write(0, true)
	f.is(t, "down while it is cleared", 0, 4)
	write(time.Minute, false)
	f.is(t, "cleared", http.StatusServiceUnavailable, 0)
	every(check)
	every(clear)
	write(time.Minute, false)
	f.is(t, "asked and taken back at once", 0, 0)
}
