package linkage

import (
	"encoding/json"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"muster/resolve"
)

// pairLink is one line of links.jsonl before its rows have ids.
type pairLink struct {
	a, b   int
	bits   float64
	joined bool
	basis  basis
}

// basis is what a link rests on.
type basis uint8

const (
	basisEvidence basis = iota
	basisCopy           // equal in every compared field
	basisDecision       // a person said so
)

func (b basis) String() string { return [...]string{"evidence", "copy", "decision"}[b] }

// allLinks are the links found and those the engine needs no comparison for:
// exact copies and what people decided. Together they connect every cluster.
func allLinks(in *Input) []pairLink {
	r := in.Result
	out := make([]pairLink, 0, len(r.Links))
	sets := newSets(r.Records)
	for _, l := range r.Links {
		out = append(out, pairLink{int(l.A), int(l.B), l.Bits, l.Joined, basisEvidence})
		if l.Joined {
			sets.join(int(l.A), int(l.B))
		}
	}
	decided := said(in.Result.Decisions())
	found := len(out)
	for row := range r.Records {
		first := r.ClusterRow(row)
		if sets.find(row) == sets.find(first) {
			continue
		}
		// its tree says how all of it hangs together
		for _, l := range r.Tree(row) {
			if !sets.join(int(l.A), int(l.B)) {
				continue
			}
			basis := basisCopy
			if decided[pairOf(r.ID(int(l.A)), r.ID(int(l.B)))] == saidSame {
				basis = basisDecision
			}
			out = append(out, pairLink{int(l.A), int(l.B), l.Bits, true, basis})
		}
	}
	// what was found comes sorted, and most often the rest is little
	slices.SortFunc(out[found:], byRows)
	if !slices.IsSortedFunc(out[:found], byRows) {
		slices.SortFunc(out, byRows)
		return out
	}
	return merged(out[:found], out[found:])
}

func byRows(x, y pairLink) int {
	if x.a != y.a {
		return x.a - y.a
	}
	return x.b - y.b
}

// merged puts two sorted lists into one.
func merged(a, b []pairLink) []pairLink {
	out := make([]pairLink, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if byRows(b[0], a[0]) < 0 {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// byStrength gives the links, the strongest first: put into ranges of whole
// bits, each of which is then sorted by itself, on all cores.
func byStrength(links []pairLink) []pairLink {
	const most = 256 // bits; evidence beyond it shares the outer ranges
	rangeOf := func(l pairLink) int { return most - int(math.Floor(max(-most, min(most, l.bits)))) }
	var starts [2*most + 2]int
	for _, l := range links {
		starts[rangeOf(l)+1]++
	}
	for i := range len(starts) - 1 {
		starts[i+1] += starts[i]
	}
	at, out := starts, make([]pairLink, len(links))
	for _, l := range links {
		r := rangeOf(l)
		out[at[r]] = l
		at[r]++
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range len(starts) - 1 {
		if piece := out[starts[i]:starts[i+1]]; len(piece) > 1 {
			g.Go(func() error {
				slices.SortFunc(piece, stronger)
				return nil
			})
		}
	}
	_ = g.Wait() // sorting returns no error
	return out
}

// stronger orders links by falling evidence, then by rows.
func stronger(x, y pairLink) int {
	switch {
	case x.bits > y.bits:
		return -1
	case x.bits < y.bits:
		return 1
	case x.a != y.a:
		return x.a - y.a
	}
	return x.b - y.b
}

func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// What people said of a pair last.
const (
	_ = iota
	saidSame
	saidApart
)

func said(ds []resolve.Decision) map[[2]string]int {
	out := map[[2]string]int{}
	for _, d := range ds {
		if out[pairOf(d.A, d.B)] = saidApart; d.Same {
			out[pairOf(d.A, d.B)] = saidSame
		}
	}
	return out
}

// linkLine is one line of links.jsonl.
type linkLine struct {
	A           string  `json:"a"`
	B           string  `json:"b"`
	Bits        float64 `json:"bits"`
	Probability float64 `json:"probability"`
	Joined      bool    `json:"joined"`
	Basis       string  `json:"basis"`
}

// writeLinks writes links.jsonl: every pair with evidence enough, and whether
// the clusters around it agreed. There may be many millions, so lines are put
// together by hand.
func writeLinks(w io.Writer, r *resolve.Result, links []pairLink) error {
	var b []byte
	for _, l := range links {
		b = appendText(append(b[:0], `{"a":`...), r.ID(l.a))
		b = appendText(append(b, `,"b":`...), r.ID(l.b))
		b = strconv.AppendFloat(append(b, `,"bits":`...), rounded(l.bits), 'f', -1, 64)
		b = strconv.AppendFloat(append(b, `,"probability":`...), chance(l.bits), 'f', -1, 64)
		b = strconv.AppendBool(append(b, `,"joined":`...), l.joined)
		b = append(append(append(b, `,"basis":"`...), l.basis.String()...), '"', '}', '\n')
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// appendText appends s as JSON text.
func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, err := json.Marshal(s)
			if err != nil { // text can always be written
				return append(dst, `""`...)
			}
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// chance turns bits into a probability. It never reaches 1: what tells strong
// links apart is bits.
func chance(bits float64) float64 {
	return min(math.Round(1e9/(1+math.Exp2(-bits)))/1e9, 0.999999999)
}

func rounded(bits float64) float64 { return math.Round(bits*1000) / 1000 }

// sets is a union-find over rows.
type sets []int32

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

func (s sets) find(x int) int {
	for int(s[x]) != x {
		s[x] = s[s[x]]
		x = int(s[x])
	}
	return x
}

func (s sets) join(a, b int) bool {
	a, b = s.find(a), s.find(b)
	if a == b {
		return false
	}
	s[max(a, b)] = int32(min(a, b))
	return true
}
