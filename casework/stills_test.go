package casework

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"muster"
	"muster/store"
)

// picture is a PNG with a bright corner.
func picture(w, h int) []byte {
	p := image.NewGray(image.Rect(0, 0, w, h))
	p.SetGray(1, 1, color.Gray{Y: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (w *world) stillsOn(days int) {
	w.must(w.boss, &SwitchStills{On: true, Days: days, Purpose: "to know that the same person comes", Basis: "consent, with another way", Notice: "N-9", Reason: why})
}

// sceneStillsAreSeenByFewAndErased follows stills from the switch to their end:
// off at first, nothing without the person's choice, seen by interviewers and
// HR leads alone with an entry for each look, no observation, erased by days,
// by another choice and by switching off.
func sceneStillsAreSeenByFewAndErased(w *world) {
	t := w.T
	id := w.person("p")
	w.must(w.boss, &PlanInterview{Subject: id, Interviewers: []UserID{w.user[Recruiter].User, w.user[Security].User}})
	recruiter := w.user[Recruiter]
	agree, keep := &ChooseStill{Subject: id, Way: WayStill, Told: true}, &KeepStill{Subject: id, Moment: AtInterview, Content: picture(2000, 1000)}
	w.refused(recruiter, agree, muster.CodeConflict, "not switched on")
	w.refused(recruiter, keep, muster.CodeConflict, "not switched on")
	w.refused(w.boss, &SwitchStills{On: true, Days: 30, Basis: "consent", Notice: "N-9", Reason: why}, muster.CodeUsage, "purpose")
	w.refused(w.boss, &SwitchStills{On: true, Days: 400, Purpose: "p", Basis: "consent", Notice: "N-9", Reason: why}, muster.CodeUsage, "days")
	w.refused(w.user[Administrator], &SwitchStills{Reason: why}, muster.CodePermission, "")
	w.stillsOn(30)
	w.refused(recruiter, keep, muster.CodeConflict, "has not chosen")
	w.refused(recruiter, &ChooseStill{Subject: id, Way: WayStill}, muster.CodeUsage, "notice")
	w.must(recruiter, agree)
	w.refused(recruiter, &KeepStill{Subject: id, Moment: AtInterview, Content: []byte("<svg/>")}, muster.CodeUsage, "cannot be read")
	before := w.count(id)
	first := w.must(recruiter, keep)
	second := w.must(w.user[HRLead], &KeepStill{Subject: id, Moment: AtDayOne, Content: picture(300, 400)})
	if after := w.count(id); after != before {
		t.Errorf("a still made %d observations", after-before)
	}
	w.seenByFew(id, first.ID)
	for _, r := range []Receipt{first, second} {
		content, err := w.desk.Still(w.Context(), w.boss, id, r.ID)
		w.ok(err)
		if head, err := jpeg.DecodeConfig(bytes.NewReader(content)); err != nil || max(head.Width, head.Height) > stillSide {
			t.Errorf("what is kept is %+v, %v", head, err)
		}
	}
	w.days(31)
	if _, err := w.desk.Still(w.Context(), w.boss, id, first.ID); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a still past its days: %v", err)
	}
	_, err := w.desk.ApplyRetention(w.Context())
	w.ok(err)
	w.kept(0, 0)

	w.must(recruiter, keep)
	w.kept(1, 1)
	w.must(recruiter, &ChooseStill{Subject: id, Way: WayDocument, Told: true})
	w.kept(0, 0)
	w.refused(recruiter, keep, muster.CodeConflict, "has not chosen")
	w.must(recruiter, agree)
	w.must(recruiter, keep)
	w.must(w.boss, &SwitchStills{Reason: why})
	_, err = w.desk.ApplyRetention(w.Context())
	w.ok(err)
	w.kept(0, 0)
	w.verified()
}

// seenByFew asks for a still as every role: the two named to interview and HR
// leads see it, with an entry for each look, and nobody else learns of it.
func (w *world) seenByFew(id muster.SubjectID, still string) {
	w.Helper()
	for _, role := range Roles() {
		who := w.user[role]
		may := role == HRLead || role == Recruiter || role == Security
		before := w.entries("still.view")
		_, err := w.desk.Still(w.Context(), who, id, still)
		about, err2 := w.desk.Stills(w.Context(), who, id)
		w.ok(err2)
		if got := err == nil; got != may || about.May != may || (len(about.List) > 0) != may || w.entries("still.view")-before != map[bool]int{true: 1}[may] {
			w.Errorf("%s sees the still: %v (%v); its list: %d", role, got, err, len(about.List))
		}
	}
}

// kept holds how many stills and how many keys of stills there are.
func (w *world) kept(stillsLeft, keysLeft int) {
	w.Helper()
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		n, keys := 0, 0
		err := tx.QueryRow("select count(*) from stills where organisation = $1").Scan(&n)
		if err == nil {
			err = tx.QueryRow("select count(*) from vault_keys where organisation = $1 and holder like 'stills %'").Scan(&keys)
		}
		if n != stillsLeft || keys != keysLeft {
			w.Errorf("%d stills and %d keys are left, want %d and %d", n, keys, stillsLeft, keysLeft)
		}
		return err
	}))
}

func (w *world) count(id muster.SubjectID) (n int) {
	w.Helper()
	w.ok(w.store.View(w.Context(), org, func(tx *store.Tx) error {
		list, _, err := tx.Observations(id)
		n = len(list)
		return err
	}))
	return n
}

// TestAStillIsNeverInClear looks for a picture in the database's file and log,
// while it is kept and after.
func TestAStillIsNeverInClear(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, filepath.Join(dir, "muster.db"))
	id := w.person("p")
	w.stillsOn(30)
	w.must(w.boss, &ChooseStill{Subject: id, Way: WayStill, Told: true})
	r := w.must(w.boss, &KeepStill{Subject: id, Moment: AtInterview, Content: picture(64, 64)})
	content, err := w.desk.Still(t.Context(), w.boss, id, r.ID)
	w.ok(err)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	w.ok(err)
	if len(files) == 0 {
		t.Fatal("there is no database")
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		w.ok(err)
		for _, part := range [][]byte{content[len(content)/2:], []byte("JFIF"), []byte("/9j/")} {
			if bytes.Contains(b, part) {
				t.Errorf("%s holds %.12q in clear", filepath.Base(file), part)
			}
		}
	}
}
