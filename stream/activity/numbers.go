package activity

import (
	"math"
	"slices"
)

// variation is the standard deviation over the mean; infinite without values
// or with a mean of 0.
func variation(v []float64) float64 {
	mean, square := 0.0, 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	if len(v) == 0 || mean <= 0 {
		return math.Inf(1)
	}
	for _, x := range v {
		square += (x - mean) * (x - mean) / float64(len(v))
	}
	return math.Sqrt(square) / mean
}

// correlation is Pearson's, of two lists of one length; 0 when either is even.
func correlation(a, b []float64) float64 {
	var ma, mb, xy, xx, yy float64
	for i := range a {
		ma, mb = ma+a[i]/float64(len(a)), mb+b[i]/float64(len(a))
	}
	for i := range a {
		xy, xx, yy = xy+(a[i]-ma)*(b[i]-mb), xx+(a[i]-ma)*(a[i]-ma), yy+(b[i]-mb)*(b[i]-mb)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// quantile returns the value below which a share of the sorted values lie.
func quantile(sorted []float64, share float64) float64 {
	return sorted[int(share*float64(len(sorted)-1)+0.5)]
}

func sorted(v []float64) []float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v
}

// span is a run of acts under judgement, and how finely their times are known.
type span struct {
	acts       []act
	resolution float64   // seconds
	gaps       []float64 // from the start of an act to that of the next
	pauses     []float64 // from the end of an act to the start of the next
	sizes      []float64 // events of each act
	paths      []float64 // of acts that moved the pointer
	moving     bool      // most acts moved the pointer
}

func newSpan(acts []act, resolution float64) *span {
	s := &span{acts: acts, resolution: resolution}
	for i := range acts {
		if i > 0 {
			s.gaps = append(s.gaps, acts[i].at-acts[i-1].at)
			s.pauses = append(s.pauses, acts[i].at-acts[i-1].end)
		}
		s.sizes = append(s.sizes, acts[i].n)
		if acts[i].path > 0 {
			s.paths = append(s.paths, acts[i].path)
		}
	}
	s.moving = 10*len(s.paths) >= 9*len(acts)
	return s
}

// merge makes acts of rows: neighbouring stretches belong together.
func merge(rows []row, step float64) []act {
	var acts []act
	for _, r := range rows {
		n := len(acts)
		if n > 0 && r.at-acts[n-1].end <= step+0.01 {
			a := &acts[n-1]
			a.end, a.n, a.path = r.at, a.n+float64(r.n), a.path+float64(r.path)
			continue
		}
		acts = append(acts, act{at: r.at, end: r.at, n: float64(r.n), path: float64(r.path)})
	}
	return acts
}

// since returns the acts from a time on.
func since(acts []act, from float64) []act {
	k := len(acts)
	for k > 0 && acts[k-1].at >= from {
		k--
	}
	return acts[k:]
}
