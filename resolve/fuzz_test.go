package resolve

import (
	"context"
	"fmt"
	"math"
	"testing"

	"muster"
)

// FuzzRecords feeds two records of any content to the whole of a run: it must
// not panic, the evidence must be symmetric, and more agreement must never be
// less evidence.
func FuzzRecords(f *testing.F) {
	f.Add("Martha", "Quillfeather", "1980-04-12", "mq@one.example", "Marta", "Quilfeather", "12/04/1980", "MQ+x@one.example")
	f.Add("", "\x00", "99999999", "@", "李小龙", "\xff\xfe", "19801204", "a@b")
	f.Add("van der Berg", "o'Neil-Smith", "1980-02-31T25:61", "x@y.z@w", "Berg", "ONeil", "Feb 31 1980", "+@")
	f.Fuzz(func(t *testing.T, g1, f1, d1, m1, g2, f2, d2, m2 string) {
		if len(g1)+len(f1)+len(d1)+len(m1)+len(g2)+len(f2)+len(d2)+len(m2) > 4000 {
			t.Skip("length is bounded elsewhere")
		}
		rows := [][]string{{"id", "given_name", "surname", "dob", "email"}, {"a", g1, f1, d1, m1}, {"b", g2, f2, d2, m2}, {"c", g1, f1, d1, m1}}
		for i := range 20 {
			rows = append(rows, []string{fmt.Sprint("s", i), fmt.Sprint("name", i%7), fmt.Sprint("family", i%11), fmt.Sprintf("19%02d-01-02", i), ""})
		}
		p, err := NewPlan([]*muster.Table{rawTable(rows)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := p.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ab, err := r.Why(0, 1)
		if err != nil {
			t.Fatal(err)
		}
		ba, err := r.Why(1, 0)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(ab.Bits-ba.Bits) > 1e-6 || math.IsNaN(ab.Bits) || math.IsInf(ab.Bits, 0) {
			t.Fatalf("evidence %g one way and %g the other", ab.Bits, ba.Bits)
		}
		same, err := r.Why(0, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range same.Steps {
			if o := ab.Steps[i]; o.Level != "missing" && s.Level == "same" && o.Records >= s.Records && o.Bits+o.Rarity > s.Bits+s.Rarity+1e-4 {
				t.Fatalf("%s: %q (%g) says more than %q (%g)", s.Field, o.Level, o.Bits+o.Rarity, s.Level, s.Bits+s.Rarity)
			}
		}
		if _, err := r.Show(0); err != nil {
			t.Fatal(err)
		}
	})
}

// rawTable keeps cells as they are, not trimmed.
func rawTable(rows [][]string) *muster.Table {
	tab := &muster.Table{Name: "fuzz"}
	for c, h := range rows[0] {
		col := muster.Column{Name: h}
		for _, r := range rows[1:] {
			col.Append(r[c])
		}
		tab.Columns = append(tab.Columns, col)
	}
	for i := range rows[1:] {
		tab.Rows = append(tab.Rows, int32(i+2))
	}
	return tab
}

// FuzzFold checks that canonical forms are stable: folding a folded value
// changes nothing, and nothing longer than the limit comes out.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Müller-Lüdenscheidt", "  O'Neil ", "+44 20 7946 0018", "a.b+c@d.example", "1980-04-12", "12.4.1980", "ﬁ ﬀ ẞ İ", "\xff\x00", "N/A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for k := range kinds() {
			once := canonical(nil, []byte(s), k)
			twice := canonical(nil, once, k)
			if len(once) > maxValue {
				t.Fatalf("%s: %d bytes of %q are left", k, len(once), s)
			}
			if k != BirthDate && k != Email && len(once) < maxValue && string(once) != string(twice) {
				t.Fatalf("%s: %q folds to %q and that to %q", k, s, once, twice)
			}
		}
	})
}

// FuzzPart feeds damaged files to the reader of parts.
func FuzzPart(f *testing.F) {
	part := &Part{Index: 1, Of: 3, print: 7, counts: []PatternCount{{5, 9}}, candidates: []candidate{{1, 2, 3}}}
	raw, err := part.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p Part
		if p.UnmarshalBinary(raw) != nil {
			return
		}
		again, err := p.MarshalBinary()
		if err != nil || string(again) != string(raw) {
			t.Fatalf("a part that was read is written differently: %v", err)
		}
	})
}

// FuzzClusters checks that clusters do not depend on the order of the edges
// and that what is decided apart stays apart.
func FuzzClusters(f *testing.F) {
	f.Add([]byte{0, 1, 200, 1, 2, 190, 2, 3, 10, 0, 3, 255, 4, 5, 128})
	f.Fuzz(func(t *testing.T, raw []byte) {
		const n = 12
		seen := map[[2]uint32]bool{}
		var edges []edge
		for i := 0; i+2 < len(raw) && i < 300; i += 3 {
			a, b := uint32(raw[i])%n, uint32(raw[i+1])%n
			if a > b {
				a, b = b, a
			}
			if a == b || seen[[2]uint32{a, b}] {
				continue
			}
			seen[[2]uint32{a, b}] = true
			e := edge{a: a, b: b, weight: (int32(raw[i+2]) - 100) * 100}
			if raw[i+2] == 0 {
				e.flags = edgeCannot
			}
			edges = append(edges, e)
		}
		order, copies := make([]uint32, n), make([]uint8, n)
		for i := range order {
			order[i], copies[i] = uint32(i*7%n), uint8(1+i%3)
		}
		g := guard{bar: weightUnit, unseen: -4 * weightUnit, most: 14 * weightUnit, frame: &frame{copies: copies}}
		one := clusterRows(n, edges, g, order)
		for i, j := 0, len(edges)-1; i < j; i, j = i+1, j-1 {
			edges[i], edges[j] = edges[j], edges[i]
		}
		two := clusterRows(n, edges, g, order)
		for i := range uint32(n) {
			if one.find(i) != two.find(i) {
				t.Fatalf("record %d: cluster %d one way, %d the other", i, one.find(i), two.find(i))
			}
		}
		for _, e := range edges {
			if e.flags&edgeCannot != 0 && one.find(e.a) == one.find(e.b) {
				t.Fatalf("%d and %d were decided apart and are together", e.a, e.b)
			}
		}
	})
}
