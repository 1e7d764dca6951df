package resolve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"muster"
)

// nameless is a table of so many generated records without a column of ids.
func nameless(n int) *muster.Table {
	t := generated(n)
	t.Columns = t.Columns[1:]
	return t
}

// content is what the record in a row holds, in one line.
func content(t *muster.Table, row int) string {
	var b strings.Builder
	for _, c := range t.Columns {
		b.WriteString(c.Value(row) + "|")
	}
	return b.String()
}

// Decisions on records that only their row numbers name follow the records in
// any order of the rows, past records that came and went, and are never taken
// for decisions on what stands in those rows now.
func TestDecisionsFollowRecords(t *testing.T) {
	const n = 1500
	tab := nameless(n)
	plan, plain := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	if !plan.Numbered() {
		t.Fatal("a table without ids has names for its records")
	}
	together := map[[2]string]bool{}
	var ds []Decision
	for _, l := range plain.Links {
		if l.Joined && len(ds) < 40 && content(tab, int(l.A)) != content(tab, int(l.B)) {
			ds = append(ds, Decision{A: plain.ID(int(l.A)), B: plain.ID(int(l.B)), Reason: "twins"})
			together[[2]string{content(tab, int(l.A)), content(tab, int(l.B))}] = false
		}
	}
	for i := range 40 {
		a, b := 7*i, n-1-11*i
		ds = append(ds, Decision{A: plain.ID(a), B: plain.ID(b), Same: true, Reason: "one contract"})
		together[[2]string{content(tab, a), content(tab, b)}] = true
	}
	_, first := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Decisions: plan.Known(ds)})
	lost := len(first.Contradictions)
	for seed := range uint64(3) {
		order := rand.New(rand.NewPCG(seed, 5)).Perm(n)
		gone := order[:100]
		later := reorder(tab, order[100:])
		_, r := runSet(t, dataSet{tables: []*muster.Table{later}}, Options{Decisions: plan.Known(ds)})
		if got := len(r.Contradictions); got > lost+2*len(gone) {
			t.Errorf("order %d: %d decisions not followed, %d at first", seed, got, lost)
		}
		row := map[string]int{}
		for i := range later.Len() {
			row[content(later, i)] = i
		}
		refused := map[[2]string]bool{}
		for _, c := range r.Contradictions {
			refused[[2]string{c.Decision.A, c.Decision.B}] = true
		}
		held := 0
		for _, d := range r.Decisions() {
			if refused[[2]string{d.A, d.B}] {
				continue
			}
			a, b := rowNamed(t, d.A), rowNamed(t, d.B)
			want, ok := together[[2]string{content(later, a), content(later, b)}]
			if !ok || want != d.Same {
				if _, there := row[content(later, a)]; there && !refusedBefore(r, d) {
					t.Fatalf("order %d: the decision %+v is on records that nobody decided on", seed, d)
				}
				continue
			}
			if !d.Same && r.ClusterID(a) == r.ClusterID(b) {
				t.Errorf("order %d: %s and %s were decided apart and are together", seed, d.A, d.B)
			}
			if d.Same && r.ClusterID(a) != r.ClusterID(b) {
				t.Errorf("order %d: %s and %s were decided together and are apart", seed, d.A, d.B)
			}
			held++
		}
		if held < 50 {
			t.Errorf("order %d: %d decisions hold", seed, held)
		}
		x := r.Index()
		for id, c := range byID(r) {
			if x.Clusters()[id] != c {
				t.Errorf("order %d: an index has %s elsewhere", seed, id)
			}
			break
		}
	}
}

func rowNamed(t *testing.T, id string) int {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(id, &n); err != nil {
		t.Fatal(err)
	}
	return n - 1
}

// refusedBefore reports a decision among those that could not be followed,
// under the id it was made with.
func refusedBefore(r *Result, d Decision) bool {
	return slices.ContainsFunc(r.Contradictions, func(c Contradiction) bool {
		return c.Decision.PrintA == d.PrintA && c.Decision.PrintB == d.PrintB
	})
}

// Of equal records each that was decided on finds one, and ids are found with
// and without the table's name before them.
func TestDecisionsFindTheirRecords(t *testing.T) {
	header := []string{"first name", "last name", "date of birth", "email"}
	ann, bob := []string{"Ann", "Lee", "1990-04-12", "ann@one.example"}, []string{"Bob", "Ray", "1980-01-30", "bob@two.example"}
	before := [][]string{header, ann, ann, bob}
	p, _ := runSet(t, dataSet{tables: tablesOf(before)}, Options{})
	ds := p.Known([]Decision{{A: "1", B: "2"}, {A: "1", B: "3", Same: true}, {A: "2", B: "9"}})
	_, r := runSet(t, dataSet{tables: tablesOf([][]string{header, bob, ann, ann})}, Options{Decisions: ds})
	if got := r.Decisions(); got[0].A == got[0].B || got[1].B != "1" || r.ClusterID(1) == r.ClusterID(2) || r.ClusterRow(0) == 0 && r.ClusterRow(1) != 0 && r.ClusterRow(2) != 0 {
		t.Errorf("%+v, clusters %s %s %s", got, r.ClusterID(0), r.ClusterID(1), r.ClusterID(2))
	}
	if len(r.Contradictions) != 1 || r.Contradictions[0].Decision.B != "9" {
		t.Errorf("not followed: %+v", r.Contradictions)
	}

	// Row 1 is somebody else now, and Ann is gone: nobody inherits the decision,
	// in an index neither.
	_, r = runSet(t, dataSet{tables: tablesOf([][]string{header, bob, {"Cyd", "Fox", "1971-08-02", "cyd@three.example"}})}, Options{Decisions: ds[1:2]})
	if len(r.Contradictions) != 1 || r.ClusterID(0) == r.ClusterID(1) || len(r.Index().decisions) != 0 {
		t.Errorf("not followed: %+v, clusters %s %s", r.Contradictions, r.ClusterID(0), r.ClusterID(1))
	}

	own := func(name string, ids ...string) *muster.Table {
		rows := [][]string{append([]string{"id"}, header...)}
		for i, id := range ids {
			rows = append(rows, append([]string{id}, [][]string{ann, bob}[i]...))
		}
		return tableOf(name, rows)
	}
	for name, c := range map[string]struct {
		a    string
		tabs []*muster.Table
		want string
	}{
		"a name too few":            {"p1", []*muster.Table{own("a", "p1", "p2"), own("b", "q1", "p2")}, "a:p1"},
		"a name too many":           {"a:p1", []*muster.Table{own("a", "p1", "p2"), own("b", "q1", "q2")}, "p1"},
		"one that could mean two":   {"p1", []*muster.Table{own("a", "p1", "p2"), own("b", "p1", "q2")}, ""},
		"a name of another table":   {"c:p1", []*muster.Table{own("a", "p1", "p2")}, ""},
		"the only table of several": {"a:p2", []*muster.Table{own("a", "p1", "p2")}, "p2"},
	} {
		p, _ := runSet(t, dataSet{tables: c.tabs}, Options{})
		a, _ := p.engine.frame.locate([]Decision{{A: c.a, B: "x"}})(0)
		got := ""
		if a >= 0 {
			got = p.engine.frame.id(a)
		}
		if got != c.want {
			t.Errorf("%s: %q is %q, want %q", name, c.a, got, c.want)
		}
	}
}

// Decisions hold in an index whatever becomes of the records: changed, taken
// out and put back in any order.
func TestDecisionsHoldInAnIndex(t *testing.T) {
	tab := generated(1200)
	records := recordsOf(tab)
	_, plain := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	var ds []Decision
	for _, l := range plain.Links {
		if l.Joined && len(ds) < 15 {
			ds = append(ds, Decision{A: plain.ID(int(l.A)), B: plain.ID(int(l.B)), Reason: "twins"})
		}
	}
	for i := range 15 {
		ds = append(ds, Decision{A: records[13*i].ID, B: records[1199-17*i].ID, Same: true, Reason: "one contract"})
	}
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Decisions: ds})
	want := byID(r)
	x := r.Index()
	hold := func(when string) {
		t.Helper()
		c := x.Clusters()
		for _, d := range ds {
			if refused := slices.ContainsFunc(r.Contradictions, func(b Contradiction) bool { return b.Decision == d }); !refused && (c[d.A] == c[d.B]) != d.Same {
				t.Fatalf("%s: %s and %s, same %v, are in %s and %s", when, d.A, d.B, d.Same, c[d.A], c[d.B])
			}
		}
	}
	hold("loaded")
	for id, c := range x.Clusters() {
		if want[id] != c {
			t.Fatalf("%s is in %s, in the run in %s", id, c, want[id])
		}
	}
	rng := rand.New(rand.NewPCG(2, 2))
	var named []Record
	for _, rec := range records {
		if slices.ContainsFunc(ds, func(d Decision) bool { return d.A == rec.ID || d.B == rec.ID }) {
			named = append(named, rec)
		}
	}
	for _, i := range rng.Perm(len(named)) {
		other := named[(i+1)%len(named)]
		other.ID = named[i].ID
		if _, _, err := x.Add(other); err != nil { // another's values under this id
			t.Fatal(err)
		}
	}
	hold("changed")
	for _, i := range rng.Perm(len(named)) {
		if _, err := x.Remove(named[i].ID); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if x, err = Restore(raw); err != nil {
		t.Fatal(err)
	}
	fill(t, x, named, rng.Perm(len(named)))
	hold("put back")
}
