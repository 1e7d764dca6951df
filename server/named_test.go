package server

import (
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// TestFormsNameWhoCanDoIt reads the forms that name colleagues: each offers those
// whose roles can do the thing there, and names nobody of another legal entity.
func TestFormsNameWhoCanDoIt(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	uk, de := casework.Scope{Entity: "UK Ltd"}, casework.Scope{Entity: "DE GmbH"}
	id := c.person(uk.Entity)
	lead, payroll, there := c.player(casework.HRLead, uk), c.player(casework.Payroll, uk), c.player(casework.HRLead, de)
	manager, admin := c.player(casework.HiringManager, uk), c.player(casework.Administrator, casework.Scope{})
	recruiter, counsel := c.player(casework.Recruiter, uk), c.player(casework.Counsel, casework.Scope{})
	c.must(c.boss, &casework.RequestCheck{Subject: id, Type: muster.CheckReference, Code: casework.CodeFinding})
	file := c.must(lead.actor, &casework.OpenCase{Title: "Two dates", People: []muster.SubjectID{id}, Readers: []casework.UserID{counsel.actor.User}, Reason: cellReason}).ID
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	holds := func(page, form string, named, unnamed []*player) {
		t.Helper()
		at := strings.LastIndex(page, `action="`+form+`"`) // before it stand the forms that ask with one press
		text, _, closed := strings.Cut(page[max(at, 0):], "</form>")
		if at < 0 || !closed {
			t.Fatalf("no form %s", form)
		}
		for _, p := range named {
			if !strings.Contains(text, `value="`+string(p.actor.User)+`"`) {
				t.Errorf("%s lacks %s", form, p.actor.Name)
			}
		}
		for _, p := range unnamed {
			if strings.Contains(text, `value="`+string(p.actor.User)+`"`) {
				t.Errorf("%s offers %s", form, p.actor.Name)
			}
		}
	}
	page := lead.reads("/cases/"+file, "Add a task")
	holds(page, "/cases/"+file+"/tasks", []*player{lead, counsel}, []*player{payroll, there, manager, admin, recruiter})
	holds(page, "/cases/"+file+"/readers", []*player{lead, counsel, payroll}, []*player{there, manager, admin, recruiter})
	page = lead.reads("/people/"+string(id), "Given to")
	holds(page, "/people/"+string(id)+"/checks", []*player{lead, payroll, manager, recruiter}, []*player{there, admin, counsel})
	holds(page, "/cases/open", []*player{counsel, payroll}, []*player{lead, there, manager, admin, recruiter})
	holds(page, "/people/"+string(id)+"/place", []*player{lead, manager, recruiter, payroll}, []*player{there, admin})
	for _, path := range []string{"/people/" + string(id), "/cases/" + file, "/today", "/people/" + string(id) + "/interview"} {
		if _, page := lead.get(path); strings.Contains(page, there.actor.Name) {
			t.Errorf("%s names somebody of another legal entity", path)
		}
	}
}

// TestACheckSaysThatItIsToBeTakenFirst asks for a check as payroll, who may record
// what was given to them alone: the card says so beside the form that gives it, and
// once it is given the form that records is there instead.
func TestACheckSaysThatItIsToBeTakenFirst(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	pay := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	made, err := in.desk.Do(t.Context(), in.user(t, "Pat"), casework.Key(newKey()), &casework.RequestCheck{Subject: "W-1", Type: muster.CheckBankName, Code: casework.CodeFinding})
	if err != nil {
		t.Fatal(err)
	}
	const says, record = "give it to yourself first", "Record what it gave…"
	if _, page := pay.get("/people/W-1"); !strings.Contains(page, says) || strings.Contains(page, record) {
		t.Error("nothing says that the check is to be taken first")
	}
	if _, page := in.signedIn(t, "Lea", hrLead()).get("/people/W-1"); strings.Contains(page, says) || !strings.Contains(page, record) {
		t.Error("who may record it at once is told to take it first")
	}
	if _, err := in.desk.Do(t.Context(), in.user(t, "Pat"), casework.Key(newKey()), &casework.AssignCheck{Check: made.ID, User: in.user(t, "Pat").User}); err != nil {
		t.Fatal(err)
	}
	if _, page := pay.get("/people/W-1"); strings.Contains(page, says) || !strings.Contains(page, record) {
		t.Error("who has the check cannot record it")
	}
}
