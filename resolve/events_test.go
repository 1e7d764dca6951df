package resolve

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"muster"
)

// plainEvents is the slow reference: every cluster is looked at with all of
// its records.
func plainEvents(before, now map[string]string) []Event {
	from, to := map[string]map[string]bool{}, map[string]map[string]bool{}
	note := func(m map[string]map[string]bool, k, v string) {
		if m[k] == nil {
			m[k] = map[string]bool{}
		}
		if v != "" {
			m[k][v] = true
		}
	}
	for id, b := range before {
		note(to, b, now[id])
	}
	for id, n := range now {
		note(from, n, before[id])
	}
	var out []Event
	for c, others := range to {
		e := Event{From: []string{c}, To: slices.Sorted(maps.Keys(others))}
		switch len(others) {
		case 0:
			e.Kind = "gone"
			out = append(out, e)
		case 1:
		default:
			e.Kind = "split"
			out = append(out, e)
		}
	}
	for c, others := range from {
		e := Event{From: slices.Sorted(maps.Keys(others)), To: []string{c}}
		switch len(others) {
		case 0:
			e.Kind = "new"
			out = append(out, e)
		case 1:
		default:
			e.Kind = "merge"
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(x, y Event) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), slices.Compare(x.To, y.To), slices.Compare(x.From, y.From))
	})
	return out
}

// TestEventsOfRuns holds that both ways to compare runs say what a slow one
// says, for records that move, go, come and change places.
func TestEventsOfRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 60 {
		_, result := runSet(t, dataSet{tables: []*muster.Table{generated(2 + r.IntN(20))}}, Options{})
		now, before := map[string]string{}, map[string]string{}
		for row := range result.Records {
			result.named[row] = uint32(r.IntN(row + 1))
			result.named[row] = result.named[result.named[row]]
			now[result.ID(row)] = result.ClusterID(row)
			if r.IntN(8) > 0 {
				before[result.ID(row)] = result.ID(r.IntN(row + 1))
			}
		}
		for range r.IntN(4) {
			gone := fmt.Sprint("gone", r.IntN(5))
			before[gone] = gone
			before[fmt.Sprint("also", r.IntN(5))] = result.ID(0)
		}
		want := plainEvents(before, now)
		got := Events(before, now)
		if d := gocmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("before %v, now %v:\n%s", before, now, d)
		}
		counts := map[string]int{}
		for _, e := range want {
			counts[e.Kind]++
		}
		want = slices.DeleteFunc(want, func(e Event) bool { return e.Kind == "new" || e.Kind == "gone" })
		events, fresh, gone := result.Events(maps.All(before))
		if d := gocmp.Diff(want, events, cmpopts.EquateEmpty()); d != "" || fresh != counts["new"] || gone != counts["gone"] {
			t.Fatalf("of a run: before %v, now %v: %d new, %d gone, want %v\n%s", before, now, fresh, gone, counts, d)
		}
	}
}
