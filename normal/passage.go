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

const maxPassages = 1000

// Passages returns the runs of at least minWords words that two texts have in
// common, longest first, without overlap in either text; at most 1,000. Words
// are compared as they are: fold them with [Words]. minWords is at least 3,
// which is also the seed: the run time is linear in the texts but for seeds that
// occur often, of which the first 16 places count.
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
	covered := make(map[int]int) // diagonal -> end of the run seen on it
	for i, h := range Shingles(a, seed) {
		for _, j32 := range index[h] {
			j := int(j32)
			if covered[i-j] > i {
				continue
			}
			p := extend(a, b, i, j)
			covered[i-j] = p.AStart + p.Words
			if p.Words >= minWords {
				found = append(found, p)
			}
		}
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
	for i > 0 && j > 0 && a[i-1] == b[j-1] {
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
