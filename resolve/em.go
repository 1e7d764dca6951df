package resolve

import "math"

// params are the fitted numbers: for each field and level the share of true
// pairs (m) and of other pairs (u) that show it, given that both have a value,
// and the chance that two records drawn at random are one person.
type params struct {
	m, u   [][]float64
	seen   [][]float64 // share of all pairs at each level, before true pairs are taken out
	both   [][]float64 // share of all pairs that agree on two fields
	have   [][]float64 // share of records that have both
	least  float64     // what the joint agreements allow the prior to be
	prior  float64
	fixed  []tie // ties of a frozen model; nil measures them
	moves  moves // fields of a home that differ together
	specs  []kindSpec
	labels *tally    // patterns of pairs known to be true; nil when there are none
	floor  float64   // least evidence from what a person carries that a true pair may have
	names  float64   // bits more that a link needs where little but names agrees
	apart  bool      // pairs that look like relatives are not one person
	said   Relatives // what the model says of them
}

const (
	// emStrength is how many imagined true pairs the expected shares weigh.
	emStrength = 30.0
	emRounds   = 60
	smallest   = 1e-7
	// priorRange is how far the prior may rise above what joint agreements
	// allow under the expected shares, which may be too high by a half each.
	priorRange = 6.0
	// mostDifferent true pairs can differ in what a person carries; a class of
	// pairs that differ more often is not one of true pairs.
	mostDifferent = 0.5
	// mostOther is how many of them may show another birth or document.
	mostOther = 0.25
)

// fit finds the parameters that explain the pattern counts, by expectation
// maximisation over a few hundred to a few thousand patterns. Labels are not
// used. What random pairs look like is not learned from the blocked pairs,
// which are anything but random; it comes from value counts and a sample.
func (e *engine) fit(counts []PatternCount, from *params) *params {
	p := from.clone()
	p.apart = p.said == RelativesApart || p.said != RelativesOne && e.frame.familiesIn(counts)
	total := e.allPairs()
	weights := make([]float64, len(counts))
	for range emRounds {
		t := p.weights()
		sum := 0.0
		for i, c := range counts {
			// Members of a household share so much that they would pass for one
			// person and teach the fit that names and births may differ.
			weights[i] = 0
			if t.personBits(c.Pattern) >= p.floor && !(p.apart && e.frame.household(c.Pattern) == twoOrOne) {
				weights[i] = float64(c.Pairs) * probability(t.bits(c.Pattern))
			}
			sum += weights[i]
		}
		before := p.prior
		p.prior = clampTo((1-e.strangers(counts, weights))*sum/total, 0.05/total, min(0.5, priorRange*p.least))
		p.moves.learn(counts, weights, t, p.specs)
		e.refit(p, counts, weights)
		if math.Abs(math.Log2(p.prior/before)) < 1e-4 {
			break
		}
	}
	return p
}

// strangers is the share of strangers in what passes for true pairs, as far as
// births and documents betray it: one person's hardly ever differ altogether.
// Where names are few, namesakes slip in among the true pairs and would teach
// the fit that births differ; less is taken for true, round by round, until
// they do not.
func (e *engine) strangers(counts []PatternCount, weights []float64) float64 {
	worst := 0.0
	for f, fl := range e.frame.fields {
		if fl.kind != BirthDate && fl.kind != Document {
			continue
		}
		var differ, all float64
		for i, c := range counts {
			switch c.Pattern.level(f) {
			case levelMissing:
				continue
			case len(fl.spec.levels) - 1:
				differ += weights[i]
			}
			all += weights[i]
		}
		if all > emStrength {
			worst = max(worst, (differ/all-mostOther)/(1-mostOther))
		}
	}
	return worst
}

// refit sets m from the weighted patterns and takes the true pairs out of u.
func (e *engine) refit(p *params, counts []PatternCount, weights []float64) {
	for f, fl := range e.frame.fields {
		sums := make([]float64, len(fl.spec.levels))
		for i, c := range counts {
			sums[c.Pattern.level(f)] += weights[i]
		}
		if p.labels != nil {
			for _, c := range p.labels.sorted() {
				sums[c.Pattern.level(f)] += labelWeight * float64(c.Pairs)
			}
		}
		total := 0.0
		for l := 1; l < len(sums); l++ {
			sums[l] += emStrength * fl.spec.levels[l].m
			total += sums[l]
		}
		for l := 1; l < len(sums); l++ {
			p.m[f][l] = clampTo(sums[l]/total, 0.002, 0.995)
		}
		if last := len(sums) - 1; fl.kind != OtherNames && fl.kind != FreeText && fl.kind != IP && p.m[f][last] > mostDifferent {
			scale := (1 - mostDifferent) / (1 - p.m[f][last])
			for l := 1; l < last; l++ {
				p.m[f][l] *= scale
			}
			p.m[f][last] = mostDifferent
		}
		p.separate(f)
	}
}

// separate solves seen = prior*m + (1-prior)*u for u: in small or very
// repetitive data a good part of all agreement is between true pairs.
func (p *params) separate(f int) {
	for l := 1; l < len(p.u[f]); l++ {
		u := (p.seen[f][l] - p.prior*p.m[f][l]) / (1 - p.prior)
		p.u[f][l] = clampTo(max(u, p.seen[f][l]*0.1), smallest, 1)
	}
}

func (p *params) clone() *params {
	c := &params{prior: p.prior, both: p.both, have: p.have, least: p.least, fixed: p.fixed, moves: p.moves, specs: p.specs, labels: p.labels, floor: p.floor, names: p.names, apart: p.apart, said: p.said}
	for f := range p.m {
		c.m = append(c.m, append([]float64(nil), p.m[f]...))
		c.u = append(c.u, append([]float64(nil), p.u[f]...))
		c.seen = append(c.seen, append([]float64(nil), p.seen[f]...))
	}
	return c
}

// table is the parameters as weights in bits: evidence is added, never
// multiplied, and does not saturate.
type table struct {
	w     [][]float64
	prior float64
	ties  []tie
	moves moves
	// person holds, for fields that a person carries, the weights by which a
	// conflict in them is judged: however often the data seem to show true
	// pairs that differ, difference weighs at least what is expected of it.
	person [][]float64
}

func (p *params) weights() *table {
	t := &table{prior: math.Log2(p.prior / (1 - p.prior)), moves: p.moves}
	for f := range p.m {
		w := make([]float64, 16)
		for l := 1; l < len(p.m[f]); l++ {
			w[l] = math.Log2(p.m[f][l] / p.u[f][l])
			// Less agreement must never be more evidence.
			w[l] = min(w[l], w[levelSame])
		}
		t.w = append(t.w, w)
		t.person = append(t.person, nil)
		if spec := p.specs[f]; spec.personal {
			last := len(spec.levels) - 1
			t.person[f] = append([]float64(nil), w...)
			t.person[f][last] = min(w[last], math.Log2(spec.levels[last].m))
		}
	}
	if t.ties = p.fixed; t.ties == nil {
		t.ties = p.ties()
	}
	return t
}

// bits is the weight of a pattern before the rarity of values is known.
func (t *table) bits(p pattern) float64 {
	w := t.prior
	for f := range t.w {
		w += t.w[f][p.level(f)]
	}
	for _, x := range t.ties {
		a, b := t.w[x.a][p.level(x.a)], t.w[x.b][p.level(x.b)]
		if a > 0 && b > 0 {
			w -= x.share * min(a, b)
		}
	}
	return w + t.moves.back(func(f int) float64 { return t.w[f][p.level(f)] })
}

// personBits is the evidence from what a person carries alone.
func (t *table) personBits(p pattern) float64 {
	sum := 0.0
	for f, w := range t.person {
		if w != nil {
			sum += w[p.level(f)]
		}
	}
	return sum
}

// probability turns bits into a probability.
func probability(bits float64) float64 {
	if bits > 60 {
		return 1
	}
	o := math.Exp2(bits)
	return o / (1 + o)
}

func clampTo(v, lo, hi float64) float64 {
	return max(lo, min(hi, v))
}

// allPairs is the number of pairs of records.
func (e *engine) allPairs() float64 {
	n := e.frame.weight
	return max(1, n*(n-1)/2)
}

// start returns the parameters before any pair is seen: expected shares for
// true pairs; for other pairs, exact agreement from value counts and the other
// levels from all pairs of a sample of records.
func (e *engine) start() *params {
	f := e.frame
	p := &params{prior: 0.5 / float64(max(2, len(f.reps)))}
	for _, fl := range f.fields {
		p.specs = append(p.specs, fl.spec)
	}
	p.moves.fields = f.homeFields()
	fuzzy := e.sampleLevels()
	for i, fl := range f.fields {
		n := len(fl.spec.levels)
		m, u, seen := make([]float64, n), make([]float64, n), make([]float64, n)
		var present, same float64
		for _, c := range fl.count[1:] {
			present += float64(c)
			same += float64(c) * (float64(c) - 1)
		}
		exact := (same + imagined*imagined*fl.spec.typical) / (max(0, present*(present-1)) + imagined*imagined)
		rest := 0.0
		for l := 2; l < n; l++ {
			rest += fuzzy[i][l] + 0.5
		}
		for l := 1; l < n; l++ {
			m[l] = fl.spec.levels[l].m
			seen[l] = exact
			if l > 1 {
				seen[l] = (1 - exact) * (fuzzy[i][l] + 0.5) / rest
			}
			seen[l] = clampTo(seen[l], smallest, 1)
			u[l] = seen[l]
		}
		p.m, p.u, p.seen = append(p.m, m), append(p.u, u), append(p.seen, seen)
		p.separate(i)
	}
	p.both, p.have = e.jointAgreement()
	p.least = e.priorBound(p)
	p.prior = p.least
	for i := range e.frame.fields {
		p.separate(i)
	}
	return p
}

// imagined is how many records the typical shares weigh.
const imagined = 30.0

// levelSample is how many records all pairs of which show what strangers look
// like on fuzzy levels.
const levelSample = 800

func (e *engine) sampleLevels() [][]float64 {
	f := e.frame
	rows := f.sampleRows(levelSample)
	workers := e.workers(len(rows))
	sums := make([][][]float64, len(workers))
	parallel(len(workers), func(w int) {
		counts := make([][]float64, len(f.fields))
		for i := range counts {
			counts[i] = make([]float64, 16)
		}
		for i := w; i < len(rows); i += len(workers) {
			for _, other := range rows[i+1:] {
				p := workers[w].cmp.pattern(f.line(rows[i]), f.line(other))
				for fi := range counts {
					counts[fi][p.level(fi)]++
				}
			}
		}
		sums[w] = counts
	})
	out := sums[0]
	for _, s := range sums[1:] {
		for fi := range s {
			for l := range s[fi] {
				out[fi][l] += s[fi][l] // whole numbers: order does not matter
			}
		}
	}
	return out
}
