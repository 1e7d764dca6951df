package simulate

import (
	"context"
	"testing"
)

// BenchmarkWrite writes the tables of 100,000 people, about nine rows each.
func BenchmarkWrite(b *testing.B) {
	p := Defaults(100_000, 1)
	p.Documents = DocumentsNone
	var rows int64
	for b.Loop() {
		truth, err := Write(context.Background(), p, b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		rows = truth.Rows
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(p.People)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
}
