package report

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// settleFlag gives a person's findings of a flag what a check did to them.
func settleFlag(p *Person, flag muster.FlagID, c muster.Clearance) {
	for i := range p.Assessment.Contributions {
		if w := &p.Assessment.Contributions[i]; w.Flag == flag {
			w.Clearance = &c
			if c.State == muster.ClearanceCleared {
				w.Counted, w.Why = false, "cleared by a check"
			}
		}
	}
}

func passed(state muster.ClearanceState, why string) muster.Clearance {
	return muster.Clearance{State: state, Check: muster.CheckLiveInterview, On: muster.Date(2026, 3, 3), By: "H. <b>Lee", Why: why}
}

// What a check settled stays on the page, in both files, for that person only.
func TestClearedIsShownAndCountsNothing(t *testing.T) {
	phone := sharedPhone("A-1", "A-2")
	other := phone
	other.Subjects = []muster.SubjectID{"A-2", "A-1"}
	other.ComputeKey()
	if phone.Key != other.Key {
		t.Fatal("the two sides are not one finding")
	}
	settled := assessed("A-1", muster.StatusApplicant, muster.Clear, "", phone)
	settled.OtherIDs = []string{"4101", "94101"}
	settleFlag(settled, "SRC-01", passed(muster.ClearanceCleared, ""))
	open := assessed("A-2", muster.StatusApplicant, muster.Verify, "", other)
	settleFlag(open, "SRC-01", passed(muster.ClearanceReopened, "a new kind of evidence came since"))
	third := assessed("A-3", muster.StatusApplicant, muster.Clear, "")
	about := single("A-2", "PAY-01", muster.FamilyBank, 3, "An account", "Detail.", "")
	about.Subjects = append(about.Subjects, "A-3")
	open.Findings = append(open.Findings, about)

	in := fixture()
	in.People = each([]*Person{settled, open, third})
	dir, s := write(t, in, Options{Pages: true})
	if s.People.Clear != 2 || s.People.Verify != 1 {
		t.Errorf("people %+v", s.People)
	}
	rows := table(t, read(t, dir, filePeople))
	want := [][]string{
		{"A-1", "clear", "LINK", "", "", "SRC-01", "", "4101 94101"},
		{"A-2", "verify", "LINK", "PAY-01 SRC-01", "", "", "", ""},
		{"A-3", "clear", "", "", "", "", "PAY-01", ""},
	}
	if diff := cmp.Diff(want, rows[1:]); diff != "" {
		t.Error(diff)
	}
	var line struct {
		Concerns   []string
		Clearances []struct{ Subject, State, Check, On, By, Why string }
	}
	first, _, _ := strings.Cut(read(t, dir, fileFindings), "\n")
	if err := json.Unmarshal([]byte(first), &line); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"A-1", "A-2"}, line.Concerns); diff != "" {
		t.Error(diff)
	}
	if c := line.Clearances; len(c) != 2 || c[0].Subject != "A-1" || c[0].State != "cleared" || c[0].On != "2026-03-03" || c[0].By != "H. <b>Lee" || c[1].State != "reopened" || c[1].Why == "" {
		t.Errorf("clearances %+v", c)
	}
	page := read(t, dir, fileReport)
	for _, says := range []string{
		"Cleared on 3 March 2026 by H. &lt;b&gt;Lee: live interview passed.",
		"Open again: a live interview was passed on 3 March 2026 by H. &lt;b&gt;Lee, and a new kind of evidence came since.",
	} {
		if strings.Count(page, says) != 1 {
			t.Errorf("the page says %d times: %s", strings.Count(page, says), says)
		}
	}
}

func TestClearanceSentences(t *testing.T) {
	for want, c := range map[string]muster.Clearance{
		"Counts one less since a live interview was passed on 3 March 2026, recorded by H. <b>Lee.": passed(muster.ClearanceLowered, ""),
		"A live interview passed on 3 March 2026 does not settle this: nobody put a name to it.":    passed(muster.ClearanceNone, "nobody put a name to it"),
		"Cleared: meeting in person passed.":                                                        {State: muster.ClearanceCleared, Check: muster.CheckInPerson},
	} {
		if got := clearanceSentence(&c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, c := range muster.CheckTypes() {
		if word := checkWord(c); strings.Contains(word, "_") || word == "" {
			t.Errorf("check %s is called %q", c, word)
		}
	}
}

// Outsiders choose ids: no spreadsheet runs one, and each reads back.
func TestIDsAreNoFormulas(t *testing.T) {
	ids := []muster.SubjectID{"=HYPERLINK(1)", "+44", "-2+3", "@SUM(A1)", "\t=1", "'=1", "A-1"}
	var people []*Person
	for _, id := range ids {
		p := assessed(id, muster.StatusApplicant, muster.Verify, "", single(id, "PAY-01", muster.FamilyBank, 3, "An account", "Detail.", ""))
		p.OtherIDs = []string{"=cmd", "x"}
		people = append(people, p)
	}
	in := fixture()
	in.People = each(people)
	dir, _ := write(t, in, Options{})
	for i, row := range table(t, read(t, dir, filePeople))[1:] {
		for _, cell := range row {
			if strings.ContainsAny(strings.TrimLeft(cell, "\t ")[:min(1, len(cell))], "=+-@") {
				t.Errorf("cell %q runs", cell)
			}
		}
		if want := string(ids[i]); strings.TrimPrefix(row[0], "'") != want {
			t.Errorf("%q is written as %q", want, row[0])
		}
	}
	before, err := ReadPrevious(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if before.levels[id] != muster.Verify {
			t.Errorf("%q is not found again: %v", id, before.levels)
		}
	}
}

// An id made from a file name must not say whose file it is.
func TestFileIDsAreMasked(t *testing.T) {
	id := muster.SubjectID("file:cvs/Ann Example CV.txt")
	in := fixture()
	in.People = each([]*Person{assessed(id, muster.StatusUnknown, muster.Verify, "", single(id, "PAY-01", muster.FamilyBank, 3, "An account", "Detail.", ""))})
	in.Groups = nil
	for _, show := range []bool{false, true} {
		in.Show = show
		dir, _ := write(t, in, Options{Pages: true})
		page, err := os.ReadFile(dir + "/" + fileReport)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(page), "Ann Example CV"); got != show {
			t.Errorf("names shown: %v, and the page names the file: %v", show, got)
		}
	}
}
