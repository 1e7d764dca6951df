package server

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
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

// TestAHeldInterviewWaitsToBeUsed holds an interview before anybody asks for the
// check it is evidence of: the person's page says that it is there and why a check
// can be asked for, the day's page leads from the check to it, and the form begins
// with what the interviewers' forms say.
func TestAHeldInterviewWaitsToBeUsed(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	const id = "Z-1"
	c.records(id, "Z-2")
	lead := c.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	person, held := "/people/"+id, "An interview that was held"
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User, c.other.User}}).ID
	c.heldBy(session, id, c.boss)
	if strings.Contains(lead.reads(person), held) {
		t.Error("an interview that waits for a form is said to be held")
	}
	c.heldBy(session, id, c.other)
	text := lead.reads(person, held, "Guided interview of 3 November 2026", "A virtual camera was shown", "nobody need hold it again")
	_, asks, _ := strings.Cut(text, held)
	form := regexp.MustCompile(`action="` + person + `/checks"><input type="hidden" name="key" value="([^"]+)"><input type="hidden" name="back" value="([^"]+)"><input type="hidden" name="type" value="live_interview"><input type="hidden" name="code" value="([^"]+)">(?:<input type="hidden" name="gate" value="([^"]+)">)?`).FindStringSubmatch(asks)
	if form == nil {
		t.Fatalf("no check can be asked for beside the interview: %.2000s", asks)
	}
	status, next := lead.post(person+"/checks", url.Values{"key": {form[1]}, "back": {form[2]}, "type": {"live_interview"}, "code": {form[3]}, "gate": {form[4]}})
	if status != http.StatusSeeOther || form[2] != person+"#checks" {
		t.Fatalf("%d, back to %s: %.300s", status, form[2], next)
	}
	check := c.requested(id).ID
	today := lead.reads("/today", "A guided interview that was held waits to be used", person+"#check-"+check)
	if strings.Contains(today, "/checks/"+check+"/record") {
		t.Error("the day's page has a form that knows nothing of the interview")
	}
	text = lead.reads(person, `id="check-`+check+`"`, `<option value="`+session+`" selected>`, "As the forms of the latest interview say.")
	if strings.Contains(text, held) {
		t.Error("the interview is offered twice")
	}
	_, text, _ = strings.Cut(text, "/checks/"+check+"/record")
	for _, field := range []string{"form-prompts", "form-two"} {
		_, options, _ := strings.Cut(text, `name="`+field+`"`)
		if options, _, _ = strings.Cut(options, "</select>"); !strings.Contains(options, `<option value="yes" selected>`) {
			t.Errorf("%s is asked for again: %s", field, options)
		}
	}
	unseen := c.signedIn(t, "it", casework.Grant{Role: casework.IT})
	if status, text := unseen.get("/today"); status == http.StatusOK && strings.Contains(text, "A guided interview that was held") {
		t.Error("who is shown no interviews is told of one")
	}
	if status, text := lead.post("/checks/"+check+"/record", url.Values{"key": {newKey()}, "session": {session}, "outcome": {"passed"}, "done": {"2026-11-03"}, "form-prompts": {"yes"}, "form-two": {"yes"}, "back": {person}}); status != http.StatusSeeOther {
		t.Fatalf("%d: %.300s", status, text)
	}
	text = lead.reads(person, "Rests on: guided interview of 3 November 2026", "A virtual camera was shown", "3 November 2027")
	if strings.Contains(text, "3 November 2027 00:00") {
		t.Error("the day a check holds until has a time")
	}
}

// requested is the live interview that is asked for of somebody.
func (c *cells) requested(id muster.SubjectID) casework.Check {
	c.t.Helper()
	p, err := c.desk.Person(c.t.Context(), c.boss, id)
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(p.Checks, func(k casework.Check) bool {
		return k.Type == muster.CheckLiveInterview && k.State == casework.CheckRequested
	})
	if i < 0 {
		c.t.Fatalf("no live interview is asked for: %+v", p.Checks)
	}
	return p.Checks[i]
}

// TestAWithdrawnInterviewIsSaidToBeNoEvidence says so where its one form stands.
func TestAWithdrawnInterviewIsSaidToBeNoEvidence(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	const id = "Z-1"
	c.records(id, "Z-2")
	lead := c.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	session := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User, c.other.User}}).ID
	c.heldBy(session, id, c.boss)
	const says = "No check can name it: not everybody whom it names said what they saw."
	page := "/people/" + id + "/interview"
	if text := lead.reads(page, "no check can name it. What was recorded stays."); strings.Contains(text, says) {
		t.Error("said of an interview that still waits")
	}
	c.must(c.boss, &casework.WithdrawInterview{Session: session, Reason: cellReason})
	text := lead.reads(page, "On record: the form of "+c.boss.Name, says, "No more forms are waited for.", "The only form of that interview.")
	for _, untrue := range []string{"It will not take place.", "Agrees with the others."} {
		if strings.Contains(text, untrue) {
			t.Errorf("the page says %q of an interview that one person recorded", untrue)
		}
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
