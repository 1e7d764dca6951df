package simulate

import (
	"fmt"
	"math"
	"time"
)

// streamInput is the stream of input counted by the minute: its own, so that who
// is counted changes nothing else.
const streamInput = 8

// inputDays is for how many days in a row a laptop counts input: a trial, as
// employers who count at all mostly run.
const inputDays = 14

// mover is how a program or a small device keeps a laptop active.
type mover int

const (
	moverNone   mover = iota
	moverSteady       // the same small movement every so many seconds
	moverDrawn        // movements of drawn size at drawn times, between two bounds
	moverPlayed       // a recording of somebody's input, again and again
)

// counting is how input is counted on one laptop: numbers for each minute, never
// keys and never content.
type counting struct {
	s           source
	from, until day
	mover       mover
	always      bool // the mover runs all day; else while nobody is there
	played      []minuteOf
	every       int // seconds between a steady mover's movements
}

// minuteOf is one minute's counts.
type minuteOf struct{ events, travel int }

// counts draws whether a person's laptop counts input, and what moves its pointer
// beside a hand. Nil for most.
func (w *world) counts(l *life) *counting {
	u, f := w.params.Live.Usual, w.params.Live.Farms
	c := &counting{s: newSource(w.params.Seed, streamInput, l.p.number)}
	rate := u.Counted
	if l.farm != nil {
		rate = f.Counted
	}
	moved := l.moves()
	if moved { // whoever installs one is mostly counted, or there would be no use in it
		rate = max(rate, u.CountedMovers)
	}
	if !c.s.chance(rate) || l.laptops[0].serial == "" {
		return nil
	}
	c.from = max(w.liveFrom(), l.p.started) + day(c.s.IntN(max(1, w.params.Live.Days-inputDays)))
	c.until = c.from + inputDays - 1
	if !moved {
		return c
	}
	kind := l.p.number
	if l.farm != nil { // one operator's laptops all have the same
		kind, c.always = mix(l.farm.host.number+1), true
	}
	k := newSource(w.params.Seed, streamInput, 1<<40+kind)
	c.mover, c.every = pick(k, []mover{moverSteady, moverDrawn, moverPlayed}), pick(k, []int{5, 20, 30, 60})
	if c.mover == moverPlayed {
		hand := hand{s: k}
		for range k.between(20, 45) {
			c.played = append(c.played, hand.minute())
		}
	}
	return c
}

// moves reports whether something on the laptop moves its pointer.
func (l *life) moves() bool {
	for i := range l.programs {
		if l.programs[i].name == "MouseJiggler.exe" {
			return true
		}
	}
	for i := range l.things {
		if l.things[i].vendor == "0e90" {
			return true
		}
	}
	return false
}

// hand is a person at a keyboard and a pointer, minute by minute: stretches of
// work, of reading and of absence, and counts that differ from twitch to sweep.
type hand struct {
	s     source
	state int // 0 away, 1 reads, 2 works
	left  int // minutes
	pace  float64
}

func (h *hand) minute() minuteOf {
	if h.left <= 0 {
		switch h.state = pick(h.s, []int{0, 1, 1, 2, 2, 2, 2}); h.state {
		case 0:
			h.left = h.s.between(2, 40)
		case 1:
			h.left = h.s.between(1, 12)
		default:
			h.left = h.s.between(3, 45)
		}
		h.pace = math.Exp(h.s.NormFloat64() * 0.5)
	}
	h.left--
	switch {
	case h.state == 0 || h.s.chance(0.06):
		return minuteOf{}
	case h.state == 1:
		return moved(h.s, 14*h.pace)
	}
	return moved(h.s, 160*h.pace)
}

// moved is a minute with about so many events.
func moved(s source, about float64) minuteOf {
	events := int(about * math.Exp(s.NormFloat64()*0.9))
	return minuteOf{min(events, 6000), int(float64(min(events, 6000)) * 9 * math.Exp(s.NormFloat64()*0.6))}
}

// inputDay writes what a laptop counted on one day.
func (w *world) inputDay(out *log, l *life, d day, start int, serial string) {
	c := l.counting
	if c == nil || d < c.from || d > c.until {
		return
	}
	h := hand{s: c.s}
	from, until := start, start+l.length
	if c.mover != moverNone && c.always {
		from, until = start-30, start+l.length+90
	}
	phase := c.s.IntN(60)
	for m := from; m < until; m++ {
		one := minuteOf{}
		if !c.always && m >= start && m < start+l.length || c.always && c.s.chance(0.1) {
			one = h.minute()
		}
		if one.events == 0 {
			one = c.minute(m-from, phase)
		}
		if one.events > 0 {
			out.counted(l.account, serial, at(d, m), one)
		}
	}
}

// minute is what the mover does in the n-th minute of its day.
func (c *counting) minute(n, phase int) minuteOf {
	switch c.mover {
	case moverSteady:
		first := (phase - n*60%c.every + 60*c.every) % c.every
		times := 0
		for second := first; second < 60; second += c.every {
			times++
		}
		return minuteOf{2 * times, 2 * times}
	case moverDrawn:
		times, all := c.s.between(1, 3), minuteOf{}
		for range times {
			steps := c.s.between(5, 30)
			all.events, all.travel = all.events+steps, all.travel+steps*c.s.between(4, 12)
		}
		return all
	case moverPlayed:
		return c.played[n%len(c.played)]
	}
	return minuteOf{}
}

// counted is a minute of input, in our own form. Its id is its own: other events
// keep theirs, whoever is counted.
func (l *log) counted(account, serial string, when time.Time, m minuteOf) {
	l.add(liveActivity, `{"muster_signal":1,"id":%q,"at":%q,"account":%q,"device":%q,"kind":"input","data":{"seconds":60,"events":%d,"travel":%d}}`,
		fmt.Sprintf("%s-i%x", l.subject, when.Unix()/60), when.Format(time.RFC3339), account, serial, m.events, m.travel)
}

// validateCounting says which rates of counting are none.
func validateCounting(l *Live) error {
	for _, rate := range []float64{l.Usual.Counted, l.Usual.CountedMovers, l.Farms.Counted} {
		if rate < 0 || rate > 1 {
			return fmt.Errorf("share %g of laptops that count input: want 0 to 1", rate)
		}
	}
	return nil
}
