package store_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/internal/pgtest"
	"muster/store"
)

// actAndAppend appends single records from several goroutines and records acts
// beside them until it is stopped, and says what is kept, once it is.
func actAndAppend(ctx context.Context, path, round string, w io.Writer) error {
	o := options()
	var err error
	if o.Ledger, err = testSigning(); err != nil {
		return err
	}
	s, err := store.Open(ctx, path, o)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(w, words...)
	}
	for i := range 6 {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", round, i, n)
				if _, _, err := s.Append(ctx, muster.DefaultOrganisation, observationsOf(id)[:3]); err != nil {
					return
				}
				say("begun", id+"-000")
			}
		}()
	}
	for n := 0; ; n++ {
		id := fmt.Sprintf("%s-act-%d", round, n)
		err := s.Update(ctx, muster.DefaultOrganisation, func(tx *store.Tx) error {
			if _, _, err := tx.Append(observationsOf(id)[:3]); err != nil {
				return err
			}
			_, err := tx.Record("case.note", id)
			return err
		})
		if err != nil {
			return err
		}
		say("finished", id)
	}
}

func TestKilledActsLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people.db")
	killActs(t, path, killRounds)
}

func TestKilledActsLoseNothingOnAServer(t *testing.T) {
	killActs(t, pgtest.Start(t).Database(t), killRounds/2)
}

func killActs(t *testing.T, path string, rounds int) {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, 14))
	said := &spoken{people: map[string]int{}}
	for round := range rounds {
		killOne(t, fmt.Sprintf("act %02d %s", round, path), 1+random.IntN(60), time.Duration(random.IntN(8_000))*time.Microsecond, said)
	}
	s, err := store.Open(t.Context(), path, signed(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	entries := map[string]bool{}
	last := int64(0)
	err = s.View(t.Context(), org, func(tx *store.Tx) error {
		for _, id := range said.begun {
			if list, _, err := tx.Observations(muster.SubjectID(id)); err != nil || len(list) != 3 {
				t.Errorf("%s was kept and has %d observations, %v", id, len(list), err)
			}
		}
		list, err := tx.Entries(0, 100_000)
		for _, r := range list {
			id := r.Opening.Payload[1 : len(r.Opening.Payload)-1]
			entries[id] = true
			if acted, _, err := tx.Observations(muster.SubjectID(id + "-000")); err != nil || len(acted) != 3 {
				t.Errorf("entry %d tells of %s, which has %d observations, %v", r.Seq, id, len(acted), err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range said.finished {
		if !entries[id] {
			t.Errorf("act %s was kept and is not in the ledger", id)
		}
	}
	report, err := s.VerifyLedger(t.Context(), org)
	if err != nil {
		t.Error(err)
	}
	subjects := 0
	for {
		f, err := s.Changes(t.Context(), org, last, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Changed) == 0 {
			break
		}
		subjects += len(f.Changed)
		last = f.Changed[len(f.Changed)-1].Seq
	}
	if last != int64(3*subjects) {
		t.Errorf("the last number is %d, with %d people of three observations", last, subjects)
	}
	if len(said.begun) < rounds || len(said.finished) == 0 {
		t.Error("too little was said for the test to mean anything")
	}
	t.Logf("%d kills: %d appends and %d acts acknowledged, %d people and %d entries there", rounds, len(said.begun), len(said.finished), subjects, report.Entries)
}
