package server

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
)

// TestJourney is one applicant's way in one browser: a file is brought in, a
// finding is seen, a guided interview is held and recorded, a check is asked
// for and passed, and the finding counts no more.
func TestJourney(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	link := in.link(t, "Sam", casework.Administrator, casework.HRLead, casework.Auditor)
	ctx := browsertest.Open(t, browsertest.Light)
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(link))
	press(t, ctx, "main form button")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people"), chromedp.SetUploadFiles(chromedp.CSS("#files"), []string{writeFile(t, "applicants.csv", applicants)}))
	press(t, ctx, "#import form button")
	see(t, ctx, "4 people brought in")
	person := in.site.URL + "/people/A-1"
	browsertest.Do(t, ctx, chromedp.Navigate(person))
	see(t, ctx, "Same phone number on records under different names")
	see(t, ctx, "Who may see this page")

	browsertest.Do(t, ctx, chromedp.Navigate(person+"/interview"))
	plan := `form[action$="/interview/plan"]`
	browsertest.Eval[bool](t, ctx, `document.querySelectorAll('`+plan+` input[name=who]').forEach((e) => { e.checked = true }); true`)
	press(t, ctx, plan+" button")
	see(t, ctx, "Drawn at random")
	form := map[string]string{"mode": "video", "camera": "yes", "held": "2026-11-19"}
	for _, name := range []string{"answer-0", "answer-1", "answer-2", "answer-3", "answer-4", "answer-5"} {
		form[name] = "known"
	}
	for _, name := range []string{"prompt-0", "prompt-1", "prompt-2"} {
		form[name] = "done"
	}
	record := `form[action$="/people/A-1/interview"]`
	fill(t, ctx, record, form)
	press(t, ctx, record+" button")
	see(t, ctx, "The interview is on record.")
	see(t, ctx, "Same phone number on records under different names") // an interview alone settles no shared line

	press(t, ctx, "form:has(input[name=code][value=finding]) button")
	see(t, ctx, "Asked for: meeting in person")
	fill(t, ctx, `form[action$="/record"]`, map[string]string{"outcome": "passed", "done": "2026-11-19", "evidence": "Met at the office; the original passport was seen.", "confirmed": "on"})
	press(t, ctx, `form[action$="/record"] button`)
	see(t, ctx, "Recorded.")
	see(t, ctx, "What was seen is explained.")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/ledger"))
	press(t, ctx, `form[action="/ledger/verify"] button`)
	see(t, ctx, "nothing was altered, removed or moved")
}

// TestPagesWithoutAnAccount looks at what people see who have no account or
// are not signed in: signing in, the page of a person's link before and after,
// and the outside second signer's. In both schemes nothing stands in the way.
func TestPagesWithoutAnAccount(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead)
	admin := in.user(t, "Admin")
	in.must(t, admin, &casework.SendNotice{Subject: "A-1", Channel: casework.NoticeByPost})
	for n, scheme := range browsertest.Schemes() {
		reply := in.must(t, admin, &casework.OfferReply{Subject: "A-1"})
		gate := []muster.Gate{muster.GateOffer, muster.GateShipping}[n]
		step := in.must(t, admin, &casework.OverrideGate{Subject: "A-4", Gate: gate, Reason: "She starts on Monday at the office."})
		signer := in.must(t, admin, &casework.InviteSigner{Step: step.ID, Signer: "Pat Outside", Email: "pat@law.example", Role: "our solicitor"})
		ctx := browsertest.Open(t, scheme)
		look := func(name string) {
			t.Helper()
			browsertest.Unfold(t, ctx)
			for _, v := range browsertest.Violations(t, ctx) {
				t.Errorf("%s, %s: %s", name, scheme, v)
			}
			browsertest.Size(t, ctx, name, 390)
			browsertest.Shoot(t, ctx, "outside-"+name+"-"+string(scheme))
		}
		browsertest.Do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(in.site.URL+"/sign-in"))
		look("sign-in")
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/reply?token="+url.QueryEscape(reply.Secret)))
		see(t, ctx, "- Same phone number on records under different names")
		see(t, ctx, "Admin, who sent you this")
		if text := browsertest.Eval[string](t, ctx, "document.body.innerText"); strings.Contains(text, "Ben") || strings.Contains(text, "7946") {
			t.Errorf("the page of a link tells of somebody else:\n%s", text)
		}
		look("reply")
		fill(t, ctx, `form[action="/reply"]`, map[string]string{"answer": "It is our agency's number.", "complaint": "I was asked twice."})
		press(t, ctx, `form[action="/reply"] button`)
		see(t, ctx, "It is on record, in your own words.")
		look("replied")
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+linkPath(signer.Secret)))
		look("signer-link")
		press(t, ctx, "main form button")
		see(t, ctx, "Waiting for a second person")
		if text := browsertest.Eval[string](t, ctx, "document.body.innerText"); strings.Contains(text, "Di Plain") {
			t.Error("the outside signer sees a name")
		}
		look("signer")
		if n := browsertest.Eval[int](t, ctx, `document.querySelectorAll('main a[href^="/people/"]').length`); n != 0 {
			t.Error("the outside signer is led to a person's page, which is not theirs")
		}
		browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/account"))
		see(t, ctx, "Your one-time link")
		look("signer-account")
	}
}
