package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"muster"
	"muster/ingest"
	"muster/simulate"
	"muster/store"
)

// BenchmarkKeep keeps the records of simulated people, about nine observations
// each, in a database of a single run.
func BenchmarkKeep(b *testing.B) {
	const people = 20_000
	dir := b.TempDir()
	p := simulate.Defaults(people, 1)
	p.Documents = simulate.DocumentsNone
	if _, err := simulate.Write(b.Context(), p, dir); err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "truth.csv")); err != nil {
		b.Fatal(err)
	}
	batch, err := ingest.Read(b.Context(), []string{dir}, ingest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	keys := func(muster.OrganisationID) ([]byte, error) { return make([]byte, store.KeySize), nil }
	n := 0
	for b.Loop() {
		n++
		s, err := store.Create(b.Context(), filepath.Join(dir, fmt.Sprint(n, ".db")), store.Options{Keys: keys})
		if err != nil {
			b.Fatal(err)
		}
		saved, err := s.SaveRun(b.Context(), &store.Saving{Run: store.Run{Organisation: "simulated", ID: "r"}, Population: batch})
		if err != nil || saved.Subjects < people {
			b.Fatalf("%+v %v", saved, err)
		}
		if err := s.Commit(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(people)*float64(b.N)/b.Elapsed().Seconds(), "subjects/s")
}
