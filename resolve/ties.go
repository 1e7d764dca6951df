package resolve

import (
	"cmp"
	"math"
	"slices"
)

// tie says that two fields repeat each other among strangers: who shares a
// postcode shares the town. When both agree, share of the lesser evidence is
// counted once only.
type tie struct {
	a, b  int
	share float64
}

// jointSample is how many records joint agreement is counted on.
const jointSample = 1 << 17

// jointAgreement is, for every two fields, the share of record pairs that
// agree on both, of those that have both, and the share of records that have
// both, counted on a sample of records.
func (e *engine) jointAgreement() (agree, have [][]float64) {
	f := e.frame
	n := len(f.fields)
	agree, have = make([][]float64, n), make([][]float64, n)
	type job struct{ a, b int }
	var jobs []job
	for a := range n {
		agree[a], have[a] = make([]float64, n), make([]float64, n)
		for b := a + 1; b < n; b++ {
			if f.fields[a].slots == 1 && f.fields[b].slots == 1 {
				jobs = append(jobs, job{a, b})
			}
		}
	}
	sample := f.sampleRows(jointSample)
	parallel(len(jobs), func(i int) {
		j := jobs[i]
		x, y := f.fields[j.a], f.fields[j.b]
		keys := make([]uint64, 0, len(sample))
		for _, row := range sample {
			line := f.line(row)
			if a, b := line[x.word], line[y.word]; a != 0 && b != 0 {
				for range f.copies[row] {
					keys = append(keys, uint64(a)<<32|uint64(b))
				}
			}
		}
		have[j.a][j.b] = float64(len(keys)) / f.weightOf(sample)
		agree[j.a][j.b] = pairShare(keys)
	})
	return agree, have
}

// weightOf is how many records rows stand for, copies counted a few times.
func (f *frame) weightOf(rows []uint32) float64 {
	n := 0
	for _, row := range rows {
		n += int(f.copies[row])
	}
	return float64(max(1, n))
}

// priorBound is about the largest share of true pairs that the joint
// agreements leave room for. True pairs agree on any two fields with about the
// product of their expected shares, so each joint agreement, less what chance
// gives, estimates the prior from above: fields that repeat each other give too
// much, a field that says nothing of the person gives nothing. A low middle one
// is taken. This keeps the fit from taking a town or an employer for a person,
// and from finding duplicates where there are none.
func (e *engine) priorBound(p *params) float64 {
	n := float64(max(2, len(e.frame.reps)))
	var bounds, scaled []float64
	silent, spread := e.silentFields(p), e.spread(p)
	for a := range p.both {
		for b := a + 1; b < len(p.both); b++ {
			x, ok := e.pairBound(p, a, b)
			if !ok || silent[a] || silent[b] {
				continue
			}
			bounds = append(bounds, x)
			if s := min(spread[a], spread[b]); s >= leastSpread {
				scaled = append(scaled, x/s)
			}
		}
	}
	if len(scaled) > 0 {
		bounds = scaled
	}
	if len(bounds) == 0 {
		return 0.5 / n
	}
	slices.Sort(bounds)
	return clampTo(bounds[(len(bounds)-1)*2/5], 0.02/n, 0.25)
}

// pairBound is the prior that the joint agreement of two fields suggests.
func (e *engine) pairBound(p *params, a, b int) (float64, bool) {
	fa, fb := e.frame.fields[a], e.frame.fields[b]
	if a == b || fa.slots > 1 || fb.slots > 1 || min(fa.filled, fb.filled)*5 < len(e.frame.reps) {
		return 0, false
	}
	sa, sb := p.seen[a][levelSame], p.seen[b][levelSame]
	over := p.both[min(a, b)][max(a, b)] - sa*sb
	ma, mb := fa.spec.levels[levelSame].m-sa, fb.spec.levels[levelSame].m-sb
	if ma < sa || mb < sb {
		return 0, false // what most strangers agree on, as on one country, tells true pairs from nobody
	}
	return (max(0, over) + unsure*sa*sb) / (ma * mb), true
}

// unsure is how far agreement by chance may be from the product of the shares.
// A few given and family names agree so often that true pairs do not show.
const unsure = 0.1

// leastSpread is the spread from which on a field has a say in the prior.
const leastSpread = 0.1

// spread is, for each field, how many of the pairs that are probably one person
// have a value in both records, compared with what its gaps would give by
// chance. Where one record of each person has the date of birth and the other
// has the e-mail, agreement on either says little of how many pairs are one
// person, and none where no pair has both.
func (e *engine) spread(p *params) []float64 {
	f := e.frame
	out := make([]float64, len(f.fields))
	sample := f.sampleRows(jointSample)
	for c, fl := range f.fields {
		out[c] = 1
		share := float64(fl.filled) / float64(max(1, len(f.reps)))
		if fl.slots > 1 || share > nearlyFull {
			continue
		}
		a, b, ok := e.sharpest(p, c)
		if !ok {
			continue
		}
		switch all, with := f.agreeing(sample, a, b, c); {
		case all == 0:
		case with < fewestPairs:
			out[c] = 0
		default:
			out[c] = min(1, with/(all*share*share))
		}
	}
	return out
}

const (
	nearlyFull  = 0.95
	fewestPairs = 3 // pairs from which on a share of them means anything
)

// sharpest are the two fields other than c on which strangers agree least.
func (e *engine) sharpest(p *params, c int) (a, b int, ok bool) {
	least := math.Inf(1)
	for i := range p.both {
		for j := i + 1; j < len(p.both); j++ {
			if _, sound := e.pairBound(p, i, j); !sound || i == c || j == c || p.both[i][j] == 0 {
				continue
			}
			if chance := p.seen[i][levelSame] * p.seen[j][levelSame]; chance < least {
				a, b, least, ok = i, j, chance, true
			}
		}
	}
	return a, b, ok
}

// agreeing counts the pairs of rows that agree on fields a and b, and those of
// them that both have a value in field c.
func (f *frame) agreeing(rows []uint32, a, b, c int) (all, with float64) {
	type group struct{ rows, with float64 }
	groups := map[[2]uint32]group{}
	for _, row := range rows {
		line := f.line(row)
		x, y := line[f.fields[a].word], line[f.fields[b].word]
		if x == 0 || y == 0 {
			continue
		}
		g := groups[[2]uint32{x, y}]
		n := float64(f.copies[row])
		if g.rows += n; line[f.fields[c].word] != 0 {
			g.with += n
		}
		groups[[2]uint32{x, y}] = g
	}
	for _, g := range groups { // whole numbers: order does not matter
		all += g.rows * (g.rows - 1) / 2
		with += g.with * (g.with - 1) / 2
	}
	return all, with
}

// silentFields are fields that never go with names and dates of birth where
// those go with each other: a new phone or device with every record says
// nothing of how many records a person has.
func (e *engine) silentFields(p *params) []bool {
	core := func(i int) bool {
		k := e.frame.fields[i].kind
		return k == GivenName || k == FamilyName || k == BirthDate
	}
	out := make([]bool, len(e.frame.fields))
	var among []float64
	for a := range out {
		for b := a + 1; b < len(out); b++ {
			if x, ok := e.pairBound(p, a, b); ok && core(a) && core(b) {
				among = append(among, x)
			}
		}
	}
	if len(among) == 0 {
		return out
	}
	slices.Sort(among)
	for a := range out {
		best := 0.0
		for b := range out {
			if x, ok := e.pairBound(p, a, b); ok && core(b) {
				best = max(best, x)
			}
		}
		out[a] = !core(a) && best < 0.1*among[(len(among)-1)/2]
	}
	return out
}

// pairShare is the share of pairs of keys that are equal.
func pairShare(keys []uint64) float64 {
	if len(keys) < 2 {
		return 0
	}
	slices.Sort(keys)
	same := 0.0
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		k := float64(j - i)
		same += k * (k - 1)
		i = j
	}
	n := float64(len(keys))
	return same / (n * (n - 1))
}

// ties measures how much of each field's evidence another one already gives,
// and keeps the strongest ties that form no circle (Chow and Liu 1968), so that
// nothing is taken off twice. A tie counts for as much as it is met: one of
// fields that few records have does not stand in the way of a common one.
func (p *params) ties() []tie {
	type joint struct {
		tie
		bits float64 // taken off, over all records
	}
	var all []joint
	for a := range p.both {
		for b := a + 1; b < len(p.both); b++ {
			if p.specs[a].tells(p.specs[b]) || p.specs[b].tells(p.specs[a]) {
				continue
			}
			true2 := max(p.prior, p.least) * p.m[a][levelSame] * p.m[b][levelSame]
			seen := p.both[a][b]
			if seen < 2*true2 || seen == 0 {
				continue // what agrees on both is mostly one person
			}
			ua, ub := p.u[a][levelSame], p.u[b][levelSame]
			lift := math.Log2((seen - true2) / (ua * ub))
			most := min(-math.Log2(ua), -math.Log2(ub))
			if lift < 0.5 || most <= 0 {
				continue
			}
			all = append(all, joint{tie{a, b, min(1, lift/most)}, lift * p.have[a][b]})
		}
	}
	slices.SortStableFunc(all, func(x, y joint) int { return cmp.Compare(y.bits, x.bits) })
	root := newUnionFind(len(p.m))
	var out []tie
	for _, j := range all {
		if root.join(uint32(j.a), uint32(j.b)) {
			out = append(out, j.tie)
		}
	}
	return out
}

// tells reports whether agreement on a kind and on another is next to never
// that of strangers: homes share addresses and family names, but who shares an
// e-mail address or a birth and a given name is one person. Where few pairs are,
// nothing else shows that such fields do not repeat each other.
func (k kindSpec) tells(other kindSpec) bool {
	const telling = 1e-4 // how often strangers agree on the address of a home
	return k.personal && other.typical <= telling
}
