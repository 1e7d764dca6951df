package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/internal/browsertest"
	"muster/simulate"
)

// company is an installation with an invented company of two hundred people,
// one operator among them, and a user of every role.
func company(t *testing.T) *installation {
	t.Helper()
	in := newInstallation(t)
	files := t.TempDir()
	p := simulate.Defaults(200, 7)
	p.Documents = simulate.DocumentsText
	if _, err := simulate.Write(t.Context(), p, files); err != nil {
		t.Fatal(err)
	}
	if _, _, err := in.ImportPaths(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	in.link(t, "Admin", casework.Administrator, casework.HRLead, casework.Auditor)
	admin := in.user(t, "Admin")
	names := map[casework.Role]string{
		casework.Recruiter: "Rosa Marsh", casework.HiringManager: "Hugo Pike", casework.HRLead: "Hana Keeper", casework.Payroll: "Paul Tiller", casework.IT: "Ines Cable",
		casework.Security: "Sol Warden", casework.Counsel: "Cleo Barr", casework.Auditor: "Otto Reed", casework.Administrator: "Ada Gate",
	}
	for _, role := range casework.Roles() {
		in.must(t, admin, &casework.InviteUser{User: names[role], Email: string(role) + "@company.example", Grants: []casework.Grant{{Role: role}}})
	}
	in.casework(t)
	return in
}

// casework does what people do in such a company: a case with two
// explanations, evidence, tasks and notes, and some checks.
func (in *installation) casework(t *testing.T) {
	t.Helper()
	lead, counsel := in.user(t, string(casework.HRLead)), in.user(t, string(casework.Counsel))
	page := in.live.now().List(&assess.Filter{Levels: []muster.Level{muster.Escalate}, Limit: 3})
	if len(page.Rows) < 3 {
		t.Fatalf("%d people are to be looked at by two", len(page.Rows))
	}
	one, two := page.Rows[0].Subject, page.Rows[1].Subject
	c := in.must(t, lead, &casework.OpenCase{Title: "One phone number, three applications", People: []muster.SubjectID{one, two}, Reason: "Three applications from different homes give one number, and two CVs share whole passages.",
		Readers: []casework.UserID{counsel.User, in.user(t, string(casework.Security)).User}})
	innocent := in.must(t, lead, &casework.AddHypothesis{Case: c.ID, Text: "One agency put its own number on all three applications.", Innocent: true})
	other := in.must(t, lead, &casework.AddHypothesis{Case: c.ID, Text: "One person answers for several applicants."})
	content := []byte("Call with the agency, 18 November: it does not know two of the three.")
	sum := sha256.Sum256(content)
	evidence := in.must(t, lead, &casework.AddEvidence{Case: c.ID, Text: "What the agency said on its published number.", Content: content,
		File: casework.File{Title: "Call with the agency.txt", SHA256: hex.EncodeToString(sum[:]), Where: casework.KeptHere, Size: int64(len(content))}})
	in.must(t, lead, &casework.WeighEvidence{Evidence: evidence.ID, Hypothesis: innocent.ID, Weight: "against", Reason: "An agency would know all three."})
	in.must(t, lead, &casework.WeighEvidence{Evidence: evidence.ID, Hypothesis: other.ID, Weight: "for", Reason: "It fits, and so would a typing mistake."})
	in.must(t, lead, &casework.AddTask{Case: c.ID, Text: "Call each of the three on a number found elsewhere", Who: lead.User, Due: muster.Date(2026, 11, 24)})
	in.must(t, lead, &casework.AddNote{Case: c.ID, Text: "Two of the three stated the same street in 2024."})
	in.must(t, counsel, &casework.AddNote{Case: c.ID, Text: "Wait for the answer before anything is proposed.", Privileged: true})
	in.must(t, lead, &casework.SendNotice{Subject: one, Channel: casework.NoticeByEmail})
	in.must(t, lead, &casework.RequestCheck{Subject: two, Type: muster.CheckInPerson, Code: casework.CodeFinding})
	done := in.must(t, lead, &casework.RequestCheck{Subject: page.Rows[2].Subject, Type: muster.CheckReference, Code: casework.CodeFinding})
	in.must(t, lead, &casework.RecordCheck{Check: done.ID, Outcome: muster.OutcomeNotAvailable, Done: muster.Date(2026, 11, 19), Evidence: "The firm closed in 2023; nobody is left to ask."})
}

// shape is what pages of one kind have in common, so that of each kind one is
// looked at: a list's words, order and place in it make no other page of it.
func shape(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return href
	}
	path := regexp.MustCompile(`^/(people|groups|cases|rules)/[^/?#]+`).ReplaceAllString(u.Path, "/$1/ID") // one person, case or rule is like the next
	if kind := u.Query().Get("kind"); kind != "" {
		path += "?kind=" + kind
	}
	return path
}

// TestEveryRoleWalks signs every role in and follows every link there is: no
// dead end, no page wider than a telephone, nothing axe-core finds wrong. A new
// page is looked at as soon as something leads to it.
func TestEveryRoleWalks(t *testing.T) {
	t.Parallel()
	in := company(t)
	widths, shots := []int64{}, os.Getenv("MUSTER_SHOTS") != ""
	var entering sync.Mutex
	if shots {
		widths = []int64{1280, 1920, 390}
	}
	for i, role := range casework.Roles() {
		for k, scheme := range browsertest.Schemes() {
			if role != casework.HRLead && i%2 != k && !shots {
				continue // everybody's pages are the same ones; both schemes are seen by turns
			}
			t.Run(string(role)+"/"+string(scheme), func(t *testing.T) {
				t.Parallel()
				ctx := browsertest.Open(t, scheme)
				in.walkIn(t, ctx, role, &entering)
				walked := in.walk(t, ctx, func(path string) {
					for _, width := range widths {
						browsertest.Do(t, ctx, chromedp.EmulateViewport(width, 900))
						browsertest.Shoot(t, ctx, strings.Join([]string{"walk", string(role), pictureName(path), string(scheme), strconv.FormatInt(width, 10)}, "-"))
					}
					browsertest.Unfold(t, ctx)
					browsertest.Size(t, ctx, path, 390)
					for _, bad := range browsertest.Violations(t, ctx) {
						t.Errorf("%s: %s", path, bad)
					}
				})
				for place, action := range map[string]casework.Action{
					"/people": casework.PeopleView, "/groups": casework.GroupView, "/cases": casework.CaseView, "/payroll": casework.PayrollView, "/equipment": casework.EquipmentView, "/rules": casework.PolicyView,
				} { // each role sees only its own
					may := in.desk.Permissions().Cell(action, role) != casework.No
					if got := slices.ContainsFunc(walked, func(p string) bool { return p == place || strings.HasPrefix(p, place+"?") }); got != may {
						t.Errorf("%s is offered: %v, want %v", place, got, may)
					}
				}
				if len(walked) < 6 || !strings.Contains(strings.Join(walked, " "), "/today") {
					t.Errorf("only %v were reached", walked)
				}
			})
		}
	}
}

func pictureName(path string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9A-Z]+`).ReplaceAllString(shape(path), "-"), "-")
}

// walkIn signs a user of a role in. A new link ends the one before, and both
// schemes of a role want one at once: one waits for the other.
func (in *installation) walkIn(t *testing.T, ctx context.Context, role casework.Role, one *sync.Mutex) {
	t.Helper()
	one.Lock()
	defer one.Unlock()
	r := in.must(t, in.user(t, "Admin"), &casework.InviteAgain{User: in.user(t, string(role)).User, Reason: "another browser of the same test"})
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+linkPath(r.Secret)))
	press(t, ctx, "main form button")
}

// walk visits what can be reached by links, a page of each shape, and calls
// look on each.
func (in *installation) walk(t *testing.T, ctx context.Context, look func(path string)) (walked []string) {
	t.Helper()
	queue, seen := []string{"/today"}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[shape(path)] {
			continue
		}
		seen[shape(path)] = true
		browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+path))
		if at := browsertest.Eval[string](t, ctx, "document.querySelector('h1')?.textContent || location.href"); strings.Contains(at, "no such") || strings.Contains(at, "Your role does not include") {
			t.Errorf("%s leads nowhere: %s", path, at)
		}
		queue = append(queue, browsertest.Eval[[]string](t, ctx, `[...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href').split('#')[0]).filter((h) => !/bundle|\/files\//.test(h))`)...)
		walked = append(walked, path)
		look(path)
	}
	return walked
}

// TestPictures takes the pictures of the documents, in the window people see.
func TestPictures(t *testing.T) {
	t.Parallel()
	if os.Getenv("MUSTER_SHOTS") == "" {
		t.Skip("MUSTER_SHOTS names no folder")
	}
	in := company(t)
	plan := &Plan{Organisation: "Example company", Administrator: PlanAdministrator{Name: "Ada Gate"}, Entities: []PlanEntity{{ID: "UK", Title: "Example Ltd", Country: "GB"}}, Propose: true}
	if err := in.ApplyPlan(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "employees.csv", employees), writeFile(t, "bank_changes.csv", accounts)); err != nil { // a change of account before a pay run
		t.Fatal(err)
	}
	for _, scheme := range browsertest.Schemes() {
		ctx := browsertest.Open(t, scheme)
		r := in.must(t, in.user(t, "Admin"), &casework.InviteAgain{User: in.user(t, string(casework.HRLead)).User, Reason: "another browser of the same test"})
		browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+linkPath(r.Secret)))
		press(t, ctx, "main form button")
		first := func(list, of string) string {
			browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+list))
			return browsertest.Eval[string](t, ctx, "document.querySelector('"+of+"').getAttribute('href')")
		}
		pages := map[string]string{"today": "/today", "people": "/people", "payroll": "/payroll", "rules": "/rules", "ledger": "/ledger", "setup": "/setup", "person": first("/people?level=escalate&status=applicant", "tbody a.who"), "group": first("/groups", "a.who"), "case": first("/cases", ".card a")}
		for name, path := range pages {
			for _, width := range []int64{1280, 390} {
				browsertest.Do(t, ctx, chromedp.EmulateViewport(width, map[int64]int64{1280: 900, 390: 844}[width]), chromedp.Navigate(in.site.URL+path))
				browsertest.Eval[bool](t, ctx, "document.getElementById('why') && location.pathname.startsWith('/groups/') && (document.getElementById('why').scrollIntoView(), true) || true")
				browsertest.ShootWindow(t, ctx, "docs-"+name+"-"+string(scheme)+"-"+strconv.FormatInt(width, 10))
			}
		}
	}
}
