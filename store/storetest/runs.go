package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
	"muster/store"
)

func (e *env) findings(f store.FindingFilter) []store.Kept {
	e.t.Helper()
	list, err := e.store().Findings(e.t.Context(), f)
	if err != nil {
		e.t.Fatalf("findings: %v", err)
	}
	return list
}

// life tells a finding's life in words.
func life(k *store.Kept) string {
	s := fmt.Sprintf("%s since %s, last %s:", k.State, k.Opened, k.Last)
	for _, c := range k.Life {
		s += " " + c.Run + " " + c.What
	}
	return s
}

func (e *env) wantLife(f *muster.Finding, want string) {
	e.t.Helper()
	for _, k := range e.findings(store.FindingFilter{Organisation: org}) {
		if k.Key == f.Key {
			if got := life(&k); got != want {
				e.t.Errorf("finding %s on %v: %s; want %s", f.Flag, f.Subjects, got, want)
			}
			return
		}
	}
	e.t.Errorf("finding %s on %v is not there", f.Flag, f.Subjects)
}

func findingLife(t *testing.T, e *env) {
	stays, goes := finding("SRC-01", 1, "p1", "p2"), finding("PAY-01", 2, "p3")
	old, changed := finding("IDD-02", 3, "p1", "p2"), finding("IDD-02", 4, "p2", "p1")
	if saved := e.run("r1", stays, goes, old, stays); saved.Life != (store.Life{Opened: 3}) {
		t.Errorf("first run: %+v", saved.Life)
	}
	e.clock = e.clock.Add(24 * time.Hour)
	if saved := e.run("r2", changed, stays); saved.Life != (store.Life{Opened: 1, Kept: 1, Superseded: 1, Withdrawn: 1}) {
		t.Errorf("second run: %+v", saved.Life)
	}
	e.close()
	e.wantLife(stays, "open since r1, last r2: r1 opened")
	e.wantLife(goes, "withdrawn since r1, last r1: r1 opened r2 withdrawn")
	e.wantLife(old, "superseded since r1, last r1: r1 opened r2 superseded")
	e.wantLife(changed, "open since r2, last r2: r2 opened")
	for _, k := range e.findings(store.FindingFilter{Organisation: org, State: store.FindingSuperseded}) {
		if last := k.Life[len(k.Life)-1]; last.Successor != changed.Key || last.At != e.clock.UnixMicro() {
			t.Errorf("superseded by %s at %d, want %s at %d", last.Successor, last.At, changed.Key, e.clock.UnixMicro())
		}
	}
	e.clock = e.clock.Add(24 * time.Hour)
	if saved := e.run("r3", changed, goes); saved.Life != (store.Life{Opened: 1, Kept: 1, Withdrawn: 1}) {
		t.Errorf("third run: %+v", saved.Life)
	}
	e.wantLife(goes, "open since r1, last r3: r1 opened r2 withdrawn r3 opened")
	e.wantLife(old, "superseded since r1, last r1: r1 opened r2 superseded")
}

func findingFilters(t *testing.T, e *env) {
	a, b, c := finding("SRC-01", 1, "p1", "p2"), finding("SRC-01", 2, "p3"), finding("PAY-01", 3, "p2")
	e.run("r1", a, b, c)
	e.run("r2", a, c)
	for _, test := range []struct {
		filter store.FindingFilter
		want   []*muster.Finding
	}{
		{store.FindingFilter{}, []*muster.Finding{a, b, c}},
		{store.FindingFilter{Flag: "SRC-01"}, []*muster.Finding{a, b}},
		{store.FindingFilter{Subject: "p2"}, []*muster.Finding{a, c}},
		{store.FindingFilter{State: store.FindingOpen, Flag: "SRC-01"}, []*muster.Finding{a}},
		{store.FindingFilter{State: store.FindingOpen, Flag: "PAY-01", Subject: "p2"}, []*muster.Finding{c}},
		{store.FindingFilter{Subject: "p4"}, nil},
	} {
		test.filter.Organisation = org
		var got []*muster.Finding
		for _, k := range e.findings(test.filter) {
			got = append(got, &k.Finding)
			if len(k.Life) == 0 {
				t.Errorf("%+v: no life", test.filter)
			}
		}
		byKey := cmpopts.SortSlices(func(x, y *muster.Finding) bool { return x.Key.String() < y.Key.String() })
		if diff := cmp.Diff(test.want, got, byKey); diff != "" {
			t.Errorf("%+v: %s", test.filter, diff)
		}
	}
}

func failedRun(t *testing.T, e *env) {
	kept := finding("SRC-01", 1, "p1", "p2")
	e.run("r1", kept)
	bad := finding("PAY-01", 2, "p3")
	bad.Key = muster.FindingKey{}
	in := saving("r2", e.clock, finding("IDD-02", 3, "p4"), bad)
	in.Population = muster.NewSlice(crowd(t, org, 5))
	in.Registers = &muster.Registers{Agencies: []muster.Agency{{Name: "Acme"}}}
	if _, err := e.store().SaveRun(t.Context(), in); err == nil {
		t.Fatal("a finding without a key was kept")
	}
	e.wantLife(kept, "open since r1, last r1: r1 opened")
	if n := len(e.findings(store.FindingFilter{Organisation: org})); n != 1 {
		t.Errorf("%d findings, want 1", n)
	}
	if n := len(e.read(org)); n != 0 {
		t.Errorf("%d observations, want none", n)
	}
	if runs, err := e.store().Runs(t.Context(), org); err != nil || len(runs) != 1 {
		t.Errorf("runs %v, %v", runs, err)
	}
}

func unfinished(t *testing.T, e *env) {
	run := saving("r1", e.clock).Run
	if err := e.store().BeginRun(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	if err := e.store().BeginRun(t.Context(), &run); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("the same run twice: %v, want code %s", err, muster.CodeConflict)
	}
	e.close()
	runs, err := e.store().Runs(t.Context(), org)
	if err != nil || len(runs) != 1 || !runs[0].Unfinished() {
		t.Fatalf("runs %+v, %v; want one unfinished", runs, err)
	}
	e.run("r1", finding("SRC-01", 1, "p1", "p2"))
	e.clock = e.clock.Add(time.Hour)
	e.run("r2")
	runs, err = e.store().Runs(t.Context(), org)
	if err != nil || len(runs) != 2 || runs[0].Unfinished() || runs[1].Unfinished() {
		t.Fatalf("runs %+v, %v; want two finished", runs, err)
	}
	want := saving("r1", time.UnixMicro(run.Started), nil).Run
	want.Finished = run.Started
	if diff := cmp.Diff(want, runs[0]); diff != "" {
		t.Error(diff)
	}
}

func registers(t *testing.T, e *env) {
	first := &muster.Registers{
		Agencies:   []muster.Agency{{Name: "Acme", Phones: []muster.Phone{"+44 113 496 0000"}, Place: muster.Place{File: "agencies.csv", Row: 2}}},
		Adverts:    []muster.Advert{{Text: "We seek an engineer"}},
		Indicators: []muster.Indicator{{Kind: muster.ArtefactEmail, Value: "x@example.org", Source: "a list", Expires: muster.Date(2027, 1, 1)}},
	}
	second := &muster.Registers{
		Agencies:  []muster.Agency{{Name: "Acme", Phones: []muster.Phone{"+44 113 496 0000"}, Place: muster.Place{File: "other.csv", Row: 9}}},
		Offices:   []muster.Office{{Name: "Leeds", Address: "1 High Street"}},
		Templates: []muster.Advert{{Text: "We seek an engineer"}},
	}
	for i, r := range []*muster.Registers{first, second} {
		in := saving(fmt.Sprint("r", i), e.clock)
		in.Registers = r
		if _, err := e.store().SaveRun(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		e.clock = e.clock.Add(time.Hour)
	}
	got, err := e.store().Registers(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	want := &muster.Registers{Agencies: first.Agencies, Offices: second.Offices, Adverts: first.Adverts, Templates: second.Templates, Indicators: first.Indicators}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, store.JoinRegisters(first, second)); diff != "" {
		t.Errorf("joined: %s", diff)
	}
}

func artefacts(t *testing.T, e *env) {
	e.batch = 2
	phone, account := muster.ArtefactID{7, 1}, muster.ArtefactID{7, 2}
	held := func(who muster.Subject, list []muster.Observation) ([]store.Held, error) {
		h := store.Held{Organisation: who.Organisation, Subject: who.ID, First: list[0].Happened,
			Artefact: muster.Artefact{Kind: muster.ArtefactPhone, Role: muster.RoleOwn, ID: phone}}
		if who.ID == "p0003" {
			h.Kind, h.Role, h.ID, h.First = muster.ArtefactAccount, muster.RolePayee, account, muster.Time{}
		}
		return []store.Held{h}, nil
	}
	people := muster.NewSlice(crowd(t, org, 5))
	for range 2 { // the index of the same records again says the same
		if _, err := e.store().Put(t.Context(), people, &store.PutOptions{Artefacts: held}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := e.store().Holders(t.Context(), org, phone)
	if err != nil {
		t.Fatal(err)
	}
	var who []muster.SubjectID
	for _, h := range got {
		who = append(who, h.Subject)
		if h.Kind != muster.ArtefactPhone || h.Role != muster.RoleOwn || h.First != muster.Date(2026, 3, 3) {
			t.Errorf("holder %+v", h)
		}
	}
	if diff := cmp.Diff([]muster.SubjectID{"p0000", "p0001", "p0002", "p0004"}, who); diff != "" {
		t.Error(diff)
	}
	if got, err := e.store().Holders(t.Context(), "other", phone); err != nil || len(got) != 0 {
		t.Errorf("another organisation's holders %v, %v", got, err)
	}
	if err := e.store().Purge(t.Context(), org, e.clock.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if got, err := e.store().Holders(t.Context(), org, account); err != nil || len(got) != 0 {
		t.Errorf("holders after the purge %v, %v", got, err)
	}
}

func purging(t *testing.T, e *env) {
	old := crowd(t, org, 4)
	in := saving("r1", e.clock, finding("SRC-01", 1, "p0000", "new"), finding("PAY-01", 2, "new"))
	in.Population = muster.NewSlice(old)
	in.Registers = &muster.Registers{Agencies: []muster.Agency{{Name: "Acme"}}}
	if _, err := e.store().SaveRun(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	e.clock = e.clock.AddDate(1, 0, 0)
	fresh := observation(t, org, "new", "n", &muster.Message{Text: "Hello"})
	in = saving("r2", e.clock, finding("SRC-01", 1, "p0000", "new"), finding("PAY-01", 2, "new"))
	in.Population = muster.NewSlice([]muster.Observation{fresh})
	if _, err := e.store().SaveRun(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if err := e.store().Purge(t.Context(), org, e.clock.AddDate(0, -1, 0)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]muster.Observation{fresh}, e.read(org)); diff != "" {
		t.Error(diff)
	}
	kept := e.findings(store.FindingFilter{Organisation: org})
	if len(kept) != 1 || kept[0].Flag != "PAY-01" {
		t.Errorf("findings %+v, want the one that names nobody purged", kept)
	}
	if r, err := e.store().Registers(t.Context(), org); err != nil || len(r.Agencies) != 0 {
		t.Errorf("registers %+v, %v", r, err)
	}
	runs, err := e.store().Runs(t.Context(), org)
	if err != nil || len(runs) != 2 || runs[0].Root == [32]byte{} {
		t.Errorf("runs %+v, %v; want both with their roots", runs, err)
	}
}

func expiry(t *testing.T, e *env) {
	day := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	list := crowd(t, org, 4)
	e.put(list...)
	e.put(crowd(t, "other", 2)...)
	if err := e.store().SetRetainUntil(t.Context(), "other", day.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if until, err := e.store().RetainUntil(t.Context(), org); err != nil || !until.IsZero() {
		t.Errorf("kept until %v, %v, though nobody said", until, err)
	}
	for _, d := range []time.Time{day.AddDate(1, 0, 0), day} { // the last word counts
		if err := e.store().SetRetainUntil(t.Context(), org, d); err != nil {
			t.Fatal(err)
		}
	}
	e.close()
	for _, test := range []struct {
		now     time.Time
		expired bool
		left    int
	}{
		{time.Date(2026, 11, 30, 23, 59, 0, 0, time.UTC), false, len(list)},
		{time.Date(2026, 12, 1, 0, 1, 0, 0, time.UTC), true, 0},
	} {
		e.clock = test.now
		expired, err := e.store().Expire(t.Context())
		if err != nil || slices.Contains(expired, org) != test.expired || len(expired) > 1 {
			t.Errorf("at %s: expired %v, %v; want %v", test.now, expired, err, test.expired)
		}
		if n := len(e.read("other")); n != 6 {
			t.Errorf("at %s: the organisation that may be kept has %d observations, want 6", test.now, n)
		}
		if left := len(e.read(org)); left != test.left {
			t.Errorf("at %s: %d observations, want %d", test.now, left, test.left)
		}
	}
	if until, err := e.store().RetainUntil(t.Context(), org); err != nil || !until.Equal(day) {
		t.Errorf("kept until %v, %v; want %v", until, err, day)
	}
}

func integrity(t *testing.T, e *env) {
	e.put(crowd(t, org, 30)...)
	e.run("r1", finding("SRC-01", 1, "p0000", "p0001"))
	if err := e.store().Integrity(t.Context(), org); err != nil {
		t.Error(err)
	}
}
