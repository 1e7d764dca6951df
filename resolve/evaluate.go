package resolve

// Quality is how well clusters agree with a known answer.
type Quality struct {
	Records         int     `json:"records"`
	TruePairs       int64   `json:"true_pairs"`
	FoundPairs      int64   `json:"found_pairs"`
	FalsePairs      int64   `json:"false_pairs"`
	Precision       float64 `json:"precision"`
	Recall          float64 `json:"recall"`
	F1              float64 `json:"f1"`
	BCubedPrecision float64 `json:"bcubed_precision"`
	BCubedRecall    float64 `json:"bcubed_recall"`
	BCubedF1        float64 `json:"bcubed_f1"`
	LargestCluster  int     `json:"largest_cluster"`
	LargestTruth    int     `json:"largest_truth"`
}

// measure compares two labellings of the same records.
func measure(cluster, truth []string) Quality {
	type cell struct{ c, t string }
	cs, ts, both := map[string]int64{}, map[string]int64{}, map[cell]int64{}
	for i := range cluster {
		cs[cluster[i]]++
		ts[truth[i]]++
		both[cell{cluster[i], truth[i]}]++
	}
	q := Quality{Records: len(cluster)}
	var hit int64
	for k, n := range both {
		hit += n * (n - 1) / 2
		q.BCubedPrecision += float64(n*n) / float64(cs[k.c])
		q.BCubedRecall += float64(n*n) / float64(ts[k.t])
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
	n := float64(len(cluster))
	q.BCubedPrecision, q.BCubedRecall = ratio(q.BCubedPrecision, n), ratio(q.BCubedRecall, n)
	q.BCubedF1 = harmonic(q.BCubedPrecision, q.BCubedRecall)
	return q
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
