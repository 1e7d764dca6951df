package server

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"muster"
	"muster/casework"
	"muster/connect"
)

// TestIdentityChecksByWebhook takes each provider's result through a running server
// under the provider's own signature, on the account it names: once, however often
// it is sent. A wrong signature, and an old one where there is a time in it, is
// refused, and nothing is kept of it.
func TestIdentityChecksByWebhook(t *testing.T) {
	t.Parallel()
	const secret = "provider's secret"
	sign := func(header string, before ...string) func(body string) http.Header {
		return func(body string) http.Header {
			parts := [][]byte{}
			for _, b := range before {
				parts = append(parts, []byte(b))
			}
			return http.Header{http.CanonicalHeaderKey(header): {connect.Sign([]byte(secret), append(parts, []byte(body))...)}}
		}
	}
	stamp := fmt.Sprint(fixedNow().Unix())
	stamped := func(header, stamp string) func(string) http.Header {
		return func(body string) http.Header {
			return http.Header{http.CanonicalHeaderKey(header): {"t=" + stamp + ",v1=" + connect.Sign([]byte(secret), []byte(stamp+"."), []byte(body))}}
		}
	}
	old := fmt.Sprint(fixedNow().Add(-60 * 60 * 1e9).Unix())
	providers := []struct {
		system string
		sign   func(string) http.Header
		old    func(string) http.Header // nil: the provider sends no time
	}{
		{"onfido", sign("X-SHA2-Signature"), nil},
		{"persona", stamped("Persona-Signature", stamp), stamped("Persona-Signature", old)},
		{"sumsub", func(body string) http.Header {
			h := sign("X-Payload-Digest")(body)
			h.Set("X-Payload-Digest-Alg", "HMAC_SHA256_HEX")
			return h
		}, nil},
		{"veriff", sign("X-HMAC-SIGNATURE"), nil},
		{"yoti", stamped("Muster-Signature", stamp), stamped("Muster-Signature", old)}, // by the customer's own service
	}
	file := secretFile(t, secret)
	var systems []SystemConfig
	for _, p := range providers {
		systems = append(systems, SystemConfig{System: p.system, SecretFile: file})
	}
	in := listening(t, systems...)
	program := in.program(t, []string{"observations.write", "subjects.read"}, casework.Grant{Role: casework.HRLead})
	lead := in.signedIn(t, "Hanna", casework.Grant{Role: casework.HRLead})
	for _, p := range providers {
		id := muster.SubjectID("F-" + p.system)
		a := program.send("POST", "/v1/observations", fmt.Sprintf(`{"subject":%q,"kind":"account","source":"platform","record":"a","happened":"2026-11-01","data":{"full_name":"Ann Example","side":"talent","created":"2026-11-01"}}`, id))
		if a.status != http.StatusCreated {
			t.Fatalf("%d: %s", a.status, a.body)
		}
		body := strings.ReplaceAll(firstRecord(t, p.system), "F-12", string(id))
		refused := []http.Header{{}, p.sign(body + " ")}
		if p.old != nil {
			refused = append(refused, p.old(body))
		}
		for i, header := range refused {
			if status, got := in.push(t, p.system, body, header); status != http.StatusUnauthorized {
				t.Errorf("%s: refusal %d: %d %v", p.system, i, status, got)
			}
		}
		if got := in.stands(t, id, muster.KindCheck); len(got) != 0 {
			t.Errorf("%s: %d checks of refused deliveries", p.system, len(got))
		}
		for range 2 { // providers send again what was not answered in time
			if status, got := in.push(t, p.system, body, p.sign(body)); status != http.StatusOK || got["bad"] != 0.0 {
				t.Errorf("%s: %d %v", p.system, status, got)
			}
		}
		got := in.stands(t, id, muster.KindCheck)
		if len(got) != 1 || got[0].Data.(*muster.Check).Outcome != muster.OutcomePassed || got[0].Data.(*muster.Check).Type != muster.CheckIdentity {
			t.Errorf("%s: %d checks: %+v", p.system, len(got), got)
		}
		if a := program.send("GET", "/v1/subjects/"+string(id)+"/timeline", ""); !strings.Contains(string(a.body), `"check":"identity","outcome":"passed"`) {
			t.Errorf("%s: a program does not learn what the check said: %s", p.system, a.body)
		}
		page := "/people/" + string(id)
		lead.sees(page, "Identity: passed ("+strings.ToUpper(p.system[:1])+p.system[1:]+")", "Opened", "First payout", "In use")
		if _, shown := lead.get(page); strings.Contains(shown, "Before the offer") || strings.Contains(shown, "Equipment</") && strings.Contains(shown, "First access") {
			t.Errorf("%s: the holder of an account is led through hiring", p.system)
		}
	}
}

// firstRecord is the first example of a connector: a check that was passed.
func firstRecord(t *testing.T, system string) string {
	t.Helper()
	f, err := os.Open("../connect/" + system + "/testdata/webhooks.jsonl")
	if os.IsNotExist(err) {
		f, err = os.Open("../connect/" + system + "/testdata/sessions.jsonl")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() {
		t.Fatal("no example")
	}
	var example struct{ Record json.RawMessage }
	if err := json.Unmarshal(lines.Bytes(), &example); err != nil {
		t.Fatal(err)
	}
	return string(example.Record)
}
