package resolve

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/goccy/go-yaml"

	"muster"
	"muster/resolve/resolvetest"
)

var (
	large = flag.Bool("large", false, "run benchmarks of seven million records and more, which need 4 to 16 GB")
	wide  = flag.Bool("wide", false, "block as testdata/wide.yaml says, which makes eight times the pairs")
)

// BenchmarkResolve runs the whole of a resolution on generated records of six
// fields, from the columns in memory to named clusters:
//
//	go test ./resolve -run xxx -bench Resolve/1000000 -benchtime 1x
//	go test ./resolve -run xxx -bench Resolve/7000000 -benchtime 1x -large -wide
func BenchmarkResolve(b *testing.B) {
	// As the command does: most of the memory is text and numbers.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	var m *Model
	if *wide {
		raw, err := os.ReadFile(filepath.Join("testdata", "wide.yaml"))
		if err != nil {
			b.Fatal(err)
		}
		m = DefaultModel()
		if err := yaml.Unmarshal(raw, m); err != nil {
			b.Fatal(err)
		}
	}
	for _, n := range []int{100_000, 1_000_000, 7_000_000, 20_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 1_000_000 && !*large {
				b.Skip("needs -large and its memory")
			}
			set := resolvetest.Generate(resolvetest.Config{Seed: 1, Records: n})
			b.ReportAllocs()
			var pairs int64
			for b.Loop() {
				p, err := NewPlan([]*muster.Table{set.Table}, Options{Model: m})
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
