package linkage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"muster/resolve"
)

// thresholdView is what every threshold would make of the links found.
type thresholdView struct {
	Rows        []thresholdRow
	Now         int    // the threshold of this run, in whole bits
	Low, High   int    // of the slider
	Right       string // the line of links right, as points of the drawing
	Kept        string // the line of true links kept
	Ticks       []tick
	Levels      []tick
	NowX        float64
	Width       int
	Height      int
	Left, Edge  float64 // of the plot
	Top, Bottom float64
}

type thresholdRow struct {
	Bits                                      int
	Links, People, Largest, Right, Kept, Says string
	X                                         float64
	Now                                       bool
}

type tick struct {
	At   float64
	Text string
}

// The measures of the threshold chart in user units.
const (
	chartWidth  = 720
	chartHeight = 260
	chartLeft   = 52
	chartTop    = 16
	chartFoot   = 36
	chartRight  = 16
	mostBits    = 40
)

// newThreshold works out, for every whole number of bits, what the links at or
// above it alone would make; nil when there is no link. The links come by
// strength.
func newThreshold(r *resolve.Result, links []pairLink) *thresholdView {
	sorted := make([]pairLink, 0, len(links))
	high, all := math.Inf(-1), 0.0
	for _, l := range links { // what needs no evidence stands at every threshold
		if l.joined && l.basis != basisEvidence {
			l.bits = math.Inf(1)
			sorted = append(sorted, l)
		}
	}
	for _, l := range links {
		if l.joined && l.basis == basisEvidence {
			high, all = max(high, l.bits), all+1/(1+math.Exp2(-l.bits))
			sorted = append(sorted, l)
		}
	}
	if all == 0 {
		return nil
	}
	v := &thresholdView{Now: int(math.Ceil(r.Model.Threshold)), Width: chartWidth, Height: chartHeight, Left: chartLeft, Edge: chartWidth - chartRight, Top: chartTop, Bottom: chartHeight - chartFoot}
	v.Low = v.Now
	v.High = max(v.Low+1, min(mostBits, int(high)))
	x := func(bits int) float64 {
		return math.Round(10*(chartLeft+(v.Edge-v.Left)*float64(bits-v.Low)/float64(v.High-v.Low))) / 10
	}
	y := func(part float64) float64 { return math.Round(10*(v.Bottom-(v.Bottom-v.Top)*part)) / 10 }
	groups := newGrowing(r.Records)
	var right, kept []string
	at, good, n := 0, 0.0, 0
	for bits := v.High; bits >= v.Low; bits-- {
		for ; at < len(sorted) && (sorted[at].bits >= float64(bits) || bits == v.Low); at++ {
			groups.join(sorted[at].a, sorted[at].b)
			if sorted[at].basis == basisEvidence {
				good += 1 / (1 + math.Exp2(-sorted[at].bits))
				n++
			}
		}
		precision, recall := 1.0, good/all
		if n > 0 {
			precision = good / float64(n)
		}
		right, kept = append(right, fmt.Sprintf("%g,%g", x(bits), y(precision))), append(kept, fmt.Sprintf("%g,%g", x(bits), y(recall)))
		row := thresholdRow{Bits: bits, Links: number(n), People: number(groups.count), Largest: number(groups.largest), Right: percent(precision), Kept: percent(recall), X: x(bits), Now: bits == v.Now}
		row.Says = fmt.Sprintf("At %s: %s, %s, at most %s; %s of the links right, %s of the true links kept.", plural(bits, "bit", "bits"), plural(n, "link", "links"), plural(groups.count, "person", "people"), plural(groups.largest, "record of one person", "records of one person"), row.Right, row.Kept)
		v.Rows = append(v.Rows, row)
	}
	slices.Reverse(v.Rows)
	v.Right, v.Kept, v.NowX = strings.Join(right, " "), strings.Join(kept, " "), x(v.Now)
	for bits := v.Low; bits <= v.High; bits += max(1, (v.High-v.Low)/8) {
		v.Ticks = append(v.Ticks, tick{x(bits), fmt.Sprint(bits)})
	}
	for _, part := range []float64{0, 0.25, 0.5, 0.75, 1} {
		v.Levels = append(v.Levels, tick{y(part), fmt.Sprintf("%.0f %%", 100*part)})
	}
	return v
}

// growing counts groups while they are joined.
type growing struct {
	sets    sets
	size    []int32
	count   int
	largest int
}

func newGrowing(n int) *growing {
	g := &growing{sets: newSets(n), size: make([]int32, n), count: n, largest: min(n, 1)}
	for i := range g.size {
		g.size[i] = 1
	}
	return g
}

func (g *growing) join(a, b int) {
	a, b = g.sets.find(a), g.sets.find(b)
	if a == b {
		return
	}
	root, other := min(a, b), max(a, b)
	g.sets[other] = int32(root)
	g.size[root] += g.size[other]
	g.largest = max(g.largest, int(g.size[root]))
	g.count--
}

// patternView is the table of level patterns.
type patternView struct {
	Fields []string
	Rows   []patternRow
	More   string
}

type patternRow struct {
	Cells []patternCell
	Pairs string
	Bits  string
	Bar   bar
	Link  bool // reaches the threshold before rarity
}

type patternCell struct {
	Level string
	Mark  string // same, near, different or missing: how it is drawn
}

// newPatterns picks the most frequent patterns and those nearest the
// threshold, where a changed weight would change the result.
func newPatterns(in *Input) patternView {
	const each = 16
	all := in.Result.Patterns
	needed := in.Result.Model.Threshold
	picked := map[int]bool{}
	for i := range min(each, len(all)) {
		picked[i] = true
	}
	near := make([]int, len(all))
	for i := range near {
		near[i] = i
	}
	slices.SortStableFunc(near, func(a, b int) int {
		return cmp.Compare(math.Abs(all[a].Bits-needed), math.Abs(all[b].Bits-needed))
	})
	for _, i := range near[:min(each, len(near))] {
		picked[i] = true
	}
	v := patternView{}
	for _, c := range in.Plan.Comparisons {
		v.Fields = append(v.Fields, c.Field)
	}
	lo, hi := -1.0, 1.0
	for i := range all {
		if picked[i] {
			lo, hi = min(lo, all[i].Bits), max(hi, all[i].Bits)
		}
	}
	for i, p := range all {
		if !picked[i] {
			continue
		}
		row := patternRow{Pairs: count(p.Pairs), Bits: fmt.Sprintf("%+.1f", p.Bits), Bar: newBar(0, p.Bits, lo, hi), Link: p.Bits >= needed}
		for _, l := range p.Levels {
			row.Cells = append(row.Cells, patternCell{l, markOf(l)})
		}
		v.Rows = append(v.Rows, row)
	}
	if n := len(all) - len(v.Rows); n > 0 {
		v.More = plural(n, "further pattern occurs", "further patterns occur") + "."
	}
	return v
}

func markOf(level string) string {
	switch level {
	case "same", "different", "missing":
		return level
	}
	return "near"
}
