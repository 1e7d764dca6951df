package muster_test

import (
	"testing"

	"pgregory.net/rapid"

	"muster"
)

func TestColumnKeepsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.String()).Draw(t, "values")
		var c muster.Column
		size := 0
		for _, v := range values {
			c.Append(v)
			size += len(v)
		}
		if c.Len() != len(values) || c.Size() != size {
			t.Fatalf("%d values of %d bytes, want %d of %d", c.Len(), c.Size(), len(values), size)
		}
		for i, v := range values {
			if c.Value(i) != v || string(c.Bytes(i)) != v {
				t.Fatalf("value %d is %q, want %q", i, c.Value(i), v)
			}
		}
	})
}

func TestTableFindsColumnsAndPlaces(t *testing.T) {
	table := muster.Table{File: "people.csv", Columns: []muster.Column{{Name: "id"}, {Name: "name"}}, Rows: []int32{2, 5}}
	table.Column("name").Append("Ada")
	if table.Columns[1].Value(0) != "Ada" || table.Column("Name") != nil || table.Len() != 2 {
		t.Errorf("%+v", table)
	}
	if got := table.Place(1).String(); got != "people.csv row 5" {
		t.Errorf("place %q", got)
	}
	if got := (muster.Place{File: "cv.pdf"}).String(); got != "cv.pdf" {
		t.Errorf("place of a whole file %q", got)
	}
}
