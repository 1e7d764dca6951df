package server

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"muster"
	"muster/api"
	"muster/casework"
)

// TestProgramsAreToldThePagesWords reads of a program what a page says: what was
// found of somebody two people look at, whose own work somebody is, and what of a
// pay run nobody decided on.
func TestProgramsAreToldThePagesWords(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	b := in.signedIn(t, "lead", lead())
	manager := in.signedIn(t, "max", casework.Grant{Role: casework.HiringManager})
	boss := in.user(t, "lead")
	in.must(t, boss, &casework.PlacePerson{Placement: casework.Placement{Subject: "A-1", Team: []casework.UserID{in.user(t, "max").User}}, Reason: cellReason})
	for _, id := range []muster.SubjectID{"A-1", "A-4"} {
		if err := in.desk.Escalate(t.Context(), &muster.Assessment{Subject: id, Level: muster.Escalate, Reason: "two families at 3 or more"}); err != nil {
			t.Fatal(err)
		}
	}
	read := func(path string, into any) {
		t.Helper()
		status, text := b.get(path)
		if err := json.Unmarshal([]byte(text), into); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d: %v: %s", path, status, err, text)
		}
	}
	var day struct {
		Escalations []struct {
			Subject string `json:"subject"`
			Why     string `json:"why"`
			Seen    string `json:"seen"`
		} `json:"escalations"`
	}
	read("/v1/today", &day)
	_, page := b.get("/today")
	if len(day.Escalations) != 2 {
		t.Fatalf("%+v", day.Escalations)
	}
	for _, e := range day.Escalations {
		if e.Seen == "" || e.Why == "" || !strings.Contains(html.UnescapeString(page), e.Seen) {
			t.Errorf("a program is told %q of %s, and the page says it otherwise", e.Seen, e.Subject)
		}
	}
	if !strings.Contains(day.Escalations[0].Seen+day.Escalations[1].Seen, "Same contact details") {
		t.Errorf("what was found is not said: %+v", day.Escalations)
	}
	key := in.program(t, []string{"subjects.read"}, lead())
	if answer := key.get("/v1/today"); answer.status == http.StatusOK && strings.Contains(string(answer.body), `"seen"`) {
		t.Error("a key without findings.read is told what was found")
	}

	var one api.Subject
	read("/v1/subjects/A-1", &one)
	if len(one.Team) != 1 || one.Team[0].Name != "max" {
		t.Errorf("a program is told of the team %+v", one.Team)
	}
	for _, who := range []*browser{b, manager} {
		if page := who.reads("/people/A-1", "· team: "); !strings.Contains(page, "<bdi>max</bdi>") {
			t.Error("the page does not name the team beside the job")
		}
	}
	if page := b.reads("/people/A-1", "Their team"); !strings.Contains(page, `value="`+string(one.Team[0].User)+`" checked`) {
		t.Error("saying where somebody belongs takes them from their team unless it is ticked again")
	}
	if page := b.reads("/people/A-4", "Analyst"); strings.Contains(page, "· team: ") {
		t.Error("a team is named where there is none")
	}
}

// TestARunWithoutACurrency looks at a table that states no currency: neither page
// nor program makes one up, and what is known is said.
func TestARunWithoutACurrency(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank.csv", payRecords)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.Payroll)
	in.must(t, in.user(t, "Admin"), &casework.SetEntity{Entity: casework.Entity{ID: "uk", Title: "Example UK", Country: "GB"}, Reason: cellReason})
	b := in.signedIn(t, "Pat", casework.Grant{Role: casework.Payroll})
	bare := strings.NewReplacer(",Currency", "", ",GBP", "").Replace(payTable)
	for entity, says := range map[string]string{"": "(currency not stated)", "uk": "(currency not stated; Example UK is where GBP is paid)"} {
		if status, page := b.sendFile("/payroll/runs", "november"+entity+".csv", bare+"\n"+strings.Repeat(" ", len(entity)), map[string]string{"key": newKey(), "back": "/payroll/runs", "entity": entity}, nil); status != http.StatusSeeOther {
			t.Fatalf("the file was not taken: %d %s", status, page)
		}
		var list api.PayRunList
		status, text := b.get("/v1/payruns")
		if err := json.Unmarshal([]byte(text), &list); err != nil || status != http.StatusOK {
			t.Fatalf("%d: %v: %s", status, err, text)
		}
		run := list.Runs[0]
		if run.Entity != entity || len(run.Totals) != 1 || run.Totals[0].Currency != "" || run.Totals[0].Amount != "3600.00" || run.Totals[0].Waiting != run.Totals[0].Shown || len(run.Open) != 3 {
			t.Errorf("a program is told %+v", run)
		}
		b.sees("/payroll/runs", says)
		if page := b.reads("/payroll/runs/"+url.PathEscape(run.ID), says); strings.Count(page, says) < 2 {
			t.Errorf("the lines do not say what the totals do: %s", says)
		}
	}
}
