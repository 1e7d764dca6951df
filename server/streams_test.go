package server

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"muster/notify"
)

// TestStreamsOverTLS brings findings to Microsoft Sentinel's interface and to a
// collector of syslog over TLS, as the server's job sends them.
func TestStreamsOverTLS(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var paths, bodies, frames strings.Builder
	sentinel := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		paths.WriteString(r.URL.Path + " " + r.Header.Get("Authorization") + "\n")
		if strings.HasSuffix(r.URL.Path, "/token") {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"token_type":"Bearer","expires_in":3599,"access_token":"abc.def"}`)
			return
		}
		bodies.Write(text)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(sentinel.Close)
	collector, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: sentinel.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { collector.Close() })
	arrived := make(chan struct{}, 16)
	go func() {
		for {
			c, err := collector.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				text, _ := io.ReadAll(c) // the server ends the connection after its frames
				mu.Lock()
				frames.Write(text)
				mu.Unlock()
				arrived <- struct{}{}
			}()
		}
	}()
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Roots: writeFile(t, "roots.pem", pemOf(sentinel.Certificate().Raw)), Targets: []TargetConfig{
			{Target: notify.Target{ID: "sentinel", Type: notify.TypeSentinel, Address: sentinel.URL, TokenURL: sentinel.URL + "/tenant/oauth2/v2.0/token", User: "client", Rule: "dcr-00000000000000000000000000000000", Stream: "Custom-Muster_CL", Secrets: []string{secretFile(t, "word")}}},
			{Target: notify.Target{ID: "syslog", Type: notify.TypeSyslog, Address: collector.Addr().String()}},
		}}
	})
	in.round(t, time.Second)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		in.round(t, 2*time.Minute)
	}
	select {
	case <-arrived:
	case <-time.After(10 * time.Second):
		t.Error("no frame reached the collector")
	}
	mu.Lock()
	defer mu.Unlock()
	if !strings.Contains(paths.String(), "/dataCollectionRules/dcr-00000000000000000000000000000000/streams/Custom-Muster_CL Bearer abc.def") || !strings.Contains(bodies.String(), `"class_uid":2004`) {
		t.Errorf("Sentinel got %s %.500s", paths.String(), bodies.String())
	}
	if got := frames.String(); !strings.Contains(got, `"class_uid":2004`) || !strings.Contains(got, " <") {
		t.Errorf("the collector got %.500s", got)
	}
	if all := bodies.String() + frames.String(); strings.Contains(all, "Ann Example") || strings.Contains(all, "7946 0011") {
		t.Errorf("values left the house: %.500s", all)
	}
}
