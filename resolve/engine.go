package resolve

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"muster"
)

// engine holds one resolution between its steps.
type engine struct {
	frame  *frame
	parts  []*keyPart
	rules  []*rule
	blocks []*blocks
	pool   []*worker
	begin  *params // before any pair is seen; worked out once
}

const (
	// minBudget pairs are always affordable; beyond that the budget grows
	// with the records.
	minBudget      = 12e6
	pairsPerRecord = 30
	maxBlock       = 400
)

// prepare encodes the tables, chooses rules and sorts the blocks.
func prepare(tables []*muster.Table, plans []fieldPlan, ids []int, m *Model) (*engine, error) {
	f := newFrame(tables, plans, ids)
	for _, fl := range f.fields {
		for _, c := range m.Columns {
			fl.onePer = fl.onePer || c.OnePerPerson && slices.Contains(f.columnsOf(fl), c.Column)
		}
	}
	f.encode()
	f.hashRows()
	f.count()
	e := &engine{frame: f, parts: f.keyParts()}
	budget := m.Pairs
	if budget <= 0 {
		budget = max(minBudget, pairsPerRecord*float64(len(f.reps)))
	}
	if len(m.Rules) > 0 {
		rules, err := e.namedRules(m.Rules)
		if err != nil {
			return nil, err
		}
		e.rules = rules
	} else {
		e.rules = f.planRules(e.parts, m.MaxBlock, budget)
	}
	word := f.width
	for _, r := range e.rules {
		r.word = word
		word += r.width
	}
	f.layOut(word - f.width)
	splitters := f.splitOrder(e.parts)
	var s sorter
	for _, r := range e.rules {
		e.blocks = append(e.blocks, f.block(r, m.MaxBlock, splitters, &s))
	}
	// Keys are in the lines now; a key that is asked for later is made anew.
	for _, p := range e.parts {
		p.hash = nil
	}
	return e, nil
}

// columnsOf lists the columns a field is read from.
func (f *frame) columnsOf(fl *field) []string {
	var out []string
	for t, src := range fl.source {
		for _, c := range src.columns {
			out = append(out, f.tables[t].Columns[c].Name)
		}
	}
	return out
}

// namedRules finds the keys a model names.
func (e *engine) namedRules(rules []RuleModel) ([]*rule, error) {
	var out []*rule
	for _, rm := range rules {
		r := &rule{width: 1}
		for _, k := range rm.Keys {
			at := slices.IndexFunc(e.parts, func(p *keyPart) bool { return p.name == k })
			if at < 0 {
				var have []string
				for _, p := range e.parts {
					have = append(have, p.name)
				}
				return nil, fmt.Errorf("resolve: blocking rule: key %q is not known; there are %q", k, have)
			}
			r.add(e.frame, e.parts[at])
		}
		if len(r.parts) > 0 {
			out = append(out, r)
		}
	}
	return out, nil
}

// workers returns one worker per core, at most n; their caches are kept.
func (e *engine) workers(n int) []*worker {
	n = max(1, min(runtime.GOMAXPROCS(0), n))
	for len(e.pool) < n {
		e.pool = append(e.pool, newWorker(e))
	}
	for _, w := range e.pool {
		w.tally, w.out, w.pass, w.keep = newTally(), nil, nil, nil
	}
	return e.pool[:n]
}

const (
	// samplePairs is about how many pairs the first fit looks at.
	samplePairs = 1e6
	// slack is how far below even odds, in bits, a pair is still kept: as
	// evidence against a cluster, and because the final fit may move it.
	slack = 6.0
)

// firstFit fits on a sample of blocks chosen by content.
func (e *engine) firstFit(ctx context.Context, m *Model) (*params, error) {
	start := e.started(m)
	if m.Frozen && len(m.Fields) > 0 {
		return start, nil
	}
	var pairs int64
	for _, b := range e.blocks {
		pairs += b.report.Pairs
	}
	var keep func(uint32) bool
	scale := 1.0
	if float64(pairs) > 1.5*samplePairs {
		limit := uint32(samplePairs / float64(pairs) * (1 << 32))
		scale = float64(pairs) / samplePairs
		keep = func(k uint32) bool { return k < limit }
	}
	t, _, err := e.stream(ctx, units(e.blocks), nil, keep, nil)
	if err != nil {
		return nil, err
	}
	counts := t.sorted()
	scaled := newTally()
	e.addCopies(scaled)
	for _, c := range counts {
		scaled.add(c.Pattern, int64(float64(c.Pairs)*scale))
	}
	return e.fit(scaled.sorted(), start), nil
}

// started returns a copy of the parameters before any pair is seen, with what
// the model says.
func (e *engine) started(m *Model) *params {
	if e.begin == nil {
		e.begin = e.start()
	}
	p := e.begin.clone()
	p.adopt(e.frame, m)
	return p
}

// addCopies counts the pairs of exact copies, which are not compared.
func (e *engine) addCopies(t *tally) {
	for _, row := range e.frame.reps {
		if n := int64(e.frame.copies[row]); n > 1 {
			t.add(e.frame.selfPattern(e.frame.line(row)), n*(n-1)/2)
		}
	}
}

// finalFit fits on all pattern counts.
func (e *engine) finalFit(counts []PatternCount, first *params, m *Model) *params {
	if m.Frozen && len(m.Fields) > 0 {
		return first
	}
	return e.fit(counts, first)
}
