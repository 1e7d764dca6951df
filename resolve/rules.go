package resolve

import "slices"

// rule is one blocking rule: records that agree on all its parts are compared.
type rule struct {
	name  string
	parts []*keyPart
	word  int // first key word in a line
	width int // more than one where a part is a list
}

// add makes agreement on one more key a condition.
func (r *rule) add(f *frame, p *keyPart) {
	r.parts = append(r.parts, p)
	r.width = max(r.width, f.fields[p.field].slots)
	if r.name != "" {
		r.name += " + "
	}
	r.name += p.name
}

const (
	maxRules   = 14
	trials     = 2048
	costSample = 1 << 15 // records that rule costs are estimated on
)

// planRules chooses blocking rules without labels. Each possible rule (one
// key, or two keys of different fields) has a cost, the pairs it makes, counted
// on a sample; and a use: the share of imagined true pairs it would bring
// together, drawn from the shares expected of each kind and the gaps in the
// data. Greedy choice adds the rule with the most new use until nothing is
// left to gain or the pair budget is spent.
func (f *frame) planRules(parts []*keyPart, cap int, budget float64) []*rule {
	cands := f.ruleCandidates(parts)
	costs := make([]float64, len(cands))
	sample := f.sampleRows(costSample)
	parallel(len(cands), func(i int) { costs[i] = f.ruleCost(cands[i], sample, cap) })
	hits := f.imagine(parts, cands)
	var chosen []*rule
	covered := make([]uint8, trials)
	used := make([]bool, len(cands))
	// A line of codes and keys should fill whole cache lines: where there are
	// many records, fetching lines is what takes the time.
	most := maxRules
	if len(f.reps) > 1<<18 {
		most = min(maxRules, max(8, (f.width+23)/16*16-f.width))
	}
	for len(chosen) < most {
		best, bestGain := -1, 0.0
		for i := range cands {
			if used[i] || costs[i] > budget/3 {
				continue
			}
			gain := 0.0
			for t, h := range hits[i] {
				if h {
					gain += gainOf(covered[t])
				}
			}
			// What two rules bring about being near, the cheaper one is taken: a wide
			// rule costs every question asked of an index, too.
			gain *= 1 / (1 + costs[i]/budget*12)
			if gain > bestGain*1.0001 {
				best, bestGain = i, gain
			}
		}
		if best < 0 || bestGain < trials/2000.0 {
			break
		}
		used[best] = true
		if budget -= costs[best]; budget < 0 {
			break
		}
		chosen = append(chosen, cands[best])
		for t, h := range hits[best] {
			if h {
				covered[t]++
			}
		}
	}
	return chosen
}

// gainOf is what one more rule is worth for a pair that already has n: a
// second chance counts a little, because the expected shares are only guesses.
func gainOf(n uint8) float64 {
	switch n {
	case 0:
		return 1
	case 1:
		return 0.1
	case 2:
		return 0.02
	}
	return 0
}

func (f *frame) ruleCandidates(parts []*keyPart) []*rule {
	var out []*rule
	add := func(ps ...*keyPart) {
		r := &rule{width: 1}
		for _, p := range ps {
			if f.fields[p.field].filled*50 < len(f.reps) {
				return
			}
			r.add(f, p)
		}
		out = append(out, r)
	}
	for i, p := range parts {
		add(p)
		for _, q := range parts[i+1:] {
			if p.field != q.field && (f.fields[p.field].slots == 1 || f.fields[q.field].slots == 1) {
				add(p, q)
			}
		}
	}
	return out
}

// sampleRows picks about n records by content, so that the choice is the same
// in any row order.
func (f *frame) sampleRows(n int) []uint32 {
	out := make([]uint32, 0, min(2*n, len(f.reps)))
	limit := uint64(1) << 32
	if len(f.reps) > n {
		limit = uint64(float64(n) / float64(len(f.reps)) * (1 << 32))
	}
	for _, row := range f.reps {
		if uint64(mix32(f.body[row], 0x5eed)) <= limit {
			out = append(out, row)
		}
	}
	return out
}

// ruleCost estimates the pairs a rule makes when blocks above cap are re-keyed
// down to it.
func (f *frame) ruleCost(r *rule, sample []uint32, cap int) float64 {
	keys := make([]uint32, 0, len(sample))
	for _, row := range sample {
		for s := range r.width {
			if k := f.ruleKey(r, int(row), s); k != 0 {
				keys = append(keys, k)
			}
		}
	}
	slices.Sort(keys)
	scale := float64(len(f.reps)) / float64(max(1, len(sample)))
	pairs := 0.0
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		k := float64(j - i)
		full := k * (k - 1) / 2 * scale * scale
		pairs += min(full, k*scale*float64(cap)/2)
		i = j
	}
	return pairs
}

// ruleKey is the key of a row under a rule before any re-keying; slot counts
// through the entries of a list.
func (f *frame) ruleKey(r *rule, row, slot int) uint32 {
	if f.codes == nil {
		return f.lineKey(r, f.line(uint32(row)), slot)
	}
	var line [maxFields * maxSlots]uint32
	for _, p := range r.parts {
		fl := f.fields[p.field]
		for w := fl.word; w < fl.word+fl.slots; w++ {
			line[w] = f.codes[w][row]
		}
	}
	return f.lineKey(r, line[:], slot)
}

// lineKey is ruleKey of the codes in a line.
func (f *frame) lineKey(r *rule, line []uint32, slot int) uint32 {
	key := uint32(len(r.parts))
	for _, p := range r.parts {
		fl := f.fields[p.field]
		w := fl.word
		if fl.slots > 1 {
			w += slot
		}
		c := line[w]
		if c == 0 {
			return 0
		}
		h := p.of(fl.dict, fl.kind, c)
		if h == 0 {
			return 0
		}
		key = mix32(key^uint32(p.field*31+p.variant), h)
	}
	return key
}

// imagine draws true pairs from the expected shares and says which rules
// bring each together.
func (f *frame) imagine(parts []*keyPart, cands []*rule) [][]bool {
	index := map[*keyPart]int{}
	agree := make([][]bool, len(parts))
	for i, p := range parts {
		index[p] = i
		agree[i] = make([]bool, trials)
	}
	state := uint64(1)
	draw := func() float64 {
		state += 0x9E3779B97F4A7C15
		return float64(mix(state)>>11) / (1 << 53)
	}
	n := float64(max(1, len(f.reps)))
	for t := range trials {
		for fi, fl := range f.fields {
			fill := float64(fl.filled) / n
			present := draw() < fill
			if present { // and on the other side of the pair
				present = draw() < fill
			}
			same := draw() < fl.spec.levels[levelSame].m*0.9
			for i, p := range parts {
				if p.field == fi {
					kept := draw() < p.kept
					agree[i][t] = present && (same || kept)
				}
			}
		}
	}
	hits := make([][]bool, len(cands))
	for i, r := range cands {
		hits[i] = make([]bool, trials)
		for t := range trials {
			all := true
			for _, p := range r.parts {
				all = all && agree[index[p]][t]
			}
			hits[i][t] = all
		}
	}
	return hits
}
