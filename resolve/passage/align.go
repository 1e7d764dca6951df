package passage

import (
	"math"
	"slices"
)

const (
	maxGap       = 4 // words by which two runs may be apart in one passage
	maxPositions = 8 // places of one shingle in a text that are tried
	minSpanWords = 4
)

// aligner finds what one text A has in common with others.
type aligner struct {
	vocabulary vocabulary
	common     *table
	people     float64 // people behind the owners counts, at least 1,000
	cut        int     // shingles of more owners are common
	least      float64 // rarity a span needs by itself

	a     []word
	first map[uint64]int32 // shingle -> its last place in A
	next  []int32          // place -> the place before with the same shingle, or -1
	worth []float32        // place -> bits of the shingle there, negative when it is common
	runs  []run
}

// run is a sequence of equal words.
type run struct{ i, j, n int }

// alignment is what two texts have in common.
type alignment struct {
	spans   []Span
	words   int
	longest int
	bits    float64
	best    float64 // bits of the most telling span
}

func newAligner(v vocabulary, common *table, people int) *aligner {
	return &aligner{vocabulary: v, common: common, people: float64(max(people, priorPeople)), cut: everybody - 1}
}

func (al *aligner) setA(a []word) {
	al.weighAll(a)
	al.first = make(map[uint64]int32, len(a))
	al.next = slices.Grow(al.next[:0], len(a))[:len(a)]
	for i := range max(len(a)-shingleWords+1, 0) {
		s := shingle(a, i)
		if at, ok := al.first[s]; ok {
			al.next[i] = at
		} else {
			al.next[i] = -1
		}
		al.first[s] = int32(i)
	}
}

// align compares A with b: runs of equal words, longest first at every place
// of b, then runs close to each other in both texts as one span.
func (al *aligner) align(b []word) alignment {
	al.runs = al.runs[:0]
	for j := 0; j+shingleWords <= len(b); {
		best := al.longestAt(b, j)
		if best.n == 0 {
			j++
			continue
		}
		al.runs = append(al.runs, best)
		j = best.j + best.n
	}
	var out alignment
	for k := 0; k < len(al.runs); {
		end := k + 1
		for end < len(al.runs) && near(al.runs[end-1], al.runs[end]) {
			end++
		}
		al.addSpan(&out, b, al.runs[k:end])
		k = end
	}
	return out
}

func near(r, s run) bool {
	di, dj := s.i-(r.i+r.n), s.j-(r.j+r.n)
	return di >= 0 && di <= maxGap && dj <= maxGap
}

// longestAt returns the longest run that starts at word j of b, or one of no
// words.
func (al *aligner) longestAt(b []word, j int) run {
	best := run{}
	at, ok := al.first[shingle(b, j)]
	for tries := 0; ok && at >= 0 && tries < maxPositions; tries++ {
		i, n := int(at), 0
		for i+n < len(al.a) && j+n < len(b) && al.a[i+n].hash == b[j+n].hash {
			n++
		}
		if n >= shingleWords && n >= best.n { // equal length: the earlier place
			best = run{i, j, n}
		}
		at = al.next[at]
	}
	return best
}

// addSpan weighs some runs that are close together and adds them as a span
// unless they are common or too short.
func (al *aligner) addSpan(out *alignment, b []word, runs []run) {
	words, bits, longest := 0, 0.0, 0
	lo, hi := math.MaxInt, 0 // runs whose words count
	for k, r := range runs {
		w, x := al.weigh(r)
		if w == 0 {
			continue
		}
		words, bits, longest = words+w, bits+x, max(longest, w)
		lo, hi = min(lo, k), k
	}
	if words < minSpanWords || bits < al.least {
		return
	}
	from, to := runs[lo], runs[hi]
	out.spans = append(out.spans, Span{
		AStart: int(al.a[from.i].start), AEnd: int(al.a[to.i+to.n-1].end),
		BStart: int(b[from.j].start), BEnd: int(b[to.j+to.n-1].end),
		Words: words,
	})
	out.words += words
	out.longest = max(out.longest, longest)
	out.bits += bits
	out.best = max(out.best, bits)
}

// weighAll sets the text and reckons what every shingle of it is worth: its
// rarity among people, and never more than its words.
func (al *aligner) weighAll(a []word) {
	al.a = a
	al.worth = slices.Grow(al.worth[:0], len(a))[:len(a)]
	for i := range max(len(a)-shingleWords+1, 0) {
		owners := al.common.owners(shingle(a, i))
		if owners > al.cut {
			al.worth[i] = -1
			continue
		}
		prior := al.vocabulary.bits(a[i]) + al.vocabulary.bits(a[i+1]) + al.vocabulary.bits(a[i+2])
		al.worth[i] = float32(min(prior, al.rarity(owners)))
	}
}

// weigh returns how many words of a run count and their rarity. Each shingle
// counts a third, since neighbours share two words of three.
func (al *aligner) weigh(r run) (words int, bits float64) {
	covered := r.i // words of A before this are counted or common
	for i := r.i; i+shingleWords <= r.i+r.n; i++ {
		if al.worth[i] < 0 {
			continue
		}
		words += i + shingleWords - max(covered, i)
		covered = i + shingleWords
		bits += float64(al.worth[i]) / shingleWords
	}
	return words, bits
}

// rarity returns the surprise of two people sharing a shingle that so many
// use. They make owners*(owners-1)/2 pairs, any of which would have been as
// surprising: a sentence that thirteen people share is more likely public.
func (al *aligner) rarity(owners int) float64 {
	k := float64(max(owners, 2))
	return max(math.Log2(al.people/(k*(k-1)/2)), 0)
}
