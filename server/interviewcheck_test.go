package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// heldBy records an interview's form for each of those it names. The other notes a
// sign.
func (c *cells) heldBy(session string, id muster.SubjectID, who ...*casework.Actor) {
	c.t.Helper()
	for _, one := range who {
		record, err := c.desk.Interviewing(c.t.Context(), one, id)
		if err != nil || record.Open == nil {
			c.t.Fatalf("no form for %s: %v", one.Name, err)
		}
		form := &casework.RecordInterview{Session: session, Held: muster.Date(2026, 11, 3), Mode: muster.ModeVideo, CameraOn: muster.Yes}
		for range record.Open.Questions {
			form.Answers = append(form.Answers, "known")
		}
		for range record.Open.Prompts {
			form.Prompts = append(form.Prompts, "done")
		}
		if one == c.other {
			form.Signs = []muster.Sign{muster.SignVirtualCamera}
		}
		c.must(one, form)
	}
}

// TestAnInterviewIsOfferedToItsCheck holds a guided interview with two people and
// records the live interview that the gate asks for: the form stands on both
// pages with the interview proposed, the outcome is chosen, and what was recorded
// names the interview.
func TestAnInterviewIsOfferedToItsCheck(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("UK Ltd")
	lead := c.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User, c.other.User}}).ID
	check := c.must(c.boss, &casework.RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: casework.CodeOther, Reason: cellReason}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	person, page := "/people/"+string(id), "/people/"+string(id)+"/interview"
	proposed := `<option value="` + session + `" selected>`
	none := func() {
		t.Helper()
		for _, path := range []string{person, page} {
			if text := lead.reads(path); strings.Contains(text, proposed) {
				t.Errorf("%s offers an interview that nobody or not everybody recorded", path)
			}
		}
	}
	none()
	lead.sees(page, "Not yet on record", "Waits for ", c.boss.Name, c.other.Name)
	c.heldBy(session, id, c.boss)
	none()
	lead.sees(page, "On record: the form of "+c.boss.Name, "Waits for "+c.other.Name)
	c.heldBy(session, id, c.other)
	for _, path := range []string{person, page} {
		text := lead.reads(path, proposed, "/checks/"+check+"/record", "Signs were noted", "A virtual camera was shown", c.other.Name, "differ in 1 place", `value="2026-11-03"`)
		if strings.Contains(text, `name="outcome" value="passed" checked`) {
			t.Errorf("%s chooses the outcome", path)
		}
	}
	lead.sees(person, "Say what it gave")

	form := url.Values{"key": {newKey()}, "session": {session}, "outcome": {"unclear"}, "done": {"2026-11-03"}, "evidence": {""}, "back": {page}}
	if status, text := lead.post("/checks/"+check+"/record", form); status != http.StatusSeeOther {
		t.Fatalf("%d: %.800s", status, text)
	}
	lead.sees(person, "Rests on: guided interview of 3 November 2026, by "+c.boss.Name+" and "+c.other.Name, "Unclear")
	if text := lead.reads(page); strings.Contains(text, proposed) {
		t.Error("an interview that a check names is offered again")
	}
}

// TestAnInterviewIsOfferedToPrograms does the same by the operations.
func TestAnInterviewIsOfferedToPrograms(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("UK Ltd")
	lead := c.player(casework.HRLead, casework.Scope{})
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User, c.other.User}}).ID
	check := c.must(c.boss, &casework.RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: casework.CodeOther, Reason: cellReason}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got struct{ Interviews []casework.Session }
	if lead.read(t, "/v1/subjects/"+string(id)+"/interviews", &got); got.Interviews[0].State != casework.SessionPlanned || len(got.Interviews[0].Waits) != 2 {
		t.Errorf("%+v", got)
	}
	record := &casework.RecordCheck{Check: check, Session: session, Outcome: muster.OutcomePassed, Done: muster.Date(2026, 11, 3)}
	if status, text := lead.act(record); status != http.StatusConflict {
		t.Errorf("%d: %.300s", status, text)
	}
	c.heldBy(session, id, c.boss, c.other)
	if lead.read(t, "/v1/subjects/"+string(id)+"/interviews", &got); got.Interviews[0].State != casework.SessionHeld || len(got.Interviews[0].Forms) != 2 {
		t.Errorf("%+v", got)
	}
	if status, text := lead.act(record); status != http.StatusOK {
		t.Fatalf("%d: %.300s", status, text)
	}
	var had struct{ Checks []casework.Check }
	if lead.read(t, "/v1/subjects/"+string(id)+"/checks", &had); len(had.Checks) != 1 || had.Checks[0].Session != session {
		t.Errorf("%+v", had)
	}
}

// TestAnInterviewCanBeAskedForAndWithdrawn offers to ask for the check where the
// gate does and nobody has, and withdraws an interview that nobody will hold.
func TestAnInterviewCanBeAskedForAndWithdrawn(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	const id = "Z-1"
	c.records(id, "Z-2")
	lead := c.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User}}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := "/people/" + id + "/interview"
	c.heldBy(session, id, c.boss)
	asks := strings.Contains(lead.reads("/people/"+id), "Ask for a live interview")
	if got := strings.Contains(lead.reads(page), "What the interview gave"); got != asks || !asks {
		t.Errorf("the page of the interview offers to ask for its check: %v; the person's page: %v", got, asks)
	}
	second := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User, c.other.User}}).ID
	lead.sees(page, "/interview/"+second+"/withdraw")
	if status, _ := lead.post(page+"/"+second+"/withdraw", url.Values{"key": {newKey()}, "reason": {cellReason}, "back": {page}}); status != http.StatusSeeOther {
		t.Fatalf("it cannot be withdrawn: %d", status)
	}
	lead.sees(page, "Withdrawn", "It will not take place.", cellReason)
}
