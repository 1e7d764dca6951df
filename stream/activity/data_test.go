package activity

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// read reads a file of ../shared/data, which is there where bars are checked.
func read(t testing.TB, name string) (rows [][]string, column map[string]int) {
	t.Helper()
	f, err := os.Open("../../../shared/data/01_activity/" + name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("shared/data is needed where CI is set: %v", err)
		}
		t.Skipf("no shared/data here: %v", err)
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err = csv.NewReader(zipped).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	column = map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	return rows[1:], column
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func track(t testing.TB) (events []Event) {
	rows, c := read(t, "human_mouse_deviz.csv.gz")
	x, y := math.NaN(), 0.0
	for _, r := range rows {
		e := Event{At: number(t, r[c["date"]])}
		if nx, ny := number(t, r[c["x"]]), number(t, r[c["y"]]); r[c["type"]] == "Move" {
			if !math.IsNaN(x) {
				e.DX, e.DY = nx-x, ny-y
			}
			x, y = nx, ny
		}
		events = append(events, e)
	}
	return events
}

func TestProgramsOfTheData(t *testing.T) {
	rows, c := read(t, "jiggler_traces_dev.csv.gz")
	traces, names := map[string][]Event{}, []string{}
	for _, r := range rows {
		name := r[c["trace"]]
		if traces[name] == nil {
			names = append(names, name)
		}
		traces[name] = append(traces[name], Event{number(t, r[c["t_s"]]), number(t, r[c["dx"]]), number(t, r[c["dy"]])})
	}
	for _, name := range names {
		for view, ws := range views(t, traces[name]) {
			line, hit := "", false
			for i, w := range ws {
				line += fmt.Sprintf(" %.2f", w.Score)
				hit = hit || i < 3 && w.Verdict == Jiggler
			}
			// Numbers without distance leave random delays in the dark.
			if !hit && (view[0] == '1' || view[0] == '2' || view[0] == '4') {
				t.Errorf("%s, %s: not found within three windows:%s %q", name, view, line, ws[2].Reasons)
			}
			if !hit {
				t.Logf("%s, %s: not found:%s %q", name, view, line, ws[2].Reasons)
			}
		}
	}
}

// The one real track, as it is and as other logs would have written it.
func TestPersonOfTheData(t *testing.T) {
	real := track(t)
	spread := slices.Clone(real) // times within each second
	for i := 0; i < len(spread); {
		k := i
		for k < len(spread) && spread[k].At == spread[i].At {
			k++
		}
		for q := i; q < k; q++ {
			spread[q].At += math.Min(1, 0.011*float64(k-i)) * float64(q-i) / float64(k-i)
		}
		i = k
	}
	forms := map[string][]Event{"as it is": real, "within seconds": spread}
	for _, q := range []float64{0.1, 0.2, 0.5, 1, 2, 5, 10} {
		forms[fmt.Sprintf("sampled each %v s", q)] = sample(shift(spread), q)
	}
	for _, f := range []float64{0.25, 0.5, 2, 4} {
		slow := shift(spread)
		for i := range slow {
			slow[i].At *= f
		}
		forms[fmt.Sprintf("time by %v", f)] = slow
	}
	r := rand.New(rand.NewPCG(5, 5))
	var thin []Event
	for _, e := range spread {
		if r.IntN(20) == 0 {
			thin = append(thin, e)
		}
	}
	forms["one event in twenty"] = thin
	forms["rounded to a tenth"] = shift(spread)
	for i := range forms["rounded to a tenth"] {
		forms["rounded to a tenth"][i].At = math.Round(10*forms["rounded to a tenth"][i].At) / 10
	}
	for cut := 100; cut < len(spread); cut += len(spread) / 7 {
		forms[fmt.Sprintf("from event %d", cut)] = spread[cut:]
	}
	for name, events := range forms {
		for view, ws := range views(t, events) {
			for i, w := range ws {
				if w.Verdict == Jiggler {
					t.Errorf("%s, %s, window %d: %+v", name, view, i, w)
				}
				if name == "as it is" {
					t.Logf("%s, window %d: %s %.2f %q", view, i, w.Verdict, w.Score, w.Reasons)
				}
			}
		}
	}
}

func shift(events []Event) []Event {
	out := slices.Clone(events)
	for i := range out {
		out[i].At -= events[0].At
	}
	return out
}
