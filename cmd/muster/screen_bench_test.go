package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"muster/simulate"
)

// BenchmarkScreen screens simulated populations from their files to the
// report, about nine observations a person and no documents. MUSTER_BENCH_PEOPLE
// adds sizes, such as 1000000; the default keeps `make bench` short.
func BenchmarkScreen(b *testing.B) {
	sizes := []int{1_000, 100_000}
	for word := range strings.FieldsSeq(os.Getenv("MUSTER_BENCH_PEOPLE")) {
		n, err := strconv.Atoi(word)
		if err != nil {
			b.Fatalf("MUSTER_BENCH_PEOPLE: %v", err)
		}
		sizes = append(sizes, n)
	}
	for _, people := range sizes {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			dir := b.TempDir()
			p := simulate.Defaults(people, 1)
			p.Documents = simulate.DocumentsNone
			if _, err := simulate.Write(b.Context(), p, dir); err != nil {
				b.Fatal(err)
			}
			if err := os.Remove(filepath.Join(dir, "truth.csv")); os.Remove(filepath.Join(dir, "agencies.csv")) != nil || os.Remove(filepath.Join(dir, "offices.csv")) != nil || err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				out := filepath.Join(b.TempDir(), "report")
				if status := run(b.Context(), []string{"screen", dir, "--out", out}, strings.NewReader(""), io.Discard, io.Discard); status != exitDone {
					b.Fatalf("status %d", status)
				}
			}
			b.ReportMetric(float64(people)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
		})
	}
}
