package server

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// TestPersonCopy makes the copy a person asked for from their page: it is
// entered first, holds what is theirs, and identifies nobody who shares it.
func TestPersonCopy(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	shared := muster.Phone("+44 7700 900123")
	for id, name := range map[muster.SubjectID]string{"A-71": "Ann Example", "A-72": "Zoltan Otherman"} {
		in.keep(t, id, &muster.Person{Named: muster.Named{FullName: muster.PersonName(name)}, Contact: muster.Contact{Phones: []muster.Phone{shared}}, Started: muster.Date(2026, 10, 1)})
	}
	b := in.signedIn(t, "ann", hrLead())
	if status, _ := b.get("/people/A-71/copy"); status != http.StatusConflict {
		t.Errorf("a copy nobody entered: %d", status)
	}
	b.sees("/people/A-71", "Make the copy they asked for")
	b.does("/people/A-71/export", answers("reason", "She wrote from the address on file and was called back."))
	if n := in.entries(t, "subject.export"); n != 1 {
		t.Errorf("%d entries of the copy, want 1", n)
	}
	b.sees("/people/A-71", `href="/people/A-71/copy"`, `href="/people/A-71/copy?as=json"`)
	status, text := b.get("/people/A-71/copy?as=json")
	var c casework.Copy
	if err := json.Unmarshal([]byte(text), &c); err != nil || status != http.StatusOK || c.Subject != "A-71" || len(c.Observations) != 1 {
		t.Fatal(status, err, text)
	}
	status, page := b.get("/people/A-71/copy")
	if status != http.StatusOK {
		t.Fatal(status, page)
	}
	for _, form := range []string{text, page} {
		if !strings.Contains(form, "Ann Example") || strings.Contains(form, "Otherman") || strings.Contains(form, "A-72") {
			t.Errorf("the copy identifies somebody else, or not the person:\n%s", form)
		}
	}
	for _, path := range []string{"/people/A-71/copy", "/people/A-71/copy?as=json"} {
		if status, _ := in.signedIn(t, "pay"+strconv.Itoa(len(path)), casework.Grant{Role: casework.Payroll}).get(path); status == http.StatusOK {
			t.Error("the copy is anybody's")
		}
		if status, _ := in.signedIn(t, "lead"+strconv.Itoa(len(path)), hrLead()).get(path); status != http.StatusConflict {
			t.Errorf("a copy somebody else made: %d", status)
		}
	}
}
