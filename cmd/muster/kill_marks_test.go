package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/server"
)

// tagged is Lever with two opportunities. It keeps tags as a set, as Lever does,
// and can take a request about the first and never answer.
type tagged struct {
	*httptest.Server
	mu    sync.Mutex
	tags  map[string][]string // by opportunity
	asked []string            // paths of what changed something
	hang  bool
	gone  chan struct{}
}

func newTagged(t *testing.T) *tagged {
	l := &tagged{tags: map[string][]string{}, hang: true, gone: make(chan struct{})}
	one := `{"id":"o-%[1]d","name":"Robin Sample","contact":"%[1]d","emails":["robin%[1]d@mail.example"],"stage":"s","createdAt":1790000000000,"updatedAt":1790000000000}`
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fmt.Fprintf(w, `{"data":[`+one+`,`+strings.ReplaceAll(one, "[1]", "[2]")+`],"hasNext":false}`, 1, 2)
			return
		}
		if l.change(t, r) { // what was asked took effect, and nobody hears of it
			select {
			case <-r.Context().Done():
			case <-l.gone:
			}
			return
		}
		fmt.Fprint(w, `{"data":{}}`)
	}))
	t.Cleanup(func() { close(l.gone); l.Close() })
	return l
}

func (l *tagged) change(t *testing.T, r *http.Request) (hang bool) {
	var body struct{ Tags []string }
	text, err := io.ReadAll(r.Body)
	if err = errors.Join(err, json.Unmarshal(text, &body)); err != nil {
		t.Error(err)
	}
	path := strings.Split(r.URL.Path, "/") // "", v1, opportunities, id, act
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(path) != 5 || path[4] != "addTags" && path[4] != "removeTags" {
		t.Errorf("%s is asked for", r.URL.Path)
		return
	}
	l.asked = append(l.asked, path[3]+" "+path[4])
	for _, tag := range body.Tags {
		had := slices.DeleteFunc(l.tags[path[3]], func(had string) bool { return had == tag })
		if path[4] == "addTags" {
			had = append(had, tag)
		}
		l.tags[path[3]] = had
	}
	return l.hang && path[3] == "o-1"
}

// awaits waits until something is so, for half a minute at most.
func (l *tagged) awaits(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 600 {
		l.mu.Lock()
		so := is()
		l.mu.Unlock()
		if so {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	t.Fatalf("%s: asked for %q, the tags are %q", what, l.asked, l.tags)
}

// TestKilledServerKeepsMarks kills the server with signal 9 while a mark is on its
// way into an applicant system, and while it is taken away: it is neither lost nor
// there twice, and it is not left behind.
func TestKilledServerKeepsMarks(t *testing.T) {
	lever, dir := newTagged(t), t.TempDir()
	data, token, file := filepath.Join(dir, "data"), filepath.Join(dir, "token"), filepath.Join(dir, "serve.yaml")
	sign := beginAt(t, data, "")
	s, err := server.New(t.Context(), configAt(data, ""))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	text := fmt.Sprintf("data: %q\nlisten: %q\nmetrics: \"\"\nmessages: {allow: [127.0.0.1], plain: true}\nsystems: [{system: lever, url: %q, token_file: %q, write_back: {}}]\n", data, address, lever.URL, token)
	for name, what := range map[string]string{token: "key", file: text} {
		if err := os.WriteFile(name, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{&http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, "http://" + address}
	binary := buildMuster(t)
	start := func() func() {
		kill := startWith(t, binary, "serve", "--config", file)
		p.await(t)
		return kill
	}

	kill := start()
	if status, answer, err := p.send("/sign-in", "application/x-www-form-urlencoded", []byte(url.Values{"token": {sign}}.Encode())); err != nil || status != http.StatusSeeOther {
		t.Fatalf("sign in: %d %s %v", status, answer, err)
	}
	var checks []string
	for _, who := range []muster.SubjectID{"lever-1", "lever-2"} {
		checks = append(checks, p.acts(t, "check.request", &casework.RequestCheck{Subject: who, Type: muster.CheckReference, Code: casework.CodeFinding}))
	}
	p.acts(t, "writeback.set", &casework.SwitchWriteBack{System: "lever", On: true, Reason: "Recruiters work there."})
	lever.awaits(t, "on its way", func() bool { return len(lever.asked) == 1 && lever.asked[0] == "o-1 addTags" })
	p.acts(t, "check.cancel", &casework.CancelCheck{Check: checks[0], Reason: "Asked for twice, it turned out."})
	kill()

	kill = start()
	lever.awaits(t, "on its way out", func() bool { return slices.Contains(lever.asked, "o-1 removeTags") })
	kill()

	lever.mu.Lock()
	lever.hang = false
	lever.mu.Unlock()
	kill = start()
	lever.awaits(t, "one out and one in, once", func() bool {
		return len(lever.tags["o-1"]) == 0 && slices.Equal(lever.tags["o-2"], []string{"Muster: a check is due"}) && !slices.Contains(lever.asked[1:], "o-1 addTags")
	})
	kill()
}

// acts does something, waiting for whom it is about to be there, and returns what
// it made.
func (p *program) acts(t *testing.T, name string, act any) string {
	t.Helper()
	text, err := json.Marshal(act)
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		status, answer, err := p.send("/v1/acts/"+name, "application/json", text)
		var receipt struct{ ID string }
		switch {
		case err != nil:
			t.Fatal(err)
		case status == http.StatusNotFound:
			time.Sleep(50 * time.Millisecond)
			continue
		case status >= 300:
			t.Fatalf("%s: %d %s", name, status, strings.TrimSpace(answer))
		}
		if err := json.Unmarshal([]byte(answer), &receipt); err != nil {
			t.Fatal(err)
		}
		return receipt.ID
	}
	t.Fatalf("%s: nobody is there", name)
	return ""
}
