package activity

import (
	"math"
	"math/rand/v2"
)

// The last that were written; no sign was made or mended on them.

// lerp is a movement that goes a share of what is left at each step.
func lerp(at, x, y, part, dt float64) (events []Event) {
	var px, py float64
	cx, cy := 0.0, 0.0
	for k := 0; k < 400 && math.Hypot(x-cx, y-cy) > 0.6; k++ {
		cx, cy = cx+part*(x-cx), cy+part*(y-cy)
		if dx, dy := math.Round(cx-px), math.Round(cy-py); dx != 0 || dy != 0 {
			events = append(events, Event{at + dt*float64(k), dx, dy})
			px, py = px+dx, py+dy
		}
	}
	if len(events) == 0 {
		return dot(at, 1, 0)
	}
	return events
}

func lastPrograms() []maker {
	return []maker{
		{"a share of the way at each step", func(r *rand.Rand, sec float64) []Event {
			part, wait := between(r, 0.05, 0.3), uniform(r)
			return walks(r, sec, wait, func(at, x, y float64) []Event { return lerp(at, x, y, part, 0.01) })
		}},
		{"the same at exponential delays", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, exponential(r, between(r, 3, 20)), func(at, x, y float64) []Event { return lerp(at, x, y, 0.1, 0.016) })
		}},
		{"leaps, few of them long", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 1, 4)
			return every(sec, func() float64 { return p * between(r, 0.8, 1.2) }, func(at float64) []Event {
				angle, length := between(r, 0, 2*math.Pi), math.Min(1500, 4*math.Pow(r.Float64(), -0.8))
				return dot(at, length*math.Cos(angle), length*math.Sin(angle))
			})
		}},
		{"up and down the wheel", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 3, 10)
			return every(sec, func() float64 { return between(r, low, 1.5*low) }, func(at float64) []Event { return append(dot(at, 0, 0), dot(at+0.05, 0, 0)...) })
		}},
		{"from wall to wall for ever", func(r *rand.Rand, sec float64) (e []Event) {
			x, y, vx, vy, dt := 500.0, 500.0, between(r, 1, 6), between(r, 1, 6), between(r, 0.01, 0.03)
			for at := 0.0; at < sec; at += dt {
				if x+vx < 0 || x+vx > 1919 {
					vx = -vx
				}
				if y+vy < 0 || y+vy > 1079 {
					vy = -vy
				}
				e = append(e, Event{at, math.Round(x+vx) - math.Round(x), math.Round(y+vy) - math.Round(y)})
				x, y = x+vx, y+vy
			}
			return e
		}},
		{"away, and back after some seconds", func(r *rand.Rand, sec float64) []Event {
			low, d, side := between(r, 2, 20), between(r, 50, 300), 1.0
			return every(sec, func() float64 { return between(r, low, 3*low) }, func(at float64) []Event { side = -side; return dot(at, side*d, side*d/3) })
		}},
		{"two recorded movements in turn", func(r *rand.Rand, sec float64) []Event {
			a, b, low := stroke(r, 0, 200, 0.01), stroke(r, 0, 300, 0.01), between(r, 4, 20)
			return every(sec, func() float64 { return between(r, low, 2*low) }, func(at float64) (e []Event) {
				for _, m := range pick(r, a, b) {
					e = append(e, Event{at + m.At, m.DX, m.DY})
				}
				return e
			})
		}},
		{"a nudge at normal delays", func(r *rand.Rand, sec float64) []Event {
			mean := between(r, 5, 30)
			return every(sec, func() float64 { return math.Max(1, mean*(1+0.3*r.NormFloat64())) }, func(at float64) []Event { return dot(at, pick(r, -3.0, -2, 2, 3), pick(r, -2.0, 0, 2)) })
		}},
		{"hard: smooth noise, now and then", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return between(r, 5, 40) }, func(at float64) (e []Event) {
				f, p := between(r, 0.5, 2), between(r, 0, 6)
				var px, py float64
				for t := 0.0; t < between(r, 1, 5); t += 0.016 {
					x, y := math.Round(80*(math.Sin(f*t*2+p)+0.5*math.Sin(f*t*5.1+2*p))), math.Round(60*(math.Cos(f*t*1.7+p)+0.5*math.Sin(f*t*4.3)))
					if t > 0 && (x != px || y != py) {
						e = append(e, Event{at + t, x - px, y - py})
					}
					px, py = x, y
				}
				if len(e) == 0 {
					return dot(at, 1, 0)
				}
				return e
			})
		}},
	}
}

func lastPeople() []maker {
	return []maker{
		{"dabs with a brush", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 0.9, 0.5) }, func(at float64) []Event {
				e := submoves(r, at, 15*r.NormFloat64(), 15*r.NormFloat64(), 0.0075)
				return append(e, press(e[len(e)-1].At+0.1)...)
			})
		}},
		{"knobs of a mixing desk", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 3, 0.9) }, func(at float64) []Event {
				return append(submoves(r, at, 200*r.NormFloat64(), 100*r.NormFloat64(), 0.008), submoves(r, at+1, 0, 40*r.NormFloat64(), 0.008)...)
			})
		}},
		{"a film cut, along its line", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2, 1) }, func(at float64) (e []Event) {
				v := 2 * r.NormFloat64()
				for k := range 20 + int(lognormal(r, 60, 0.7)) {
					v += 0.3 * r.NormFloat64()
					if x := math.Round(v); x != 0 {
						e = append(e, Event{at + 0.016*float64(k), x, 0})
					}
				}
				if len(e) == 0 {
					return dot(at, 1, 0)
				}
				return e
			})
		}},
		{"a map, dragged and zoomed", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 1.8, 0.9) }, func(at float64) (e []Event) {
				if r.IntN(2) == 0 {
					for range 1 + r.IntN(6) {
						e = append(e, Event{at, 0, 0})
						at += lognormal(r, 0.1, 0.4)
					}
					return e
				}
				return append(dot(at, 0, 0), submoves(r, at+0.1, between(r, -500, 500), between(r, -400, 400), 0.008)...)
			})
		}},
		{"chat: a line, then waiting", func(r *rand.Rand, sec float64) []Event { return typing(r, sec, 0.14, 25) }},
		{"a crossword", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 9, 0.9) }, func(at float64) (e []Event) {
				e = submoves(r, at, 120*r.NormFloat64(), 120*r.NormFloat64(), 0.016)
				at = e[len(e)-1].At + 0.4
				for range 3 + r.IntN(8) {
					e = append(e, press(at)...)
					at += lognormal(r, 0.35, 0.4)
				}
				return e
			})
		}},
		{"a shop looked through", func(r *rand.Rand, sec float64) []Event { return desk(r, sec, 0.0083, 2.5) }},
		{"flicks through pictures on glass", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.4, 0.5) }, func(at float64) []Event {
				return submoves(r, at, -lognormal(r, 500, 0.2), 30*r.NormFloat64(), 0.011)
			})
		}},
		{"waves of a game, and waiting between", func(r *rand.Rand, sec float64) []Event {
			return shifts(r, sec, 40, 30, 0.3, func(sec float64) []Event { return desk(r, sec, 0.004, 0.3) })
		}},
		{"a tremor that the system damps", func(r *rand.Rand, sec float64) []Event {
			e := desk(r, sec, 0.008, 1.3)
			for i := range e {
				if e[i].DX != 0 || e[i].DY != 0 {
					e[i].DX, e[i].DY = math.Round(e[i].DX+1.2*math.Sin(30*e[i].At)), math.Round(e[i].DY+1.2*math.Cos(30*e[i].At))
				}
			}
			return e
		}},
		{"checking a list: a click on each line", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 1.8, 0.35) }, func(at float64) []Event {
				e := submoves(r, at, 1.5*r.NormFloat64(), 24+1.5*r.NormFloat64(), 0.008)
				return append(e, press(e[len(e)-1].At+lognormal(r, 0.2, 0.3))...)
			})
		}},
		{"a lesson: a page each half minute or so", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 35, 0.35) }, press)
		}},
	}
}
