package activity

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// judgeEvents runs a whole trace.
func judgeEvents(t testing.TB, events []Event) (windows []Window) {
	t.Helper()
	var m Meter
	for _, e := range events {
		if err := m.Push(e, func(w Window) { windows = append(windows, w) }); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
	}
	m.Close(func(w Window) { windows = append(windows, w) })
	return windows
}

// counts adds up events by stretches of time, as agents export them.
func counts(events []Event, step float64, distance bool) (out []Count) {
	for _, e := range events {
		at := math.Floor(e.At/step) * step
		if n := len(out); n == 0 || out[n-1].At != at {
			out = append(out, Count{At: at, Distance: -1})
			if distance {
				out[n].Distance = 0
			}
		}
		c := &out[len(out)-1]
		c.Events++
		if distance {
			c.Distance += math.Hypot(e.DX, e.DY)
		}
	}
	return out
}

func judgeCounts(t testing.TB, rows []Count) (windows []Window) {
	t.Helper()
	var m Meter
	for _, c := range rows {
		if err := m.PushCount(c, func(w Window) { windows = append(windows, w) }); err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
	}
	m.Close(func(w Window) { windows = append(windows, w) })
	return windows
}

// views are the forms in which a trace may come.
func views(t testing.TB, events []Event) map[string][]Window {
	return map[string][]Window{
		"1 events":       judgeEvents(t, events),
		"2 by second":    judgeCounts(t, counts(events, 1, true)),
		"3 by second, n": judgeCounts(t, counts(events, 1, false)),
		"4 by minute":    judgeCounts(t, counts(events, 60, true)),
		"5 by minute, n": judgeCounts(t, counts(events, 60, false)),
	}
}

// order of the views, as in views.
var order = [...]string{"1 events", "2 by second", "3 by second, n", "4 by minute", "5 by minute, n"}

// tally runs makers over seeds: traces in which a program was found within
// three windows, and all windows and alarms, by view.
type tally struct {
	traces                 int
	found, windows, alarms map[string]int
	why                    map[string]string
}

func run(t testing.TB, m maker, first uint64, seeds int) tally {
	y := tally{seeds, map[string]int{}, map[string]int{}, map[string]int{}, map[string]string{}}
	for s := range uint64(seeds) {
		events := m.make(rand.New(rand.NewPCG(first+s, 77)), 3000)
		slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
		for view, ws := range views(t, events) {
			hit := false
			for i, w := range ws {
				y.windows[view]++
				if w.Verdict == Jiggler {
					y.alarms[view]++
					y.why[view] = w.Reasons[0]
					hit = hit || i < 3
				}
			}
			if hit {
				y.found[view]++
			}
		}
	}
	return y
}

// The seeds that signs and bounds were set on, and those they were not.
const (
	development = 1
	heldOut     = 555_000
)

// traces is how many traces of each kind are made: one, or as many as
// MUSTER_SEEDS says. docs/analyse.md shows what six give.
func traces(t *testing.T) int {
	text := os.Getenv("MUSTER_SEEDS")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("MUSTER_SEEDS %q is not a number", text)
	}
	return n
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	sum := map[string][2]int{}
	for _, part := range []struct {
		name  string
		list  []maker
		first uint64
		floor float64 // share of traces found in events, within three windows
	}{
		{"development", programs(), development, 0.95},
		{"held out", programs(), heldOut, 0.9},
		{"strangers", strangers(), heldOut, 0.7},
		{"outsiders", outsiders(), heldOut, 0.8},
		{"newcomers", newPrograms(), heldOut, 0.8},
		{"lastcomers", lastPrograms(), heldOut, 0.6},
		{"variants", variants(), heldOut, 0.6},
	} {
		found, all := 0, 0
		for _, m := range part.list {
			y := run(t, m, part.first, traces(t))
			line := ""
			for _, v := range order {
				line += fmt.Sprintf(" %d/%d", y.found[v], y.traces)
				had := sum[part.name+", "+v]
				sum[part.name+", "+v] = [2]int{had[0] + y.found[v], had[1] + y.traces}
			}
			t.Logf("%-12s %-46s%s", part.name, m.name, line)
			found, all = found+y.found[order[0]], all+y.traces
		}
		if share(found, all) < part.floor {
			t.Errorf("%s: %d of %d traces found within three windows, want %v", part.name, found, all, part.floor)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(sum)) {
		t.Logf("%s: %d of %d traces found within 30 minutes", k, sum[k][0], sum[k][1])
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	for _, part := range []struct {
		name  string
		list  []maker
		first uint64
	}{
		{"development", people(), development},
		{"held out", people(), heldOut},
		{"strangers", neighbours(), heldOut},
		{"outsiders", locals(), heldOut},
		{"newcomers", newPeople(), heldOut},
		{"lastcomers", lastPeople(), heldOut},
	} {
		alarms, windows := map[string]int{}, map[string]int{}
		for _, m := range part.list {
			y := run(t, m, part.first, traces(t))
			for _, v := range order {
				alarms[v], windows[v] = alarms[v]+y.alarms[v], windows[v]+y.windows[v]
				if y.alarms[v] > 0 {
					t.Logf("%s, %s, %s: %d of %d windows: %s", part.name, m.name, v, y.alarms[v], y.windows[v], y.why[v])
				}
			}
		}
		for _, v := range order {
			t.Logf("%s, %s: %d alarms in %d windows", part.name, v, alarms[v], windows[v])
			if share(alarms[v], windows[v]) > 0.01 {
				t.Errorf("%s, %s: %d alarms in %d windows of honest people", part.name, v, alarms[v], windows[v])
			}
		}
	}
}
