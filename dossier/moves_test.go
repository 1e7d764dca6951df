package dossier

import (
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// TestMovers puts sequences of input in and out in any order: who is found alike
// is what a new count says, and whoever may differ is named.
func TestMovers(t *testing.T) {
	const people = 40
	r := rand.New(rand.NewPCG(5, 5))
	changing := movers{of: make([]*mover, people), holder: map[uint64][]int32{}}
	before := make([]map[int32]int, people)
	for step := range 400 {
		at := int32(r.IntN(people))
		var one *mover
		if r.IntN(5) > 0 {
			one = &mover{devices: []string{string(rune('a' + r.IntN(30)))}}
			for range 1 + r.IntN(6) {
				one.marks = append(one.marks, uint64(r.IntN(12)))
			}
			slices.Sort(one.marks)
			one.marks = slices.Compact(one.marks)
		}
		near := changing.put(at, one)
		fresh := movers{of: changing.of}
		fresh.file()
		for i := range int32(people) {
			got := changing.alike(i)
			if diff := cmp.Diff(fresh.alike(i), got); diff != "" {
				t.Fatalf("step %d, person %d (-new +changed):\n%s", step, i, diff)
			}
			if i != at && !cmp.Equal(before[i], got) && !slices.Contains(near, i) {
				t.Fatalf("step %d: %d differs and is not named", step, i)
			}
			before[i] = got
		}
	}
}

func TestMarksOfADay(t *testing.T) {
	text := func(b ...byte) muster.Text { return muster.Text(base64.StdEncoding.EncodeToString(b)) }
	for _, c := range []struct {
		in   muster.Text
		want []uint64
	}{
		{"", nil}, {"no base64", nil}, {text(1, 2, 3), nil}, {text(make([]byte, 6000)...), nil},
		{text(0, 0, 0, 0, 0, 7, 1, 0, 0, 0, 0, 0), []uint64{7, 1 << 40}},
	} {
		if diff := cmp.Diff(c.want, movesOf(&muster.ActivityDay{Moves: c.in})); diff != "" {
			t.Errorf("%q: %s", c.in, diff)
		}
	}
}
