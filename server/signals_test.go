package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/connect"
	"muster/store"
)

// oktaEvent is one sign-in as Okta's System Log has it.
func oktaEvent(id, login, ip string, at time.Time) string {
	return fmt.Sprintf(`{"uuid":%q,"published":%q,"eventType":"user.session.start","version":"0","severity":"INFO","actor":{"alternateId":%q},"outcome":{"result":"SUCCESS"},"client":{"ipAddress":%q}}`,
		id, at.UTC().Format(time.RFC3339Nano), login, ip)
}

// listening is an installation that listens to a system, with everything that
// may be monitored switched on.
func listening(t testing.TB, systems ...SystemConfig) *installation {
	t.Helper()
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true}
		c.Systems = systems
	})
	in.watch(t, casework.MonitoringKinds()...)
	return in
}

// watch switches kinds of monitoring on.
func (in *installation) watch(t testing.TB, kinds ...string) {
	t.Helper()
	lead := &casework.Actor{User: "U-lead", Name: "Lead", Grants: []casework.Grant{hrLead()}}
	for _, kind := range kinds {
		in.must(t, lead, &casework.SwitchMonitoring{Kind: kind, On: true, Assessment: "DPIA-7", Notice: "N-3", Basis: "legitimate interests", Reason: "Agreed with the works council."})
	}
}

// push sends a body to a system's address.
func (in *installation) push(t testing.TB, id, body string, header http.Header) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, in.site.URL+"/v1/signals/"+id, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	got := map[string]any{}
	if err := json.NewDecoder(a.Body).Decode(&got); err != nil {
		t.Fatalf("%d: %v", a.StatusCode, err)
	}
	return a.StatusCode, got
}

// stands are a person's records of a kind that nothing supersedes.
func (in *installation) stands(t testing.TB, id muster.SubjectID, kind muster.Kind) (out []*muster.Observation) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		list, _, err := tx.Observations(id)
		for _, o := range standing(list) {
			if o.Kind() == kind {
				out = append(out, o)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// state is how a connector stands.
func (in *installation) state(t testing.TB, id string) (state connectorState) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) (err error) {
		state, err = stateOf(tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func bearer(secret string) http.Header { return http.Header{"Authorization": {"Bearer " + secret}} }

// TestPushedSignIns takes sign-ins pushed by Okta's event hook: verified, once
// each, whose they are by the login on record, and the rest counted.
func TestPushedSignIns(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "open sesame")})
	in.keep(t, "E-1", &muster.Person{Named: muster.Named{FullName: "Ann Example"}, Login: "ann@company.example"})
	now := fixedNow()
	one := oktaEvent("e1", "Ann@Company.example", "192.0.2.1", now.Add(-time.Hour))
	two := oktaEvent("e2", "stranger@company.example", "192.0.2.2", now.Add(-time.Hour))
	hook := `{"eventType":"com.okta.event_hook","data":{"events":[` + one + "," + two + `,{"uuid":"x"}]}}`
	if status, _ := in.push(t, "okta", hook, bearer("open")); status != http.StatusUnauthorized {
		t.Errorf("a wrong secret is answered with %d", status)
	}
	if got := in.stands(t, "E-1", muster.KindSignIns); len(got) != 0 {
		t.Fatal("kept in spite of a wrong secret")
	}
	for round := range 2 {
		status, got := in.push(t, "okta", hook, bearer("open sesame"))
		if status != http.StatusOK || got["records"] != 3.0 || got["used"] != 2.0 || got["not_understood"] != 1.0 || got["nobody"] != 1.0 || got["again"] != float64(round) {
			t.Errorf("%d: %v", status, got)
		}
	}
	list := in.stands(t, "E-1", muster.KindSignIns)
	if len(list) != 1 || list[0].Data.(*muster.SignIns).Passed != 1 || list[0].Source != "okta" {
		t.Fatalf("%+v", list)
	}
	var raw []string
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		return tx.Segments("okta", func(s store.Segment) error {
			for _, e := range s.Events {
				raw = append(raw, string(e.Subject)+" "+string(e.Raw))
			}
			return nil
		})
	})
	if err != nil || !slices.Equal(raw, []string{"E-1 " + one}) {
		t.Errorf("kept as they arrived: %q, %v", raw, err)
	}
	// A later event of the day corrects what was said of it.
	if status, _ := in.push(t, "okta", oktaEvent("e3", "ann@company.example", "192.0.2.1", now.Add(-30*time.Minute)), bearer("open sesame")); status != http.StatusOK {
		t.Fatal(status)
	}
	if list := in.stands(t, "E-1", muster.KindSignIns); len(list) != 1 || list[0].Data.(*muster.SignIns).Passed != 2 {
		t.Errorf("%+v", list)
	}
	state := in.state(t, "okta")
	if state.Nobody != 2 || state.Strangers["stranger@company.example"] != 2 || state.Replayed != 1 {
		t.Errorf("%+v", state)
	}
}

// TestOktaChallenge answers Okta's one question.
func TestOktaChallenge(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "open sesame")}, SystemConfig{System: "zoom", SecretFile: secretFile(t, "zoom word")}, SystemConfig{System: "slack", SecretFile: secretFile(t, "slack word")})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, in.site.URL+"/v1/signals/okta", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Okta-Verification-Challenge", `my"word`)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if text, _ := io.ReadAll(a.Body); a.StatusCode != http.StatusOK || strings.TrimSpace(string(text)) != `{"verification":"my\"word"}` {
		t.Errorf("%d %s", a.StatusCode, text)
	}
	stamp := strconv.FormatInt(fixedNow().Unix(), 10)
	zoom := `{"event":"endpoint.url_validation","payload":{"plainToken":"abc"},"event_ts":1}`
	signed := func(prefix, secret, body string) string {
		return "v0=" + connect.Sign([]byte(secret), []byte(prefix+stamp+":"+body))
	}
	status, got := in.push(t, "zoom", zoom, http.Header{"X-Zm-Request-Timestamp": {stamp}, "X-Zm-Signature": {signed("v0:", "zoom word", zoom)}})
	if status != http.StatusOK || got["plainToken"] != "abc" || got["encryptedToken"] != connect.Sign([]byte("zoom word"), []byte("abc")) {
		t.Errorf("%d %v", status, got)
	}
	if status, _ := in.push(t, "zoom", zoom, http.Header{"X-Zm-Request-Timestamp": {stamp}, "X-Zm-Signature": {"v0=00"}}); status != http.StatusUnauthorized {
		t.Errorf("an unsigned question is answered with %d", status)
	}
	slack := `{"type":"url_verification","challenge":"3eZb","token":"x"}`
	status, got = in.push(t, "slack", slack, http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {signed("v0:", "slack word", slack)}})
	if status != http.StatusOK || got["challenge"] != "3eZb" {
		t.Errorf("%d %v", status, got)
	}
}

// TestPushedBadly refuses what is too large, of no system, or broken, and says
// so; one broken record costs itself only.
func TestPushedBadly(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "signals", SecretFile: secretFile(t, "s")}, SystemConfig{System: "ecs", ID: "gone", SecretFile: t.TempDir() + "/none"})
	if status, _ := in.push(t, "nothing", "{}", bearer("s")); status != http.StatusNotFound {
		t.Errorf("a system nobody set up: %d", status)
	}
	if status, _ := in.push(t, "gone", "{}", bearer("s")); status != http.StatusServiceUnavailable {
		t.Errorf("a secret that cannot be read: %d", status)
	}
	if status, _ := in.push(t, "signals", strings.Repeat(" ", mostDelivery+1), bearer("s")); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", status)
	}
	good := `{"muster_signal":1,"id":"1","at":"` + fixedNow().Add(-time.Hour).Format(time.RFC3339) + `","account":"nobody","kind":"sign_in","data":{"passed":true}}`
	deep := `{"muster_signal":1,"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`
	status, got := in.push(t, "signals", good+"\n{broken\n"+deep+"\n"+good, bearer("s"))
	if status != http.StatusOK || got["records"] != 4.0 || got["bad"] != 2.0 || got["used"] != 2.0 {
		t.Errorf("%d %v", status, got)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, good)
	z.Close()
	header := bearer("s")
	header.Set("Content-Encoding", "gzip")
	if status, got := in.push(t, "signals", packed.String(), header); status != http.StatusOK || got["used"] != 1.0 {
		t.Errorf("packed: %d %v", status, got)
	}
	packed.Reset()
	z.Reset(&packed)
	io.WriteString(z, strings.Repeat(" ", mostDelivery+1))
	z.Close()
	if status, _ := in.push(t, "signals", packed.String(), header); status != http.StatusRequestEntityTooLarge { // as if it were not packed: a collector sends less
		t.Errorf("too large once unpacked: %d", status)
	}
	if status, _ := in.push(t, "signals", packed.String()[:99], header); status != http.StatusBadRequest {
		t.Errorf("cut: %d", status)
	}
	stamp := strconv.FormatInt(fixedNow().Add(-time.Hour).Unix(), 10)
	old := http.Header{"Muster-Signature": {"t=" + stamp + ",v1=" + connect.Sign([]byte("s"), []byte(stamp+"."), []byte(good))}}
	if status, _ := in.push(t, "signals", good, old); status != http.StatusUnauthorized {
		t.Errorf("an old signature: %d", status)
	}
}

// TestMonitoringIsAskedFirst keeps no event of a monitoring that is off, not as
// it arrived either, and says so on the connector.
func TestMonitoringIsAskedFirst(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) { c.Systems = []SystemConfig{{System: "okta", SecretFile: secretFile(t, "s")}} })
	in.keep(t, "E-1", &muster.Person{Login: "ann@company.example"})
	event := oktaEvent("e1", "ann@company.example", "192.0.2.1", fixedNow().Add(-time.Hour))
	if status, _ := in.push(t, "okta", event, bearer("s")); status != http.StatusOK {
		t.Fatal(status)
	}
	if n := len(in.stands(t, "E-1", muster.KindSignIns)); n != 0 {
		t.Error("kept without notice and assessment")
	}
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		if state, err := tx.StreamState("E-1"); state != nil || err != nil {
			t.Errorf("a day is open: %s, %v", state, err)
		}
		return tx.Segments("okta", func(store.Segment) error { t.Error("the event is kept as it arrived"); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	lead := in.program(t, []string{api.RulesRead}, hrLead())
	shown := lead.send(http.MethodGet, "/v1/connectors", "")
	if shown.status != http.StatusOK || !bytes.Contains(shown.body, []byte(`"switched_off"`)) || !bytes.Contains(shown.body, []byte(`"off":{"sign_in":1}`)) {
		t.Errorf("%d %s", shown.status, shown.body)
	}
	in.watch(t, "sign_in")
	if status, _ := in.push(t, "okta", event, bearer("s")); status != http.StatusOK {
		t.Fatal(status)
	}
	if n := len(in.stands(t, "E-1", muster.KindSignIns)); n != 1 {
		t.Errorf("%d records once it is on", n)
	}
}

// TestIssuedDevices gives what is plugged in to whom the device was issued on
// that day.
func TestIssuedDevices(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "signals", SecretFile: secretFile(t, "s")})
	now := fixedNow()
	day := muster.Date(now.Year(), now.Month(), now.Day())
	before := connect.Shift(day, -10*24*time.Hour)
	in.keep(t, "E-1", &muster.Issued{Device: "SN-1", From: before, Until: connect.Shift(day, -2*24*time.Hour)})
	in.keep(t, "E-2", &muster.Issued{Device: "sn-1", From: connect.Shift(day, -24*time.Hour)})
	event := `{"muster_signal":1,"id":"1","at":"` + now.Add(-time.Hour).Format(time.RFC3339) + `","account":"local","device":"SN-1","kind":"attached","data":{"bus":"usb","vendor":"1d6b","product":"0104","interfaces":["keyboard"]}}`
	if status, got := in.push(t, "signals", event, bearer("s")); status != http.StatusOK || got["nobody"] != 0.0 {
		t.Errorf("%d %v", status, got)
	}
	if a, b := in.stands(t, "E-1", muster.KindAttachment), in.stands(t, "E-2", muster.KindAttachment); len(a) != 0 || len(b) != 1 {
		t.Errorf("%d and %d", len(a), len(b))
	}
	// Who is gone leaves no event behind.
	if _, err := in.store.Forget(t.Context(), in.config.Organisation, "E-2", "signals"); err != nil {
		t.Fatal(err)
	}
	if _, err := in.store.Forget(t.Context(), in.config.Organisation, "E-2", "test"); err != nil {
		t.Fatal(err)
	}
	if gone, err := in.store.TidyStreams(t.Context(), in.config.Organisation); gone != 1 || err != nil {
		t.Errorf("%d events went, %v", gone, err)
	}
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		if state, err := tx.StreamState("E-2"); state != nil || err != nil {
			t.Errorf("%s, %v", state, err)
		}
		return tx.Segments("signals", func(store.Segment) error { t.Error("an event is left"); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEventsExpire erases events as they arrived once the shortest days of the
// kinds that logs become are over.
func TestEventsExpire(t *testing.T) {
	t.Parallel()
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "s")})
	in.keep(t, "E-1", &muster.Person{Login: "ann@company.example"})
	if status, _ := in.push(t, "okta", oktaEvent("e1", "ann@company.example", "192.0.2.1", fixedNow().Add(-time.Hour)), bearer("s")); status != http.StatusOK {
		t.Fatal(status)
	}
	events := func() (n int) {
		t.Helper()
		if err := in.tidyStreams(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
			return tx.Segments("okta", func(s store.Segment) error { n += len(s.Events); return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if events() != 1 {
		t.Error("the event is gone at once")
	}
	*in.clock = in.clock.AddDate(2, 0, 0)
	if events() != 0 {
		t.Error("the event is there after two years")
	}
}

// A connector that panics over one record understands the others.
func TestPanickingRecord(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := &Server{log: slog.New(slog.NewTextHandler(&log, nil)), systems: &connectors{}, now: fixedNow}
	from := &connector{system: &connect.System{
		Name: "frail",
		Mine: func(*connect.Record) bool { return true },
		Read: func(r *connect.Record, emit func(*muster.Signal)) bool {
			emit(&muster.Signal{})
			if r.Text("kind") == "odd" {
				panic("no such kind")
			}
			return true
		},
	}}
	var sum connectorState
	list := s.readRecords(&delivery{from: from, records: [][]byte{[]byte(`{"kind":"odd","who":"HF-1"}`), []byte(`{"kind":"even"}`)}}, &sum)
	if len(list) != 1 || len(list[0].signals) != 1 || sum.Unknown != 1 || sum.Used != 1 {
		t.Errorf("read %d, %+v", len(list), sum)
	}
	if got := log.String(); !strings.Contains(got, "frail") || strings.Contains(got, "HF-1") {
		t.Errorf("the log says %s", got)
	}
}
