package activity

import (
	"fmt"
	"math"
)

// What a leap is, and how many make a sign.
const (
	leastLeap  = 40 // dots, in one event
	leastLeaps = 30
)

// leaps finds a pointer that is put from place to place: each act one event far
// away, and nothing pressed or turned in between. A log that samples shows leaps
// too, at times that are multiples of one step, and so does a touched screen,
// which presses.
func (s *span) leaps() sign {
	if s.resolution >= 1 || len(s.acts) < leastLeaps {
		return sign{}
	}
	single := 0
	for i := range s.acts {
		a := &s.acts[i]
		if a.still > 0 {
			return sign{}
		}
		if a.n == 1 && a.path >= leastLeap {
			single++
		}
	}
	if share(single, len(s.acts)) < 0.9 || s.onGrid() {
		return sign{}
	}
	return sign{0.75, fmt.Sprintf("%d of %d acts put the pointer somewhere else at once, and nothing is ever pressed", single, len(s.acts))}
}

// onGrid reports intervals that are mostly multiples of the shortest, or nearly.
func (s *span) onGrid() bool {
	least, on := quantile(sorted(s.gaps), 0.05), 0
	for _, g := range s.gaps {
		if k := g / math.Max(least, 0.01); math.Abs(k-math.Round(k)) <= 0.1 {
			on++
		}
	}
	return share(on, len(s.gaps)) >= 0.5
}

// steady finds movements made of one step again and again, with hardly a turn,
// at intervals without a flurry. Keys that move the pointer do so as well, in
// flurries.
func (s *span) steady() sign {
	if s.resolution >= 1 || len(s.gaps) < 18 || !s.moving {
		return sign{}
	}
	k := 0
	for i := range s.acts {
		if a := &s.acts[i]; a.n-a.still >= 8 && a.turns <= math.Min(4, (a.n-a.still)/5) {
			k++
		}
	}
	g := sorted(s.gaps)
	m := quantile(g, 0.5)
	if share(k, len(s.acts)) < 0.8 || m < 5 || variation(g) > 0.45 || quantile(g, 0.05) < 0.25*m {
		return sign{}
	}
	return sign{0.88, fmt.Sprintf("%d of %d movements are one step again and again, at intervals of %.2g to %.2g seconds", k, len(s.acts), g[0], g[len(g)-1])}
}

// How often a movement must come beneath other input, and in which distance.
const (
	leastBeneath = 8
	apartBeneath = 5 // seconds
)

// beneath finds one small movement that comes at a fixed interval while other
// things happen between: a program beside a person.
// What was before the window counts while it goes on.
func (s *span) beneath(start float64) sign {
	at := map[move][]float64{}
	for i := range s.acts {
		if a := &s.acts[i]; a.n == 1 && a.path >= 2 {
			at[moveOf(a)] = append(at[moveOf(a)], a.at)
		}
	}
	best := 0
	said := ""
	for _, times := range at {
		if len(times) < leastBeneath || len(times) <= best || times[len(times)-3] < start {
			continue
		}
		var gaps []float64
		for i := 1; i < len(times); i++ {
			gaps = append(gaps, times[i]-times[i-1])
		}
		m := quantile(sorted(gaps), 0.5)
		once, on := 0, 0
		for _, g := range gaps {
			k := math.Round(g / m)
			if math.Abs(g-k*m) <= 0.02*m {
				on++
				if k == 1 {
					once++
				}
			}
		}
		if m >= apartBeneath && share(on, len(gaps)) >= 0.9 && share(once, len(gaps)) >= 0.6 {
			best, said = len(times), fmt.Sprintf("beneath what else happens, the same movement %d times, every %.3g seconds", len(times), m)
		}
	}
	if best == 0 {
		return sign{}
	}
	return sign{0.9, said}
}

// How alike two acts of a recording are that is played again at another pace,
// and how many in a row make a sign.
const (
	alike     = 0.1  // of the logarithms of pause and length, and of the direction
	otherwise = 0.25 // of the logarithm of the pace
	inARow    = 12
)

// again finds a run of movements that came before, each as long and in the same
// direction, with the same pauses but for one factor. Times and steps differ in
// a recording that is played with noise; the run does not.
func (s *span) again() sign {
	acts := s.acts
	best := 0
	for lag := inARow; lag < len(acts); lag++ {
		run, begin, sum, n := 0, 0, 0.0, 0.0
		for i := lag + 1; i < len(acts); i++ {
			j := i - lag
			same, long := sameMovement(&acts[i], &acts[j])
			pace := 0.0
			if same {
				pace = math.Log(s.gaps[i-1] / s.gaps[j-1])
			}
			if !same || n == 0 && math.Abs(pace) > otherwise || n > 0 && math.Abs(pace-sum/n) > alike {
				run, sum, n = 0, 0, 0
				continue
			}
			if n == 0 {
				begin = i
			}
			sum, n = sum+pace, n+1
			if long {
				run++
			}
			if run > best && run >= inARow && s.varied(begin, i+1) {
				best = run
			}
		}
	}
	if best < inARow {
		return sign{}
	}
	return sign{0.9, fmt.Sprintf("a recording: %d movements in a row came before, with the same pauses", best)}
}

// sameMovement compares two acts. Short ones, such as clicks, are the same as
// each other, and are not counted.
func sameMovement(a, b *act) (same, long bool) {
	if a.path < 30 || b.path < 30 || a.n < 4 || b.n < 4 {
		return a.path < 30 && b.path < 30, false
	}
	if a.path > (1+alike)*b.path || b.path > (1+alike)*a.path {
		return false, false
	}
	return math.Hypot(a.x-b.x, a.y-b.y) <= alike*math.Max(a.path, b.path), true
}

// varied reports movements that differ among themselves in length and in pause,
// without which a run that comes again says nothing.
func (s *span) varied(from, to int) bool {
	var paths []float64
	for i := from; i < to; i++ {
		paths = append(paths, s.acts[i].path)
	}
	return variation(paths) > 0.3 && variation(s.gaps[from-1:to-1]) > 0.3
}
