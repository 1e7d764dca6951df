package server

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
)

// read asks for a resource as the browser's user and puts it into a value; it
// reports whether it is there for them.
func (b *browser) read(t *testing.T, path string, into any) bool {
	t.Helper()
	status, text := b.get(path)
	if status != http.StatusOK {
		return false
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%s: %v: %s", path, err, text)
	}
	return true
}

// sectionOf is the part of a page under a heading with an id.
func sectionOf(page, id string) string {
	_, rest, ok := strings.Cut(page, `<h2 id="`+id+`">`)
	if !ok {
		return ""
	}
	part, _, _ := strings.Cut(rest, "</section>")
	return html.UnescapeString(part)
}

// TestProgramsAreToldWhatPagesTell compares pages with operations as every role:
// what is new since one was here and what is advised about pay today, who may
// see a person, how notices read and people sign in, and the queue of accounts.
func TestProgramsAreToldWhatPagesTell(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	c.account("F-1")
	c.keep(t, "P-1", &muster.Person{Named: muster.Named{FullName: "Robin Sample"}, Started: muster.Date(2026, 1, 5)},
		&muster.BankDetails{PayTo: muster.PayTo{Number: "28230001", BankCode: "00-10-00"}, Changed: muster.Date(2026, 11, 16), ChangedBy: "self", NewDevice: muster.Yes})
	players := map[casework.Role]*player{}
	for _, role := range casework.Roles() {
		players[role] = c.player(role, casework.Scope{})
	}
	c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: "P-1", Team: []casework.UserID{players[casework.HiringManager].actor.User}}, Reason: cellReason})
	c.must(c.boss, &casework.AskStepUp{Subject: "F-1", Type: muster.CheckLiveInterview, Ground: accountTerms, Reason: cellReason})
	c.must(c.boss, &casework.MarkDispute{Subject: "P-1", Reason: cellReason})
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for role, p := range players {
		told["changed"] += p.sameDay(t)
		told["readers"] += p.sameReaders(t)
		told["notices"] += p.sameSettings(t)
		told["accounts"] += p.sameAccounts(t)
		told["advice "+string(role)] = p.sameAdvice(t)
	}
	if told["advice payroll"] != 2 || told["advice recruiter"] != 0 {
		t.Errorf("advice about pay: %v", told)
	}
	for _, what := range []string{"changed", "readers", "notices", "accounts"} {
		if told[what] < 3 {
			t.Errorf("%s: told %d times", what, told[what])
		}
	}
}

// sameDay compares what is new to somebody who has done nothing here yet.
func (p *player) sameDay(t *testing.T) int {
	t.Helper()
	_, page := p.get("/today")
	var day api.News
	p.read(t, "/v1/today", &day)
	part := sectionOf(page, "changed")
	if n := strings.Count(part, "<li>"); n != len(day.Changed) {
		t.Errorf("%s: the page tells of %d, a program is told of %+v", p.role, n, day.Changed)
	}
	for _, one := range day.Changed {
		if !strings.Contains(part, one.Says) || !strings.Contains(part, "/people/"+string(one.Person.ID)) || one.Act == "" || one.At.IsZero() {
			t.Errorf("%s: the page does not tell of %+v", p.role, one)
		}
	}
	return len(day.Changed)
}

func (p *player) sameAdvice(t *testing.T) int {
	t.Helper()
	_, page := p.get("/today")
	var day api.News
	p.read(t, "/v1/today", &day)
	part := sectionOf(page, "advice")
	if n := strings.Count(part, "<li"); n != len(day.Advice) {
		t.Errorf("%s: the page advises about %d, a program is told of %+v", p.role, n, day.Advice)
	}
	for _, a := range day.Advice {
		if !strings.Contains(part, a.What) || a.Rival == "" {
			t.Errorf("%s: the page does not tell of %+v", p.role, a)
		}
	}
	return len(day.Advice)
}

func (p *player) sameReaders(t *testing.T) int {
	t.Helper()
	var who api.Subject
	if !p.read(t, "/v1/subjects/P-1", &who) {
		return 0
	}
	_, page := p.get("/people/P-1")
	part := sectionOf(page, "readers")
	if n := strings.Count(part, "<li>"); n != len(who.Readers) || n == 0 {
		t.Errorf("%s: the page names %d readers, a program %+v", p.role, n, who.Readers)
	}
	for _, r := range who.Readers {
		if !strings.Contains(part, "<bdi>"+r.Name+"</bdi>") || len(r.Roles) == 0 {
			t.Errorf("%s: the page does not name %+v", p.role, r)
		}
	}
	return len(who.Readers)
}

func (p *player) sameSettings(t *testing.T) int {
	t.Helper()
	var texts api.Texts
	if !p.read(t, "/v1/settings", &texts) {
		return 0
	}
	_, page := p.get("/settings")
	page = html.UnescapeString(page)
	if shown := strings.Contains(page, "Notice to a person"); shown != (len(texts.Notices) > 0) || shown != (texts.SignIn != nil) {
		t.Errorf("%s: on the page %v, a program %+v", p.role, shown, texts)
	}
	for _, n := range texts.Notices {
		if !strings.Contains(page, strings.Fields(n.Text)[0]) || !strings.Contains(n.Text, "(the last day to answer)") {
			t.Errorf("%s: the page has not the notice %q", p.role, n.Text)
		}
	}
	return len(texts.Notices)
}

func (p *player) sameAccounts(t *testing.T) int {
	t.Helper()
	var queue api.AccountQueue
	status, page := p.get("/accounts")
	there := p.read(t, "/v1/accounts", &queue)
	if there != (status == http.StatusOK) {
		t.Errorf("%s: the page answers %d, a program is told %v", p.role, status, there)
	}
	var shown, got []string
	for _, m := range regexp.MustCompile(`data-href="/people/([^"#]+)"`).FindAllStringSubmatch(page, -1) {
		shown = append(shown, m[1])
	}
	for i := range queue.Accounts {
		a := &queue.Accounts[i]
		if got = append(got, string(a.Account.ID)); a.Asked == nil || !a.Asked.Open || a.Why == "" || !strings.Contains(page, a.Asked.Says) {
			t.Errorf("%s: %+v", p.role, a)
		}
	}
	if there && (!slices.Equal(got, shown) || queue.Total != len(got)) {
		t.Errorf("%s: the page lists %q, a program %q of %d", p.role, shown, got, queue.Total)
	}
	return len(got)
}

// TestNewsOfAKey tells a key what others did since it last did something, with
// the scope of findings.
func TestNewsOfAKey(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	c.keep(t, "P-1", &muster.Person{Named: muster.Named{FullName: "Robin Sample"}})
	p := c.program(t, []string{api.SubjectsRead, api.FindingsRead, api.ChecksWrite}, lead())
	c.must(c.boss, &casework.MarkDispute{Subject: "P-1", Reason: cellReason})
	news := func(p *program) (day api.News) {
		a := p.get("/v1/today")
		a.want(t, "the day", http.StatusOK)
		if err := json.Unmarshal(a.body, &day); err != nil {
			t.Fatal(err)
		}
		return day
	}
	if got := news(p).Changed; len(got) != 1 || got[0].Act != "identity.dispute" {
		t.Errorf("a key is told %+v", got)
	}
	c.later(time.Minute)
	p.act("check.request", `{"subject":"P-1","type":"reference","code":"finding"}`).want(t, "an act", http.StatusOK)
	if got := news(p).Changed; len(got) != 0 {
		t.Errorf("after its own act a key is told %+v", got)
	}
	if got := news(c.program(t, []string{api.SubjectsRead}, lead())).Changed; len(got) != 0 {
		t.Errorf("without the scope of findings a key is told %+v", got)
	}
}
