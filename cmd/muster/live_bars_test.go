//go:build evaluate

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
	"muster/detect/all"
	"muster/evaluate"
	"muster/simulate"
)

// liveSeeds are the seeds on which findings from logs are held to their bars.
// Development looks at 1 to 100. 511 to 520 were looked at before the simulator
// counted input and before a drop-out onto a satellite or a telephone's network
// stopped counting; these were not.
var liveSeeds = []uint64{531, 532, 533, 534, 535, 536, 537, 538, 539, 540}

// TestLiveBars screens ten populations of 5,000 people and 60 days of logs. Of
// the default policy everything holds but the detectors that read no log, which
// are off: what is counted comes from logs alone.
func TestLiveBars(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte(fmt.Sprintf("version: logs-alone\noff: [%s]\n", strings.Join(readNoLog(), ", "))), 0o600); err != nil {
		t.Fatal(err)
	}
	var reports []evaluate.Report
	for _, seed := range liveSeeds {
		dir, out, truth := t.TempDir(), filepath.Join(t.TempDir(), "report"), filepath.Join(t.TempDir(), "truth.csv")
		p := simulate.Defaults(5_000, seed)
		p.Documents, p.Live = simulate.DocumentsNone, simulate.DefaultLive(60)
		if _, err := simulate.Write(t.Context(), p, dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "truth.csv"), truth); err != nil {
			t.Fatal(err)
		}
		args := []string{"screen", dir, "--out", out, "--policy", policy, "--as-of", p.Today.Format("2006-01-02")}
		if status := run(t.Context(), args, strings.NewReader(""), io.Discard, os.Stderr); status != exitDone {
			t.Fatalf("seed %d: status %d", seed, status)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		r, err := evaluate.Run(out, truth)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, r)
	}
	pooled := evaluate.Pool(reports...)
	if err := pooled.WriteText(os.Stdout); err != nil {
		t.Fatal(err)
	}
	bars := pooled.LiveBars()
	if len(bars) == 0 {
		t.Fatal("the truth says nothing of logs")
	}
	for _, b := range bars {
		fmt.Printf("%s: %.2f %%, limit %g %%\n", b.What, 100*b.Share, 100*b.Limit)
		if !b.Met() {
			t.Errorf("%s: not met", b.What)
		}
	}
}

// readNoLog lists the flags of detectors that need nothing a log becomes, and
// what the default policy has off.
func readNoLog() []string {
	off := []string{"WRK-12"}
	for _, d := range all.Detectors() {
		if !slices.ContainsFunc(d.Needs, fromLog) {
			off = append(off, string(d.Flag))
		}
	}
	return off
}

func fromLog(kind muster.Kind) bool {
	switch kind {
	case muster.KindSignIns, muster.KindMovement, muster.KindSession, muster.KindDeviceDay, muster.KindAttachment, muster.KindProgram,
		muster.KindActivityDay, muster.KindWorkDay, muster.KindAttendance, muster.KindCalls:
		return true
	}
	return false
}
