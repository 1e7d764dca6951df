package resolve

import (
	"cmp"
	"slices"
)

// Event is how clusters of this run came from those of an earlier one.
type Event struct {
	Kind string   `json:"kind"` // "merge", "split", "new" or "gone"
	From []string `json:"from"` // cluster ids before
	To   []string `json:"to"`   // cluster ids now
}

// Events compares two runs, both as record id to cluster id. A cluster whose
// records stay together, with or without new ones, makes no event.
func Events(before, now map[string]string) []Event {
	moved := moved(before, now)
	from, to := map[string][]string{}, map[string][]string{} // now -> before, before -> now
	for id, b := range before {
		if !moved[b] && !moved[now[id]] {
			continue
		}
		if n, ok := now[id]; ok {
			to[b] = append(to[b], n)
			from[n] = append(from[n], b)
		} else if _, ok := to[b]; !ok {
			to[b] = nil
		}
	}
	for id, n := range now {
		if _, ok := before[id]; !ok {
			if _, ok := from[n]; !ok {
				from[n] = nil
			}
		}
	}
	var out []Event
	for n, bs := range from {
		switch bs = distinct(bs); {
		case len(bs) == 0:
			out = append(out, Event{"new", nil, []string{n}})
		case len(bs) > 1:
			out = append(out, Event{"merge", bs, []string{n}})
		}
	}
	for b, ns := range to {
		switch ns = distinct(ns); {
		case len(ns) == 0:
			out = append(out, Event{"gone", []string{b}, nil})
		case len(ns) > 1:
			out = append(out, Event{"split", []string{b}, ns})
		}
	}
	slices.SortFunc(out, func(x, y Event) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), slices.Compare(x.To, y.To), slices.Compare(x.From, y.From))
	})
	return out
}

// moved are the clusters that some record has come to or left: few, most often,
// of very many.
func moved(before, now map[string]string) map[string]bool {
	out := map[string]bool{}
	for id, b := range before {
		if n, ok := now[id]; !ok || n != b {
			out[b] = true
			if ok {
				out[n] = true
			}
		}
	}
	for id, n := range now {
		if _, ok := before[id]; !ok {
			out[n] = true
		}
	}
	return out
}

func distinct(v []string) []string {
	v = slices.Clone(v)
	slices.Sort(v)
	return slices.Compact(v)
}

// Curve measures the links alone, and with them the people wrongly merged,
// from many bits down to few. truth holds an entity per row.
func (r *Result) Curve(truth []string) ([]CurveRow, *FalseRate) {
	labels, entities := numbers(truth)
	sizes := make([]int64, entities)
	for _, t := range labels {
		sizes[t]++
	}
	var all int64
	for _, n := range sizes {
		all += n * (n - 1) / 2
	}
	links := slices.Clone(r.edges)
	slices.SortFunc(links, func(x, y edge) int { return cmp.Compare(y.weight, x.weight) })
	sets := newUnionFind(len(truth))
	for row, rep := range r.plan.engine.frame.rep {
		if r.named[row] == r.named[rep] {
			sets.join(rep, uint32(row))
		}
	}
	var rows []CurveRow
	var rate *FalseRate
	at := 0
	for bits := 40.0; bits >= -5; bits-- {
		for at < len(links) && links[at].weight >= toWeight(bits) {
			if links[at].flags&edgeNoLink == 0 {
				sets.join(links[at].a, links[at].b)
			}
			at++
		}
		q := compareSets(sets, labels, entities)
		rows = append(rows, CurveRow{bits, q.Precision, q.Recall, q.F1})
		if rate == nil && q.Recall >= 0.8 {
			rate = &FalseRate{bits, q.Recall, float64(q.FalseMerges) / float64(max(1, entities)) * 10000, q.Precision}
		}
	}
	return rows, rate
}

func compareSets(sets unionFind, labels []int32, entities int) Quality {
	c := make([]int32, len(labels))
	for i := range c {
		c[i] = int32(sets.find(uint32(i)))
	}
	return compareLabels(c, labels, len(c), entities)
}
