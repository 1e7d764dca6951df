package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"muster/casework"
)

// program is somebody with a key.
type program struct {
	t    testing.TB
	site string
	key  string
}

// program makes a key with these scopes and roles.
func (in *installation) program(t testing.TB, scopes []string, grants ...casework.Grant) *program {
	t.Helper()
	in.signedIn(t, "maker"+newKey()[:8], casework.Grant{Role: casework.Auditor}) // makes the administrator where there is none
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	r, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.CreateKey{Title: "program", Scopes: scopes, Grants: grants, Expires: fixedNow().Add(90 * 24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return &program{t, in.site.URL, r.Secret}
}

// answer is what came back, read whole.
type answer struct {
	status int
	head   http.Header
	body   []byte
}

// field is a text in the answer's object.
func (a *answer) field(t testing.TB, name string) any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(a.body, &m); err != nil {
		t.Fatalf("%d: %v: %s", a.status, err, a.body)
	}
	return m[name]
}

// send asks for one operation. Headers are given in pairs.
func (p *program) send(method, path, body string, headers ...string) *answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.site+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if p.key != "" {
		r.Header.Set("Authorization", "Bearer "+p.key)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return &answer{got.StatusCode, got.Header, bytes.TrimSpace(text)}
}

func (p *program) get(path string, headers ...string) *answer {
	p.t.Helper()
	return p.send(http.MethodGet, path, "", headers...)
}

// act does an act under a fresh key.
func (p *program) act(name, body string, headers ...string) *answer {
	p.t.Helper()
	return p.send(http.MethodPost, "/v1/acts/"+name, body, append([]string{"Idempotency-Key", newKey()}, headers...)...)
}

// want fails the test unless the answer has the status.
func (a *answer) want(t testing.TB, what string, status int) {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: %d, want %d: %s", what, a.status, status, a.body)
	}
}

func everyScope() []string { return casework.KeyScopes() }

func lead() casework.Grant { return casework.Grant{Role: casework.HRLead} }

// applicant is one record as programs send it.
func applicant(id, name, phone string) string {
	return `{"subject":"` + id + `","kind":"application","source":"ats","record":"` + id + `","happened":"2026-11-02","data":{"full_name":"` + name + `","contact":{"emails":["` + strings.ToLower(id) + `@mail.example"],"phones":["` + phone + `"]},"vacancy":"Developer","applied":"2026-11-02"}}`
}

// TestAPIObservations sends one record, again, and with its assessment.
func TestAPIObservations(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	first := p.send("POST", "/v1/observations", applicant("A-1", "Quilla Zorn", "+44 20 7946 0911"))
	first.want(t, "a record", http.StatusCreated)
	if first.field(t, "status") != "added" || first.field(t, "assessment") != nil {
		t.Errorf("a record: %s", first.body)
	}
	again := p.send("POST", "/v1/observations", applicant("A-1", "Quilla Zorn", "+44 20 7946 0911"))
	again.want(t, "the same record", http.StatusOK)
	if again.field(t, "status") != "duplicate" || again.field(t, "id") != first.field(t, "id") {
		t.Errorf("the same record: %s", again.body)
	}
	second := p.send("POST", "/v1/observations?assess=true", applicant("A-2", "Wim Yarrow", "+44 20 7946 0911"))
	second.want(t, "a second person", http.StatusCreated)
	assessment, _ := second.field(t, "assessment").(map[string]any)
	if assessment == nil || assessment["level"] == nil || assessment["seq"].(float64) < second.field(t, "seq").(float64) {
		t.Fatalf("assessment: %s", second.body)
	}
	if list, _ := assessment["contributions"].([]any); len(list) == 0 {
		t.Errorf("the phone two people share is not in the assessment: %s", second.body)
	}
	for name, body := range map[string]string{
		"unknown word":   `{"subject":"A-3","kind":"application","source":"ats","surprise":1,"data":{}}`,
		"unknown field":  `{"subject":"A-3","kind":"application","source":"ats","data":{"full_nam":"x"}}`,
		"unknown kind":   `{"subject":"A-3","kind":"rumour","source":"ats","data":{}}`,
		"our own source": `{"subject":"A-3","kind":"application","source":"muster","data":{"full_name":"X Y"}}`,
		"another's id":   `{"id":"00112233445566778899aabbccddeeff","subject":"A-3","kind":"application","source":"ats","data":{"full_name":"X Y"}}`,
		"elsewhere":      `{"organisation":"other","subject":"A-3","kind":"application","source":"ats","data":{"full_name":"X Y"}}`,
		"no such year":   `{"subject":"A-3","kind":"application","source":"ats","happened":"0001","data":{"full_name":"X Y"}}`,
		"nothing fixed":  `{"subject":"A-1","kind":"application","source":"ats","supersedes":"00112233445566778899aabbccddeeff","data":{"full_name":"X Y"}}`,
	} {
		if a := p.send("POST", "/v1/observations", body); a.status != http.StatusUnprocessableEntity || a.field(t, "code") != "usage" || a.field(t, "hint") == nil {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	for name, body := range map[string]string{"twice": `{"subject":"a","subject":"b"}`, "deep": strings.Repeat("[", 100) + strings.Repeat("]", 100), "NUL": `{"subject":"\u0000"}`, "two": "{} {}", "not JSON": "subject: A-1"} {
		if a := p.send("POST", "/v1/observations", body); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	confirmed := `{"subject":"A-1","kind":"report","source":"ats","data":{"sign":"liveness_failed","recorded":{"recorded_by":"Sam","confirmed":"yes"}}}`
	if a := p.send("POST", "/v1/observations", confirmed); a.status != http.StatusForbidden {
		t.Errorf("a program confirmed something: %d %s", a.status, a.body)
	}
	check := `{"subject":"A-1","kind":"check","source":"idv","data":{"type":"identity","outcome":"passed","done":"2026-11-03"}}`
	if a := in.program(t, []string{"observations.write"}, lead()).send("POST", "/v1/observations", check); a.status != http.StatusForbidden {
		t.Errorf("a check without the scope for checks: %d %s", a.status, a.body)
	}
	p.send("POST", "/v1/observations", check).want(t, "a provider's check", http.StatusCreated)
}

// TestAPIBulk sends lines of which some are bad and some were there.
func TestAPIBulk(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	p.send("POST", "/v1/observations", applicant("A-1", "Quilla Zorn", "+44 20 7946 0911")).want(t, "one", http.StatusCreated)
	body := applicant("A-1", "Quilla Zorn", "+44 20 7946 0911") + "\n\n" + applicant("A-2", "Wim Yarrow", "+44 20 7946 0912") + "\nrubbish\n" + applicant("A-2", "Wim Yarrow", "+44 20 7946 0912")
	a := p.send("POST", "/v1/observations", body, "Content-Type", "application/x-ndjson")
	a.want(t, "bulk", http.StatusOK)
	lines := strings.Split(string(a.body), "\n")
	want := []string{`"line":1,`, `"line":3,`, `"line":4,"status":"refused"`, `"line":5,`, `"sum":{"lines":4,"added":1,"duplicate":2,"refused":1`}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %s", len(lines), a.body)
	}
	for i, w := range want {
		if !strings.Contains(lines[i], w) {
			t.Errorf("line %d: %s, want %s", i, lines[i], w)
		}
	}
	if a := p.send("POST", "/v1/observations?assess=true", body, "Content-Type", "application/x-ndjson"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("bulk with assess: %d", a.status)
	}
	if a := p.send("POST", "/v1/observations", body, "Content-Type", "text/csv"); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("CSV: %d", a.status)
	}
	if _, err := in.settle(t.Context()); err != nil { // what a job does in rounds
		t.Fatal(err)
	}
	list := p.get("/v1/subjects")
	list.want(t, "the list", http.StatusOK)
	if n := len(list.field(t, "subjects").([]any)); n != 2 {
		t.Errorf("%d people listed: %s", n, list.body)
	}
}

// TestAPIBulkLongLines sets lines aside that are too long, wherever they stand,
// and goes on behind them: one record with a file in it must not cost the rest of
// an upload.
func TestAPIBulkLongLines(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	good := func(n string) string { return applicant("A-"+n, "Quilla Zorn "+n, "+44 20 7946 091"+n) }
	long := `{"subject":"A-9","kind":"application","source":"ats","data":{"letter":"` + strings.Repeat("long ", 300_000) + `"}}`
	body := strings.Join([]string{long, good("1"), long + long, "", good("2"), long}, "\n")
	a := p.send("POST", "/v1/observations", body, "Content-Type", "application/x-ndjson")
	a.want(t, "bulk", http.StatusOK)
	lines := strings.Split(strings.TrimSpace(string(a.body)), "\n")
	want := []string{
		`{"line":1,"status":"refused","problem":{"type":"urn:muster:problem:too_large"`, `"line":2,`, `{"line":3,"status":"refused"`,
		`"line":5,`, `{"line":6,"status":"refused"`, `"sum":{"lines":5,"added":2,"duplicate":0,"refused":3`,
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %s", len(lines), a.body)
	}
	for i, w := range want {
		if !strings.Contains(lines[i], w) {
			t.Errorf("line %d: %s, want %s", i, lines[i], w)
		}
	}
}

// TestUnknownKeysBarNobodyElse sends many keys that are none of ours from one
// address, and from others through the same proxy: a key of ours is answered all
// the same, and so is the first try of somebody else.
func TestUnknownKeysBarNobodyElse(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.TLS.Proxied, c.URL = true, "https://muster.example.org" })
	p := in.program(t, everyScope(), lead())
	from := func(address, key string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "GET", in.site.URL+"/v1/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "muster.example.org"
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("X-Forwarded-For", address)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		return a.StatusCode
	}
	last := 0
	for range 40 {
		last = from("192.0.2.1", "muster_A-0123.nothing")
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the fortieth unknown key is answered with %d", last)
	}
	if status := from("192.0.2.1", p.key); status != http.StatusOK {
		t.Errorf("a key of ours from the same address: %d", status)
	}
	if status := from("192.0.2.2", "muster_A-0123.nothing"); status != http.StatusUnauthorized {
		t.Errorf("an unknown key from another address: %d", status)
	}
}

// TestAPIBulkLetters sends many people's applications with their letters in one
// upload, whose records are looked at side by side: each letter is taken, because
// the application it belongs to came with it, before it or behind it.
func TestAPIBulkLetters(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	var lines []string
	for i := range 300 {
		n := strconv.Itoa(i)
		application := applicant("L-"+n, "Quilla Zorn "+n, "+44 20 7946 0911")
		letter := `{"subject":"L-` + n + `","kind":"message","source":"ats","record":"m` + n + `","happened":"2026-11-02","data":{"channel":"letter","text":"I would like to work with you, and this is why."}}`
		if i%2 == 0 {
			application, letter = letter, application
		}
		lines = append(lines, application, letter)
	}
	lines = append(lines, `{"subject":"L-none","kind":"message","source":"ats","record":"mx","happened":"2026-11-02","data":{"channel":"letter","text":"I would like to work with you."}}`)
	a := p.send("POST", "/v1/observations", strings.Join(lines, "\n"), "Content-Type", "application/x-ndjson")
	a.want(t, "bulk", http.StatusOK)
	said := strings.Split(strings.TrimSpace(string(a.body)), "\n")
	if last := said[len(said)-1]; !strings.Contains(last, `"added":600,"duplicate":0,"refused":1`) {
		t.Errorf("%s; %.300s", last, said[len(said)-2])
	}
}
