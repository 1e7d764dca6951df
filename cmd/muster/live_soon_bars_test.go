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

	"muster/simulate"
)

// The look at how soon devices of farms are found: how often somebody looks, and
// how many of the seeds of TestLiveBars are followed so.
const (
	lookEvery = 3 * 24 * time.Hour
	looksAt   = 2
	soon      = 14 * 24 * time.Hour
	// readAhead is how far behind the date of a run events are still read: clocks
	// differ. A look so much before a day has seen nothing later than that day.
	readAhead = 2 * 24 * time.Hour
)

// TestLiveSoonBars follows populations through their sixty days and looks every
// third: of all devices of co-located farms that were started early enough, 90 %
// are at verify or above within 14 days of their first start, whenever that was.
// Looking every day could only find more.
func TestLiveSoonBars(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte(fmt.Sprintf("version: logs-alone\noff: [%s]\n", strings.Join(readNoLog(), ", "))), 0o600); err != nil {
		t.Fatal(err)
	}
	found, all, after := 0, 0, map[int]int{}
	for _, seed := range liveSeeds[:looksAt] {
		dir, truth := t.TempDir(), filepath.Join(t.TempDir(), "truth.csv")
		p := simulate.Defaults(5_000, seed)
		p.Documents, p.Live = simulate.DocumentsNone, simulate.DefaultLive(60)
		p.Live.Farms.PerThousand = 12 // four times as many houses as usual: twenty devices would tell little
		if _, err := simulate.Write(t.Context(), p, dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "truth.csv"), truth); err != nil {
			t.Fatal(err)
		}
		boots := map[string]time.Time{}
		readRows(t, truth, func(row map[string]string) {
			if boot, err := time.Parse(time.DateOnly, row["first_boot"]); err == nil && strings.HasPrefix(row["farm"], "together") && !boot.Add(soon).After(p.Today) {
				boots[row["subject"]] = boot
			}
		})
		seen := map[string]time.Time{} // when first at verify or above
		for at := p.Today.AddDate(0, 0, -p.Live.Days).Add(lookEvery); !at.After(p.Today); at = at.Add(lookEvery) {
			out := filepath.Join(t.TempDir(), "report")
			args := []string{"screen", dir, "--out", out, "--policy", policy, "--as-of", at.Add(-readAhead).Format(time.DateOnly)}
			if status := run(t.Context(), args, strings.NewReader(""), io.Discard, io.Discard); status != exitDone {
				t.Fatalf("seed %d, %s: status %d", seed, at.Format(time.DateOnly), status)
			}
			readRows(t, filepath.Join(out, "people.csv"), func(row map[string]string) {
				if _, known := seen[row["subject"]]; !known && row["level"] != "clear" {
					seen[row["subject"]] = at
				}
			})
		}
		for who, boot := range boots {
			all++
			if at, known := seen[who]; known && !at.After(boot.Add(soon)) {
				found++
				after[int(at.Sub(boot).Hours()/24)]++
			}
		}
	}
	if all == 0 {
		t.Fatal("no device of a farm was started early enough")
	}
	fmt.Printf("devices of co-located farms at verify or above within 14 days of their first start, followed day by day: %d of %d, %.1f %%, limit 90 %%\ndays after the first start: %v\n", found, all, 100*float64(found)/float64(all), after)
	if 10*found < 9*all {
		t.Error("not met")
	}
}
