package server

import (
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// TestSinceYouWereHere tells who comes back what others did meanwhile, about
// people they may see, and nothing they did themselves.
func TestSinceYouWereHere(t *testing.T) {
	t.Parallel()
	var later time.Duration
	in := newInstallation(t, func(c *Config) {
		now := c.Now
		c.Now = func() time.Time { return now().Add(later) }
	})
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants), writeFile(t, "employees.csv", employees)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin := in.user(t, "Admin")
	lead := in.signedIn(t, "lead", casework.Grant{Role: casework.HRLead})
	scoped := in.signedIn(t, "scoped", casework.Grant{Role: casework.HRLead, Scope: casework.Scope{Entity: "Example UK"}})
	in.must(t, in.user(t, "lead"), &casework.RequestCheck{Subject: "A-2", Type: muster.CheckReference, Code: casework.CodeFinding})
	if _, page := lead.get("/today"); strings.Contains(page, "Since you were here") {
		t.Error("nothing happened, and the page says something did")
	}
	later = time.Hour
	in.must(t, admin, &casework.OpenComplaint{Subject: "A-1", Text: "I was asked twice for the same paper."})
	in.must(t, admin, &casework.MarkDispute{Subject: "W-1", Reason: "The holder of the document wrote to us."})
	c := in.must(t, admin, &casework.OpenCase{Title: "Dates", People: []muster.SubjectID{"A-3"}, Reason: "Two dates differ on the forms."})
	in.must(t, admin, &casework.AddNote{Case: c.ID, Text: "Nobody outside reads this."})
	later = 2 * time.Hour
	again := func(b *browser, name string) string {
		r := in.must(t, admin, &casework.InviteAgain{User: in.user(t, name).User, Reason: "a second browser of the test"})
		b.post("/sign-in", map[string][]string{"token": {r.Secret}})
		_, page := b.get("/today")
		_, page, _ = strings.Cut(page, "Since you were here")
		page, _, _ = strings.Cut(page, "</section>")
		return page
	}
	page := again(lead, "lead")
	for _, want := range []string{"Took a complaint down", "by Admin", "/people/A-1", "/people/W-1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	if strings.Contains(page, "A-2") || strings.Contains(page, "A-3") {
		t.Errorf("the page tells of the reader's own act or of a case: %s", page)
	}
	if page := again(scoped, "scoped"); !strings.Contains(page, "/people/W-1") || strings.Contains(page, "/people/A-1") {
		t.Errorf("somebody of one entity is told: %s", page)
	}
}
