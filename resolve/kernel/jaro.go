package kernel

import "math/bits"

const (
	// prefixScale and boostFrom are Winkler's constants: up to four leading
	// symbols in common lift a similarity that is already above 0.7.
	prefixScale = 0.1
	boostFrom   = 0.7
	maxPrefix   = 4
)

// JaroWinkler returns the Jaro-Winkler similarity of a and b, from 0 (nothing
// in common) to 1 (equal). Two empty strings are equal.
func (s *Scratch) JaroWinkler(a, b string) float64 {
	j, prefix := s.jaro(a, b)
	if j <= boostFrom {
		return j
	}
	return j + float64(prefix)*prefixScale*(1-j)
}

// Jaro returns the Jaro similarity of a and b, from 0 to 1.
func (s *Scratch) Jaro(a, b string) float64 {
	j, _ := s.jaro(a, b)
	return j
}

// jaro also counts the leading code points in common, at most four.
func (s *Scratch) jaro(a, b string) (similarity float64, prefix int) {
	if a == b {
		return 1, 0
	}
	if plain(a, b) {
		return jaroWord(&s.peq, a, b), commonPrefix(a, b)
	}
	if y, x, ok := s.symbols(b, a); ok {
		return jaroWord(&s.peq, x, y), commonPrefix(x, y)
	}
	s.spell(a, b)
	n := 0
	for n < min(len(s.ra), len(s.rb), maxPrefix) && s.ra[n] == s.rb[n] {
		n++
	}
	return s.jaroLong(), n
}

func commonPrefix[S string | []byte](a, b S) int {
	n := 0
	for n < min(len(a), len(b), maxPrefix) && a[n] == b[n] {
		n++
	}
	return n
}

func jaroWord[S string | []byte](peq *[256]uint64, a, b S) float64 {
	la, lb := len(a), len(b)
	if la == 0 || lb == 0 {
		return 0
	}
	reach := max(max(la, lb)/2-1, 0)
	for i := 0; i < lb; i++ {
		peq[b[i]] |= 1 << i
	}
	var inA, inB uint64
	window := uint64(1)<<(reach+1) - 1
	for i := 0; i < la; i++ {
		free := peq[a[i]] & window &^ inB
		low := free & -free
		inB |= low
		if low != 0 {
			inA |= 1 << i
		}
		window <<= 1
		if i < reach {
			window |= 1
		}
	}
	m := bits.OnesCount64(inA)
	swaps := 0
	for p, q := inA, inB; p != 0; p, q = p&(p-1), q&(q-1) {
		if peq[a[bits.TrailingZeros64(p)]]&q&-q == 0 {
			swaps++
		}
	}
	for i := 0; i < lb; i++ {
		peq[b[i]] = 0
	}
	return jaroOf(m, swaps, la, lb)
}

// jaroOf turns counts into the similarity. swaps counts the matched symbols
// out of order, of which Jaro takes half, rounded down as Winkler's code does.
func jaroOf(m, swaps, la, lb int) float64 {
	if m == 0 {
		return 0
	}
	f := float64(m)
	return (f/float64(la) + f/float64(lb) + (f-float64(swaps/2))/f) / 3
}

// jaroLong works on s.ra and s.rb of any length.
func (s *Scratch) jaroLong() float64 {
	a, b := s.ra, s.rb
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	s.seen, s.hit = cleared(s.seen, len(a)), cleared(s.hit, len(b))
	reach := max(max(len(a), len(b))/2-1, 0)
	m := 0
	for i, r := range a {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if !s.hit[j] && b[j] == r {
				s.seen[i], s.hit[j] = true, true
				m++
				break
			}
		}
	}
	swaps, j := 0, 0
	for i, r := range a {
		if !s.seen[i] {
			continue
		}
		for !s.hit[j] {
			j++
		}
		if b[j] != r {
			swaps++
		}
		j++
	}
	return jaroOf(m, swaps, len(a), len(b))
}

func cleared(v []bool, n int) []bool {
	if cap(v) < n {
		return make([]bool, n)
	}
	v = v[:n]
	clear(v)
	return v
}
