package server

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
)

// enter signs somebody in with a fresh link.
func (in *installation) enter(t *testing.T, ctx context.Context, name string, roles ...casework.Role) {
	t.Helper()
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.link(t, name, roles...)))
	press(t, ctx, "main form button")
}

// comes signs an invited user in by the fresh link that the administrator makes.
func (in *installation) comes(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	r := in.must(t, in.user(t, "Admin"), &casework.InviteAgain{User: in.user(t, name).User, Reason: "a link for their own browser"})
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+linkPath(r.Secret)))
	press(t, ctx, "main form button")
}

// user is somebody who has access, as the desk knows them.
func (in *installation) user(t *testing.T, name string) *casework.Actor {
	t.Helper()
	who, err := in.desk.ActorByEmail(t.Context(), strings.ToLower(name)+"@company.example")
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// TestCaseStory goes from a file to a signed step: a finding, an interview two
// people held, an escalation with its clock, a case with two explanations, the
// notice and the person's answer, a step one proposes and another signs when
// the waiting time is over, and a ledger that holds.
func TestCaseStory(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	ctx, kim := browsertest.Open(t, browsertest.Light), browsertest.Open(t, browsertest.Dark)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead, casework.Auditor)
	in.must(t, in.user(t, "Admin"), &casework.InviteUser{User: "kim", Email: "kim@company.example", Grants: []casework.Grant{{Role: casework.HRLead}}})
	in.comes(t, kim, "Kim")
	goTo := func(path string) {
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+path))
	}

	goTo("/people/A-1/interview")
	plan := `form[action$="/interview/plan"]`
	browsertest.Eval[bool](t, ctx, `document.querySelectorAll('`+plan+` input[name=who]').forEach((e) => { e.checked = true }); true`)
	press(t, ctx, plan+" button")
	see(t, ctx, "6 questions, from the person's own application as far as it goes")
	record := `form[action$="/people/A-1/interview"]`
	form := map[string]string{"mode": "video", "camera": "yes", "held": "2026-11-19", "signs": string(muster.SignDifferentPerson)}
	for _, name := range []string{"answer-0", "answer-1", "answer-2", "answer-3", "answer-4", "answer-5"} {
		form[name] = "not_known"
	}
	for _, name := range []string{"prompt-0", "prompt-1", "prompt-2"} {
		form[name] = "not_done"
	}
	browsertest.Shoot(t, ctx, "story-interview")
	fill(t, ctx, record, form)
	press(t, ctx, record+" button")
	see(t, ctx, "The interview is on record.")

	browsertest.Do(t, kim, chromedp.Navigate(in.site.URL+"/people/A-1/interview"))
	fill(t, kim, record, form)
	press(t, kim, record+" button")
	see(t, kim, "The interview is on record.")

	goTo("/today")
	see(t, ctx, "Two people look")
	browsertest.Shoot(t, ctx, "story-escalation")
	goTo("/people/A-1")
	see(t, ctx, "Then the process goes on, unless a named person writes why not")
	fill(t, ctx, `form[action="/cases/open"]`, map[string]string{"title": "Two people at one interview", "reason": "Two interviewers saw another person than in the first round."})
	browsertest.Eval[bool](t, ctx, `document.querySelectorAll('form[action="/cases/open"] input[name=reader]').forEach((e) => { e.checked = true }); true`)
	press(t, ctx, `form[action="/cases/open"] button`)
	see(t, ctx, "Two people at one interview")
	page := browsertest.Eval[string](t, ctx, "location.pathname")

	propose := `form[action$="/steps"]`
	step := map[string]string{"step": "decline", "reason": "Nobody could say who sat in the second interview."}
	fill(t, ctx, propose, step)
	press(t, ctx, propose+" button")
	see(t, ctx, "fewer than two explanations to weigh")
	goTo(page)
	fill(t, ctx, `form[action$="/hypotheses"]`, map[string]string{"text": "Somebody else sat the interview for this person."})
	press(t, ctx, `form[action$="/hypotheses"] button`)
	fill(t, ctx, propose, step)
	press(t, ctx, propose+" button")
	see(t, ctx, "Not everybody concerned was told")

	goTo("/people/A-1")
	fill(t, ctx, `form[action$="/notice"]`, map[string]string{"channel": "email"})
	press(t, ctx, `form[action$="/notice"] button`)
	see(t, ctx, "The notice is on record.")
	browsertest.Unfold(t, ctx)
	see(t, ctx, "- Another person appeared than in an earlier round")
	fill(t, ctx, `form[action$="/answer"]`, map[string]string{"answer": "My brother helped me with the connection and sat in for a while.", "at": "2026-11-20"})
	press(t, ctx, `form[action$="/answer"] button`)
	see(t, ctx, "My brother helped me")
	goTo(page)
	fill(t, ctx, propose, step)
	press(t, ctx, propose+" button")
	see(t, ctx, "Proposed. A second person answers after the waiting time.")
	see(t, ctx, "My brother helped me")
	browsertest.Shoot(t, ctx, "story-case")

	sign := `form[action^="/steps/"][action$="/sign"]`
	answer := func() {
		browsertest.Do(t, kim, chromedp.Navigate(in.site.URL+"/today"))
		see(t, kim, "Two people at one interview")
		fill(t, kim, sign, map[string]string{"answer": "agree", "reason": "I read both forms and what the person said."})
		press(t, kim, sign+" button")
	}
	answer()
	see(t, kim, "The waiting time runs until")
	*in.clock = in.clock.Add(6 * 24 * time.Hour)
	in.comes(t, kim, "Kim")
	browsertest.Do(t, kim, chromedp.Navigate(in.site.URL+"/today"))
	see(t, kim, "The waiting time ended")
	see(t, kim, "My brother helped me") // nobody signs without what the person said
	answer()
	see(t, kim, "Signed. It takes effect now.")
	browsertest.Shoot(t, kim, "story-signed")
	in.enter(t, ctx, "Admin")
	goTo(page)
	see(t, ctx, "Signed by two")
	fill(t, ctx, `form[action$="/close"]`, map[string]string{"outcome": "step_taken", "reason": "The signed step was taken; the person was told of it and of how to complain."})
	press(t, ctx, `form[action$="/close"] button`)
	see(t, ctx, "The case is closed.")
	see(t, ctx, "Admin, 26 November 2026")
	see(t, ctx, "about Ann Example")
	for _, form := range []string{"/hypotheses", "/notes", "/tasks", "/readers"} {
		if browsertest.Eval[bool](t, ctx, `!!document.querySelector('form[action$="`+form+`"]')`) {
			t.Errorf("a closed case offers %s, which is refused", form)
		}
	}
	if _, err := in.desk.Lapse(t.Context()); err != nil {
		t.Fatal(err)
	}
	goTo("/people/A-1")
	see(t, ctx, "The time for two people to look is over. The process goes on.")
	see(t, ctx, "nobody wrote why not")
	goTo("/people?level=escalate")
	see(t, ctx, "The time for two people to look is over.")
	goTo("/ledger")
	press(t, ctx, `form[action="/ledger/verify"] button`)
	see(t, ctx, "nothing was altered, removed or moved")
	browsertest.Shoot(t, ctx, "story-ledger")
}

const accounts = `Employee ID,Worker,Name on Account,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Date and Time Completed,Initiator,IP Address,New Device,Confirmation of Payee
W-1,Una Here,Una Here,,00-10-00,28239633,Fairmead Bank,Bank transfer,2026-01-06,,,,,Match
W-2,Vic There,Vic There,,00-10-24,10426544,Other Bank,Bank transfer,2026-02-06,,,,,Match
W-1,Una Here,U Here,,00-10-24,10426544,Other Bank,Bank transfer,2026-11-16,2026-11-16T09:00:00Z,self,,yes,No match
`

// leavers have the same change of account, and only one of them may still be paid.
const (
	leavers = `Employee ID,Full name,Address,City,Postcode,Country,Start date,End date,Job title
W-8,Xan Gone,1 Mill Lane,Harbourton,ZZ9 9AA,GB,2024-01-08,2025-03-31,Developer
W-9,Yan Last,4 High Street,Westport,ZY1 1BB,GB,2024-02-05,2026-11-13,Developer
`
	leaversAccounts = `Employee ID,Worker,Name on Account,IBAN,Sort Code,Account Number,Bank Name,Payment Method,Effective Date,Date and Time Completed,Initiator,IP Address,New Device,Confirmation of Payee
W-8,Xan Gone,X Gone,,00-10-00,28239641,Fairmead Bank,Bank transfer,2025-02-13,2025-02-13T09:00:00Z,self,,yes,No match
W-9,Yan Last,Y Last,,00-10-00,28239658,Fairmead Bank,Bank transfer,2026-11-12,2026-11-12T09:00:00Z,self,,yes,No match
`
)

// TestBankChange reads the advice about a changed account, the rival
// explanation first, and records what the call on the old number gave.
func TestBankChange(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank_changes.csv", accounts), writeFile(t, "leavers.csv", leavers), writeFile(t, "leavers_bank.csv", leaversAccounts)); err != nil {
		t.Fatal(err)
	}
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.Payroll)
	for _, path := range []string{"/today", "/payroll"} { // whoever left long ago is in no pay run
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+path))
		see(t, ctx, "Yan Last")
		if text := browsertest.Eval[string](t, ctx, "document.body.innerText"); strings.Contains(text, "Xan Gone") {
			t.Errorf("%s names a leaver of March 2025:\n%s", path, text)
		}
	}
	see(t, ctx, "Bank details changed")
	see(t, ctx, "Nothing here stops or delays anybody's pay.")
	see(t, ctx, "One account for several people")
	browsertest.Shoot(t, ctx, "story-payroll")
	order := browsertest.Eval[bool](t, ctx, `(() => { const a = document.querySelector('article.check'); const r = a.querySelector('.rival'), s = [...a.querySelectorAll('p')].find((p) => p.textContent.startsWith('What settles it')); return !!(r.textContent && r.compareDocumentPosition(s) & Node.DOCUMENT_POSITION_FOLLOWING) })()`)
	if !order {
		t.Error("the rival explanation does not come first")
	}
	settle := `form[action$="/settle"]`
	fill(t, ctx, settle, map[string]string{"outcome": "not_theirs", "reason": "Called her on the number from January; she had changed nothing."})
	press(t, ctx, settle+" button")
	see(t, ctx, "Settled, with how you know.")
	see(t, ctx, "The person did not make the change")
	if n := in.entries(t, "pay.settle"); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

// TestWronglyFlagged clears somebody whose number is a household's: the finding
// counts no more, stays so when the same records come again, and the person's
// complaint is taken down and answered.
func TestWronglyFlagged(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	file := writeFile(t, "applicants.csv", applicants)
	if _, _, err := in.ImportPaths(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	ctx := browsertest.Open(t, browsertest.Dark)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-3"))
	see(t, ctx, "A check is due before the next step.")
	for range 5 {
		if !browsertest.Eval[bool](t, ctx, `!!document.querySelector('form[action$="/clear"]')`) {
			break
		}
		fill(t, ctx, `form[action$="/clear"]`, map[string]string{"basis": "third_party_found", "reason": "The hostel confirmed through its published number that the line is shared by its residents."})
		press(t, ctx, `form[action$="/clear"] button`)
		see(t, ctx, "Explained. For this person the finding no longer counts.")
	}
	see(t, ctx, "What was seen is explained.")
	if _, _, err := in.ImportPaths(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-3"))
	see(t, ctx, "What was seen is explained.")
	fill(t, ctx, `form[action$="/complaints"]`, map[string]string{"text": "I was held up for a week because of a telephone in the hall."})
	press(t, ctx, `form[action$="/complaints"] button`)
	see(t, ctx, "An answer is owed by then")
	fill(t, ctx, `form[action^="/complaints/"]`, map[string]string{"upheld": "yes", "answer": "You were right. The number is now on the list of shared lines, and we are sorry."})
	press(t, ctx, `form[action^="/complaints/"] button`)
	see(t, ctx, "Upheld.")
	browsertest.Shoot(t, ctx, "story-cleared")
}

// TestAloneThroughEveryGate takes the one user of a small firm through all six
// gates: what they cannot pass alone, somebody from outside signs.
func TestAloneThroughEveryGate(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(in.link(t, "Admin", casework.Administrator, casework.HRLead, casework.Auditor), "token=")
	b := in.browser(t)
	b.post("/sign-in", url.Values{"token": {token}})
	reason := "She starts on Monday at the office, where I meet her with the original."
	for _, gate := range casework.Gates() {
		path := "/people/A-4/gates/" + string(gate)
		form := func() url.Values { return url.Values{"key": {newKey()}, "reason": {reason}, "back": {"/people/A-4"}} }
		if status, _ := b.post(path+"/pass", form()); status == http.StatusSeeOther {
			continue
		}
		if status, page := b.post(path+"/override", form()); status != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%.3000s", gate, status, page)
		}
		_, page := b.get("/people/A-4")
		_, rest, _ := strings.Cut(page, `action="/steps/`)
		step, _, _ := strings.Cut(rest, "/")
		invite := url.Values{"key": {newKey()}, "name": {"Pat Outside"}, "email": {"pat@law.example"}, "role": {"our solicitor"}, "back": {"/people/A-4"}}
		if status, page := b.post("/steps/"+step+"/invite", invite); status != http.StatusSeeOther {
			t.Fatalf("%s, invite: %d\n%.3000s", gate, status, page)
		}
		_, page = b.get("/handover")
		_, rest, _ = strings.Cut(page, "/sign-in/link?token=")
		secret, _, _ := strings.Cut(rest, "<")
		outside := in.browser(t)
		outside.post("/sign-in", url.Values{"token": {secret}})
		if status, page := outside.post("/steps/"+step+"/sign", url.Values{"key": {newKey()}, "answer": {"agree"}, "reason": {"I spoke with both of them on Friday."}, "back": {"/today"}}); status != http.StatusSeeOther {
			t.Fatalf("%s, sign: %d\n%.3000s", gate, status, page)
		}
	}
	gates, err := in.desk.Gates(t.Context(), in.user(t, "Admin"), "A-4")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gates {
		if g.Passed == nil {
			t.Errorf("the gate %s is a dead end", g.Gate)
		}
	}
}
