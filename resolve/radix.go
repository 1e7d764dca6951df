package resolve

import "slices"

// sortedKeys writes the rule's keys into the lines and returns (key, row)
// sorted by key, then row. Rows without a key are left out.
// The result is valid until the sorter is used again.
func (f *frame) sortedKeys(r *rule, s *sorter) []uint64 {
	work := chunks(len(f.reps))
	if len(s.parts) < len(work) {
		s.parts = make([][]uint64, len(work))
	}
	parallel(len(work), func(i int) {
		out := s.parts[i][:0]
		if need := (work[i][1] - work[i][0]) * r.width; cap(out) < need {
			out = make([]uint64, 0, need)
		}
		for _, row := range f.reps[work[i][0]:work[i][1]] {
			line := f.line(row)
			for slot := range r.width {
				k := f.ruleKey(r, int(row), slot)
				line[r.word+slot] = k
				if k != 0 {
					out = append(out, uint64(k)<<32|uint64(row))
				}
			}
		}
		s.parts[i] = out
	})
	return s.sort(s.parts[:len(work)])
}

// sortEntries sorts (key, row) words whose rows are in order already.
func sortEntries(v []uint64) []uint64 {
	work := chunks(len(v))
	parts := make([][]uint64, len(work))
	for i, w := range work {
		parts[i] = v[w[0]:w[1]]
	}
	return new(sorter).sort(parts)
}

// sorter holds buffers that are used again from rule to rule.
type sorter struct {
	parts      [][]uint64
	out, spare []uint64
}

// sort joins parts whose rows are in order, sorted by key, then row: one
// pass on the top eight bits over all cores, then each bucket by itself.
func (s *sorter) sort(parts [][]uint64) []uint64 {
	at := make([][256]int, len(parts))
	parallel(len(parts), func(i int) {
		for _, e := range parts[i] {
			at[i][e>>56]++
		}
	})
	var starts [257]int
	n := 0
	for b := range 256 {
		starts[b] = n
		for i := range at {
			n, at[i][b] = n+at[i][b], n
		}
	}
	starts[256] = n
	if cap(s.out) < n {
		s.out, s.spare = make([]uint64, n), make([]uint64, n)
	}
	out, spare := s.out[:n], s.spare[:n]
	parallel(len(parts), func(i int) {
		a := &at[i]
		for _, e := range parts[i] {
			out[a[e>>56]] = e
			a[e>>56]++
		}
	})
	parallel(256, func(b int) {
		radixSort(out[starts[b]:starts[b+1]], spare[starts[b]:starts[b+1]])
	})
	return out
}

// radixSort sorts by bits 32 to 55; the rest is in order already.
func radixSort(v, spare []uint64) {
	if len(v) < 1024 {
		slices.Sort(v)
		return
	}
	src, dst := v, spare
	for shift := 32; shift < 56; shift += 12 {
		var at [4096]int
		for _, e := range src {
			at[e>>shift&4095]++
		}
		n := 0
		for i := range at {
			n, at[i] = n+at[i], n
		}
		for _, e := range src {
			b := e >> shift & 4095
			dst[at[b]] = e
			at[b]++
		}
		src, dst = dst, src
	}
}
