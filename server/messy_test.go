package server

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/internal/browsertest"
	"muster/internal/fileform"
	"muster/store"
)

// TestMessyFiles drops what people really have: a table with semicolons, a byte
// order mark, a row cut short, a date nobody can tell and a column of their own;
// a workbook; CVs as text and as PDF; and a file that is nothing. The page says how each was
// read, asks, and takes the answer with the files once more.
func TestMessyFiles(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	table := write("applicants export (2).csv", "\ufeffCandidate ID;Full name;Email;Phone;Applied;Gut feeling\r\nA-1;Ann Example;ann@mail.example;+44 20 7946 0011;03/04/2026;fine\r\nA-2;Ben Sample;not an address;+44 20 7946 0012;05/06/2026;fine\r\nA-3;\"Cy; Instance\";cy@mail.example;+44 20 7946 0013;07/08/2026;\r\n;;;;;\r\n")
	book := filepath.Join(dir, "staff.xlsx")
	x := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "Employee ID", "B1": "Full name", "C1": "Start date", "D1": "Email", "A2": "W-1", "B2": "Una Here", "C2": "2026-01-05", "D2": "una@mail.example"} {
		if err := x.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.SaveAs(book); err != nil {
		t.Fatal(err)
	}
	cv := write("A-1.txt", "Ann Example\nann@mail.example\n\nExperience\nDeveloper, Brightwater Ltd, January 2020 to March 2024\n\nEducation\nUniversity of Leeds, BSc, 2016 to 2019\n")
	paper := write("A-2.pdf", string(fileform.PDF([]string{"Ben Sample", "ben@mail.example", "", "Experience", "Fitter, Harrow Mill Ltd, February 2019 to May 2024"}, fileform.Properties{})))
	files := []string{table, book, cv, paper, write("nothing.bin", "\x00\x01\x02\x03")}

	ctx := browsertest.Open(t, browsertest.Light)
	in.enter(t, ctx, "Admin", casework.Administrator, casework.HRLead)
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people"), chromedp.SetUploadFiles(chromedp.CSS("#files"), files))
	press(t, ctx, "#import form button")
	see(t, ctx, "people brought in")
	browsertest.Unfold(t, ctx)
	see(t, ctx, "does the day or the month come first in column Applied")
	see(t, ctx, "Not known, and not read: Gut feeling")
	see(t, ctx, "nothing.bin")
	text := browsertest.Eval[string](t, ctx, "document.body.innerText")
	if strings.Contains(text, "muster-import") || strings.Contains(text, os.TempDir()) {
		t.Errorf("the page names a folder of the machine:\n%s", text)
	}
	for _, bad := range browsertest.Violations(t, ctx) {
		t.Error(bad)
	}
	browsertest.Shoot(t, ctx, "import-messy")
	browsertest.Eval[bool](t, ctx, `document.querySelector('input[name^="answer-"]').checked = true`)
	browsertest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#again"), files))
	press(t, ctx, `form:has(#again) > button`)
	if text := browsertest.Eval[string](t, ctx, "document.body.innerText"); strings.Contains(text, "Left for you to settle") {
		t.Errorf("the answer was not taken:\n%s", text)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-1"))
	see(t, ctx, "3 April 2026") // the day first, as answered
	see(t, ctx, "Brightwater Ltd")
	browsertest.Do(t, ctx, chromedp.Navigate(in.site.URL+"/people/A-2"))
	see(t, ctx, "Harrow Mill Ltd") // out of the PDF
	in.answered(t)
}

// answered holds that the row as it came with its question answered supersedes
// the one that came without.
func (in *installation) answered(t *testing.T) {
	t.Helper()
	err := in.store.View(t.Context(), in.config.Organisation, func(tx *store.Tx) error {
		list, _, err := tx.Observations("A-1")
		var all, left []muster.Time
		for _, o := range list {
			if a, ok := o.Data.(*muster.Application); ok {
				all = append(all, a.Applied)
			}
		}
		for _, o := range standing(list) {
			if a, ok := o.Data.(*muster.Application); ok {
				left = append(left, a.Applied)
			}
		}
		if len(all) != 2 || len(left) != 1 || fmt.Sprint(left[0]) != "3 April 2026" {
			t.Errorf("applied %v, of which %v stand", all, left)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAChangeIsNoCorrection takes in a row that says something else later: both
// stand, because a change is a fact too; one that says the same and more
// supersedes.
func TestAChangeIsNoCorrection(t *testing.T) {
	t.Parallel()
	app := func(name muster.PersonName, vacancy muster.Text, mails ...muster.Email) *muster.Application {
		return &muster.Application{Named: muster.Named{FullName: name}, Contact: muster.Contact{Emails: mails}, Vacancy: vacancy}
	}
	for _, c := range []struct {
		part, whole muster.Data
		want        bool
	}{
		{app("Ann Example", ""), app("Ann Example", "Developer"), true},
		{app("Ann Example", ""), app("Ann Example", "", "ann@mail.example"), true},
		{app("Ann Example", "Developer"), app("Ann Example", ""), false},
		{app("Ann Example", "Developer"), app("Ann Example", "Analyst"), false},
		{app("Ann Example", "", "ann@mail.example"), app("Ann Example", "", "ann@mail.example", "other@mail.example"), false},
	} {
		if got, err := partOf(c.part, c.whole); err != nil || got != c.want {
			t.Errorf("%+v in %+v: %v, %v", c.part, c.whole, got, err)
		}
	}
}

// TestSameNameIsNotTheSameFile drops files that are called alike on two days:
// another person's CV and a list in which another stands in the same row are
// other people, and what was there before is recognised wherever it stands.
func TestSameNameIsNotTheSameFile(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	b := in.signedIn(t, "Hana", casework.Grant{Role: casework.HRLead})
	const other = "Eve Novel\neve@mail.example\n\nExperience\nFitter, Harrow Mill Ltd, February 2019 to May 2024\n\nEducation\nUniversity of York, BA, 2014 to 2017\n"
	const head = "Full name,Email,Phone,Job title,Applied\n"
	const ann, ben, cy = "Ann Example,ann@mail.example,+44 20 7946 0011,Developer,2026-11-02\n", "Ben Sample,ben@mail.example,+44 20 7946 0012,Developer,2026-11-03\n", "Cy Instance,cy@mail.example,+44 20 7946 0013,Analyst,2026-11-04\n"
	for _, day := range []struct {
		people int
		files  []string
	}{
		{3, []string{"cv.txt", cvText, "applicants.csv", head + ann + ben}},
		{5, []string{"cv.txt", other, "applicants.csv", head + cy + ann}}, // one CV and one row are new
		{5, []string{"applicants (1).csv", head + ben + cy, "folder.zip", zipOf(t, "a/cv.txt", cvText, "b/cv.txt", other)}},
	} {
		if status, page := b.drop(t, day.files...); status != http.StatusOK {
			t.Fatalf("%d %.2000s", status, page)
		}
		if got := in.Size(); got != day.people {
			t.Errorf("%d people, want %d, after %s", got, day.people, day.files[0])
		}
	}
	list := in.live.now().List(&assess.Filter{Limit: 10})
	for _, row := range list.Rows {
		if row.Level != muster.Clear {
			t.Errorf("%s is at %s", row.Subject, row.Level)
		}
	}
	if _, page := b.get("/people"); !strings.Contains(page, "add a column with an id") {
		t.Error("the page does not say what rows without an id mean")
	}
}
