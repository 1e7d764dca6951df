package resolve

import "fmt"

// Decision is what a person decided about two records. Decisions are kept,
// always respected, and survive every re-run.
type Decision struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Same   bool   `json:"same"`
	Reason string `json:"reason"`
	By     string `json:"by"`
	At     string `json:"at"` // as given by the caller; order is that of the slice
	// PrintA and PrintB are fingerprints of what the two records held, by which
	// records named by row numbers are found again; see [Plan.Known].
	PrintA string `json:"print_a,omitempty"`
	PrintB string `json:"print_b,omitempty"`
}

// Contradiction is a decision that could not be followed, and why.
type Contradiction struct {
	Decision Decision `json:"decision"`
	Why      string   `json:"why"`
}

// ruled is a decision that holds, between rows.
type ruled struct {
	a, b uint32
	same bool
}

// settleDecisions turns decisions into rows. "Not the same" is taken first,
// because a wrong merge harms a person more than a missed one; a chain of
// "same" that would break it is stopped at the decision that closes the chain
// and reported. The later of two opposite decisions on the same pair wins. rows
// gives the rows of the records of a decision, -1 where one is not there.
func settleDecisions(ds []Decision, rows func(i int) (a, b int)) (out []ruled, bad []Contradiction) {
	order, latest, bad := latestDecisions(ds, rows)
	sets := map[uint32]uint32{}
	apart := map[uint32]map[uint32]bool{}
	for _, p := range order {
		if !ds[latest[p]].Same {
			out = append(out, ruled{p.a, p.b, false})
			setApart(apart, p.a, p.b)
		}
	}
	for _, p := range order {
		d := ds[latest[p]]
		if !d.Same {
			continue
		}
		x, y := rootOf(sets, p.a), rootOf(sets, p.b)
		if x == y {
			out = append(out, ruled{p.a, p.b, true})
			continue
		}
		if apart[x][y] {
			bad = append(bad, Contradiction{d, "other decisions say that these are not the same"})
			continue
		}
		out = append(out, ruled{p.a, p.b, true})
		if len(apart[x]) < len(apart[y]) {
			x, y = y, x
		}
		sets[y] = x
		for z := range apart[y] {
			delete(apart[z], y)
			setApart(apart, x, z)
		}
		delete(apart, y)
	}
	return out, bad
}

// rowPair is two different rows, the smaller first.
type rowPair struct{ a, b uint32 }

// latestDecisions finds the rows of decisions and keeps the last one on each
// pair.
func latestDecisions(ds []Decision, rows func(i int) (a, b int)) (order []rowPair, latest map[rowPair]int, bad []Contradiction) {
	latest = map[rowPair]int{}
	for i, d := range ds {
		x, y := rows(i)
		a, b := uint32(x), uint32(y)
		switch {
		case x < 0 || y < 0:
			missing, print := d.A, d.PrintA
			if x >= 0 {
				missing, print = d.B, d.PrintB
			}
			why := fmt.Sprintf("record %q is not in the input", missing)
			if print != "" {
				why += " as it was when the decision was made"
			}
			bad = append(bad, Contradiction{d, why})
			continue
		case a == b:
			if !d.Same {
				bad = append(bad, Contradiction{d, "a record cannot differ from itself"})
			}
			continue
		}
		p := rowPair{min(a, b), max(a, b)}
		if before, ok := latest[p]; ok {
			if ds[before].Same != d.Same {
				bad = append(bad, Contradiction{ds[before], "a later decision on the same two records says the opposite"})
			}
		} else {
			order = append(order, p)
		}
		latest[p] = i
	}
	return order, latest, bad
}

func rootOf(sets map[uint32]uint32, x uint32) uint32 {
	for {
		up, ok := sets[x]
		if !ok {
			return x
		}
		if far, ok := sets[up]; ok {
			sets[x] = far
		}
		x = up
	}
}

func setApart(apart map[uint32]map[uint32]bool, a, b uint32) {
	for _, p := range [2][2]uint32{{a, b}, {b, a}} {
		if apart[p[0]] == nil {
			apart[p[0]] = map[uint32]bool{}
		}
		apart[p[0]][p[1]] = true
	}
}
