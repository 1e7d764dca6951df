package resolve

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// tableFrom makes a small table of few values from fuzz bytes, so that blocks
// grow wide and patterns repeat.
func tableFrom(raw []byte) *muster.Table {
	given := []string{"", "ann", "anna", "bill", "william", "li", "иван"}
	family := []string{"", "lee", "leigh", "o'neil", "oneil", "smith", "smyth"}
	born := []string{"", "1980-04-12", "1980-12-04", "1981-04-12", "1950-01-01"}
	mail := []string{"", "a@one.example", "b@one.example", "a.b@two.example"}
	rows := [][]string{{"id", "given_name", "surname", "dob", "email"}}
	for i := 0; i+1 < len(raw) && i < 120; i += 2 {
		a, b := int(raw[i]), int(raw[i+1])
		rows = append(rows, []string{fmt.Sprint("r", i), given[a%len(given)], family[a/8%len(family)], born[b%len(born)], mail[b/8%len(mail)]})
	}
	return rawTable(rows)
}

// FuzzRun checks blocking, fit and clusters together: rows in another order
// give the same model and patterns, and an index filled record by record gives
// the clusters of the run.
func FuzzRun(f *testing.F) {
	f.Add([]byte{1, 2, 1, 2, 9, 9, 17, 3, 200, 100, 33, 44, 1, 3, 10, 10})
	f.Add([]byte("relatives and copies of them, over and over and over"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tab := tableFrom(raw)
		if tab.Len() < 2 {
			t.Skip("too few rows")
		}
		p, err := NewPlan([]*muster.Table{tab}, Options{IDColumn: "id"})
		if err != nil {
			t.Skip("nothing to compare")
		}
		r, err := p.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for i := range tab.Len() {
			order = append(order, tab.Len()-1-i)
		}
		q, err := NewPlan([]*muster.Table{reorder(tab, order)}, Options{IDColumn: "id"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := q.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Model, s.Model); diff != "" {
			t.Fatalf("another order of rows gives another model:\n%s", diff)
		}
		if diff := cmp.Diff(r.Patterns, s.Patterns); diff != "" {
			t.Fatalf("another order of rows gives other patterns:\n%s", diff)
		}
		x := r.EmptyIndex()
		for _, rec := range recordsOf(tab) {
			if _, _, err := x.Add(rec); err != nil {
				t.Skip("a record without a value is no record for an index")
			}
		}
		if diff := cmp.Diff(byID(r), x.Clusters()); diff != "" {
			t.Fatalf("an index differs from its run:\n%s", diff)
		}
	})
}

// FuzzRestore feeds damaged snapshots: they are refused or give an index that
// answers.
func FuzzRestore(f *testing.F) {
	p, err := NewPlan([]*muster.Table{generated(60)}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	r, err := p.Run(context.Background())
	if err != nil {
		f.Fatal(err)
	}
	whole, err := r.Index().Snapshot()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint16(0), byte(1))
	f.Add(uint16(900), byte(255))
	f.Fuzz(func(t *testing.T, at uint16, flip byte) {
		raw := slices.Clone(whole)
		body := raw[:len(raw)-4]
		body[int(at)%len(body)] ^= flip
		binary.LittleEndian.PutUint32(raw[len(body):], crc32.ChecksumIEEE(body)) // else the sum alone would refuse it
		x, err := Restore(raw)
		if err != nil {
			return
		}
		if _, err := x.Who(Record{ID: "asked", Values: map[string]string{"given_name": "ann", "surname": "lee"}}, 2); err != nil {
			t.Fatal(err)
		}
	})
}
