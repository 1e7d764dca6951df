package ring

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"muster"
)

// crowd makes people with ten values each, most of them their own; couples, a
// few agencies and crowded networks; and operators of twelve personas.
func crowd(edges int) ([]Edge, []Person, []Value) {
	rng := rand.New(rand.NewPCG(1, 2))
	n := edges / 10
	people := make([]Person, n)
	var values []Value
	out := make([]Edge, 0, edges)
	value := func(k muster.ArtefactKind) int32 {
		values = append(values, Value{Kind: k})
		return int32(len(values) - 1)
	}
	hold := func(p int, v int32, f Flag) { out = append(out, Edge{int32(p), v, f}) }
	crowded := make([]int32, max(n/200, 1))
	for i := range crowded {
		crowded[i] = value(muster.ArtefactNetwork)
	}
	agencies := make([]int32, max(n/2000, 1))
	for i := range agencies {
		agencies[i] = value(muster.ArtefactPhone)
	}
	own := []muster.ArtefactKind{muster.ArtefactPhone, muster.ArtefactEmail, muster.ArtefactAccount, muster.ArtefactDevice, muster.ArtefactDocument}
	for p := range people {
		people[p] = Person{ID: fmt.Sprintf("p%08d", p), First: int64(rng.Uint32()), Home: int32(p)}
		for _, k := range own {
			hold(p, value(k), Own)
		}
		hold(p, crowded[rng.IntN(len(crowded))], 0)
		hold(p, crowded[rng.IntN(len(crowded))], 0)
		if rng.IntN(10) == 0 {
			hold(p, agencies[rng.IntN(len(agencies))], Own)
		}
		switch {
		case p%20 == 1: // a couple
			people[p].Home = int32(p - 1)
			home := value(muster.ArtefactAddress)
			hold(p, home, Own)
			hold(p-1, home, Own)
		case p%100 == 99: // former colleagues
			referee := value(muster.ArtefactReferee)
			hold(p, referee, Referee)
			hold(rng.IntN(p), referee, Referee)
		}
	}
	for o := range n / 2400 {
		pool := make([]int32, 6)
		for i := range pool {
			pool[i] = value(own[i%4])
		}
		for k := range 12 {
			p := o*2400 + k*7
			hold(p, pool[rng.IntN(6)], Own)
			hold(p, pool[rng.IntN(6)], Own)
		}
	}
	for len(out) < edges {
		hold(rng.IntN(n), crowded[rng.IntN(len(crowded))], 0)
	}
	return out[:edges], people, values
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			edges, people, values := crowd(n)
			var rings []Ring
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				rings = Find(edges, people, values, Options{})
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(len(rings)), "rings")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/(1<<20), "MB-allocated")
		})
	}
}

// BenchmarkChain is the worst shape: one chain through everybody.
func BenchmarkChain(b *testing.B) {
	const n = 500_000
	people, values := make([]Person, n), make([]Value, n)
	var edges []Edge
	for i := range people {
		people[i] = Person{ID: fmt.Sprint(i), First: int64(i) + 1, Home: NoHome}
		values[i] = Value{Kind: muster.ArtefactPhone}
		edges = append(edges, Edge{int32(i), int32(i), Own}, Edge{int32((i + 1) % n), int32(i), Own})
	}
	for b.Loop() {
		if rings := Find(edges[:len(edges)-1], people, values, Options{}); len(rings) != 1 {
			b.Fatalf("%d rings", len(rings))
		}
	}
}

// BenchmarkStar is one value that everybody holds, and one person who holds
// every value.
func BenchmarkStar(b *testing.B) {
	const n = 500_000
	people, values := make([]Person, n), make([]Value, n)
	var edges []Edge
	for i := range people {
		people[i] = Person{ID: fmt.Sprint(i), First: int64(i) + 1, Home: NoHome}
		values[i] = Value{Kind: muster.ArtefactPhone}
		edges = append(edges, Edge{int32(i), 0, Own}, Edge{0, int32(i), Own}, Edge{int32(i), int32(i), Own})
	}
	for b.Loop() {
		Find(edges, people, values, Options{})
	}
}
