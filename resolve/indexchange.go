package resolve

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Add adds a record, or replaces the one with the same id, and returns its
// cluster and what happened to clusters.
func (x *Index) Add(rec Record) (cluster string, events []Event, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if rec.ID == "" {
		return "", nil, fmt.Errorf("resolve: a record needs an id")
	}
	line := make([]uint32, x.frame.stride)
	if err := x.encode(rec, line); err != nil {
		return "", nil, err
	}
	var seeds []uint32
	before := map[string]string{}
	if at, ok := x.byID[rec.ID]; ok {
		seeds = x.around(x.records[at].node)
		x.labelInto(before, seeds)
		x.detach(rec.ID)
	}
	node, known := x.sameContent(line)
	if !known {
		node = x.newNode(line, x.near(line))
	}
	seeds = append(seeds, x.around(node)...)
	x.labelInto(before, seeds)
	at := x.attach(indexRecord{id: rec.ID, happened: string(moment([]byte(rec.Happened))), node: node, alive: true})
	x.reapply(rec.ID)
	nodes := x.recluster(append(seeds, x.records[at].node))
	now := x.labels(nodes)
	return x.clusterOf(at), Events(before, now), nil
}

// Remove takes a record out and returns what happened to clusters.
func (x *Index) Remove(id string) ([]Event, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	at, ok := x.byID[id]
	if !ok {
		return nil, fmt.Errorf("resolve: there is no record %q", id)
	}
	seeds := x.around(x.records[at].node)
	before := x.labels(seeds)
	x.detach(id)
	return Events(before, x.labels(x.recluster(seeds))), nil
}

// Decide adds a decision and returns what happened to clusters. One that
// contradicts those before it is refused, with the reason.
func (x *Index) Decide(d Decision) ([]Event, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	all := append(slices.Clone(x.decisions), d)
	if _, bad := settleDecisions(all, x.rowsOf(all)); len(bad) > 0 {
		for _, c := range bad {
			if c.Decision == d {
				return nil, fmt.Errorf("resolve: decision on %q and %q: %s", d.A, d.B, c.Why)
			}
		}
	}
	a, b := x.records[x.byID[d.A]].node, x.records[x.byID[d.B]].node
	seeds := append(x.around(a), x.around(b)...)
	before := x.labels(seeds)
	x.decisions = all
	x.reapply(d.A)
	x.reapply(d.B)
	seeds = append(seeds, x.records[x.byID[d.A]].node, x.records[x.byID[d.B]].node)
	return Events(before, x.labels(x.recluster(seeds))), nil
}

// Who returns the clusters that a record may belong to, the best first, at
// most limit of them. The index does not change.
func (x *Index) Who(rec Record, limit int) ([]Answer, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	forget := x.borrow()
	defer forget()
	line := make([]uint32, x.frame.stride)
	if err := x.encode(rec, line); err != nil {
		return nil, err
	}
	hits := x.near(line)
	slices.SortFunc(hits, func(a, b nearHit) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.node, b.node)) })
	var out []Answer
	told := map[string]bool{}
	for _, h := range hits {
		at := x.first[h.node] - 1
		cluster := x.clusterOf(at)
		if told[cluster] || len(out) >= limit {
			continue
		}
		told[cluster] = true
		out = append(out, x.answer(rec, at, cluster, h.p, line))
	}
	return out, nil
}

// borrow lets dictionaries take values until forget is called.
func (x *Index) borrow() (forget func()) {
	marks := make([]int, len(x.frame.dicts))
	for i, d := range x.frame.dicts {
		marks[i] = d.size()
	}
	for i, fl := range x.frame.fields {
		x.cmp.passing[i] = uint32(fl.dict.size())
	}
	return func() {
		for i, d := range x.frame.dicts {
			d.truncate(marks[i])
		}
		for i := range x.frame.fields {
			x.cmp.passing[i] = math.MaxUint32
		}
	}
}

func (x *Index) answer(rec Record, at uint32, cluster string, p pattern, line []uint32) Answer {
	other := x.frame.line(x.records[at].node)
	ex := Explanation{A: rec.ID, B: x.records[at].id, Prior: x.scorer.table.prior, Needed: float64(x.guard.bar) / weightUnit}
	ex.Steps, ex.Bits = x.scorer.waterfall(p, line, other)
	for i := range ex.Steps { // values outlive the dictionary's scratch space
		ex.Steps[i].ValueA, ex.Steps[i].ValueB = strings.Clone(ex.Steps[i].ValueA), strings.Clone(ex.Steps[i].ValueB)
	}
	ex.Probability = probability(ex.Bits)
	for i, r := range x.rules {
		if made(x.rules[i:i+1], line, other) {
			ex.Rules = append(ex.Rules, r.name)
		}
	}
	found := x.scorer.weigh(p, line, other)
	relatives := x.scorer.p.apart && x.frame.household(p) == twoOrOne
	ex.Linked = ex.Bits >= ex.Needed && found.person >= x.model.Guard.Person && !found.namesAlone(x.model) && !relatives
	switch {
	case ex.Bits >= ex.Needed && relatives:
		ex.Why = relativesWhy
	case ex.Linked:
		ex.Why = fmt.Sprintf("the evidence, %.1f bits, reaches the %.1f a link needs", ex.Bits, ex.Needed)
	case ex.Bits >= ex.Needed && found.namesAlone(x.model):
		ex.Why = namesWhy(ex.Needed + x.model.Guard.Names)
	case ex.Bits >= ex.Needed:
		ex.Why = fmt.Sprintf("what a person carries differs by %.1f bits; shared surroundings do not make up for that", -found.person)
	default:
		ex.Why = fmt.Sprintf("the evidence, %.1f bits, is below the %.1f a link needs", ex.Bits, ex.Needed)
	}
	ex.Flip = x.scorer.flips(p, line, other, &ex)
	return Answer{ClusterID: cluster, RecordID: x.records[at].id, Bits: ex.Bits, Probability: ex.Probability, Linked: ex.Linked, Why: ex}
}

// nearHit is a node that agrees with the record asked about.
type nearHit struct {
	node uint32
	p    pattern
	bits float64
}

// near compares a line with the living nodes that some rule brings together
// with it and returns those with evidence that counts, by node. The list is
// valid until the next call.
func (x *Index) near(line []uint32) []nearHit {
	x.hits = x.hits[:0]
	var full []*rule // rules none of whose nodes were left out
	for i, r := range x.rules {
		found, all := x.found[:0], true
		for _, k := range x.keys(i, line) {
			if k == 0 {
				continue
			}
			hits := x.base[i].find(k)
			added := x.extra[uint64(i+1)<<32|uint64(k)]
			all = all && len(hits) <= x.most && len(added) <= x.most
			for _, e := range hits[:min(len(hits), x.most)] {
				found = append(found, uint32(e))
			}
			found = append(found, added[max(0, len(added)-x.most):]...)
		}
		if r.width > 1 { // two entries of a list may lead to one node
			slices.Sort(found)
			found = slices.Compact(found)
		}
		x.found = found
		x.score(line, found, full)
		if all {
			full = append(full, r)
		}
	}
	slices.SortFunc(x.hits, func(a, b nearHit) int { return cmp.Compare(a.node, b.node) })
	x.hits = slices.CompactFunc(x.hits, func(a, b nearHit) bool { return a.node == b.node })
	return x.hits
}

// score adds the nodes that agree with a line to x.hits, but for those that an
// earlier rule has brought. Lines are fetched side by side first: they lie
// anywhere in memory, and so the waits for them overlap.
func (x *Index) score(line, nodes []uint32, earlier []*rule) {
	const batch = 64
	f := x.frame
	for from := 0; from < len(nodes); from += batch {
		some := nodes[from:min(len(nodes), from+batch)]
		x.local = x.local[:0]
		for _, n := range some {
			x.local = append(x.local, f.line(n)...)
		}
		for i, n := range some {
			other := x.local[i*f.stride : (i+1)*f.stride]
			if made(earlier, line, other) {
				continue
			}
			p := x.cmp.pattern(line, other)
			if x.scorer.atMost(p) < -slack {
				continue
			}
			if bits := x.scorer.bits(p, line, other); bits >= -slack && x.first[n] != 0 {
				x.hits = append(x.hits, nearHit{n, p, bits})
			}
		}
	}
}

// sameContent finds the living node with the codes of a line.
func (x *Index) sameContent(line []uint32) (uint32, bool) {
	h := x.frame.lineHash(line)
	same := func(n uint32) bool {
		return x.first[n] != 0 && !x.own[n] && slices.Equal(x.frame.line(n)[:x.frame.width], line[:x.frame.width])
	}
	for _, e := range x.bodies.find(h) {
		if same(uint32(e)) {
			return uint32(e), true
		}
	}
	for _, n := range x.extra[uint64(h)] {
		if same(n) {
			return n, true
		}
	}
	return 0, false
}

// newNode adds a node and its edges to those near.
func (x *Index) newNode(line []uint32, near []nearHit) uint32 {
	node := uint32(len(x.first))
	h := x.frame.lineHash(line)
	x.frame.lines = append(x.frame.lines, line...)
	x.frame.body = append(x.frame.body, h)
	x.frame.copies = append(x.frame.copies, 0)
	x.first = append(x.first, 0)
	x.own = append(x.own, false)
	x.named = append(x.named, 0)
	x.extra[uint64(h)] = append(x.extra[uint64(h)], node)
	for i := range x.rules {
		for _, k := range x.keys(i, line) {
			if k != 0 {
				at := uint64(i+1)<<32 | uint64(k)
				x.extra[at] = append(x.extra[at], node)
			}
		}
	}
	for _, h := range near {
		x.links.add(x.scorer.edge(candidate{h.node, node, h.p}, x.model))
	}
	return node
}

// around lists a node and those it has scored pairs with.
func (x *Index) around(node uint32) []uint32 {
	out := []uint32{node}
	x.links.of(node, func(e edge) {
		if x.guard.linking(e) {
			out = append(out, e.a^e.b^node)
		}
	})
	return out
}

// labels maps the records of the components around nodes to their clusters.
func (x *Index) labels(nodes []uint32) map[string]string {
	out := map[string]string{}
	x.labelInto(out, nodes)
	return out
}

func (x *Index) labelInto(out map[string]string, nodes []uint32) {
	all, _ := x.component(nodes)
	for _, n := range all {
		for at := x.first[n]; at != 0; at = x.records[at-1].next {
			if id := x.records[at-1].id; out[id] == "" {
				out[id] = x.clusterOf(at - 1)
			}
		}
	}
}

// detach takes a record from its node; a node without records is dead.
func (x *Index) detach(id string) {
	at := x.byID[id]
	node := x.records[at].node
	link := &x.first[node]
	for *link != at+1 {
		link = &x.records[*link-1].next
	}
	*link = x.records[at].next
	x.records[at].alive = false
	delete(x.byID, id)
	left := uint8(0)
	for r := x.first[node]; r != 0 && left < maxCopies; r = x.records[r-1].next {
		left++
	}
	x.frame.copies[node] = left
	if left == 0 {
		x.links.drop(node)
	}
}

// rowsOf finds the records of decisions, -1 where one is not there.
func (x *Index) rowsOf(ds []Decision) func(i int) (a, b int) {
	row := func(id string) int {
		if at, ok := x.byID[id]; ok {
			return int(at)
		}
		return -1
	}
	return func(i int) (a, b int) { return row(ds[i].A), row(ds[i].B) }
}

// reapply makes the edges that decisions on a record ask for.
func (x *Index) reapply(id string) {
	if !slices.ContainsFunc(x.decisions, func(d Decision) bool { return d.A == id || d.B == id }) {
		return
	}
	ruled, _ := settleDecisions(x.decisions, x.rowsOf(x.decisions))
	self := x.byID[id]
	for _, d := range ruled {
		if d.a != self && d.b != self {
			continue
		}
		a, b := x.alone(d.a), x.alone(d.b)
		e := edge{a: min(a, b), b: max(a, b), flags: edgeMust}
		if !d.same {
			e.flags, e.weight = edgeCannot, int32(x.guard.unseen)
		}
		x.links.add(e)
	}
}

// alone gives a record that a decision names a node of its own where it
// shared one.
func (x *Index) alone(rec uint32) uint32 {
	node := x.records[rec].node
	if x.own[node] || x.records[x.first[node]-1].next == 0 {
		return node
	}
	r := x.records[rec]
	x.detach(r.id)
	line := slices.Clone(x.frame.line(node))
	fresh := x.newNode(line, x.near(line))
	x.own[fresh] = true
	x.links.add(edge{a: node, b: fresh, weight: toWeight(x.scorer.selfBits(line, x.frame.copies[node], x.tax))})
	r.node, r.alive = fresh, true
	x.attachAt(rec, r)
	return fresh
}

// attachAt puts a known record back under another node.
func (x *Index) attachAt(at uint32, r indexRecord) {
	r.next = x.first[r.node]
	x.records[at] = r
	x.byID[r.id] = at
	x.first[r.node] = at + 1
	x.frame.copies[r.node]++
}
