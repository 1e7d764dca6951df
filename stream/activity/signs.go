package activity

import (
	"fmt"
	"math"
	"slices"
)

// sign is a mark of a program: how strong it is, 0 to 1, and what was seen.
type sign struct {
	strength float64
	reason   string
}

// signs looks for every mark in one span.
func (s *span) signs() []sign {
	return []sign{s.period(), s.sameMoves(), s.outAndBack(), s.evenGaps(), s.leaps(), s.steady(), s.sameSteps(), s.straight(), s.recording()}
}

// share is how many of n, as a share.
func share(k, n int) float64 { return float64(k) / math.Max(1, float64(n)) }

// plain reports that the acts are too much alike for a person's hand: few
// distinct movements, or sizes of one order.
func (s *span) plain() bool {
	if !s.moving {
		return false
	}
	return s.vocabulary(4) >= 0.9 || variation(s.paths) < 0.58
}

// A timer is late by a second at most, whatever its interval. Nobody beats time
// as evenly as a timer does.
const (
	slack = 1.5
	beat  = 0.02
)

// period finds acts at a fixed interval, or with a fixed pause after each.
func (s *span) period() sign {
	at := s.beats(s.gaps, "intervals")
	if s.lasting() {
		if after := s.beats(s.pauses, "pauses"); after.strength > at.strength {
			return after
		}
	}
	return at
}

// lasting reports acts that take time of their own, so that a program's sleep
// shows in the pauses and not in the intervals.
func (s *span) lasting() bool {
	if s.resolution >= 1 || len(s.gaps) == 0 {
		return false
	}
	var lasts []float64
	for i := range s.acts {
		lasts = append(lasts, s.acts[i].end-s.acts[i].at)
	}
	return quantile(sorted(lasts), 0.5) > 0.05
}

func (s *span) beats(between []float64, what string) sign {
	if len(between) < 6 {
		return sign{}
	}
	m := quantile(sorted(between), 0.5)
	if m < 0.4 || len(between) < 8 && m < 45 {
		return sign{}
	}
	tolerance := math.Max(math.Min(0.02*m, slack), s.resolution)
	if len(between) < 8 && (tolerance > 0.02*m || s.onMinutes()) {
		return sign{} // a round made every five minutes, counted by the minute
	}
	in := 0
	var ticks []float64
	for _, g := range between {
		// A tick or two may be left out, as when somebody moved the pointer.
		if k := math.Round(g / m); k >= 1 && k <= 3 && math.Abs(g-k*m) <= tolerance {
			in++
			ticks = append(ticks, g/k)
		}
	}
	if share(in, len(between)) < 0.9 || m < 8*s.resolution && (variation(between) > 0.2 || len(between) < 30 || !s.moving && variation(between) > 0.1) {
		return sign{}
	}
	said := fmt.Sprintf("%d of %d %s are %.3g seconds", in, len(between), what, m)
	switch {
	case !s.moving && m < 2 && s.resolution < 0.2 && variation(ticks) > beat:
		return sign{0.4, said + ", as somebody who clicks in time with music would"}
	case s.plain():
		return sign{0.98, said + " and the acts are alike"}
	case !s.moving && variation(s.sizes) < 0.3:
		return sign{0.93, said + ", without movement of the pointer"}
	case m >= 20 && variation(s.sizes) < 0.3:
		return sign{0.85, said}
	case variation(s.sizes) > 0.5:
		return sign{0.2, said + ", as in a log that rounds or samples"}
	}
	return sign{0.4, said + ", which a log that samples could do as well"}
}

// onMinutes reports that all acts are counted at whole minutes.
func (s *span) onMinutes() bool {
	return !slices.ContainsFunc(s.acts, func(a act) bool { return math.Abs(a.at-60*math.Round(a.at/60)) > 0.01 })
}

// move is a movement regardless of direction.
type move struct{ n, a, b int }

func moveOf(a *act) move {
	x, y := int(math.Round(math.Abs(a.x))), int(math.Round(math.Abs(a.y)))
	return move{int(a.n), max(x, y), min(x, y)}
}

// vocabulary is the share of acts that are one of the k commonest movements.
// Without directions, a movement is a number of events and a distance.
func (s *span) vocabulary(k int) float64 {
	count := map[move]int{}
	for i := range s.acts {
		a := &s.acts[i]
		m := moveOf(a)
		if s.resolution >= 1 {
			m = move{int(a.n), int(math.Round(a.path)), 0}
		}
		count[m]++
	}
	covered := 0
	for ; k > 0 && len(count) > 0; k-- {
		var top move
		for m, n := range count {
			if n > count[top] {
				top = m
			}
		}
		covered += count[top]
		delete(count, top)
	}
	return share(covered, len(s.acts))
}

// sameMoves finds the very same movements again and again.
func (s *span) sameMoves() sign {
	if len(s.acts) < 12 || !s.moving || s.vocabulary(4) < 0.9 {
		return sign{}
	}
	// Keys that move the pointer and work on a grid repeat movements too, in
	// flurries.
	if m := quantile(sorted(s.gaps), 0.5); m < 1 || m < 5 && variation(s.gaps) > 0.4 {
		return sign{}
	}
	const said = "the same movement again and again"
	if !s.dots() {
		return sign{0.95, said}
	}
	// Single dots also come from a worn sensor or a shaking desk, at times that
	// keep no bounds.
	if len(s.acts) >= 25 && variation(s.gaps) < 0.45 {
		return sign{0.85, said + ", one dot at a time, at even intervals"}
	}
	return sign{0.45, said + ", one dot at a time, as a worn sensor or a shaking desk would"}
}

// dots reports that the pointer moves by single dots, as a worn sensor or a
// shaking desk makes it.
func (s *span) dots() bool {
	k := 0
	for i := range s.acts {
		if s.acts[i].path <= 1.6*s.acts[i].n {
			k++
		}
	}
	return share(k, len(s.acts)) >= 0.8
}

// outAndBack finds movements that are undone exactly, in the act or the next.
func (s *span) outAndBack() sign {
	if len(s.acts) < 10 || !s.moving || s.resolution >= 1 {
		return sign{}
	}
	inside, next := 0, 0
	for i := range s.acts {
		a := &s.acts[i]
		if a.n >= 2 && a.path >= 8 && math.Abs(a.x) < 0.5 && math.Abs(a.y) < 0.5 {
			inside++
		}
		if i == 0 || math.Hypot(a.x, a.y) < 3 {
			continue
		}
		b := &s.acts[i-1]
		if math.Abs(a.x+b.x) < 0.5 && math.Abs(a.y+b.y) < 0.5 {
			next++
		}
	}
	switch {
	case share(inside, len(s.acts)) >= 0.8:
		return sign{0.92, fmt.Sprintf("%d of %d acts end on the dot where they began", inside, len(s.acts))}
	case share(next, len(s.acts)) >= 0.4:
		return sign{0.95, fmt.Sprintf("%d of %d movements undo the one before exactly", next, len(s.acts))}
	}
	return sign{}
}

// evenGaps finds intervals drawn between two bounds: no flurries, no pauses.
func (s *span) evenGaps() sign {
	if len(s.gaps) < 15 {
		return sign{}
	}
	g := sorted(s.gaps)
	cv, m := variation(s.gaps), quantile(g, 0.5)
	if m < 3*s.resolution || m < 0.4 || quantile(g, 0.05) < 0.05*m {
		return sign{}
	}
	said := fmt.Sprintf("%d intervals of %.2g to %.2g seconds, without a flurry or a pause", len(g), g[0], g[len(g)-1])
	length := variation(s.paths)
	switch {
	case !s.moving && cv < 0.1 && variation(s.sizes) < 0.3 && m >= 2 && !s.busy():
		return sign{0.85, said}
	case !s.moving || len(g) < 18 || s.sampled(g):
		return sign{}
	case s.dots() && (cv > 0.45 || len(g) < 25):
		return sign{0.45, said + ", a dot at a time, as a worn sensor or a shaking desk would"}
	case s.taps():
		return sign{0.4, said + ", by leaps and presses, as on a screen that is touched"}
	case quantile(sorted(s.sizes), 0.9) <= 2 && (cv < 0.38 || cv < 0.65 && m >= 5) && length < 0.65:
		return sign{0.88, said + ", by single leaps of one kind"}
	case len(g) >= 36 && cv < 0.26 && length < 0.6 && quantile(g, 0.97) < 3*quantile(g, 0.03):
		return sign{0.5, said + ", by movements of one kind: a synthetic hand, or the same task over and over"}
	}
	return sign{}
}

// busy reports acts that fill much of the time, such as rounds of a game, whose
// beginnings say little.
func (s *span) busy() bool {
	sum := 0.0
	for i := range s.acts {
		sum += s.acts[i].end - s.acts[i].at
	}
	return len(s.acts) > 1 && sum > 0.4*(s.acts[len(s.acts)-1].end-s.acts[0].at)
}

// taps reports leaps that mostly come with something that moves nothing: a touch
// puts the pointer somewhere and presses.
func (s *span) taps() bool {
	k := 0
	for i := range s.acts {
		if s.acts[i].still > 0 {
			k++
		}
	}
	return share(k, len(s.acts)) > 0.5
}

// drawn finds intervals, or pauses after acts, with two sharp edges, as a
// program draws them. A person's pace has tails: among this many some are far
// off, be the task ever so even.
func (s *span) drawn() sign {
	at := s.edges(s.gaps, "intervals")
	if at.strength == 0 && s.lasting() {
		return s.edges(s.pauses, "pauses")
	}
	return at
}

func (s *span) edges(between []float64, what string) sign {
	if len(between) < 55 {
		return sign{}
	}
	g := sorted(between)
	if k := len(g) - 1 - len(g)/10; g[k] <= 4*quantile(g, 0.5) { // a program that also rests now and then
		for g[len(g)-1] > 4*quantile(g, 0.5) {
			g = g[:len(g)-1]
		}
	}
	cv, m := variation(g), 0.0
	for _, v := range g {
		m += v / float64(len(g))
	}
	if len(g) < 55 || cv < 0.1 || cv > 0.65 || s.sampled(g) || g[len(g)-1]-g[0] > 3.55*cv*m {
		return sign{}
	}
	// A person's tail is the long one; between two bounds the middle is half way,
	// and the quarters are at the quarters.
	width := g[len(g)-1] - g[0]
	if math.Abs(quantile(g, 0.5)-g[0]-width/2) > 0.13*width || math.Abs(quantile(g, 0.25)-g[0]-width/4) > 0.15*width || math.Abs(quantile(g, 0.75)-g[0]-3*width/4) > 0.15*width {
		return sign{}
	}
	said := fmt.Sprintf("%d acts at %s drawn evenly from %.2g to %.2g seconds, none outside", len(s.acts), what, g[0], g[len(g)-1])
	switch {
	case s.moving && m >= 2 && quantile(sorted(s.sizes), 0.5) >= 5 && variation(s.paths) < 0.65:
		return sign{0.8, said + ": a synthetic hand"}
	case m >= 8 && variation(s.sizes) < 0.05 && s.sizes[0] <= 2: // slower than a switch that scans
		return sign{0.75, said}
	case s.moving && m >= 0.8 && s.resolution < 1 && quantile(sorted(s.sizes), 0.95) == 1 && !s.dots() && !s.taps():
		return sign{0.75, said + ", by single leaps"}
	}
	return sign{}
}

// sampled reports gaps as a log has that looks at the pointer every so often:
// mostly the shortest there is, and multiples of it.
func (s *span) sampled(sorted []float64) bool {
	least, k := quantile(sorted, 0.05), 0
	for _, g := range sorted {
		if math.Abs(g-least) <= 0.05*least {
			k++
		}
	}
	return share(k, len(sorted)) >= 0.4
}

// sameSteps finds acts of many events that all have the same number of them.
func (s *span) sameSteps() sign {
	if len(s.acts) < 10 {
		return sign{}
	}
	n := sorted(s.sizes)
	m := quantile(n, 0.5)
	in := 0
	room := 1.0
	if !s.moving {
		room = 0 // a key held or pressed has few events more or less as well
	}
	for _, v := range n {
		if math.Abs(v-m) <= room {
			in++
		}
	}
	if m < 8 || share(in, len(n)) < 0.9 {
		return sign{}
	}
	// Nobody hands over goods slowly and evenly.
	even := 0.15
	if quantile(sorted(s.gaps), 0.5) >= 8 {
		even = 0.35
	}
	if !s.moving && variation(s.gaps) > even {
		return sign{0.4, fmt.Sprintf("%d of %d acts are %.0f events without movement, as a scanner of goods or a short-cut types them", in, len(n), m)}
	}
	return sign{0.92, fmt.Sprintf("a synthetic hand: %d of %d movements have the same number of steps, %.0f", in, len(n), m)}
}

// straight finds long movements that are straighter than a hand's.
func (s *span) straight() sign {
	if s.resolution >= 1 {
		return sign{}
	}
	long, straight := 0, 0
	for i := range s.acts {
		a := &s.acts[i]
		if net := math.Hypot(a.x, a.y); a.n >= 6 && net >= 40 {
			long++
			// Movement along an axis is straight on any grid.
			if a.path <= 1.003*net && math.Min(math.Abs(a.x), math.Abs(a.y)) > 3 {
				straight++
			}
		}
	}
	if long < 10 || 2*long < len(s.acts) || share(straight, long) < 0.8 {
		return sign{}
	}
	return sign{0.88, fmt.Sprintf("a synthetic hand: %d of %d long movements are ruled lines", straight, long)}
}

// recording finds long movements that come again exactly.
func (s *span) recording() sign {
	if s.resolution >= 1 {
		return sign{}
	}
	seen := map[[3]int]bool{}
	rich, again := 0, 0
	for i := range s.acts {
		a := &s.acts[i]
		// Movement along an axis or a diagonal may come from keys that move the
		// pointer, always by the same step.
		x, y := math.Abs(a.x), math.Abs(a.y)
		if a.n < 5 || math.Hypot(x, y) < 20 || math.Min(x, y) < 3 || math.Abs(x-y) < 0.5 {
			continue
		}
		rich++
		key := [3]int{int(a.n), int(math.Round(a.x)), int(math.Round(a.y))}
		if seen[key] {
			again++
		}
		seen[key] = true
	}
	if again < 6 || 3*rich < len(s.acts) || share(again, rich) < 0.4 {
		return sign{}
	}
	return sign{0.95, fmt.Sprintf("a recording: %d of %d movements came before, to the dot", again, rich)}
}
