package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"muster"
	"muster/api"
	"muster/casework"
)

// TestTheListIsTheSameForPrograms chooses and orders people in every way the page
// offers, as every role: a program is told of the same people in the same order,
// and how many there are. What the page leaves out of the choice in silence, for
// roles that are not shown it, a program is refused.
func TestTheListIsTheSameForPrograms(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	in.keep(t, "W-7", &muster.Person{Named: muster.Named{FullName: "Nia Newcomer"}, Started: muster.Date(2026, 11, 16)})
	in.keep(t, "W-0", &muster.Person{Named: muster.Named{FullName: "Zed Placed"}, Started: muster.Date(2026, 11, 16)})
	in.signedIn(t, "first", lead())
	in.entities(t, casework.Entity{ID: "Example UK", Title: "Example UK", Country: "GB"})
	in.must(t, in.user(t, "first"), &casework.PlacePerson{Placement: casework.Placement{Subject: "W-0", Entity: "Example UK"}, Reason: cellReason})
	row := regexp.MustCompile(`<tr [^>]*data-item data-href="/people/([^"]+)"`)
	shown := 0
	for _, role := range casework.Roles() {
		b := in.signedIn(t, "list-"+string(role), casework.Grant{Role: role})
		for page, query := range map[string]string{
			"?sort=person": "?sort=person", "?sort=person&down=1": "?sort=person&down=true", "": "?sort=level", "?sort=why": "?sort=why", "?sort=next&down=1": "?sort=next&down=true", "?sort=stage": "?sort=stage",
			"?sort=status": "?sort=status", "?sort=role": "?sort=role", "?sort=entity&down=1": "?sort=entity&down=true", "?sort=entity&gate=offer": "?sort=entity&gate=offer", "?sort=stage&gate=shipping": "?sort=stage&gate=shipping",
			"?sort=status&q=A-": "?sort=status&words=A-", "?sort=status&q=Nia": "?sort=status&words=Nia", "?sort=stage&level=verify": "?sort=stage&level=verify", "?sort=stage&status=worker": "?sort=stage&status=worker",
		} {
			_, html := b.get("/people" + page)
			var want []string
			for _, m := range row.FindAllStringSubmatch(html, -1) {
				want = append(want, m[1])
			}
			status, text := b.get("/v1/subjects" + query)
			if status == http.StatusForbidden {
				if role == casework.HRLead || role == casework.Recruiter {
					t.Errorf("%s: %s: %s", role, query, text)
				}
				continue
			}
			var list api.SubjectPage
			if err := json.Unmarshal([]byte(text), &list); err != nil {
				t.Fatalf("%s: %s: %d: %v: %s", role, query, status, err, text)
			}
			var got []string
			for i := range list.Subjects {
				got = append(got, string(list.Subjects[i].ID))
			}
			if !slices.Equal(got, want) || list.Total != len(want) || list.All < list.Total {
				t.Errorf("%s: %s: a program is told of %q (%d of %d), the page of %q", role, query, got, list.Total, list.All, want)
			}
			shown += len(got)
		}
	}
	if shown < 200 {
		t.Errorf("only %d lines were compared", shown)
	}
	placed := in.program(t, []string{api.SubjectsRead}, lead()).get("/v1/subjects?entity=example+uk")
	if placed.want(t, "an entity", http.StatusOK); placed.field(t, "total") != 3.0 || placed.field(t, "all") != 8.0 {
		t.Errorf("people of one entity, one of them placed there: %s", placed.body)
	}
}

// TestTheOrderTellsNoNames reads the list in the order of names as somebody to
// whom they are not shown: it is in the order of ids, and a program is refused.
func TestTheOrderTellsNoNames(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	in.keep(t, "W-1", &muster.Person{Named: muster.Named{FullName: "Zed Last"}})
	in.keep(t, "W-2", &muster.Person{Named: muster.Named{FullName: "Ann First"}})
	b := in.signedIn(t, "analyst", casework.Grant{Role: casework.Security})
	_, page := b.get("/people?sort=person")
	if m := regexp.MustCompile(`data-href="/people/(W-[12])"`).FindStringSubmatch(page); m == nil || m[1] != "W-1" {
		t.Errorf("the order of the page tells names: %q", m)
	}
	if status, text := b.get("/v1/subjects?sort=person"); status != http.StatusForbidden {
		t.Errorf("a program: %d %s", status, text)
	}
}

// TestCursorsGoOn reads a list by id and by its stage in pages of two, with people
// coming in between, and goes on behind somebody who is gone.
func TestCursorsGoOn(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	for i := range 9 {
		in.keep(t, muster.SubjectID("C-"+strconv.Itoa(i)), &muster.Application{Named: muster.Named{FullName: "Robin Sample"}, Applied: muster.Date(2026, 11, 2)})
	}
	p := in.program(t, []string{api.SubjectsRead}, lead())
	for _, query := range []string{"sort=id", "sort=id&down=true", "sort=stage", "sort=id&gate=offer"} {
		seen := map[string]int{}
		for cursor, pages := "", 0; pages < 12; pages++ {
			a := p.get("/v1/subjects?limit=2&" + query + "&cursor=" + url.QueryEscape(cursor))
			a.want(t, query, http.StatusOK)
			var list api.SubjectPage
			if err := json.Unmarshal(a.body, &list); err != nil || len(list.Subjects) > 2 {
				t.Fatalf("%v: %s", err, a.body)
			}
			for i := range list.Subjects {
				seen[string(list.Subjects[i].ID)]++
			}
			if pages == 1 {
				in.keep(t, "B-0", &muster.Application{Named: muster.Named{FullName: "Kit Instance"}, Applied: muster.Date(2026, 11, 3)})
			}
			if cursor = list.Next; cursor == "" {
				break
			}
		}
		for i := range 9 {
			if id := "C-" + strconv.Itoa(i); seen[id] != 1 {
				t.Errorf("%s: %s was met %d times", query, id, seen[id])
			}
		}
	}
	in.signedIn(t, "reader", lead())
	behind := &api.SubjectQuery{Sort: "id", Limit: 3, After: "C-4x"}
	ctx := (&programs{in.Server}).As(t.Context(), in.user(t, "reader"))
	list, err := (&programs{in.Server}).Subjects(ctx, behind)
	if err != nil || len(list.Subjects) != 3 || list.Subjects[0].ID != "C-5" {
		t.Errorf("behind somebody who is gone: %+v, %v", list, err)
	}
	behind.Sort = "stage"
	if _, err := (&programs{in.Server}).Subjects(ctx, behind); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("behind somebody whose place is not known any more: %v", err)
	}
}
