package watchlist

import (
	"encoding/csv"
	"errors"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// sharedRows reads a table of the public data, or skips the test where it is
// not there. The first row is the header.
func sharedRows(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.FromSlash("../../shared/data/" + path))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "" {
		t.Skip("public data not found")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// development reports whether a row belongs to the half that rules and
// thresholds may be looked for on; the other half only measures.
func development(key string) bool {
	h := fnv.New32a()
	h.Write([]byte(key))
	return h.Sum32()>>7&1 == 0
}

// TestDevelopmentNames shows where a threshold could lie, on the half of the
// labelled pairs of people's names that is there for that.
func TestDevelopmentNames(t *testing.T) {
	type scored struct {
		s     float64
		match bool
	}
	var all []scored
	for _, r := range sharedRows(t, "04_sanctions/name_pairs_dev.csv") {
		if r["schema"] != "Person" || !development(r["name1"]+"|"+r["name2"]) {
			continue
		}
		n := CompareNames(r["name1"], r["name2"])
		all = append(all, scored{n.Score, r["is_match"] == "true"})
		if (n.Score >= NameThreshold) != (r["is_match"] == "true") && testing.Verbose() {
			t.Logf("%s %.3f %q %q %v", r["is_match"], n.Score, r["name1"], r["name2"], n.Ways)
		}
	}
	for _, at := range []float64{0.6, 0.65, 0.7, 0.75, 0.8, 0.85} {
		tp, fp, fn := 0.0, 0.0, 0.0
		for _, x := range all {
			switch {
			case x.s >= at && x.match:
				tp++
			case x.s >= at:
				fp++
			case x.match:
				fn++
			}
		}
		t.Logf("threshold %.2f: F1 %.3f, precision %.3f, recall %.3f of %d pairs", at, 2*tp/(2*tp+fp+fn), tp/(tp+fp), tp/(tp+fn), len(all))
	}
}
