package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

func (e *env) changes(after int64, limit int) store.Feed {
	e.t.Helper()
	f, err := e.store().Changes(e.t.Context(), org, after, limit)
	if err != nil {
		e.t.Fatal(err)
	}
	return f
}

func appending(t *testing.T, e *env) {
	list := crowd(t, org, 3) // three observations of three people
	held := store.Held{Organisation: org, Subject: "p0001", Artefact: muster.Artefact{Kind: muster.ArtefactEmail, Role: muster.RoleOwn, ID: muster.ArtefactID{5}}}
	seq, added, err := e.store().Append(t.Context(), org, list[:4], held)
	if err != nil || seq != 4 || added != 4 {
		t.Errorf("%d, %d, %v; want 4, 4", seq, added, err)
	}
	for range 2 { // known ones are passed over
		if seq, added, err = e.store().Append(t.Context(), org, list[2:]); err != nil || seq != 9 || added > 5 {
			t.Errorf("%d, %d, %v", seq, added, err)
		}
	}
	if added != 0 {
		t.Errorf("%d observations added a second time", added)
	}
	e.close()
	want := crowd(t, org, 3)
	if diff := cmp.Diff(len(want), len(e.read(org))); diff != "" {
		t.Error(diff)
	}
	if holders, err := e.store().Holders(t.Context(), org, held.ID); err != nil || len(holders) != 1 {
		t.Errorf("holders %v, %v", holders, err)
	}
	for i := range 60 { // single records gather in few blocks
		held.Subject = muster.SubjectID(fmt.Sprint("q", i%30))
		if _, _, err := e.store().Append(t.Context(), org, nil, held); err != nil {
			t.Fatal(err)
		}
	}
	if holders, err := e.store().Holders(t.Context(), org, held.ID); err != nil || len(holders) != 31 {
		t.Errorf("%d holders, %v", len(holders), err)
	}
	e.update(org, func(tx *store.Tx) error {
		var n int
		err := tx.QueryRow("select count(*) from artefacts where organisation = $1").Scan(&n)
		if n != 1 {
			t.Errorf("%d blocks of artefacts, want 1", n)
		}
		return err
	})
	for name, bad := range map[string]muster.Observation{
		"another organisation": observation(t, "other", "p1", "a", &muster.Message{}),
		"no id":                {Organisation: org, Subject: "p1", Data: &muster.Message{}},
		"no data":              {Organisation: org, Subject: "p1", ID: muster.ObservationID{1}},
		"no subject":           {Organisation: org, ID: muster.ObservationID{1}, Data: &muster.Message{}},
	} {
		if _, _, err := e.store().Append(t.Context(), org, []muster.Observation{bad}); err == nil {
			t.Errorf("%s: was kept", name)
		}
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := e.store().Append(stopped, org, list); err != context.Canceled {
		t.Errorf("after the end: %v", err)
	}
}

// oneAtFault appends to a damaged row and to others at a time: only the one
// at fault fails.
func oneAtFault(t *testing.T, e *env) {
	e.put(crowd(t, org, 3)...)
	e.update(org, func(tx *store.Tx) error {
		_, err := tx.Exec("update subjects set pack = $3 where organisation = $1 and subject = $2", "p0001", []byte{1, 0, 9, 9, 9, 9, 9})
		return err
	})
	s := e.store()
	var wg sync.WaitGroup
	for i := range 24 {
		who := muster.SubjectID(fmt.Sprintf("p%04d", i%3))
		o := observation(t, org, who, fmt.Sprint("later", i), &muster.Message{Text: "Hello"})
		wg.Go(func() {
			_, added, err := s.Append(t.Context(), org, []muster.Observation{o})
			switch {
			case who == "p0001" && muster.CodeOf(err) != muster.CodeDamaged:
				t.Errorf("append to a damaged row: %v, want code %s", err, muster.CodeDamaged)
			case who != "p0001" && (err != nil || added != 1):
				t.Errorf("append beside a damaged row: %d, %v", added, err)
			}
		})
	}
	wg.Wait()
	if f := e.changes(0, 10); f.Last != 9+16 {
		t.Errorf("the last number is %d, want 25: those who failed take none", f.Last)
	}
}

func feeding(t *testing.T, e *env) {
	if f := e.changes(0, 10); len(f.Changed) != 0 || f.Last != 0 || f.Purged != 0 {
		t.Errorf("a feed of nothing: %+v", f)
	}
	e.put(crowd(t, org, 4)...) // 1 to 12
	e.put(crowd(t, "other", 2)...)
	want := store.Feed{Last: 12, Changed: []store.Changed{{Seq: 3, Subject: "p0000"}, {Seq: 6, Subject: "p0001"}, {Seq: 9, Subject: "p0002"}, {Seq: 12, Subject: "p0003"}}}
	if diff := cmp.Diff(want, e.changes(0, 10)); diff != "" {
		t.Error(diff)
	}
	e.put(crowd(t, org, 4)...) // known: nothing changes
	e.put(observation(t, org, "p0001", "later", &muster.Message{Text: "Hello"}))
	want = store.Feed{Last: 13, Changed: []store.Changed{{Seq: 12, Subject: "p0003"}, {Seq: 13, Subject: "p0001"}}}
	if diff := cmp.Diff(want, e.changes(9, 10)); diff != "" {
		t.Error(diff)
	}
	if f := e.changes(0, 1); len(f.Changed) != 1 || f.Changed[0].Seq != 3 || f.Last != 13 {
		t.Errorf("one change: %+v", f)
	}
	if err := e.store().Purge(t.Context(), org, e.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if f := e.changes(0, 10); len(f.Changed) != 0 || f.Last != 14 || f.Purged != 14 {
		t.Errorf("after the purge: %+v", f)
	}
	e.put(crowd(t, org, 1)...)
	if f := e.changes(14, 10); len(f.Changed) != 1 || f.Changed[0].Seq != 17 || f.Purged != 14 {
		t.Errorf("after the purge and a new record: %+v", f)
	}
}

// following reads the feed while many append: who reads on after the last
// number seen misses nobody.
func following(t *testing.T, e *env) {
	const writers, each = 8, 30
	s := e.store()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	var writing atomic.Int32
	writing.Store(writers)
	for w := range writers {
		list := make([]muster.Observation, each)
		for k := range list {
			who := muster.SubjectID(fmt.Sprintf("w%d-%d", w, k/2))
			list[k] = observation(t, org, who, fmt.Sprint(k), &muster.Message{Text: "Hello"})
		}
		wg.Go(func() {
			defer writing.Add(-1)
			for k := range list {
				seq, added, err := s.Append(ctx, org, list[k:k+1])
				if err != nil || added != 1 || seq < int64(k) {
					t.Errorf("append: %d, %d, %v", seq, added, err)
				}
				if k == each/2 { // an import in between
					if _, err := s.Put(ctx, muster.NewSlice(list[:k]), nil); err != nil {
						t.Errorf("put: %v", err)
					}
				}
			}
		})
	}
	seen := map[muster.SubjectID]int64{}
	var last int64
	for done := false; !done; {
		done = writing.Load() == 0 // what comes after this look is in the feed
		f, err := s.Changes(ctx, org, last, 7)
		if err != nil {
			t.Error(err)
			break
		}
		for _, c := range f.Changed {
			if c.Seq <= last {
				t.Errorf("number %d after %d", c.Seq, last)
			}
			last, seen[c.Subject] = c.Seq, c.Seq
		}
		done = done && len(f.Changed) == 0
	}
	wg.Wait()
	if len(seen) != writers*each/2 || last != writers*each {
		t.Errorf("%d subjects seen up to %d, want %d up to %d", len(seen), last, writers*each/2, writers*each)
	}
	if n := len(e.read(org)); n != writers*each {
		t.Errorf("%d observations, want %d", n, writers*each)
	}
}
