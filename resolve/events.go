package resolve

import (
	"cmp"
	"iter"
	"slices"
)

// Event is how clusters of this run came from those of an earlier one.
type Event struct {
	Kind string   `json:"kind"` // "merge", "split", "new" or "gone"
	From []string `json:"from"` // cluster ids before
	To   []string `json:"to"`   // cluster ids now
}

// Events compares two runs, both as record id to cluster id. A cluster whose
// records stay together, with or without new ones, makes no event. For very
// many records see [Result.Events].
func Events(before, now map[string]string) []Event {
	var h history
	numbers := map[string]uint32{}
	var names []string
	number := func(id string) uint32 {
		n, ok := numbers[id]
		if !ok {
			n = uint32(len(names))
			numbers[id], names = n, append(names, id)
		}
		return n
	}
	for id, b := range before {
		if n, ok := now[id]; ok {
			h.stayed(number(b), number(n))
		} else {
			h.lost = append(h.lost, number(b))
		}
	}
	for id, n := range now {
		if _, ok := before[id]; !ok {
			h.fresh = append(h.fresh, number(n))
		}
	}
	name := func(n uint32) string { return names[n] }
	out, fresh, gone := h.events(name)
	for _, n := range fresh {
		out = append(out, Event{"new", nil, []string{name(n)}})
	}
	for _, b := range gone {
		out = append(out, Event{"gone", []string{name(b)}, nil})
	}
	sortEvents(out)
	return out
}

func sortEvents(v []Event) {
	slices.SortFunc(v, func(x, y Event) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), slices.Compare(x.To, y.To), slices.Compare(x.From, y.From))
	})
}

// Events compares the run with an earlier one, given as the ids of its records
// and their clusters, in any order. It returns what merged and split, and how
// many clusters are new and how many gone. Records in the order of this run's
// rows, as they come where the same input was read again, cost next to no
// memory.
func (r *Result) Events(before iter.Seq2[string, string]) (merged []Event, fresh, gone int) {
	var h history
	look := rowsByID{result: r}
	others := map[string]uint32{} // clusters named after records that are no more
	var names []string
	cluster := func(id string, near int) uint32 {
		if row, ok := look.find(id, near); ok {
			return uint32(row)
		}
		n, ok := others[id]
		if !ok {
			n = uint32(r.Records + len(names))
			others[id], names = n, append(names, id)
		}
		return n
	}
	known := make([]bool, r.Records)
	next := 0
	for id, b := range before {
		row, ok := look.find(id, next)
		if !ok {
			h.lost = append(h.lost, cluster(b, next))
			continue
		}
		known[row], next = true, row+1
		h.stayed(cluster(b, int(r.named[row])), r.named[row])
	}
	for row, ok := range known {
		if !ok {
			h.fresh = append(h.fresh, r.named[row])
		}
	}
	out, came, left := h.events(func(n uint32) string {
		if int(n) < r.Records {
			return r.ID(int(n))
		}
		return names[int(n)-r.Records]
	})
	return out, len(came), len(left)
}

// rowsByID finds the rows of record ids.
type rowsByID struct {
	result *Result
	sorted []uint64 // half a hash of the id, and the row; made when first needed
}

// find returns the row of an id. It looks at the row near first.
func (x *rowsByID) find(id string, near int) (int, bool) {
	r := x.result
	if near < r.Records && r.ID(near) == id {
		return near, true
	}
	if x.sorted == nil {
		x.sorted = make([]uint64, r.Records)
		for row := range x.sorted {
			x.sorted[row] = hashID(r.ID(row)) | uint64(row)
		}
		x.sorted = sortEntries(x.sorted)
	}
	hash := hashID(id)
	at, _ := slices.BinarySearch(x.sorted, hash)
	for ; at < len(x.sorted) && x.sorted[at]>>32 == hash>>32; at++ {
		if row := int(uint32(x.sorted[at])); r.ID(row) == id {
			return row, true
		}
	}
	return 0, false
}

// hashID leaves room for a row in its lower half.
func hashID(id string) uint64 { return hashBytes([]byte(id)) >> 32 << 32 }

// history is what became of the records of one run in another. Clusters are
// numbers here, one for each id.
type history struct {
	kept  []bool   // clusters of which some record is in the cluster of the same id
	moved []uint64 // cluster before and now, where they differ
	lost  []uint32 // clusters before of records that are no more
	fresh []uint32 // clusters now of records that are new
}

// stayed notes a record that both runs have.
func (h *history) stayed(before, now uint32) {
	if before != now {
		h.moved = append(h.moved, uint64(before)<<32|uint64(now))
		return
	}
	if n := int(now) + 1; n > len(h.kept) {
		h.kept = slices.Grow(h.kept, n-len(h.kept))[:n]
	}
	h.kept[now] = true
}

func (h *history) stands(cluster uint32) bool {
	return int(cluster) < len(h.kept) && h.kept[cluster]
}

// events lists what merged and split, and the clusters that are new and gone.
func (h *history) events(name func(uint32) string) (out []Event, fresh, gone []uint32) {
	steps := h.moved
	for _, m := range h.moved {
		for _, c := range [2]uint32{uint32(m >> 32), uint32(m)} {
			if h.stands(c) {
				steps = append(steps, uint64(c)<<32|uint64(c))
			}
		}
	}
	slices.Sort(steps)
	steps = slices.Compact(steps)
	gone = h.without(steps, h.lost)
	several(steps, name, func(one string, more []string) { out = append(out, Event{"split", []string{one}, more}) })
	for i, s := range steps {
		steps[i] = s<<32 | s>>32
	}
	slices.Sort(steps)
	fresh = h.without(steps, h.fresh)
	several(steps, name, func(one string, more []string) { out = append(out, Event{"merge", more, []string{one}}) })
	sortEvents(out)
	return out, fresh, gone
}

// several calls each for the left halves of steps, which are in order, that
// have more than one right half.
func several(steps []uint64, name func(uint32) string, each func(one string, more []string)) {
	for i := 0; i < len(steps); {
		j := i + 1
		for j < len(steps) && steps[j]>>32 == steps[i]>>32 {
			j++
		}
		if j > i+1 {
			var more []string
			for _, s := range steps[i:j] {
				more = append(more, name(uint32(s)))
			}
			slices.Sort(more)
			each(name(uint32(steps[i]>>32)), more)
		}
		i = j
	}
}

// without gives the clusters, each once, that are the left half of no step.
func (h *history) without(steps []uint64, clusters []uint32) []uint32 {
	slices.Sort(clusters)
	return slices.DeleteFunc(slices.Compact(clusters), func(c uint32) bool {
		at, _ := slices.BinarySearch(steps, uint64(c)<<32)
		return h.stands(c) || at < len(steps) && steps[at]>>32 == uint64(c)
	})
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
