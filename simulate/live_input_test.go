package simulate

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCountedInput counts input on some laptops: hands leave counts that differ and
// pauses, what a mover leaves is its own, one operator's recording is the same on
// all laptops, and who is counted changes no other log.
func TestCountedInput(t *testing.T) {
	p := withLogs(600, 5)
	p.Live.Usual.Counted, p.Live.Usual.CountedMovers, p.Live.Farms.Counted, p.Live.Farms.Mover = 0, 0, 0, 1
	without, _ := populate(t, p)
	p.Live.Usual.Counted, p.Live.Usual.CountedMovers, p.Live.Farms.Counted = 0.1, 1, 1
	dir, _ := populate(t, p)
	for _, name := range []string{"okta.jsonl", "osquery.jsonl", "github.jsonl", "truth.csv"} {
		a, err := os.ReadFile(filepath.Join(without, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("%s differs where input is counted", name)
		}
	}
	owner := map[string]string{}
	for _, row := range table(t, dir, "devices.csv") {
		owner[row["Serial Number"]] = row["Employee ID"]
	}
	type counts struct {
		lines  int
		values map[float64]bool
	}
	by := map[string]*counts{}
	lines(t, dir, "activity.jsonl", func(l map[string]any) {
		if l["kind"] != "input" {
			return
		}
		who := owner[l["device"].(string)]
		if who == "" {
			t.Fatalf("input of device %v, which nobody was given", l["device"])
		}
		if by[who] == nil {
			by[who] = &counts{values: map[float64]bool{}}
		}
		by[who].lines++
		by[who].values[l["data"].(map[string]any)["events"].(float64)] = true
	})
	hands, steady := 0, 0
	for _, row := range table(t, dir, "truth.csv") {
		c := by[row["subject"]]
		switch {
		case c == nil || c.lines < 500:
		case row["farm"] == "" && len(c.values) > 100:
			hands++
		case row["farm"] == "together" && len(c.values) < c.lines/4:
			steady++
		}
	}
	if hands < 30 || steady < 3 {
		t.Errorf("%d people whose input is a hand's, %d laptops of farms whose input mostly is not, of %d counted", hands, steady, len(by))
	}
	for _, rate := range []float64{-0.1, 1.1} {
		bad := withLogs(1200, 5)
		bad.Live.Usual.Counted = rate
		if bad.Validate() == nil {
			t.Errorf("a share of %g is accepted", rate)
		}
	}
}
