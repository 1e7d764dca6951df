package endpoint

import (
	"math"
	"testing"

	"muster"
)

// TestNoCliffToWaitFor: the weight of a tool changes little from one day to the
// next, and whatever day it first appears on, lasting use makes it count in
// full.
func TestNoCliffToWaitFor(t *testing.T) {
	at := func(since, days int) float64 {
		return weight(&muster.ProgramFact{SinceDay: since, Days: days, Rarity: muster.Rarity{People: 40}})
	}
	for since := range 720 {
		if step := at(since, 5) - at(since+1, 5); step < 0 || step > 0.03 {
			t.Fatalf("waiting from day %d to the next changes the weight by %.3f", since, step)
		}
		if at(since, 40) < 1 {
			t.Errorf("first seen on day %d and used on 40 days: %.2f", since, at(since, 40))
		}
	}
	for days := 1; days < 200; days++ {
		if step := at(90, days+1) - at(90, days); step < 0 || step > 0.06 {
			t.Fatalf("a day more after %d changes the weight by %.3f", days, step)
		}
	}
	if once := at(400, 1); once >= 1 {
		t.Errorf("a tool used once after a year weighs %.2f", once)
	}
}

// TestRarityIsSmall: it never decides alone, and falls with every colleague.
func TestRarityIsSmall(t *testing.T) {
	last := math.Inf(1)
	for others := range 2000 {
		r := rarity(&muster.Rarity{People: 2000, Others: others})
		if r < 0 || r > 0.5 || r > last {
			t.Fatalf("%d others: %.3f after %.3f", others, r, last)
		}
		last = r
	}
}
