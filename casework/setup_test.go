package casework

import (
	"path/filepath"
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

// TestNoticeHasItsDay puts the last day to answer into a notice whoever words it.
func TestNoticeHasItsDay(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "muster.db"))
	id := w.person("A-1")
	for _, text := range []string{"", "Answer until (until), please.", "Tell us your side."} {
		if text != "" {
			w.must(w.boss, &SetNotice{Notice: NoticeInquiry, Text: text})
		}
		w.must(w.boss, &SendNotice{Subject: id, Channel: NoticeByEmail})
		var n *Notice
		err := w.desk.view(t.Context(), w.boss, func(r *reading) (err error) {
			n, err = lastNotice(r.tx, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(n.Text, n.Until.Format("2 January 2006")) || strings.Contains(n.Text, untilMark) {
			t.Errorf("%q becomes %q", text, n.Text)
		}
	}
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
