package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/internal/pgtest"
	"muster/policy"
)

// TestCountryScope asks as somebody whose role holds in one country: lists,
// pages, acts and operations reach its entities' people and nobody else.
func TestCountryScope(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	abroad := casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Country: "DE"}}
	lead := in.signedIn(t, "lead", abroad)
	in.entities(t, casework.Entity{ID: "gmbh", Title: "Example GmbH", Country: "DE"}, casework.Entity{ID: "ag", Title: "Example AG", Country: "DE"}, casework.Entity{ID: "sas", Title: "Example SAS", Country: "FR"})
	for id, entity := range map[muster.SubjectID]string{"W-1": "Example GmbH", "W-2": "ag", "W-3": "Example SAS", "W-4": ""} {
		in.keep(t, id, &muster.Person{Named: muster.Named{FullName: muster.PersonName("Ann Example " + string(id))}, LegalEntity: muster.Text(entity), Started: muster.Date(2026, 1, 5)})
	}
	lead.sees("/people", "2 people", "/people/W-1", "/people/W-2")
	for _, sort := range []string{"person", "level", "entity", "changed"} {
		if _, page := lead.get("/people?sort=" + sort + "&down=1"); strings.Contains(page, "/people/W-3") || strings.Contains(page, "/people/W-4") || !strings.Contains(page, "/people/W-2") {
			t.Errorf("the list by %s reaches beyond the country", sort)
		}
	}
	for id, want := range map[string]int{"W-1": http.StatusOK, "W-2": http.StatusOK, "W-3": http.StatusNotFound, "W-4": http.StatusNotFound} {
		if status, _ := lead.get("/people/" + id); status != want {
			t.Errorf("the page of %s: %d, want %d", id, status, want)
		}
	}
	check := func(id string) int {
		status, _ := lead.post("/people/"+id+"/checks", answers("type", "identity", "code", "class", "reason", cellReason, "due", "2026-12-01", "assurance", casework.Standard))
		return status
	}
	if in1, out := check("W-1"), check("W-3"); in1 != http.StatusSeeOther || out < http.StatusBadRequest {
		t.Errorf("a check in the country: %d, outside it: %d", in1, out)
	}
	p := in.program(t, everyScope(), abroad)
	list := string(p.send("GET", "/v1/subjects", "").body)
	if !strings.Contains(list, "W-1") || !strings.Contains(list, "W-2") || strings.Contains(list, "W-3") || strings.Contains(list, "W-4") {
		t.Errorf("/v1/subjects: %s", list)
	}
	if a := p.send("GET", "/v1/subjects/W-3", ""); a.status != http.StatusNotFound {
		t.Errorf("/v1/subjects/W-3: %d", a.status)
	}
}

// TestTwoNodes runs two servers on one Postgres: what one acknowledged the
// other answers with, a key ended at one is dead at the other, and a job that is
// due is done once.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	data, db := t.TempDir(), pgtest.Start(t).Database(t)
	shared := func(c *Config) { c.Data, c.DB = data, db }
	a, b := newInstallation(t, shared), newInstallation(t, shared)
	pa := a.program(t, everyScope(), lead())
	pb := &program{t, b.site.URL, pa.key}
	for i := range 6 {
		from, to := pa, pb
		if i%2 == 1 {
			from, to = pb, pa
		}
		id := fmt.Sprintf("N-%d", i)
		sent := from.send("POST", "/v1/observations?assess=true", fmt.Sprintf(`{"subject":%q,"kind":"person","source":"hr","record":"1","data":{"full_name":"Ann Example %d","contact":{"phones":["+442079460011"]},"home":{"address":"%d Far Street","city":"Leeds"}}}`, id, i, 3+20*i))
		if sent.status != http.StatusCreated {
			t.Fatalf("%s: %d %s", id, sent.status, sent.body)
		}
		seen := to.send("GET", "/v1/subjects/"+id, "")
		if seen.status != http.StatusOK || !strings.Contains(string(seen.body), id) {
			t.Fatalf("the other server on %s: %d %s", id, seen.status, seen.body)
		}
		if again := to.send("POST", "/v1/observations", fmt.Sprintf(`{"subject":%q,"kind":"person","source":"hr","record":"1","data":{"full_name":"Ann Example %d","contact":{"phones":["+442079460011"]},"home":{"address":"%d Far Street","city":"Leeds"}}}`, id, i, 3+20*i)); again.status != http.StatusOK {
			t.Errorf("the same record again at the other server: %d %s", again.status, again.body)
		}
	}
	for i := range 6 {
		id := fmt.Sprintf("/v1/subjects/N-%d", i)
		one, other := pa.send("GET", id, ""), pb.send("GET", id, "")
		if one.field(t, "assessment") == nil || fmt.Sprint(one.field(t, "assessment")) != fmt.Sprint(other.field(t, "assessment")) {
			t.Errorf("%s: %v at one, %v at the other", id, one.field(t, "assessment"), other.field(t, "assessment"))
		}
	}
	for _, p := range []*program{pa, pb} {
		versions, _ := p.send("GET", "/v1/subjects/N-0", "").field(t, "assessment").(map[string]any)["versions"].(map[string]any)
		if versions["policy"] != policy.Default().Version || versions["detectors"] == nil {
			t.Errorf("an assessment does not name what it was made by: %v", versions)
		}
	}
	admin := a.user(t, "Admin")
	keys, err := a.desk.Keys(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	before := a.counters.jobs.Load() + b.counters.jobs.Load()
	done := make(chan error, 2)
	for _, in := range []*installation{a, b} {
		go func() { done <- in.clocks(t.Context()) }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if n, all := a.counters.jobs.Load()+b.counters.jobs.Load()-before, int64(len(a.jobs())); n < all || n > all+2 { // two of them are due again at once
		t.Errorf("%d jobs were done, want %d, each once", n, all)
	}
	triedAtEither(t, a, b)
	for _, k := range keys {
		a.must(t, admin, &casework.RevokeKey{Key: k.ID})
	}
	if got := pb.send("GET", "/v1/subjects", ""); got.status != http.StatusUnauthorized {
		t.Errorf("a key that was ended at the other server: %d", got.status)
	}
}

// triedAtEither tries a policy at one server; the other shows what became of it
// and publishes it, as it must behind something that shares out requests.
func triedAtEither(t *testing.T, a, b *installation) {
	t.Helper()
	at := a.signedIn(t, "rule", hrLead())
	text := strings.NewReplacer("version: default-1", "version: both-1", "checks_per_week: 20", "checks_per_week: 21").Replace(string(policy.DefaultText()))
	at.does("/policies/try", answers("text", text))
	at.site = b.site.URL
	at.http.Jar.SetCookies(mustParse(t, b.site.URL), at.http.Jar.Cookies(mustParse(t, a.site.URL)))
	at.sees("/rules", "Tried, not in force: policy both-1")
	at.does(at.form(`action="(/policies/[^"]+/publish)"`), answers("reason", "There is one more of us now."))
	if strings.Contains(at.page("/rules"), "Tried, not in force") {
		t.Error("what is published is still shown as tried")
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
