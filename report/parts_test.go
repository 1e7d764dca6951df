package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// The heap keeps what sorting everybody would put first, in the same order.
func TestTop(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []*Person
	for i := range 500 {
		level := []muster.Level{muster.Verify, muster.Escalate}[random.IntN(2)]
		id := muster.SubjectID(fmt.Sprintf("P-%03d", random.IntN(1000)*1000+i))
		all = append(all, assessed(id, muster.StatusApplicant, level, "",
			single(id, "CVB-03", muster.FamilyText, 1+random.IntN(5), "t", "d", ""), single(id, "PAY-05", muster.FamilyBank, 1+random.IntN(5), "t", "d", "")))
	}
	top := top{n: 40}
	dropped := 0
	for _, p := range all {
		if top.add(p) != nil {
			dropped++
		}
	}
	got := top.sorted()
	slices.SortFunc(all, func(a, b *Person) int { return compareRanked(ranked{a, urgencyOf(a)}, ranked{b, urgencyOf(b)}) })
	if dropped != 460 || !slices.Equal(got, all[:40]) {
		t.Errorf("the heap keeps other people than sorting does (%d dropped)", dropped)
	}
	if got[0].Assessment.Level != muster.Escalate {
		t.Error("escalate does not come first")
	}
}

func TestControls(t *testing.T) {
	g := newGaps([]muster.Unseen{{What: "devices", Remedy: "add the device list", Control: "M-01", Flags: []muster.FlagID{"END-01", "END-02"}}})
	g.add("A", []muster.Unseen{{What: "cv", Remedy: "ask for text", Control: "M-07", Flags: []muster.FlagID{"CVB-03"}}, {What: "zone", Remedy: "type it", Control: "M-07"}})
	g.add("B", []muster.Unseen{{What: "cv", Remedy: "ask for text", Control: "M-07"}})
	g.add("C", []muster.Unseen{{What: "bank", Remedy: "give the account holder"}})
	g.finish(10)
	want := []Control{
		{ID: "M-01", Do: "add the device list", Opens: 20, People: 10},
		{ID: "M-07", Do: "ask for text", Opens: 3, People: 2},
	}
	if diff := cmp.Diff(want, g.best(2)); diff != "" {
		t.Error(diff)
	}
	if got := g.list(); len(got) != 4 || got[0].What != "devices" || got[0].People != 10 || got[1].What != "cv" || got[1].People != 2 {
		t.Errorf("gaps: %+v", got)
	}
}

func TestMarks(t *testing.T) {
	in := fixture()
	f := sharedPhone("A", "B", "C")
	for _, c := range []struct{ text, want string }{
		{"{value} on {n}, {date}", "+44 7*** ***482 on 3, 3 March 2026"},
		{"no marks", "no marks"},
		{"{values}", "+44 7*** ***482 and GB** **** **** 4471"},
		{"{unknown}", "{unknown}"},
	} {
		g := f
		j := *f.Join
		if strings.Contains(c.text, "values") {
			j.Artefacts = []muster.ArtefactID{artefact(1), artefact(2)}
		}
		g.Join = &j
		if got := (values{in: in}).fill(c.text, &g); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
	bare := single("A", "SRC-10", muster.FamilyLink, 2, "t", "d", "")
	bare.ObservedAt = muster.Time{}
	if got := (values{in: in}).fill("{value} stands in a list since {date}", &bare); got != "A detail on record stands in a list since a date not stated" {
		t.Errorf("without value and date: %q", got)
	}
	hidden := f
	hidden.Join = &muster.Join{Kinds: []muster.ArtefactKind{muster.ArtefactEmail}, SharedBy: 2}
	if got := (values{in: in}).fill("{value} is on two records", &hidden); got != "An e-mail address is on two records" {
		t.Errorf("with a kind and no value: %q", got)
	}
	in.Values = func(muster.ArtefactID) Display { return Display{Masked: "{n}{date}"} }
	if got := (values{in: in}).fill("{value}", &f); got != "{n}{date}" {
		t.Errorf("marks inside a value are filled: %q", got)
	}
}

func joined(parts []textPart) (all, common string) {
	for _, p := range parts {
		all += p.Text
		if p.Common {
			common += p.Text
		}
	}
	return all, common
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		text    string
		spans   []Span
		context int
		all     string
		common  string
	}{
		{"one two three", []Span{{4, 7}}, 80, "one two three", "two"},
		{"one two three", []Span{{4, 7}}, 0, " … two … ", "two"},
		{"one two three", nil, 80, "", ""},
		{"é two", []Span{{1, 4}}, 0, "é t … ", "é t"}, // a span into the middle of a character
		{"one two", []Span{{4, 99}, {-3, 3}}, 0, "one … two", "onetwo"},
		{long + "SHARED" + long, []Span{{300, 306}}, 3, " … xxxSHAREDxxx … ", "SHARED"},
		{"far away before it SHARED after it all", []Span{{19, 25}}, 10, " … before it SHARED after it … ", "SHARED"},
		{"abcdef", []Span{{0, 4}, {2, 6}}, 0, "abcdef", "abcdef"},
	} {
		all, common := joined(excerpt(c.text, c.spans, c.context))
		if all != c.all || common != c.common {
			t.Errorf("excerpt(%.20q, %v, %d) = %q, %q; want %q, %q", c.text, c.spans, c.context, all, common, c.all, c.common)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Profile. Ten years.", 3, 8, 10, 15, 4)
	f.Add("é\xff\x80 two", -1, 99, 2, 3, 0)
	f.Add("", 0, 0, 0, 0, 80)
	f.Add("\x80\x80\x80", 1, 2, 2, 3, 1)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d, context int) {
		all, _ := joined(excerpt(text, []Span{{a, b}, {c, d}}, min(max(context, 0), 200)))
		if !utf8.ValidString(all) {
			t.Errorf("not UTF-8: %q", all)
		}
		if len(all) > 2*len(text)+2*maxExcerpt {
			t.Errorf("%d bytes from %d", len(all), len(text))
		}
	})
}

// Marks of a picture never lie on each other and stay within it, and drawing
// twice gives the same.
func TestPicture(t *testing.T) {
	for _, n := range []int{2, 3, 6, 13, 40, 200} {
		for _, joints := range []int{0, 1, 4, 12, 30} {
			g := muster.Group{Kind: muster.GroupRing}
			for i := range n {
				g.Members = append(g.Members, muster.Member{Subject: muster.SubjectID(fmt.Sprintf("S%03d", i)), Role: muster.MemberOrdinary})
			}
			for j := range joints {
				joint := muster.Joint{Kind: muster.ArtefactPhone, Value: fmt.Sprint(j), SharedBy: 2, Weight: float64(j % 5), Common: j%7 == 3}
				for i := j % 3; i < n; i += 1 + j%4 {
					joint.Members = append(joint.Members, g.Members[i].Subject)
				}
				g.Joints = append(g.Joints, joint)
			}
			v := pictureView()
			p := v.draw(&g, sortedJoints(&g))
			if diff := cmp.Diff(p, v.draw(&g, sortedJoints(&g))); diff != "" {
				t.Fatalf("%d members, %d joints: two drawings differ: %s", n, joints, diff)
			}
			if len(p.Members) != min(n, drawnMembers) || len(p.Joints) != min(joints, drawnJoints) {
				t.Errorf("%d members and %d joints of %d and %d are drawn", len(p.Members), len(p.Joints), n, joints)
			}
			seen := map[[2]int]bool{}
			check := func(x, y int) {
				if x < 0 || y < 0 || x > p.Width || y > p.Height {
					t.Errorf("%d members, %d joints: a mark at %d,%d is outside %dx%d", n, joints, x, y, p.Width, p.Height)
				}
				for dy := -15; dy <= 15; dy++ {
					if seen[[2]int{x, y + dy}] {
						t.Errorf("%d members, %d joints: marks touch at %d,%d", n, joints, x, y)
					}
				}
				seen[[2]int{x, y}] = true
			}
			for _, m := range p.Members {
				check(m.X, m.Y)
			}
			for _, j := range p.Joints {
				check(j.X, j.Y)
			}
		}
	}
}

func pictureView() *view {
	r := newRun(&Input{}, Options{})
	return &view{run: r, values: values{in: r.in}, level: r.levelOf,
		person: func(muster.SubjectID) string { return "" }, group: func(int) string { return "" }}
}

func TestAnchorsAreSafeAndDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range []muster.SubjectID{"A-1", "a-1", "A 1", "../../etc/passwd", "con", "", "=1+1", "李", "李 ", muster.SubjectID(strings.Repeat("long", 100))} {
		a := anchor(id)
		if seen[a] {
			t.Errorf("%q shares the anchor %s", id, a)
		}
		seen[a] = true
		if strings.Trim(a, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || !strings.HasPrefix(a, "p-") || len(a) > 60 {
			t.Errorf("%q gives %q", id, a)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		people PeopleCount
		want   string
	}{
		{PeopleCount{}, "No people were found in these files."},
		{PeopleCount{Total: 4, Clear: 4}, "Nobody needs a check now: 4 people, nothing due."},
		{PeopleCount{Total: 2, Clear: 1, Verify: 1}, "1 person needs a check, 1 has nothing due."},
		{PeopleCount{Total: 260, Clear: 245, Verify: 12, Escalate: 3}, "3 people need two reviewers, 12 need a check, 245 have nothing due."},
		{PeopleCount{Total: 1, Escalate: 1}, "1 person needs two reviewers."},
	} {
		s := Summary{People: c.people}
		if got := s.Sentence(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.people, got, c.want)
		}
	}
	change := Change{Since: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}
	if got := change.Sentence(); got != "Since the report of 3 March 2026, 00:00: nothing changed." {
		t.Error(got)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %s", n, got)
		}
	}
}

func TestTerminal(t *testing.T) {
	_, s := write(t, fixture(), Options{})
	s.Out = "muster-report"
	var b strings.Builder
	if err := Terminal(&b, s, false, 72); err != nil {
		t.Fatal(err)
	}
	const want = `
Screening report · Harbour & Sons · 12 June 2026
6 people need two reviewers, 2 need a check, 45 have nothing due.

  ◆ Escalate   6  two people look
  ◐ Verify     2  a check is due before the next step
  ○ Clear     45  nothing is due

  1 group of people who share something and 1 group of records that may
  belong to one person.

Start with
  ◆ A-1001  and 5 of the same group: One bank account is named by sever…
            Send a one-time code to the number on file and ask for it i…
  ◐ A-1063  A long passage stands in this CV and in another
            Ask the person to walk you through the ledger project on ca…
  ◐ W-204   Bank details changed two days before a pay run
            Call the person on the number that was on file before the c…

Could not be seen; what would show most
  1. Export the device list from your laptop management and add it to
     the folder (53 people)
  2. Ask for the CV as a text document (8 people)

87 rows and files read, 85 used, 2 set aside (rejects.csv); 1 file could
not be read.
1 question is left for you to settle; the report lists them.
Open muster-report/report.html
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	var coloured strings.Builder
	if err := Terminal(&coloured, s, true, 72); err != nil {
		t.Fatal(err)
	}
	plain := coloured.String()
	for _, code := range []string{bold, faint, amber, plum, accent, "0"} {
		plain = strings.ReplaceAll(plain, "\x1b["+code+"m", "")
	}
	if diff := cmp.Diff(want, plain); diff != "" {
		t.Errorf("colour changes the words: %s", diff)
	}
	for _, line := range strings.Split(want, "\n") {
		if columns(line) > 72 {
			t.Errorf("a line of %d columns: %s", columns(line), line)
		}
	}
}

func TestRivals(t *testing.T) {
	a := single("A", "PAY-05", muster.FamilyBank, 3, "t", "d", "the bank moved them")
	b := single("A", "SRC-01", muster.FamilyLink, 5, "t", "d", "a shared home.")
	c := single("A", "CVB-03", muster.FamilyText, 2, "t", "d", "a template")
	note := single("A", "INT-04", muster.FamilyConduct, 1, "t", "d", "nerves")
	same := single("A", "PAY-02", muster.FamilyBank, 3, "t", "d", "never shown, does not count")
	got := rivals(assessed("A", muster.StatusWorker, muster.Escalate, "", a, b, c, note, same))
	if diff := cmp.Diff([]string{"A shared home.", "The bank moved them."}, got); diff != "" {
		t.Error(diff)
	}
}

// One passage in four CVs arrives as six pairs and is shown as one joint; an
// address is not shown again as its building.
func TestJointsTogether(t *testing.T) {
	g := muster.Group{Kind: muster.GroupRing}
	ids := []muster.SubjectID{"A", "B", "C", "D"}
	for i, a := range ids {
		g.Members = append(g.Members, muster.Member{Subject: a, Role: muster.MemberOrdinary})
		for _, b := range ids[i+1:] {
			g.Joints = append(g.Joints, muster.Joint{Kind: muster.ArtefactPassage, Value: "long passages", Members: []muster.SubjectID{a, b}, SharedBy: 2, Weight: 19})
		}
	}
	g.Joints = append(g.Joints,
		muster.Joint{Kind: muster.ArtefactPassage, Value: "long passages", Members: []muster.SubjectID{"X", "Y"}, SharedBy: 2},
		muster.Joint{Kind: muster.ArtefactPhone, Value: "07** **1", Members: ids[:2], SharedBy: 2, Weight: 9},
		muster.Joint{Kind: muster.ArtefactPhone, Value: "07** **1", Members: ids[1:3], SharedBy: 2, Weight: 8},
		muster.Joint{Kind: muster.ArtefactAddress, Value: "1 R*** Road", Members: ids[:3], SharedBy: 3, Weight: 7},
		muster.Joint{Kind: muster.ArtefactBuilding, Value: "1 r*** road", Members: ids[1:3], SharedBy: 2, Weight: 6},
	)
	var got []string
	for _, j := range sortedJoints(&g) {
		got = append(got, fmt.Sprint(j.Kind, j.Members, j.SharedBy))
	}
	want := []string{"cv_passage[A B C D] 4", "phone[A B] 2", "phone[B C] 2", "address[A B C] 3", "cv_passage[X Y] 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(g.Joints[0].Members) != 2 {
		t.Error("putting together changed the group itself")
	}
}

func TestFiles(t *testing.T) {
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{nil, ""},
		{[]string{"a/b.csv"}, ""},
		{[]string{"ex/harbour/a.csv", "ex/harbour/cvs/b.pdf"}, "ex/harbour/"},
		{[]string{"ex/harbour.csv", "ex/harbours/b.pdf"}, "ex/"},
		{[]string{"a.csv", "ab.csv"}, ""},
		{[]string{"/x/a.csv", "/y/b.csv"}, "/"},
		{[]string{"", "b"}, ""},
	} {
		var files []File
		for _, p := range c.paths {
			files = append(files, File{Path: p})
		}
		if got := commonFolder(files); got != c.want {
			t.Errorf("%q are in %q, want %q", c.paths, got, c.want)
		}
	}
	for file, want := range map[string]string{"cvs/4117-mercer.pdf": "cvs/… (pdf)", "mercer.pdf": "… (pdf)", "": "", "x/mercer": "x/…"} {
		if got := maskedFile(file); got != want {
			t.Errorf("%q is shown as %q, want %q", file, got, want)
		}
	}
}

// Documents are counted by folder, so that their names do not name people;
// tables and what needs attention stand one by one.
func TestFileViews(t *testing.T) {
	files := []File{
		{Path: "x/people.csv", Type: "people", Rows: Rows{40, 39, 1}},
		{Path: "x/cvs/1-mercer.pdf", Type: "pdf", Rows: Rows{1, 1, 0}},
		{Path: "x/cvs/2-elling.pdf", Type: "pdf", Rows: Rows{1, 1, 0}},
		{Path: "x/cvs/3.docx", Type: "docx", Rows: Rows{1, 1, 0}},
		{Path: "x/offices.csv", Type: "bank_details", Rows: Rows{1, 1, 0}},
		{Path: "x/note.txt", Type: "text", Rows: Rows{1, 1, 0}},
		{Path: "x/cvs/locked.pdf", Type: "pdf", Rows: Rows{1, 0, 1}, Err: &muster.Error{Message: "needs a password", Hint: "ask for one without"}},
	}
	var got []string
	for _, v := range fileViews(files, "x/") {
		got = append(got, strings.Join([]string{v.Path, v.Type, v.In, v.Out, v.Rejects, v.Problem}, "|"))
	}
	want := []string{
		"people.csv|People|40|39|1|", "offices.csv|Bank details|1|1|0|", "cvs/locked.pdf|PDF|1|0|1|Needs a password. Ask for one without.",
		"1 file|Text|1|1|0|", "1 file in cvs|DOCX|1|1|0|", "2 files in cvs|PDF|2|2|0|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
