package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/api"
	"muster/connect/lists"
)

// standingOn reads how a system stands as the interface for programs says it.
func standingOn(t *testing.T, in *installation, id string) *api.Connector {
	t.Helper()
	state := in.state(t, id)
	one := in.systems.byID[id].shown(&state, in.now())
	return &one
}

// TestSystemSays names what is wrong with a system: deliveries that are signed
// wrongly, also before anything came, and records in another form than before.
// Either ends by itself once it is well again.
func TestSystemSays(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "s")})
	if status, _ := in.push(t, "okta", "{}", bearer("wrong")); status != http.StatusUnauthorized {
		t.Fatal(status)
	}
	if got := standingOn(t, in, "okta"); got.State != api.ConnectorUnsigned || got.Counts.Refused != 1 || !strings.Contains(got.Says, "signature is wrong") {
		t.Errorf("%+v", got)
	}
	*in.clock = in.clock.Add(time.Minute)
	events := func(n int, form string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintln(&b, strings.ReplaceAll(oktaEvent(fmt.Sprintf("%s%d-%d", form[:1], i, in.now().Unix()), "ann@company.example", "192.0.2.1", fixedNow().Add(-time.Hour)), "eventType", form))
		}
		return b.String()
	}
	in.push(t, "okta", events(30, "eventType"), bearer("s"))
	if got := standingOn(t, in, "okta"); got.State != api.ConnectorWell {
		t.Errorf("%+v", got)
	}
	in.push(t, "okta", events(10, "event_type_v2"), bearer("s"))
	got := standingOn(t, in, "okta")
	if got.State != api.ConnectorDrifted || got.Counts.NotUnderstood != 10 || !strings.Contains(got.Says, "Of about the last 40 records 10 are of a form") {
		t.Errorf("%+v", got)
	}
	in.push(t, "okta", events(60, "eventType"), bearer("s"))
	if got := standingOn(t, in, "okta"); got.State != api.ConnectorWell {
		t.Errorf("%+v", got)
	}
}

// TestListsOnThePage shows lists of facts with their age, says which are old, and
// says so where they cannot be read, without losing those in use.
func TestListsOnThePage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := newInstallation(t, func(c *Config) { c.Lists = dir })
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "192.0.2.0/24\n") }))
	defer publisher.Close()
	store := &lists.Store{Dir: filepath.Join(dir, lists.NetworksFolder), Client: publisher.Client(), Now: func() time.Time { return in.now().AddDate(0, 0, -31) }}
	source := lists.NetworkSources()[0]
	source.URL = publisher.URL
	if _, _, err := store.UpdateNetwork(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	countries := lists.CountrySources()[0]
	file := filepath.Join(t.TempDir(), "geoip")
	if err := os.WriteFile(file, []byte("16777216,16777471,AU\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	countries.URL = "file:" + file
	store.Now = in.now
	if _, _, err := store.UpdateNetwork(t.Context(), countries); err != nil {
		t.Fatal(err)
	}
	lead := in.signedIn(t, "lead", hrLead())
	_, page := lead.get("/settings/systems")
	for _, want := range []string{"X4BNet", "31 days", "old: fetch it with", "Tor&#39;s list of countries, IPv4", "0 days"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, told := lead.get("/v1/connectors"); !strings.Contains(told, "X4BNet") || !strings.Contains(told, `"days":31,`) || !strings.Contains(told, `"old":true`) {
		t.Errorf("a program is told of the lists: %s", told)
	}
	judge, _ := in.systems.inUse(in.log, in.now(), dir)
	if judge == nil {
		t.Fatal("the lists are not used")
	}
	if err := os.WriteFile(filepath.Join(dir, lists.NetworksFolder, source.Name, "current.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, page = lead.get("/settings/systems"); !strings.Contains(page, "The lists cannot be read") {
		t.Error("the page does not say that lists cannot be read")
	}
	if _, told := lead.get("/v1/connectors"); !strings.Contains(told, `"lists_unread":true`) {
		t.Errorf("a program is not told that lists cannot be read: %s", told)
	}
	if again, _ := in.systems.inUse(in.log, in.now().Add(listsEvery), dir); again != judge {
		t.Error("the lists read before are no longer in use")
	}
}
