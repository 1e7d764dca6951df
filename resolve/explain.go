package resolve

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Explanation says why two records are, or are not, taken for one person. It
// is worked out on demand; nothing of it is stored.
type Explanation struct {
	A           string   `json:"a"`
	B           string   `json:"b"`
	Prior       float64  `json:"prior"`       // bits before anything is compared
	Steps       []Step   `json:"steps"`       // the waterfall, in the order of the fields
	Bits        float64  `json:"bits"`        // prior and all steps
	Probability float64  `json:"probability"` // of the same, read with care: it supposes that the model is right
	Needed      float64  `json:"needed"`      // bits a link needs
	Rules       []string `json:"rules"`       // blocking rules that bring the pair together
	Linked      bool     `json:"linked"`      // the pair alone is a link
	SameCluster bool     `json:"same_cluster"`
	Why         string   `json:"why"`  // what decided
	Flip        []Flip   `json:"flip"` // smallest changes that would decide otherwise; none where Overruled
}

// Overruled reports whether something else than the sum of the evidence decided
// about the pair: a guard that keeps it apart, or a person.
func (ex *Explanation) Overruled() bool { return ex.Linked != (ex.Bits >= ex.Needed) }

// Step is one field of the waterfall.
type Step struct {
	Field    string  `json:"field"`
	Kind     Kind    `json:"kind"`
	ValueA   string  `json:"value_a"`
	ValueB   string  `json:"value_b"`
	Level    string  `json:"level"`
	Bits     float64 `json:"bits"`    // of the level
	Rarity   float64 `json:"rarity"`  // added for how rare or common the value is
	Records  int     `json:"records"` // distinct records with the commoner of the two values
	Overlap  float64 `json:"overlap"` // taken off because another field says the same
	OverlapW string  `json:"overlap_with,omitempty"`
}

// Sum is what the step adds.
func (s Step) Sum() float64 { return s.Bits + s.Rarity + s.Overlap }

// Flip is a change to one field that would decide otherwise.
type Flip struct {
	Field string  `json:"field"`
	From  string  `json:"from"`
	To    string  `json:"to"`
	Bits  float64 `json:"bits"` // evidence after the change
}

// waterfall explains the evidence between two lines.
func (s *scorer) waterfall(p pattern, a, b []uint32) ([]Step, float64) {
	steps := make([]Step, len(s.frame.fields))
	total := s.table.prior
	for i, fl := range s.frame.fields {
		l := p.level(i)
		w, r := s.field(i, l, a, b)
		steps[i] = Step{Field: fl.name, Kind: fl.kind, Level: fl.spec.levels[l].name, Bits: w, Rarity: r,
			ValueA: fl.words(a), ValueB: fl.words(b), Records: s.commoner(i, fl, l, a, b)}
		total += w + r
	}
	for _, x := range s.table.ties {
		u, v := steps[x.a].Bits+steps[x.a].Rarity, steps[x.b].Bits+steps[x.b].Rarity
		if u <= 0 || v <= 0 {
			continue
		}
		off, at, with := -x.share*v, x.b, x.a
		if u < v {
			off, at, with = -x.share*u, x.a, x.b
		}
		steps[at].Overlap += off
		steps[at].OverlapW = s.frame.fields[with].name
		total += off
	}
	return steps, total + s.tellMoves(steps)
}

// tellMoves notes what is taken back where several fields of a home differ, and
// returns the sum of it: each but the one that differs most.
func (s *scorer) tellMoves(steps []Step) float64 {
	m, worst, least := &s.table.moves, -1, 0.0
	for _, i := range m.fields {
		if b := steps[i].Sum(); b < least {
			worst, least = i, b
		}
	}
	sum := 0.0
	for _, i := range m.fields {
		if b := steps[i].Sum(); i != worst && b < 0 && m.share > 0 {
			steps[i].Overlap, steps[i].OverlapW = -m.share*b, s.frame.fields[worst].name
			sum -= m.share * b
		}
	}
	return sum
}

// words shows the values a line holds of a field.
func (fl *field) words(line []uint32) string {
	var out []string
	for _, c := range line[fl.word : fl.word+fl.slots] {
		if c != 0 {
			out = append(out, fl.dict.text(c))
		}
	}
	return strings.Join(out, "; ")
}

// commoner counts the records with the commoner of the values that agree.
func (s *scorer) commoner(i int, fl *field, l int, a, b []uint32) int {
	best := 0
	for _, x := range a[fl.word : fl.word+fl.slots] {
		for _, y := range b[fl.word : fl.word+fl.slots] {
			if x == 0 || y == 0 || l == levelSame && x != y {
				continue
			}
			for _, c := range [2]uint32{x, y} {
				if int(c) < len(fl.count) {
					best = max(best, int(fl.count[c]))
				}
			}
		}
	}
	return best
}

// Why explains the pair of records in two rows.
func (r *Result) Why(a, b int) (*Explanation, error) {
	f := r.plan.engine.frame
	if a < 0 || b < 0 || a >= f.rows() || b >= f.rows() {
		return nil, fmt.Errorf("resolve: row %d or %d does not exist; there are %d", a, b, f.rows())
	}
	if a == b {
		return nil, fmt.Errorf("resolve: a record cannot be compared with itself")
	}
	x, y := f.rep[a], f.rep[b]
	la, lb := f.line(x), f.line(y)
	p := freshComparer(f).pattern(la, lb)
	ex := &Explanation{A: f.id(a), B: f.id(b), Prior: r.scorer.table.prior, Needed: float64(r.guard.bar) / weightUnit, SameCluster: r.named[a] == r.named[b]}
	ex.Steps, ex.Bits = r.scorer.waterfall(p, la, lb)
	ex.Probability = probability(ex.Bits)
	for i, rule := range r.plan.engine.rules {
		if x != y && made(r.plan.engine.rules[i:i+1], la, lb) {
			ex.Rules = append(ex.Rules, rule.name)
		}
	}
	e := r.scorer.edge(candidate{min(x, y), max(x, y), p}, r.plan.model)
	r.reason(ex, a, b, e)
	ex.Flip = r.scorer.flips(p, la, lb, ex)
	return ex, nil
}

// relativesWhy is told of pairs that are kept apart as relatives.
const relativesWhy = "one family name and one home beside another given name or birth: relatives look so, and nothing the two records hold tells that they are one person"

// namesWhy is told of pairs that are kept apart because only names agree.
func namesWhy(needed float64) string {
	return fmt.Sprintf("little but names agrees; alone they need %.1f bits to link, because many people are called the same", needed)
}

// reason finds the first guard that failed, or what joined the records.
func (r *Result) reason(ex *Explanation, a, b int, e edge) {
	f := r.plan.engine.frame
	copies := f.rep[a] == f.rep[b]
	ex.Linked = r.guard.linking(e) && (copies || len(ex.Rules) > 0)
	for _, d := range r.decided {
		if d.pair() != (rowPair{uint32(min(a, b)), uint32(max(a, b))}) {
			continue
		}
		ex.Linked = d.same
		ex.Why = "a person decided that these are not the same"
		if d.same {
			ex.Why = "a person decided that these are the same"
		}
		return
	}
	found := r.scorer.weigh(freshComparer(f).pattern(f.line(f.rep[a]), f.line(f.rep[b])), f.line(f.rep[a]), f.line(f.rep[b]))
	switch {
	case copies && ex.SameCluster:
		ex.Why = "one is an exact copy of the other"
	case clash(r.guard.only(f.rep[a]), r.guard.only(f.rep[b])):
		ex.Why = "they have two different values of something a person has once"
	case !copies && len(ex.Rules) == 0:
		ex.Why = "no blocking rule brings them together, so they were never compared"
	case e.weight < r.guard.bar && e.flags&edgeNoLink == 0 || found.all < ex.Needed:
		ex.Why = fmt.Sprintf("the evidence, %.1f bits, is below the %.1f a link needs", ex.Bits, ex.Needed)
	case found.namesAlone(r.Model):
		ex.Why = namesWhy(ex.Needed + r.Model.Guard.Names)
	case e.flags&edgeNoLink != 0 && found.person >= r.Model.Guard.Person:
		ex.Why = relativesWhy
	case e.flags&edgeNoLink != 0:
		ex.Why = fmt.Sprintf("what a person carries (given name, birth, documents) differs by %.1f bits; shared surroundings do not make up for that", -found.person)
	case ex.SameCluster:
		ex.Why = fmt.Sprintf("the evidence, %.1f bits, reaches the %.1f a link needs", ex.Bits, ex.Needed)
	default:
		ex.Why = "the pair agrees, but the groups around the two records do not agree with each other as a whole: " + r.groupMean(a, b)
	}
	if ex.SameCluster && !ex.Linked {
		ex.Why += "; they are in one group through other records"
	}
}

func (d ruled) pair() rowPair { return rowPair{min(d.a, d.b), max(d.a, d.b)} }

// groupMean states the mean evidence between two clusters.
func (r *Result) groupMean(a, b int) string {
	x, y := r.members(a), r.members(b)
	in := map[uint32]int{}
	for _, m := range x {
		in[r.plan.engine.frame.rep[m]] = 1
	}
	for _, m := range y {
		in[r.plan.engine.frame.rep[m]] = 2
	}
	var sum, pairs int64
	for _, e := range r.edges {
		if in[e.a]+in[e.b] == 3 && in[e.a] != in[e.b] {
			n := int64(r.plan.engine.frame.copies[e.a]) * int64(r.plan.engine.frame.copies[e.b])
			sum += clampInt(int64(e.weight), r.guard.unseen, r.guard.most) * n
			pairs += n
		}
	}
	all := max(pairs, int64(len(x))*int64(len(y)))
	mean := float64(sum+(all-pairs)*r.guard.unseen) / float64(all) / weightUnit
	return fmt.Sprintf("mean %.1f bits over %d pairs of records, %.1f needed", mean, all, float64(r.guard.mean)/weightUnit)
}

// flips lists the smallest change to each field that would carry the evidence
// across the bar, the smallest move first. Where the evidence did not decide,
// carrying it across the bar would not either, and there is none.
func (s *scorer) flips(p pattern, a, b []uint32, ex *Explanation) []Flip {
	if ex.Overruled() {
		return nil
	}
	var out []Flip
	linked := ex.Bits >= ex.Needed
	for i, fl := range s.frame.fields {
		best, found := Flip{}, false
		for l := range fl.spec.levels {
			if l == p.level(i) || l == levelSame && (a[fl.word] == 0 || b[fl.word] == 0) {
				continue
			}
			q := p&^(15<<(4*i)) | pattern(l)<<(4*i)
			bits := s.bits(q, a, b)
			if (bits >= ex.Needed) == linked {
				continue
			}
			if !found || math.Abs(bits-ex.Bits) < math.Abs(best.Bits-ex.Bits) {
				best, found = Flip{fl.name, fl.spec.levels[p.level(i)].name, fl.spec.levels[l].name, bits}, true
			}
		}
		if found {
			out = append(out, best)
		}
	}
	slices.SortStableFunc(out, func(x, y Flip) int {
		dx, dy := math.Abs(x.Bits-ex.Bits), math.Abs(y.Bits-ex.Bits)
		switch {
		case dx < dy:
			return -1
		case dx > dy:
			return 1
		}
		return 0
	})
	return out
}
