package activity

import (
	"math"
	"math/rand/v2"
)

// The programs and people of the tests: each makes the events of a trace from
// a seed, its parameters drawn anew each time.

type maker struct {
	name string
	make func(r *rand.Rand, seconds float64) []Event
}

func between(r *rand.Rand, low, high float64) float64 { return low + (high-low)*r.Float64() }

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// every makes acts with intervals from next.
func every(seconds float64, next func() float64, do func(at float64) []Event) (events []Event) {
	for at := 1.0; at < seconds; {
		done := do(at)
		events = append(events, done...)
		at = math.Max(at, done[len(done)-1].At) + next()
	}
	return events
}

func dot(at, x, y float64) []Event { return []Event{{at, math.Round(x), math.Round(y)}} }

// delays are the ways programs wait.
func constant(r *rand.Rand) func() float64 {
	p := pick(r, 1.0, 2, 3, 5, 7.5, 10, 15, 30, 45, 60, 120)
	return func() float64 { return p }
}

func uniform(r *rand.Rand) func() float64 {
	low := between(r, 1, 30)
	high := low * between(r, 1.3, 4)
	return func() float64 { return between(r, low, high) }
}

func gaussian(r *rand.Rand) func() float64 {
	mean := between(r, 4, 50)
	sd := mean * between(r, 0.03, 0.25)
	return func() float64 { return math.Max(0.3, mean+sd*r.NormFloat64()) }
}

func anyDelay(r *rand.Rand) func() float64 { return pick(r, constant, uniform, gaussian)(r) }

// steps draws a path in n events, dt apart; shape gives the share of the way.
func steps(at, x, y float64, n int, dt float64, shape func(s float64) (float64, float64)) (events []Event) {
	var px, py float64
	for k := range n {
		a, b := shape(float64(k+1) / float64(n))
		nx, ny := math.Round(x*a-y*b), math.Round(y*a+x*b)
		if nx != px || ny != py {
			events = append(events, Event{at + float64(k)*dt, nx - px, ny - py})
		}
		px, py = nx, ny
	}
	if len(events) == 0 {
		events = dot(at, 1, 0)
	}
	return events
}

func ruled(s float64) (float64, float64)  { return s, 0 }
func smooth(s float64) (float64, float64) { return s * s * (3 - 2*s), 0 }

func programs() []maker {
	return []maker{
		{"back and forth", func(r *rand.Rand, sec float64) []Event {
			d, wait := float64(1+r.IntN(10)), anyDelay(r)
			side := 1.0
			return every(sec, wait, func(at float64) []Event { side = -side; return dot(at, side*d, 0) })
		}},
		{"out and back at once", func(r *rand.Rand, sec float64) []Event {
			d, wait := float64(5+r.IntN(50)), anyDelay(r)
			return every(sec, wait, func(at float64) []Event { return append(dot(at, d, 0), dot(at+0.05, -d, 0)...) })
		}},
		{"no movement", func(r *rand.Rand, sec float64) []Event {
			return every(sec, constant(r), func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"key at a fixed interval", func(r *rand.Rand, sec float64) []Event {
			return every(sec, constant(r), func(at float64) []Event { return append(dot(at, 0, 0), dot(at+0.05, 0, 0)...) })
		}},
		{"random step", func(r *rand.Rand, sec float64) []Event {
			d, wait := between(r, 5, 300), anyDelay(r)
			return every(sec, wait, func(at float64) []Event { return dot(at, between(r, -d, d), between(r, -d, d)) })
		}},
		{"random place on the screen", func(r *rand.Rand, sec float64) []Event {
			var x, y float64
			wait := anyDelay(r)
			return every(sec, wait, func(at float64) []Event {
				nx, ny := between(r, 0, 1920), between(r, 0, 1080)
				e := dot(at, nx-x, ny-y)
				x, y = nx, ny
				return e
			})
		}},
		{"square", func(r *rand.Rand, sec float64) []Event {
			side, dt, wait := 3+r.IntN(30), between(r, 0.005, 0.03), anyDelay(r)
			return every(sec, wait, func(at float64) (e []Event) {
				for k := range 4 * side {
					c, s := [4]float64{1, 0, -1, 0}[k/side], [4]float64{0, 1, 0, -1}[k/side]
					e = append(e, Event{at + float64(k)*dt, c, s})
				}
				return e
			})
		}},
		{"circle for ever", func(r *rand.Rand, sec float64) []Event { return curve(r, sec, 1, 1) }},
		{"Lissajous for ever", func(r *rand.Rand, sec float64) []Event { return curve(r, sec, 2, 3) }},
		{"circle now and then", func(r *rand.Rand, sec float64) []Event {
			radius, wait := between(r, 5, 100), anyDelay(r)
			return every(sec, wait, func(at float64) []Event {
				var e []Event
				for k := range 36 {
					a, b := float64(k)*math.Pi/18, float64(k+1)*math.Pi/18
					e = append(e, Event{at + float64(k)*0.02, math.Round(radius*math.Cos(b)) - math.Round(radius*math.Cos(a)), math.Round(radius*math.Sin(b)) - math.Round(radius*math.Sin(a))})
				}
				return e
			})
		}},
		{"ruled line to a random place", func(r *rand.Rand, sec float64) []Event {
			wait, n, dt := anyDelay(r), 20+r.IntN(80), between(r, 0.005, 0.02)
			return every(sec, wait, func(at float64) []Event {
				return steps(at, between(r, -600, 600), between(r, -400, 400), n, dt, ruled)
			})
		}},
		{"synthetic hand, fixed steps", func(r *rand.Rand, sec float64) []Event {
			wait, n, dt := anyDelay(r), 20+r.IntN(60), between(r, 0.005, 0.02)
			return every(sec, wait, func(at float64) []Event {
				bend := between(r, -0.4, 0.4)
				return steps(at, between(r, -600, 600), between(r, -400, 400), n, dt, func(s float64) (float64, float64) {
					a, _ := smooth(s)
					return a, bend * a * (1 - a)
				})
			})
		}},
		{"synthetic hand, steps by distance", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 2, 15)
			high := low * between(r, 1.5, 3)
			return every(sec, func() float64 { return between(r, low, high) }, func(at float64) []Event {
				x, y := between(r, -800, 800), between(r, -400, 400)
				bend := between(r, -0.3, 0.3)
				return steps(at, x, y, 5+int(math.Hypot(x, y)/12), 0.01, func(s float64) (float64, float64) {
					a, _ := smooth(s)
					return a, bend * a * (1 - a)
				})
			})
		}},
		{"tremble every moment", func(r *rand.Rand, sec float64) []Event {
			d, low := between(r, 2, 8), between(r, 0.3, 1)
			return every(sec, func() float64 { return between(r, low, 2*low) }, func(at float64) []Event {
				return dot(at, between(r, -d, d), between(r, -d, d))
			})
		}},
		{"drift one way", func(r *rand.Rand, sec float64) []Event {
			wait, d := anyDelay(r), float64(1+r.IntN(10))
			return every(sec, wait, func(at float64) []Event { return dot(at, d, 0) })
		}},
		{"recording in a loop", func(r *rand.Rand, sec float64) []Event {
			length := between(r, 20, 150)
			part := hand(r, length)
			var e []Event
			for at := 0.0; at < sec; at += length + 1 {
				for _, p := range part {
					e = append(e, Event{at + p.At, p.DX, p.DY})
				}
			}
			return e
		}},
	}
}

func curve(r *rand.Rand, sec, fx, fy float64) (events []Event) {
	radius, turn, dt := between(r, 20, 300), between(r, 2, 20), between(r, 0.008, 0.05)
	var px, py float64
	px = radius
	for at := dt; at < sec; at += dt {
		x, y := math.Round(radius*math.Cos(2*math.Pi*fx*at/turn)), math.Round(radius*math.Sin(2*math.Pi*fy*at/turn))
		if x != px || y != py {
			events = append(events, Event{at, x - px, y - py})
		}
		px, py = x, y
	}
	return events
}

// stroke is one movement of a hand: a bell of speed, bent, with a tremble.
func stroke(r *rand.Rand, at, length, dt float64) (events []Event) {
	angle, bend := between(r, 0, 2*math.Pi), 0.15*r.NormFloat64()
	n := max(2, int((0.12+0.09*math.Log2(1+length/20))*math.Exp(0.3*r.NormFloat64())/dt))
	var px, py float64
	for k := range n {
		s := float64(k+1) / float64(n)
		a := s * s * s * (10 - 15*s + 6*s*s)
		x := length*(a*math.Cos(angle)-bend*a*(1-a)*math.Sin(angle)) + 0.7*r.NormFloat64()
		y := length*(a*math.Sin(angle)+bend*a*(1-a)*math.Cos(angle)) + 0.7*r.NormFloat64()
		dx, dy := math.Round(x-px), math.Round(y-py)
		if dx != 0 || dy != 0 {
			events = append(events, Event{at + float64(k)*dt, dx, dy})
			px, py = px+dx, py+dy
		}
	}
	return events
}

// hand is somebody at work: flurries of strokes and clicks, and pauses.
func hand(r *rand.Rand, sec float64) []Event { return work(r, sec, 0.008, 0.6, 1.1, 4, 1.2) }

// work makes strokes dt apart in flurries: pauses within and between are drawn
// from log-normal distributions.
func work(r *rand.Rand, sec, dt, within, spread, between, wide float64) (events []Event) {
	at := 0.5
	for at < sec {
		for n := 1 + int(r.ExpFloat64()*6); n > 0 && at < sec; n-- {
			e := stroke(r, at, 4+120*math.Exp(1.1*r.NormFloat64()-0.6), dt)
			events = append(events, e...)
			if len(e) > 0 {
				at = e[len(e)-1].At
			}
			if r.IntN(3) == 0 {
				events = append(events, Event{at + 0.1, 0, 0}, Event{at + 0.2, 0, 0})
				at += 0.2
			}
			at += within * math.Exp(spread*r.NormFloat64())
		}
		at += between * math.Exp(wide*r.NormFloat64())
	}
	return events
}
