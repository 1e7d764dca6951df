package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"muster"
	"muster/casework"
	"muster/internal/browsertest"
)

// hostile is what somebody may write on a form to act in a reader's browser.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">` + "\u202e{{.}}"

// fullCopy is a copy with something in every part of it.
func fullCopy() *casework.Copy {
	at := time.Date(2026, 6, 1, 9, 30, 0, 0, time.UTC)
	day := muster.Date(2026, 5, 4)
	why := &casework.CopiedExplanation{Basis: casework.BasisOwnRecords, Reason: "The lease of [Ann] shows it. " + hostile, At: at}
	return &casework.Copy{
		Subject: "A-71", Made: at, Organisation: "Harbour & Sons " + hostile, Dispute: true, Privacy: "We compare records. " + hostile, Complain: 30, Roles: []casework.Role{casework.HRLead, casework.Security},
		Kinds: []casework.CopiedKind{
			{Kind: muster.KindApplication, Records: 1, Sources: []string{"greenhouse" + hostile}, Purpose: "Decide on applications", Basis: "legitimate interests", Days: 180}, {Kind: muster.KindBank, Records: 1},
		},
		Observations: []muster.Observation{
			{Subject: "A-71", Source: "greenhouse" + hostile, Happened: day, Data: &muster.Application{Named: muster.Named{FullName: "Ann Example " + hostile}, Contact: muster.Contact{Phones: []muster.Phone{"+44 7700 900123", "+44 7700 900124"}}}},
			{Subject: "A-71", Source: "payroll", Happened: day, Data: &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB33BUKB20201555555555"}}},
		},
		Findings: []casework.CopiedFinding{
			{Title: "Two dates differ " + hostile, State: "open", Others: 2, Kinds: []string{"cv", "shared phone"}, Cleared: true, Why: why, Rival: "A family telephone " + hostile, Flag: "CVB-01", Seen: day},
			{Title: "Set aside", State: "open", Kinds: []string{"cv"}, Cleared: true, Why: &casework.CopiedExplanation{Basis: casework.BasisRule, Reason: "The office network was entered wrongly.", At: at, Until: at.AddDate(0, 0, 7)}, Flag: "NET-02"},
			{Title: "Opened again", State: "superseded", Kinds: []string{"cv"}, Before: &casework.CopiedExplanation{Basis: casework.BasisCheck, At: at}, Flag: "NET-03"},
		},
		Checks:     []casework.CopiedCheck{{Type: muster.CheckLiveInterview, Requested: at, Outcome: muster.OutcomePassed, Done: day, Expires: muster.Date(2027, 5, 4), Swapped: true}},
		Gates:      []casework.CopiedGate{{Gate: muster.GateOffer, At: at}},
		Notices:    []casework.CopiedNotice{{Text: "We are looking at this. " + hostile, Sent: at, Answers: []string{"I moved. " + hostile}}},
		Complaints: []casework.CopiedComplaint{{Text: "Too slow. " + hostile, Opened: at, Answer: "You are right. " + hostile}},
		StepUps:    []casework.CopiedStepUp{{Type: muster.CheckReverify, Ground: "terms " + hostile, Reason: "asked " + hostile, Facts: []casework.StepUpFact{{Says: "shared " + hostile, At: day, Records: []string{"bank_details"}, Shared: 3, Rival: "family " + hostile}}, Asked: at, Appeal: "no " + hostile, Outcome: "stands", Answer: "yes " + hostile}},
		Stills:     []casework.CopiedStill{{Moment: "interview" + hostile, Taken: at, Until: at.AddDate(0, 1, 0), JPEG: []byte{0xff, 0xd8, 0xff}}},
		Pay:        []casework.CopiedPay{{Choice: casework.PayAsGiven, Seen: []string{"account_changed"}, To: muster.PayTo{IBAN: "GB33BUKB20201555555555"}, Second: true, At: at}},
	}
}

// TestCopyPageSaysAll fills every field of a copy and looks for it on the page,
// which runs nothing, asks for nothing from anywhere and lets nothing out.
func TestCopyPageSaysAll(t *testing.T) {
	c := fullCopy()
	for v, i := reflect.ValueOf(*c), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("%s is empty here: a new field of a copy belongs on the page and into this test", v.Type().Field(i).Name)
		}
	}
	page, err := CopyPage(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 June 2026", "in dispute", "legitimate interests", "180 days", "no time is set", "Decide on applications", "not stated yet", "It concerns 2 other people", "CV and the same phone number as others",
		"Explained on 1 June 2026", "A record we hold explains it", "The lease of [Ann] shows it.", "set aside until 8 June 2026", "The office network was entered wrongly.", "opened again by a new kind of record", "left out, because it names other people",
		"The records no longer show it", "A family telephone", "Live interview (in place of another one, as agreed)", "Passed", "valid until", "Let through to the offer", "We are looking at this.", "I moved.", "Too slow.", "You are right.", "identity again", "bank details", "3 other accounts",
		"account changed", "A second person agreed", "data:image/jpeg;base64,/9j/", "HR lead, security analyst", "To complain", "within 30 days", "supervisory authority", "We compare records.", "phones 2", "+44 7700 900124", "GB33BUKB20201555555555", "Full name",
		"a named person decides", "Rule CVB-01",
	} {
		if !strings.Contains(string(page), html.EscapeString(want)) && !strings.Contains(strings.ReplaceAll(string(page), "&#43;", "+"), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(string(page), "ZgotmplZ") || strings.Contains(string(page), "<no value>") {
		t.Error("a value is missing or refused by the template")
	}
	onlyShows(t, string(page))
}

// onlyShows holds that a page has no element or attribute that runs, loads or
// sends something, its pictures being in it.
func onlyShows(t *testing.T, page string) {
	t.Helper()
	checkBalance(t, "copy", page)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	walk(root, func(n *html.Node) {
		switch n.Data {
		case "script", "a", "link", "form", "iframe", "object", "embed", "base", "svg":
			t.Errorf("the page has a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "href" || a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/jpeg;base64,") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	})
	if !strings.Contains(page, `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-`) {
		t.Error("the page as a file has no policy")
	}
}

// TestCopyIsServedAsAPageThatOnlyShows holds its headers: the page by itself and
// the file, each under a policy of its own.
func TestCopyIsServedAsAPageThatOnlyShows(t *testing.T) {
	h := newCompany().handler(t)
	for path, kind := range map[string]string{"/people/A-1014/copy": "text/html; charset=utf-8", "/people/A-1014/copy?as=json": "application/octet-stream"} {
		w := get(t, h, path)
		policy := w.Header().Get("Content-Security-Policy")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "sandbox") || strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

// TestCopyIsDrawnInItsOwnStyle opens the page in a browser, as a file and as it
// is served: its policies let its style and pictures through.
func TestCopyIsDrawnInItsOwnStyle(t *testing.T) {
	page, err := CopyPage(fullCopy())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	served := httptest.NewServer(newCompany().handler(t))
	defer served.Close()
	for _, scheme := range browsertest.Schemes() {
		t.Run(string(scheme), func(t *testing.T) {
			copyDrawn(t, scheme, "file://"+filepath.ToSlash(file), served.URL+"/people/A-1014/copy")
		})
	}
}

func copyDrawn(t *testing.T, scheme browsertest.Scheme, file, served string) {
	ctx := browsertest.Open(t, scheme)
	for name, url := range map[string]string{"file": file, "served": served} {
		browsertest.Do(t, ctx, chromedp.Navigate(url))
		if name == "file" { // axe-core waits for ever where the sandbox lets no script run
			for _, bad := range browsertest.Violations(t, ctx) {
				t.Errorf("%s: %s", name, bad)
			}
		}
		for _, width := range []int64{390, 1024} {
			browsertest.Size(t, ctx, "copy-"+name, width)
			browsertest.Shoot(t, ctx, "copy-"+name+"-"+string(scheme)+"-"+strconv.Itoa(int(width)))
			if browsertest.Eval[bool](t, ctx, "document.documentElement.scrollWidth > innerWidth") {
				t.Errorf("%s is wider than %d", name, width)
			}
		}
		if got := browsertest.Eval[string](t, ctx, "getComputedStyle(document.body).maxWidth"); got != "736px" {
			t.Errorf("%s: the style does not hold: %s", name, got)
		}
	}
}
