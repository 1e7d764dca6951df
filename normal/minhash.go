package normal

const maxMinHash = 4096

// MinHash returns a sketch of n values of a set of shingles. The share of equal
// places in two sketches estimates how much of the sets' union they have in
// common (Jaccard), with a standard error of about 0.5/sqrt(n): 0.044 for 128.
// One permutation is cut into n bins; an empty bin borrows from another that is
// chosen by hash alone, so that equal sets borrow alike (optimal densification).
// An empty set has no sketch. n is at most 4,096.
func MinHash(shingles []uint64, n int) []uint32 {
	if len(shingles) == 0 || n < 1 || n > maxMinHash {
		return nil
	}
	const empty = ^uint64(0)
	bins := make([]uint64, n)
	for i := range bins {
		bins[i] = empty
	}
	for _, s := range shingles {
		h := mix64(s ^ 0x9e3779b97f4a7c15)
		bin := (h >> 32) * uint64(n) >> 32
		if v := h & 0xffffffff; v < bins[bin] {
			bins[bin] = v
		}
	}
	out := make([]uint32, n)
	for i, v := range bins {
		for try := uint64(1); v == empty; try++ {
			h := mix64(uint64(i)<<32 | try)
			v = bins[(h>>32)*uint64(n)>>32]
		}
		out[i] = uint32(v)
	}
	return out
}

// MinHashSimilarity is the share of equal places of two sketches of one length,
// 0 to 1; 0 when the lengths differ or are 0.
func MinHashSimilarity(a, b []uint32) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	return float64(same) / float64(len(a))
}
