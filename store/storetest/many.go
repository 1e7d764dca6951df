package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/store"
)

// readTogether: several people read with one statement are what they are read
// one by one, whoever came or went meanwhile.
func readTogether(t *testing.T, e *env) {
	list := crowd(t, org, 450)
	list = append(list, observation(t, org, "bank", "1", &muster.BankDetails{PayTo: muster.PayTo{IBAN: "GB82WEST12345698765432"}}), observation(t, org, "Zoë", "1", &muster.Message{Text: "Hello"}))
	e.put(list...)
	e.put(observation(t, "other", "bank", "1", &muster.Message{Text: "of another organisation"}))
	s := e.store()
	people, err := s.Population(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	e.put(observation(t, org, "a came since", "1", &muster.Message{Text: "Hello"}))
	var ids []muster.SubjectID
	for i := range people.Len() {
		ids = append(ids, people.Subject(i).ID)
	}
	err = s.View(t.Context(), org, func(tx *store.Tx) error {
		n := 0
		err := tx.Many(append(ids, "nobody"), func(w store.Whole) error {
			one, seq, err := tx.Observations(ids[n])
			if diff := cmp.Diff(store.Whole{ID: ids[n], Observations: one, Seq: seq}, w); diff != "" {
				t.Errorf("read together (- one by one, + together):\n%s", diff)
			}
			n++
			return err
		})
		if n != len(ids) {
			t.Errorf("%d of %d people were visited", n, len(ids))
		}
		stop := fmt.Errorf("enough")
		if got := tx.Many(ids, func(store.Whole) error { return stop }); !errors.Is(got, stop) {
			t.Errorf("an error of the visitor: %v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readBlocks(t, e, s, people, len(ids))
}

// readBlocks: people in a row read with one statement, before and after a purge.
func readBlocks(t *testing.T, e *env, s *store.Store, people *store.People, n int) {
	t.Helper()
	for _, span := range [][2]int{{0, n}, {7, 130}, {5, 5}, {n - 1, n}} {
		next := span[0]
		err := people.Block(span[0], span[1], func(i int, list []muster.Observation) error {
			one, err := people.Observations(next, nil)
			if diff := cmp.Diff(one, list); diff != "" || i != next {
				t.Errorf("place %d of a block, want %d: %s", i, next, diff)
			}
			next++
			return err
		})
		if err != nil || next != span[1] {
			t.Errorf("block %v ended before %d: %v", span, next, err)
		}
	}
	if err := s.Purge(t.Context(), org, e.clock.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	visited := 0
	err := people.Block(0, 3, func(_ int, list []muster.Observation) error {
		visited++
		if len(list) != 0 {
			t.Error("a purged person is read")
		}
		return nil
	})
	if err != nil || visited != 3 {
		t.Errorf("%d purged people visited, %v", visited, err)
	}
}
