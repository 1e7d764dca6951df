package dossier

import (
	"hash/maphash"

	"muster"
)

// finder finds the place of a subject of a population by its id, in four to eight
// bytes for each: a map of ids would be among the largest things an index of
// millions holds. The population does not change.
type finder struct {
	pop  muster.Population
	seed maphash.Seed
	at   []int32 // one more than a place, at its hash or behind it; 0 for nobody
}

func newFinder(pop muster.Population) *finder {
	size := 16
	for size < pop.Len()+pop.Len()/2 {
		size *= 2
	}
	f := &finder{pop: pop, seed: maphash.MakeSeed(), at: make([]int32, size)}
	for i := range pop.Len() {
		k := f.start(pop.Subject(i).ID)
		for f.at[k] != 0 {
			k = (k + 1) % len(f.at)
		}
		f.at[k] = int32(i) + 1
	}
	return f
}

func (f *finder) start(id muster.SubjectID) int {
	return int(maphash.String(f.seed, string(id)) % uint64(len(f.at)))
}

func (f *finder) find(id muster.SubjectID) (int32, bool) {
	for k := f.start(id); f.at[k] != 0; k = (k + 1) % len(f.at) {
		if place := f.at[k] - 1; f.pop.Subject(int(place)).ID == id {
			return place, true
		}
	}
	return 0, false
}
