package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"muster"
	"muster/store"
)

// takeIn hands a crowd over in blocks from several goroutines, out of order.
func takeIn(in *store.Intake, people crowd) error {
	const block = 100
	var wg sync.WaitGroup
	failures := make([]error, (people.Len()+block-1)/block)
	for n := range failures {
		wg.Go(func() {
			var who []muster.Subject
			var lists [][]muster.Observation
			for i := n * block; i < min((n+1)*block, people.Len()); i++ {
				list, _ := people.Observations(i, nil)
				who, lists = append(who, people.Subject(i)), append(lists, list)
			}
			failures[n] = in.Add(who, lists)
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

func create(t *testing.T, o store.Options) (*store.Store, *store.Intake, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.db")
	s, err := store.Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	in, err := s.Intake(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, in, path
}

// What several goroutines hand over in any order is read back whole.
func TestIntakeKeepsEverybody(t *testing.T) {
	const people = 1234
	s, in, path := create(t, options())
	if err := takeIn(in, people); err != nil {
		t.Fatal(err)
	}
	added, err := in.Close()
	if err != nil || added.Subjects != people || added.Observations != 10*people {
		t.Fatalf("added %+v: %v", added, err)
	}
	in.Stop() // after Close it does nothing
	if _, err := s.SaveRun(t.Context(), &store.Saving{Run: store.Run{Organisation: org, ID: "r1"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(t.Context(), path, options()); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	kept, err := s.Population(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if kept.Len() != people {
		t.Fatalf("%d people, want %d", kept.Len(), people)
	}
	for i := range kept.Len() {
		list, err := kept.Observations(i, nil)
		if err != nil || len(list) != 10 || kept.Subject(i).ID != crowd(people).Subject(i).ID {
			t.Fatalf("%s has %d observations: %v", kept.Subject(i).ID, len(list), err)
		}
	}
}

// An intake that finds no room says so to whoever hands something over, and
// leaves nothing behind.
func TestIntakeWithoutRoom(t *testing.T) {
	o := options()
	o.MaxBytes = 2 << 20
	s, in, path := create(t, o)
	err := takeIn(in, 20_000)
	if err == nil {
		_, err = in.Close()
	}
	wantCode(t, err, muster.CodeTooLarge)
	in.Stop()
	s.Close()
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the unfinished file stays behind: %v", err)
	}
}

// An intake that is given up, or whose caller is, ends and takes nothing more.
func TestIntakeGivenUp(t *testing.T) {
	_, in, _ := create(t, options())
	in.Stop()
	if err := takeIn(in, 5_000); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after the intake was given up", err)
	}
}

// A database that others read has no intake: nothing of it may change in part.
func TestIntakeOnlyUnderConstruction(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "people.db"), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if in, err := s.Intake(t.Context()); err == nil {
		in.Stop()
		t.Error("an open database took people in")
	}
}
