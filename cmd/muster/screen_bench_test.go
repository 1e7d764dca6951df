package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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

// BenchmarkScreenChanged looks at what one day changed among the accounts of a
// platform. It says how many were looked at of how many.
func BenchmarkScreenChanged(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "platform")
	p := simulate.DefaultPlatform(20_000, 7)
	p.Day = p.Today.AddDate(0, 0, -15)
	if _, err := simulate.WritePlatform(b.Context(), p, dir); err != nil {
		b.Fatal(err)
	}
	then := filepath.Join(b.TempDir(), "day")
	if err := os.Rename(filepath.Join(dir, "day"), then); err != nil {
		b.Fatal(err)
	}
	for _, in := range []string{dir, then} {
		if err := os.WriteFile(filepath.Join(in, "muster.yaml"), []byte(monitoredFile), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	given := func(db string, args ...string) string {
		var said strings.Builder
		args = append([]string{"screen", "--db", db, "--as-of", p.Day.Format(time.DateOnly), "--out", filepath.Join(b.TempDir(), "report")}, args...)
		if status := run(b.Context(), args, strings.NewReader(""), &said, io.Discard); status != exitDone {
			b.Fatalf("status %d", status)
		}
		return said.String()
	}
	first := filepath.Join(b.TempDir(), "platform.db")
	given(first, dir, "--retain-until", inMonths(12))
	said := ""
	for b.Loop() {
		b.StopTimer()
		db := filepath.Join(b.TempDir(), "copy.db")
		for _, suffix := range []string{"", ".key"} {
			text, err := os.ReadFile(first + suffix)
			if err == nil {
				err = os.WriteFile(db+suffix, text, 0o600)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		said = given(db, then, "--only-changed")
	}
	said, _, _ = strings.Cut(said, "\n")
	b.Log(said)
}
