package resolve

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Part is the work of one slice of the pairs: what Join needs of it.
type Part struct {
	Index, Of  int
	print      uint64 // of the input and the plan, so that parts of different runs do not meet
	counts     []PatternCount
	candidates []candidate
}

// Run compares, fits, scores and clusters.
func (p *Plan) Run(ctx context.Context) (*Result, error) {
	part, err := p.RunPart(ctx, 0, 1)
	if err != nil {
		return nil, err
	}
	return p.Join(ctx, []*Part{part})
}

// RunPart compares slice i of n (from 0) of the pairs. Every part needs the
// same tables and options. The first fit, which says what is worth keeping,
// looks at the same sample in each part, so that parts together hold exactly
// what one run holds.
func (p *Plan) RunPart(ctx context.Context, i, n int) (*Part, error) {
	if n < 1 || i < 0 || i >= n {
		return nil, fmt.Errorf("resolve: part %d of %d does not exist", i+1, n)
	}
	e := p.engine
	first, err := e.firstFit(ctx, p.model)
	if err != nil {
		return nil, err
	}
	var work []unit
	for k, u := range units(e.blocks) {
		if k%n == i {
			work = append(work, u)
		}
	}
	pass := newScorer(e.frame, first)
	t, cands, err := e.stream(ctx, work, pass, nil, p.opt.Progress)
	if err != nil {
		return nil, err
	}
	return &Part{Index: i, Of: n, print: p.fingerprint(), counts: t.sorted(), candidates: cands}, nil
}

// fingerprint tells inputs and plans apart.
func (p *Plan) fingerprint() uint64 {
	f := p.engine.frame
	h := mix(uint64(f.rows()))
	for _, b := range f.body {
		h = mix(h ^ uint64(b))
	}
	for _, r := range p.engine.rules {
		h = mix(h ^ hashBytes([]byte(r.name)))
	}
	return mix(h ^ hashBytes(fmt.Appendf(nil, "%+v", *p.model)))
}

// Join fits the model on the counts of all parts, scores their candidates and
// clusters. The result is the same, byte for byte, for any number of parts.
func (p *Plan) Join(ctx context.Context, parts []*Part) (*Result, error) {
	if err := p.checkParts(parts); err != nil {
		return nil, err
	}
	e := p.engine
	total := newTally()
	e.addCopies(total)
	n := 0
	for _, part := range parts {
		for _, c := range part.counts {
			total.add(c.Pattern, c.Pairs)
		}
		n += len(part.candidates)
	}
	cands := parts[0].candidates
	if len(parts) > 1 {
		cands = make([]candidate, 0, n)
		for _, part := range parts {
			cands = append(cands, part.candidates...)
		}
		cands = sortCandidates(cands)
	}
	counts := total.sorted()
	start := e.started(p.model)
	e.learn(start, p.opt.Labels)
	fitted := e.finalFit(counts, start, p.model)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.finish(counts, cands, fitted)
}

// labelWeight is how many imagined true pairs one label counts as.
const labelWeight = 3.0

// learn moves the expected shares towards what labelled pairs show. Pairs
// known to differ have nothing to teach: what strangers look like is counted.
func (e *engine) learn(p *params, labels []Decision) {
	rows := e.frame.locate(labels)
	c := freshComparer(e.frame)
	for i, l := range labels {
		a, b := rows(i)
		if !l.Same || a < 0 || b < 0 || a == b {
			continue
		}
		x := c.pattern(e.frame.line(e.frame.rep[a]), e.frame.line(e.frame.rep[b]))
		if p.labels == nil {
			p.labels = newTally()
		}
		p.labels.add(x, 1)
	}
}

func (p *Plan) checkParts(parts []*Part) error {
	if len(parts) == 0 {
		return fmt.Errorf("resolve: no parts to join")
	}
	want, have := parts[0].Of, make(map[int]bool)
	print := p.fingerprint()
	for _, part := range parts {
		if part.print != print {
			return fmt.Errorf("resolve: part %d of %d was made from other files, options or program: run it again", part.Index+1, part.Of)
		}
		if part.Of != want || have[part.Index] {
			return fmt.Errorf("resolve: part %d of %d does not belong with part %d of %d", part.Index+1, part.Of, parts[0].Index+1, want)
		}
		have[part.Index] = true
	}
	for i := range want {
		if !have[i] {
			return fmt.Errorf("resolve: part %d of %d is missing", i+1, want)
		}
	}
	return nil
}

// finish scores, clusters and reports.
func (p *Plan) finish(counts []PatternCount, cands []candidate, fitted *params) (*Result, error) {
	f := p.engine.frame
	s := newScorer(f, fitted)
	r := &Result{plan: p, scorer: s, guard: newGuard(p.model, f), Records: f.rows()}
	r.edges = p.engine.score(s, cands, p.model)
	rows := f.locate(p.opt.Decisions)
	ruledRows, bad := settleDecisions(p.opt.Decisions, rows)
	r.Contradictions, r.decided, r.said = bad, ruledRows, f.renamed(p.opt.Decisions, rows)
	edges := r.withDecisions(ruledRows)
	sets := clusterRows(f.rows(), edges, r.guard, f.body)
	r.joinCopies(sets)
	r.nameClusters(sets)
	r.Model = p.engine.describe(fitted, p.model)
	r.summarise(counts, cands)
	return r, nil
}

// score turns candidates into edges.
func (e *engine) score(s *scorer, cands []candidate, m *Model) []edge {
	edges := make([]edge, len(cands))
	work := chunks(len(cands))
	parallel(len(work), func(i int) {
		for k := work[i][0]; k < work[i][1]; k++ {
			c := cands[k]
			edges[k] = s.edge(c, m)
		}
	})
	return edges
}

// edge scores one candidate.
func (s *scorer) edge(c candidate, m *Model) edge {
	found := s.weigh(c.p, s.frame.line(c.a), s.frame.line(c.b))
	e := edge{a: c.a, b: c.b, weight: toWeight(found.all)}
	if found.namesAlone(m) {
		e.flags |= edgeNoLink
	}
	if found.person < m.Guard.Person || s.p.apart && s.frame.household(c.p) == twoOrOne {
		// Parents, children and flatmates share name, home and phone. What
		// two records share of that never makes up for names and births that
		// differ, so such a pair counts against a merge.
		e.flags |= edgeNoLink
		e.weight = min(e.weight, toWeight(found.person))
	}
	return e
}

// withDecisions adds what people decided to the edges. A copy of another
// record that a decision names stands for itself: it gets the edges of the
// record it copies.
func (r *Result) withDecisions(ds []ruled) []edge {
	if len(ds) == 0 {
		return r.edges
	}
	f := r.plan.engine.frame
	edges := slices.Clone(r.edges)
	own := map[uint32][]uint32{}
	r.alone = map[uint32]bool{}
	note := func(row uint32) {
		if rep := f.rep[row]; rep != row && !r.alone[row] {
			r.alone[row] = true
			own[rep] = append(own[rep], row)
		}
	}
	for _, d := range ds {
		note(d.a)
		note(d.b)
	}
	for _, e := range r.edges {
		for _, a := range append(own[e.a], e.a) {
			for _, b := range append(own[e.b], e.b) {
				if a != e.a || b != e.b {
					edges = append(edges, edge{min(a, b), max(a, b), e.weight, e.flags})
				}
			}
		}
	}
	for rep, rows := range own {
		w := toWeight(r.selfBits(rep))
		all := append(rows, rep)
		for i, a := range all {
			for _, b := range all[i+1:] {
				edges = append(edges, edge{min(a, b), max(a, b), w, 0})
			}
		}
	}
	for _, d := range ds {
		if d.same {
			edges = append(edges, edge{min(d.a, d.b), max(d.a, d.b), 0, edgeMust})
		} else {
			edges = append(edges, edge{min(d.a, d.b), max(d.a, d.b), r.lowest(), edgeCannot})
		}
	}
	return edges
}

func (r *Result) lowest() int32 { return int32(r.guard.unseen) }

// selfBits is the evidence that two exact copies of a record are one person.
func (r *Result) selfBits(row uint32) float64 {
	f := r.plan.engine.frame
	return r.scorer.selfBits(f.line(row), f.copies[row], f.tax())
}

// tax is how many bits more people the rows could be than frequencies count.
func (f *frame) tax() float64 { return math.Log2(float64(f.rows()) / f.weight) }

// selfPattern is the pattern of a record with itself.
func (f *frame) selfPattern(line []uint32) pattern {
	var p pattern
	for i, fl := range f.fields {
		for s := range fl.slots {
			if line[fl.word+s] != 0 {
				p |= pattern(levelSame) << (4 * i)
				break
			}
		}
	}
	return p
}

// joinCopies puts exact copies with the record they copy, where a record says
// enough to tell people apart.
func (r *Result) joinCopies(sets unionFind) {
	f := r.plan.engine.frame
	const (
		unknown = iota
		little
		plenty
	)
	enough := make([]uint8, len(f.rep))
	count := make([]int32, len(f.rep))
	for row, rep := range f.rep {
		if uint32(row) == rep || r.alone[uint32(row)] {
			continue
		}
		if enough[rep] == unknown {
			enough[rep] = little
			if toWeight(r.selfBits(rep)) >= r.guard.bar {
				enough[rep] = plenty
			}
		}
		count[rep]++
		if enough[rep] == plenty {
			sets.join(rep, uint32(row))
		}
	}
	r.warnOfCopies(count, func(rep int) bool { return enough[rep] == plenty })
}

// warnOfCopies tells of contents that stand very many times. count holds for
// each how many further rows hold it, joined whether they were joined.
func (r *Result) warnOfCopies(count []int32, joined func(rep int) bool) {
	var contents, records [2]int
	for rep, n := range count {
		if n >= manyCopies {
			as := 0
			if joined(rep) {
				as = 1
			}
			contents[as]++
			records[as] += int(n) + 1
		}
	}
	for as, end := range [2]string{
		"; what they hold is not enough to tell people apart, so they were not joined",
		"; each content was taken for one person",
	} {
		if contents[as] > 0 {
			what := "one content"
			if contents[as] > 1 {
				what = fmt.Sprintf("%d contents, each standing more than %d times", contents[as], manyCopies)
			}
			r.Warnings = append(r.Warnings, fmt.Sprintf("%d records are exact copies of %s%s", records[as], what, end))
		}
	}
}

// manyCopies is from how many exact copies on a warning is due.
const manyCopies = 50
