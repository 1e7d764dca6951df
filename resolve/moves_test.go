package resolve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/resolve/resolvetest"
)

// town is a town of people of whom every second has a further record, with
// no more than a year of birth in it. So many of those moved house; in the others each field of the
// home may be wrong by itself.
func town(moved, wrong float64) (tab *muster.Table, truth []string) {
	const n = 6000
	s := resolvetest.Generate(resolvetest.Config{Seed: 12, Records: n, Gaps: 1e-9, Copies: 1e-9})
	r := rand.New(rand.NewPCG(12, 12))
	cell := func(c, i int) string { return s.Table.Columns[c].Value(i) }
	home := func() [3]string {
		i := r.IntN(n)
		return [3]string{fmt.Sprintf("%d %s road", 1+r.IntN(300), cell(2, r.IntN(n))), cell(5, i), cell(4, i)}
	}
	rows := [][]string{{"id", "first_name", "last_name", "birth_year", "street_address", "postcode", "city"}}
	add := func(i int, h [3]string) {
		rows = append(rows, []string{fmt.Sprint("r", len(rows)), cell(1, i), cell(2, i%900), cell(3, i)[:4], h[0], h[1], h[2]})
		truth = append(truth, fmt.Sprint(i))
	}
	for i := range n / 2 {
		h := home()
		add(i, h)
		if i%2 == 0 {
			continue
		}
		if r.Float64() < moved {
			h = home()
		}
		for k, other := range home() {
			if r.Float64() < wrong {
				h[k] = other
			}
		}
		add(i, h)
	}
	return tableOf("town", rows), truth
}

// Another address, postcode and town are one move and speak against a pair
// once; slips that happen each by itself speak each for itself.
func TestMovingHouseIsOneEvent(t *testing.T) {
	tab, truth := town(0.4, 0.02)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	if m := r.Model.Moves; m == nil || m.Share < 0.6 || len(m.Fields) != 3 {
		t.Errorf("of movers the model says %+v, want most of three fields taken back", m)
	}
	q := measure(clusterIDs(r), truth)
	if q.Precision < 0.97 || q.Recall < 0.8 {
		t.Errorf("precision %.4f, recall %.4f of people who move", q.Precision, q.Recall)
	}
	without := *r.Model
	without.Moves = nil
	_, apart := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Model: &without})
	if p := measure(clusterIDs(apart), truth); p.Recall > q.Recall-0.05 {
		t.Errorf("recall %.4f without, %.4f with what moves take back", p.Recall, q.Recall)
	}
	_, again := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Model: r.Model})
	if diff := cmp.Diff(byID(r), byID(again)); diff != "" {
		t.Errorf("the written model gives other clusters:\n%s", diff)
	}
	x := r.EmptyIndex()
	fill(t, x, recordsOf(tab), rand.New(rand.NewPCG(3, 3)).Perm(tab.Len()))
	if diff := cmp.Diff(byID(r), x.Clusters()); diff != "" {
		t.Errorf("an index gives other clusters:\n%s", diff)
	}
	movesAddUp(t, r)

	tab, _ = town(0, 0.2)
	_, r = runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	if m := r.Model.Moves; m != nil && m.Share > 0.2 {
		t.Errorf("where fields are wrong each by itself the model takes back %.2f", m.Share)
	}
}

// movesAddUp holds that a waterfall with something taken back adds up to the
// evidence of the link, and that of two records the worst field counts whole.
func movesAddUp(t *testing.T, r *Result) {
	t.Helper()
	taken := 0
	for _, l := range r.Links {
		ex, err := r.Why(int(l.A), int(l.B))
		if err != nil {
			t.Fatal(err)
		}
		sum, against := ex.Prior, 0
		for _, s := range ex.Steps {
			sum += s.Sum()
			if s.Overlap > 0 {
				against++
				if s.Sum() > 0 || s.OverlapW == "" {
					t.Fatalf("%s: %+v speaks for the pair, or with nothing", s.Field, s)
				}
			}
		}
		if math.Abs(sum-ex.Bits) > 1e-6 || math.Abs(ex.Bits-l.Bits) > 0.01 {
			t.Fatalf("%s %s: steps add up to %.4f, evidence %.4f, link %.4f", ex.A, ex.B, sum, ex.Bits, l.Bits)
		}
		if against == 2 {
			taken++
		}
	}
	if taken < 100 {
		t.Errorf("of %d links %d have two fields taken back", len(r.Links), taken)
	}
}

// A place of birth is no home.
func TestBirthplacesDoNotMove(t *testing.T) {
	for header, want := range map[string]bool{"birth_place": true, "Place of birth": true, "Geburtsort": true, "Lieu de naissance": true, "city": false, "Home town": false, "postcode": false} {
		if got := ofBirth(header); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

// Whatever is taken back, more agreement of one field is never less evidence,
// all together never speaks for a pair, and the worst field counts in full.
func TestMovesAreMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		m := moves{fields: []int{0, 1, 2, 3}, share: r.Float64()}
		bits := make([]float64, 4)
		for i := range bits {
			bits[i] = float64(r.IntN(40)-30) / 4
		}
		total := func() (sum, worst float64) {
			for _, b := range bits {
				sum, worst = sum+b, min(worst, b)
			}
			return sum + m.back(func(f int) float64 { return bits[f] }), worst
		}
		before, worst := total()
		against := 0.0
		for _, b := range bits {
			against += min(b, 0)
		}
		if back := m.back(func(f int) float64 { return bits[f] }); back < 0 || against+back > worst+1e-9 {
			t.Fatalf("%v: %g of %g taken back, the worst alone is %g", bits, back, against, worst)
		}
		bits[r.IntN(4)] += r.Float64() * 6
		if after, _ := total(); after < before-1e-9 {
			t.Fatalf("%v: %g, with less agreement %g", bits, after, before)
		}
	}
}
