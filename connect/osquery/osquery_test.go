package osquery_test

import (
	"net/http"
	"testing"
	"time"

	"muster/connect/connecttest"
	"muster/connect/osquery"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: osquery.New(), Push: &connecttest.Push{Shared: true, Sign: func(secret, _ []byte, _ time.Time) http.Header {
		return http.Header{"Authorization": {"Bearer " + string(secret)}}
	}}})
}

// TestLogger enrols as osquery's TLS logger does, and sends with the key it got.
func TestLogger(t *testing.T) {
	system, secret, now := osquery.New(), []byte("open sesame"), time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	enrol := []byte(`{"enroll_secret":"open sesame","host_identifier":"host.one","platform_type":"9"}`)
	if err := system.Verify(secret, nil, enrol, now); err != nil {
		t.Fatal(err)
	}
	answer, ok := system.Challenge(secret, nil, enrol)
	key, _ := answer["node_key"].(string)
	if !ok || key == "" || answer["node_invalid"] != false {
		t.Fatalf("%v", answer)
	}
	logs := []byte(`{"node_key":"` + key + `","log_type":"result","data":[]}`)
	if err := system.Verify(secret, nil, logs, now); err != nil {
		t.Error(err)
	}
	if _, ok := system.Challenge(secret, nil, logs); ok {
		t.Error("a log is taken for enrolling")
	}
	for _, wrong := range []string{`{"enroll_secret":"open","host_identifier":"h"}`, `{"node_key":"` + key + `x"}`, `{"node_key":"host.two` + key[len("host.one"):] + `"}`, `{}`, `[]`, ``} {
		if system.Verify(secret, nil, []byte(wrong), now) == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	if system.Verify(nil, nil, []byte(`{"enroll_secret":""}`), now) == nil {
		t.Error("an empty secret is taken")
	}
}
