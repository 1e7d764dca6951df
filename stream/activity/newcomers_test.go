package activity

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Programs as published ones move the pointer or press keys, and people at tools
// that those beside them do not use. Signs were mended on these, so they measure
// no more; the last of each list, in lastcomers_test.go, were not looked at until
// then.

// wind is a movement as a well-known program for games draws it: a pull towards
// the target, and a wind that turns.
func wind(r *rand.Rand, at, tx, ty float64) (events []Event) {
	var x, y, vx, vy, wx, wy, px, py float64
	limit := between(r, 8, 15)
	for k := 0; k < 2000 && math.Hypot(tx-x, ty-y) > 1; k++ {
		d := math.Hypot(tx-x, ty-y)
		if gust := math.Min(3, d); d >= 12 {
			wx, wy = wx/math.Sqrt(3)+(2*r.Float64()-1)*gust/math.Sqrt(5), wy/math.Sqrt(3)+(2*r.Float64()-1)*gust/math.Sqrt(5)
		} else {
			wx, wy, limit = wx/math.Sqrt(3), wy/math.Sqrt(3), math.Max(3, limit*0.8)
		}
		vx, vy = vx+wx+9*(tx-x)/d, vy+wy+9*(ty-y)/d
		if v := math.Hypot(vx, vy); v > limit {
			clip := limit/2 + r.Float64()*limit/2
			vx, vy = vx/v*clip, vy/v*clip
		}
		x, y = x+vx, y+vy
		if dx, dy := math.Round(x-px), math.Round(y-py); dx != 0 || dy != 0 {
			events = append(events, Event{at + 0.01*float64(k), dx, dy})
			px, py = px+dx, py+dy
		}
	}
	if len(events) == 0 {
		return dot(at, 1, 0)
	}
	return events
}

// timed is a movement that takes a fixed time, in steps of a twentieth of a second.
func timed(at, x, y, takes float64, shape func(float64) (float64, float64)) []Event {
	return steps(at, x, y, max(2, int(takes/0.05)), 0.05, shape)
}

// walks goes from place to place on a screen.
func walks(r *rand.Rand, sec float64, wait func() float64, move func(at, x, y float64) []Event) []Event {
	x, y := 960.0, 540.0
	return every(sec, wait, func(at float64) []Event {
		nx, ny := between(r, 0, 1920), between(r, 0, 1080)
		e := move(at, nx-x, ny-y)
		x, y = nx, ny
		return e
	})
}

func exponential(r *rand.Rand, mean float64) func() float64 {
	return func() float64 { return 0.35 + mean*r.ExpFloat64() }
}

// shifts is on for a while and off for a while.
func shifts(r *rand.Rand, sec, on, off, spread float64, do func(sec float64) []Event) (events []Event) {
	for at := 0.0; at < sec; {
		length := on * between(r, 1-spread, 1+spread)
		for _, e := range do(length) {
			events = append(events, Event{at + e.At, e.DX, e.DY})
		}
		at += length + off*between(r, 1-spread, 1+spread)
	}
	return events
}

func newPrograms() []maker {
	return []maker{
		{"wind, even delays", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 1, 15)
			return walks(r, sec, func() float64 { return between(r, low, 2.5*low) }, func(at, x, y float64) []Event { return wind(r, at, x, y) })
		}},
		{"wind, a fixed delay", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, constant(r), func(at, x, y float64) []Event { return wind(r, at, x, y) })
		}},
		{"hard: wind, exponential delays", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, exponential(r, between(r, 4, 20)), func(at, x, y float64) []Event { return wind(r, at, x, y) })
		}},
		{"a script's glide that takes as long each time", func(r *rand.Rand, sec float64) []Event {
			takes, shape := pick(r, 0.25, 0.5, 1, 2), pick(r, ruled, smooth)
			return walks(r, sec, anyDelay(r), func(at, x, y float64) []Event { return timed(at, x, y, takes, shape) })
		}},
		{"a script's glide, time drawn", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, exponential(r, between(r, 5, 30)), func(at, x, y float64) []Event { return timed(at, x, y, between(r, 0.3, 2), smooth) })
		}},
		{"leaps to places, exponential delays", func(r *rand.Rand, sec float64) []Event {
			return walks(r, sec, exponential(r, between(r, 3, 20)), dot)
		}},
		{"leaps to places, normal delays", func(r *rand.Rand, sec float64) []Event {
			mean := between(r, 5, 40)
			return walks(r, sec, func() float64 { return math.Max(0.5, mean*(1+0.35*r.NormFloat64())) }, dot)
		}},
		{"a board: small random moves", func(r *rand.Rand, sec float64) []Event {
			d, low := between(r, 3, 127), between(r, 0.5, 3)
			return every(sec, func() float64 { return between(r, low, 3*low) }, func(at float64) []Event { return dot(at, between(r, -d, d), between(r, -d, d)) })
		}},
		{"a board: one way for a random while", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return between(r, 1, 10) }, func(at float64) (e []Event) {
				dx, dy := float64(r.IntN(3)-1), pick(r, -1.0, 1)
				for k := range 10 + r.IntN(90) {
					e = append(e, Event{at + 0.01*float64(k), dx, dy})
				}
				return e
			})
		}},
		{"a step each few seconds, by shifts", func(r *rand.Rand, sec float64) []Event {
			p, d := between(r, 1, 10), between(r, 1, 50)
			return shifts(r, sec, between(r, 120, 400), between(r, 60, 400), pick(r, 0, 0.4), func(sec float64) []Event {
				return every(sec, func() float64 { return p }, func(at float64) []Event { return dot(at, between(r, -d, d), between(r, -d, d)) })
			})
		}},
		{"curved hand, by shifts", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 1, 5)
			return shifts(r, sec, between(r, 200, 600), between(r, 60, 300), 0.4, func(sec float64) []Event {
				return every(sec, func() float64 { return between(r, low, 3*low) }, func(at float64) []Event {
					return bezier(r, at, between(r, -700, 700), between(r, -400, 400), 0.3)
				})
			})
		}},
		{"a recording with noise", func(r *rand.Rand, sec float64) (e []Event) {
			part := hand(r, between(r, 60, 240))
			for at := 0.0; at < sec; {
				f := between(r, 0.97, 1.03)
				for _, p := range part {
					if p.DX != 0 || p.DY != 0 {
						p.DX, p.DY = p.DX+math.Round(0.5*r.NormFloat64()), p.DY+math.Round(0.5*r.NormFloat64())
					}
					e = append(e, Event{at + f*p.At, p.DX, p.DY})
				}
				at = e[len(e)-1].At + between(r, 1, 10)
			}
			return e
		}},
		{"a key nobody has, each 59 seconds", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return 59 + 0.02*r.NormFloat64() }, func(at float64) []Event { return append(dot(at, 0, 0), dot(at+0.001, 0, 0)...) })
		}},
		{"hard: words typed at random", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return between(r, 3, 20) }, func(at float64) (e []Event) {
				for range 5 + r.IntN(20) {
					e = append(e, Event{at, 0, 0})
					at += math.Max(0.03, 0.15+0.05*r.NormFloat64())
				}
				return e
			})
		}},
		{"a recording, slower or faster, with noise", func(r *rand.Rand, sec float64) (e []Event) {
			part := desk(r, between(r, 90, 300), 0.008, 0.6)
			for at := 0.0; at < sec; {
				f := between(r, 0.85, 1.15)
				for _, p := range part {
					if r.IntN(60) == 0 {
						continue
					}
					e = append(e, Event{at + f*p.At, p.DX, p.DY})
				}
				at = e[len(e)-1].At + between(r, 5, 60)
			}
			return e
		}},
		{"a pendulum", func(r *rand.Rand, sec float64) (e []Event) {
			turn, swing := between(r, 1, 3), between(r, 40, 200)
			var px float64
			for at := 0.0; at < sec; at += 0.008 {
				if x := math.Round(swing * math.Sin(2*math.Pi*at/turn) * (1 + 0.05*math.Sin(at/9))); x != px {
					e = append(e, Event{at, x - px, 0})
					px = x
				}
			}
			return e
		}},
		{"a person first, then a program", func(r *rand.Rand, sec float64) []Event {
			e := hand(r, 240)
			return append(e, shiftBy(every(sec-260, constant(r), func(at float64) []Event { return dot(at, pick(r, -4.0, 4), 0) }), 260)...)
		}},
		{"a program when nothing happens for a while", func(r *rand.Rand, sec float64) []Event {
			side := 1.0
			return shifts(r, sec, 120, 0, 0.5, func(length float64) []Event {
				e := hand(r, length/4)
				return append(e, shiftBy(every(length*3/4, func() float64 { return 5 }, func(at float64) []Event { side = -side; return dot(at, 4*side, 4*side) }), length/4+4)...)
			})
		}},
	}
}

func shiftBy(events []Event, by float64) []Event {
	for i := range events {
		events[i].At += by
	}
	return events
}

// submoves is a hand's movement of several bells of speed, each shorter, as
// people correct their aim; log-normal in time.
func submoves(r *rand.Rand, at, x, y, dt float64) (events []Event) {
	type bell struct{ start, mu, sigma, x, y float64 }
	var bells []bell
	start, rx, ry := 0.0, x, y
	for k := 0; k < 5 && (k == 0 || math.Hypot(rx, ry) > 3); k++ {
		share := between(r, 0.75, 1.08)
		turn := 0.12 * r.NormFloat64()
		bx, by := share*(rx*math.Cos(turn)-ry*math.Sin(turn)), share*(rx*math.Sin(turn)+ry*math.Cos(turn))
		b := bell{start, -1.6 + 0.12*math.Log1p(math.Hypot(bx, by)/50) + 0.15*r.NormFloat64(), between(r, 0.25, 0.45), bx, by}
		bells, rx, ry = append(bells, b), rx-bx, ry-by
		start += math.Exp(b.mu) * between(r, 0.7, 1.6)
	}
	var px, py float64
	for t := dt; t < start+0.8; t += dt {
		var nx, ny float64
		for _, b := range bells {
			if t > b.start {
				done := 0.5 * (1 + math.Erf((math.Log(t-b.start)-b.mu)/b.sigma/math.Sqrt2))
				nx, ny = nx+b.x*done, ny+b.y*done
			}
		}
		if dx, dy := math.Round(nx-px), math.Round(ny-py); dx != 0 || dy != 0 {
			events = append(events, Event{at + t, dx, dy})
			px, py = px+dx, py+dy
		}
	}
	if len(events) == 0 {
		return dot(at, 1, 0)
	}
	return events
}

// desk is work at windows, menus and fields: aim, click, type or read, in turn.
func desk(r *rand.Rand, sec, dt, pace float64) (events []Event) {
	x, y := 800.0, 500.0
	for at := 1.0; at < sec; {
		nx, ny := x+between(r, -300, 300), y+between(r, -200, 200)
		if r.IntN(4) == 0 {
			nx, ny = between(r, 0, 1920), between(r, 0, 1080)
		}
		nx, ny = math.Max(0, math.Min(1919, nx)), math.Max(0, math.Min(1079, ny))
		e := submoves(r, at, nx-x, ny-y, dt)
		events, x, y, at = append(events, e...), nx, ny, e[len(e)-1].At
		switch r.IntN(6) {
		case 0, 1, 2:
			at += lognormal(r, 0.2, 0.5)
			events = append(events, press(at)...)
		case 3:
			at += 0.5
			for range 1 + int(lognormal(r, 12, 1)) {
				events = append(events, press(at)...)
				at += lognormal(r, 0.16, 0.4)
			}
		case 4:
			for range 1 + r.IntN(12) {
				at += lognormal(r, 0.12, 0.7)
				events = append(events, Event{at, 0, 0})
			}
		}
		at += pace * lognormal(r, 1, 1.1)
		if r.IntN(12) == 0 {
			at += lognormal(r, 15, 1.1)
		}
	}
	return events
}

// ticks rounds times down, as a coarse clock does.
func ticks(events []Event, q float64) []Event {
	for i := range events {
		events[i].At = math.Floor(events[i].At/q) * q
	}
	return events
}

// inBursts hands events over as a slow line does: held, then all at once.
func inBursts(r *rand.Rand, events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	until := 0.0
	for i := range events {
		if events[i].At > until {
			until = events[i].At + lognormal(r, 0.12, 0.6)
		}
		events[i].At = until
	}
	return events
}
