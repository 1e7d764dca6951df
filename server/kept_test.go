package server

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster/casework"
)

// TestWhatIsKeptTellsNobodyMore opens the pages as one role after the other while
// everything that requests share is at hand, from what others were shown, and
// once more when none of it is: each role reads the same words, and so nothing
// that another may see.
func TestWhatIsKeptTellsNobodyMore(t *testing.T) {
	t.Parallel()
	const people = 200
	in := populated(t, people, "")
	var grants []casework.Grant
	for _, r := range casework.Roles() {
		grants = append(grants, casework.Grant{Role: r})
	}
	everything := in.signedIn(t, "lead", grants...)
	in.busy(t, people)
	r := rand.New(rand.NewPCG(1, 1))
	pages := map[string]string{}
	for path, address := range pagesOf(t, in, everything, people) {
		if path != "/cases/{id}" && path != "/ledger" && path != "/ledger/bundle" { // looking at them is entered, and changes them
			pages[path] = address(r)
		}
	}
	roles := map[string]casework.Grant{
		"recruiter": {Role: casework.Recruiter}, "payroll": {Role: casework.Payroll}, "it": {Role: casework.IT}, "auditor": {Role: casework.Auditor},
		"elsewhere": {Role: casework.HRLead, Scope: casework.Scope{Entity: "Entity 1"}},
	}
	browsers := map[string]*browser{}
	for name, grant := range roles {
		browsers[name] = in.signedIn(t, name, grant)
	}
	for path, at := range pages {
		if status, _ := everything.get(at); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
	}
	read := func() map[string]string {
		all := map[string]string{}
		for name, b := range browsers {
			for path, at := range pages {
				_, page := b.get(at)
				all[name+" "+path] = once.ReplaceAllString(page, "")
			}
		}
		return all
	}
	kept := read()
	if err := in.store.Wipe(t.Context()); err != nil { // forgets all that is at hand
		t.Fatal(err)
	}
	for what, page := range read() {
		if diff := cmp.Diff(page, kept[what]); diff != "" {
			t.Errorf("%s reads otherwise from what others were shown (- by itself, + beside them):\n%s", what, diff)
		}
	}
}

// once are the keys of forms, which differ each time.
var once = regexp.MustCompile(`name="key" value="[^"]*"`)
