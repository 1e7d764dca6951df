//go:build evaluate

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"muster/evaluate"
	"muster/simulate"
)

// barSeeds are the seeds the bars are held on. Development looks at others (up
// to 200); who looks into a run of these to mend something moves them on. They
// are thirty because ten hold some fifteen operators that can be linked: of
// fourteen, twelve found whole leave anything from 59 to 96 % open.
var barSeeds = []uint64{
	421, 422, 423, 424, 425, 426, 427, 428, 429, 430,
	431, 432, 433, 434, 435, 436, 437, 438, 439, 440,
	441, 442, 443, 444, 445, 446, 447, 448, 449, 450,
}

// TestBars screens thirty populations of 20,000 people with the default policy and
// holds the pooled result against the bars, false alarms first.
func TestBars(t *testing.T) {
	var reports []evaluate.Report
	for _, seed := range barSeeds {
		dir, out := t.TempDir(), filepath.Join(t.TempDir(), "report")
		if _, err := simulate.Write(t.Context(), simulate.Defaults(20_000, seed), dir); err != nil {
			t.Fatal(err)
		}
		truth := filepath.Join(t.TempDir(), "truth.csv")
		if err := os.Rename(filepath.Join(dir, "truth.csv"), truth); err != nil {
			t.Fatal(err)
		}
		args := []string{"screen", dir, "--out", out, "--as-of", simulate.Defaults(1, 1).Today.Format("2006-01-02")}
		if status := run(t.Context(), args, strings.NewReader(""), io.Discard, os.Stderr); status != exitDone {
			t.Fatalf("seed %d: status %d", seed, status)
		}
		r, err := evaluate.Run(out, truth)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("seed %d: honest at verify or above %d of %d, escalate %d; traceable personas %d of %d, escalate %d\n", seed,
			r.HonestVerify, r.Honest, r.HonestEscalate, r.PersonasTraceableVerify, r.PersonasTraceable, r.PersonasTraceableEscalate)
		reports = append(reports, r)
	}
	pooled := evaluate.Pool(reports...)
	if err := pooled.WriteText(os.Stdout); err != nil {
		t.Fatal(err)
	}
	for _, b := range pooled.Bars() {
		if !b.Met() {
			t.Errorf("%s: not met", b.What)
		}
	}
}

// TestRingBars runs the tables of the same populations through `muster resolve`
// and holds its rings against their bars.
func TestRingBars(t *testing.T) {
	var pooled ringCount
	for _, seed := range barSeeds {
		p := simulate.Defaults(20_000, seed)
		p.Documents = simulate.DocumentsNone
		count := resolveRings(t, p)
		fmt.Printf("seed %d: %s\n", seed, count)
		pooled.add(count)
	}
	fmt.Println(pooled)
	if !pooled.met(2000) {
		t.Error("bars for rings: not met")
	}
}

func (c *ringCount) add(o ringCount) {
	c.operators += o.operators
	c.personas += o.personas
	c.together += o.together
	c.honest += o.honest
	c.honestWithOperator += o.honestWithOperator
	c.honestElsewhere += o.honestElsewhere
}
