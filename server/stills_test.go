package server

import (
	"image"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"muster/casework"
	"muster/internal/browsertest"
)

// stillFile is a picture as a camera writes it.
func stillFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "still.jpg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestReferenceStills switches stills on, writes down what the person chose,
// keeps two and looks at them side by side; another colleague sees neither, and
// when the person chooses another way both are gone.
func TestReferenceStills(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	if _, _, err := in.ImportPaths(t.Context(), writeFile(t, "applicants.csv", applicants)); err != nil {
		t.Fatal(err)
	}
	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	stranger := in.signedIn(t, "ray", casework.Grant{Role: casework.Recruiter})
	goTo := func(path string) { browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+path)) }
	goTo("/people/A-1/interview")
	if text := browsertest.Eval[string](t, ctx, "document.body.innerText"); strings.Contains(text, "Reference stills") {
		t.Error("stills are offered before anybody switched them on")
	}
	goTo("/settings")
	fill(t, ctx, `form[action="/settings/stills"]`, map[string]string{"on": "on", "days": "60", "purpose": "To know that the same person comes", "basis": "Consent, with another way", "notice": "N-9", "reason": "Agreed with the works council in May."})
	press(t, ctx, `form[action="/settings/stills"] button`)
	see(t, ctx, "Switched, with its grounds on record.")

	goTo("/people/A-1/interview")
	see(t, ctx, "Nothing is taken before the person has had the notice and chosen.")
	choice := `form[action="/people/A-1/stills/choice"]`
	fill(t, ctx, choice, map[string]string{"way": "still", "told": "yes"})
	press(t, ctx, choice+" button")
	see(t, ctx, "A still at each meeting")
	upload := `form[action="/people/A-1/stills"]`
	for _, moment := range []string{casework.AtInterview, casework.AtDayOne} {
		fill(t, ctx, upload, map[string]string{"moment": moment})
		browsertest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#still-file"), []string{stillFile(t)}))
		press(t, ctx, upload+" button")
		see(t, ctx, "Kept, small and without what the camera wrote beside it.")
	}
	if n := browsertest.Eval[int](t, ctx, "[...document.querySelectorAll('.stills img')].filter((i) => { i.loading = 'eager'; return i.src }).length"); n != 2 {
		t.Errorf("%d stills are side by side, want 2", n)
	}
	for until := time.Now().Add(time.Minute); browsertest.Eval[bool](t, ctx, "[...document.querySelectorAll('.stills img')].some((i) => !i.complete)"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the stills are not shown within a minute")
		}
	}
	for _, bad := range browsertest.Violations(t, ctx) {
		t.Error(bad)
	}
	path := browsertest.Eval[string](t, ctx, "document.querySelector('.stills img').getAttribute('src')")
	browsertest.Shoot(t, ctx, "stills")
	if n := in.entries(t, "still.view"); n < 2 {
		t.Errorf("%d looks are on record, want one for each picture shown", n)
	}
	if status, page := stranger.get(path); status != http.StatusNotFound && status != http.StatusForbidden {
		t.Errorf("somebody who did not interview the person gets %d: %.80q", status, page)
	}
	if _, page := stranger.get("/people/A-1/interview"); strings.Contains(page, "/stills/") {
		t.Error("somebody who did not interview the person is told of stills")
	}
	fill(t, ctx, choice, map[string]string{"way": "document", "told": "yes"})
	press(t, ctx, choice+" button")
	if n := browsertest.Eval[int](t, ctx, "document.querySelectorAll('.stills img').length"); n != 0 {
		t.Errorf("%d stills are left after the person chose another way", n)
	}
}
