package linkage

import (
	"fmt"
	"math"
	"slices"

	"muster/internal/escape"
	"muster/resolve"
)

// waterfallView is one pair, field by field.
type waterfallView struct {
	A, B, Anchor, Title, Because, Flip, Rules string
	Steps                                     []stepView
	Total, Needed                             string
	NeededX                                   float64
	Open                                      bool
}

type stepView struct {
	Field, A, B, Level, Adds, Total string
	Bar                             bar
}

// waterfalls explains pairs that teach most: the weakest links, the strongest
// pairs kept apart, and an ordinary link. The links come by strength.
func waterfalls(in *Input, links []pairLink) []waterfallView {
	joined := make([]int32, 0, len(links)) // places in links, the weakest first
	var apart []int32
	for i := range links {
		switch l := &links[len(links)-1-i]; {
		case l.basis != basisEvidence:
		case l.joined:
			joined = append(joined, int32(len(links)-1-i))
		default:
			apart = append(apart, int32(len(links)-1-i))
		}
	}
	slices.Reverse(apart)
	var out []waterfallView
	add := func(list []int32, what string) {
		for _, at := range list {
			l := links[at]
			ex, err := in.Result.Why(l.a, l.b)
			if err == nil {
				out = append(out, newWaterfall(in, ex, what, fmt.Sprintf("pair-%d", len(out)+1)))
			}
		}
	}
	add(joined[:min(len(joined), 4)], "a weak link")
	add(apart[:min(len(apart), 3)], "kept apart")
	if n := len(joined); n > 8 {
		add(joined[n/2:n/2+1], "an ordinary link")
	}
	if len(out) > 0 {
		out[0].Open = true
	}
	return out
}

func newWaterfall(in *Input, ex *resolve.Explanation, what, anchor string) waterfallView {
	v := waterfallView{A: escape.Line(ex.A), B: escape.Line(ex.B), Anchor: anchor, Because: sentence(escape.Line(ex.Why)) + ".", Total: fmt.Sprintf("%+.1f", ex.Bits), Needed: fmt.Sprintf("%.1f", ex.Needed)}
	v.Title = fmt.Sprintf("%s and %s: %s, %.1f bits", v.A, v.B, what, ex.Bits)
	for i, r := range ex.Rules {
		if i > 0 {
			v.Rules += "; "
		}
		v.Rules += escape.Line(r)
	}
	switch {
	case len(ex.Flip) > 0:
		f := ex.Flip[0]
		v.Flip = fmt.Sprintf("Smallest change that would decide the pair otherwise: %s from “%s” to “%s”, then %.1f bits.", escape.Line(f.Field), f.From, f.To, f.Bits)
	case ex.Overruled():
		v.Flip = "The sum did not decide here; what did is said above."
	default:
		v.Flip = "No change to one field alone would decide the pair otherwise."
	}
	lo, hi := min(0, ex.Prior), max(0, ex.Prior)
	total := ex.Prior
	for _, s := range ex.Steps {
		total += s.Sum()
		lo, hi = min(lo, total), max(hi, total)
	}
	lo, hi = min(lo, ex.Needed)-1, max(hi, ex.Needed)+1
	v.NeededX = newBar(ex.Needed, ex.Needed, lo, hi).X
	total = ex.Prior
	v.Steps = append(v.Steps, stepView{Field: "before looking", Level: "any two records", Adds: fmt.Sprintf("%+.1f", ex.Prior), Total: fmt.Sprintf("%+.1f", total), Bar: newBar(0, total, lo, hi)})
	for _, s := range ex.Steps {
		next := total + s.Sum()
		v.Steps = append(v.Steps, stepView{
			Field: escape.Line(s.Field), A: cut(in.value(s.Kind, s.ValueA), 32), B: cut(in.value(s.Kind, s.ValueB), 32), Level: levelWords(&s),
			Adds: fmt.Sprintf("%+.1f", s.Sum()), Total: fmt.Sprintf("%+.1f", next), Bar: newBar(total, next, lo, hi),
		})
		total = next
	}
	return v
}

// levelWords says how a field agrees and what its rarity and overlap do.
func levelWords(s *resolve.Step) string {
	out := s.Level
	if s.Records > 0 && s.Level != "different" && s.Level != "missing" {
		out += ", on " + plural(s.Records, "record", "records")
	}
	if s.OverlapW != "" {
		out += fmt.Sprintf(", %.1f of it told by %s already", math.Abs(s.Overlap), escape.Line(s.OverlapW))
	}
	return out
}
