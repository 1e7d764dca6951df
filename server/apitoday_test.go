package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
)

// dayTold is what the operation of the day says.
type dayTold struct {
	api.Waiting
	Escalations []casework.Escalation `json:"escalations"`
}

// people are whom a list of the day names.
func (d *dayTold) people(list string) (ids []string) {
	switch list {
	case "gates":
		for i := range d.Gates {
			ids = append(ids, string(d.Gates[i].Person.ID))
		}
	case "unasked":
		for i := range d.Unasked {
			ids = append(ids, string(d.Unasked[i].Person.ID))
		}
	case "esc":
		for i := range d.Escalations {
			ids = append(ids, string(d.Escalations[i].Subject))
		}
	}
	return ids
}

// TestTheDayIsTheSameForPrograms reads the day of every role from the page and
// from the operation: both name the same people in the same order. Who may not
// know where people stand is told of a newcomer of whom nothing was seen too.
func TestTheDayIsTheSameForPrograms(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	staff := strings.ReplaceAll(employees, "+44 20 7946 0102", "+44 20 7946 0101")
	if _, page := in.signedIn(t, "first", lead()).drop(t, "staff.csv", staff, "applicants.csv", applicants); !strings.Contains(page, "Shared with others") {
		t.Fatal("nothing is found of two people with one number")
	}
	in.keep(t, "W-7", &muster.Person{Named: muster.Named{FullName: "Nia Newcomer"}})
	row := regexp.MustCompile(`<li class="row[^>]* data-href="/people/([^"#]+)"`)
	named := map[string]int{}
	for _, role := range casework.Roles() {
		b := in.signedIn(t, "day-"+string(role), casework.Grant{Role: role})
		_, page := b.get("/today")
		status, text := b.get("/v1/today")
		var day dayTold
		if err := json.Unmarshal([]byte(text), &day); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d: %v: %s", role, status, err, text)
		}
		for _, list := range []string{"gates", "unasked", "esc"} {
			var shown []string
			if _, rest, ok := strings.Cut(page, `<h2 id="`+list+`">`); ok {
				section, _, _ := strings.Cut(rest, "</section>")
				for _, m := range row.FindAllStringSubmatch(section, -1) {
					shown = append(shown, m[1])
				}
			}
			if got := day.people(list); !slices.Equal(got, shown) {
				t.Errorf("%s: %s: a program is told of %q, the page of %q", role, list, got, shown)
			}
			named[string(role)+" "+list] = len(shown)
		}
		for i := range day.Unasked {
			if u := &day.Unasked[i]; u.Person.Level != muster.Verify || u.Why == "" {
				t.Errorf("%s is told of %+v", role, u)
			}
		}
		for i := range day.Gates {
			if g := &day.Gates[i]; g.Gate == "" || len(g.Missing) == 0 {
				t.Errorf("%s is told of %+v", role, g)
			}
		}
	}
	for who, want := range map[string]bool{"hr_lead gates": true, "recruiter gates": true, "it gates": true, "hiring_manager gates": false, "payroll gates": false, "hr_lead unasked": true, "payroll unasked": true, "it unasked": false, "auditor gates": false, "auditor unasked": false} {
		if (named[who] > 0) != want {
			t.Errorf("%s: %d people", who, named[who])
		}
	}
}

// TestTheDayOfAKey reads the day with keys: who stands on its lists tells where
// people stand, which takes the scope of findings.
func TestTheDayOfAKey(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	staff := strings.ReplaceAll(employees, "+44 20 7946 0102", "+44 20 7946 0101")
	in.signedIn(t, "first", lead()).drop(t, "staff.csv", staff, "applicants.csv", applicants)
	var day dayTold
	a := in.program(t, []string{api.SubjectsRead}, lead()).get("/v1/today")
	a.want(t, "without findings", http.StatusOK)
	if err := json.Unmarshal(a.body, &day); err != nil || len(day.Gates)+day.MoreGates+len(day.Unasked)+day.MoreUnasked > 0 || strings.Contains(string(a.body), ":null") {
		t.Errorf("without the scope a key is told %s (%v)", a.body, err)
	}
	a = in.program(t, []string{api.SubjectsRead, api.FindingsRead}, lead()).get("/v1/today")
	a.want(t, "with findings", http.StatusOK)
	if err := json.Unmarshal(a.body, &day); err != nil || len(day.Gates) == 0 || len(day.Unasked) == 0 {
		t.Errorf("with the scope a key is told %s (%v)", a.body, err)
	}
}

// TestStillsAreToldOf tells whether stills are taken to who may switch it, as the
// settings do, and to nobody else.
func TestStillsAreToldOf(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	for _, role := range casework.Roles() {
		b := in.signedIn(t, "stills-"+string(role), casework.Grant{Role: role})
		_, page := b.get("/settings")
		status, told := b.get("/v1/monitoring")
		if shown := strings.Contains(page, `action="/settings/stills"`); strings.Contains(told, `"stills":`) != shown {
			t.Errorf("%s: on the page %v, a program %d %s", role, shown, status, told)
		}
	}
}

// TestWhyOnesOwnStepWaits answers steps by the operation as those who may not:
// who is shown the step is told why, and who is not, that there is none.
func TestWhyOnesOwnStepWaits(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	id := c.person("")
	analyst, counsel, out := c.player(casework.Security, casework.Scope{}), c.player(casework.Counsel, casework.Scope{}), c.player(casework.HRLead, casework.Scope{})
	file := c.must(c.boss, &casework.OpenCase{Title: "Dates", People: []muster.SubjectID{id}, Readers: []casework.UserID{analyst.actor.User, counsel.actor.User}, Reason: cellReason}).ID
	c.ripe(file, id)
	status, text := counsel.act(&casework.ProposeStep{Case: file, Step: casework.AdverseDecline, Reason: cellReason})
	var made api.Receipt
	if err := json.Unmarshal([]byte(text), &made); err != nil || status != http.StatusOK {
		t.Fatalf("%d: %s", status, text)
	}
	told := func(who *player, a casework.Act, want int, words string) {
		t.Helper()
		status, text := who.act(a)
		var p api.Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil || status != want || p.Status != want || !strings.Contains(p.Detail, words) {
			t.Errorf("%s as %s: %d, want %d and %q: %s", a.Name(), who.role, status, want, words, text)
		}
	}
	propose := &casework.ProposeStep{Case: file, Step: casework.AdverseDecline, Reason: cellReason}
	it, closes := c.player(casework.IT, casework.Scope{}), &casework.CloseCase{Case: file, Outcome: casework.OutcomeUnsettled, Reason: cellReason}
	told(analyst, closes, http.StatusForbidden, "your roles do not allow this (case.close)") // a reader, whose role closes none
	told(out, closes, http.StatusNotFound, "there is nothing here by this name")
	told(out, propose, http.StatusNotFound, "there is nothing here by this name")
	c.must(c.boss, &casework.SetReader{Case: file, User: it.actor.User, Reason: cellReason})
	told(it, propose, http.StatusForbidden, "your roles do not allow this (case.propose)")
	sign := &casework.SignStep{Step: made.ID, Agree: true, Reason: cellReason}
	const nothing = "there is nothing here by this name"
	told(counsel, sign, http.StatusForbidden, "who proposes a step cannot be its second person")
	told(analyst, sign, http.StatusForbidden, "your roles do not allow this (case.sign)")
	told(analyst, &casework.InviteSigner{Step: made.ID, Signer: "Pat Outside", Email: "pat@law.example", Role: "our solicitor"}, http.StatusForbidden, "only who proposed a step")
	told(out, sign, http.StatusNotFound, nothing) // the role might, the case is not theirs
	told(out, &casework.SignStep{Step: "S-0", Agree: true, Reason: cellReason}, http.StatusNotFound, nothing)
	told(out, &casework.InviteSigner{Step: made.ID, Signer: "Pat Outside", Email: "pat@law.example", Role: "our solicitor"}, http.StatusNotFound, nothing)
	c.must(c.boss, &casework.SetReader{Case: file, User: counsel.actor.User, Remove: true, Reason: cellReason})
	told(counsel, sign, http.StatusNotFound, nothing) // no reader any more
}

// TestTheLedgerIsOfTheWholeOrganisation reads the ledger as somebody whose role
// is for one legal entity: the page and the operations show no entries and give
// no bundle, say so, and let it be verified.
func TestTheLedgerIsOfTheWholeOrganisation(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	for _, role := range []casework.Role{casework.Auditor, casework.Counsel} {
		whole, part := in.signedIn(t, "whole-"+string(role), casework.Grant{Role: role}), in.signedIn(t, "part-"+string(role), casework.Grant{Role: role, Scope: casework.Scope{Entity: "Example UK"}})
		for path, says := range map[string]string{"/ledger": "for a part of it", "/v1/ledger/entries": "for a part of the organisation", "/ledger/bundle": "for a part of the organisation"} {
			_, all := whole.get(path)
			status, text := part.get(path)
			if shown := strings.Contains(text, "user.invite") || strings.Contains(text, `id="entry-`); shown || !strings.Contains(text, says) || strings.Contains(all, says) || (status == http.StatusOK) != (path == "/ledger") {
				t.Errorf("%s of %s for one entity: %d: %s", path, role, status, text)
			}
		}
		if status, text := part.get("/v1/ledger/checkpoint"); status != http.StatusOK {
			t.Errorf("%s: the checkpoint: %d %s", role, status, text)
		}
	}
}

// TestTheDayOfASecondPerson decides on a changed account as one person: until
// somebody else agrees, the day of those who may says so, on the page and to
// programs. The first person and those whose work it is not are not asked.
func TestTheDayOfASecondPerson(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	first := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	var runs []string // one whose pay day is to come, and one of a day long past, which nobody can release any more
	for _, day := range []time.Time{in.now().AddDate(0, 0, 9), in.now().AddDate(0, -2, 0)} {
		table := strings.ReplaceAll(payTable, "25/11/2026", day.Format(time.DateOnly))
		if status, page := first.sendFile("/payroll/runs", "pay.csv", table, map[string]string{"key": newKey(), "back": "/payroll/runs"}, nil); status != http.StatusSeeOther {
			t.Fatalf("the file was not taken: %d %s", status, page)
		}
		list, err := in.desk.PayRuns(t.Context(), in.user(t, "Pat"))
		if err != nil || len(list) != len(runs)+1 {
			t.Fatalf("%d runs: %v", len(list), err)
		}
		for i := range list {
			if !slices.Contains(runs, list[i].ID) {
				runs = append(runs, list[i].ID)
			}
		}
	}
	second := map[string]*browser{"Pat": first, "Far": in.signedIn(t, "Far", casework.Grant{Role: casework.Payroll, Scope: casework.Scope{Entity: "elsewhere"}})}
	for _, role := range casework.Roles() {
		second[string(role)] = in.signedIn(t, "second-"+string(role), casework.Grant{Role: role})
	}
	told := func(when string, wants ...string) {
		t.Helper()
		for who, b := range second {
			_, page := b.get("/today")
			_, text := b.get("/v1/today")
			var day struct {
				Releases []casework.PayRelease `json:"pay_releases"`
			}
			if err := json.Unmarshal([]byte(text), &day); err != nil || strings.Contains(text, "null") {
				t.Fatalf("%s: %v: %s", who, err, text)
			}
			want := slices.Contains(wants, who)
			if shown := strings.Contains(page, `href="/payroll/runs/`+runs[0]+`#line-2"`); shown != want || strings.Contains(page, "Pay that waits for a second person") != want {
				t.Errorf("%s: the page of %s shows the line: %v", when, who, shown)
			}
			if (len(day.Releases) == 1 && day.Releases[0].Run == runs[0] && slices.Equal(day.Releases[0].Lines, []int{2})) != want {
				t.Errorf("%s: a program of %s is told of %+v", when, who, day.Releases)
			}
		}
	}
	decide := func(b *browser, run string) {
		t.Helper()
		run = "/payroll/runs/" + run
		if status, page := b.post(run+"/lines/2", url.Values{"key": {newKey()}, "back": {run}, "choice": {"pay_as_given"}, "reason": {"Called on the number from January."}}); status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", status, page)
		}
	}
	told("before anybody decided")
	decide(first, runs[0])
	decide(first, runs[1])
	told("after the first word", "payroll", "hr_lead")
	key := in.program(t, []string{api.SubjectsRead}, casework.Grant{Role: casework.Payroll}).get("/v1/today")
	if strings.Contains(string(key.body), runs[0]) {
		t.Errorf("a key without the scope is told %s", key.body)
	}
	decide(second["hr_lead"], runs[0])
	told("after the second")
}
