package server

import (
	"context"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

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
	for _, role := range casework.Roles() {
		in.must(t, admin, &casework.InviteUser{User: string(role), Email: string(role) + "@company.example", Grants: []casework.Grant{{Role: role}}})
	}
	return in
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
	in := company(t)
	widths, shots := []int64{}, os.Getenv("MUSTER_SHOTS") != ""
	if shots {
		widths = []int64{1280, 1920, 390}
	}
	for i, role := range casework.Roles() {
		for k, scheme := range browsertest.Schemes() {
			if role != casework.HRLead && i%2 != k && !shots {
				continue // everybody's pages are the same ones; both schemes are seen by turns
			}
			t.Run(string(role)+"/"+string(scheme), func(t *testing.T) {
				ctx := browsertest.Open(t, scheme)
				r := in.must(t, in.user(t, "Admin"), &casework.InviteAgain{User: in.user(t, string(role)).User, Reason: "another browser of the same test"})
				browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+linkPath(r.Secret)))
				press(t, ctx, "main form button")
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

// walk visits what can be reached by links, a page of each shape, and calls
// look on each.
func (in *installation) walk(t *testing.T, ctx context.Context, look func(path string)) (walked []string) {
	t.Helper()
	queue, seen := []string{"/today", "/people?level=escalate"}, map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[shape(path)] {
			continue
		}
		seen[shape(path)] = true
		browsertest.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(in.site.URL+path))
		if at := browsertest.Eval[string](t, ctx, "document.querySelector('h1')?.textContent || location.href"); strings.Contains(at, "no such") {
			t.Errorf("%s leads nowhere: %s", path, at)
		}
		queue = append(queue, browsertest.Eval[[]string](t, ctx, `[...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href').split('#')[0]).filter((h) => !/bundle|\/files\//.test(h))`)...)
		walked = append(walked, path)
		look(path)
	}
	return walked
}
