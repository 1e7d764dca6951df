package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
	"muster/web"
)

const accountTerms = "Terms of service, section 4, who may use an account"

// trustDeeds are the deeds about platform accounts.
func trustDeeds(all map[casework.Action]deed) {
	account := func(does func(c *cells, id muster.SubjectID) casework.Act) deed {
		return func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
			c.team(id, who, own)
			c.account(id)
			act := does(c, id)
			return func() (int, string) { return who.act(act) }
		}
	}
	ask := func(id muster.SubjectID) *casework.AskStepUp {
		return &casework.AskStepUp{Subject: id, Type: muster.CheckLiveInterview, Ground: accountTerms, Reason: cellReason}
	}
	appeal := func(c *cells, id string) *casework.AppealStepUp {
		return &casework.AppealStepUp{StepUp: id, Text: "The account is joint.", At: muster.Instant(c.now())}
	}
	all[casework.StepUpView] = func(c *cells, id muster.SubjectID, who *player, own bool) func() (int, string) {
		c.team(id, who, own)
		c.account(id)
		r := c.must(c.boss, ask(id))
		return func() (int, string) { return who.get("/accounts/stepups/" + r.ID) }
	}
	all[casework.StepUpAsk] = account(func(_ *cells, id muster.SubjectID) casework.Act { return ask(id) })
	all[casework.StepUpAppeal] = account(func(c *cells, id muster.SubjectID) casework.Act { return appeal(c, c.must(c.boss, ask(id)).ID) })
	all[casework.StepUpAnswer] = account(func(c *cells, id muster.SubjectID) casework.Act {
		r := c.must(c.boss, ask(id))
		c.must(c.boss, appeal(c, r.ID))
		return &casework.AnswerAppeal{StepUp: r.ID, Outcome: casework.AppealStands, Answer: cellReason}
	})
}

// account makes somebody the holder of a platform account whose payout the bank
// says is somebody else's.
func (c *cells) account(id muster.SubjectID) {
	c.t.Helper()
	var list []muster.Observation
	for _, data := range []muster.Data{
		&muster.PlatformAccount{Named: muster.Named{FullName: "Robin Sample"}, Side: muster.SideTalent, Created: muster.Date(2026, 2, 1)},
		&muster.BankDetails{PayTo: muster.PayTo{Holder: "Nora Pattern", IBAN: "GB33BUKB20201555555555"}, NameCheck: muster.NameCheckNoMatch},
	} {
		o := muster.Observation{Organisation: c.Server.config.Organisation, Subject: id, Source: "platform", Record: fmt.Sprint(data.Kind(), id), Happened: muster.Date(2026, 2, 1), Data: data}
		if err := o.Seal(); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, o)
	}
	if _, _, err := c.store.Append(c.t.Context(), c.Server.config.Organisation, list); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.settle(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// accountFiles are a small platform: five accounts in different names and homes
// that are paid to one bank account, an agency with its members, a couple, and
// somebody who is paid to their own account.
func accountFiles() map[string]string {
	accounts := "account id,name,email,side,city,country,created,identity verified,agency\n"
	payouts := "account id,holder,iban,changed on,name check\n"
	for i, name := range []string{"Ada Pattern", "Bo Sample", "Cleo Instance", "Dora Example", "Emil Model"} {
		accounts += fmt.Sprintf("F-%d,%s,f%d@mail.example,talent,Town %d,GB,2026-0%d-03,,\n", i+1, name, i+1, i+1, i+1)
		payouts += fmt.Sprintf("F-%d,Nora Holder,GB33BUKB20201555555555,2026-06-0%d,no match\n", i+1, i+1)
	}
	accounts += "F-6,Gus Alone,g@mail.example,talent,Hull,GB,2026-01-03,2026-01-04,\n"
	payouts += "F-6,Gus Alone,GB94BARC10201530093459,2026-01-05,match\n"
	return map[string]string{"accounts.csv": accounts, "payouts.csv": payouts}
}

// TestTrustAndSafetyInBrowser brings a platform's files in on the page and goes
// from the queue to the ring, asks for checks, hands out a statement of reasons,
// takes an appeal down, answers it as somebody else and clears the account by
// its check.
func TestTrustAndSafetyInBrowser(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	safety, second := in.signedIn(t, "Tess", casework.Grant{Role: casework.Security}), in.signedIn(t, "Saul", casework.Grant{Role: casework.HRLead})
	if status, _ := safety.get("/accounts"); status != http.StatusOK {
		t.Fatal(status)
	}
	var files []string
	for name, content := range accountFiles() {
		files = append(files, writeFile(t, name, content))
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people"), chromedp.SetUploadFiles(chromedp.CSS("#files"), files))
	press(t, ctx, "#import form button")
	see(t, ctx, "people brought in")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/accounts"))
	see(t, ctx, "6 accounts")
	see(t, ctx, "Bank and pay")
	looked(t, ctx, "accounts")

	_, page := safety.get("/accounts")
	ring := regexp.MustCompile(`/groups/[^/"]+/ring`).FindString(page)
	if ring == "" {
		t.Fatalf("no ring in the queue: %s", page)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+ring+"?zoom=150"))
	see(t, ctx, "5 accounts whose records share something")
	looked(t, ctx, "ring")

	// three of them are asked at once; the one of whom nothing counts cannot be
	form := url.Values{"key": {newKey()}, "back": {ring}, "account": {"F-1", "F-2", "F-3", "F-6"}, "type": {"live_interview"}, "ground": {accountTerms}, "reason": {"Five accounts in different names are paid to one bank account."}}
	for range 2 { // sent twice, it asks each once
		if status, page := safety.post("/accounts/ask", form); status != http.StatusSeeOther {
			t.Fatalf("asking: %d %s", status, page)
		}
	}
	list, _, err := in.desk.StepUps(t.Context(), in.user(t, "Tess"), casework.StepUpQuery{})
	if err != nil || len(list) != 3 {
		t.Fatalf("%d asked: %v", len(list), err)
	}
	safety.sees("/accounts", "Live interview: due")
	one := "/accounts/stepups/" + list[0].ID
	safety.sees(one, "Statement of reasons", "No decision about you was made by a program", accountTerms, "You may appeal until", "by answering the message that brought you this")
	_, text := safety.get(one + "/statement")
	for _, other := range []string{"Nora", "Bo Sample", "GB33", "F-2\n", "Tess"} {
		if list[0].Subject == "F-1" && strings.Contains(text, other) {
			t.Errorf("the statement holds %q:\n%s", other, text)
		}
	}
	if status, text := safety.get(one + "/statement?as=json"); status != http.StatusOK || !strings.Contains(text, `"decided_by_a_program": false`) {
		t.Errorf("as JSON: %d %s", status, text)
	}

	// the appeal is answered by somebody else than who asked
	send := func(b *browser, path string, v url.Values) int {
		v.Set("key", newKey())
		v.Set("back", one)
		status, _ := b.post(path, v)
		return status
	}
	if status := send(second, one+"/appeal", url.Values{"text": {"It is the joint account of our family."}, "at": {in.now().Format("2006-01-02")}}); status != http.StatusSeeOther {
		t.Fatalf("the appeal: %d", status)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+one))
	see(t, ctx, "Appeal waits for its answer")
	looked(t, ctx, "stepup")
	answer := url.Values{"outcome": {"stands"}, "answer": {"The bank says the account is in one name."}}
	if status := send(safety, one+"/answer", answer); status != http.StatusConflict {
		t.Errorf("who asked answers the appeal: %d", status)
	}
	if status := send(second, one+"/answer", answer); status != http.StatusSeeOther {
		t.Errorf("the answer: %d", status)
	}
	safety.sees(one, "the check stays due. The bank says the account is in one name.")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/accounts/stepups"))
	see(t, ctx, "Appeal answered, still due")
	looked(t, ctx, "stepups")

	in.settledByCheck(t, second, &list[0])
}

// looked holds that a page has nothing axe complains of, wide and on a telephone.
func looked(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	browsertest.Unfold(t, ctx)
	for _, width := range []int64{1280, 390} {
		browsertest.Size(t, ctx, name, width)
		for _, v := range browsertest.Violations(t, ctx) {
			t.Errorf("%s at %d: %s", name, width, v)
		}
		browsertest.Shoot(t, ctx, fmt.Sprintf("%s-%d", name, width))
	}
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900))
}

// settledByCheck records the check and the bank's confirmation; nothing is due
// about the account then.
func (in *installation) settledByCheck(t *testing.T, b *browser, s *casework.StepUpSeen) {
	t.Helper()
	who := in.user(t, "Saul")
	one, err := in.desk.StepUp(t.Context(), who, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	in.must(t, who, &casework.RecordCheck{Check: one.StepUp.Check, Outcome: muster.OutcomePassed, Done: muster.Instant(in.now()), Evidence: "Spoke to the holder before a camera."})
	a, err := in.live.now().Assess(t.Context(), s.Subject)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Findings {
		in.must(t, who, &casework.ClearFinding{Subject: s.Subject, Finding: a.Findings[i].Key, Basis: casework.BasisThirdParty, Reason: "The bank's letter names both holders of the account."})
	}
	if _, err := in.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.sees("/accounts?q="+url.QueryEscape(string(s.Subject)), "Live interview: passed")
	rows, err := in.Accounts(in.as(t, "Saul"), web.AccountQuery{Words: string(s.Subject)})
	if err != nil || len(rows.Rows) != 1 || rows.Rows[0].Person.Level != muster.Clear {
		t.Errorf("after the check: %+v %v", rows, err)
	}
}
