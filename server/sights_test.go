package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// probe is a value of one field of the table, and where somebody who sees it
// clear finds it.
type probe struct {
	value string
	shown []string // paths; ID is the person's, CASE the case's
}

// probes is one value for each line of the table of fields. None stands anywhere
// else in the installation.
func probes() map[casework.Field]probe {
	person, record := []string{"/people/ID"}, []string{"/people/ID", "/v1/subjects/ID"}
	return map[casework.Field]probe{
		casework.FieldName:        {"Quilla Zorn", append(record, "/people")},
		casework.FieldOthers:      {"Wim Yarrow", person},
		casework.FieldNameHistory: {"Quilla Formerly", record},
		casework.FieldContact:     {"quilla.zorn@mail.example", record},
		casework.FieldHome:        {"12 Quokka Lane", record},
		casework.FieldBorn:        {"17 April 1990", record},
		casework.FieldDocument:    {"X99887766", record},
		casework.FieldBank:        {"GB33BUKB20201555555555", record},
		casework.FieldLevel:       {`"level":"verify"`, []string{"/v1/subjects/ID"}},
		casework.FieldFinding:     {"Same phone number on records under different names", person},
		casework.FieldEvidence:    {"quokka.csv", person},
		casework.FieldCheck:       {"quokkacheck was seen", record},
		casework.FieldInterview:   {"own_claims_not_known", []string{"/v1/subjects/ID"}},
		casework.FieldCase:        {"quokkanote on the case", []string{"/cases/CASE", "/v1/cases/CASE"}},
		casework.FieldPrivileged:  {"quokkacounsel wrote this", []string{"/cases/CASE", "/v1/cases/CASE"}},
		casework.FieldPay:         {"quokkapay was confirmed", []string{"/v1/subjects/ID"}},
		casework.FieldEquipment:   {"quokkaparcel was agreed", []string{"/v1/subjects/ID"}},
		casework.FieldSignals:     {"Quokkaville", []string{"/people/ID/devices"}},
		casework.FieldEvents:      {"203.0.113.77", nil},                // as it arrived; see TestEventsUnlock
		casework.FieldPayload:     {"quokkareason for the ledger", nil}, // shown by an act alone
	}
}

// records puts a value of every field on record.
func (c *cells) records(id, other muster.SubjectID) {
	c.t.Helper()
	var list []muster.Observation
	add := func(who muster.SubjectID, d muster.Data) {
		o := muster.Observation{Organisation: c.Server.config.Organisation, Subject: who, Source: "hr", Record: fmt.Sprint(who, len(list)), Happened: muster.Date(2026, 11, 2), Data: d, Place: muster.Place{File: "quokka.csv", Row: 2}}
		if err := o.Seal(); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, o)
	}
	p := &muster.Person{Named: muster.Named{FullName: "Quilla Zorn"}, FormerNames: []muster.PersonName{"Quilla Formerly"}, Started: muster.Date(2026, 1, 5), DateOfBirth: muster.Date(1990, 4, 17),
		Home: muster.Home{Address: "12 Quokka Lane", City: "Harbourton", Postcode: "ZZ9 9AA"}}
	p.Contact = muster.Contact{Emails: []muster.Email{"quilla.zorn@mail.example"}, Phones: []muster.Phone{"+44 20 7946 0911"}}
	add(id, p)
	add(id, &muster.Document{Type: "passport", Country: "GB", Number: "X99887766"})
	add(id, &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}})
	add(id, &muster.SignIns{Day: muster.Date(2026, 11, 2), First: muster.Date(2026, 11, 2), Passed: 2, IP: "203.0.113.77", City: "Quokkaville", Country: "GB"})
	o := &muster.Person{Named: muster.Named{FullName: "Wim Yarrow"}, Started: muster.Date(2026, 1, 5), Home: muster.Home{Address: "4 High Street", City: "Westport", Postcode: "ZY1 1BB"}}
	o.Contact = muster.Contact{Phones: []muster.Phone{"+44 20 7946 0911"}}
	add(other, o)
	if _, _, err := c.store.Append(c.t.Context(), c.Server.config.Organisation, list); err != nil {
		c.t.Fatal(err)
	}
}

// words puts what people write of every field on record, and returns the case.
func (c *cells) words(id muster.SubjectID, readers []casework.UserID) string {
	c.t.Helper()
	k := c.must(c.boss, &casework.RequestCheck{Subject: id, Type: muster.CheckLiveInterview, Code: casework.CodeFinding})
	c.must(c.boss, &casework.RecordCheck{Check: k.ID, Outcome: muster.OutcomeUnclear, Done: muster.Instant(c.now()), Evidence: "quokkacheck was seen"})
	c.must(c.boss, &casework.SettlePay{Advice: "advice", Subject: id, Outcome: "confirmed", Reason: "quokkapay was confirmed"})
	c.must(c.boss, &casework.SettleShipment{Shipment: "shipment", Subject: id, Outcome: "agreed", Reason: "quokkaparcel was agreed"})
	c.must(c.boss, &casework.MarkDispute{Subject: id, Reason: "quokkareason for the ledger"})
	plan := c.must(c.boss, &casework.PlanInterview{Subject: id, Interviewers: []casework.UserID{c.boss.User}})
	record, err := c.desk.Person(c.t.Context(), c.boss, id)
	if err != nil {
		c.t.Fatal(err)
	}
	form := &casework.RecordInterview{Session: plan.ID, Held: muster.Instant(c.now()), Mode: muster.ModeVideo, CameraOn: muster.Yes, Signs: []muster.Sign{muster.SignOwnClaimsUnknown}}
	for range record.Interviews[0].Questions {
		form.Answers = append(form.Answers, "known")
	}
	for range record.Interviews[0].Prompts {
		form.Prompts = append(form.Prompts, "done")
	}
	c.must(c.boss, form)
	file := c.must(c.boss, &casework.OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Readers: readers, Reason: cellReason}).ID
	c.must(c.boss, &casework.AddNote{Case: file, Text: "quokkanote on the case"})
	c.must(c.boss, &casework.AddNote{Case: file, Text: "quokkacounsel wrote this", Privileged: true})
	return file
}

// everywhere are the pages and resources a value might leak on.
func everywhere() []string {
	return []string{
		"/people/ID", "/v1/subjects/ID", "/v1/subjects/ID/findings", "/v1/subjects/ID/timeline", "/v1/subjects/ID/documents", "/v1/subjects/ID/checks", "/v1/subjects/ID/gates", "/people/ID/interview", "/people/ID/devices", "/people/ID/events",
		"/today", "/people", "/people?q=Quilla", "/search?q=Quilla", "/search?q=quokka", "/groups", "/cases", "/cases/CASE", "/v1/cases/CASE", "/v1/cases", "/payroll", "/equipment",
		"/rules", "/ledger", "/settings", "/v1/subjects", "/v1/ledger/entries", "/v1/findings", "/v1/observations", "/v1/checks", "/v1/groups", "/v1/today", "/v1/rules", "/v1/payroll", "/v1/equipment?kind=all",
	}
}

// TestEverySight is the table of fields through HTTP: what a role sees clear is
// where it belongs, and what it does not is on no page and in no answer.
func TestEverySight(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	table := c.desk.Permissions()
	players := map[casework.Role]*player{}
	var readers []casework.UserID
	for _, role := range casework.Roles() {
		players[role] = c.player(role, casework.Scope{})
		if table.Cell(casework.CaseView, role) != casework.No {
			readers = append(readers, players[role].actor.User)
		}
	}
	const id, other = "Z-1", "Z-2"
	c.records(id, other)
	var team []casework.UserID
	for _, p := range players {
		team = append(team, p.actor.User)
	}
	c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: id, Team: team}, Reason: cellReason})
	file := c.words(id, readers)
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := probes()
	for role, p := range players {
		seen := map[string]string{}
		for _, path := range everywhere() {
			status, text := p.get(strings.NewReplacer("ID", id, "CASE", file).Replace(path))
			if status >= http.StatusInternalServerError {
				t.Errorf("%s as %s: %d", path, role, status)
			}
			if status == http.StatusOK {
				seen[path] = text
			}
		}
		for _, f := range table.Fields() {
			if _, ok := all[f]; !ok {
				t.Fatalf("%s: no value to look for", f)
			}
			c.sight(f, all[f], role, table.SightOf(f, role), seen)
		}
	}
}

// sight holds where a value stands against what the table says of a role.
func (c *cells) sight(f casework.Field, one probe, role casework.Role, want casework.Sight, seen map[string]string) {
	c.t.Helper()
	for path, text := range seen {
		stands := strings.Contains(text, one.value)
		if f == casework.FieldOthers && !strings.HasPrefix(path, "/people/ID") && !strings.HasPrefix(path, "/v1/subjects/ID") {
			continue // the other's own name, in a list the role may read
		}
		if f == casework.FieldInterview && strings.HasSuffix(path, "/interview") {
			continue // the empty form has every answer on its closed list
		}
		if stands && want != casework.Clear && !(f == casework.FieldName && strings.Contains(path, "q=")) {
			c.t.Errorf("%s as %s: clear on %s, and the table says %d", f, role, path, want)
		}
	}
	if want != casework.Clear {
		return
	}
	opened := len(one.shown) == 0
	for _, path := range one.shown {
		text, open := seen[path]
		opened = opened || open
		if open && !strings.Contains(text, one.value) {
			c.t.Errorf("%s as %s: not on %s, and the table says clear", f, role, path)
		}
	}
	if !opened {
		c.t.Errorf("%s as %s: clear in the table, and none of %v opens", f, role, one.shown)
	}
}

// TestEveryUnlock gives a reason for each field of each role: it shows where the
// table says that a reason shows it, to who asked alone, and nowhere else.
func TestEveryUnlock(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	table := c.desk.Permissions()
	const id, other = "Z-1", "Z-2"
	c.records(id, other)
	boss := c.boss.User
	c.words(id, nil)
	for _, role := range casework.Roles() {
		p := c.player(role, casework.Scope{})
		c.must(c.boss, &casework.PlacePerson{Placement: casework.Placement{Subject: id, Team: []casework.UserID{p.actor.User, boss}}, Reason: cellReason})
		for _, f := range table.Fields() {
			status, text := p.act(&casework.Unlock{Subject: id, Field: f, Reason: cellReason})
			if open := table.SightOf(f, role) == casework.Unlocked; (status == http.StatusOK || status == http.StatusCreated) != open {
				t.Errorf("%s as %s: %d, want it unlocked: %v: %.200s", f, role, status, open, text)
			}
			one := probes()[f]
			if table.SightOf(f, role) != casework.Unlocked || len(one.shown) == 0 {
				continue
			}
			for _, path := range one.shown {
				if path == "/people" { // a list shows what needs no reason
					continue
				}
				if status, text := p.get(strings.ReplaceAll(path, "ID", url.PathEscape(id))); status == http.StatusOK && !strings.Contains(text, one.value) && !strings.Contains(path, "CASE") {
					t.Errorf("%s as %s: unlocked, and not on %s", f, role, path)
				}
			}
		}
	}
}

// TestTheListIsSilentWhereLevelsAreHidden reads the list as somebody who sees no
// levels: it says nothing of what is due, not that nothing is.
func TestTheListIsSilentWhereLevelsAreHidden(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.signedIn(t, "lead", hrLead()).sees("/people", "A-1", "Nothing is due") // A-4 shares nothing
	status, page := in.signedIn(t, "it", casework.Grant{Role: casework.IT}).get("/people")
	if status != http.StatusOK || !strings.Contains(page, "A-1") || strings.Contains(page, "Nothing is due") {
		t.Errorf("%d: somebody from IT reads what is due:\n%s", status, page)
	}
}

// TestNextStep holds that nobody at verify is said to have nothing due, also
// where a question settles it and no check does.
func TestNextStep(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		level  muster.Level
		checks int
		want   string
	}{
		{muster.Escalate, 2, "Two people look"},
		{muster.Verify, 2, "2 checks would settle it"},
		{muster.Verify, 0, "See what would settle it"},
		{muster.Clear, 1, "1 check would settle it"},
		{muster.Clear, 0, "Nothing is due"},
	} {
		if got := nextStep(one.level, one.checks); got != one.want {
			t.Errorf("%s with %d checks: %q, want %q", one.level, one.checks, got, one.want)
		}
	}
}
