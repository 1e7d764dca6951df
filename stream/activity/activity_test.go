package activity

import (
	"fmt"
	"math"
	"math/rand/v2"
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

func TestFamilies(t *testing.T) {
	const seeds = 8
	for part, first := range map[string]uint64{"development": 1, "held out": 1000} {
		for kind, list := range map[string][]maker{"program": programs(), "person": people()} {
			for _, m := range list {
				found, windows, alarms := map[string]int{}, map[string]int{}, map[string]int{}
				why := map[string]string{}
				for s := range uint64(seeds) {
					events := m.make(rand.New(rand.NewPCG(first+s, 77)), 3000)
					for view, ws := range views(t, events) {
						hit := false
						for i, w := range ws {
							windows[view]++
							if w.Verdict == Jiggler {
								alarms[view]++
								why[view] = w.Reasons[0]
								hit = hit || i < 3
							}
						}
						if hit {
							found[view]++
						}
					}
				}
				line := ""
				for _, v := range []string{"1 events", "2 by second", "3 by second, n", "4 by minute", "5 by minute, n"} {
					if kind == "program" {
						line += fmt.Sprintf(" %d/%d", found[v], seeds)
					} else {
						line += fmt.Sprintf(" %d/%d", alarms[v], windows[v])
						if alarms[v] > 0 {
							line += "(" + why[v] + ")"
						}
					}
				}
				t.Logf("%s %s %-36s%s", part, kind, m.name, line)
			}
		}
	}
}
