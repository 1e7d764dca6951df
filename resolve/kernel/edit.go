package kernel

// Levenshtein returns the smallest number of insertions, deletions and
// substitutions of code points that turn a into b.
func (s *Scratch) Levenshtein(a, b string) int {
	if a == b {
		return 0
	}
	if plain(a, b) {
		return levWord(&s.peq, a, b)
	}
	if x, y, ok := s.symbols(a, b); ok {
		return levWord(&s.peq, x, y)
	}
	s.spell(a, b)
	return s.editLong(false)
}

// OSA returns the optimal string alignment distance: Levenshtein where a swap
// of two neighbours counts as one, and no part is edited twice.
func (s *Scratch) OSA(a, b string) int {
	if a == b {
		return 0
	}
	if plain(a, b) {
		return osaWord(&s.peq, a, b)
	}
	if x, y, ok := s.symbols(a, b); ok {
		return osaWord(&s.peq, x, y)
	}
	s.spell(a, b)
	return s.editLong(true)
}

// trim drops what both strings begin and end with; neither distance changes.
func trim[S string | []byte](a, b S) (S, S) {
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[i:], b[i:]
}

func levWord[S string | []byte](peq *[256]uint64, a, b S) int {
	a, b = trim(a, b)
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	for i := 0; i < len(a); i++ {
		peq[a[i]] |= 1 << i
	}
	vp, vn := ^uint64(0), uint64(0)
	last, dist := uint(len(a)-1), len(a)
	for i := 0; i < len(b); i++ {
		x := peq[b[i]] | vn
		d0 := ((x&vp + vp) ^ vp) | x
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		dist += int(hp>>last&1) - int(hn>>last&1)
		hp = hp<<1 | 1
		hn <<= 1
		vp = hn | ^(d0 | hp)
		vn = hp & d0
	}
	for i := 0; i < len(a); i++ {
		peq[a[i]] = 0
	}
	return dist
}

func osaWord[S string | []byte](peq *[256]uint64, a, b S) int {
	a, b = trim(a, b)
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	for i := 0; i < len(a); i++ {
		peq[a[i]] |= 1 << i
	}
	vp, vn, d0, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	last, dist := uint(len(a)-1), len(a)
	for i := 0; i < len(b); i++ {
		pm := peq[b[i]]
		swap := (^d0 & pm) << 1 & before
		d0 = ((pm&vp + vp) ^ vp) | pm | vn | swap
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		dist += int(hp>>last&1) - int(hn>>last&1)
		hp = hp<<1 | 1
		hn <<= 1
		vp = hn | ^(d0 | hp)
		vn = hp & d0
		before = pm
	}
	for i := 0; i < len(a); i++ {
		peq[a[i]] = 0
	}
	return dist
}

// editLong is the textbook table on s.ra and s.rb, three rows at a time.
func (s *Scratch) editLong(swaps bool) int {
	a, b := s.ra, s.rb
	s.row, s.row2, s.row3 = sized(s.row, len(b)+1), sized(s.row2, len(b)+1), sized(s.row3, len(b)+1)
	before, above, cur := s.row3, s.row2, s.row
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(above[j]+1, cur[j-1]+1, above[j-1]+cost)
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			cur[j] = d
		}
		before, above, cur = above, cur, before
	}
	return above[len(b)]
}

func sized(v []int, n int) []int {
	if cap(v) < n {
		return make([]int, n)
	}
	return v[:n]
}
