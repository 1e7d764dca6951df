package resolve

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/resolve/resolvetest"
)

// relatives is a town of people, some with several records, and in it fathers
// and sons of one name and twins, all at one address with one phone.
func relatives(fathers, twins int) (tab *muster.Table, truth []string, family map[string]string) {
	const n = 4000
	s := resolvetest.Generate(resolvetest.Config{Seed: 8, Records: n, Gaps: 0.02})
	r := rand.New(rand.NewPCG(8, 8))
	cell := func(c, i int) string { return s.Table.Columns[c].Value(i) }
	name := func(c int) string {
		for {
			if v := cell(c, r.IntN(n)); len(v) > 2 {
				return v
			}
		}
	}
	rows := [][]string{{"id", "first_name", "last_name", "date_of_birth", "street", "city", "postcode", "phone"}}
	add := func(id, given, surname, born, home, phone, person string) {
		rows = append(rows, []string{id, given, surname, born, home, "city" + home[len(home)-1:], "1" + fmt.Sprint(len(home)*777%9000), phone})
		truth = append(truth, person)
	}
	home := func() string { return fmt.Sprintf("%d %s lane", 1+r.IntN(200), cell(4, r.IntN(n))) }
	phone := func() string { return fmt.Sprintf("07%09d", r.IntN(1e9)) }
	homes := map[uint32][2]string{}
	for i := range n {
		e := s.Entity[i]
		if _, ok := homes[e]; !ok {
			homes[e] = [2]string{home(), phone()}
		}
		add(fmt.Sprint("r", i), cell(1, i), cell(2, i), cell(3, i), homes[e][0], homes[e][1], fmt.Sprint(e))
	}
	family = map[string]string{}
	date := func(from, span int) string {
		return fmt.Sprintf("%d-%02d-%02d", from+r.IntN(span), 1+r.IntN(12), 1+r.IntN(28))
	}
	for i := range fathers + twins {
		h, p, given, surname, born := home(), phone(), name(1), name(2), date(1950, 15)
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		family[a] = b
		add(a, given, surname, born, h, p, a)
		if i < fathers {
			add(b, given, surname, date(1980, 20), h, p, b)
			continue
		}
		other := name(1)
		for other[0] == given[0] { // near enough to be one name badly written is another matter
			other = name(1)
		}
		add(b, other, surname, born, h, p, b)
	}
	return tableOf("relatives", rows), truth, family
}

// Fathers and sons of one name at one address, and twins, are people apart: a
// wrong merge would show one of them under the other's history.
func TestFathersSonsAndTwinsStayApart(t *testing.T) {
	tab, truth, family := relatives(60, 60)
	_, r := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{})
	cluster := byID(r)
	for a, b := range family {
		if cluster[a] == cluster[b] {
			t.Errorf("%s and %s were merged", a, b)
		}
	}
	ex, err := r.Why(tab.Len()-2, tab.Len()-1)
	if err != nil {
		t.Fatal(err)
	}
	if ex.Linked || !strings.Contains(ex.Why, "relatives") {
		t.Errorf("linked %v, why %q", ex.Linked, ex.Why)
	}
	if ex.Bits < ex.Needed || !ex.Overruled() || len(ex.Flip) != 0 {
		t.Errorf("%.1f bits of %.1f, overruled %v, said to be decided otherwise by %+v", ex.Bits, ex.Needed, ex.Overruled(), ex.Flip)
	}
	if got := r.Model.Guard.Relatives; got != RelativesApart {
		t.Errorf("the model says %q of relatives", got)
	}
	_, again := runSet(t, dataSet{tables: []*muster.Table{tab}}, Options{Model: r.Model})
	if diff := cmp.Diff(cluster, byID(again)); diff != "" {
		t.Errorf("the written model gives other clusters:\n%s", diff)
	}
	if q := measure(clusterIDs(r), truth); q.Precision < 0.99 || q.Recall < 0.95 {
		t.Errorf("precision %.4f, recall %.4f", q.Precision, q.Recall)
	}
}
