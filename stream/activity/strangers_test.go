package activity

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Programs and people that nothing was tuned on: they were written after the
// signs and their bounds had been set.

func strangers() []maker {
	return []maker{
		{"a dot and back every four minutes", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 200, 290)
			return every(sec, func() float64 { return p }, func(at float64) []Event { return append(dot(at, 1, 0), dot(at+0.1, -1, 0)...) })
		}},
		{"corners of a box", func(r *rand.Rand, sec float64) []Event {
			w, h, wait, k := between(r, 50, 800), between(r, 50, 400), anyDelay(r), 0
			return every(sec, wait, func(at float64) []Event {
				k++
				return dot(at, [4]float64{w, 0, -w, 0}[k%4], [4]float64{0, h, 0, -h}[k%4])
			})
		}},
		{"zigzag for ever", func(r *rand.Rand, sec float64) (e []Event) {
			dt, length := between(r, 0.01, 0.1), 20+r.IntN(200)
			for k := 0; float64(k)*dt < sec; k++ {
				side := 1.0
				if k/length%2 == 1 {
					side = -1
				}
				e = append(e, Event{float64(k) * dt, 2 * side, pick(r, -1.0, 1)})
			}
			return e
		}},
		{"spiral now and then", func(r *rand.Rand, sec float64) []Event {
			wait, turns, size := anyDelay(r), between(r, 1, 4), between(r, 1, 6)
			return every(sec, wait, func(at float64) (e []Event) {
				var px, py float64
				for k := range 80 {
					a := turns * 2 * math.Pi * float64(k) / 80
					x, y := math.Round(size*a*math.Cos(a)*3), math.Round(size*a*math.Sin(a)*3)
					e = append(e, Event{at + 0.015*float64(k), x - px, y - py})
					px, py = x, y
				}
				return e
			})
		}},
		{"wandering for ever, sum of sines", func(r *rand.Rand, sec float64) (e []Event) {
			var f, a [4]float64
			for k := range f {
				f[k], a[k] = between(r, 0.05, 0.6), between(r, 20, 100)
			}
			var px, py float64
			for at := 0.0; at < sec; at += 0.02 {
				x := math.Round(a[0]*math.Sin(f[0]*at) + a[1]*math.Sin(f[1]*at*2.3))
				y := math.Round(a[2]*math.Cos(f[2]*at) + a[3]*math.Sin(f[3]*at*1.7))
				if x != px || y != py {
					e = append(e, Event{at, x - px, y - py})
				}
				px, py = x, y
			}
			return e
		}},
		{"click at uniform delays and a small step", func(r *rand.Rand, sec float64) []Event {
			wait := uniform(r)
			return every(sec, wait, func(at float64) []Event {
				return append(dot(at, between(r, -3, 3), between(r, 2, 5)), Event{at + 0.05, 0, 0}, Event{at + 0.1, 0, 0})
			})
		}},
		{"five steps right, five left", func(r *rand.Rand, sec float64) []Event {
			wait, k := anyDelay(r), 0
			return every(sec, wait, func(at float64) []Event { k++; return dot(at, [2]float64{7, -7}[k/5%2], 0) })
		}},
		{"glide to a random place, eased", func(r *rand.Rand, sec float64) []Event {
			wait, speed := anyDelay(r), between(r, 300, 1500)
			return every(sec, wait, func(at float64) []Event {
				x, y := between(r, -700, 700), between(r, -400, 400)
				return steps(at, x, y, max(8, int(100*math.Hypot(x, y)/speed)), 0.01, smooth)
			})
		}},
		{"key at jittered delays", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 10, 60)
			return every(sec, func() float64 { return p * between(r, 0.95, 1.05) }, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"hard: a hand's movements at log-normal delays", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 12, 0.6) }, func(at float64) []Event {
				return stroke(r, at, between(r, 100, 600), 0.01)
			})
		}},
		{"hard: keys at uniform delays", func(r *rand.Rand, sec float64) []Event {
			wait := uniform(r)
			return every(sec, wait, func(at float64) []Event { return dot(at, 0, 0) })
		}},
	}
}

func neighbours() []maker {
	return []maker{
		{"pen that hovers", func(r *rand.Rand, sec float64) []Event {
			e := work(r, sec, 0.0075, 0.2, 0.5, 1.5, 0.8)
			return add(e, gaze(r, sec/3))
		}},
		{"head tracker with dwell", func(r *rand.Rand, sec float64) (e []Event) {
			var vx, vy float64
			for at := 0.0; at < sec; at += 1 / 30.0 {
				if r.IntN(60) == 0 {
					vx, vy = 14*r.NormFloat64(), 9*r.NormFloat64()
				}
				vx, vy = 0.9*vx, 0.9*vy
				e = append(e, Event{at, math.Round(vx + 0.8*r.NormFloat64()), math.Round(vy + 0.8*r.NormFloat64())})
			}
			return e
		}},
		{"fast strategy game", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 0.15, 0.6) }, func(at float64) []Event {
				return append(stroke(r, at, 250*math.Exp(0.7*r.NormFloat64()), 0.004), Event{at + 0.3, 0, 0})
			})
		}},
		{"presenter's clicker", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 45, 0.5) }, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"meeting with a hand on the mouse", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 15, 1.2) }, func(at float64) []Event { return stroke(r, at, lognormal(r, 8, 1), 0.008) })
		}},
		{"slow and careful", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 4, 0.45) }, func(at float64) []Event { return stroke(r, at, lognormal(r, 120, 0.6), 0.016) })
		}},
		{"pixel editor", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 0.9, 0.6) }, func(at float64) []Event {
				return append(dot(at, pick(r, -16.0, 0, 16), pick(r, -16.0, 0, 16)), Event{at + 0.2, 0, 0})
			})
		}},
		{"arrow keys move a pointer (mouse keys)", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 1.5, 0.9) }, func(at float64) (e []Event) {
				dx, dy := pick(r, -5.0, 5), 0.0
				if r.IntN(2) == 0 {
					dx, dy = 0, dx
				}
				for k := range 1 + int(lognormal(r, 6, 0.8)) {
					e = append(e, Event{at + 0.04*float64(k), dx, dy})
				}
				return e
			})
		}},
		{"labelling pictures", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return math.Max(0.8, lognormal(r, 3, 0.35)) }, func(at float64) []Event {
				e := stroke(r, at, lognormal(r, 250, 0.5), 0.008)
				return append(e, Event{e[len(e)-1].At + 0.2, 0, 0}, Event{e[len(e)-1].At + 0.9, 0, 0})
			})
		}},
		{"remote desktop that drops events", func(r *rand.Rand, sec float64) []Event {
			return slices.DeleteFunc(sample(hand(r, sec), 0.1), func(Event) bool { return r.IntN(3) == 0 })
		}},
		{"work with a cat on the desk", func(r *rand.Rand, sec float64) []Event {
			return add(hand(r, sec), every(sec, func() float64 { return 100 * r.ExpFloat64() }, func(at float64) []Event { return stroke(r, at, 30, 0.008) }))
		}},
	}
}
