package normal

import (
	"cmp"
	"slices"
)

// Passage is a run of words that two texts share: A[AStart:AStart+Words] equals
// B[BStart:BStart+Words].
type Passage struct {
	AStart, BStart, Words int
}

const (
	maxPassages = 1000
	maxBackward = 2000 // words a run may begin before its seed
)

// Passages returns the runs of at least minWords words that two texts have in
// common, longest first, without overlap in either text; at most 1,000. Words
// are compared as they are: fold them with [Words]. minWords is at least 3,
// which is also the seed. Of seeds that occur often the first 16 places count,
// which keeps the run time about linear in the texts.
func Passages(a, b []string, minWords int) []Passage {
	const seed, places = 3, 16
	minWords = max(minWords, seed)
	if len(a) < minWords || len(b) < minWords {
		return nil
	}
	index := make(map[uint64][]int32, len(b))
	for j, h := range Shingles(b, seed) {
		if len(index[h]) < places {
			index[h] = append(index[h], int32(j))
		}
	}
	var found []Passage
	shingles := Shingles(a, seed)
	for i := 0; i < len(shingles); {
		best := Passage{}
		for _, j := range index[shingles[i]] {
			if p := extend(a, b, i, int(j)); p.Words > best.Words {
				best = p
			}
		}
		if best.Words >= minWords {
			found = append(found, best)
		}
		// The next seed may share its first words with this run: what lies
		// inside the run is covered, and a longer run that begins inside is
		// found from its rest, because runs grow to both sides.
		i = max(i+1, best.AStart+best.Words-seed+1)
	}
	slices.SortFunc(found, func(p, q Passage) int {
		return cmp.Or(q.Words-p.Words, p.AStart-q.AStart, p.BStart-q.BStart)
	})
	return withoutOverlap(found)
}

// extend grows a match to both sides.
func extend(a, b []string, i, j int) Passage {
	n := 0
	for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
		n++
	}
	for k := 0; k < maxBackward && i > 0 && j > 0 && a[i-1] == b[j-1]; k++ {
		i, j, n = i-1, j-1, n+1
	}
	return Passage{i, j, n}
}

// withoutOverlap keeps the longest passages whose words no kept one holds.
func withoutOverlap(found []Passage) []Passage {
	var kept []Passage
	for _, p := range found {
		clash := slices.ContainsFunc(kept, func(q Passage) bool {
			return p.AStart < q.AStart+q.Words && q.AStart < p.AStart+p.Words || p.BStart < q.BStart+q.Words && q.BStart < p.BStart+p.Words
		})
		if !clash {
			if kept = append(kept, p); len(kept) == maxPassages {
				break
			}
		}
	}
	return kept
}

// CoveredWords returns how many of n words the passages cover on side A.
func CoveredWords(passages []Passage, n int) int {
	total := 0
	for _, p := range passages {
		total += min(p.Words, n-p.AStart)
	}
	return total
}
