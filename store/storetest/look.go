package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

// look saves a run that looked at some people only.
func (e *env) look(id string, people []muster.SubjectID, findings ...*muster.Finding) store.Life {
	e.t.Helper()
	in := saving(id, e.clock, findings...)
	life, err := e.store().SaveFindings(e.t.Context(), &in.Run, people, in.Findings)
	if err != nil {
		e.t.Fatalf("look %s: %v", id, err)
	}
	return life
}

// someFindings: a run over some people ends what was first about them and is
// not found again, and leaves everybody else's findings alone.
func someFindings(t *testing.T, e *env) {
	own, joined, others := finding("IDD-02", 1, "p1"), finding("SRC-01", 2, "p2", "p1"), finding("PAY-01", 3, "p3")
	e.run("r1", own, joined, others)
	e.clock = e.clock.Add(time.Hour)

	changed := finding("IDD-02", 4, "p1")
	if got, want := e.look("r2", []muster.SubjectID{"p1"}, changed), (store.Life{Opened: 1, Superseded: 1}); got != want {
		t.Errorf("p1 looked at: %+v, want %+v", got, want)
	}
	e.wantLife(own, "superseded since r1, last r1: r1 opened r2 superseded")
	e.wantLife(joined, "open since r1, last r1: r1 opened")
	e.wantLife(others, "open since r1, last r1: r1 opened")

	if got, want := e.look("r3", []muster.SubjectID{"p1"}, changed, joined), (store.Life{Kept: 2}); got != want {
		t.Errorf("p1 looked at again: %+v, want %+v", got, want)
	}
	e.wantLife(joined, "open since r1, last r3: r1 opened")
	if got, want := e.look("r4", []muster.SubjectID{"p2", "gone"}), (store.Life{Withdrawn: 1}); got != want {
		t.Errorf("p2 looked at: %+v, want %+v", got, want)
	}
	in := saving("r5", e.clock, others)
	if _, err := e.store().SaveFindings(t.Context(), &in.Run, []muster.SubjectID{"p1"}, in.Findings); err == nil {
		t.Error("a finding about somebody else was kept")
	}
	e.wantLife(others, "open since r1, last r1: r1 opened")
	runs, err := e.store().Runs(t.Context(), org)
	if err != nil || len(runs) != 4 || runs[3].Unfinished() {
		t.Errorf("runs %+v, %v; want four, all finished", runs, err)
	}
}

// ownFindings: one finding of several people is kept once, and stands on the record
// of each of them it was found on, with the strength it has there. Who is only
// named in it has none.
func ownFindings(t *testing.T, e *env) {
	first := finding("SRC-01", 2, "p1", "p2", "p3")
	same := *first // the key is of the set of people and the evidence
	second := &same
	second.Subjects = []muster.SubjectID{"p2", "p1", "p3"}
	first.Strength, second.Strength = 4, 2
	own := finding("IDD-02", 1, "p1")
	want := func(when string, id muster.SubjectID, wanted ...string) {
		t.Helper()
		var got []string
		err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
			list, err := tx.FindingsOf(id)
			got = nil
			for i := range list {
				got = append(got, fmt.Sprint(list[i].Flag, " ", list[i].Strength, " ", list[i].Subjects))
			}
			return err
		})
		if err != nil || !slices.Equal(got, wanted) {
			t.Errorf("%s, %s has %q, %v; want %q", when, id, got, err, wanted)
		}
	}
	e.run("r1", own, first, second)
	want("after a run", "p1", fmt.Sprint("IDD-02 ", own.Strength, " [p1]"), "SRC-01 4 [p1 p2 p3]")
	want("after a run", "p2", "SRC-01 2 [p2 p1 p3]")
	want("after a run", "p3")

	second.Strength = 3
	e.look("r2", []muster.SubjectID{"p2"}, second)
	want("p2 looked at", "p1", fmt.Sprint("IDD-02 ", own.Strength, " [p1]"), "SRC-01 4 [p1 p2 p3]")
	want("p2 looked at", "p2", "SRC-01 3 [p2 p1 p3]")
	e.look("r3", []muster.SubjectID{"p2"})
	want("no more on p2's record", "p1", fmt.Sprint("IDD-02 ", own.Strength, " [p1]"), "SRC-01 4 [p1 p2 p3]")
	want("no more on p2's record", "p2")
	e.look("r4", []muster.SubjectID{"p2"}, second)
	e.look("r5", []muster.SubjectID{"p1"}, own)
	want("p1 looked at, who explained theirs", "p1", fmt.Sprint("IDD-02 ", own.Strength, " [p1]"))
	want("p1 looked at, who explained theirs", "p2", "SRC-01 3 [p2 p1 p3]")
	if got, want := e.look("r6", []muster.SubjectID{"p2"}), (store.Life{Withdrawn: 1}); got != want {
		t.Errorf("it stands on nobody's record any more: %+v, want %+v", got, want)
	}
	e.run("r7", second)
	want("no more on p1's record", "p1")
	want("no more on p1's record", "p2", "SRC-01 3 [p2 p1 p3]")
}

// ownWords: a finding of several people says of each of them what was found of them,
// whoever is looked at first, in a run over everybody and in one over some.
func ownWords(t *testing.T, e *env) {
	of := func(day int, people ...muster.SubjectID) *muster.Finding {
		f := finding("GRP-02", 2, people...)
		f.Detail, f.ObservedAt = fmt.Sprintf("On %d days.", day), muster.Date(2026, 11, day)
		f.Join = &muster.Join{SharedBy: 3, DifferentHomes: day}
		return f
	}
	told := func(id muster.SubjectID) (text string) {
		t.Helper()
		err := e.store().View(t.Context(), org, func(tx *store.Tx) error {
			list, err := tx.FindingsOf(id)
			text = ""
			for i := range list {
				f := &list[i]
				text += fmt.Sprint(f.Detail, " ", f.ObservedAt.ISO(), " ", f.Join.DifferentHomes, " ", f.Subjects, " ", len(f.Evidence))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	want := func(when string) {
		t.Helper()
		for id, text := range map[muster.SubjectID]string{"p1": "On 4 days. 2026-11-04 4 [p1 p2 p3] 1", "p2": "On 9 days. 2026-11-09 9 [p2 p1 p3] 1", "p3": ""} {
			if got := told(id); got != text {
				t.Errorf("%s, %s is told %q, want %q", when, id, got, text)
			}
		}
	}
	first, second := of(4, "p1", "p2", "p3"), of(9, "p2", "p1", "p3")
	e.run("r1", first, second)
	want("the first looked at first")
	e.run("r2", second, first)
	want("the second looked at first")
	e.look("r3", []muster.SubjectID{"p1"}, of(7, "p1", "p2", "p3"))
	if got := told("p1"); got != "On 7 days. 2026-11-07 7 [p1 p2 p3] 1" {
		t.Errorf("looked at again, p1 is told %q", got)
	}
	e.look("r4", []muster.SubjectID{"p1"}, first)
	want("a night that looked at one of them")
}

// goingOn: a run over some people keeps records, what they hold, findings and what
// it leaves for the next in one transaction, and nothing where others came first.
func goingOn(t *testing.T, e *env) {
	id := func(n byte) muster.ArtefactID { return muster.ArtefactID{n, 1} }
	held := func(who muster.Subject, _ []muster.Observation) (list []store.Held, err error) {
		for _, n := range []byte{9, who.ID[len(who.ID)-1]} { // one of all, one of each
			list = append(list, store.Held{Organisation: who.Organisation, Subject: who.ID, Artefact: muster.Artefact{Kind: muster.ArtefactPhone, Role: muster.RoleOwn, ID: id(n)}})
		}
		return list, nil
	}
	all := func(id string) *store.Saving {
		in := saving(id, e.clock, finding("IDD-02", 1, "p0000"), finding("PAY-01", 2, "p0001"))
		in.Population = muster.NewSlice(crowd(t, org, 3))
		in.Put = store.PutOptions{Artefacts: held, Anew: true}
		in.Looked = func(last int64) (string, error) { return fmt.Sprint(id, " up to ", last), nil }
		return in
	}
	for _, id := range []string{"r1", "r2"} { // filed anew, and not twice
		if _, err := e.store().SaveRun(t.Context(), all(id)); err != nil {
			t.Fatal(err)
		}
	}
	text, last, err := e.store().LastLook(t.Context(), org)
	if err != nil || text != fmt.Sprint("r2 up to ", last) || last == 0 {
		t.Errorf("left %q at %d, %v", text, last, err)
	}
	night := all("r3")
	night.Population, night.Put.Anew, night.From = muster.NewSlice([]muster.Observation{observation(t, org, "p9", "n", &muster.Bid{Times: 1})}), false, last
	night.About, night.Findings = []muster.SubjectID{"p0000", "p9"}, saving("", e.clock, finding("PLT-05", 3, "p9")).Findings
	saved, err := e.store().SaveRun(t.Context(), night)
	if err != nil || saved.Life != (store.Life{Opened: 1, Withdrawn: 1}) {
		t.Errorf("%+v, %v", saved.Life, err)
	}
	late := all("r4")
	late.From = last
	if _, err := e.store().SaveRun(t.Context(), late); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("made from records that others added to since, and kept: %v", err)
	}
	if text, _, err := e.store().LastLook(t.Context(), org); err != nil || !strings.HasPrefix(text, "r3 ") {
		t.Errorf("left %q, %v", text, err)
	}
	sharing(t, e, id)
	e.somePeople()
}

// somePeople reads some people, of whom one is not there.
func (e *env) somePeople() {
	t := e.t
	t.Helper()
	ids := []muster.SubjectID{"p9", "p0001", "none", "p0001"}
	var there []muster.SubjectID
	if err := e.store().Present(t.Context(), org, ids, func(id muster.SubjectID) { there = append(there, id) }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(there)
	if diff := cmp.Diff([]muster.SubjectID{"p0001", "p9"}, slices.Compact(there)); diff != "" {
		t.Error(diff)
	}
	p, err := e.store().PopulationOf(t.Context(), org, ids)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	counts := map[muster.SubjectID]int{}
	if err := p.Block(0, p.Len(), func(i int, list []muster.Observation) error { counts[p.Subject(i).ID] = len(list); return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[muster.SubjectID]int{"none": 0, "p0001": 3, "p9": 1}, counts); diff != "" {
		t.Error(diff)
	}
}

// sharing asks who holds artefacts, of what was read and what is at hand.
func sharing(t *testing.T, e *env, id func(byte) muster.ArtefactID) {
	t.Helper()
	asked := e.store().Sharing(org, func(held []store.Held) bool { return len(held) > 1 || held[0].ID == id('2') })
	for range 2 { // the second time, from what is at hand
		if err := asked.Read(t.Context(), []muster.ArtefactID{id('2'), id(9), id(7), id('0')}); err != nil {
			t.Fatal(err)
		}
	}
	got := map[byte]string{}
	for _, of := range []byte{'2', 9, 7, '0'} {
		for _, h := range asked.Holders(id(of)) {
			got[of] += string(h.Subject) + " "
		}
	}
	if diff := cmp.Diff(map[byte]string{9: "p0000 p0001 p0002 p9 ", '2': "p0002 "}, got); diff != "" {
		t.Errorf("what is shared, and what is kept though it is not: %s", diff)
	}
}
