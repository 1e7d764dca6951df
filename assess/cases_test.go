package assess_test

import (
	"os"
	"path"
	"path/filepath"
	"testing"

	"muster"
	"muster/assess"
	"muster/detect/all"
)

// TestCases runs every detector's own cases: at least two hits and three
// innocent look-alikes each.
func TestCases(t *testing.T) {
	stages, err := filepath.Glob("../detect/*/testdata")
	if err != nil || len(stages) == 0 {
		t.Fatalf("no case folders found: %v", err)
	}
	hits, innocents := map[muster.FlagID]int{}, map[muster.FlagID]int{}
	for _, stage := range stages {
		results, err := assess.RunCases(os.DirFS(stage), ".", all.Detectors())
		if err != nil {
			t.Fatalf("%s: %v", stage, err)
		}
		for _, r := range results {
			t.Run(path.Join(string(r.Case.Flag), r.Case.Name), func(t *testing.T) {
				if r.Err != nil {
					t.Errorf("%s: %v", r.Case.File, r.Err)
				}
			})
			if r.Case.Expect == "hit" {
				hits[r.Case.Flag]++
			} else {
				innocents[r.Case.Flag]++
			}
		}
	}
	for _, d := range all.Detectors() {
		if hits[d.Flag] < 2 || innocents[d.Flag] < 3 {
			t.Errorf("%s has %d hits and %d innocent cases, want at least 2 and 3", d.Flag, hits[d.Flag], innocents[d.Flag])
		}
	}
}

func TestCasesRefuseAnEmptyFolder(t *testing.T) {
	if _, err := assess.RunCases(os.DirFS(t.TempDir()), ".", all.Detectors()); err == nil {
		t.Error("an empty folder passed")
	}
}
