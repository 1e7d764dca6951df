package activity

import (
	"math"
	"math/rand/v2"
)

// newPeople are people at tools and tasks that the others do not use; see
// newPrograms.
func newPeople() []maker {
	return []maker{
		{"desk work, a coarse clock", func(r *rand.Rand, sec float64) []Event { return ticks(desk(r, sec, 0.008, 1), 0.015625) }},
		{"desk work, a mouse at 1,000 a second", func(r *rand.Rand, sec float64) []Event { return desk(r, sec, 0.001, between(r, 0.5, 2)) }},
		{"desk work over a slow line", func(r *rand.Rand, sec float64) []Event { return inBursts(r, desk(r, sec, 0.016, 1)) }},
		{"desk work, remote desktop that smooths", func(r *rand.Rand, sec float64) (out []Event) {
			var x, y float64 // what is still to come
			in, q := desk(r, sec, 0.008, 1), pick(r, 1/60.0, 1/30.0, 0.05)
			k := 0
			for at := 0.0; at < sec; at += q {
				for k < len(in) && in[k].At <= at {
					x, y, k = x+in[k].DX, y+in[k].DY, k+1
				}
				dx, dy := math.Trunc(0.35*x), math.Trunc(0.35*y)
				if dx == 0 && dy == 0 && math.Hypot(x, y) >= 1 {
					dx, dy = math.Round(x/math.Hypot(x, y)), math.Round(y/math.Hypot(x, y))
				}
				if dx != 0 || dy != 0 {
					out = append(out, Event{at, dx, dy})
					x, y = x-dx, y-dy
				}
			}
			return out
		}},
		{"a stick between the keys", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 1.5, 1.1) }, func(at float64) (e []Event) {
				angle, top := between(r, 0, 2*math.Pi), lognormal(r, 2.5, 0.5)
				n := 10 + int(lognormal(r, 40, 0.7))
				var x, y float64
				for k := range n {
					angle += 0.02 * r.NormFloat64()
					v := top * math.Min(1, math.Min(float64(k), float64(n-k))/8)
					x, y = x+v*math.Cos(angle), y+v*math.Sin(angle)
					if dx, dy := math.Trunc(x), math.Trunc(y); dx != 0 || dy != 0 {
						e, x, y = append(e, Event{at + 0.01*float64(k), dx, dy}), x-dx, y-dy
					}
				}
				if len(e) == 0 {
					return dot(at, 1, 0)
				}
				return e
			})
		}},
		{"taps on a touch screen", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 1.5, 8)
			return walks(r, sec, func() float64 { return lognormal(r, m, 0.8) }, func(at, x, y float64) []Event { return append(dot(at, x, y), press(at+0.01)...) })
		}},
		{"taps on a touch screen, an even task", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 1.5, 5)
			return walks(r, sec, func() float64 { return lognormal(r, m, 0.4) }, func(at, x, y float64) []Event { return append(dot(at, x, y), press(at+0.01)...) })
		}},
		{"a tablet's pen, lifted and set down elsewhere", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, func() float64 { return lognormal(r, 1.2, 0.9) }, func(at, x, y float64) []Event {
				return append(dot(at, x, y), submoves(r, at+0.02, 90*r.NormFloat64(), 90*r.NormFloat64(), 0.005)...)
			})
		}},
		{"shading with a pen", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2, 1) }, func(at float64) (e []Event) {
				rate, width := between(r, 2, 4), lognormal(r, 80, 0.4)
				phase, px := 0.0, 0.0
				for t := 0.0; t < lognormal(r, 5, 0.7); t += 0.0075 {
					phase += 2 * math.Pi * rate * 0.0075 * (1 + 0.5*r.NormFloat64())
					x := math.Round(width * (1 + 0.1*r.NormFloat64()) * math.Sin(phase))
					e = append(e, Event{at + t, x - px, math.Round(0.6 + 0.5*r.NormFloat64())})
					px = x
				}
				if len(e) == 0 {
					return dot(at, 1, 0)
				}
				return e
			})
		}},
		{"a mouse rubbed to and fro on a call", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 35, 0.8) }, func(at float64) (e []Event) {
				for k := range 2 + r.IntN(10) {
					side := float64(1 - 2*(k%2))
					e = append(e, submoves(r, at+0.35*float64(k), side*lognormal(r, 120, 0.25), 6*r.NormFloat64(), 0.008)...)
				}
				return e
			})
		}},
		{"a trainer for aiming", func(r *rand.Rand, sec float64) []Event {
			return shifts(r, sec, 60, 20, 0.3, func(sec float64) []Event {
				return walks(r, sec, func() float64 { return lognormal(r, 0.4, 0.25) }, func(at, x, y float64) []Event {
					e := submoves(r, at, x, y, 0.002)
					return append(e, press(e[len(e)-1].At+0.05)...)
				})
			})
		}},
		{"cards, by drag", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.2, 0.6) }, func(at float64) []Event {
				e := append(dot(at, 0, 0), submoves(r, at+0.1, pick(r, -240.0, -120, 120, 240, 360), between(r, -150, 150), 0.008)...)
				return append(e, Event{e[len(e)-1].At + 0.08, 0, 0})
			})
		}},
		{"one button of a game, over and over", func(r *rand.Rand, sec float64) []Event {
			return shifts(r, sec, 90, 25, 0.6, func(sec float64) []Event {
				p := lognormal(r, 0.5, 0.3)
				return every(sec, func() float64 { return math.Max(0.08, p*(1+0.09*r.NormFloat64())) }, func(at float64) []Event {
					if r.IntN(9) == 0 {
						return append(dot(at, pick(r, -1.0, 1), pick(r, -1.0, 0, 1)), press(at+0.02)...)
					}
					return press(at)
				})
			})
		}},
		{"choosing photographs, by keys", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 1.2, 4)
			return every(sec, func() float64 { return lognormal(r, m, 0.45) }, press)
		}},
		{"a scanner of goods", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 6, 0.7) }, func(at float64) (e []Event) {
				for k := range 28 { // thirteen figures and a return, down and up
					e = append(e, Event{at + 0.006*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"a scanner of goods at a belt", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.5, 0.3) }, func(at float64) (e []Event) {
				for k := range 28 {
					e = append(e, Event{at + 0.006*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"a program that types a phrase at a short-cut", func(r *rand.Rand, sec float64) []Event {
			return add(desk(r, sec, 0.008, 2), every(sec, func() float64 { return lognormal(r, 25, 0.8) }, func(at float64) (e []Event) {
				for k := range 40 {
					e = append(e, Event{at + 0.005*float64(k), 0, 0})
				}
				return e
			}))
		}},
		{"a controller as mouse", func(r *rand.Rand, sec float64) (e []Event) {
			var vx, vy, gx, gy float64
			for at := 0.0; at < sec; at += 1 / 120.0 {
				if r.IntN(70) == 0 {
					gx, gy = 0, 0
					if r.IntN(3) > 0 {
						gx, gy = 6*r.NormFloat64(), 4*r.NormFloat64()
					}
				}
				vx, vy = vx+0.15*(gx-vx), vy+0.15*(gy-vy)
				if dx, dy := math.Round(vx), math.Round(vy); dx != 0 || dy != 0 {
					e = append(e, Event{at, dx, dy})
				}
			}
			return e
		}},
		{"a voice that names fields of a grid", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 4, 0.7) }, func(at float64) []Event {
				return append(dot(at, 213*float64(r.IntN(9)-4), 120*float64(r.IntN(9)-4)), press(at+0.05)...)
			})
		}},
		{"one finger, key by key", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 {
				if r.IntN(25) == 0 {
					return lognormal(r, 5, 0.9)
				}
				return lognormal(r, 0.55, 0.4)
			}, press)
		}},
		{"figures and arrows in a sheet", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.5, 0.5) }, func(at float64) (e []Event) {
				for k := range 3 + r.IntN(4) {
					e = append(e, press(at+0.2*float64(k)+0.03*r.Float64())...)
				}
				return e
			})
		}},
		{"a chart that is looked after: a nudge each minute or so", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return math.Max(8, 60+15*r.NormFloat64()) }, func(at float64) []Event {
				return submoves(r, at, 60*r.NormFloat64(), 40*r.NormFloat64(), 0.008)
			})
		}},
		{"drawings in space: turn, zoom, click", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 1.5, 1) }, func(at float64) (e []Event) {
				switch r.IntN(3) {
				case 0:
					for range 2 + r.IntN(15) {
						e = append(e, Event{at, 0, 0})
						at += lognormal(r, 0.06, 0.5)
					}
				case 1:
					e = submoves(r, at, between(r, -400, 400), between(r, -300, 300), 0.008)
				default:
					for k := range 3 + r.IntN(6) {
						e = append(e, submoves(r, at+0.2*float64(k), 60*r.NormFloat64(), 30*r.NormFloat64(), 0.008)...)
					}
				}
				return e
			})
		}},
		{"a flight in a game, keys held", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 0.7, 0.8) }, func(at float64) (e []Event) {
				for k := range 1 + int(lognormal(r, 12, 1)) {
					e = append(e, Event{at + 0.033*float64(k), 0, 0})
				}
				return append(e, submoves(r, at, 30*r.NormFloat64(), 15*r.NormFloat64(), 0.004)...)
			})
		}},
		{"reading, a nudge when the line is lost", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 40, 0.7) }, func(at float64) []Event {
				return submoves(r, at, lognormal(r, 25, 0.8), 3*r.NormFloat64(), 0.008)
			})
		}},
		{"a game, whole seconds", func(r *rand.Rand, sec float64) []Event { return ticks(game(r, sec, 0.008, 0.15), 1) }},
		{"a game without rest, whole seconds", func(r *rand.Rand, sec float64) []Event { return ticks(game(r, sec, 0.008, 0.01), 1) }},
		{"desk work, whole seconds", func(r *rand.Rand, sec float64) []Event { return ticks(desk(r, sec, 0.008, 0.5), 1) }},
		{"cards, whole seconds", func(r *rand.Rand, sec float64) []Event {
			return ticks(every(sec, func() float64 { return lognormal(r, 1.2, 0.4) }, func(at float64) []Event {
				return append(submoves(r, at+0.1, pick(r, -240.0, -120, 120, 240, 360), between(r, -150, 150), 0.008), press(at+1.2)...)
			}), 1)
		}},
		{"a poller that sleeps each second", func(r *rand.Rand, sec float64) []Event {
			return sampleLate(r, desk(r, sec, 0.008, 1), 1, 0.02)
		}},
		{"a poller that sleeps five seconds, slow work", func(r *rand.Rand, sec float64) []Event {
			return sampleLate(r, desk(r, sec, 0.008, 8), 5, 0.05)
		}},
		{"two screens of data, a copy from one to the other", func(r *rand.Rand, sec float64) []Event {
			side := 1.0
			return every(sec, func() float64 { return lognormal(r, 1.6, 0.4) }, func(at float64) []Event {
				side = -side
				e := submoves(r, at, side*(1400+15*r.NormFloat64()), side*(40+10*r.NormFloat64()), 0.008)
				return append(e, press(e[len(e)-1].At+lognormal(r, 0.25, 0.3))...)
			})
		}},
	}
}

// sampleLate is a log that looks at the pointer, sleeps, and is late by chance.
func sampleLate(r *rand.Rand, events []Event, sleep, late float64) (out []Event) {
	var x, y float64
	next := sleep
	for _, e := range events {
		for e.At >= next {
			if x != 0 || y != 0 {
				out = append(out, Event{next, x, y})
			}
			x, y, next = 0, 0, next+sleep+late*r.ExpFloat64()
		}
		x, y = x+e.DX, y+e.DY
	}
	return out
}
