package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster/api"
	"muster/casework"
)

// described is the part of the OpenAPI document that tests read.
type described struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		ID    string `json:"operationId"`
		Scope string `json:"x-scope"`
	} `json:"paths"`
}

func (in *installation) described(t testing.TB) *described {
	t.Helper()
	d := &described{}
	if err := json.Unmarshal((&program{t: t, site: in.site.URL}).get("/openapi.json").body, d); err != nil {
		t.Fatal(err)
	}
	if len(d.Paths) < 70 {
		t.Fatalf("only %d paths are described", len(d.Paths))
	}
	return d
}

// filled is a path with something in the place of each name.
func filled(path string) string {
	return strings.NewReplacer("{subject}", "A-1", "{group}", "none", "{case}", "C-1", "{item}", "I-1", "{step}", "S-1", "{flag}", "SRC-01").Replace(path)
}

// TestEveryScope sends every operation under every scope: it opens under its
// own and no other. A body is left out: who may not is told so first.
func TestEveryScope(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.API = api.Limits{PerSecond: 1e6, Burst: 1e6} })
	doc := in.described(t)
	for _, scope := range casework.KeyScopes() {
		p := in.program(t, []string{scope}, lead())
		for path, methods := range doc.Paths {
			for method, op := range methods {
				if op.ID == "events.follow" && scope == "events.read" {
					continue // it would not end; TestAPIEvents reads it
				}
				if op.Scope == api.NoKey {
					continue // asks for no key
				}
				a := p.send(strings.ToUpper(method), filled(path), "")
				open := op.Scope == scope || op.Scope == "any"
				lacks := a.status == http.StatusForbidden && (strings.Contains(string(a.body), "lacks the scope") || strings.Contains(string(a.body), "a program cannot do this"))
				if lacks == open || a.status >= 500 || a.status == http.StatusUnauthorized {
					t.Errorf("%s under %s: %d %s", op.ID, scope, a.status, a.body)
				}
			}
		}
	}
}

// TestAPIWho answers nobody, wrong keys, ended keys and other sites' pages.
func TestAPIWho(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, []string{"subjects.read"}, lead())
	p.get("/v1/subjects").want(t, "a key", http.StatusOK)
	me := p.get("/v1/me")
	for name, key := range map[string]string{"nobody": "", "rubbish": "rubbish", "a changed secret": p.key[:len(p.key)-1] + "x", "another id": "muster_A-1." + strings.Repeat("a", 43)} {
		q := &program{t, in.site.URL, key}
		a := q.get("/v1/subjects")
		if a.status != http.StatusUnauthorized || a.head.Get("WWW-Authenticate") == "" || a.head.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	id := strings.TrimPrefix(me.field(t, "user").(string), "key-")
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.RevokeKey{Key: id}); err != nil {
		t.Fatal(err)
	}
	p.get("/v1/subjects").want(t, "an ended key", http.StatusUnauthorized)
	guesses := 0
	for ; guesses < 40 && (&program{t, in.site.URL, "muster_A-1.guess"}).get("/v1/me").status != http.StatusTooManyRequests; guesses++ {
	}
	if guesses == 40 {
		t.Error("keys can be guessed without end")
	}
}

// TestAPISession lets a page of our own use the operations, and no other site.
func TestAPISession(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "lead", lead())
	if status, body := b.get("/v1/me"); status != http.StatusOK || !strings.Contains(body, `"via":"session"`) {
		t.Errorf("a session: %d %s", status, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, in.site.URL+"/v1/ledger/verify", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	got, err := b.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusForbidden {
		t.Errorf("another site's page: %d", got.StatusCode)
	}
}

// TestAPIRate slows a caller down and says for how long.
func TestAPIRate(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.API = api.Limits{PerSecond: 0.5, Burst: 3} })
	p := in.program(t, []string{"subjects.read"}, lead())
	for range 3 {
		if a := p.get("/v1/me"); a.status != http.StatusOK || a.head.Get("RateLimit-Limit") != "3" || a.head.Get("RateLimit-Remaining") == "" || a.head.Get("RateLimit-Reset") == "" {
			t.Fatalf("%d %v", a.status, a.head)
		}
	}
	a := p.get("/v1/me")
	if a.status != http.StatusTooManyRequests || a.head.Get("Retry-After") == "" || a.head.Get("RateLimit-Remaining") != "0" {
		t.Errorf("a fourth: %d %v", a.status, a.head)
	}
	if !strings.Contains(string(a.body), "this key asks too often") {
		t.Errorf("a key is told %s", a.body)
	}
	in.program(t, []string{"subjects.read"}, lead()).get("/v1/me").want(t, "another key", http.StatusOK)
	b := in.signedIn(t, "Lea", lead())
	for range 3 {
		b.get("/v1/me")
	}
	if status, text := b.get("/v1/me"); status != http.StatusTooManyRequests || strings.Contains(text, "key") || !strings.Contains(text, "you ask too often") {
		t.Errorf("somebody signed in is told %d %s", status, text)
	}
}

// TestMayIsWhatIsAllowed asks as an auditor of one part and of the whole what is
// open to them: the ledger has no parts, so only the second reads it.
func TestMayIsWhatIsAllowed(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	for entity, want := range map[string]int{"harbour": http.StatusForbidden, "": http.StatusOK} {
		b := in.signedIn(t, "auditor"+entity, casework.Grant{Role: casework.Auditor, Scope: casework.Scope{Entity: entity}})
		_, text := b.get("/v1/me")
		status, _ := b.get("/v1/ledger/entries")
		if status != want || strings.Contains(text, `"ledger.view"`) != (want == http.StatusOK) || strings.Contains(text, `"ledger.export"`) != (want == http.StatusOK) || !strings.Contains(text, `"ledger.verify"`) {
			t.Errorf("an auditor of %q gets %d from the ledger and is told %s", entity, status, text)
		}
	}
}

// entities adds legal entities.
func (in *installation) entities(t testing.TB, list ...casework.Entity) {
	t.Helper()
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if _, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.SetEntity{Entity: e, Reason: "needed for the scopes of this test"}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAPIHidesWhoIsThere asks for somebody out of reach and for nobody: the
// answers are the same in every word.
func TestAPIHidesWhoIsThere(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	all := in.program(t, everyScope(), lead())
	for _, id := range []string{"P-1", "P-2"} {
		entity := map[string]string{"P-1": "uk", "P-2": "de"}[id]
		all.send("POST", "/v1/observations", `{"subject":"`+id+`","kind":"person","source":"hr","record":"`+id+`","happened":"2026-11-02","data":{"full_name":"Quilla Zorn","legal_entity":"`+entity+`"}}`).want(t, id, http.StatusCreated)
	}
	in.entities(t, casework.Entity{ID: "uk", Title: "Example uk", Country: "GB"}, casework.Entity{ID: "de", Title: "Example de", Country: "DE"})
	uk := in.program(t, everyScope(), casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "uk"}})
	uk.get("/v1/subjects/P-1").want(t, "their own", http.StatusOK)
	list := uk.get("/v1/subjects")
	if strings.Contains(string(list.body), "P-2") {
		t.Errorf("listed: %s", list.body)
	}
	same := func(what string, there, absent *answer) {
		t.Helper()
		if there.status != http.StatusNotFound || absent.status != there.status || string(there.body) != string(absent.body) {
			t.Errorf("%s: out of reach %d %s, not there %d %s", what, there.status, there.body, absent.status, absent.body)
		}
	}
	for _, path := range []string{"", "/findings", "/timeline", "/checks", "/gates", "/copy"} {
		same(path, uk.get("/v1/subjects/P-2"+path), uk.get("/v1/subjects/P-9"+path))
	}
	act := func(name, body string) func(id string) *answer {
		return func(id string) *answer { return uk.act(name, strings.ReplaceAll(body, "ID", id)) }
	}
	for name, body := range map[string]string{
		"check.request": `{"subject":"ID","type":"identity","code":"finding"}`, "complaint.open": `{"subject":"ID","text":"This is unfair."}`,
		"notice.send": `{"subject":"ID","channel":"post"}`, "person.place": `{"subject":"ID","class":"ordinary","reason":"where they belong"}`,
		"case.open": `{"title":"Dates","people":["ID"],"reason":"two records differ"}`, "group.split": `{"group":"g","members":["ID"],"others":["P-1"],"reason":"two records differ"}`,
		"pay.settle": `{"advice":"x","subject":"ID","outcome":"confirmed","reason":"called them on file"}`, "gate.pass": `{"subject":"ID","gate":"offer"}`,
		"agreement.record": `{"kind":"travel","subject":"ID","what":"Lisbon","until":"2027-01-01","reason":"agreed with their manager"}`,
	} {
		same(name, act(name, body)("P-2"), act(name, body)("P-9"))
	}
	made := all.act("check.request", `{"subject":"P-2","type":"identity","code":"finding"}`)
	made.want(t, "a check of somebody else", http.StatusOK)
	check := made.field(t, "id").(string)
	same("check.cancel", uk.act("check.cancel", `{"check":"`+check+`","reason":"taken back again"}`), uk.act("check.cancel", `{"check":"K-00000000000000000000","reason":"taken back again"}`))
	auditor := in.program(t, everyScope(), casework.Grant{Role: casework.Auditor})
	if a, b := auditor.act("check.request", `{"subject":"P-2","type":"identity","code":"finding"}`), auditor.act("check.request", `{"subject":"P-9","type":"identity","code":"finding"}`); a.status != http.StatusForbidden || string(a.body) != string(b.body) {
		t.Errorf("who may nowhere: %d %s, %d %s", a.status, a.body, b.status, b.body)
	}
	if a, b := auditor.get("/v1/subjects/P-2/copy"), auditor.get("/v1/subjects/P-9/copy"); a.status != http.StatusForbidden || string(a.body) != string(b.body) {
		t.Errorf("who may have no copy: %d %s, %d %s", a.status, a.body, b.status, b.body)
	}
}

// TestAPITags answers 304 when nothing changed and 412 when something did.
func TestAPITags(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	p.send("POST", "/v1/observations", applicant("A-1", "Quilla Zorn", "+44 20 7946 0911")).want(t, "a record", http.StatusCreated)
	read := p.get("/v1/subjects/A-1")
	tag := read.head.Get("ETag")
	if read.status != http.StatusOK || tag == "" {
		t.Fatalf("%d %v", read.status, read.head)
	}
	if a := p.get("/v1/subjects/A-1", "If-None-Match", tag); a.status != http.StatusNotModified || len(a.body) > 0 || a.head.Get("ETag") != tag {
		t.Errorf("nothing changed: %d %s", a.status, a.body)
	}
	p.act("complaint.open", `{"subject":"A-1","text":"This is unfair."}`, "If-Match", tag).want(t, "as it was read", http.StatusOK)
	p.act("complaint.open", `{"subject":"A-1","text":"This is unfair too."}`, "If-Match", tag).want(t, "after it changed", http.StatusPreconditionFailed)
	p.get("/v1/subjects/A-1", "If-None-Match", tag).want(t, "something changed", http.StatusOK)
	p.act("suppression", `{}`).want(t, "no such act", http.StatusNotFound)
	p.act("retention.purge", `{"reason":"at the regulator's request"}`, "If-Match", tag).want(t, "an act about nobody", http.StatusUnprocessableEntity)
}

// TestAPIKeys does an act once, however often it is sent.
func TestAPIKeys(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	p.send("POST", "/v1/observations", applicant("A-1", "Quilla Zorn", "+44 20 7946 0911")).want(t, "a record", http.StatusCreated)
	key, body := newKey(), `{"subject":"A-1","type":"identity","code":"finding"}`
	first := p.send("POST", "/v1/acts/check.request", body, "Idempotency-Key", key)
	first.want(t, "an act", http.StatusOK)
	again := p.send("POST", "/v1/acts/check.request", body, "Idempotency-Key", key)
	again.want(t, "again", http.StatusOK)
	if again.field(t, "id") != first.field(t, "id") || again.field(t, "again") != true {
		t.Errorf("again: %s", again.body)
	}
	p.send("POST", "/v1/acts/check.request", `{"subject":"A-1","type":"reference","code":"finding"}`, "Idempotency-Key", key).want(t, "the key for another act", http.StatusConflict)
	p.send("POST", "/v1/acts/check.request", body).want(t, "no key", http.StatusUnprocessableEntity)
	if n := len(p.get("/v1/subjects/A-1/checks").field(t, "checks").([]any)); n != 1 {
		t.Errorf("%d checks", n)
	}
	for name, body := range map[string]string{"a misspelt word": `{"subjct":"A-1"}`, "another type": `{"subject":7,"type":"identity","code":"finding"}`, "no such check": `{"subject":"A-1","type":"horoscope","code":"finding"}`} {
		a := p.act("check.request", body)
		if a.status != http.StatusUnprocessableEntity || a.field(t, "errors") == nil {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if a := p.act("check.request", `{"subject":"A-1","type":"reference","code":"other","reason":"He has a strong accent on calls"}`); a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "accent") {
		t.Errorf("how somebody sounds: %d %s", a.status, a.body)
	}
}

// TestAPICursor reads a list in pages, each person once.
func TestAPICursor(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	var lines []string
	for i := range 25 {
		id := "A-" + string(rune('a'+i))
		lines = append(lines, applicant(id, "Quilla Zorn", "+44 20 7946 09"+string(rune('0'+i/10))+string(rune('0'+i%10))))
	}
	p.send("POST", "/v1/observations", strings.Join(lines, "\n"), "Content-Type", "application/x-ndjson").want(t, "bulk", http.StatusOK)
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, cursor := map[string]int{}, ""
	for pages := 0; pages < 10; pages++ {
		a := p.get("/v1/subjects?limit=7&cursor=" + url.QueryEscape(cursor))
		a.want(t, "a page", http.StatusOK)
		for _, s := range a.field(t, "subjects").([]any) {
			seen[s.(map[string]any)["id"].(string)]++
		}
		next, _ := a.field(t, "next").(string)
		if cursor = next; cursor == "" {
			break
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d of 25 people seen", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s seen %d times", id, n)
		}
	}
	p.get("/v1/subjects?words=x&cursor=rubbish").want(t, "rubbish", http.StatusUnprocessableEntity)
	p.get("/v1/subjects?colour=red").want(t, "an unknown word", http.StatusUnprocessableEntity)
	p.get("/v1/nothing").want(t, "no such path", http.StatusNotFound)
	if a := p.send("DELETE", "/v1/subjects", ""); a.status != http.StatusMethodNotAllowed || a.head.Get("Allow") != "GET" {
		t.Errorf("deleting: %d %v", a.status, a.head)
	}
	for _, path := range []string{"/openapi.json", "/api", "/healthz", "/livez"} {
		if a := p.send("POST", path, ""); a.status != http.StatusMethodNotAllowed || a.head.Get("Content-Type") != "application/problem+json" || a.head.Get("Allow") == "" {
			t.Errorf("POST %s: %d %v", path, a.status, a.head)
		}
	}
}

// TestAPIContext tells an analyst about the holder of a login.
func TestAPIContext(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	for _, line := range []string{
		`{"subject":"P-1","kind":"person","source":"hr","record":"1","happened":"2026-10-01","data":{"full_name":"Quilla Zorn","login":"q1","home":{"city":"Harbourton","address":"12 Mill Lane"},"started":"2026-10-01"}}`,
		`{"subject":"P-1","kind":"shipment","source":"it","record":"2","happened":"2026-10-02","data":{"direction":"out","item":"Laptop","serial":"SN-1","delivered":"2026-10-03","status":"delivered"}}`,
	} {
		p.send("POST", "/v1/observations", line).want(t, "a record", http.StatusCreated)
	}
	p.act("agreement.record", `{"kind":"travel","subject":"P-1","what":"Lisbon","from":"2026-11-10","until":"2026-12-20","reason":"agreed with their manager"}`).want(t, "travel", http.StatusOK)
	p.act("agreement.record", `{"kind":"tool","what":"the company's remote desktop","until":"2027-06-01","reason":"used by the whole team"}`).want(t, "a tool", http.StatusOK)
	for _, grant := range []casework.Grant{lead(), {Role: casework.Security}} {
		q := in.program(t, []string{"context.read"}, grant)
		a := q.get("/v1/context?login=Q1")
		a.want(t, string(grant.Role), http.StatusOK)
		for _, part := range []string{`"subject":"P-1"`, `"started":"2026-10-01"`, `"Harbourton"`, `"serial":"SN-1"`, `"place":"Lisbon"`, `remote desktop`} {
			if !strings.Contains(string(a.body), part) {
				t.Errorf("%s: %s is not in %s", grant.Role, part, a.body)
			}
		}
		if strings.Contains(string(a.body), "Mill Lane") || strings.Contains(string(a.body), "Zorn") {
			t.Errorf("more than the city: %s", a.body)
		}
	}
	p.get("/v1/context?login=nobody").want(t, "nobody", http.StatusNotFound)
}

// TestAPIPage is readable without script and loads nothing from elsewhere.
func TestAPIPage(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	a := (&program{t: t, site: in.site.URL}).get("/api")
	a.want(t, "the page", http.StatusOK)
	policy := a.head.Get("Content-Security-Policy")
	for _, part := range []string{"/v1/acts/check.request", "/v1/observations", `id="schema-RequestCheck"`, "observations.write"} {
		if !strings.Contains(string(a.body), part) {
			t.Errorf("%s is not on the page", part)
		}
	}
	if strings.Contains(string(a.body), "<script") || strings.Contains(string(a.body), "style=") || strings.Contains(string(a.body), `="http`) || !strings.HasPrefix(policy, "default-src 'none'; style-src 'self';") {
		t.Errorf("the page loads more than its style: %s", policy)
	}
	if doc := in.described(t); doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
}

// TestAPIEmptyLists reads every list of an installation that holds nothing: a
// program can go through each without looking whether it is there.
func TestAPIEmptyLists(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	for _, path := range []string{"/v1/today", "/v1/cases", "/v1/groups", "/v1/subjects", "/v1/payroll", "/v1/equipment", "/v1/rules", "/v1/policies", "/v1/suppressions", "/v1/retention", "/v1/monitoring", "/v1/settings", "/v1/search?words=nobody"} {
		a := p.get(path)
		a.want(t, path, http.StatusOK)
		if strings.Contains(string(a.body), ":null") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}
