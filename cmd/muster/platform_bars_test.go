//go:build evaluate

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/evaluate"
	"muster/simulate"
)

// platformSeeds are the seeds on which a platform's bars are held. Development
// looks at 1 to 50.
var platformSeeds = []uint64{621, 622, 623, 624, 625, 626, 627, 628, 629, 630}

// TestPlatformBars screens ten platforms of 100,000 accounts with fifty operators
// of eight to twenty-two accounts, after the check before the first payout.
func TestPlatformBars(t *testing.T) {
	var reports []evaluate.Report
	for _, seed := range platformSeeds {
		r, took := screenPlatform(t, simulate.DefaultPlatform(100_000, seed))
		fmt.Printf("seed %d: honest %d of %d at verify or above, %d of %d after the first-pay check; linkable operators whole %d of %d; in operators' rings %d of theirs, %d honest; %s\n", seed,
			r.HonestVerify, r.Honest, r.Platform.Paid.Verify, r.Platform.Paid.People, r.OperatorsLinkableWhole, r.OperatorsLinkable, r.Platform.RingMembers, r.Platform.RingHonest, took.Round(time.Second))
		reports = append(reports, r)
	}
	pooled := evaluate.Pool(reports...)
	if err := pooled.WriteText(os.Stdout); err != nil {
		t.Fatal(err)
	}
	for _, b := range pooled.PlatformBars() {
		if !b.Met() {
			t.Errorf("%s: not met", b.What)
		}
	}
}

// screenPlatform writes a platform, screens it and holds the result against its
// truth.
func screenPlatform(t *testing.T, p simulate.Platform) (evaluate.Report, time.Duration) {
	t.Helper()
	dir, out, truth := t.TempDir(), filepath.Join(t.TempDir(), "report"), filepath.Join(t.TempDir(), "truth.csv")
	if _, err := simulate.WritePlatform(t.Context(), p, dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "truth.csv"), truth); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	args := []string{"screen", dir, "--out", out, "--as-of", p.Today.Format("2006-01-02")}
	if status := run(t.Context(), args, strings.NewReader(""), io.Discard, os.Stderr); status != exitDone {
		t.Fatalf("seed %d: status %d", p.Seed, status)
	}
	took := time.Since(start)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r, err := evaluate.Run(out, truth)
	if err != nil {
		t.Fatal(err)
	}
	return r, took
}
