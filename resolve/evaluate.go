package resolve

import (
	"cmp"
	"fmt"
	"slices"
)

// Quality is how well clusters agree with a known answer.
type Quality struct {
	Records         int        `json:"records"` // records that both sides name
	TruePairs       int64      `json:"true_pairs"`
	FoundPairs      int64      `json:"found_pairs"`
	FalsePairs      int64      `json:"false_pairs"`
	FalseMerges     int        `json:"false_merges"` // people that share a cluster with somebody else
	Precision       float64    `json:"precision"`
	Recall          float64    `json:"recall"`
	F1              float64    `json:"f1"`
	BCubedPrecision float64    `json:"bcubed_precision"`
	BCubedRecall    float64    `json:"bcubed_recall"`
	BCubedF1        float64    `json:"bcubed_f1"`
	LargestCluster  int        `json:"largest_cluster"`
	LargestTruth    int        `json:"largest_truth"`
	BySize          []SizeRow  `json:"by_size"` // by number of records of the true entity
	Curve           []CurveRow `json:"curve,omitempty"`
	AtRecall80      *FalseRate `json:"at_recall_80,omitempty"`
	Skipped         []string   `json:"skipped,omitempty"` // why records were left out
}

// SizeRow is the quality for entities of one range of sizes.
type SizeRow struct {
	Size      string  `json:"size"`
	Entities  int     `json:"entities"`
	Precision float64 `json:"bcubed_precision"`
	Recall    float64 `json:"bcubed_recall"`
	Whole     int     `json:"whole"` // entities found exactly
}

// CurveRow is the quality of the links alone at one threshold.
type CurveRow struct {
	Bits      float64 `json:"bits"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// FalseRate counts wrongly merged people at the threshold where recall first
// reaches 0.80.
type FalseRate struct {
	Bits      float64 `json:"bits"`
	Recall    float64 `json:"recall"`
	Per10k    float64 `json:"false_merges_per_10000"` // people in a cluster with somebody else, per 10,000 distinct people
	Precision float64 `json:"precision"`
}

// Evaluate compares clusters with the truth, both as record id to label.
func Evaluate(clusters, truth map[string]string) Quality {
	ids := make([]string, 0, len(clusters))
	for id := range clusters {
		if _, ok := truth[id]; ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	cs, ts := make([]string, len(ids)), make([]string, len(ids))
	for i, id := range ids {
		cs[i], ts[i] = clusters[id], truth[id]
	}
	q := measure(cs, ts)
	if n := len(clusters) - len(ids); n > 0 {
		q.Skipped = append(q.Skipped, fmt.Sprintf("%d records of the clusters have no known answer", n))
	}
	if n := len(truth) - len(ids); n > 0 {
		q.Skipped = append(q.Skipped, fmt.Sprintf("%d records of the truth are in no cluster", n))
	}
	return q
}

// measure compares two labellings of the same records.
func measure(cluster, truth []string) Quality {
	c, nc := numbers(cluster)
	t, nt := numbers(truth)
	return compareLabels(c, t, nc, nt)
}

// numbers turns labels into numbers from 0.
func numbers(labels []string) ([]int32, int) {
	index := make(map[string]int32)
	out := make([]int32, len(labels))
	for i, l := range labels {
		n, ok := index[l]
		if !ok {
			n = int32(len(index))
			index[l] = n
		}
		out[i] = n
	}
	return out, len(index)
}

// overlap is how many records one cluster and one entity share.
type overlap struct {
	c, t int32
	n    int64
}

func overlaps(c, t []int32) []overlap {
	cells := make([]overlap, len(c))
	for i := range c {
		cells[i] = overlap{c[i], t[i], 1}
	}
	slices.SortFunc(cells, func(a, b overlap) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.c, b.c)) })
	out := cells[:0]
	for _, x := range cells {
		if k := len(out) - 1; k >= 0 && out[k].c == x.c && out[k].t == x.t {
			out[k].n++
			continue
		}
		out = append(out, x)
	}
	return out
}

func compareLabels(c, t []int32, nc, nt int) Quality {
	cs, ts := make([]int64, nc), make([]int64, nt)
	for i := range c {
		cs[c[i]]++
		ts[t[i]]++
	}
	q := Quality{Records: len(c)}
	cells := overlaps(c, t)
	var hit int64
	merged := make([]bool, nt)
	for _, x := range cells {
		hit += x.n * (x.n - 1) / 2
		q.BCubedPrecision += float64(x.n*x.n) / float64(cs[x.c])
		q.BCubedRecall += float64(x.n*x.n) / float64(ts[x.t])
		if cs[x.c] > x.n {
			merged[x.t] = true
		}
	}
	for _, m := range merged {
		if m {
			q.FalseMerges++
		}
	}
	for _, n := range cs {
		q.FoundPairs += n * (n - 1) / 2
		q.LargestCluster = max(q.LargestCluster, int(n))
	}
	for _, n := range ts {
		q.TruePairs += n * (n - 1) / 2
		q.LargestTruth = max(q.LargestTruth, int(n))
	}
	q.FalsePairs = q.FoundPairs - hit
	q.Precision, q.Recall = ratio(float64(hit), float64(q.FoundPairs)), ratio(float64(hit), float64(q.TruePairs))
	q.F1 = harmonic(q.Precision, q.Recall)
	n := float64(len(c))
	q.BCubedPrecision, q.BCubedRecall = ratio(q.BCubedPrecision, n), ratio(q.BCubedRecall, n)
	q.BCubedF1 = harmonic(q.BCubedPrecision, q.BCubedRecall)
	q.BySize = bySize(cells, cs, ts)
	return q
}

// sizeRanges of entities that are reported apart.
var sizeRanges = [...]struct {
	name   string
	lo, hi int64
}{{"1", 1, 1}, {"2", 2, 2}, {"3-4", 3, 4}, {"5-9", 5, 9}, {"10-19", 10, 19}, {"20 and more", 20, 1 << 62}}

func bySize(cells []overlap, cs, ts []int64) []SizeRow {
	var out []SizeRow
	for _, r := range sizeRanges {
		row := SizeRow{Size: r.name}
		var records, precision, recall float64
		for _, n := range ts {
			if n >= r.lo && n <= r.hi {
				row.Entities++
				records += float64(n)
			}
		}
		for _, x := range cells {
			if ts[x.t] < r.lo || ts[x.t] > r.hi {
				continue
			}
			precision += float64(x.n*x.n) / float64(cs[x.c])
			recall += float64(x.n*x.n) / float64(ts[x.t])
			if x.n == cs[x.c] && x.n == ts[x.t] {
				row.Whole++
			}
		}
		if row.Entities > 0 {
			row.Precision, row.Recall = precision/records, recall/records
			out = append(out, row)
		}
	}
	return out
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}
