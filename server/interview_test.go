package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// TestAnInterviewerReachesTheirForm names a hiring manager who is not on the
// person's team: the form is theirs to open and to fill in, from the day's page,
// and it is all of the person that opens.
func TestAnInterviewerReachesTheirForm(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	const id, other = "Z-1", "Z-2"
	c.records(id, other)
	c.words(id, nil) // a case, a check, an earlier interview of the boss's
	c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: id, Team: []casework.UserID{c.boss.User}}, Reason: cellReason})
	named, unnamed := c.player(casework.HiringManager, casework.Scope{}), c.signedIn(t, "unnamed", casework.Grant{Role: casework.HiringManager})
	if status, _ := named.get("/people/" + id + "/interview"); status != http.StatusNotFound {
		t.Errorf("nobody named them yet: %d", status)
	}
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{named.actor.User, c.other.User}}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := named.reads("/today", "Interviews to hold", "/people/"+id+"/interview")
	if strings.Contains(page, `href="/people/`+id+`"`) {
		t.Error("the day leads to a page that is not theirs")
	}
	page = named.reads("/people/"+id+"/interview", "Quilla Zorn", `value="`+session+`"`, "Record the interview")
	if strings.Contains(page, `href="/people/`+id+`"`) || strings.Contains(page, `href="/people/`+id+`#`) {
		t.Error("the form leads to a page that is not theirs")
	}
	for field, one := range probes() {
		if field != casework.FieldName && field != casework.FieldInterview && strings.Contains(page, one.value) {
			t.Errorf("%s stands on the form of somebody who only interviews", field)
		}
	}
	if strings.Contains(page, `<article class="panel">`) {
		t.Error("an interview of others is shown")
	}
	for _, path := range []string{"/people/" + id, "/people/" + id + "/devices", "/people/" + other + "/interview", "/v1/subjects/" + id} {
		if status, _ := named.get(path); status == http.StatusOK {
			t.Errorf("%s opens for who only interviews", path)
		}
	}
	if _, page := named.get("/people"); strings.Contains(page, id) {
		t.Error("the person is on the list of who only interviews")
	}
	if status, _ := unnamed.get("/people/" + id + "/interview"); status != http.StatusNotFound {
		t.Errorf("another hiring manager opens the form: %d", status)
	}
	form := url.Values{"key": {newKey()}, "session": {session}, "mode": {"video"}, "camera": {"yes"}, "held": {"2026-11-03"}, "questions": {"6"}, "prompts": {"3"}, "back": {"/people/" + id + "/interview"}}
	for _, n := range []string{"0", "1", "2", "3", "4", "5"} {
		form.Set("answer-"+n, "known")
	}
	for _, n := range []string{"0", "1", "2"} {
		form.Set("prompt-"+n, "done")
	}
	if status, text := named.post("/people/"+id+"/interview", form); status != http.StatusSeeOther {
		t.Fatalf("the form is not taken: %d: %.600s", status, text)
	}
	named.sees("/people/"+id+"/interview", "Your form is on record", "Earlier interviews")
	if _, page := named.get("/today"); strings.Contains(page, "Interviews to hold") {
		t.Error("an interview that was held waits still")
	}
}

// reads is sees that hands the page on.
func (b *browser) reads(path string, words ...string) string {
	b.t.Helper()
	b.sees(path, words...)
	_, page := b.get(path)
	return page
}

// TestOnlyWhoCanHoldItIsNamed plans an interview with somebody whose role holds
// none, or none here.
func TestOnlyWhoCanHoldItIsNamed(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("UK Ltd")
	cables, there := c.player(casework.IT, casework.Scope{}), c.player(casework.HiringManager, casework.Scope{Entity: "DE GmbH"})
	here := c.player(casework.HiringManager, casework.Scope{Entity: "UK Ltd"})
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, one := range []*player{cables, there} {
		_, err := c.desk.Do(t.Context(), c.boss, casework.Key(newKey()), &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{one.actor.User}})
		if muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%s: %v", one.actor.Name, err)
		}
	}
	lead := c.signedIn(t, "lead", casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "UK Ltd"}})
	page := lead.reads("/people/"+string(id)+"/interview", `value="`+string(here.actor.User)+`"`)
	for _, one := range []*player{cables, there} {
		if strings.Contains(page, string(one.actor.User)) {
			t.Errorf("the form offers %s", one.actor.Name)
		}
	}
}
