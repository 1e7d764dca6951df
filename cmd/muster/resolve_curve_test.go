package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"muster/resolve"
)

// slowQuality counts every pair of records: the reference for what is counted
// from groups.
func slowQuality(group, truth []int) (row resolve.CurveRow, wrong int, bcubed [2]float64, largest int) {
	var hit, found, all float64
	people := map[int]bool{}
	for i := range group {
		var mine, both, his float64
		for j := range group {
			g, e := group[i] == group[j], truth[i] == truth[j]
			if g {
				mine++
			}
			if e {
				his++
			}
			if g && e {
				both++
			}
			if g && !e {
				people[truth[i]] = true
			}
			if i < j && g {
				found++
			}
			if i < j && e {
				all++
			}
			if i < j && g && e {
				hit++
			}
		}
		bcubed[0] += both / mine / float64(len(group))
		bcubed[1] += both / his / float64(len(group))
		largest = max(largest, int(mine))
	}
	row.Precision, row.Recall = 1, 1
	if found > 0 {
		row.Precision = hit / found
	}
	if all > 0 {
		row.Recall = hit / all
	}
	if row.Precision+row.Recall > 0 {
		row.F1 = 2 * row.Precision * row.Recall / (row.Precision + row.Recall)
	}
	return row, len(people), bcubed, largest
}

// slowGroups joins records over all links of so many bits by repeated passes.
func slowGroups(n int, links []linkRead, at map[string]int, bits float64) []int {
	group := make([]int, n)
	for i := range group {
		group[i] = i
	}
	for moved := true; moved; {
		moved = false
		for _, l := range links {
			a, b := at[l.A], at[l.B]
			if (l.Bits >= bits || l.Basis == "copy" || l.Basis == "decision") && group[a] != group[b] {
				group[a], group[b] = min(group[a], group[b]), min(group[a], group[b])
				moved = true
			}
		}
	}
	return group
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

// The threshold curve and the false merges at recall 0.80 are those of a count
// of every pair at every threshold.
func TestCurveAgainstEveryPair(t *testing.T) {
	reached := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 80))
		n := 2 + r.IntN(40)
		var order []string
		truth, at, entity := map[string]string{}, map[string]int{}, make([]int, n)
		for i := range n {
			id := fmt.Sprint("r", i)
			order, at[id] = append(order, id), i
			entity[i] = r.IntN(1 + n/2)
			truth[id] = fmt.Sprint("e", entity[i])
		}
		var links []linkRead
		for range 2 * n {
			a, b := r.IntN(n), r.IntN(n)
			bits := 40 * (r.Float64() - 0.3)
			if entity[a] == entity[b] {
				bits += 15
			}
			if a != b {
				links = append(links, linkRead{order[a], order[b], bits, []string{"evidence", "evidence", "evidence", "copy", "decision"}[r.IntN(5)]})
			}
		}
		c := newCurve(order, truth)
		for _, l := range links {
			c.add(l)
		}
		rows, rate := c.rows()
		var wantRate *resolve.FalseRate
		for _, got := range rows {
			want, wrong, _, _ := slowQuality(slowGroups(n, links, at, got.Bits), entity)
			if !near(got.Precision, want.Precision) || !near(got.Recall, want.Recall) || !near(got.F1, want.F1) {
				t.Fatalf("seed %d at %g bits: %+v, counted %+v", seed, got.Bits, got, want)
			}
			if wantRate == nil && want.Recall >= 0.8 {
				people := map[int]bool{}
				for _, e := range entity {
					people[e] = true
				}
				wantRate = &resolve.FalseRate{Bits: got.Bits, Recall: want.Recall, Precision: want.Precision, Per10k: 10000 * float64(wrong) / float64(len(people))}
			}
		}
		if (rate == nil) != (wantRate == nil) {
			t.Fatalf("seed %d: false merges %+v, counted %+v", seed, rate, wantRate)
		}
		if rate != nil {
			reached++
			if rate.Bits != wantRate.Bits || !near(rate.Recall, wantRate.Recall) || !near(rate.Precision, wantRate.Precision) || !near(rate.Per10k/1e4, wantRate.Per10k/1e4) {
				t.Fatalf("seed %d: false merges %+v, counted %+v", seed, rate, wantRate)
			}
		}
	}
	if reached < 10 {
		t.Errorf("recall reached 0.80 in %d of 60 sets", reached)
	}
}

// The figures of evaluate are those of a count of every pair.
func TestEvaluateAgainstEveryPair(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 81))
		n := 1 + r.IntN(50)
		clusters, truth := map[string]string{}, map[string]string{}
		group, entity := make([]int, n), make([]int, n)
		for i := range n {
			group[i], entity[i] = r.IntN(1+n/2), r.IntN(1+n/3)
			if r.IntN(3) > 0 {
				group[i] = 1000 + entity[i]
			}
			id := fmt.Sprint("r", i)
			clusters[id], truth[id] = fmt.Sprint(group[i]), fmt.Sprint(entity[i])
		}
		clusters["only here"], truth["only there"] = "x", "y"
		q := resolve.Evaluate(clusters, truth)
		want, wrong, bcubed, largest := slowQuality(group, entity)
		if !near(q.Precision, want.Precision) || !near(q.Recall, want.Recall) || !near(q.F1, want.F1) || q.FalseMerges != wrong || q.LargestCluster != largest ||
			!near(q.BCubedPrecision, bcubed[0]) || !near(q.BCubedRecall, bcubed[1]) || q.Records != n || len(q.Skipped) != 2 {
			t.Fatalf("seed %d: %+v, counted %+v, %d wrongly merged, B-cubed %v, largest %d", seed, q, want, wrong, bcubed, largest)
		}
		entities, whole := 0, 0
		for _, s := range q.BySize {
			entities, whole = entities+s.Entities, whole+s.Whole
		}
		people, exact := map[int]bool{}, map[int]bool{}
		for i := range n {
			people[entity[i]], exact[entity[i]] = true, true
		}
		for i := range n {
			for j := range n {
				if (group[i] == group[j]) != (entity[i] == entity[j]) {
					delete(exact, entity[i])
					delete(exact, entity[j])
				}
			}
		}
		if entities != len(people) || whole != len(exact) {
			t.Fatalf("seed %d: %d entities, %d found whole; counted %d and %d", seed, entities, whole, len(people), len(exact))
		}
	}
}
