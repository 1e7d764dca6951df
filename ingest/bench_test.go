package ingest

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// writePopulation writes n people with ten records each.
func writePopulation(tb testing.TB, dir string, n int) {
	tb.Helper()
	write := func(name, header string, per int, row func(w *bufio.Writer, i, k int)) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		fmt.Fprintln(w, header)
		for i := range n {
			for k := range per {
				row(w, i, k)
			}
		}
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	write("people.csv", "Employee ID,Candidate ID,First name,Last name,Personal email,Personal phone,Address line 1,City,Postcode,Start date", 1, func(w *bufio.Writer, i, _ int) {
		fmt.Fprintf(w, "E%d,C%d,Given%d,Family%d,p%d@example.com,+44 7700 %06d,%d High Street,Harbour,HA%d 1AA,2024-03-%02d\n", i, i, i%977, i%5003, i, i%1000000, i%300, i%90, i%28+1)
	})
	write("applications.csv", "Candidate ID,Candidate Name,Email,Phone,Job,Applied On,Status", 1, func(w *bufio.Writer, i, _ int) {
		fmt.Fprintf(w, "C%d,Given%d Family%d,p%d@example.com,+44 7700 %06d,Engineer,2024-01-%02d,Hired\n", i, i%977, i%5003, i, i%1000000, i%28+1)
	})
	write("interviews.csv", "Candidate ID,Start,Interviewer,Mode,Camera on", 2, func(w *bufio.Writer, i, k int) {
		fmt.Fprintf(w, "C%d,2024-02-%02dT10:0%d:00Z,Mo Reed,video,yes\n", i, i%28+1, k)
	})
	write("payments.csv", "Employee ID,Account holder,IBAN,Payment date,Net pay,Currency", 6, func(w *bufio.Writer, i, k int) {
		fmt.Fprintf(w, "E%d,Given%d Family%d,GB29NWBK%014d,%02d/%02d/2024,2500.00,GBP\n", i, i%977, i%5003, i, i%28+1, k+4)
	})
}

// BenchmarkRead reads people with ten records each: rows per second, bytes
// held per row, and what it takes to build all observations once.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkRead(b, n) })
	}
}

// BenchmarkMillion takes minutes; run it with -bench Million.
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("long")
	}
	benchmarkRead(b, 1_000_000)
}

func benchmarkRead(b *testing.B, n int) {
	dir := b.TempDir()
	writePopulation(b, dir, n)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		batch := mustRead(b, dir, Options{})
		took := time.Since(began)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if batch.Len() != n || batch.Read != 10*n {
			b.Fatalf("%d subjects, %d records", batch.Len(), batch.Read)
		}
		b.ReportMetric(float64(batch.Read)/took.Seconds(), "rows/s")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(batch.Read), "held-B/row")
		began = time.Now()
		total := 0
		for i := range batch.Len() {
			list, err := batch.Observations(i, nil)
			if err != nil {
				b.Fatal(err)
			}
			total += len(list)
		}
		b.ReportMetric(float64(total)/time.Since(began).Seconds(), "observations/s/core")
		runtime.KeepAlive(batch)
	}
}
