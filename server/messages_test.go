package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/casework"
	"muster/notify"
)

// receiver is a made-up other side that keeps what it gets and answers as told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []string
	heads  []http.Header
	answer int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{answer: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.heads = append(r.got, q.URL.Path+" "+string(body)), append(r.heads, q.Header)
		w.WriteHeader(r.answer)
		if strings.HasPrefix(q.URL.Path, "/services/collector") {
			fmt.Fprint(w, `{"text":"Success","code":0}`)
			return
		}
		if q.Method == http.MethodGet { // is the ticket there already?
			fmt.Fprint(w, `{"issues":[],"result":[]}`)
			return
		}
		fmt.Fprint(w, `{"key":"HR-1","result":{"number":"TASK1","sys_id":"0123456789abcdef0123456789abcdef"}}`)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	return out
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = status
}

// mailbox is a mail server that takes everything and keeps it.
func mailbox(t *testing.T) (address, roots string, got func() string) {
	site := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(site.Close)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: site.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all strings.Builder
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewScanner(c)
				fmt.Fprint(c, "220 mail\r\n")
				data := false
				for in.Scan() {
					mu.Lock()
					fmt.Fprintln(&all, in.Text())
					mu.Unlock()
					switch line := in.Text(); {
					case data && line == ".":
						data = false
						fmt.Fprint(c, "250 kept\r\n")
					case data:
					case line == "DATA":
						data = true
						fmt.Fprint(c, "354 go on\r\n")
					case line == "QUIT":
						fmt.Fprint(c, "221 bye\r\n")
						return
					default:
						fmt.Fprint(c, "250 ok\r\n")
					}
				}
			}()
		}
	}()
	return l.Addr().String(), writeFile(t, "roots.pem", pemOf(site.Certificate().Raw)), func() string { mu.Lock(); defer mu.Unlock(); return all.String() }
}

// round lets the server look after its clocks at a time.
func (in *installation) round(t *testing.T, later time.Duration) {
	t.Helper()
	*in.clock = in.clock.Add(later)
	if err := in.clocks(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func secretFile(t *testing.T, text string) string { return writeFile(t, "secret", text) }

// TestMessages brings one event to every kind of target over the network, tries
// again what failed, and sends again by hand what was set aside.
func TestMessages(t *testing.T) {
	t.Parallel()
	chat, tickets, siem := newReceiver(t), newReceiver(t), newReceiver(t)
	events := filepath.Join(t.TempDir(), "findings.jsonl")
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "slack", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/slack")}}},
			{Target: notify.Target{ID: "teams", Type: notify.TypeTeams, Secrets: []string{secretFile(t, chat.URL+"/teams")}}},
			{Target: notify.Target{ID: "jira", Type: notify.TypeJira, Address: tickets.URL, Secrets: []string{secretFile(t, "token")}, Project: "HR"}},
			{Target: notify.Target{ID: "snow", Type: notify.TypeServiceNow, Address: tickets.URL, User: "muster", Secrets: []string{secretFile(t, "word")}}},
			{Target: notify.Target{ID: "splunk", Type: notify.TypeSplunk, Address: siem.URL, Secrets: []string{secretFile(t, "hec")}}},
			{Target: notify.Target{ID: "file", Type: notify.TypeFile, Path: events}},
			{Target: notify.Target{ID: "quiet", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/quiet")}}, Events: []notify.Kind{notify.PolicyPublished}},
		}}
	})
	in.round(t, time.Second) // from here on messages are made
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	chat.answers(http.StatusServiceUnavailable)
	in.must(t, admin, &casework.OpenComplaint{Subject: "A-1", Text: "Ann Example says that nobody called back."})
	in.round(t, 10*time.Second)
	if first := chat.take(); len(first) != 2 {
		t.Fatalf("%d tries of the chats, want 2: %q", len(first), first)
	}
	if got := strings.Join(tickets.take(), "\n"); strings.Count(got, "/rest/api/2/issue {") != 1 || strings.Count(got, "/api/now/table/task {") != 1 {
		t.Errorf("tickets: %s", got)
	}
	chat.answers(http.StatusOK)
	in.round(t, time.Minute)
	again := chat.take()
	if len(again) != 2 {
		t.Fatalf("%d second tries, want 2", len(again))
	}
	for _, text := range again {
		if strings.Contains(text, "Ann") || strings.Contains(text, "called back") || !strings.Contains(text, "A complaint has arrived") {
			t.Errorf("a message says %s", text)
		}
	}
	in.round(t, time.Hour)
	if more := append(chat.take(), tickets.take()...); len(more) != 0 {
		t.Errorf("delivered again: %q", more)
	}
	if got := strings.Join(siem.take(), "\n"); !strings.Contains(got, `"class_uid":2004`) || strings.Contains(got, "Ann Example") || strings.Contains(got, "A-1\"") || strings.Contains(got, "7946 0011") {
		t.Errorf("the SIEM got %.600s", got)
	}
	if text, err := os.ReadFile(events); err != nil || strings.Count(string(text), "\n") < 2 || !json.Valid([]byte(strings.SplitN(string(text), "\n", 2)[0])) {
		t.Errorf("the file of findings: %v %.300s", err, text)
	}

	chat.answers(http.StatusForbidden)
	in.must(t, admin, &casework.OpenComplaint{Subject: "A-2", Text: "Another one."})
	in.round(t, time.Minute)
	chat.take()
	st, err := in.standingOf(t.Context(), "slack")
	if err != nil || st.failed != 1 || st.well {
		t.Fatalf("after a refusal: %+v, %v", st, err)
	}
	chat.answers(http.StatusOK)
	if _, err := in.replay(t.Context(), admin, "slack"); err != nil {
		t.Fatal(err)
	}
	in.round(t, time.Minute)
	if got := chat.take(); len(got) != 1 || !strings.HasPrefix(got[0], "/slack") {
		t.Errorf("sent again: %q", got)
	}
}

// TestNothingGotThrough says of a target that refuses all it gets that it does,
// and not that nothing was sent.
func TestNothingGotThrough(t *testing.T) {
	t.Parallel()
	chat := newReceiver(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{{Target: notify.Target{ID: "slack", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/slack")}}}}}
	})
	in.round(t, time.Second)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	chat.answers(http.StatusFound) // leads on to elsewhere, where nothing goes
	in.must(t, admin, &casework.OpenComplaint{Subject: "A-1", Text: "Nobody called back."})
	in.round(t, time.Minute)
	if st, err := in.standingOf(t.Context(), "slack"); err != nil || st.well || st.says != "Nothing got through: the other side does not accept it" {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestMail sends a reminder of a clock by e-mail, once.
func TestMail(t *testing.T) {
	t.Parallel()
	address, roots, got := mailbox(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Roots: roots, Targets: []TargetConfig{
			{Target: notify.Target{ID: "mail", Type: notify.TypeMail, Implicit: true, Address: address, From: "muster@company.example", To: []string{"hr@company.example"}}},
		}}
	})
	in.round(t, time.Second)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	in.must(t, admin, &casework.RequestCheck{Subject: "A-1", Type: muster.CheckReference, Code: casework.CodeFinding, Due: fixedNow().Add(30 * time.Hour)})
	in.round(t, time.Minute)
	asked := strings.Count(got(), "Subject: A check is due")
	in.round(t, 20*time.Hour)
	in.round(t, time.Hour)
	if told := strings.Count(got(), "Subject: A check is due"); asked != 1 || told != 2 {
		t.Errorf("%d mails when it was asked for and %d in all, want 1 and 2:\n%s", asked, told, got())
	}
	if strings.Contains(got(), "Ann Example") {
		t.Error("a mail names somebody")
	}
}

// TestWebhookRotation signs with the new secret and, for a day, with the one
// before.
func TestWebhookRotation(t *testing.T) {
	t.Parallel()
	hook := httptest.NewTLSServer(nil)
	defer hook.Close()
	var heads []http.Header
	var bodies [][]byte
	hook.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		heads, bodies = append(heads, r.Header), append(bodies, b)
	})
	roots := writeFile(t, "roots.pem", pemOf(hook.Certificate().Raw))
	in := newInstallation(t, func(c *Config) { c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Roots: roots} })
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin, err := in.desk.ActorByEmail(t.Context(), "admin@company.example")
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(hook.URL)
	if err != nil {
		t.Fatal(err)
	}
	first := in.must(t, admin, &casework.SetWebhook{URL: address.String(), Events: []string{"complaint.arrived"}})
	var at []time.Time
	send := func() {
		t.Helper()
		at = append(at, in.now())
		if _, err := in.tryTarget(context.WithoutCancel(t.Context()), admin, first.ID); err != nil {
			t.Fatal(err)
		}
	}
	send()
	second := in.must(t, admin, &casework.SetWebhook{ID: first.ID, URL: address.String(), Rotate: true})
	send()
	*in.clock = in.clock.Add(25 * time.Hour)
	send()
	for i, want := range []struct{ old, new bool }{{true, false}, {true, true}, {false, true}} {
		for secret, ok := range map[string]bool{first.Secret: want.old, second.Secret: want.new} {
			if _, err := notify.Verify([]string{secret}, heads[i], bodies[i], at[i]); (err == nil) != ok {
				t.Errorf("delivery %d with the new secret %v: %v, want it to hold: %v", i, secret == second.Secret, err, ok)
			}
		}
	}
}

// TestWebhooksAreLookedAtWhenTheyAreSet refuses a webhook inside the own network
// at once, by its address or by where its name leads, to people and programs
// alike; what cannot be resolved now is looked at when it is dialled.
func TestWebhooksAreLookedAtWhenTheyAreSet(t *testing.T) {
	t.Parallel()
	in := newInstallation(t, func(c *Config) {
		c.resolver = names{"hooks.inside.example": "10.1.2.3", "hooks.outside.example": "8.8.8.8", "own.inside.example": "10.1.2.4"}
		c.Messages = MessagesConfig{Allow: []string{"own.inside.example"}}
	})
	b := in.signedIn(t, "keeper", casework.Grant{Role: casework.Administrator})
	admin, err := in.desk.ActorByEmail(t.Context(), "keeper@company.example")
	if err != nil {
		t.Fatal(err)
	}
	for address, taken := range map[string]bool{
		"https://10.1.2.3/in": false, "https://127.0.0.1/in": false, "https://[::1]/in": false, "https://169.254.169.254/latest": false, "https://2130706433/": false,
		"https://localhost/in": false, "https://hooks.inside.example/in": false,
		"https://hooks.outside.example/in": true, "https://own.inside.example/in": true, "https://nobody.knows.example/in": true,
	} {
		_, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), &casework.SetWebhook{URL: address, Events: []string{"complaint.arrived"}})
		if (err == nil) != taken || err != nil && (muster.CodeOf(err) != muster.CodeUsage || !strings.Contains(err.Error(), "messages.allow")) {
			t.Errorf("%s: %v, want it taken: %v", address, err, taken)
		}
		status, page := b.post("/settings/hooks", url.Values{"key": {newKey()}, "url": {address}, "event": {"complaint.arrived"}, "back": {"/settings"}})
		if (status == http.StatusSeeOther) != taken || !taken && !strings.Contains(page, "messages.allow") {
			t.Errorf("%s by the form: %d, want it taken: %v", address, status, taken)
		}
	}
	none := in.signedIn(t, "recruiter", casework.Grant{Role: casework.Recruiter})
	if status, page := none.post("/settings/hooks", url.Values{"key": {newKey()}, "url": {"https://hooks.inside.example/in"}}); status != http.StatusForbidden || strings.Contains(page, "internal") {
		t.Errorf("who may set none learns where a name leads: %d", status)
	}
	hook := in.must(t, admin, &casework.SetWebhook{URL: "https://nobody.knows.example/in", Events: []string{"complaint.arrived"}})
	for _, act := range []*casework.SetWebhook{{ID: hook.ID, URL: "https://10.1.2.3/in", Rotate: true}, {URL: "https://10.1.2.3/in", Rotate: true}} {
		if _, err := in.desk.Do(t.Context(), admin, casework.Key(newKey()), act); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("an address inside comes with a new secret: %v", err)
		}
	}
	in.config.resolver.(names)["nobody.knows.example"] = "10.9.9.9"
	in.must(t, admin, &casework.SetWebhook{ID: hook.ID, URL: "https://nobody.knows.example/in", Rotate: true})
	if got, err := in.tryTarget(t.Context(), admin, hook.ID); err == nil {
		t.Errorf("a name that leads inside later is sent to: %s", got.Says)
	}
}

// TestTargetsInsideAreRefusedAtTheStart names mail and a SIEM by addresses of the
// own network that nothing allows.
func TestTargetsInsideAreRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	c := DefaultConfig()
	c.Data, c.Metrics, c.Listen, c.Now = t.TempDir(), "", "127.0.0.1:0", fixedNow
	for _, one := range []notify.Target{
		{Type: notify.TypeMail, Address: "10.0.0.5:587", From: "muster@company.example", To: []string{"hr@company.example"}},
		{Type: notify.TypeSyslog, Address: "192.168.7.7:6514"},
		{Type: notify.TypeWebhook, Address: "https://10.0.0.6/in", Secrets: []string{"file"}},
	} {
		one.ID = "inside"
		c.Messages = MessagesConfig{Targets: []TargetConfig{{Target: one}}}
		s, err := New(t.Context(), c)
		if err == nil {
			_ = s.Close()
		}
		if muster.CodeOf(err) != muster.CodeUsage || !strings.Contains(err.Error(), "allow list") {
			t.Errorf("%s: %v", one.Type, err)
		}
	}
}

func pemOf(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestMessagesOfClocks tells targets of an import, of people in front of a gate,
// of accounts to confirm and of a notice nobody answers, each once.
func TestMessagesOfClocks(t *testing.T) {
	t.Parallel()
	chat := newReceiver(t)
	in := newInstallation(t, func(c *Config) {
		c.Messages = MessagesConfig{Allow: []string{"127.0.0.1"}, Plain: true, Targets: []TargetConfig{
			{Target: notify.Target{ID: "slack", Type: notify.TypeSlack, Secrets: []string{secretFile(t, chat.URL+"/slack")}}, Events: []notify.Kind{notify.GateWaiting, notify.PayAdvice, notify.ImportFinished, notify.NoticeEnding}},
		}}
	})
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	program := in.program(t, []string{"observations.write"}, lead())
	var form bytes.Buffer
	files := multipart.NewWriter(&form)
	part, err := files.CreateFormFile("files", "applicants.csv")
	if err == nil {
		_, err = io.WriteString(part, applicants)
	}
	if err = errors.Join(err, files.Close()); err != nil {
		t.Fatal(err)
	}
	program.send("POST", "/v1/imports", form.String(), "Content-Type", files.FormDataContentType(), "Idempotency-Key", newKey()).want(t, "an import", http.StatusOK)
	for i := range 3 {
		in.keep(t, muster.SubjectID(fmt.Sprintf("W-%d", i)), &muster.Person{Named: muster.Named{FullName: muster.PersonName([]string{"Di Plain", "Ed Other", "Flo Third"}[i])}, Home: muster.Home{Address: muster.Address(fmt.Sprintf("%d Far Street", 10+9*i)), City: muster.City([]string{"Leeds", "Dover", "York"}[i])}, Started: muster.Date(2026, 9, 1)},
			&muster.BankDetails{PayTo: muster.PayTo{BankCode: "20-20-15", Number: "55779911"}})
	}
	admin := in.user(t, "Admin")
	in.must(t, admin, &casework.SendNotice{Subject: "A-1", Channel: casework.NoticeByPost})
	record, err := in.desk.Person(t.Context(), admin, "A-1")
	if err != nil || len(record.Notices) != 1 {
		t.Fatal(err, record)
	}
	told := ""
	for range 3 {
		in.round(t, time.Hour)
		told += strings.Join(chat.take(), "\n")
	}
	in.round(t, record.Notices[0].Until.Sub(in.now())-6*time.Hour)
	in.round(t, time.Hour)
	told += strings.Join(chat.take(), "\n")
	for what, n := range map[string]int{"An import is finished": 1, "A step is waiting": -1, "A change of bank details waits for a look": -1, "The time to answer a notice is nearly over": 1} {
		if got := strings.Count(told, what); got == 0 || n > 0 && got < n {
			t.Errorf("told %d times: %s\n%.2000s", got, what, told)
		}
	}
	before := len(told)
	in.round(t, time.Hour)
	if again := chat.take(); len(again) != 0 {
		t.Errorf("told again: %q after %d bytes", again, before)
	}
}
