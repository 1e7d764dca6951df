package main

import (
	"cmp"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"muster"
)

// holding says that the record in a row holds a value, known by its hash until
// it proves to be shared.
type holding struct {
	hash uint64
	row  uint32
	from uint32 // which source of values
}

// sharedValues lists who holds each value that two people or more hold,
// sorted by value and row.
func sharedValues(ranges [][]holding, rows *rowPeople) []holding {
	inRange := make([][]holding, len(ranges))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for k, all := range ranges {
		g.Go(func() error {
			slices.SortFunc(all, func(a, b holding) int {
				switch {
				case a.hash < b.hash:
					return -1
				case a.hash > b.hash:
					return 1
				}
				return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.from, b.from))
			})
			inRange[k] = sharedAmong(all, rows)
			return nil
		})
	}
	_ = g.Wait() // no range returns an error
	return slices.Concat(inRange...)
}

// sharedAmong keeps, of holdings sorted by value, those of values that two
// people or more hold.
func sharedAmong(all []holding, rows *rowPeople) []holding {
	out := all[:0]
	for i := 0; i < len(all); {
		j, several := i+1, false
		for j < len(all) && all[j].hash == all[i].hash {
			several = several || rows.person(int(all[j].row)) != rows.person(int(all[i].row))
			j++
		}
		if several {
			out = append(out, all[i:j]...)
		}
		i = j
	}
	return out
}

// holdings lists who holds what, read on all cores, in ranges of hashes that
// follow each other.
func holdings(sources []source) [][]holding {
	const (
		chunk  = 1 << 15
		ranges = 64
	)
	type piece struct{ source, from int }
	var pieces []piece
	for i := range sources {
		for from := 0; from < sources[i].table.Len(); from += chunk {
			pieces = append(pieces, piece{i, from})
		}
	}
	found := make([][ranges][]holding, len(pieces))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for k, p := range pieces {
		g.Go(func() error {
			s := &sources[p.source]
			for row := p.from; row < min(p.from+chunk, s.table.Len()); row++ {
				for _, v := range s.canonicals(row) {
					h := hashValue(s.kind, v)
					in := &found[k][h>>58]
					*in = append(*in, holding{h, uint32(s.first + row), uint32(p.source)})
				}
			}
			return nil
		})
	}
	_ = g.Wait() // no piece returns an error
	out := make([][]holding, ranges)
	for r := range out {
		n := 0
		for k := range found {
			n += len(found[k][r])
		}
		out[r] = make([]holding, 0, n)
		for k := range found {
			out[r] = append(out[r], found[k][r]...)
			found[k][r] = nil
		}
	}
	return out
}

// hashValue is FNV-1a over kind and value.
func hashValue(kind muster.ArtefactKind, v string) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range [2]string{string(kind), v} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return h
}
