package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"muster"
	"muster/internal/pgtest"
	"muster/store"
)

// places are the two kinds of database.
func places(b *testing.B) map[string]string {
	b.Helper()
	return map[string]string{"file": filepath.Join(b.TempDir(), "people.db"), "server": pgtest.Start(b).Database(b)}
}

// BenchmarkAppend keeps one observation at a time of people who have ten
// already, from one client and from twenty.
func BenchmarkAppend(b *testing.B) {
	const people = 5_000
	for kind, place := range places(b) {
		s, err := store.Open(b.Context(), place, options())
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Put(b.Context(), crowd(people), nil); err != nil {
			b.Fatal(err)
		}
		var next int
		var mu sync.Mutex
		for _, clients := range []int{1, 20} {
			b.Run(fmt.Sprintf("%s/%d clients", kind, clients), func(b *testing.B) {
				jobs := make(chan muster.Observation)
				took := make([]time.Duration, 0, b.N)
				var wg sync.WaitGroup
				for range clients {
					wg.Go(func() {
						for o := range jobs {
							start := time.Now()
							if _, added, err := s.Append(b.Context(), org, []muster.Observation{o}); err != nil || added != 1 {
								b.Errorf("%d, %v", added, err)
							}
							mu.Lock()
							took = append(took, time.Since(start))
							mu.Unlock()
						}
					})
				}
				for range b.N {
					next++
					o := muster.Observation{Organisation: org, Subject: muster.SubjectID(fmt.Sprintf("p%07d", next*7919%people)), Source: "api", Record: fmt.Sprint(next), Data: &muster.Message{Text: "Hello"}}
					if err := o.Seal(); err != nil {
						b.Fatal(err)
					}
					jobs <- o
				}
				close(jobs)
				wg.Wait()
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "observations/s")
			})
		}
	}
}

// BenchmarkPut keeps new people in bulk, of ten observations and of one.
func BenchmarkPut(b *testing.B) {
	for kind, place := range places(b) {
		s, err := store.Open(b.Context(), place, options())
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		round := 0
		for _, each := range []int{1, 10} {
			b.Run(fmt.Sprintf("%s/%d each", kind, each), func(b *testing.B) {
				n := 0
				for b.Loop() {
					round++
					added, err := s.Put(b.Context(), some{crowd(4_000), round, each}, nil)
					if err != nil || added.Observations != each*4_000 {
						b.Fatalf("%+v %v", added, err)
					}
					n += added.Observations
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "observations/s")
			})
		}
	}
}

// some are people of a round of their own with a few observations each.
type some struct {
	crowd
	round, each int
}

// Subject returns one of them.
func (s some) Subject(i int) muster.Subject {
	return muster.Subject{Organisation: org, ID: muster.SubjectID(fmt.Sprintf("r%d-%07d", s.round, i))}
}

// Observations returns what there is of one.
func (s some) Observations(i int, dst []muster.Observation) ([]muster.Observation, error) {
	list, err := s.crowd.Observations(i, nil)
	for _, o := range list[:s.each] {
		o.Subject = s.Subject(i).ID
		dst = append(dst, o)
	}
	return dst, err
}
