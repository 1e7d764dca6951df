package main

import (
	"context"
	"math/rand/v2"
	"slices"

	"muster"
	"muster/report/linkage"
	"muster/resolve"
)

// labelled is a pair of rows whose answer is known.
type labelled struct {
	a, b int
	same bool
}

// The weights of learning from known answers.
const (
	priorPairs = 20.0   // pairs that what was fitted without labels counts as
	mostPairs  = 20_000 // labelled pairs looked at
	oddBits    = -8.0   // a pair said to be one person that differs so much may be a slip
	oddShare   = 0.1    // up to this share, such pairs are left out; more of them are no slips,
	fewOdd     = 5      // unless they are no more than this
	leastShare = 0.002  // no number of labels makes an error of writing impossible
)

// refine fits the shares of true pairs again with known answers and runs once
// more under the refined model.
func (j *job) refine(ctx context.Context, r *resolve.Result, file string) (*resolve.Plan, *resolve.Result, error) {
	pairs, err := readLabelled(ctx, file, r)
	if err != nil {
		return nil, nil, err
	}
	same, odd, err := explained(pairs, r)
	if err != nil {
		return nil, nil, err
	}
	if len(same)+len(odd) == 0 {
		return nil, nil, &muster.Error{Code: muster.CodeEmpty, Message: "the labels hold no two records of one person", Hint: "give some pairs that are the same", Place: muster.Place{File: file}}
	}
	doubted := len(odd)
	if doubted > fewOdd && float64(doubted) > oddShare*float64(len(same)+doubted) {
		same, doubted = append(same, odd...), 0
	}
	counts := map[string]map[string]float64{}
	for _, ex := range same {
		for _, s := range ex.Steps {
			if counts[s.Field] == nil {
				counts[s.Field] = map[string]float64{}
			}
			counts[s.Field][s.Level]++
		}
	}
	// Known answers say how one person's records differ. What strangers look
	// like is counted from all records, and how many pairs are one person is
	// fitted from all pairs: pairs picked for labelling would mislead both.
	m := *r.Model
	m.Fields = slices.Clone(m.Fields)
	for i := range m.Fields {
		f := &m.Fields[i]
		f.Levels = slices.Clone(f.Levels)
		seen := 0.0 // pairs where the field is there on both sides
		for _, l := range f.Levels {
			seen += counts[f.Name][l.Name]
		}
		for k := range f.Levels {
			l := &f.Levels[k]
			l.M = max((l.M*priorPairs+counts[f.Name][l.Name])/(priorPairs+seen), leastShare)
		}
	}
	j.run.Model = &m
	j.options.Model = &m
	plan, err := j.plan()
	if err != nil {
		return nil, nil, err
	}
	if r, err = plan.Run(ctx); err != nil {
		return nil, nil, err
	}
	j.answers = meet(pairs, r)
	j.answers.Doubted = doubted
	return plan, r, nil
}

// explained returns the explanations of the pairs said to be one person, and
// apart from them those that all else speaks against.
func explained(pairs []labelled, r *resolve.Result) (same, odd []*resolve.Explanation, err error) {
	for _, p := range pairs {
		if !p.same {
			continue
		}
		ex, err := r.Why(p.a, p.b)
		if err != nil {
			return nil, nil, err
		}
		if ex.Bits < oddBits {
			odd = append(odd, ex)
		} else {
			same = append(same, ex)
		}
	}
	return same, odd, nil
}

// meet counts the known answers that a result agrees with.
func meet(pairs []labelled, r *resolve.Result) *linkage.Answers {
	a := &linkage.Answers{}
	for _, p := range pairs {
		together := r.ClusterRow(p.a) == r.ClusterRow(p.b)
		if p.same {
			a.Same++
		} else {
			a.Different++
		}
		switch {
		case p.same && together:
			a.Together++
		case !p.same && !together:
			a.Apart++
		}
	}
	return a
}

// readLabelled reads known answers: pairs of ids with an answer, or a record
// id and its entity on each row, from which pairs are made.
func readLabelled(ctx context.Context, file string, r *resolve.Result) ([]labelled, error) {
	rows := make(map[string]int, r.Records)
	known := make(map[string]string, r.Records)
	for row := range r.Records {
		id := r.ID(row)
		rows[id], known[id] = row, ""
	}
	t, c, err := readPairs(file)
	if err != nil {
		return nil, err
	}
	if c.complete() {
		if pairs := pairsOf(t, c, rows); len(pairs) > 0 {
			return pairs, nil
		}
	}
	if len(t.Columns) < 2 {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the labels have one column only", Hint: "give record id and entity, or two ids and same or not", Place: muster.Place{File: file}}
	}
	labels, order, err := readLabels(ctx, file, known)
	if err != nil {
		return nil, err
	}
	byEntity := map[string][]int{}
	var entities []string
	for _, id := range order {
		row, ok := rows[id]
		if !ok {
			continue
		}
		e := labels[id]
		if byEntity[e] == nil {
			entities = append(entities, e)
		}
		byEntity[e] = append(byEntity[e], row)
	}
	var out []labelled
	for k, e := range entities {
		members := byEntity[e]
		if k > 0 { // neighbours in the list are two people
			out = append(out, labelled{byEntity[entities[k-1]][0], members[0], false})
		}
		for i := 1; i < len(members); i++ { // a chain, so that large entities do not outweigh
			out = append(out, labelled{members[i-1], members[i], true})
		}
	}
	if !slices.ContainsFunc(out, func(p labelled) bool { return p.same }) {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the labels name no two records of one entity among the input", Hint: "their ids must be those of clusters.csv", Place: muster.Place{File: file}}
	}
	return thin(out), nil
}

func pairsOf(t *muster.Table, c *pairColumns, rows map[string]int) []labelled {
	var out []labelled
	for row := range t.Len() {
		same, ok := sameWord(cell(c.same, row))
		a, okA := rows[cell(c.a, row)]
		b, okB := rows[cell(c.b, row)]
		if ok && okA && okB && a != b {
			out = append(out, labelled{a, b, same})
		}
	}
	return thin(out)
}

// thin keeps a fixed sample of very many pairs.
func thin(pairs []labelled) []labelled {
	if len(pairs) <= mostPairs {
		return pairs
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return pairs[:mostPairs]
}
