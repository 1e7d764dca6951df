package main

import (
	"context"
	"math/rand/v2"
	"slices"

	"muster"
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
)

// refine fits the shares of true pairs again with known answers and runs once
// more under the refined model.
func (j *job) refine(ctx context.Context, r *resolve.Result, file string) (*resolve.Plan, *resolve.Result, error) {
	pairs, err := readLabelled(ctx, file, r)
	if err != nil {
		return nil, nil, err
	}
	counts := map[string]map[string]float64{}
	same := 0.0
	for _, p := range pairs {
		if !p.same {
			continue
		}
		ex, err := r.Why(p.a, p.b)
		if err != nil {
			return nil, nil, err
		}
		same++
		for _, s := range ex.Steps {
			if counts[s.Field] == nil {
				counts[s.Field] = map[string]float64{}
			}
			counts[s.Field][s.Level]++
		}
	}
	if same == 0 {
		return nil, nil, &muster.Error{Code: muster.CodeEmpty, Message: "the labels hold no two records of one person", Hint: "give some pairs that are the same", Place: muster.Place{File: file}}
	}
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
			l.M = (l.M*priorPairs + counts[f.Name][l.Name]) / (priorPairs + seen)
		}
	}
	j.run.Model = &m
	j.options.Model = &m
	plan, err := j.plan()
	if err != nil {
		return nil, nil, err
	}
	r, err = plan.Run(ctx)
	return plan, r, err
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
	for _, e := range entities {
		members := byEntity[e]
		for i := 1; i < len(members); i++ { // a chain, so that large entities do not outweigh
			out = append(out, labelled{members[i-1], members[i], true})
		}
	}
	if len(out) == 0 {
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
