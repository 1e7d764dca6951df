package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"muster"
)

// Record is one record as an Index takes it.
type Record struct {
	ID       string
	Happened string            // when it first happened, for stable cluster ids; may be empty
	Values   map[string]string // by column name, as in the tables the model was fitted on
}

// Answer is a cluster that a record may belong to.
type Answer struct {
	ClusterID   string      `json:"cluster_id"`
	RecordID    string      `json:"record_id"` // its record that agrees best
	Bits        float64     `json:"bits"`
	Probability float64     `json:"probability"`
	Linked      bool        `json:"linked"` // enough evidence for a link
	Why         Explanation `json:"why"`
}

// Index answers for one record at a time under a frozen model: value
// frequencies, common-value cuts and block splits stay what they were in the
// run it came from, until a new run makes a new Index. Under it the clusters
// do not depend on the order in which records came, and are those of a batch
// run over the same records where no block is too large to compare.
//
// Records of equal content share a node. A change touches the node's own
// component only. All methods may be called from several goroutines; they take
// turns.
type Index struct {
	mu     sync.Mutex
	frame  *frame // nodes are its rows
	rules  []*rule
	splits []ruleSplit
	scorer *scorer
	guard  guard
	model  *Model
	cmp    *comparer

	base   []postings // per rule, nodes loaded in bulk
	bodies postings
	extra  map[uint64][]uint32 // rule and key, or content hash, to nodes added since
	links  adjacency

	records []indexRecord
	byID    map[string]uint32
	first   []uint32 // per node its newest record + 1, 0 when it has none
	own     []bool   // per node: stands for one record that a decision names
	named   []uint32 // per node, the record that names its cluster

	decisions []Decision
	found     []uint32 // buffers of one call
	local     []uint32
	hits      []nearHit
	tax       float64 // bits taken off exact copies, see selfBits
	most      int     // longest list of nodes of one key that is compared
}

type indexRecord struct {
	id, happened string
	node         uint32
	next         uint32 // next record of the node + 1
	alive        bool
}

// ruleSplit holds the keys of a rule that were too wide, and by what they were
// split.
type ruleSplit struct {
	keys map[uint32]bool
	by   []*keyPart
}

// Index returns an index that holds the records of the run.
func (r *Result) Index() *Index {
	x := r.emptyIndex()
	e := r.plan.engine
	f := e.frame
	node := make([]uint32, f.rows())
	for i, row := range f.reps {
		node[row] = uint32(i)
	}
	// Copies that decisions name stand for themselves.
	reps := slices.Clone(f.reps)
	for row := range f.rows() {
		if r.alone[uint32(row)] {
			node[row] = uint32(len(reps))
			reps = append(reps, uint32(row))
			continue
		}
		node[row] = node[f.rep[row]]
	}
	x.reserve(len(reps), f.rows())
	for i, row := range reps {
		x.frame.lines = append(x.frame.lines, f.line(f.rep[row])...)
		x.frame.body = append(x.frame.body, f.body[row])
		x.own = append(x.own, i >= len(f.reps))
		x.frame.copies = append(x.frame.copies, 0)
		x.first = append(x.first, 0)
		x.named = append(x.named, 0)
	}
	happened := f.earlierText(r.plan.opt.HappenedColumn)
	for row := range f.rows() {
		x.attach(indexRecord{id: f.id(row), happened: happened(row), node: node[row], alive: true})
	}
	edges := r.withDecisions(r.decided)
	for i := range edges {
		edges[i].a, edges[i].b = node[edges[i].a], node[edges[i].b]
	}
	x.decisions = r.lasting(x.byID)
	x.load(edges)
	return x
}

// EmptyIndex returns an index under the model of the run, without records.
func (r *Result) EmptyIndex() *Index {
	x := r.emptyIndex()
	x.load(nil)
	return x
}

func (r *Result) emptyIndex() *Index {
	e := r.plan.engine
	f := *e.frame
	f.lines, f.body, f.copies, f.rep, f.reps = nil, nil, nil, nil, nil
	f.ownDicts()
	x := &Index{frame: &f, rules: e.rules, model: r.Model, extra: map[uint64][]uint32{}, byID: map[string]uint32{}, most: 4 * r.plan.model.MaxBlock,
		tax: e.frame.tax()}
	s := *r.scorer
	s.frame = x.frame
	x.scorer = &s
	x.guard = newGuard(x.model, x.frame)
	x.cmp = newComparer(x.frame)
	for _, b := range e.blocks {
		sp := ruleSplit{keys: map[uint32]bool{}, by: b.by}
		for _, k := range b.split {
			sp.keys[k] = true
		}
		x.splits = append(x.splits, sp)
	}
	return x
}

// ownDicts gives the frame dictionaries and fields of its own, so that new
// values do not reach the run it was made from.
func (f *frame) ownDicts() {
	fresh := map[*dict]*dict{}
	dicts := make([]*dict, len(f.dicts))
	for i, d := range f.dicts {
		c := *d
		c.data, c.ends, c.hashes, c.table = slices.Clone(d.data), slices.Clone(d.ends), slices.Clone(d.hashes), slices.Clone(d.table)
		c.traits, c.nicks = slices.Clone(d.traits), slices.Clone(d.nicks)
		dicts[i] = &c
		fresh[d] = &c
	}
	fields := make([]*field, len(f.fields))
	for i, fl := range f.fields {
		c := *fl
		c.dict = fresh[fl.dict]
		fields[i] = &c
	}
	f.dicts, f.fields = dicts, fields
}

func (x *Index) reserve(nodes, records int) {
	// Some room to grow, so that the first record added does not wait for
	// everything to be copied.
	nodes, records = nodes+nodes/16, records+records/16
	f := x.frame
	f.lines, f.body, f.copies = make([]uint32, 0, nodes*f.stride), make([]uint32, 0, nodes), make([]uint8, 0, nodes)
	x.own, x.first, x.named = make([]bool, 0, nodes), make([]uint32, 0, nodes), make([]uint32, 0, nodes)
	x.records = make([]indexRecord, 0, records)
	x.byID = make(map[string]uint32, records)
}

// load builds the bulk postings and links of the nodes present, and names all
// clusters.
func (x *Index) load(edges []edge) {
	n := len(x.first)
	x.base = make([]postings, len(x.rules))
	parallel(len(x.rules), func(i int) {
		var entries []uint64
		for node := range n {
			for _, k := range x.keys(i, x.frame.line(uint32(node))) {
				if k != 0 {
					entries = append(entries, uint64(k)<<32|uint64(node))
				}
			}
		}
		x.base[i] = newPostings(sortEntries(entries))
	})
	bodies := make([]uint64, n)
	for node := range n {
		bodies[node] = uint64(x.frame.body[node])<<32 | uint64(node)
	}
	x.bodies = newPostings(sortEntries(bodies))
	x.links = newAdjacency(n, edges)
	sets := clusterRows(n, edges, x.guard, x.frame.body)
	best := make([]uint32, n)
	for rec := range x.records {
		root := sets.find(x.records[rec].node)
		if best[root] == 0 || x.before(uint32(rec), best[root]-1) {
			best[root] = uint32(rec) + 1
		}
	}
	for node := range n {
		if b := best[sets.find(uint32(node))]; b > 0 {
			x.named[node] = b - 1
		}
	}
}

// keys are the final keys of a rule in a line.
func (x *Index) keys(rule int, line []uint32) []uint32 {
	r := x.rules[rule]
	return line[r.word : r.word+r.width]
}

// before orders records by (first happened, id).
func (x *Index) before(a, b uint32) bool {
	p, q := &x.records[a], &x.records[b]
	if (p.happened == "") != (q.happened == "") {
		return p.happened != ""
	}
	return cmp.Or(cmp.Compare(p.happened, q.happened), compareIDs(p.id, q.id)) < 0
}

// attach adds a record to its node.
func (x *Index) attach(rec indexRecord) uint32 {
	at := uint32(len(x.records))
	rec.next = x.first[rec.node]
	x.records = append(x.records, rec)
	x.byID[rec.id] = at
	x.first[rec.node] = at + 1
	if x.frame.copies[rec.node] < maxCopies {
		x.frame.copies[rec.node]++
	}
	return at
}

// Len returns the number of records held.
func (x *Index) Len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.byID)
}

// ClusterID returns the id of the cluster of a record.
func (x *Index) ClusterID(id string) (string, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	at, ok := x.byID[id]
	if !ok {
		return "", false
	}
	return x.clusterOf(at), true
}

func (x *Index) clusterOf(rec uint32) string {
	node := x.records[rec].node
	if x.frame.copies[node] > 1 && !x.joinsCopies(node) {
		return x.records[rec].id
	}
	return x.records[x.named[node]].id
}

// joinsCopies reports whether records of one content are one person.
func (x *Index) joinsCopies(node uint32) bool {
	return toWeight(x.scorer.selfBits(x.frame.line(node), x.frame.copies[node], x.tax)) >= x.guard.bar
}

// Clusters returns the cluster of every record, by record id.
func (x *Index) Clusters() map[string]string {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := make(map[string]string, len(x.byID))
	for id, at := range x.byID {
		out[id] = x.clusterOf(at)
	}
	return out
}

// encode writes a record's codes and keys into line. New values get codes.
func (x *Index) encode(rec Record, line []uint32) error {
	for id, v := range rec.Values {
		if len(v) > 1<<20 {
			return fmt.Errorf("resolve: record %q: column %q holds %d bytes; at most 1 MiB is taken", rec.ID, id, len(v))
		}
	}
	rd := reader{frame: x.frame}
	var scratch muster.Table
	clear(line)
	known := false
	for _, fl := range x.frame.fields {
		rd.field = fl
		for t, src := range fl.source {
			if src.how == absent || !x.oneRow(&scratch, t, &src, rec) {
				continue
			}
			rd.read(&scratch, src, 0)
			copy(line[fl.word:fl.word+fl.slots], rd.codes[:rd.n])
			known = true
			break
		}
	}
	if !known {
		return fmt.Errorf("resolve: record %q has none of the columns that are compared", rec.ID)
	}
	for _, fl := range x.frame.fields {
		fl.dict.describe(fl.kind)
	}
	for i, r := range x.rules {
		for s := range r.width {
			line[r.word+s] = x.finalKey(i, line, s)
		}
	}
	return nil
}

// oneRow makes a table of the record's values for one source, which is
// renumbered to fit. It reports false where the record has none of its columns.
func (x *Index) oneRow(t *muster.Table, table int, src *fieldSource, rec Record) bool {
	t.Columns = t.Columns[:0]
	found := false
	add := func(cols []int) []int {
		out := make([]int, len(cols))
		for i, c := range cols {
			v, ok := rec.Values[x.frame.tables[table].Columns[c].Name]
			found = found || ok
			col := muster.Column{}
			col.Append(strings.TrimSpace(v))
			out[i] = len(t.Columns)
			t.Columns = append(t.Columns, col)
		}
		return out
	}
	src.columns, src.drop = add(src.columns), add(src.drop)
	return found
}

// finalKey is the key of a line under a rule, with the splits that were made.
func (x *Index) finalKey(rule int, line []uint32, slot int) uint32 {
	r, sp := x.rules[rule], x.splits[rule]
	key := x.frame.lineKey(r, line, slot)
	if key == 0 || !sp.keys[key] {
		return key
	}
	if r.width > 1 {
		return 0
	}
	for depth, p := range sp.by {
		fl := x.frame.fields[p.field]
		h := uint32(0)
		if c := line[fl.word]; c != 0 {
			h = p.of(fl.dict, fl.kind, c)
		}
		if key = mix32(key^uint32(depth+1), h); !sp.keys[key] {
			return key
		}
	}
	return 0 // too wide even so: such records are told apart by nothing
}
