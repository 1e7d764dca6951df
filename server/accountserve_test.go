package server

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
)

// The desk that answers about accounts alone knows keys, scopes and roles as the
// whole server does, and says nothing wrong when it cannot say anything.
func TestAccountsAreAnsweredWithoutTheServer(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, []string{api.ObservationsWrite, api.FindingsRead}, casework.Grant{Role: casework.HRLead})
	for _, body := range []string{
		`{"subject":"F1","kind":"account","source":"platform","record":"a","happened":"2025-06-01","data":{"full_name":"Ann Example","side":"talent","created":"2025-06-01"}}`,
	} {
		if a := p.send("POST", "/v1/observations", body); a.status != http.StatusCreated {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	key, err := in.keys.of(in.Server.config.Organisation)
	if err != nil {
		t.Fatal(err)
	}
	desk := &AccountDesk{Store: in.store, Desk: in.desk, Organisation: in.Server.config.Organisation, Key: key, Today: func() muster.Time { return muster.Date(2025, 7, 1) }, Limit: time.Second}
	web := httptest.NewServer(desk.Handler(slog.New(slog.DiscardHandler)))
	defer web.Close()
	ask := func(key, body string) (int, muster.AccountAnswer, string) {
		t.Helper()
		r, err := http.NewRequest("POST", web.URL+"/v1/accounts:check", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		raw, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		var out muster.AccountAnswer
		_ = json.Unmarshal(raw, &out) // of a refusal there is none
		return got.StatusCode, out, string(raw)
	}
	const good = `{"id":"F1","at":"payout"}`
	if status, answer, raw := ask(p.key, good); status != http.StatusOK || answer.Answer != muster.OpinionNone {
		t.Errorf("%d: %s", status, raw)
	}
	if status, answer, raw := ask(p.key, `{"id":"nobody","at":"payout"}`); status != http.StatusOK || answer.Answer != muster.OpinionMissing {
		t.Errorf("somebody unknown: %d: %s", status, raw)
	}
	scopeless := in.program(t, []string{api.EventsRead}, casework.Grant{Role: casework.HRLead})
	blind := in.program(t, []string{api.FindingsRead}, casework.Grant{Role: casework.IT})
	for name, key := range map[string]string{"no scope": scopeless.key, "roles that see no levels": blind.key} {
		if status, _, raw := ask(key, good); status != http.StatusForbidden && status != http.StatusNotFound && !strings.Contains(raw, string(muster.OpinionMissing)) {
			t.Errorf("%s: %d: %s", name, status, raw)
		}
	}
	for name, key := range map[string]string{"no key": "", "another's": "mk_x_y", "one that is not ours": p.key + "x"} {
		if status, _, raw := ask(key, good); status != http.StatusUnauthorized { // as the server says it
			t.Errorf("%s: %d: %s", name, status, raw)
		}
	}
	for _, body := range []string{"", "[]", `{"id":"F1"}`, `{"id":"","at":"payout"}`, `{"id":"F1","at":"lunch"}`, `{"id":"F1","at":"payout","more":1}`, `{"id":"` + strings.Repeat("x", 600) + `","at":"payout"}`} {
		if status, _, raw := ask(p.key, body); status != http.StatusUnprocessableEntity {
			t.Errorf("%.40s: %d: %s", body, status, raw)
		}
	}
	for body, want := range map[string]int{
		good + strings.Repeat(" ", 5000): http.StatusRequestEntityTooLarge, good + good: http.StatusBadRequest, "id=F1": http.StatusBadRequest, `{"id":"F1",`: http.StatusBadRequest,
	} {
		status, _, raw := ask(p.key, body)
		var told api.Problem
		if err := json.Unmarshal([]byte(raw), &told); err != nil || status != want || told.Status != want || told.Type != "urn:muster:problem:"+string(told.Code) || told.Hint == "" {
			t.Errorf("%.40s: %d: %s", body, status, raw)
		}
		if whole := p.send("POST", "/v1/accounts:check", body); want == http.StatusBadRequest && whole.status != want {
			t.Errorf("the server answers %.40s with %d", body, whole.status)
		}
	}
	desk.Limit = 0
	if status, answer, raw := ask(p.key, good); status != http.StatusOK || answer.Answer != muster.OpinionMissing {
		t.Errorf("no time: %d: %s", status, raw)
	}
}
