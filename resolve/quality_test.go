package resolve

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

var update = flag.Bool("update", false, "rewrite golden files")

// loadCSV reads a data set that is not part of the repository.
func loadCSV(t testing.TB, name string) (*muster.Table, [][]string) {
	t.Helper()
	f, err := os.Open("../../shared/data/entity/" + name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("shared/data is needed where CI is set: %v", err)
		}
		t.Skipf("no shared/data here: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return tableOf(name, rows), rows[1:]
}

// tableOf builds a table from rows, the first being the header.
func tableOf(name string, rows [][]string) *muster.Table {
	tab := &muster.Table{Name: name, File: name}
	for c, h := range rows[0] {
		col := muster.Column{Name: strings.TrimSpace(h)}
		for _, row := range rows[1:] {
			col.Append(strings.TrimSpace(row[c]))
		}
		tab.Columns = append(tab.Columns, col)
	}
	for i := range rows[1:] {
		tab.Rows = append(tab.Rows, int32(i+2))
	}
	return tab
}

// dataSet is tables and the true entity of each row.
type dataSet struct {
	tables []*muster.Table
	truth  []string
}

func loadSet(t testing.TB, set string) dataSet {
	t.Helper()
	var d dataSet
	add := func(name string, entity func([]string) string) {
		tab, rows := loadCSV(t, name)
		d.tables = append(d.tables, tab)
		for _, r := range rows {
			d.truth = append(d.truth, entity(r))
		}
	}
	febrl := func(r []string) string { return strings.Split(r[0], "-")[1] }
	switch set {
	case "febrl1", "febrl2":
		add(set+".csv.gz", febrl)
	case "febrl4":
		add("febrl4a.csv.gz", febrl)
		add("febrl4b.csv.gz", febrl)
		d.tables = []*muster.Table{stack(d.tables)}
	case "fake_1000":
		add("fake_1000.csv.gz", func(r []string) string { return r[6] })
	case "hist50k_dev":
		entity := map[string]string{}
		_, rows := loadCSV(t, "hist50k_dev_truth.csv.gz")
		for _, r := range rows {
			entity[r[0]] = r[1]
		}
		add("hist50k_dev_records.csv.gz", func(r []string) string { return entity[r[0]] })
	}
	return d
}

// stack puts tables of the same columns into one.
func stack(tables []*muster.Table) *muster.Table {
	out := &muster.Table{Name: tables[0].Name, File: tables[0].File}
	for c := range tables[0].Columns {
		col := muster.Column{Name: tables[0].Columns[c].Name}
		for _, t := range tables {
			for i := range t.Len() {
				col.Append(t.Columns[c].Value(i))
			}
		}
		out.Columns = append(out.Columns, col)
	}
	for _, t := range tables {
		out.Rows = append(out.Rows, t.Rows...)
	}
	return out
}

func runSet(t testing.TB, d dataSet, opt Options) (*Plan, *Result) {
	t.Helper()
	p, err := NewPlan(d.tables, opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}

func clusterIDs(r *Result) []string {
	out := make([]string, r.Records)
	for i := range out {
		out[i] = r.ClusterID(i)
	}
	return out
}

// bars are the least that each set must reach without labels or settings.
var bars = map[string]struct {
	f1, precision float64
	largest       int
}{
	"febrl1": {.998, .998, 2}, "febrl2": {.998, .998, 9}, "febrl4": {.998, .998, 3},
	"hist50k_dev": {.91, .97, 31}, "fake_1000": {.9, .95, 14},
}

// TestQuality runs every labelled set with no settings. The figures are kept
// as text, so that every change of them is seen in review.
func TestQuality(t *testing.T) {
	var b strings.Builder
	for _, set := range []string{"febrl1", "febrl2", "febrl4", "fake_1000", "hist50k_dev"} {
		d := loadSet(t, set)
		p, r := runSet(t, d, Options{})
		q := measure(clusterIDs(r), d.truth)
		fmt.Fprintf(&b, "%s: %d records, %d true pairs\n", set, q.Records, q.TruePairs)
		fmt.Fprintf(&b, "  false pairs %d, people merged with somebody else %d\n", q.FalsePairs, q.FalseMerges)
		fmt.Fprintf(&b, "  precision %.4f recall %.4f F1 %.4f, B-cubed F1 %.4f\n", q.Precision, q.Recall, q.F1, q.BCubedF1)
		fmt.Fprintf(&b, "  largest cluster %d, in truth %d\n", q.LargestCluster, q.LargestTruth)
		fmt.Fprintf(&b, "  own estimate: precision %.3f, recall of compared %.3f, blocking %.3f\n", r.Estimate.Precision.Value, r.Estimate.Recall.Value, r.Estimate.BlockingShare.Value)
		fmt.Fprintf(&b, "  %d pairs by %d rules\n", r.Estimate.Compared, len(p.Rules))
		for _, s := range q.BySize {
			fmt.Fprintf(&b, "  size %-11s %5d entities, %5d found whole, B-cubed precision %.3f recall %.3f\n", s.Size, s.Entities, s.Whole, s.Precision, s.Recall)
		}
		if set == "fake_1000" {
			none, missed := agreeOnNothing(d, r)
			fmt.Fprintf(&b, "  true pairs that agree exactly on no field %d, of them not found %d\n", none, missed)
		}
		bar := bars[set]
		if q.F1 < bar.f1 || q.Precision < bar.precision || q.LargestCluster > bar.largest {
			t.Errorf("%s: F1 %.4f precision %.4f largest %d; want at least %.3f, %.2f and at most %d", set, q.F1, q.Precision, q.LargestCluster, bar.f1, bar.precision, bar.largest)
		}
	}
	golden(t, "testdata/quality.txt", b.String())
}

// agreeOnNothing counts true pairs that have no equal value in any column, and
// how many of them are not in one cluster.
func agreeOnNothing(d dataSet, r *Result) (none, missed int) {
	f := r.plan.engine.frame
	for a := range d.truth {
		for b := a + 1; b < len(d.truth); b++ {
			if d.truth[a] != d.truth[b] {
				continue
			}
			equal := false
			for w := range f.width {
				x, y := f.line(f.rep[a])[w], f.line(f.rep[b])[w]
				equal = equal || x != 0 && x == y
			}
			if !equal {
				none++
				if r.named[a] != r.named[b] {
					missed++
				}
			}
		}
	}
	return none, missed
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs; run with -update and review the change:\n%s", file, d)
	}
}

// TestTwoFiles links two files as they are, which must give what one file of
// both gives, but for the pairs that only numbering decides.
func TestTwoFiles(t *testing.T) {
	a, rowsA := loadCSV(t, "febrl4a.csv.gz")
	b, rowsB := loadCSV(t, "febrl4b.csv.gz")
	d := dataSet{tables: []*muster.Table{a, b}}
	for _, r := range append(rowsA, rowsB...) {
		d.truth = append(d.truth, strings.Split(r[0], "-")[1])
	}
	_, r := runSet(t, d, Options{})
	if q := measure(clusterIDs(r), d.truth); q.F1 < 0.998 {
		t.Errorf("F1 %.4f over two files", q.F1)
	}
	if id := r.ID(0); id != rowsA[0][0] {
		t.Errorf("record id %q, want the file's own %q", id, rowsA[0][0])
	}
}

// TestColumnOrder holds that what an export put first changes nothing.
func TestColumnOrder(t *testing.T) {
	for set, turns := range map[string]int{"febrl1": 3, "fake_1000": 3, "hist50k_dev": 1} {
		d := loadSet(t, set)
		plan, want := runSet(t, d, Options{Ignore: []string{"cluster"}})
		for turn := range turns {
			tab := *d.tables[0]
			tab.Columns = slices.Clone(tab.Columns)
			rand.New(rand.NewPCG(uint64(turn), 7)).Shuffle(len(tab.Columns), func(i, j int) {
				tab.Columns[i], tab.Columns[j] = tab.Columns[j], tab.Columns[i]
			})
			p, got := runSet(t, dataSet{tables: []*muster.Table{&tab}}, Options{Ignore: []string{"cluster"}})
			if diff := cmp.Diff(plan.Rules, p.Rules); diff != "" {
				t.Errorf("%s: other rules:\n%s", set, diff)
			}
			if !slices.Equal(want.named, got.named) {
				t.Errorf("%s: other clusters for another order of columns", set)
			}
		}
	}
}
