package resolve

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sync"

	"muster"
)

// Result is what a run found.
type Result struct {
	Records        int             `json:"records"`
	Clusters       int             `json:"clusters"` // of all sizes, single records included
	Largest        int             `json:"largest"`
	Links          []Link          `json:"-"`
	Patterns       []PatternRow    `json:"patterns"`
	Model          *Model          `json:"model"` // fitted and frozen: gives the same scores again
	Estimate       Estimate        `json:"estimate"`
	Common         []CommonValue   `json:"common,omitempty"`
	Contradictions []Contradiction `json:"contradictions,omitempty"`
	Warnings       []string        `json:"warnings,omitempty"`

	plan    *Plan
	scorer  *scorer
	guard   guard
	edges   []edge
	decided []ruled
	said    []Decision      // under the ids of this run
	alone   map[uint32]bool // copies that a decision names
	named   []uint32        // per row, the row whose id names its cluster

	groupOnce sync.Once
	groups    runs // rows by naming row
	inside    runs // places in edges by naming row
}

// Link is a pair with enough evidence to be one person.
type Link struct {
	A, B    uint32  // rows, A < B
	Bits    float64 // evidence; 0 is even odds
	Joined  bool    // false where a guard kept the two clusters apart
	Decided bool    // a person said so, and Bits is no evidence but the most that one pair counts
}

// PatternRow is one pattern of levels and how many pairs show it.
type PatternRow struct {
	Levels []string `json:"levels"`
	Pairs  int64    `json:"pairs"`
	Bits   float64  `json:"bits"` // before the rarity of values
}

// Estimate is how good the result probably is, by its own probabilities. It
// says nothing of errors the model cannot see; only labelled data does.
type Estimate struct {
	Precision     Share `json:"precision"`      // of the links
	Recall        Share `json:"recall"`         // of the pairs compared
	BlockingShare Share `json:"blocking_share"` // of the true pairs that some rule brings together
	Compared      int64 `json:"compared"`       // pairs of records, exact copies counted a few times
}

// Share is a proportion with a 95 % interval.
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// CommonValue is a value too common to link records by itself.
type CommonValue struct {
	Field   string  `json:"field"`
	Value   string  `json:"value"`
	Records int     `json:"records"`
	Bits    float64 `json:"bits"` // what agreeing on it still counts
}

// ID returns the id of the record in a row.
func (r *Result) ID(row int) string { return r.plan.engine.frame.id(row) }

// ClusterRow returns the row of the record whose id names the cluster of row.
func (r *Result) ClusterRow(row int) int { return int(r.named[row]) }

// ClusterID returns the id of the cluster of row: that of its member with the
// smallest (first happened, record id), so that it does not depend on the order
// of the input and stays when records are added later.
func (r *Result) ClusterID(row int) string { return r.ID(int(r.named[row])) }

// nameClusters finds the naming member of each cluster.
func (r *Result) nameClusters(sets unionFind) {
	f := r.plan.engine.frame
	r.named = make([]uint32, f.rows())
	best := r.named
	first := make([]bool, f.rows())
	size := make([]int32, f.rows())
	before := f.earlier(r.plan.opt.HappenedColumn)
	for row := range best {
		root := sets.find(uint32(row))
		if size[root]++; !first[root] || before(row, int(best[root])) {
			best[root], first[root] = uint32(row), true
		}
	}
	// Roots are the smallest rows, so filling from the end reads each root
	// before it is overwritten by its own value, which is the same.
	for row := len(best) - 1; row >= 0; row-- {
		root := sets.find(uint32(row))
		best[row] = best[root]
		if uint32(row) == root {
			r.Clusters++
			r.Largest = max(r.Largest, int(size[root]))
		}
	}
}

// earlier compares rows by (first happened, record id).
func (f *frame) earlier(column string) func(a, b int) bool {
	cols := make([]int, len(f.tables))
	for t, table := range f.tables {
		cols[t] = slices.IndexFunc(table.Columns, func(c muster.Column) bool { return column != "" && c.Name == column })
	}
	when := func(row int) []byte {
		t, at := f.place(row)
		if cols[t] < 0 {
			return nil
		}
		return trimSpace(f.tables[t].Columns[cols[t]].Bytes(at))
	}
	return func(a, b int) bool {
		if column != "" {
			x, y := when(a), when(b)
			if len(x) == 0 != (len(y) == 0) {
				return len(x) > 0
			}
			if c := bytes.Compare(moment(x), moment(y)); c != 0 {
				return c < 0
			}
		}
		return compareIDs(f.id(a), f.id(b)) < 0
	}
}

// earlierText gives the sortable moment of each row.
func (f *frame) earlierText(column string) func(row int) string {
	return func(row int) string {
		t, at := f.place(row)
		c := f.tables[t].Column(column)
		if c == nil {
			return ""
		}
		return string(moment(trimSpace(c.Bytes(at))))
	}
}

// moment makes a written moment sortable: the date as digits, then the rest.
func moment(v []byte) []byte {
	if len(v) >= 10 && allDigits(v[:4]) {
		return v
	}
	return foldDate(nil, v)
}

// compareIDs orders record ids: whole numbers by value, others as text.
func compareIDs(a, b string) int {
	if len(a) != len(b) && allDigits([]byte(a)) && allDigits([]byte(b)) && a[0] != '0' && b[0] != '0' {
		return cmp.Compare(len(a), len(b))
	}
	return cmp.Compare(a, b)
}

// commonFrom is the count from which a value is common.
const commonFrom = 50

// commonBits is the most that agreeing on a common value counts: it supports
// a link and never makes one.
const commonBits = 4.0

// ScoreBin counts the kept pairs whose evidence lies in one bit.
type ScoreBin struct {
	Bits  int     `json:"bits"` // from here to the next whole bit
	Pairs int     `json:"pairs"`
	True  float64 `json:"expected_true"`
}

// Scores shows how the evidence of the pairs near and above the bar is spread,
// for choosing a threshold.
func (r *Result) Scores() []ScoreBin {
	bins := map[int]*ScoreBin{}
	for _, e := range r.edges {
		bits := float64(e.weight) / weightUnit
		at := int(math.Floor(bits))
		if bins[at] == nil {
			bins[at] = &ScoreBin{Bits: at}
		}
		bins[at].Pairs++
		bins[at].True += probability(bits)
	}
	out := make([]ScoreBin, 0, len(bins))
	for _, b := range bins {
		out = append(out, *b)
	}
	slices.SortFunc(out, func(a, b ScoreBin) int { return cmp.Compare(a.Bits, b.Bits) })
	return out
}

// identifying kinds have values that are meant to belong to one person.
func identifying(k Kind) bool {
	switch k {
	case Phone, Email, Document, BankAccount, Device, IP, PhotoPrint, Address:
		return true
	}
	return false
}

// summarise fills the parts of the result that people read.
func (r *Result) summarise(counts []PatternCount, cands []candidate) {
	f := r.plan.engine.frame
	for _, e := range r.edges {
		if r.guard.linking(e) {
			r.Links = append(r.Links, Link{A: e.a, B: e.b, Bits: float64(e.weight) / weightUnit, Joined: r.named[e.a] == r.named[e.b]})
		}
	}
	for _, c := range counts {
		r.Estimate.Compared += c.Pairs
		r.Patterns = append(r.Patterns, PatternRow{Levels: f.levelNames(c.Pattern), Pairs: c.Pairs, Bits: r.scorer.table.bits(c.Pattern)})
	}
	slices.SortStableFunc(r.Patterns, func(a, b PatternRow) int { return cmp.Compare(b.Pairs, a.Pairs) })
	r.Common = r.commonValues()
	r.estimate(cands)
	r.Warnings = append(r.Warnings, r.plan.Warnings...)
}

func (f *frame) levelNames(p pattern) []string {
	out := make([]string, len(f.fields))
	for i, fl := range f.fields {
		out[i] = fl.spec.levels[min(p.level(i), len(fl.spec.levels)-1)].name
	}
	return out
}

func (r *Result) commonValues() []CommonValue {
	var out []CommonValue
	for i, fl := range r.plan.engine.frame.fields {
		if !identifying(fl.kind) {
			continue
		}
		for c, n := range fl.count {
			if n > commonFrom {
				out = append(out, CommonValue{fl.name, fl.dict.text(uint32(c)), int(n), r.scorer.table.w[i][levelSame] + float64(r.scorer.rare[i][c])})
			}
		}
	}
	slices.SortFunc(out, func(a, b CommonValue) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), 1000)]
}

// estimate adds up probabilities, and uses pairs found by one and by two rules
// to guess how many no rule found (Chao 1987).
func (r *Result) estimate(cands []candidate) {
	var links, good, spread, all, allSpread float64
	var once, twice, found float64
	rules := r.captured(cands)
	for i, x := range r.edges {
		p := probability(float64(x.weight) / weightUnit)
		all += p
		allSpread += p * (1 - p)
		if r.guard.linking(x) && r.named[x.a] == r.named[x.b] {
			links++
			good += p
			spread += p * (1 - p)
		}
		if p < likely {
			continue
		}
		found++
		switch rules[i] {
		case 1:
			once++
		case 2:
			twice++
		}
	}
	r.Estimate.Precision = shareOf(good, links, spread)
	r.Estimate.Recall = shareOf(good, all, allSpread)
	if found == 0 {
		r.Estimate.BlockingShare = Share{0, 0, 1}
		return
	}
	missed := once * (once - 1) / (2 * (twice + 1))
	q := once / (twice + 1)
	sd := math.Sqrt((twice + 1) * (q*q*q*q/4 + q*q*q + q*q/2))
	r.Estimate.BlockingShare = Share{found / (found + missed), found / (found + missed + 2*sd), found / (found + max(0, missed-2*sd))}
}

func shareOf(good, all, variance float64) Share {
	if all == 0 {
		return Share{0, 0, 1}
	}
	sd := 2 * math.Sqrt(variance) / all
	v := good / all
	return Share{v, clampTo(v-sd, 0, 1), clampTo(v+sd, 0, 1)}
}

// captured counts, for each likely pair, the rules that bring it together, up
// to three.
func (r *Result) captured(cands []candidate) []uint8 {
	out := make([]uint8, len(cands))
	work := chunks(len(cands))
	parallel(len(work), func(i int) {
		for k := work[i][0]; k < work[i][1]; k++ {
			if probability(float64(r.edges[k].weight)/weightUnit) >= likely {
				out[k] = uint8(min(3, r.plan.engine.captures(cands[k])))
			}
		}
	})
	return out
}

// likely is the probability from which a pair counts in the estimate of what
// the rules miss.
const likely = 0.9

// captures counts the rules that bring a pair together.
func (e *engine) captures(c candidate) int {
	n := 0
	a, b := e.frame.line(c.a), e.frame.line(c.b)
	for i := range e.rules {
		if made(e.rules[i:i+1], a, b) {
			n++
		}
	}
	return n
}
