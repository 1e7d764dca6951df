package resolve

import (
	"fmt"
	"runtime"
	"testing"

	"muster"
	"muster/resolve/resolvetest"
)

// BenchmarkResolve runs the whole of a resolution on generated records of six
// fields, from the columns in memory to named clusters. The largest sizes need
// memory and are left out by -short.
func BenchmarkResolve(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000, 7_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 1_000_000 && testing.Short() {
				b.Skip("needs 4 GB")
			}
			set := resolvetest.Generate(resolvetest.Config{Seed: 1, Records: n})
			b.ReportAllocs()
			var pairs int64
			for b.Loop() {
				p, err := NewPlan([]*muster.Table{set.Table}, Options{})
				if err != nil {
					b.Fatal(err)
				}
				r, err := p.Run(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				if pairs = r.Estimate.Compared; pairs == 0 || r.Clusters == n {
					b.Fatal("nothing was found")
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "sys-MB")
			b.ReportMetric(float64(pairs)/1e6, "Mpairs")
		})
	}
}

// BenchmarkPairs measures the comparison of blocked pairs alone, on one core.
func BenchmarkPairs(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	set := resolvetest.Generate(resolvetest.Config{Seed: 1, Records: 200_000})
	p, err := NewPlan([]*muster.Table{set.Table}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	e := p.engine
	first, err := e.firstFit(b.Context(), p.model)
	if err != nil {
		b.Fatal(err)
	}
	pass := newScorer(e.frame, first)
	work := units(e.blocks)
	var pairs int64
	for b.Loop() {
		t, _, err := e.stream(b.Context(), work, pass, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		pairs += t.pairs
	}
	b.ReportMetric(float64(pairs)/b.Elapsed().Seconds()/1e6, "Mpairs/s")
}
