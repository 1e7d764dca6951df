package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"muster"
	"muster/casework"
)

// follow opens every page that is linked from those a viewer may open, from the
// day's page on, and reports links that lead nowhere.
func (b *browser) follow(name string) (seen int) {
	b.t.Helper()
	link := regexp.MustCompile(`(?:href|data-href|src)="(/[^"#]*)`)
	type opened struct{ at, page string }
	known := map[string]bool{"/today": true}
	status, page := b.get("/today")
	if status != http.StatusOK && status != http.StatusSeeOther {
		b.t.Errorf("%s: /today answers %d", name, status)
	}
	for waiting := []opened{{"/today", page}}; len(waiting) > 0; {
		from := waiting[0]
		waiting = waiting[1:]
		seen++
		if seen > 1500 {
			b.t.Fatalf("%s: the pages do not end", name)
		}
		for _, m := range link.FindAllStringSubmatch(from.page, -1) {
			to := strings.ReplaceAll(m[1], "&amp;", "&")
			if known[to] || strings.HasPrefix(to, "/assets/") || strings.Contains(to, "?") && !strings.HasPrefix(to, "/search") {
				continue
			}
			known[to] = true
			status, page := b.get(to)
			if status != http.StatusOK && status != http.StatusSeeOther {
				b.t.Errorf("%s: %s leads to %s, which answers %d", name, from.at, to, status)
				continue
			}
			waiting = append(waiting, opened{to, page})
		}
	}
	return seen
}

// TestNoLinkLeadsNowhere follows every link of every role, and of the outside
// second signer: what a page draws, its reader can open.
func TestNoLinkLeadsNowhere(t *testing.T) {
	t.Parallel()
	c := newCells(t)
	const id, other = "Z-1", "Z-2"
	c.records(id, other)
	var readers []casework.UserID
	players := map[casework.Role]*player{}
	for _, role := range casework.Roles() {
		players[role] = c.player(role, casework.Scope{})
		if c.desk.Permissions().Cell(casework.CaseView, role) != casework.No {
			readers = append(readers, players[role].actor.User)
		}
	}
	c.words(id, readers)
	if _, err := c.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for role, p := range players {
		if n := p.follow(string(role)); n < 5 {
			t.Errorf("%s: %d pages", role, n)
		}
	}
	p := c.player(casework.HRLead, casework.Scope{Entity: "UK Ltd"})
	p.follow("a role for another entity")
}

// TestTheOutsideSignerIsLedNowhereElse follows the links of an outside signer,
// who may manage how they came in: see it, and end it.
func TestTheOutsideSignerIsLedNowhereElse(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin := in.user(t, "Admin")
	step := in.must(t, admin, &casework.OverrideGate{Subject: "A-4", Gate: muster.GateOffer, Reason: "She starts on Monday at the office."})
	invite := func() *browser {
		link := in.must(t, admin, &casework.InviteSigner{Step: step.ID, Signer: "Pat Outside", Email: "pat@law.example", Role: "our solicitor"})
		b := in.browser(t)
		b.does("/sign-in", url.Values{"token": {link.Secret}})
		return b
	}
	b := invite()
	b.follow("the outside signer")
	_, page := b.get("/today")
	if says := "Pass the gate before offer, although live interview is missing"; !strings.Contains(page, says) {
		t.Errorf("who signs is not told what for: %q is not on\n%s", says, page)
	}
	if !strings.Contains(page, "Answer as the second person") || strings.Contains(page, `href="/people/`) {
		t.Errorf("the step, and no way to the person, expected:\n%s", page)
	}
	_, page = b.get("/search?q=phone")
	if strings.Contains(page, `href="/rules`) {
		t.Error("a search finds rules the signer cannot open")
	}
	page = b.reads("/account", "Your one-time link", "Sign out everywhere")
	for _, form := range []string{"passkey.add", "password.begin", "/sign-in/provider"} {
		if strings.Contains(page, form) {
			t.Errorf("the signer is offered %s", form)
		}
	}
	b.does("/account", url.Values{"do": {"password.begin"}, "password": {"four words in a row"}})
	b.sees("/account", "You have no account here")
	if status, _ := b.post("/account", url.Values{"do": {"everywhere"}}); status != http.StatusSeeOther {
		t.Errorf("the signer cannot sign out: %d", status)
	}
	if status, _ := b.get("/today"); status != http.StatusSeeOther {
		t.Errorf("signed out, and the step is still open: %d", status)
	}
	if status, _ := invite().get("/today"); status != http.StatusOK {
		t.Errorf("another link lets nobody in: %d", status)
	}
}
