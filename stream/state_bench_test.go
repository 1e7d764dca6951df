package stream_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"muster"
	"muster/stream"
)

// BenchmarkMonth takes thirty days of many people as they pass, and reports what
// is in memory at the end of the busiest moment, for 100,000 people.
func BenchmarkMonth(b *testing.B) {
	const people = 2000
	first := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	events, held := 0, 0.0
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := stream.New(options())
		for day := range 30 {
			for i := range people {
				id := muster.SubjectID(fmt.Sprint("p", i))
				for hour := range 10 {
					events++
					at := first.AddDate(0, 0, day).Add(time.Duration(8+hour) * time.Hour)
					r.Add(id, &muster.Signal{
						System: "okta", Event: fmt.Sprintf("%d-%d-%d", day, i, hour), At: muster.Instant(at), Account: string(id), Device: "d" + string(id),
						Origin: muster.Origin{IP: muster.Network(fmt.Sprintf("192.0.%d.%d", i%200, hour%2)), City: "Leeds"}, Data: &muster.SignedIn{Passed: true, Offset: muster.OffsetUnknown},
					})
				}
			}
			if _, err := r.Advance(first.AddDate(0, 0, day+1)); err != nil {
				b.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		held = float64(after.HeapAlloc-before.HeapAlloc) / people * 100_000 / 1e9
		runtime.KeepAlive(r)
	}
	b.ReportMetric(held, "GB/100k-people")
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
