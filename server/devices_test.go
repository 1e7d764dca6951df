package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/report"
)

// oktaSignIn is a sign-in as Okta sends it.
func oktaSignIn(event, mail, city string, at time.Time, lat, lon float64) string {
	return fmt.Sprintf(`{"uuid":%q,"published":%q,"eventType":"user.session.start","version":"0","severity":"INFO","actor":{"alternateId":%q},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"198.51.100.7","geographicalContext":{"city":%q,"country":"United States","geolocation":{"lat":%v,"lon":%v}}},"securityContext":{"isProxy":false}}`,
		event, at.UTC().Format(time.RFC3339Nano), mail, city, lat, lon)
}

// watchedPerson is an installation that takes Okta's events in, with one person
// who claims Harbourton, and an HR lead.
func watchedPerson(t *testing.T) (*installation, *browser) {
	t.Helper()
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true}
		c.Systems = []SystemConfig{{System: "okta", SecretFile: secretFile(t, "open sesame")}}
	})
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Quilla Zorn"}, Login: "quilla@company.example", Home: muster.Home{City: "Harbourton", Country: "GB"}})
	return in, in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
}

// send switches monitoring on and pushes events of Okta.
func (in *installation) send(t *testing.T, events ...string) {
	t.Helper()
	in.watch(t, casework.MonitoringKinds()...)
	if status, got := in.push(t, "okta", `{"eventType":"com.okta.event_hook","data":{"events":[`+strings.Join(events, ",")+`]}}`, bearer("open sesame")); status != http.StatusOK {
		t.Fatalf("%d %v", status, got)
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// signsIn has the person sign in from Nashville and returns the id of the
// record that became of it.
func (in *installation) signsIn(t *testing.T) string {
	t.Helper()
	in.send(t, oktaSignIn("e-1", "quilla@company.example", "Nashville", fixedNow().Add(-time.Hour), 36.16, -86.78))
	list := in.stands(t, "W-1", muster.KindSignIns)
	if len(list) != 1 {
		t.Fatalf("%d days of sign-ins", len(list))
	}
	return list[0].ID.String()
}

// TestTimelineKeepsTimesOfLogs reads a person's timeline as roles that are not
// shown what logs showed: the times of sign-ins would say when somebody works. A
// finding names the tool it saw to those alone who are shown it.
func TestTimelineKeepsTimesOfLogs(t *testing.T) {
	t.Parallel()
	in, lead := watchedPerson(t)
	in.keep(t, "W-1", &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}})
	in.signsIn(t)
	in.keep(t, "W-1", &muster.Program{Day: muster.Date(2026, 11, 3), First: muster.Date(2026, 11, 3), Device: "LT-1", Seen: muster.SeenRunning, Class: muster.ProgramRemote, Name: "AnyDesk"})
	for _, test := range []struct {
		role      casework.Role
		logs, pay bool
	}{{casework.HRLead, true, true}, {casework.Recruiter, false, false}, {casework.Payroll, false, true}} {
		b := lead
		if test.role != casework.HRLead {
			b = in.signedIn(t, "t-"+string(test.role), casework.Grant{Role: test.role})
		}
		_, page := b.get("/people/W-1")
		_, answer := b.get("/v1/subjects/W-1/timeline")
		for word, want := range map[string]bool{`"kind":"sign_ins"`: test.logs, `"kind":"bank_details"`: test.pay, `"kind":"person"`: true} {
			if got := strings.Contains(answer, word); got != want {
				t.Errorf("%s: the timeline says %s: %v", test.role, word, got)
			}
		}
		if got := strings.Contains(page, report.Sentence(report.KindWord(muster.KindSignIns))); got != test.logs {
			t.Errorf("%s: the page tells of days of sign-ins: %v", test.role, got)
		}
		if got := strings.Contains(page, "A remote-access tool (“AnyDesk”) was first seen"); got != test.logs || !test.logs && strings.Contains(page, "AnyDesk") {
			t.Errorf("%s: the finding names the tool: %v", test.role, got)
		}
	}
}

// TestDevicePage sends events in and opens the page as every role: who sees
// what follows the table of fields alone.
func TestDevicePage(t *testing.T) {
	t.Parallel()
	in, lead := watchedPerson(t)
	status, page := lead.get("/people/W-1/devices")
	if status != 200 || !strings.Contains(page, "Not switched on") || !strings.Contains(page, "No log says anything") {
		t.Fatalf("before monitoring is on: %d\n%s", status, page)
	}
	record := in.signsIn(t)
	table := in.desk.Permissions()
	for _, role := range casework.Roles() {
		b := in.signedIn(t, "d-"+string(role), casework.Grant{Role: role})
		if table.Cell(casework.PeopleView, role) != casework.Yes {
			if status, _ := b.get("/people/W-1/devices"); status == 200 {
				t.Errorf("%s sees the page", role)
			}
			continue
		}
		_, page := b.get("/people/W-1/devices")
		sees := table.SightOf(casework.FieldSignals, role) == casework.Clear
		if got := strings.Contains(page, "Nashville"); got != sees {
			t.Errorf("%s: towns on the page: %v, want %v", role, got, sees)
		}
		home := sees && table.SightOf(casework.FieldHome, role) == casework.Clear
		if got := strings.Contains(page, "Harbourton"); got != home {
			t.Errorf("%s: the home claimed is on the page: %v, want %v", role, got, home)
		}
		if strings.Contains(page, "198.51.100.7") {
			t.Errorf("%s: an address of a network is on the page", role)
		}
		status, page := b.get("/people/W-1/events?record=" + record)
		raw := sees && table.SightOf(casework.FieldEvents, role) == casework.Clear
		if got := strings.Contains(page, "198.51.100.7"); got != raw {
			t.Errorf("%s: the event as it arrived: %v, want %v", role, got, raw)
		}
		if (status == 200) != sees {
			t.Errorf("%s: the events' page answers %d", role, status)
		}
	}
}

// TestEventsUnlock shows events as they arrived for a reason.
func TestEventsUnlock(t *testing.T) {
	t.Parallel()
	in, lead := watchedPerson(t)
	path := "/people/W-1/events?record=" + in.signsIn(t)
	if _, page := lead.get(path); !strings.Contains(page, "Masked for your role") {
		t.Fatal("an HR lead sees the event without a reason")
	}
	if status, _ := lead.post("/people/W-1/unlock", url.Values{"key": {newKey()}, "field": {"signals.raw"}, "reason": {"The person asked which sign-in is meant; I read it to them."}, "back": {path}}); status != 303 {
		t.Fatalf("unlock: %d", status)
	}
	if _, page := lead.get(path); !strings.Contains(page, "198.51.100.7") || !strings.Contains(page, "user.session.start") {
		t.Error("the event does not show after unlocking")
	}
	if status, _ := lead.get("/people/W-1/events?record=00112233445566778899aabbccddeeff"); status != 404 {
		t.Errorf("a record that is not there: %d", status)
	}
}

// TestDevicesOfProgram asks by the API what the page shows.
func TestDevicesOfProgram(t *testing.T) {
	t.Parallel()
	in, lead := watchedPerson(t)
	in.signsIn(t)
	status, text := lead.get("/v1/subjects/W-1/devices")
	var got api.Devices
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != 200 {
		t.Fatalf("%d %v %s", status, err, text)
	}
	if got.Hidden || got.Seen == nil || len(got.Seen.Places) != 2 || got.Seen.Home != "Harbourton" || got.Seen.Places[1].Town != "Nashville" || got.Seen.Places[1].SignIns == 0 {
		t.Errorf("devices: %+v", got.Seen)
	}
	if _, text = in.signedIn(t, "pay", casework.Grant{Role: casework.Payroll}).get("/v1/subjects/W-1/devices"); !strings.Contains(text, `"hidden":true`) {
		t.Errorf("payroll: %s", text)
	}
	if status, _ := lead.get("/v1/subjects/W-404/devices"); status != 404 {
		t.Errorf("nobody: %d", status)
	}
}

// TestSystemPage shows how a connector stands; accounts are for who looks after
// systems.
func TestSystemPage(t *testing.T) {
	t.Parallel()
	in, lead := watchedPerson(t)
	in.send(t, oktaSignIn("stranger-1", "nobody@elsewhere.example", "Leeds", fixedNow().Add(-time.Hour), 53.8, -1.5))
	status, page := lead.get("/settings/systems")
	if status != 200 || !strings.Contains(page, "Okta") || !strings.Contains(page, "Accounts that are nobody") || strings.Contains(page, "nobody@elsewhere.example") {
		t.Errorf("as an HR lead: %d", status)
	}
	if _, page = in.signedIn(t, "keeper", casework.Grant{Role: casework.Administrator}).get("/settings/systems"); !strings.Contains(page, "nobody@elsewhere.example") {
		t.Error("an administrator does not see which accounts are nobody's")
	}
	if !strings.Contains(page, "Lists that are used") {
		t.Error("the page says nothing of lists")
	}
}
