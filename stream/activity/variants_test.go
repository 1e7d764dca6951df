package activity

import (
	"math"
	"math/rand/v2"
)

// variants are programs as published ones may be set, written after newPrograms;
// the last signs were made on them.
func variants() []maker {
	u := func(r *rand.Rand, a, b float64) func() float64 { return func() float64 { return between(r, a, b) } }
	dirs := [][2]float64{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}
	line := func(r *rand.Rand, at float64, n int) (e []Event) {
		d := dirs[r.IntN(8)]
		for k := range n {
			e = append(e, Event{at + 0.005*float64(k), d[0], d[1]})
		}
		return e
	}
	return []maker{
		{"a line of ten to twenty dots", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 60), func(at float64) []Event { return line(r, at, 10+r.IntN(10)) })
		}},
		{"three lines of any length", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 60), func(at float64) (e []Event) {
				for range 3 {
					l := line(r, at, 1+r.IntN(150))
					e, at = append(e, l...), l[len(l)-1].At+0.005
				}
				return e
			})
		}},
		{"three lines of any length, each 30 seconds", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 30), func(at float64) (e []Event) {
				for range 3 {
					l := line(r, at, 1+r.IntN(150))
					e, at = append(e, l...), l[len(l)-1].At+0.005
				}
				return e
			})
		}},
		{"a line of any length", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 60), func(at float64) []Event { return line(r, at, 1+r.IntN(150)) })
		}},
		{"away and back, eased, each minute", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 60, 60), func(at float64) []Event {
				x, y := between(r, -50, 50), between(r, -50, 50)
				return append(steps(at, x, y, 25, 0.01, smooth), steps(at+0.3, -x, -y, 25, 0.01, smooth)...)
			})
		}},
		{"hard: a lock key twice, rarely", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 60, 240), func(at float64) []Event { return append(press(at), press(at+0.1)...) })
		}},
		{"hard: a lock key twice", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 90), func(at float64) []Event { return append(press(at), press(at+0.1)...) })
		}},
		{"a short leap", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 20, 40), func(at float64) []Event { return dot(at, between(r, -50, 50), between(r, -50, 50)) })
		}},
		{"a short glide", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 5, 30), func(at float64) []Event {
				return timed(at, between(r, -100, 100), between(r, -100, 100), between(r, 0.2, 1), ruled)
			})
		}},
		{"a short glide, rarely", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 90), func(at float64) []Event {
				return timed(at, between(r, -100, 100), between(r, -100, 100), between(r, 0.2, 1), ruled)
			})
		}},
		{"a glide to a place, and a click", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, u(r, 20, 60), func(at, x, y float64) []Event {
				e := timed(at, x, y, between(r, 0.5, 1.5), smooth)
				return append(e, press(e[len(e)-1].At+0.1)...)
			})
		}},
		{"hard: curves, rarely", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 20, 60), func(at float64) []Event { return bezier(r, at, between(r, -700, 700), between(r, -400, 400), 0.3) })
		}},
		{"a leap, and back after a second", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 30, 120), func(at float64) []Event { return append(dot(at, 100, 0), dot(at+1, -100, 0)...) })
		}},
		{"a leap at normal delays, rarely", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return math.Max(5, 60+15*r.NormFloat64()) }, func(at float64) []Event { return dot(at, between(r, -50, 50), between(r, -50, 50)) })
		}},
		{"hard: windows changed and the wheel turned", func(r *rand.Rand, sec float64) []Event {
			return every(sec, u(r, 10, 40), func(at float64) (e []Event) {
				e = append(press(at), press(at+0.1)...)
				for k := range 1 + r.IntN(5) {
					e = append(e, Event{at + 0.5 + 0.1*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"a person at work, and each minute a program beneath", func(r *rand.Rand, sec float64) []Event {
			return add(shifts(r, sec, 200, 500, 0.5, func(s float64) []Event { return hand(r, s) }), every(sec, u(r, 60, 60), func(at float64) []Event { return dot(at, 4, 4) }))
		}},
	}
}
