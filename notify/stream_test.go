package notify_test

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/notify"
)

func TestPseudonym(t *testing.T) {
	key := []byte(strings.Repeat("k", 32))
	seen := map[string]bool{}
	for _, c := range [][2]string{{"a", "1"}, {"a", "2"}, {"b", "1"}, {"a1", ""}} {
		p, err := notify.Pseudonym(key, muster.OrganisationID(c[0]), muster.SubjectID(c[1]))
		if err != nil || seen[p] || !regexp.MustCompile(`^p-[0-9a-f]{24}$`).MatchString(p) {
			t.Errorf("%v: %q, %v", c, p, err)
		}
		seen[p] = true
	}
	if _, err := notify.Pseudonym(key[:31], "a", "1"); err == nil {
		t.Error("a short key is taken")
	}
}

func TestSplunk(t *testing.T) {
	r := receive(t, answer(200, `{"text":"Success","code":0}`))
	n := notifier(t, r.cert)
	d, names := detection(t)
	target := notify.Target{ID: "1", Type: notify.TypeSplunk, Address: r.base, Index: "hr", Secrets: []string{file(t, token)}}
	check(t, "splunk", n.Stream(t.Context(), target, []notify.Detection{d, d}, names), notify.Done, "")
	got := r.requests(t, 1)[0]
	if got.Path != "/services/collector/event" || got.Header.Get("Authorization") != "Splunk "+token {
		t.Errorf("%+v", got)
	}
	lines := strings.Split(strings.TrimSpace(got.Body), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d events", len(lines))
	}
	golden(t, "splunk.json", pretty(t, lines[0]))
	for _, never := range []string{"ann.example", "Ann", "Mill Lane", `"w2"`} {
		if strings.Contains(got.Body, never) {
			t.Errorf("%s is in the event", never)
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		state  notify.State
		reason notify.Reason
	}{
		"revoked":     {answer(403, `{"text":"Invalid token","code":4}`), notify.Permanent, notify.ReasonCredentials},
		"busy":        {answer(503, `{"text":"Server is busy","code":9}`), notify.Retry, notify.ReasonTheirs},
		"other":       {answer(200, `<html>`), notify.Retry, notify.ReasonTheirs},
		"no success":  {answer(200, `{"code":5}`), notify.Retry, notify.ReasonTheirs},
		"wrong index": {answer(400, `{"code":7}`), notify.Permanent, notify.ReasonRejected},
	} {
		r := receive(t, c.answer)
		target.Address = r.base
		check(t, name, notifier(t, r.cert).Stream(t.Context(), target, []notify.Detection{d}, names), c.state, c.reason)
	}
}

func TestSentinel(t *testing.T) {
	r := receive(t, answer(200, `{"token_type":"Bearer","expires_in":3599,"access_token":"abc.def"}`), answer(204, ""))
	d, names := detection(t)
	target := notify.Target{
		ID: "1", Type: notify.TypeSentinel, Address: r.base, TokenURL: r.base + "/tenant/oauth2/v2.0/token", User: "client",
		Rule: "dcr-00000000000000000000000000000000", Stream: "Custom-Muster_CL", Secrets: []string{file(t, token)},
	}
	check(t, "sentinel", notifier(t, r.cert).Stream(t.Context(), target, []notify.Detection{d}, names), notify.Done, "")
	got := r.requests(t, 2)
	form, err := url.ParseQuery(got[0].Body)
	if err != nil || form.Get("client_secret") != token || form.Get("grant_type") != "client_credentials" || form.Get("scope") != "https://monitor.azure.com/.default" {
		t.Errorf("%v, %v", form, err)
	}
	if got[1].Path != "/dataCollectionRules/dcr-00000000000000000000000000000000/streams/Custom-Muster_CL?api-version=2023-01-01" || got[1].Header.Get("Authorization") != "Bearer abc.def" {
		t.Errorf("%+v", got[1])
	}
	golden(t, "sentinel.json", pretty(t, got[1].Body))

	r = receive(t, answer(400, `{"error":"invalid_client"}`))
	target.Address, target.TokenURL = r.base, r.base+"/token"
	check(t, "unknown client", notifier(t, r.cert).Stream(t.Context(), target, []notify.Detection{d}, names), notify.Permanent, notify.ReasonCredentials)
	target.TokenURL = "https://10.0.0.1/token"
	check(t, "token from inside", notifier(t, r.cert).Stream(t.Context(), target, []notify.Detection{d}, names), notify.Permanent, notify.ReasonForbidden)
}

// TestSyslog reads frames as a collector does: a length, a space, the message.
func TestSyslog(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	web.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	frames := make(chan []string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			frames <- []string{err.Error()}
			return
		}
		defer conn.Close()
		frames <- readFrames(conn)
	}()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	target := notify.Target{ID: "1", Type: notify.TypeSyslog, Address: "example.com:" + port}
	d, names := detection(t)
	d.Finding.Title = "Naïve title of two bytes a letter"
	check(t, "syslog", notifier(t, web.Certificate()).Stream(t.Context(), target, []notify.Detection{d, d}, names), notify.Done, "")
	got := <-frames
	form := regexp.MustCompile(`^<107>1 2026-03-03T14:05:00\.000Z muster\.example\.org muster - finding - \{"activity_id":1,.*\}$`)
	if len(got) != 2 || !form.MatchString(got[0]) || got[0] != got[1] {
		t.Errorf("frames %q", got)
	}

	go func() {
		if conn, err := listener.Accept(); err == nil {
			io.Copy(io.Discard, conn) // fails at the handshake
			conn.Close()
		}
	}()
	check(t, "wrong certificate", notifier(t, nil).Stream(t.Context(), target, []notify.Detection{d}, names), notify.Retry, notify.ReasonCertificate)
	target.Certificate = file(t, "no key")
	check(t, "client certificate", notifier(t, nil).Stream(t.Context(), target, []notify.Detection{d}, names), notify.Retry, notify.ReasonSecret)
}

// TestSyslogRefusal: with TLS 1.3 a collector refuses a missing certificate
// only after the client believes that it is connected.
func TestSyslogRefusal(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	web.Close()
	for name, c := range map[string]struct {
		auth  tls.ClientAuthType
		state notify.State
	}{"asked for": {tls.RequireAnyClientCert, notify.Retry}, "not asked for": {tls.NoClientCert, notify.Done}} {
		listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates, ClientAuth: c.auth})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			if conn, err := listener.Accept(); err == nil {
				io.Copy(io.Discard, conn)
				conn.Close()
			}
		}()
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		d, names := detection(t)
		target := notify.Target{ID: "1", Type: notify.TypeSyslog, Address: "example.com:" + port}
		// The objection itself may be lost when the connection is torn down, and
		// then the reason is that it broke; done it must not be.
		o := notifier(t, web.Certificate()).Stream(t.Context(), target, []notify.Detection{d}, names)
		if o.State != c.state || o.State == notify.Retry && o.Reason != notify.ReasonCertificate && o.Reason != notify.ReasonUnreachable {
			t.Errorf("%s: %+v", name, o)
		}
		<-done
		listener.Close()
	}
}

func readFrames(r io.Reader) []string {
	var frames []string
	b := bufio.NewReader(r)
	for {
		var length int
		if _, err := fmt.Fscanf(b, "%d ", &length); err != nil {
			return frames
		}
		frame := make([]byte, length)
		if _, err := io.ReadFull(b, frame); err != nil {
			return append(frames, "cut short")
		}
		frames = append(frames, string(frame))
	}
}

func TestFile(t *testing.T) {
	n := notifier(t, nil)
	d, names := detection(t)
	path := filepath.Join(t.TempDir(), "findings.jsonl")
	if err := os.WriteFile(path, []byte("{}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	target := notify.Target{ID: "1", Type: notify.TypeFile, Path: path, Size: 5000, Keep: 2}
	for range 12 {
		check(t, "file", n.Stream(t.Context(), target, []notify.Detection{d}, names), notify.Done, "")
	}
	for i, name := range []string{path, path + ".1", path + ".2"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 5000 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("file %d: %d bytes, mode %s", i, info.Size(), info.Mode())
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if !json.Valid([]byte(line)) || !strings.HasSuffix(line, "\n") {
				t.Errorf("file %d: %q", i, line)
			}
		}
	}
	if _, err := os.Stat(path + ".3"); err == nil {
		t.Error("more files are kept than asked for")
	}
	target.Path = filepath.Join(path, "below")
	check(t, "no folder", n.Stream(t.Context(), target, []notify.Detection{d}, names), notify.Retry, notify.ReasonDisk)
}

func TestStreamRefuses(t *testing.T) {
	n := notifier(t, nil)
	target := notify.Target{ID: "1", Type: notify.TypeFile, Path: filepath.Join(t.TempDir(), "x")}
	d, names := detection(t)
	for name, change := range map[string]func(*notify.Detection){
		"no id":          func(d *notify.Detection) { d.ID = "" },
		"no finding":     func(d *notify.Detection) { d.Finding = nil },
		"no change":      func(d *notify.Detection) { d.Change = 0 },
		"no time":        func(d *notify.Detection) { d.At = time.Time{} },
		"unknown person": func(d *notify.Detection) { f := *d.Finding; f.Subjects = []muster.SubjectID{"w9"}; d.Finding = &f },
	} {
		other := d
		change(&other)
		check(t, name, n.Stream(t.Context(), target, []notify.Detection{d, other}, names), notify.Permanent, notify.ReasonTarget)
	}
	clear := notify.Pseudonyms{d.Finding.Subjects[0]: "Ann_Example", d.Finding.Subjects[1]: names[d.Finding.Subjects[1]]}
	check(t, "a name for a pseudonym", n.Stream(t.Context(), target, []notify.Detection{d}, clear), notify.Permanent, notify.ReasonTarget)
	check(t, "too many", n.Stream(t.Context(), target, make([]notify.Detection, notify.MaxBatch+1), names), notify.Permanent, notify.ReasonTarget)
	check(t, "message to a file", n.Deliver(t.Context(), target, message()), notify.Permanent, notify.ReasonTarget)
	if _, err := os.Stat(target.Path); err == nil {
		t.Error("part of a refused batch was written")
	}
}

// TestTryStream holds that a trial reaches the target as findings do, is about
// nobody, and fails where they would.
func TestTryStream(t *testing.T) {
	r := receive(t, answer(200, `{"text":"Success","code":0}`))
	target := notify.Target{ID: "1", Type: notify.TypeSplunk, Address: r.base, Secrets: []string{file(t, token)}}
	check(t, "trial", notifier(t, r.cert).TryStream(t.Context(), target, "trial-0123456789"), notify.Done, "")
	if body := r.requests(t, 1)[0].Body; !strings.Contains(body, `"class_uid":0,`) || !strings.Contains(body, `"uid":"trial-0123456789"`) || strings.Contains(body, "resources") {
		t.Errorf("the trial is %s", body)
	}
	r = receive(t, answer(403, `{"text":"Invalid token","code":4}`))
	target.Address = r.base
	check(t, "revoked", notifier(t, r.cert).TryStream(t.Context(), target, "trial-0123456789"), notify.Permanent, notify.ReasonCredentials)

	path := filepath.Join(t.TempDir(), "findings.jsonl")
	check(t, "file", notifier(t, nil).TryStream(t.Context(), notify.Target{ID: "2", Type: notify.TypeFile, Path: path}, "trial-0123456789"), notify.Done, "")
	if text, err := os.ReadFile(path); err != nil || strings.Count(string(text), "\n") != 1 {
		t.Errorf("%q, %v", text, err)
	}
	check(t, "no collector", notifier(t, nil).TryStream(t.Context(), notify.Target{ID: "3", Type: notify.TypeSyslog, Address: "example.com:1"}, "trial-0123456789"), notify.Retry, notify.ReasonUnreachable)
}
