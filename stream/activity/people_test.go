package activity

import (
	"math"
	"math/rand/v2"
)

// lognormal is how people pause.
func lognormal(r *rand.Rand, median, spread float64) float64 {
	return median * math.Exp(spread*r.NormFloat64())
}

// people are honest sessions that are easily taken for a program's.
func people() []maker {
	return []maker{
		{"office work", hand},
		{"reading with nudges", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 25, 0.8) }, func(at float64) []Event { return stroke(r, at, 3+60*r.ExpFloat64(), 0.008) })
		}},
		{"reading by page key", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 15, 60)
			return every(sec, func() float64 { return lognormal(r, m, between(r, 0.2, 0.4)) }, func(at float64) []Event { return append(dot(at, 0, 0), dot(at+0.08, 0, 0)...) })
		}},
		{"reading by wheel notches", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 3, 20)
			return every(sec, func() float64 { return lognormal(r, m, 0.5) }, func(at float64) (e []Event) {
				for k := range 1 + r.IntN(3) {
					e = append(e, Event{at + 0.1*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"watching a film", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return 60 + 200*r.ExpFloat64() }, func(at float64) []Event { return stroke(r, at, 40, 0.008) })
		}},
		{"shooter game", func(r *rand.Rand, sec float64) []Event { return game(r, sec, 0.001*pick(r, 2.0, 4, 8), 0.15) }},
		{"game without pauses", func(r *rand.Rand, sec float64) []Event { return game(r, sec, 0.008, 0.01) }},
		{"clicking game", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 {
				if r.IntN(40) == 0 {
					return lognormal(r, 4, 1)
				}
				return math.Max(0.05, 0.18+0.03*r.NormFloat64())
			}, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"trackball", func(r *rand.Rand, sec float64) []Event { return work(r, sec, 0.012, 0.4, 0.9, 5, 1.1) }},
		{"touchpad", func(r *rand.Rand, sec float64) []Event { return work(r, sec, 0.0166, 0.7, 0.8, 4, 1.2) }},
		{"slow polling", func(r *rand.Rand, sec float64) []Event { return work(r, sec, 0.05, 0.7, 1, 4, 1.2) }},
		{"remote desktop, rounded times", func(r *rand.Rand, sec float64) []Event {
			q := pick(r, 0.05, 0.1, 0.25)
			e := work(r, sec, 0.016, 0.7, 1, 4, 1.2)
			for i := range e {
				e[i].At = math.Round(e[i].At/q) * q
			}
			return e
		}},
		{"whole seconds", func(r *rand.Rand, sec float64) []Event {
			e := hand(r, sec)
			for i := range e {
				e[i].At = math.Floor(e[i].At)
			}
			return e
		}},
		{"log that samples the pointer", func(r *rand.Rand, sec float64) []Event { return sample(hand(r, sec), pick(r, 0.2, 0.5, 1, 2, 5)) }},
		{"game, log that samples", func(r *rand.Rand, sec float64) []Event {
			return sample(game(r, sec, 0.008, 0.15), pick(r, 0.5, 1, 2, 5))
		}},
		{"drawing", func(r *rand.Rand, sec float64) []Event { return work(r, sec, 0.005, 0.35, 0.6, 2.5, 0.9) }},
		{"tremor at rest", func(r *rand.Rand, sec float64) []Event { return tremor(r, sec) }},
		{"tremor at work", func(r *rand.Rand, sec float64) []Event { return add(tremor(r, sec), hand(r, sec)) }},
		{"one switch, scanning", func(r *rand.Rand, sec float64) []Event {
			scan := between(r, 0.8, 2)
			return every(sec, func() float64 {
				if r.IntN(15) == 0 {
					return lognormal(r, 12, 0.8)
				}
				return math.Max(0.3, scan*float64(1+r.IntN(6))+0.12*r.NormFloat64())
			}, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"eye tracker", func(r *rand.Rand, sec float64) []Event { return gaze(r, sec) }},
		{"worn sensor", func(r *rand.Rand, sec float64) []Event {
			m := between(r, 2, 20)
			return every(sec, func() float64 { return m * r.ExpFloat64() }, func(at float64) []Event { return dot(at, pick(r, -1.0, 0, 1), pick(r, -1.0, 1)) })
		}},
		{"copy and paste", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.5, 0.5) }, func(at float64) []Event {
				length := 300 * math.Exp(0.25*r.NormFloat64())
				e := stroke(r, at, length, 0.008)
				end := e[len(e)-1].At
				return append(e, Event{end + lognormal(r, 0.25, 0.4), 0, 0}, Event{end + 1, 0, 0})
			})
		}},
		{"spreadsheet by keys", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 {
				if r.IntN(30) == 0 {
					return lognormal(r, 8, 1)
				}
				return lognormal(r, 0.35, 0.5)
			}, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"held key", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 3, 1) }, func(at float64) (e []Event) {
				for k := range 5 + r.IntN(60) {
					e = append(e, Event{at + 0.033*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"one stroke a minute", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return math.Max(5, 60+12*r.NormFloat64()) }, func(at float64) []Event { return stroke(r, at, lognormal(r, 80, 1), 0.008) })
		}},
	}
}

func add(a, b []Event) []Event {
	var out []Event
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].At <= b[0].At {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// game turns all the time, by leaps and by small corrections; quiet is how
// often there is a moment's rest.
func game(r *rand.Rand, sec, dt, quiet float64) (events []Event) {
	var vx, vy float64
	speed := 3.0
	rest := lognormal(r, 150, 0.5)
	for at := 0.0; at < sec; at += dt {
		if at > rest && quiet > 0.05 { // the round is over
			at += lognormal(r, 12, 0.7)
			rest = at + lognormal(r, 150, 0.5)
		}
		if r.IntN(int(0.4/dt)) == 0 {
			speed = lognormal(r, 400*dt, 1)
			if r.Float64() < quiet {
				at += lognormal(r, 0.8, 0.8)
			}
		}
		vx, vy = 0.9*vx+0.4*speed*r.NormFloat64(), 0.9*vy+0.3*speed*r.NormFloat64()
		if x, y := math.Round(vx), math.Round(vy); x != 0 || y != 0 {
			events = append(events, Event{at, x, y})
		}
	}
	return events
}

// tremor sways at four to seven a second, more and less.
func tremor(r *rand.Rand, sec float64) (events []Event) {
	rate, size := between(r, 4, 7), 3.0
	var px, py float64
	for at := 0.0; at < sec; at += 0.008 {
		if r.IntN(200) == 0 {
			size = math.Max(0, 3+2.5*r.NormFloat64())
		}
		x := math.Round(size*math.Sin(2*math.Pi*rate*at) + 0.3*r.NormFloat64())
		y := math.Round(0.6*size*math.Sin(2*math.Pi*rate*at+1) + 0.3*r.NormFloat64())
		if x != px || y != py {
			events = append(events, Event{at, x - px, y - py})
		}
		px, py = x, y
	}
	return events
}

// gaze jumps and rests, trembling, sixty times a second; blinks are gaps.
func gaze(r *rand.Rand, sec float64) (events []Event) {
	at := 0.0
	for at < sec {
		events = append(events, Event{at, math.Round(250 * r.NormFloat64()), math.Round(150 * r.NormFloat64())})
		for n := int(lognormal(r, 16, 0.6)); n > 0; n-- {
			at += 1 / 60.0
			events = append(events, Event{at, math.Round(2 * r.NormFloat64()), math.Round(2 * r.NormFloat64())})
		}
		if r.IntN(12) == 0 {
			at += 0.25
		}
		at += 1 / 60.0
	}
	return events
}

// sample keeps only where the pointer is every so often, when it has moved.
func sample(events []Event, every float64) (out []Event) {
	var x, y float64
	next := every
	for _, e := range events {
		for e.At >= next {
			if x != 0 || y != 0 {
				out = append(out, Event{next, x, y})
			}
			x, y, next = 0, 0, next+every
		}
		x, y = x+e.DX, y+e.DY
	}
	return out
}
