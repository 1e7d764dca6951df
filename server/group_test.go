package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// twice is somebody who applied twice under two numbers, and somebody else.
const twice = `Candidate ID,Full name,Email,Phone,Address,City,Postcode,Country,Date of birth,Job title,Applied
B-1,Eva Twofold,eva@mail.example,+44 20 7946 0071,1 Long Lane,Harbourton,ZZ9 9AA,GB,1990-01-02,Developer,2026-10-02
B-2,Eva Twofold,eva@mail.example,+44 20 7946 0071,1 Long Lane,Harbourton,ZZ9 9AA,GB,1990-01-02,Analyst,2026-11-03
B-3,Flo Single,flo@mail.example,+44 20 7946 0099,2 Short Lane,Westport,ZY1 1BB,GB,1988-03-04,Analyst,2026-11-03
`

// members are the groups of a kind, each as its members.
func (in *installation) members(t *testing.T, kind muster.GroupKind) []string {
	t.Helper()
	var out []string
	for _, id := range in.live.now().Groups(kind) {
		g, err := in.live.now().Group(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var who []string
		for _, m := range g.Members {
			who = append(who, string(m.Subject))
		}
		slices.Sort(who)
		out = append(out, strings.Join(who, " "))
	}
	slices.Sort(out)
	return out
}

// TestGroupDecisions splits and merges groups from the page, with a reason, and
// looks at everybody anew: what people said holds, and stands beside the pair.
func TestGroupDecisions(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "twice.csv", twice)); err != nil {
		t.Fatal(err)
	}
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	holds := func(when string, rings, same []string) {
		t.Helper()
		if got := in.members(t, muster.GroupRing); !slices.Equal(got, rings) {
			t.Errorf("%s: rings %q, want %q", when, got, rings)
		}
		if got := in.members(t, muster.GroupSameHuman); !slices.Equal(got, same) {
			t.Errorf("%s: records of one person %q, want %q", when, got, same)
		}
	}
	holds("after the import", []string{"A-1 A-2 A-3"}, []string{"B-1 B-2"})
	ring, same := in.live.now().Groups(muster.GroupRing)[0], in.live.now().Groups(muster.GroupSameHuman)[0]
	_, page := lead.get("/groups/" + ring)
	for _, want := range []string{"Pair by pair", "They share one phone number: held by 3 of", "They declare different homes, so living together does not explain it."} {
		if !strings.Contains(page, want) {
			t.Errorf("the group's page lacks %q", want)
		}
	}
	_, told := lead.get("/v1/groups/" + ring)
	for _, want := range []string{`"pairs":[{"a":{"id":"A-1"`, "They share one phone number: held by 3 of", "so living together does not explain it."} {
		if !strings.Contains(told, want) {
			t.Errorf("a program is not told %q: %s", want, told)
		}
	}
	if strings.Contains(page, "nothing themselves") {
		t.Error("three who share one number are said to share nothing")
	}
	if _, page = lead.get("/groups/" + same); !strings.Contains(page, "Both state the same date of birth.") {
		t.Error("the page of one person's records does not say what agrees")
	}
	do := func(path string, form url.Values) {
		t.Helper()
		form.Set("key", newKey())
		form.Set("back", "/groups")
		if status, page := lead.post(path, form); status != http.StatusSeeOther {
			t.Fatalf("%s: %d %.400s", path, status, page)
		}
	}
	do("/groups/"+ring+"/split", url.Values{"member": {"A-1"}, "reason": {"Her agency answers this number; the agency confirmed it."}})
	do("/groups/"+same+"/split", url.Values{"member": {"B-2"}, "reason": {"Mother and daughter of one name; both were met."}})
	holds("after the splits", []string{"A-2 A-3"}, nil)
	if err := in.reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	holds("looked at anew", []string{"A-2 A-3"}, nil)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "more.csv", strings.Replace(applicants, "A-4,Di Plain,di.plain@mail.example,+44 20 7946 0044", "A-5,Ed Later,ed@mail.example,+44 20 7946 0011", 1))); err != nil {
		t.Fatal(err)
	}
	if got := in.members(t, muster.GroupRing); !slices.Equal(got, []string{"A-2 A-3 A-5"}) {
		t.Errorf("after another applicant with the number: %q; the same kind of evidence undoes no decision", got)
	}
	ring = in.live.now().Groups(muster.GroupRing)[0]
	do("/groups/"+ring+"/merge", url.Values{"member": {"A-2"}, "other": {"B-3"}, "reason": {"She told us that both applications are hers."}})
	if err := in.reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := in.members(t, muster.GroupSameHuman); !slices.Contains(got, "A-2 B-3") {
		t.Errorf("after the merge, looked at anew: %q", got)
	}
	if n := in.entries(t, "group.split") + in.entries(t, "group.merge"); n != 3 {
		t.Errorf("%d decisions in the ledger, want 3", n)
	}
	again, other := newKey(), url.Values{"member": {"A-2"}, "reason": {""}, "back": {"/groups"}}
	other.Set("key", again)
	if status, _ := lead.post("/groups/"+ring+"/split", other); status != http.StatusUnprocessableEntity {
		t.Errorf("a split without a reason: %d", status)
	}
}
