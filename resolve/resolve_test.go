package resolve

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/resolve/resolvetest"
)

func generated(n int) *muster.Table {
	return resolvetest.Generate(resolvetest.Config{Seed: 7, Records: n}).Table
}

// reorder returns the table with its rows in another order.
func reorder(t *muster.Table, order []int) *muster.Table {
	out := &muster.Table{Name: t.Name, File: t.File}
	for _, c := range t.Columns {
		col := muster.Column{Name: c.Name}
		for _, i := range order {
			col.Append(c.Value(i))
		}
		out.Columns = append(out.Columns, col)
	}
	for _, i := range order {
		out.Rows = append(out.Rows, t.Rows[i])
	}
	return out
}

func byID(r *Result) map[string]string {
	out := make(map[string]string, r.Records)
	for i := range r.Records {
		out[r.ID(i)] = r.ClusterID(i)
	}
	return out
}

func TestSameOnAnyNumberOfCores(t *testing.T) {
	d := dataSet{tables: []*muster.Table{generated(4000)}}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	_, one := runSet(t, d, Options{})
	runtime.GOMAXPROCS(4)
	_, four := runSet(t, d, Options{})
	if diff := cmp.Diff(one.Model, four.Model); diff != "" {
		t.Errorf("model differs between 1 and 4 cores:\n%s", diff)
	}
	if diff := cmp.Diff(one.Links, four.Links); diff != "" {
		t.Errorf("links differ between 1 and 4 cores:\n%s", diff)
	}
	if !slices.Equal(clusterIDs(one), clusterIDs(four)) {
		t.Error("clusters differ between 1 and 4 cores")
	}
}

func TestSameInAnyOrder(t *testing.T) {
	tab := generated(3000)
	_, a := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	order := rand.New(rand.NewPCG(1, 1)).Perm(tab.Len())
	_, b := runSet(t, dataSet{tables: []*muster.Table{reorder(tab, order)}}, Options{})
	if diff := cmp.Diff(byID(a), byID(b)); diff != "" {
		t.Errorf("clusters depend on the order of the rows:\n%s", diff)
	}
}

func TestPartsJoinToOneRun(t *testing.T) {
	tabs := []*muster.Table{generated(4000)}
	ctx := context.Background()
	_, whole := runSet(t, dataSet{tables: tabs}, Options{})
	var parts []*Part
	for i := range 3 {
		p, err := NewPlan(tabs, Options{}) // as another machine would
		if err != nil {
			t.Fatal(err)
		}
		part, err := p.RunPart(ctx, i, 3)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := part.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		back := new(Part)
		if err := back.UnmarshalBinary(raw); err != nil {
			t.Fatal(err)
		}
		parts = append([]*Part{back}, parts...)
	}
	p, err := NewPlan(tabs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	joined, err := p.Join(ctx, parts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole.Model, joined.Model); diff != "" {
		t.Errorf("model of joined parts differs:\n%s", diff)
	}
	if diff := cmp.Diff(whole.Patterns, joined.Patterns); diff != "" {
		t.Errorf("patterns of joined parts differ:\n%s", diff)
	}
	if !slices.Equal(whole.Links, joined.Links) || !slices.Equal(clusterIDs(whole), clusterIDs(joined)) {
		t.Error("links or clusters of joined parts differ")
	}
	if _, err := p.Join(ctx, parts[:2]); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("joining two of three parts: %v, want an error that says which is missing", err)
	}
	other, err := NewPlan([]*muster.Table{generated(5000)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Join(ctx, parts); err == nil {
		t.Error("parts of other files were joined")
	}
}

// people is a small table in which the tests below know everybody.
func people(rows ...string) *muster.Table {
	all := [][]string{{"id", "first name", "last name", "date of birth", "email", "phone"}}
	for _, r := range rows {
		all = append(all, strings.Split(r, "|"))
	}
	// Strangers give rarity something to count.
	g := generated(400)
	for i := range g.Len() {
		all = append(all, []string{"g" + g.Columns[0].Value(i), g.Columns[1].Value(i), g.Columns[2].Value(i), g.Columns[3].Value(i), g.Columns[6].Value(i), fmt.Sprintf("+4477%08d", 31*i)})
	}
	return tableOf("people", all)
}

func TestDecisionsAreRespected(t *testing.T) {
	tab := people(
		"a|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900101",
		"b|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900101",
		"c|Martha|Quilfeather|1980-04-12|mq@one.example|",
		"d|Odo|Brandybuck|1975-01-30|odo@two.example|+447700900202",
		"e|Zelda|Fitzwater|1991-11-02|zf@three.example|+447700900303",
	)
	_, plain := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	free := byID(plain)
	if free["a"] != "a" || free["b"] != "a" || free["c"] != "a" || free["d"] == free["e"] {
		ex, _ := plain.Why(0, 2)
		t.Logf("%+v %+v", ex, plain.Model)
		t.Fatalf("without decisions: %v %v %v %v %v", free["a"], free["b"], free["c"], free["d"], free["e"])
	}
	ds := []Decision{
		{A: "a", B: "b", Same: false, Reason: "twins"},
		{A: "d", B: "e", Same: true, Reason: "documented name change"},
		{A: "d", B: "a", Same: false},
		{A: "e", B: "a", Same: true}, // contradicts the two before
		{A: "a", B: "nobody", Same: true},
	}
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Decisions: ds})
	got := byID(r)
	if got["a"] == got["b"] {
		t.Error("a and b were decided to differ and share a cluster")
	}
	if got["d"] != got["e"] || got["d"] == got["a"] {
		t.Errorf("d %s, e %s, a %s: want d and e together and a apart", got["d"], got["e"], got["a"])
	}
	if len(r.Contradictions) != 2 {
		t.Errorf("contradictions %v, want the fourth and the fifth decision", r.Contradictions)
	}
	ex, err := r.Why(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(ex.Why, "decided") {
		t.Errorf("why: %q, want the decision", ex.Why)
	}
}

func TestOnePerPersonKeepsApart(t *testing.T) {
	tab := people(
		"a|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900101",
		"b|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900777",
	)
	m := DefaultModel()
	m.Columns = []ColumnKind{{Column: "phone", Kind: Document, OnePerPerson: true}}
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Model: m})
	if got := byID(r); got["a"] == got["b"] {
		t.Error("two different values of a one-per-person column were merged")
	}
	if ex, _ := r.Why(0, 1); ex == nil || !strings.Contains(ex.Why, "has once") {
		t.Errorf("why-not does not name the guard: %+v", ex)
	}
}

func TestRelativesStayApart(t *testing.T) {
	tab := people(
		"a|Martha|Quillfeather|1980-04-12|family@one.example|+447700900101",
		"b|Jonas|Quillfeather|1978-09-30|family@one.example|+447700900101",
		"c|Ida|Quillfeather|2006-02-17|family@one.example|+447700900101",
	)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	got := byID(r)
	if got["a"] == got["b"] || got["b"] == got["c"] || got["a"] == got["c"] {
		t.Errorf("a family was merged: %s %s %s", got["a"], got["b"], got["c"])
	}
}

// households is a table in which three people at a time share family name,
// street, town, postcode and phone, and some have several records.
func households(n int) (*muster.Table, []string) {
	s := resolvetest.Generate(resolvetest.Config{Seed: 6, Records: n, Copies: 0.3})
	rows := [][]string{{"id", "first_name", "last_name", "dob", "street", "city", "postcode", "phone"}}
	var truth []string
	for i := range n {
		e := s.Entity[i]
		home := rand.New(rand.NewPCG(uint64(e/3), 3))
		value := func(c int) string { return s.Table.Columns[c].Value(home.IntN(n)) }
		rows = append(rows, []string{fmt.Sprint(i), s.Table.Columns[1].Value(i), value(2), s.Table.Columns[3].Value(i),
			fmt.Sprint(home.IntN(200), " ", value(4), " street"), fmt.Sprint("city", home.IntN(300)), fmt.Sprint(10000 + home.IntN(3000)), fmt.Sprintf("07%09d", home.IntN(1e9))})
		truth = append(truth, fmt.Sprint(e))
	}
	return tableOf("households", rows), truth
}

func TestHouseholdsAreNotPeople(t *testing.T) {
	tab, truth := households(3000)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	q := measure(clusterIDs(r), truth)
	if q.Precision < 0.96 || q.Recall < 0.95 {
		t.Errorf("precision %.4f, recall %.4f, %d people merged with somebody else", q.Precision, q.Recall, q.FalseMerges)
	}
}

func TestNoDuplicatesNoLinks(t *testing.T) {
	for _, n := range []int{10, 100, 5000} {
		s := resolvetest.Generate(resolvetest.Config{Seed: 12, Records: n, Copies: 1e-12})
		_, r := runSet(t, dataSet{tables: []*muster.Table{s.Table}}, Options{})
		if r.Clusters != n {
			t.Errorf("%d records of as many people became %d clusters", n, r.Clusters)
		}
	}
}

func TestListsMeetInAnyOrder(t *testing.T) {
	tab := people(
		"a|Martha|Quillfeather|1980-04-12|mq@one.example|+447700900101; +447700900102",
		"b|M|Quillfeather||new@two.example|+447700900555; 07700 900102",
	)
	for i := range tab.Columns {
		if tab.Columns[i].Name != "phone" {
			continue
		}
		col := muster.Column{Name: "phone"}
		for row := range tab.Len() {
			v := tab.Columns[i].Value(row)
			if row > 1 {
				v += fmt.Sprintf("|+4478%08d", 77*row)
			}
			col.Append(v)
		}
		tab.Columns[i] = col
	}
	p, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	if !slices.ContainsFunc(p.Recognised[0], func(x Recognised) bool { return x.Kind == Phone && x.Listed }) {
		t.Fatal("a column of phone lists was not recognised as one")
	}
	ex, err := r.Why(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(ex.Steps, func(s Step) bool { return s.Kind == Phone })
	if s := ex.Steps[at]; s.Level != "same" || s.Bits < 10 || len(ex.Rules) == 0 {
		t.Errorf("a phone in both lists: %+v, rules %q", s, ex.Rules)
	}
}

func TestWhyAddsUp(t *testing.T) {
	d := dataSet{tables: []*muster.Table{generated(5000)}}
	_, r := runSet(t, d, Options{})
	if len(r.Links) < 100 {
		t.Fatalf("only %d links", len(r.Links))
	}
	for i := 0; i < len(r.Links); i += 37 {
		l := r.Links[i]
		ex, err := r.Why(int(l.A), int(l.B))
		if err != nil {
			t.Fatal(err)
		}
		sum := ex.Prior
		for _, s := range ex.Steps {
			sum += s.Sum()
		}
		if math.Abs(sum-ex.Bits) > 1e-6 || math.Abs(ex.Bits-l.Bits) > 0.01 {
			t.Fatalf("%s %s: steps add up to %.4f, evidence %.4f, link %.4f", ex.A, ex.B, sum, ex.Bits, l.Bits)
		}
		if len(ex.Rules) == 0 || !ex.Linked || ex.Why == "" {
			t.Fatalf("%+v: a link without rule or reason", ex)
		}
		for _, f := range ex.Flip {
			if f.Bits >= ex.Needed {
				t.Fatalf("%+v does not flip a link that needs %.1f", f, ex.Needed)
			}
		}
		back, err := r.Why(int(l.B), int(l.A))
		if err != nil || math.Abs(back.Bits-ex.Bits) > 1e-9 {
			t.Fatalf("why is not symmetric: %v %v", ex.Bits, back)
		}
		v, err := r.Show(int(l.A))
		if err != nil {
			t.Fatal(err)
		}
		if l.Joined && (len(v.Tree) != len(v.Members)-1 || v.Weakest == nil) {
			t.Fatalf("cluster %s of %d members has a tree of %d links", v.ID, len(v.Members), len(v.Tree))
		}
	}
}

func TestEvents(t *testing.T) {
	before := map[string]string{"1": "1", "2": "1", "3": "3", "4": "4", "5": "5"}
	now := map[string]string{"1": "1", "2": "2", "3": "3", "4": "3", "6": "6"}
	want := []Event{{"gone", []string{"5"}, nil}, {"merge", []string{"3", "4"}, []string{"3"}}, {"new", nil, []string{"6"}}, {"split", []string{"1"}, []string{"1", "2"}}}
	if d := cmp.Diff(want, Events(before, now)); d != "" {
		t.Error(d)
	}
}

func TestCopiesAreOnePerson(t *testing.T) {
	g := generated(300)
	rows := [][]string{{"id", "given_name", "surname", "date_of_birth", "city", "postcode", "email"}}
	for i := range g.Len() {
		var r []string
		for c := range g.Columns {
			r = append(r, g.Columns[c].Value(i))
		}
		rows = append(rows, r)
	}
	for i := range 5000 {
		rows = append(rows, []string{fmt.Sprint("copy", i), "ada", "byron", "1815-12-10", "london", "10115", "ada@x.example"})
	}
	_, r := runSet(t, dataSet{tables: []*muster.Table{tableOf("copies", rows)}}, Options{})
	if r.Largest != 5000 {
		t.Errorf("largest cluster %d, want the 5000 copies", r.Largest)
	}
}

func TestLabelsRefineTheFit(t *testing.T) {
	tab := generated(2000)
	_, plain := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	// Labels that say true pairs often have different cities must lower what
	// a different city counts against a pair.
	var labels []Decision
	for i := range tab.Len() {
		for j := i + 1; j < min(tab.Len(), i+400) && len(labels) < 200; j++ {
			if tab.Columns[3].Value(i) == tab.Columns[3].Value(j) && tab.Columns[3].Value(i) != "" && tab.Columns[4].Value(i) != tab.Columns[4].Value(j) {
				labels = append(labels, Decision{A: plain.ID(i), B: plain.ID(j), Same: true})
			}
		}
	}
	if len(labels) < 20 {
		t.Fatalf("only %d labels", len(labels))
	}
	_, taught := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Labels: labels})
	against := func(r *Result) float64 {
		at := slices.IndexFunc(r.Model.Fields, func(f FieldModel) bool { return f.Name == "city" })
		levels := r.Model.Fields[at].Levels
		return levels[len(levels)-1].Bits
	}
	if against(taught) <= against(plain) {
		t.Errorf("a different city counts %.2f with labels and %.2f without", against(taught), against(plain))
	}
}

func TestOtherAlphabetsMeet(t *testing.T) {
	for in, want := range map[string]string{"Дмитрий": "dmitrii", "Ольга": "olga", "Παπαδόπουλος": "papadopoylos", "Łukasz": "lukasz", "李": "李"} {
		if got := string(canonical(nil, []byte(in), GivenName)); got != want {
			t.Errorf("%s folds to %s, want %s", in, got, want)
		}
	}
	if gap, ok := hamming([]byte("00000000000000ff"), []byte("000000000000003f")); !ok || gap != 2 {
		t.Errorf("hamming gives %d, %v; want 2", gap, ok)
	}
}

func TestFrozenModelGivesTheSame(t *testing.T) {
	d := dataSet{tables: []*muster.Table{generated(3000)}}
	_, first := runSet(t, d, Options{})
	_, again := runSet(t, d, Options{Model: first.Model})
	if diff := cmp.Diff(first.Model, again.Model); diff != "" {
		t.Errorf("a frozen model changed:\n%s", diff)
	}
	if !slices.Equal(clusterIDs(first), clusterIDs(again)) {
		t.Error("a frozen model gives other clusters")
	}
}

func tablesOf(rows [][]string) []*muster.Table { return []*muster.Table{tableOf("t", rows)} }

func TestModelSurvivesYAMLAndJSON(t *testing.T) {
	_, r := runSet(t, dataSet{tables: []*muster.Table{generated(500)}}, Options{})
	var fromJSON, fromYAML Model
	raw, err := json.Marshal(r.Model)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if raw, err = yaml.Marshal(r.Model); err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(raw, &fromYAML, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(*r.Model, fromJSON); d != "" {
		t.Errorf("JSON: %s", d)
	}
	if d := cmp.Diff(*r.Model, fromYAML); d != "" {
		t.Errorf("YAML: %s", d)
	}
	for _, bad := range []Model{{Version: 9}, {Version: 1, Prior: 2}, {Version: 1, Columns: []ColumnKind{{"x", "nonsense", false}}}, {Version: 1, Fields: []FieldModel{{Name: "x", Kind: Phone, Levels: []LevelModel{{M: 1}}}}}} {
		if _, err := NewPlan([]*muster.Table{generated(50)}, Options{Model: &bad}); err == nil {
			t.Errorf("model %+v was accepted", bad)
		}
	}
	half := 0.5
	rare := &Model{Fields: []FieldModel{{Name: "email", Kind: Email, Levels: []LevelModel{{Name: "same", Rarity: &half}}}}}
	if _, r := runSet(t, dataSet{tables: []*muster.Table{generated(500)}}, Options{Model: rare}); r.scorer.damp[slices.IndexFunc(r.Model.Fields, func(f FieldModel) bool { return f.Name == "email" })][levelSame] != 0.5 {
		t.Error("how much rarity counts was not read from the model")
	}
	partly := &Model{Columns: []ColumnKind{{Column: "email", Kind: Ignored}}}
	p, part := runSet(t, dataSet{tables: []*muster.Table{generated(500)}}, Options{Model: partly})
	if part.Clusters == 500 || part.Clusters == 0 || len(p.Comparisons) != 5 {
		t.Errorf("a model that only ignores a column: %d clusters, %d comparisons", part.Clusters, len(p.Comparisons))
	}
	rules := DefaultModel()
	rules.Rules = []RuleModel{{Keys: []string{"email"}}, {Keys: []string{"no such key"}}}
	if _, err := NewPlan([]*muster.Table{generated(50)}, Options{Model: rules}); err == nil || !strings.Contains(err.Error(), "there are") {
		t.Errorf("an unknown key: %v, want the keys there are", err)
	}
}
