package clock

import "math"

// Verdict is the answer about one claim.
type Verdict string

// The three answers.
const (
	Fits       Verdict = "fits"
	DoesNotFit Verdict = "does_not_fit"
	NotEnough  Verdict = "not_enough"
)

// The evidence below which there is no answer, and how far away a clock must
// be to compete with the claimed one, in hours.
const (
	MinHalfHours = 35
	MinDays      = 10
	Apart        = 6
)

// threshold is how much likelier, as a logarithm, the clocks further away must
// be together before a claim does not fit, and caution what is asked for beyond
// it, divided by the half hours known. Set on authors of commits, each judged
// by a template without them, for less than one true claim in twenty.
const (
	threshold = 3.6
	caution   = 100.0
)

// Answer is what is said about one claim.
type Answer struct {
	Verdict Verdict
	// Score is 0 to 1, above one half when the claim does not fit. It ranks
	// claims; it is no probability that a claim is false. 0 when not enough.
	Score float64
	// HalfHours and Days are the evidence there was.
	HalfHours, Days int
}

// Judge weighs a claim, the standard time's offset from UTC in minutes.
func (t *Template) Judge(h *Hours, claimed int) Answer {
	a := Answer{Verdict: NotEnough, HalfHours: h.HalfHours(), Days: h.Days()}
	if a.HalfHours < MinHalfHours || a.Days < MinDays {
		return a
	}
	excess := t.excess(h, claimed, a.HalfHours) - threshold - caution/float64(a.HalfHours)
	a.Score = 1 / (1 + math.Exp(-excess/2))
	a.Verdict = Fits
	if excess > 0 {
		a.Verdict = DoesNotFit
	}
	return a
}

// excess is the logarithm of how much likelier the profile is on the clocks
// far from the claimed one, taken together, than on the claimed one.
func (t *Template) excess(h *Hours, claimed, n int) float64 {
	counts := h.counts()
	l := t.spread(smallest + perCount/float64(n))
	on := func(offset int) float64 {
		best := math.Inf(-1)
		for s := range savings {
			p := profileOf(&counts, offset, s)
			best = math.Max(best, t.likelihood(&l, &p))
		}
		return best
	}
	own := on(claimed)
	sum := 0.0
	for away := Apart; away <= 24-Apart; away++ {
		sum += math.Exp(on(claimed+60*away) - own)
	}
	return math.Log(sum)
}
