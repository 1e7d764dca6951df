package resolve

import (
	"cmp"
	"fmt"
	"slices"
)

// ClusterView explains one cluster.
type ClusterView struct {
	ID      string   `json:"id"`
	Members []string `json:"members"`
	Rows    []int    `json:"rows"`
	Tree    []Link   `json:"tree"`    // the strongest links that hold it together
	Weakest *Link    `json:"weakest"` // weakest link of the tree
	Bridges []Bridge `json:"bridges"` // single links or values without which it falls apart
}

// Bridge is a link, or a value several links rest on, without which a cluster
// falls into two sides.
type Bridge struct {
	Field string   `json:"field,omitempty"` // the field the value stands in, where it is a value
	Value string   `json:"value,omitempty"`
	Link  *Link    `json:"link,omitempty"`
	SideA []string `json:"side_a"`
	SideB []string `json:"side_b"`
}

// viewLimit is the largest cluster whose bridges are looked for.
const viewLimit = 500

// runs holds numbers under keys, packed side by side: a million small lists
// in two allocations.
type runs struct {
	ends  []uint32 // ends[k] closes the list of key k
	items []uint32
}

// newRuns sorts the numbers below n by their keys, which are below keys. A
// number whose key is not ok is left out.
func newRuns(n, keys int, key func(i int) (k uint32, ok bool)) runs {
	r := runs{ends: make([]uint32, keys)}
	total := uint32(0)
	for i := range n {
		if k, ok := key(i); ok {
			r.ends[k]++
			total++
		}
	}
	at := uint32(0)
	for k, size := range r.ends { // now where each list begins
		r.ends[k] = at
		at += size
	}
	r.items = make([]uint32, total)
	for i := range n {
		if k, ok := key(i); ok {
			r.items[r.ends[k]] = uint32(i)
			r.ends[k]++
		}
	}
	return r
}

// of returns the numbers of a key, in order.
func (r runs) of(k uint32) []uint32 {
	from := uint32(0)
	if k > 0 {
		from = r.ends[k-1]
	}
	return r.items[from:r.ends[k]]
}

// members lists the rows of the cluster of row.
func (r *Result) members(row int) []int {
	r.groupOnce.Do(r.group)
	packed := r.groups.of(r.named[row])
	out := make([]int, len(packed))
	for i, m := range packed {
		out[i] = int(m)
	}
	return out
}

// group indexes rows and edges by cluster, on first use.
func (r *Result) group() {
	n := len(r.named)
	r.groups = newRuns(n, n, func(row int) (uint32, bool) { return r.named[row], true })
	r.inside = newRuns(len(r.edges), n, func(i int) (uint32, bool) {
		e := r.edges[i]
		return r.named[e.a], r.named[e.a] == r.named[e.b]
	})
}

// Show explains the cluster that holds a row.
func (r *Result) Show(row int) (*ClusterView, error) {
	if row < 0 || row >= len(r.named) {
		return nil, fmt.Errorf("resolve: row %d does not exist; there are %d", row, len(r.named))
	}
	rows := r.members(row)
	v := &ClusterView{ID: r.ClusterID(row), Rows: rows}
	for _, m := range rows {
		v.Members = append(v.Members, r.ID(m))
	}
	links := r.clusterLinks(rows)
	v.Tree = tree(rows, links)
	if n := len(v.Tree); n > 0 {
		weakest := v.Tree[n-1]
		v.Weakest = &weakest
	}
	if len(rows) > 2 && len(rows) <= viewLimit {
		v.Bridges = append(r.linkBridges(rows, links, v.Tree), r.valueBridges(rows, links)...)
	}
	return v, nil
}

// Tree returns the strongest links that hold the cluster of a row together:
// of what Show tells the part that is cheap for every cluster. The row must be
// one of the result's.
func (r *Result) Tree(row int) []Link {
	rows := r.members(row)
	return tree(rows, r.clusterLinks(rows))
}

// tree picks the links of a spanning tree, the strongest first. It sorts
// links.
func tree(rows []int, links []edge) []Link {
	slices.SortStableFunc(links, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	var out []Link
	local := localSets(rows)
	for _, e := range links {
		if local.join(e.a, e.b) {
			out = append(out, Link{A: e.a, B: e.b, Bits: float64(e.weight) / weightUnit, Joined: true, Decided: e.flags&edgeMust != 0})
		}
	}
	return out
}

// clusterLinks are the links inside the cluster of these rows: those found,
// those decided by people, and those between exact copies.
func (r *Result) clusterLinks(rows []int) []edge {
	f := r.plan.engine.frame
	name := r.named[rows[0]]
	var out []edge
	for _, i := range r.inside.of(name) {
		if e := r.edges[i]; r.guard.linking(e) {
			out = append(out, e)
		}
	}
	for _, m := range rows {
		if rep := f.rep[m]; int(rep) != m {
			out = append(out, edge{rep, uint32(m), toWeight(r.selfBits(rep)), 0})
		}
	}
	for _, d := range r.decided {
		if d.same && r.named[d.a] == name {
			out = append(out, edge{min(d.a, d.b), max(d.a, d.b), int32(r.guard.most), edgeMust})
		}
	}
	return out
}

// sparseSets is a union-find over a few rows.
type sparseSets map[uint32]uint32

func localSets(rows []int) sparseSets {
	s := make(sparseSets, len(rows))
	for _, r := range rows {
		s[uint32(r)] = uint32(r)
	}
	return s
}

func (s sparseSets) find(x uint32) uint32 {
	for {
		up, ok := s[x]
		if !ok || up == x {
			return x
		}
		s[x] = s[up]
		x = up
	}
}

func (s sparseSets) join(a, b uint32) bool {
	a, b = s.find(a), s.find(b)
	if a == b {
		return false
	}
	s[max(a, b)] = min(a, b)
	return true
}

// sides splits rows by whether they hang together with the first. Both sides
// of one row each say nothing, so ok needs two rows on each side.
func (r *Result) sides(rows []int, s sparseSets) (a, b []string, ok bool) {
	root := s.find(uint32(rows[0]))
	for _, m := range rows {
		if s.find(uint32(m)) == root {
			a = append(a, r.ID(m))
		} else {
			b = append(b, r.ID(m))
		}
	}
	return a, b, len(a) > 1 && len(b) > 1
}

// linkBridges are tree links that nothing else stands beside. Only a link of
// the tree can be one.
func (r *Result) linkBridges(rows []int, links []edge, tree []Link) []Bridge {
	var out []Bridge
	for _, t := range tree {
		s := localSets(rows)
		for _, e := range links {
			if e.a != t.A || e.b != t.B {
				s.join(e.a, e.b)
			}
		}
		if a, b, ok := r.sides(rows, s); ok {
			link := t
			out = append(out, Bridge{Link: &link, SideA: a, SideB: b})
		}
	}
	return out
}

// valueBridges are identifying values without whose evidence the links between
// two sides would not stand.
func (r *Result) valueBridges(rows []int, links []edge) []Bridge {
	f := r.plan.engine.frame
	c := freshComparer(f)
	type key struct {
		field int
		code  uint32
	}
	rest := map[key][]bool{}
	var order []key
	for at, e := range links {
		a, b := f.line(f.rep[e.a]), f.line(f.rep[e.b])
		p := c.pattern(a, b)
		for i, fl := range f.fields {
			if !identifying(fl.kind) || p.level(i) != levelSame || e.flags&edgeMust != 0 || f.rep[e.a] == f.rep[e.b] {
				continue
			}
			if toWeight(r.scorer.bits(p&^(15<<(4*i)), a, b)) >= r.guard.bar {
				continue // it stands without
			}
			k := key{i, sharedCode(fl, a, b)}
			if rest[k] == nil {
				rest[k] = make([]bool, len(links))
				order = append(order, k)
			}
			rest[k][at] = true
		}
	}
	var out []Bridge
	for _, k := range order {
		s := localSets(rows)
		for at, e := range links {
			if !rest[k][at] {
				s.join(e.a, e.b)
			}
		}
		if a, b, ok := r.sides(rows, s); ok {
			out = append(out, Bridge{Field: f.fields[k.field].name, Value: f.fields[k.field].dict.text(k.code), SideA: a, SideB: b})
		}
	}
	return out
}

func sharedCode(fl *field, a, b []uint32) uint32 {
	for _, x := range a[fl.word : fl.word+fl.slots] {
		if x != 0 && slices.Contains(b[fl.word:fl.word+fl.slots], x) {
			return x
		}
	}
	return 0
}
