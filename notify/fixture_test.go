package notify_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/internal/outward"
	"muster/notify"
)

var update = flag.Bool("update", false, "write the recorded shapes anew")

// The secrets of the tests; none may be found in an error or a log.
const (
	token      = "s3cr3t-token-value"
	oldWebhook = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	newWebhook = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
)

func clock() time.Time { return time.Date(2026, 3, 3, 14, 5, 0, 0, time.UTC) }

// loopback resolves every name to this machine.
type loopback struct{}

func (loopback) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

// notifier reaches example.com on this machine and trusts the certificate.
func notifier(t *testing.T, certificate *x509.Certificate) *notify.Notifier {
	t.Helper()
	roots := x509.NewCertPool()
	if certificate != nil {
		roots.AddCert(certificate)
	}
	guard, err := outward.New(outward.Config{Allow: []string{"example.com"}, Roots: roots, Resolver: loopback{}, Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	n, err := notify.New(notify.Config{Guard: guard, Now: clock, Base: "https://muster.example.org/", Host: "muster.example.org", Version: "1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// recorded is a request a test server got.
type recorded struct {
	Method, Path string
	Header       http.Header
	Body         string
}

// receiver is a local server that records requests and answers from a list,
// the last answer again and again.
type receiver struct {
	mu      sync.Mutex
	got     []recorded
	answers []http.HandlerFunc
	base    string
	cert    *x509.Certificate
}

func receive(t *testing.T, answers ...http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{answers: answers}
	srv := httptest.NewUnstartedServer(r)
	srv.Config.ErrorLog = nil
	srv.StartTLS()
	t.Cleanup(srv.Close)
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	r.base, r.cert = "https://example.com:"+port, srv.Certificate()
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	b, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	i := min(len(r.got), len(r.answers)-1)
	r.got = append(r.got, recorded{req.Method, req.URL.RequestURI(), req.Header, string(b)})
	r.mu.Unlock()
	r.answers[i](w, req)
}

// requests returns what came so far.
func (r *receiver) requests(t *testing.T, want int) []recorded {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.got) != want {
		t.Fatalf("%d requests, want %d: %+v", len(r.got), want, r.got)
	}
	return r.got
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// file writes a file with a secret and returns its name.
func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(content+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func message() notify.Message {
	return notify.Message{ID: "msg_0123456789", Kind: notify.EscalationOpened, Subject: "4127", At: clock(), Due: clock().Add(48 * time.Hour), Path: "/people/4127"}
}

// golden compares text with a recorded shape.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, d)
	}
}

// pretty indents JSON, so that a recorded shape can be read.
func pretty(t *testing.T, s string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

// check compares the parts of an outcome that the caller acts on.
func check(t *testing.T, name string, o notify.Outcome, state notify.State, reason notify.Reason) {
	t.Helper()
	if o.State != state || o.Reason != reason {
		t.Errorf("%s: %s, %q (%v), want %s, %q", name, o.State, o.Reason, o.Err, state, reason)
	}
	if (o.Err == nil) != (o.State == notify.Done) {
		t.Errorf("%s: state %s with error %v", name, o.State, o.Err)
	}
	silent(t, name, o)
}

// silent fails when an outcome shows a secret or an address with one.
func silent(t *testing.T, name string, o notify.Outcome) {
	t.Helper()
	shown := strings.Builder{}
	for err := o.Err; err != nil; err = errors.Unwrap(err) {
		shown.WriteString(err.Error() + "\n")
	}
	for _, s := range []string{token, oldWebhook[6:], newWebhook[6:], "T000", "quoted by the other side"} {
		if strings.Contains(shown.String(), s) {
			t.Errorf("%s: the error shows %q: %s", name, s, shown.String())
		}
	}
}

// detection is a finding with values where values may stand, and the
// pseudonyms of its people.
func detection(t *testing.T) (notify.Detection, notify.Pseudonyms) {
	t.Helper()
	names := notify.Pseudonyms{}
	f := &muster.Finding{
		Flag: "END-04", Detector: "remote-hardware", Subjects: []muster.SubjectID{"ann.example@example.net", "w2"}, Strength: 5, Scored: true, Family: muster.FamilyDevice,
		Title: "Remote-control hardware is attached", Detail: "{value} was seen at 12 Mill Lane",
		Evidence: []muster.Evidence{{Kind: muster.KindReport, Source: "Ann Example told us"}, {Kind: muster.KindReport}},
	}
	f.ComputeKey()
	for _, s := range f.Subjects {
		p, err := notify.Pseudonym([]byte(strings.Repeat("k", 32)), muster.DefaultOrganisation, s)
		if err != nil {
			t.Fatal(err)
		}
		names[s] = p
	}
	return notify.Detection{ID: "det_0123456789", Change: notify.Opened, At: clock(), Finding: f, Path: "/findings/1"}, names
}
