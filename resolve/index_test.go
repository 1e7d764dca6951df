package resolve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/resolve/resolvetest"
)

// recordsOf takes a table apart into records.
func recordsOf(t *muster.Table) []Record {
	out := make([]Record, t.Len())
	for i := range out {
		out[i] = Record{ID: t.Columns[0].Value(i), Values: map[string]string{}}
		for _, c := range t.Columns[1:] {
			out[i].Values[c.Name] = c.Value(i)
		}
	}
	return out
}

func fill(t *testing.T, x *Index, records []Record, order []int) {
	t.Helper()
	for _, i := range order {
		if _, _, err := x.Add(records[i]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestIndexGivesTheClustersOfABatch(t *testing.T) {
	tab := generated(2500)
	records := recordsOf(tab)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	want := byID(r)
	if diff := cmp.Diff(want, r.Index().Clusters()); diff != "" {
		t.Fatalf("an index loaded in bulk differs from its run:\n%s", diff)
	}
	for seed := range uint64(2) {
		rng := rand.New(rand.NewPCG(seed, 9))
		x := r.EmptyIndex()
		fill(t, x, records, rng.Perm(len(records)))
		if diff := cmp.Diff(want, x.Clusters()); diff != "" {
			t.Fatalf("order %d: clusters differ from the batch run:\n%s", seed, diff)
		}
		// Taking some out, and putting other content under known ids and back,
		// must leave what adding the rest alone gives.
		gone := rng.Perm(len(records))[:800]
		for k, i := range gone {
			if k%3 == 0 {
				other := records[(i+7)%len(records)]
				other.ID = records[i].ID
				if _, _, err := x.Add(other); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := x.Remove(records[i].ID); err != nil {
				t.Fatal(err)
			}
		}
		rest := slices.DeleteFunc(rng.Perm(len(records)), func(i int) bool { return slices.Contains(gone, i) })
		y := r.EmptyIndex()
		fill(t, y, records, rest)
		if diff := cmp.Diff(y.Clusters(), x.Clusters()); diff != "" {
			t.Fatalf("order %d: removing records leaves other clusters than never adding them:\n%s", seed, diff)
		}
		fill(t, x, records, gone)
		if diff := cmp.Diff(want, x.Clusters()); diff != "" {
			t.Fatalf("order %d: putting records back gives other clusters:\n%s", seed, diff)
		}
	}
}

func TestWho(t *testing.T) {
	tab := generated(4000)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	x := r.Index()
	before := x.Clusters()
	found := 0
	for i, rec := range recordsOf(tab)[:500] {
		rec.ID = "asked"
		rec.Values["surname"] += "x" // a value nobody has
		answers, err := x.Who(rec, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(answers) > 0 && answers[0].ClusterID == r.ClusterID(i) {
			found++
			sum := answers[0].Why.Prior
			for _, s := range answers[0].Why.Steps {
				sum += s.Sum()
			}
			if d := sum - answers[0].Bits; d > 1e-6 || d < -1e-6 {
				t.Fatalf("steps add up to %g, answer says %g", sum, answers[0].Bits)
			}
		}
	}
	if found < 450 {
		t.Errorf("%d of 500 known records found after a changed letter, want 450 or more", found)
	}
	if diff := cmp.Diff(before, x.Clusters()); diff != "" {
		t.Errorf("asking changed the index:\n%s", diff)
	}
	if _, err := x.Who(Record{ID: "x", Values: map[string]string{"nothing": "x"}}, 3); err == nil {
		t.Error("a record without a known column was taken")
	}
	if a, err := x.Who(Record{Values: map[string]string{"surname": "\x00\xff", "nothing": "x"}}, 3); err != nil || len(a) != 0 {
		t.Errorf("an empty question got %v, %v", a, err)
	}
}

func TestIndexEventsAndDecisions(t *testing.T) {
	tab := people(
		"a|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900101",
		"c|Martha|Quilfeather|1980-04-12|mq@one.example|",
		"d|Odo|Brandybuck|1975-01-30|odo@two.example|+447700900202",
	)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	x := r.Index()
	values := func(first, last, dob, email, phone string) map[string]string {
		return map[string]string{"first name": first, "last name": last, "date of birth": dob, "email": email, "phone": phone}
	}
	id, events, err := x.Add(Record{ID: "b", Values: values("Marta", "Quillfeather", "1980-04-12", "mq@one.example", "+447700900101")})
	if err != nil || id != "a" || len(events) != 0 {
		t.Fatalf("b joins a: got %q %v %v", id, events, err)
	}
	events, err = x.Decide(Decision{A: "a", B: "d", Same: true, Reason: "documented name change"})
	if err != nil || len(events) != 1 || events[0].Kind != "merge" {
		t.Fatalf("a and d decided to be one: got %v %v", events, err)
	}
	if _, err := x.Decide(Decision{A: "b", B: "c", Same: false}); err != nil {
		t.Fatal(err)
	}
	if c := x.Clusters(); c["b"] == c["c"] || c["a"] != c["d"] {
		t.Errorf("decisions are not respected: %v %v %v %v", c["a"], c["b"], c["c"], c["d"])
	}
	if _, err := x.Decide(Decision{A: "c", B: "nobody", Same: true}); err == nil {
		t.Error("a decision on an unknown record was taken")
	}
	raw, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	y, err := Restore(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(x.Clusters(), y.Clusters()); diff != "" {
		t.Errorf("a restored index differs:\n%s", diff)
	}
	for _, z := range []*Index{x, y} {
		if _, err := z.Remove("d"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(x.Clusters(), y.Clusters()); diff != "" {
		t.Errorf("a restored index goes on differently:\n%s", diff)
	}
	for n := range raw {
		if n%97 == 0 {
			if _, err := Restore(raw[:n]); err == nil {
				t.Fatalf("a snapshot cut at %d of %d bytes was restored", n, len(raw))
			}
		}
	}
}

func TestSnapshotGoesOn(t *testing.T) {
	tab := generated(3000)
	records := recordsOf(tab)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	x := r.EmptyIndex()
	order := rand.New(rand.NewPCG(4, 4)).Perm(len(records))
	fill(t, x, records, order[:1500])
	raw, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	y, err := Restore(raw)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, y, records, order[1500:])
	if diff := cmp.Diff(byID(r), y.Clusters()); diff != "" {
		t.Errorf("a restored index that goes on differs from the batch run:\n%s", diff)
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{100_000, 3_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 1_000_000 && testing.Short() {
				b.Skip("needs 3 GB")
			}
			set := resolvetest.Generate(resolvetest.Config{Seed: 3, Records: n + 20000})
			var rows []int
			for i := range n {
				rows = append(rows, i)
			}
			p, err := NewPlan([]*muster.Table{reorder(set.Table, rows)}, Options{})
			if err != nil {
				b.Fatal(err)
			}
			r, err := p.Run(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			x := r.Index()
			var ask []Record
			for i := n; i < n+20000; i++ {
				rec := Record{ID: fmt.Sprint("new", i), Values: map[string]string{}}
				for _, c := range set.Table.Columns[1:] {
					rec.Values[c.Name] = c.Value(i)
				}
				ask = append(ask, rec)
			}
			for _, what := range []string{"who", "add"} {
				b.Run(what, func(b *testing.B) {
					var took []time.Duration
					for i := 0; b.Loop(); i++ {
						start := time.Now()
						if what == "who" {
							if _, err := x.Who(ask[i%len(ask)], 3); err != nil {
								b.Fatal(err)
							}
						} else if _, _, err := x.Add(ask[i%len(ask)]); err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(start))
					}
					slices.Sort(took)
					b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-us")
					b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-us")
				})
			}
		})
	}
}
