package notify_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/notify"
)

// TestMessageHasNoFreeText holds the form of a message: whoever adds a field
// that could carry a name or a finding fails here.
func TestMessageHasNoFreeText(t *testing.T) {
	allowed := map[string]reflect.Type{
		"ID": reflect.TypeFor[string](), "Kind": reflect.TypeFor[notify.Kind](), "Subject": reflect.TypeFor[muster.SubjectID](),
		"At": reflect.TypeFor[time.Time](), "Due": reflect.TypeFor[time.Time](), "Path": reflect.TypeFor[string](), "Once": reflect.TypeFor[bool](),
	}
	typ := reflect.TypeFor[notify.Message]()
	for i := range typ.NumField() {
		if f := typ.Field(i); allowed[f.Name] != f.Type {
			t.Errorf("field %s %s: a message holds a kind, ids, times and a path, no text", f.Name, f.Type)
		}
	}
}

func TestPerson(t *testing.T) {
	for id, want := range map[muster.SubjectID]string{
		"4127": "person 4127", "E-00417": "person E-00417", "HR_12": "person HR_12",
		"": "a person", "ann.example@example.net": "a person", "Ann Example": "a person", "annexample": "a person", "annexample1": "a person",
		"people.csv:7": "a person", "12 Mill Lane": "a person", "<b>1": "a person", "１２": "a person", "1\r\n2": "a person",
	} {
		if got := notify.Person(id); got != want {
			t.Errorf("Person(%q) = %q, want %q", id, got, want)
		}
	}
}

// TestNothingPersonalLeaves sends every kind of message about somebody whose
// id is an e-mail address to every type of target and reads all that is sent.
func TestNothingPersonalLeaves(t *testing.T) {
	r := receive(t, answer(200, `{"issues":[],"result":[]}`))
	n := notifier(t, r.cert)
	chat := file(t, r.base+"/services/T000")
	secret := file(t, token)
	targets := []notify.Target{
		{ID: "1", Type: notify.TypeSlack, Secrets: []string{chat}},
		{ID: "2", Type: notify.TypeTeams, Secrets: []string{chat}},
		{ID: "3", Type: notify.TypeWebhook, Address: r.base, Secrets: []string{file(t, newWebhook)}},
		{ID: "4", Type: notify.TypeJira, Address: r.base, Project: "HR", Secrets: []string{secret}},
		{ID: "5", Type: notify.TypeServiceNow, Address: r.base, User: "u", Secrets: []string{secret}},
	}
	for _, kind := range notify.Kinds() {
		for _, target := range targets {
			m := message()
			m.Kind, m.Subject, m.Path = kind, "ann.example@example.net", "/today"
			if o := n.Deliver(t.Context(), target, m); o.State != notify.Done {
				t.Errorf("%s to %s: %+v", kind, target.Type, o)
			}
		}
	}
	server := mailServer(t, nil)
	for _, kind := range notify.Kinds() {
		m := message()
		m.Kind, m.Subject, m.Path = kind, "ann.example@example.net", "/today"
		if o := notifier(t, server.cert).Deliver(t.Context(), server.target(t), m); o.State != notify.Done {
			t.Errorf("%s by mail: %+v", kind, o)
		}
	}
	sent := strings.Join(server.letters(), "\n")
	for _, got := range r.requests(t, len(notify.Kinds())*(3+2*2)) {
		sent += got.Path + got.Body
	}
	lower := strings.ToLower(sent)
	for _, never := range []string{"ann.example", "ann example", "fraud", "fake", "suspect", "imposter", "criminal", "nationality", "north korea", "{person}"} {
		if strings.Contains(lower, never) {
			t.Errorf("%q is in what was sent", never)
		}
	}
	if !strings.Contains(sent, "a person") {
		t.Error("the message does not say whom it is about")
	}
}

func TestMalformedMessages(t *testing.T) {
	r := receive(t, answer(200, ""))
	n := notifier(t, r.cert)
	target := notify.Target{ID: "1", Type: notify.TypeSlack, Secrets: []string{file(t, r.base)}}
	for name, change := range map[string]func(*notify.Message){
		"no id":           func(m *notify.Message) { m.ID = "" },
		"id with a break": func(m *notify.Message) { m.ID = "abcdefgh\r\nX: y" },
		"unknown kind":    func(m *notify.Message) { m.Kind = "ann example was found out" },
		"no time":         func(m *notify.Message) { m.At = time.Time{} },
		"query":           func(m *notify.Message) { m.Path = "/people?q=ann" },
		"other site":      func(m *notify.Message) { m.Path = "//evil.example" },
		"dots":            func(m *notify.Message) { m.Path = "/../x" },
		"one-time link":   func(m *notify.Message) { m.Once = true },
	} {
		m := message()
		change(&m)
		check(t, name, n.Deliver(t.Context(), target, m), notify.Permanent, notify.ReasonTarget)
	}
	r.requests(t, 0)
}

func TestChatShapes(t *testing.T) {
	r := receive(t, answer(http.StatusOK, "ok"))
	n := notifier(t, r.cert)
	secret := file(t, r.base+"/services/T000/B000/"+token)
	for _, kind := range []notify.Type{notify.TypeSlack, notify.TypeTeams} {
		check(t, string(kind), n.Deliver(t.Context(), notify.Target{ID: "1", Type: kind, Secrets: []string{secret}}, message()), notify.Done, "")
	}
	got := r.requests(t, 2)
	golden(t, "slack.json", pretty(t, got[0].Body))
	golden(t, "teams.json", pretty(t, got[1].Body))
	if got[0].Path != "/services/T000/B000/"+token || got[0].Header.Get("Content-Type") != "application/json" {
		t.Errorf("sent to %s as %s", got[0].Path, got[0].Header.Get("Content-Type"))
	}
}
