package casework

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
)

func TestSetUp(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	admin := w.user[Administrator]
	lead := w.user[HRLead]
	w.must(admin, &NameOrganisation{Title: "Harbour & Sons"})
	w.must(lead, &SetPurposes{Clocks: []Purpose{{Kind: muster.KindCV, Days: 90, Purpose: "Decide on applications", Basis: "legitimate interests"}, {Kind: muster.KindImage, Purpose: "Compare documents", Basis: "legitimate interests"}, {Kind: muster.KindIssued, Purpose: "Know whose device it is", Basis: "contract"}}, Reason: why})
	w.must(lead, &SetNotice{Notice: NoticeInquiry, Text: "Please tell us your side until (until)."})
	s, err := w.desk.SetUp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Title != "Harbour & Sons" || len(s.Purposes) != 3 || s.Notices[NoticeInquiry] == "" || s.Notices[NoticePrivacy] != "" || !s.Decides || s.Restored != nil {
		t.Errorf("%+v", s)
	}
	policy, err := w.desk.Policy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if policy.Retention[muster.KindCV] != 90 || policy.Retention[muster.KindImage] != 180 || policy.Retention[muster.KindIssued] < 1 {
		t.Errorf("kept for %d and %d days", policy.Retention[muster.KindCV], policy.Retention[muster.KindImage])
	}
	for name, a := range map[string]Act{
		"a kind twice":     &SetPurposes{Clocks: []Purpose{{Kind: muster.KindCV, Purpose: "a", Basis: "b"}, {Kind: muster.KindCV, Purpose: "a", Basis: "b"}}, Reason: why},
		"no basis":         &SetPurposes{Clocks: []Purpose{{Kind: muster.KindCV, Purpose: "a"}}, Reason: why},
		"no such notice":   &SetNotice{Notice: "other", Text: "x"},
		"an empty notice":  &SetNotice{Notice: NoticePrivacy, Text: " "},
		"a nameless house": &NameOrganisation{},
	} {
		if _, err := w.do(lead, a); muster.CodeOf(err) != muster.CodeUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
	for who, a := range map[*Actor]Act{lead: &NameOrganisation{Title: "Other"}, admin: &SetNotice{Notice: NoticePrivacy, Text: "Words."}} {
		if _, err := w.do(who, a); muster.CodeOf(err) != muster.CodePermission {
			t.Errorf("%s may %s: %v", who.Name, a.Name(), err)
		}
	}
}

// TestNoticeHasItsDayAndWhat puts the last day to answer and what is asked about
// into a notice whoever words it, in the words of findings: no value, and
// nobody else's name.
func TestNoticeHasItsDayAndWhat(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	id := w.person("A-1")
	other := w.person("A-2")
	seen, explained, anothers := finding("HIS-01", 1, muster.KindCV, id), finding("HIS-02", 2, muster.KindCV, id), finding("HIS-03", 3, muster.KindCV, other, id)
	explained.Title, anothers.Title, anothers.Family = "A gap in the CV", "Same phone number", muster.FamilyLink
	w.found("r1", seen, explained, anothers)
	w.must(w.boss, &ClearFinding{Subject: id, Finding: explained.Key, Basis: BasisOriginal, Reason: why})
	for _, text := range []string{"", "Answer until (until), please.", "Tell us your side.", "About (about). Answer by (until)."} {
		if text != "" {
			w.must(w.boss, &SetNotice{Notice: NoticeInquiry, Text: text})
		}
		w.must(w.boss, &SendNotice{Subject: id, Channel: NoticeByEmail})
		n := w.notice(id)
		if !strings.Contains(n.Text, n.Until.Format("2 January 2006")) || strings.Contains(n.Text, untilMark) {
			t.Errorf("%q becomes %q", text, n.Text)
		}
		if strings.Count(n.Text, "- Two dates differ") != 1 || strings.Contains(n.Text, aboutMark) || strings.Contains(n.Text, "gap") || strings.Contains(n.Text, "phone") || !slices.Equal(n.About, []string{"Two dates differ"}) {
			t.Errorf("%q names %q: %q", text, n.About, n.Text)
		}
	}
	w.must(w.boss, &SetNotice{Notice: NoticeInquiry, Text: NoticeText})
	w.must(w.boss, &SendNotice{Subject: w.person("A-3"), Channel: NoticeByEmail}) // nothing was found
	if n := w.notice("A-3"); n.About != nil || !strings.Contains(n.Text, "a question that we put to you ourselves") {
		t.Errorf("a notice about nothing found: %+v", n)
	}
}

// notice is the last one to a person.
func (w *world) notice(id muster.SubjectID) (n *Notice) {
	w.Helper()
	w.ok(w.desk.view(w.Context(), w.boss, func(r *reading) (err error) {
		n, err = lastNotice(r.tx, id)
		return err
	}))
	return n
}

// TestRestore needs a second administrator's look where there is one.
func TestRestore(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	one := w.user[Administrator]
	what := &Restored{By: one.Name, Reason: "The disk of the server failed this morning.", Checkpoint: "signed", Entries: 7}
	waits := func() bool {
		t.Helper()
		s, err := w.desk.SetUp(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.Restored != nil
	}
	two := w.invite("Second", "second@example.org", Grant{Role: Administrator})
	if err := w.desk.EnterRestore(t.Context(), what); err != nil || !waits() {
		t.Fatalf("several administrators, and nobody looks: %v", err)
	}
	look := &ConfirmRestore{Reason: "Compared with the paper list of this week."}
	if _, err := w.do(one, look); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("who restored is the second person: %v", err)
	}
	if _, err := w.do(w.user[HRLead], look); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("an HR lead confirms: %v", err)
	}
	w.must(two, look)
	if waits() {
		t.Error("it waits for ever")
	}
	if _, err := w.do(two, look); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("confirmed twice: %v", err)
	}
}
