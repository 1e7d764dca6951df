package resolvetest

import (
	"hash/fnv"
	"testing"
)

// TestSameBytesForSameConfig holds the sets to fixed bytes: figures measured on
// them on different days must mean the same.
func TestSameBytesForSameConfig(t *testing.T) {
	sum := func(seed uint64) (h uint64, people int) {
		s := Generate(Config{Seed: seed, Records: 3000})
		f := fnv.New64a()
		for i := range s.Table.Columns {
			for row := range s.Table.Len() {
				f.Write(append(s.Table.Columns[i].Bytes(row), 0))
			}
		}
		seen := map[uint32]bool{}
		for _, e := range s.Entity {
			seen[e] = true
		}
		return f.Sum64(), len(seen)
	}
	a, people := sum(1)
	b, _ := sum(1)
	c, _ := sum(2)
	if a != b || a == c {
		t.Errorf("seed 1 gives %x and %x, seed 2 %x", a, b, c)
	}
	if people < 1900 || people > 2300 {
		t.Errorf("3000 records of %d people, want about 2100", people)
	}
}
