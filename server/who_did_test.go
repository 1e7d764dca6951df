package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"muster"
	"muster/casework"
)

// TestWhoDidItAndWhen holds that a page and the ledger name everybody who did
// something, at the time they did it: a second person from outside, the person
// concerned, and a colleague whose access has ended since.
func TestWhoDidItAndWhen(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator)
	admin := in.user(t, "Admin")
	in.must(t, admin, &casework.InviteUser{User: "Lea Lead", Email: "lea@company.example", Grants: []casework.Grant{hrLead()}})
	lea := in.user(t, "lea")
	if err := in.desk.Escalate(t.Context(), &muster.Assessment{Subject: "A-1", Level: muster.Escalate, Reason: "two families at 3 or more"}); err != nil {
		t.Fatal(err)
	}
	*in.clock = in.clock.Add(90 * time.Minute)
	in.must(t, lea, &casework.HoldEscalation{Subject: "A-1", Reason: "Both interviewers talk on Monday.", Until: in.clock.AddDate(0, 0, 4)})
	in.must(t, lea, &casework.SendNotice{Subject: "A-1", Channel: casework.NoticeByEmail})
	reply := in.must(t, lea, &casework.OfferReply{Subject: "A-1"})
	if err := in.desk.TakeReply(t.Context(), reply.Secret, casework.Reply{Answer: "It is my brother's telephone."}); err != nil {
		t.Fatal(err)
	}
	step := in.must(t, lea, &casework.OverrideGate{Subject: "A-4", Gate: muster.GateOffer, Reason: "She starts on Monday at the office."})
	link := in.must(t, lea, &casework.InviteSigner{Step: step.ID, Signer: "Pat Outside", Email: "pat@law.example", Role: "our solicitor"})
	pat := in.browser(t)
	if status, _ := pat.post("/sign-in", url.Values{"token": {link.Secret}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if status, _ := pat.post("/steps/"+step.ID+"/sign", url.Values{"key": {newKey()}, "back": {"/today"}, "answer": {"disagree"}, "reason": {"I could not reach her."}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if _, page := pat.get("/today"); !strings.Contains(page, "Not taken") || strings.Contains(page, "Needs a second person") || !strings.Contains(page, "Nothing needs you today.") {
		t.Errorf("whoever answered no is told something else:\n%s", page)
	}
	b := in.signedIn(t, "new", hrLead(), casework.Grant{Role: casework.Auditor})
	in.must(t, admin, &casework.EndUser{User: lea.User, Reason: "She left the company last week."})
	held := b.reads("/people/A-1", "Held, with a written reason", "20 November 2026, 11:30", "Lea Lead", "The person")
	if strings.Contains(held, string(lea.User)) || strings.Contains(held, "The program</footer>") {
		t.Errorf("somebody is not named:\n%s", held)
	}
	told := b.reads("/people/A-4", "Not taken", "I could not reach her.", "Pat Outside")
	entries := b.reads("/ledger", "Pat Outside", "Lea Lead")
	for _, page := range []string{told, entries} {
		if strings.Contains(page, "outside-L-") {
			t.Errorf("a second person from outside is shown by an id:\n%s", page)
		}
	}
}

// TestADayThatIsNamedIsWithinTheTime lets what is chosen by its day last until
// that day ends, as the clocks that count working days do.
func TestADayThatIsNamedIsWithinTheTime(t *testing.T) {
	t.Parallel()
	if got := endOf(muster.Date(2026, 12, 4)); got != time.Date(2026, 12, 4, 23, 59, 59, 0, time.UTC) || !endOf(muster.Time{}).IsZero() {
		t.Error(got)
	}
}
