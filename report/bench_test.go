package report

import (
	"fmt"
	"runtime"
	"testing"

	"muster"
)

// crowd yields n people without holding them, of whom one in fifty needs a
// check and one in ten has something too weak to ask about.
func crowd(n int) *Input {
	in := fixture()
	in.Groups, in.Passages = nil, nil
	in.People = func(yield func(*Person, error) bool) {
		for i := range n {
			id := muster.SubjectID(fmt.Sprintf("P-%07d", i))
			p := &Person{ID: id, Status: muster.StatusWorker, Assessment: muster.Assessment{Level: muster.Clear}}
			switch {
			case i%50 == 0:
				p = assessed(id, muster.StatusApplicant, muster.Verify, "one finding of strength 3 or more", single(id, "PAY-05", muster.FamilyBank, 3, "Bank details changed", "On {date}.", ""))
			case i%10 == 0:
				p = assessed(id, muster.StatusApplicant, muster.Clear, "", single(id, "SRC-07", muster.FamilyLink, 1, "Free mail", "On {date}.", ""))
			}
			if !yield(p, nil) {
				return
			}
		}
	}
	return in
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := Write(b.TempDir(), crowd(n), Options{})
				if err != nil || s.People.Total != n {
					b.Fatalf("%d people, error %v", s.People.Total, err)
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapSys)/(1<<20), "MB-heap")
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
		})
	}
}
