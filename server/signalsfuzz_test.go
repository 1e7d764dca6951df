package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"muster/connect"
	"muster/connect/all"
)

// FuzzPushed cuts any body into records for every system, answers what may be a
// question, such as osquery's enrolment, and reads what was cut out.
func FuzzPushed(f *testing.F) {
	for _, text := range []string{
		`{"data":{"events":[{"uuid":"x"}]}}`, `[{"a":1},{"b":[{}]}]`, "{\"a\":1}\n{\"b\":2}\n", `{"enroll_secret":"s","host_identifier":"h"}`, `{"node_key":"k","log_type":"result","data":[{}]}`,
		`{"event":"endpoint.url_validation","payload":{"plainToken":"q"}}`, `{"value":[{"validationTokens":[]}]}`, "{", "[[[[", "\xff",
	} {
		f.Add([]byte(text), "secret")
	}
	known := slices.Concat(all.Systems(), all.Subjects())
	f.Fuzz(func(t *testing.T, body []byte, secret string) {
		for i := range known {
			system := &known[i]
			if system.Challenge != nil {
				header := http.Header{"X-Okta-Verification-Challenge": {secret}}
				if answer, ok := system.Challenge([]byte(secret), header, body); ok {
					if _, err := json.Marshal(answer); err != nil {
						t.Errorf("%s: an answer that cannot be written: %v", system.Name, err)
					}
				}
			}
			list, bad := cutBody(system, body)
			size := 0
			for _, raw := range list {
				size += len(raw)
				r, err := connect.Parse(raw)
				if err == nil {
					system.Mine(r)
				}
			}
			if packed := bytes.HasPrefix(body, []byte{0x1f, 0x8b}); bad < 0 || size > len(body) && !packed {
				t.Errorf("%s: %d bytes cut out of %d, %d bad", system.Name, size, len(body), bad)
			}
		}
	})
}

// TestPackedBomb refuses a packed body that grows beyond what may be sent at once,
// and one that is cut off.
func TestPackedBomb(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	line := bytes.Repeat([]byte(" "), 1<<20)
	for range mostDelivery>>20 + 2 {
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in := listening(t, SystemConfig{System: "okta", SecretFile: secretFile(t, "s")})
	head := bearer("s")
	head.Set("Content-Encoding", "gzip")
	for _, sent := range []struct {
		name, body string
		want       int
	}{
		{"a bomb", packed.String(), http.StatusRequestEntityTooLarge},
		{"half", packed.String()[:packed.Len()/2], http.StatusBadRequest},
		{"no gzip", "[]", http.StatusBadRequest},
	} {
		if status, got := in.push(t, "okta", sent.body, head); status != sent.want || got["detail"] == nil {
			t.Errorf("%s (%d bytes) is answered with %d: %v", sent.name, len(sent.body), status, got)
		}
	}
	if state := in.state(t, "okta"); state.Records != 0 {
		t.Errorf("%+v", state)
	}
}
