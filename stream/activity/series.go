package activity

import (
	"fmt"
	"math"
	"slices"
)

// series is a run of equal stretches of time, quiet ones included.
type series struct {
	step     float64
	n, path  []float64 // path nil when not known
	active   int
	measured []float64 // what repetition is looked for in
}

// newSeries lays rows on a grid from a time up to another.
func newSeries(rows []row, from, to, step float64) *series {
	size := int(math.Ceil((to-from)/step - 0.01))
	s := &series{step: step}
	if size <= 0 || size > 4*memory {
		return s
	}
	s.n, s.path = make([]float64, size), make([]float64, size)
	for _, r := range rows {
		k := int(math.Round((r.at - from) / step)) // counting may begin a little early or late
		if k < 0 || k >= size {
			continue
		}
		if s.n[k] == 0 {
			s.active++
		}
		s.n[k] += float64(r.n)
		if r.path < 0 {
			s.path = nil
		}
		if s.path != nil {
			s.path[k] += float64(r.path)
		}
	}
	s.measured = s.n
	if s.path != nil {
		sum := 0.0
		for _, p := range s.path {
			sum += p
		}
		if sum > 0 {
			s.measured = s.path
		} else {
			s.path = nil
		}
	}
	return s
}

func (s *series) signs() []sign { return []sign{s.neverStops(), s.repeats()} }

// neverStops finds a stream without a quiet second and without a change of
// pace. A game or an eye tracker may fill every second; its pace changes.
func (s *series) neverStops() sign {
	if len(s.n) < 120 || s.active < len(s.n)*97/100 {
		return sign{}
	}
	events := variation(s.n)
	if s.path != nil {
		pace := variation(s.path)
		if pace < 0.2 || events < 0.1 && pace < 0.35 || events < 0.5 && s.mean() <= 4 && pace < 0.75 {
			return sign{0.93, "a stream without a quiet second that hardly changes its pace"}
		}
		return sign{}
	}
	if s.step >= 2 && events < 1e-6 && s.active == len(s.n) {
		return sign{0.8, fmt.Sprintf("%.0f events every %.3g seconds, never more, fewer or late", s.n[0], s.step)}
	}
	if s.mean() <= 4 && events < 0.5 {
		return sign{0.45, "a few events in every second, without a quiet one, as a log that samples has in a game"}
	}
	return sign{}
}

func (s *series) mean() float64 {
	sum := 0.0
	for _, n := range s.n {
		sum += n
	}
	return sum / math.Max(1, float64(len(s.n)))
}

// repeats finds a stretch of activity that comes again and again after the
// same time: a recording in a loop, or a long pattern.
func (s *series) repeats() sign {
	if s.active < 24 {
		return sign{}
	}
	// Roots, so that one great leap does not decide.
	roots := make([]float64, len(s.measured))
	sums := make([]float64, len(roots)+1)
	var at []int
	for k, v := range s.measured {
		roots[k] = math.Sqrt(v)
		sums[k+1] = sums[k] + roots[k]
		if v > 0 {
			at = append(at, k)
		}
	}
	mean := sums[len(roots)] / float64(len(roots))
	variance := 0.0
	for _, v := range roots {
		variance += (v - mean) * (v - mean) / float64(len(roots))
	}
	if variance < 0.0001*mean*mean {
		return sign{}
	}
	best, lag := 0.0, 0
	for l := 8; l <= len(roots)/3; l++ {
		both, n := 0.0, len(roots)-l
		for _, k := range at {
			if k < n {
				both += roots[k] * roots[k+l]
			}
		}
		both -= mean*(sums[n]+sums[len(roots)]-sums[l]) - float64(n)*mean*mean
		if r := both / float64(n) / variance; r > best {
			best, lag = r, l
		}
	}
	if best < 0.8 || !s.sameValues(roots, at, lag) {
		return sign{}
	}
	return sign{0.9, fmt.Sprintf("a recording or a pattern: what happens comes again every %.4g seconds, %.0f %% alike", float64(lag)*s.step, 100*math.Min(1, best))}
}

// sameValues reports that not only the times at which something happens repeat,
// which they do in any log that samples, but also how much happens.
func (s *series) sameValues(roots []float64, at []int, lag int) bool {
	var a, b []float64
	for _, k := range at {
		if k+lag < len(roots) && roots[k+lag] > 0 {
			a, b = append(a, roots[k]), append(b, roots[k+lag])
		}
	}
	return len(a) >= 16 && correlation(a, b) > 0.6
}

// perMinute judges counts over stretches too long to show single acts.
func (s *series) perMinute() []sign {
	signs := []sign{s.sameMix(), s.multiples()}
	if len(s.n) < 10 || s.active < len(s.n)*9/10 {
		return signs
	}
	events, mean := variation(s.n), s.mean()
	pace, moving := math.Inf(1), s.path != nil
	if moving {
		pace = variation(s.path)
	}
	low, high := slices.Min(s.n), slices.Max(s.n)
	said := fmt.Sprintf("%.0f to %.0f events in every one of %d stretches", low, high, len(s.n))
	perMinute := mean * 60 / s.step
	switch {
	case low == high && perMinute == 60:
		return append(signs, sign{0.45, said + ": perhaps active seconds, which cannot be more"})
	case low == high && perMinute <= 200 && len(s.n) >= 20:
		return append(signs, sign{0.85, said})
	case high-low <= 1+0.02*mean && perMinute <= 200 && (pace < 0.6 || mean >= 5 && len(s.n) >= 20):
		return append(signs, sign{0.9, said})
	case moving && pace < 0.01 && events < 0.03:
		return append(signs, sign{0.9, said + ", and the same distance"})
	case moving && len(s.n) >= 18 && perMinute <= 5 && events*events*mean < 0.45 && pace < 0.5 && s.perEvent() > 1.6:
		return append(signs, sign{0.8, said + ", too few for a hand and too even"})
	case perMinute <= 30 && events*events*mean < 0.8, events < 0.03 && !moving:
		return append(signs, sign{0.45, said + ", which pages turned by a key or a device that never rests could do as well"})
	}
	return signs
}

// perEvent is how far the pointer went with an event, on average.
func (s *series) perEvent() float64 {
	path := 0.0
	for _, p := range s.path {
		path += p
	}
	return path / math.Max(1, s.mean()*float64(len(s.n)))
}

// multiples finds counts that are whole multiples of one number: an act of
// always as many events.
func (s *series) multiples() sign {
	unit := math.Inf(1)
	for _, n := range s.n {
		if n > 0 {
			unit = math.Min(unit, n)
		}
	}
	if s.active < 10 || unit < 8 || math.IsInf(unit, 1) {
		return sign{}
	}
	in, single := 0, 0
	for _, n := range s.n {
		if n > 0 && math.Mod(n, unit) == 0 {
			in++
			if n == unit {
				single++
			}
		}
	}
	if share(in, s.active) < 0.9 || share(single, s.active) > 0.8 {
		return sign{} // a log that samples cannot count more than so many
	}
	if s.path == nil && (len(s.n) < 20 || s.mean() > 3*unit || math.Pow(variation(s.n), 2)*s.mean() > 0.25*unit) { // uneven
		return sign{0.4, fmt.Sprintf("in %d of %d stretches the number of events is a multiple of %.0f, as where goods are scanned", in, s.active, unit)}
	}
	return sign{0.9, fmt.Sprintf("in %d of %d stretches the number of events is a multiple of %.0f", in, s.active, unit)}
}

// sameMix finds counts whose distance is always the same multiple of their
// events: one movement, repeated.
func (s *series) sameMix() sign {
	if s.path == nil {
		return sign{}
	}
	var ratio []float64
	for k, n := range s.n {
		if n > 0 {
			ratio = append(ratio, s.path[k]/n)
		}
	}
	if len(ratio) < 8 || variation(ratio) > 0.02 {
		return sign{}
	}
	said := fmt.Sprintf("in %d stretches every event moved the pointer by the same %.3g dots", len(ratio), ratio[0])
	uneven := variation(s.n)
	few := uneven*uneven*s.mean() < 1.2
	switch {
	case ratio[0] <= 1.5 && (variation(ratio) > 0.002 || uneven*uneven*s.mean() > 0.5):
		return sign{0.45, said + ", as a worn sensor, a shaking desk or a tremor would"}
	case !few && uneven > 0.03:
		return sign{0.45, said + ", as keys that move the pointer would"}
	}
	return sign{0.94, said}
}
