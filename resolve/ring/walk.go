package ring

import "slices"

// walker finds the values that hold a set together, by depth-first search over
// the bipartite graph of one set at a time. It keeps its own stack, since
// chains can be as long as the data, and counts what lies on each side of a
// value instead of listing it, so that a long chain costs no more than its
// length.
type walker struct {
	g      *graph
	order  []int32 // vertex -> depth-first number from 1, 0 unseen
	inside []int32 // value -> holders within the set
	in     []bool  // node -> in the set
	low    []int32
	enter  []tally // depth-first number -> what was seen before it
	seen   tally   // what was seen so far
	nodes  []int32 // nodes in depth-first order
	stack  []frame
}

type frame struct {
	vertex, parent int32 // vertices: nodes, then values
	next           int32
}

// tally counts nodes, surplus connections and values by family.
type tally struct {
	nodes, loops int32
	family       [families]int32
}

func (t tally) minus(o tally) tally {
	t.nodes, t.loops = t.nodes-o.nodes, t.loops-o.loops
	for f := range t.family {
		t.family[f] -= o.family[f]
	}
	return t
}

// core reports a side that may stand by itself: enough people, joined by two
// families and by more than a chain needs.
func (t tally) core(size int) bool {
	kinds := 0
	for _, n := range t.family {
		if n > 0 {
			kinds++
		}
	}
	return int(t.nodes) >= size && t.loops >= 2 && kinds >= 2
}

// articulation is a value without which a set falls apart. Each side but the
// last is a range of the walk's nodes; the last is everything else.
type articulation struct {
	value int32
	spans [][2]int32
	sides []tally
}

func (a articulation) cores(size int) int {
	n := 0
	for _, t := range a.sides {
		n += b2i(t.core(size))
	}
	return n
}

// smaller returns how many people a cut would take from the largest side.
func (a articulation) smaller() int32 {
	total, largest := int32(0), int32(0)
	for _, t := range a.sides {
		total, largest = total+t.nodes, max(largest, t.nodes)
	}
	return total - largest
}

func newWalker(g *graph) *walker {
	n, v := g.members.len(), len(g.kept)
	return &walker{g: g, order: make([]int32, n+v), inside: make([]int32, v), in: make([]bool, n)}
}

func (w *walker) valueOf(x int32) (int32, bool) {
	n := int32(len(w.in))
	return x - n, x >= n
}

func (w *walker) neighbours(x int32) []int32 {
	if v, ok := w.valueOf(x); ok {
		return w.g.holders.at(v)
	}
	return w.g.held.at(x)
}

// follow returns the i-th neighbour of a vertex and whether the edge counts.
func (w *walker) follow(x, i int32) (int32, bool) {
	if v, ok := w.valueOf(x); ok {
		n := w.g.holders.at(v)[i]
		return n, w.in[n] && w.g.linked[w.g.holders.off[v]+int(i)]
	}
	v := w.g.held.at(x)[i]
	return v + int32(len(w.in)), w.inside[v] >= 2 && w.g.counts(v, x)
}

// begin marks a set; end takes the marks away.
func (w *walker) begin(set []int32) {
	w.low, w.enter, w.nodes, w.seen = w.low[:0], w.enter[:0], w.nodes[:0], tally{}
	for _, n := range set {
		w.in[n] = true
		for _, v := range w.g.held.at(n) {
			if w.g.class[v] != classNone && w.g.counts(v, n) {
				w.inside[v]++
			}
		}
	}
}

func (w *walker) end(set []int32) {
	for _, n := range set {
		w.in[n], w.order[n] = false, 0
		for _, v := range w.g.held.at(n) {
			w.inside[v], w.order[int(v)+len(w.in)] = 0, 0
		}
	}
}

// articulations returns the values whose removal takes a set apart, by value.
// Spans stay valid until the next call.
func (w *walker) articulations(set []int32) []articulation {
	w.begin(set)
	defer w.end(set)
	at := map[int32]int{}
	var out []articulation
	w.push(set[0], -1)
	for len(w.stack) > 0 {
		if w.step() {
			continue
		}
		f := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if f.parent < 0 {
			continue
		}
		mine, parent := w.order[f.vertex]-1, w.order[f.parent]-1
		if v, ok := w.valueOf(f.parent); ok && w.low[mine] >= parent {
			i, known := at[v]
			if !known {
				i = len(out)
				at[v] = i
				out = append(out, articulation{value: v})
			}
			out[i].spans = append(out[i].spans, [2]int32{w.enter[mine].nodes, w.seen.nodes})
			out[i].sides = append(out[i].sides, w.seen.minus(w.enter[mine]))
		}
		w.low[parent] = min(w.low[parent], w.low[mine])
	}
	for i := range out {
		rest := w.seen
		for _, t := range out[i].sides {
			rest = rest.minus(t)
		}
		rest.family[w.g.familyOf(out[i].value)]-- // the value itself is on no side
		out[i].sides = append(out[i].sides, rest)
	}
	slices.SortFunc(out, func(a, b articulation) int { return int(a.value) - int(b.value) })
	return out
}

// step looks at one more edge of the vertex on top of the stack and reports
// whether there was one.
func (w *walker) step() bool {
	f := &w.stack[len(w.stack)-1]
	if int(f.next) >= len(w.neighbours(f.vertex)) {
		return false
	}
	y, ok := w.follow(f.vertex, f.next)
	f.next++
	switch {
	case !ok || y == f.parent:
	case w.order[y] == 0:
		w.push(y, f.vertex)
	case w.order[y] < w.order[f.vertex]: // a way round; the other direction is the same edge
		mine := w.order[f.vertex] - 1
		w.low[mine] = min(w.low[mine], w.order[y]-1)
		w.seen.loops++
	}
	return true
}

func (w *walker) push(x, parent int32) {
	at := int32(len(w.low))
	w.order[x] = at + 1
	w.low = append(w.low, at)
	w.enter = append(w.enter, w.seen)
	if v, ok := w.valueOf(x); ok {
		w.seen.family[w.g.familyOf(v)]++
	} else {
		w.seen.nodes++
		w.nodes = append(w.nodes, x)
	}
	w.stack = append(w.stack, frame{vertex: x, parent: parent})
}

// parts lists the nodes on each side of an articulation of the last walk, each
// side ascending.
func (w *walker) parts(a articulation) [][]int32 {
	var out [][]int32
	covered := make([]bool, len(w.nodes))
	for _, s := range a.spans {
		side := slices.Clone(w.nodes[s[0]:s[1]])
		slices.Sort(side)
		out = append(out, side)
		for i := s[0]; i < s[1]; i++ {
			covered[i] = true
		}
	}
	var rest []int32
	for i, n := range w.nodes {
		if !covered[i] {
			rest = append(rest, n)
		}
	}
	slices.Sort(rest)
	return append(out, rest)
}
