package activity

import (
	"math"
	"math/rand/v2"
)

// Programs and people written after everything else, from other models of a
// hand and of a day at work than those beside them.

// bezier is a movement as programs draw it that mean to look human: a cubic
// curve with random bends, more steps for a longer way, some noise, and an
// overshoot now and then.
func bezier(r *rand.Rand, at, x, y, noise float64) (events []Event) {
	length := math.Hypot(x, y)
	n := max(6, int(between(r, 0.7, 1.3)*12*math.Log2(2+length/10)))
	c1, c2 := between(r, -0.3, 0.3)*length, between(r, -0.3, 0.3)*length
	var px, py float64
	for k := range n {
		s := float64(k+1) / float64(n)
		e := s * s * (3 - 2*s)
		b1, b2 := 3*e*(1-e)*(1-e), 3*e*e*(1-e)
		nx := x*e + (b1*c1+b2*c2)*-y/math.Max(1, length) + noise*r.NormFloat64()
		ny := y*e + (b1*c1+b2*c2)*x/math.Max(1, length) + noise*r.NormFloat64()
		dx, dy := math.Round(nx-px), math.Round(ny-py)
		if dx != 0 || dy != 0 {
			events = append(events, Event{at + 0.01*float64(k), dx, dy})
			px, py = px+dx, py+dy
		}
	}
	if len(events) == 0 {
		return dot(at, 1, 0)
	}
	return events
}

func press(at float64) []Event { return append(dot(at, 0, 0), dot(at+0.06, 0, 0)...) }

func outsiders() []maker {
	return []maker{
		{"curved hand, even delays", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 0.5, 6)
			high := low * between(r, 2, 5)
			return every(sec, func() float64 { return between(r, low, high) }, func(at float64) []Event {
				return bezier(r, at, between(r, -700, 700), between(r, -400, 400), 0.4)
			})
		}},
		{"curved hand with clicks", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 2, 10)
			return every(sec, func() float64 { return between(r, low, 2.5*low) }, func(at float64) []Event {
				e := bezier(r, at, between(r, -500, 500), between(r, -300, 300), 0)
				return append(e, press(e[len(e)-1].At+between(r, 0.05, 0.2))...)
			})
		}},
		{"random walk each second", func(r *rand.Rand, sec float64) []Event {
			d := float64(1 + r.IntN(6))
			return every(sec, func() float64 { return 1 }, func(at float64) []Event { return dot(at, pick(r, -d, 0, d), pick(r, -d, d)) })
		}},
		{"random walk at ten a second", func(r *rand.Rand, sec float64) []Event {
			d := between(r, 1, 5)
			return every(sec, func() float64 { return 0.1 }, func(at float64) []Event { return dot(at, between(r, -d, d), 1+between(r, -d, d)) })
		}},
		{"hard: noise that wanders for ever, as a head tracker does", func(r *rand.Rand, sec float64) (e []Event) {
			var vx, vy float64
			for at := 0.0; at < sec; at += 1 / 60.0 {
				vx, vy = 0.97*vx+0.3*r.NormFloat64(), 0.97*vy+0.3*r.NormFloat64()
				if dx, dy := math.Round(vx), math.Round(vy); dx != 0 || dy != 0 {
					e = append(e, Event{at, dx, dy})
				}
			}
			return e
		}},
		{"a turning plate", func(r *rand.Rand, sec float64) (e []Event) {
			turn, speed := between(r, 6, 60), between(r, 8, 40)
			var ex, ey float64
			for at := 0.0; at < sec; at += 0.008 {
				a := 2 * math.Pi * at / turn
				ex, ey = ex+0.008*speed*(math.Cos(a)+0.2*r.NormFloat64()), ey+0.008*speed*(math.Sin(a)+0.2*r.NormFloat64())
				dx, dy := math.Trunc(ex), math.Trunc(ey)
				if dx != 0 || dy != 0 {
					e = append(e, Event{at, dx, dy})
					ex, ey = ex-dx, ey-dy
				}
			}
			return e
		}},
		{"a plate that turns now and then", func(r *rand.Rand, sec float64) []Event {
			on, off, speed := between(r, 2, 6), between(r, 15, 60), between(r, 20, 60)
			return every(sec, func() float64 { return off + 0.1*r.NormFloat64() }, func(at float64) (e []Event) {
				for t := 0.0; t < on; t += 0.016 {
					if x := math.Round(speed*0.016 + 0.4*r.NormFloat64()); x != 0 {
						e = append(e, Event{at + t, x, 0})
					}
				}
				if len(e) == 0 {
					return dot(at, 1, 0)
				}
				return e
			})
		}},
		{"a watch under the mouse", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return 0.98 + 0.006*r.NormFloat64() }, func(at float64) (e []Event) {
				for k := range 1 + r.IntN(3) {
					e = append(e, Event{at + 0.008*float64(k), 1, pick(r, 0.0, 1, -1)})
				}
				return e
			})
		}},
		{"a recording, five minutes long", func(r *rand.Rand, sec float64) (e []Event) {
			length := between(r, 200, 400)
			part := hand(r, length)
			for at := 0.0; at < sec; at += length + 2 {
				for _, p := range part {
					e = append(e, Event{at + p.At, p.DX, p.DY})
				}
			}
			return e
		}},
		{"a recording, played a little slower or faster", func(r *rand.Rand, sec float64) (e []Event) {
			length := between(r, 30, 120)
			part := hand(r, length)
			for at := 0.0; at < sec; {
				f := between(r, 0.9, 1.1)
				for _, p := range part {
					e = append(e, Event{at + f*p.At, p.DX, p.DY})
				}
				at += f*length + 1
			}
			return e
		}},
		{"a key each minute", func(r *rand.Rand, sec float64) []Event {
			p := pick(r, 30.0, 55, 59, 60, 120, 180, 240)
			return every(sec, func() float64 { return p }, press)
		}},
		{"hard: wheel, at any delay", func(r *rand.Rand, sec float64) []Event {
			wait := anyDelay(r)
			return every(sec, wait, func(at float64) (e []Event) {
				for k := range 3 {
					e = append(e, Event{at + 0.02*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"windows changed in turn", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 10, 40)
			return every(sec, func() float64 { return p + between(r, -0.5, 0.5) }, func(at float64) []Event { return append(press(at), press(at+0.1)...) })
		}},
		{"text typed by a program", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 0.06, 0.15)
			return every(sec, func() float64 { return 60 * p }, func(at float64) (e []Event) {
				for k := range 200 {
					e = append(e, Event{at + p*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"click in one place", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 1, 20)
			return every(sec, func() float64 { return p * between(r, 0.9, 1.1) }, press)
		}},
		{"step and back after a random while", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 20, 60)
			return every(sec, func() float64 { return between(r, low, 2*low) }, func(at float64) []Event {
				return append(dot(at, 1, 1), dot(at+between(r, 0.1, 0.25), -1, -1)...)
			})
		}},
		{"hard: moves, wheels and keys in turn at random", func(r *rand.Rand, sec float64) []Event {
			low := between(r, 2, 6)
			return every(sec, func() float64 { return between(r, low, 3*low) }, func(at float64) []Event {
				switch r.IntN(3) {
				case 0:
					return bezier(r, at, between(r, -500, 500), between(r, -300, 300), 0)
				case 1:
					return append(dot(at, 0, 0), dot(at+0.03, 0, 0)...)
				}
				return press(at)
			})
		}},
	}
}

// lines are strokes of a pen: long, unbroken and curved.
func lines(r *rand.Rand, sec, dt float64) (events []Event) {
	for at := 1.0; at < sec; {
		n := int(lognormal(r, 0.9, 0.6) / dt)
		a, turn, speed := between(r, 0, 2*math.Pi), 0.02*r.NormFloat64(), lognormal(r, 4, 0.5)
		for k := range n {
			a += turn + 0.03*r.NormFloat64()
			v := speed * math.Sin(math.Pi*(float64(k)+0.5)/float64(n))
			events = append(events, Event{at + float64(k)*dt, math.Round(v * math.Cos(a)), math.Round(v * math.Sin(a))})
		}
		at += float64(n)*dt + lognormal(r, 0.5, 1)
	}
	return events
}

// typing is words and sentences: keys go down and up.
func typing(r *rand.Rand, sec, pace, think float64) (events []Event) {
	for at := 1.0; at < sec; {
		for range 1 + int(lognormal(r, 25, 0.9)) {
			events = append(events, press(at)...)
			at += lognormal(r, pace, 0.45)
		}
		at += lognormal(r, think, 1.1)
	}
	return events
}

func locals() []maker {
	return []maker{
		{"drawing with a pen", func(r *rand.Rand, sec float64) []Event { return lines(r, sec, 1/133.0) }},
		{"writing code, no mouse", func(r *rand.Rand, sec float64) []Event { return typing(r, sec, 0.17, 6) }},
		{"writing prose fast", func(r *rand.Rand, sec float64) []Event { return typing(r, sec, 0.1, 2) }},
		{"cursor keys held", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 6, 0.8) }, func(at float64) (e []Event) {
				for k := range 1 + int(lognormal(r, 20, 0.8)) {
					e = append(e, Event{at + 0.5*math.Min(1, float64(k)) + 0.033*float64(k), 0, 0})
				}
				return e
			})
		}},
		{"reading, smooth wheel", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 8, 0.7) }, func(at float64) (e []Event) {
				for k := range 20 + r.IntN(40) {
					e = append(e, Event{at + float64(k)/60, 0, 0})
				}
				return e
			})
		}},
		{"reading, one notch at a time", func(r *rand.Rand, sec float64) []Event {
			p := between(r, 4, 9)
			return every(sec, func() float64 { return lognormal(r, p, 0.35) }, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"a mouse at eight thousand a second", func(r *rand.Rand, sec float64) []Event { return work(r, math.Min(sec, 700), 1/8000.0, 0.8, 1, 6, 1.2) }},
		{"tired: slower each hour, with breaks", func(r *rand.Rand, sec float64) (e []Event) {
			for at := 0.0; at < sec; at += 700 {
				slow := 1 + at/2000
				for _, p := range work(r, between(r, 300, 600), 0.008, 0.6*slow, 1.1, 4*slow, 1.2) {
					if p.At < 650 {
						e = append(e, Event{at + p.At, p.DX, p.DY})
					}
				}
			}
			return e
		}},
		{"moving files by drag", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2, 0.5) }, func(at float64) []Event {
				e := stroke(r, at, lognormal(r, 400, 0.3), 0.008)
				return append(append(dot(at-0.1, 0, 0), e...), dot(e[len(e)-1].At+0.1, 0, 0)...)
			})
		}},
		{"turning a model by drag", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 3, 0.8) }, func(at float64) (e []Event) {
				n, v := 60+r.IntN(200), lognormal(r, 3, 0.5)
				for k := range n {
					e = append(e, Event{at + 0.016*float64(k), math.Round(v * math.Sin(float64(k)/40)), math.Round(r.NormFloat64())})
				}
				return e
			})
		}},
		{"answering calls, one form each", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 45, 0.25) }, func(at float64) (e []Event) {
				for k := range 5 + r.IntN(4) {
					e = append(e, stroke(r, at+2.5*float64(k), lognormal(r, 180, 0.4), 0.008)...)
					e = append(e, press(at+2.5*float64(k)+1)...)
				}
				return e
			})
		}},
		{"typing in figures, row by row", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.2, 0.25) }, func(at float64) (e []Event) {
				for k := range 6 + r.IntN(2) {
					e = append(e, press(at+0.22*float64(k)+0.03*r.NormFloat64())...)
				}
				return e
			})
		}},
		{"acknowledging alarms each five minutes", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return 290 + 6*r.ExpFloat64() }, func(at float64) []Event {
				e := stroke(r, at, lognormal(r, 200, 0.5), 0.008)
				return append(e, press(e[len(e)-1].At+0.3)...)
			})
		}},
		{"music, clicks in time", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 {
				if r.IntN(16) == 0 {
					return lognormal(r, 8, 0.8)
				}
				return math.Max(0.1, 0.5+0.025*r.NormFloat64())
			}, func(at float64) []Event { return dot(at, 0, 0) })
		}},
		{"remote desktop, thirty frames a second", func(r *rand.Rand, sec float64) []Event { return sample(work(r, sec, 0.008, 0.6, 1.1, 4, 1.2), 1/30.0) }},
		{"remote desktop, smoothed", func(r *rand.Rand, sec float64) []Event {
			e := sample(hand(r, sec), 0.05)
			for i := 1; i+1 < len(e); i++ {
				e[i].DX, e[i].DY = math.Round((e[i-1].DX+e[i].DX+e[i+1].DX)/3), math.Round((e[i-1].DY+e[i].DY+e[i+1].DY)/3)
			}
			return e
		}},
		{"two screens, long sweeps", func(r *rand.Rand, sec float64) []Event {
			side := 1.0
			return every(sec, func() float64 { return lognormal(r, 5, 0.7) }, func(at float64) []Event {
				side = -side
				return stroke(r, at, 1500+300*r.NormFloat64(), 0.008)
			})
		}},
		{"a call, a nudge so as not to be locked out", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 150, 0.4) }, func(at float64) []Event { return stroke(r, at, lognormal(r, 30, 0.7), 0.008) })
		}},
		{"trackpad with coasting", func(r *rand.Rand, sec float64) []Event {
			return every(sec, func() float64 { return lognormal(r, 2.5, 0.9) }, func(at float64) []Event {
				e := stroke(r, at, lognormal(r, 90, 0.8), 0.0083)
				v := e[len(e)-1]
				for k := range 12 {
					f := math.Exp(-float64(k) / 4)
					e = append(e, Event{v.At + 0.0083*float64(k+1), math.Round(v.DX * f), math.Round(v.DY * f)})
				}
				return e
			})
		}},
	}
}
