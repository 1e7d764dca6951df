package activity

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Verdict is the answer for a window.
type Verdict string

// The three answers.
const (
	Jiggler      Verdict = "jiggler"
	Human        Verdict = "human"
	Insufficient Verdict = "insufficient"
)

// Window is the answer for ten minutes of a trace.
type Window struct {
	Start   float64 // on the trace's clock
	Verdict Verdict
	// Score is how strong the strongest mark of a program is, 0 to 1. From 0.7
	// on the verdict is "jiggler", below 0.3 and with enough seen "human".
	Score float64
	// Synthetic says that the program imitates a hand.
	Synthetic bool
	// Reasons say what was seen, strongest first. Never empty.
	Reasons []string
	// Active is in how many seconds, or stretches of counting, something happened.
	Active int
}

// synthetic is in the reason of every sign of a program that imitates a hand.
const synthetic = "a synthetic hand"

const (
	sure     = 0.7
	doubtful = 0.3
	fewActs  = 40 // below which acts before the window are looked at too
)

// judge answers for the open window, of which is known what happened up to a
// time.
func (m *Meter) judge(until float64) Window {
	start := m.first + float64(m.window)*WindowSeconds
	w := Window{Start: start, Verdict: Insufficient}
	for i := len(m.rows); i > 0 && m.rows[i-1].at >= start; i-- {
		w.Active++
	}
	if w.Active == 0 {
		w.Reasons = []string{"nothing happened"}
		return w
	}
	var seen evidence
	step := m.grid()
	switch {
	case !m.counted:
		seen.events(m, start)
		seen.seconds(m, start, until, 1)
	case step >= 10:
		seen.minutes(m, start, until, step)
	default:
		seen.seconds(m, start, until, step)
	}
	w.decide(&seen)
	return w
}

// grid is the time between counts. Where quiet stretches are left out, it is
// the shortest that the others are multiples of; else counts are by the second.
func (m *Meter) grid() float64 {
	if m.step <= 1 {
		return 1
	}
	on := 0
	for i := 1; i < len(m.rows); i++ {
		k := (m.rows[i].at - m.rows[i-1].at) / m.step
		if math.Abs(k-math.Round(k)) <= 0.05 {
			on++
		}
	}
	if share(on, len(m.rows)-1) < 0.8 && len(m.rows) > 2 {
		return 1
	}
	return m.step
}

// evidence is what was found for and against a program.
type evidence struct {
	signs []sign
	// alive says that there was enough of a person's variety.
	alive bool
	// even is 0 to 1, higher the more even the times are: what ranks windows
	// without a sign.
	even float64
}

// decide makes a verdict of the signs.
func (w *Window) decide(seen *evidence) {
	slices.SortStableFunc(seen.signs, func(a, b sign) int { return cmp.Compare(b.strength, a.strength) })
	w.Score = 0.2 * seen.even
	for _, s := range seen.signs {
		if s.strength > 0 && !slices.Contains(w.Reasons, s.reason) {
			w.Score = max(w.Score, s.strength)
			w.Reasons = append(w.Reasons, s.reason)
		}
	}
	switch {
	case w.Score >= sure:
		w.Verdict = Jiggler
		w.Synthetic = slices.ContainsFunc(seen.signs, func(s sign) bool { return s.strength >= sure && strings.Contains(s.reason, synthetic) })
	case w.Score < doubtful && seen.alive:
		w.Verdict = Human
		w.Reasons = append(w.Reasons, "acts of many sizes at uneven times")
	case len(w.Reasons) == 0:
		w.Reasons = append(w.Reasons, "too little happened, or too much alike, to tell")
	}
}

// spans are what is looked at: the window, and the last acts before it as well
// when it holds few.
func spans(acts []act, start, resolution float64) []*span {
	mine := since(acts, start)
	all := []*span{newSpan(mine, resolution)}
	if len(mine) < fewActs && len(acts) > len(mine) {
		all = append(all, newSpan(acts[max(0, len(acts)-fewActs):], resolution))
	}
	return all
}

// look takes in the signs of acts, and whether they vary as a person's do.
func (e *evidence) look(acts []act, start, resolution float64) {
	if len(acts) > 0 && acts[len(acts)-1].at >= start {
		whole := newSpan(acts, resolution)
		e.signs = append(e.signs, whole.drawn())
		if resolution < 1 {
			e.signs = append(e.signs, whole.again(), whole.beneath(start))
		}
	}
	for i, s := range spans(acts, start, resolution) {
		e.signs = append(e.signs, s.signs()...)
		if i > 0 {
			continue
		}
		uneven := variation(s.gaps)
		e.even = max(e.even, 1-uneven/1.2)
		sizes := max(variation(s.sizes), variation(append(s.paths, 0)))
		e.alive = e.alive || len(s.acts) >= 8 && uneven > 0.5 && !math.IsInf(sizes, 1) && sizes > 0.5
	}
}

// follow takes in the signs of a series.
func (e *evidence) follow(s *series, least int) {
	e.signs = append(e.signs, s.signs()...)
	e.alive = e.alive || s.active >= least && variation(s.measured) > 0.4
}

// events looks at single events. Of times that are rounded to seconds more is
// not known than of counts by the second.
func (e *evidence) events(m *Meter, start float64) {
	if !wholeSeconds(m.acts) {
		e.look(m.acts, start, 0.05)
	}
}

// wholeSeconds reports times that were rounded: acts of several events are at one
// moment, on the second.
func wholeSeconds(acts []act) bool {
	several := 0
	for i := range acts {
		a := &acts[i]
		if a.end != a.at || a.at != math.Trunc(a.at) {
			return false
		}
		if a.n > 1 {
			several++
		}
	}
	return 5*several > len(acts)
}

// seconds looks at counts by the second.
func (e *evidence) seconds(m *Meter, start, until, step float64) {
	e.look(merge(m.rows, step), start, step)
	e.follow(newSeries(m.rows, start, until, step), 60)
	if len(m.rows) > 0 && m.rows[0].at < start {
		e.signs = append(e.signs, newSeries(m.rows, m.rows[0].at, until, step).signs()...)
	}
}

// minutes looks at counts by the minute.
func (e *evidence) minutes(m *Meter, start, until, step float64) {
	now := newSeries(m.rows, start, until, step)
	before := newSeries(m.rows, math.Max(m.first, start+WindowSeconds-memory), until, step)
	e.signs = append(now.perMinute(), before.perMinute()...)
	// Stretches that are all alike are no variety, however many are empty.
	full := slices.DeleteFunc(slices.Clone(now.measured), func(v float64) bool { return v == 0 })
	e.alive = now.active >= 3 && variation(now.measured) > 0.4 && variation(full) > 0.2
	e.even = max(0, 1-variation(now.measured)/1.2)
}
