package resolve

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"muster"
)

func TestBadInput(t *testing.T) {
	long := strings.Repeat("Ab", 5000)
	wide := func(n int, row func(i int) []string) *muster.Table {
		rows := [][]string{{"id", "name", "surname", "dob", "city", "phone"}}
		for i := range n {
			rows = append(rows, row(i))
		}
		return tableOf("bad", rows)
	}
	id := func(i int) string { return fmt.Sprint(i) }
	for name, c := range map[string]struct {
		tab      *muster.Table
		clusters int
		warning  string // part of one; "" asks for none
	}{
		"one value everywhere": {wide(20000, func(i int) []string { return []string{id(i), "x", "y", "1990-01-01", "z", "123456"} }),
			1, "copies of one content"},
		"a million copies": {wide(1_000_000, func(i int) []string { return []string{id(i), "ada", "king", "1815-12-10", "london", "0123456789"} }),
			1, "1000000 records are exact copies of one content"},
		"all but one empty": {wide(20000, func(i int) []string { return []string{id(i), "", "", "", "london", ""} }),
			20000, "not enough to tell people apart"},
		"many of two names": {wide(20000, func(i int) []string { return []string{id(i), "ann", "lee", "", fmt.Sprint("city", i%2), ""} }),
			20000, "not enough to tell people apart"},
		"null columns": {wide(2000, func(i int) []string { return []string{id(i), "given" + id(i), "sur" + id(i%900), "", "null", "NaN"} }),
			2000, ""},
		"a wide block": {wide(30000, func(i int) []string { return []string{id(i), "n" + id(i/2), "lee", "1990-01-01", "z", "0"} }),
			0, ""},
		"long and wild": {wide(500, func(i int) []string {
			return []string{id(i), long + id(i), "\x00\x1b[31m" + id(i), "NaN", "\xff\xfe", "NaN"}
		}), 500, ""},
		"long names, the difference at the end": {wide(500, func(i int) []string {
			return []string{id(i), long + id(i), long + "/" + id(i), "1990-01-01", "leeds", strings.Repeat("0", 70) + id(i)}
		}), 500, ""},
		"long names, each twice": {wide(500, func(i int) []string {
			return []string{id(i), long + id(i/2), "smith" + id(i/2), "19" + id(50+i/2%50) + "-03-" + id(10+i/2%19), "city" + id(i%9), id(7_000_000 + i/2)}
		}), 250, ""},
		"duplicate ids": {wide(500, func(i int) []string {
			return []string{id(i % 7), "n" + id(i%50), "s" + id(i%60), "1990-01-01", "z", id(i)}
		}), 500, "more than once or not at all"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, r := runSet(t, dataSet{tables: []*muster.Table{c.tab}}, Options{})
			if r.Records != c.tab.Len() || c.clusters > 0 && r.Clusters != c.clusters {
				t.Errorf("%d records, %d clusters, want %d of %d rows", r.Records, r.Clusters, c.clusters, c.tab.Len())
			}
			if took := time.Since(start); took > 2*time.Minute {
				t.Errorf("took %v", took)
			}
			if most := 500 * int64(c.tab.Len()); r.Estimate.Compared > most {
				t.Errorf("%d pairs were compared, more than 500 for each record", r.Estimate.Compared)
			}
			if c.warning != "" && !strings.Contains(strings.Join(r.Warnings, "\n"), c.warning) {
				t.Errorf("warnings %q say nothing of %q", r.Warnings, c.warning)
			}
			t.Logf("%d clusters, largest %d, %d pairs, warnings %q", r.Clusters, r.Largest, r.Estimate.Compared, r.Warnings)
		})
	}
	if _, err := NewPlan([]*muster.Table{tableOf("none", [][]string{{"name"}})}, Options{}); err == nil {
		t.Error("a table without rows was accepted")
	}
	if _, err := NewPlan([]*muster.Table{tableOf("ids", [][]string{{"id"}, {"1"}, {"2"}})}, Options{}); err == nil {
		t.Error("a table with nothing to compare was accepted")
	}
}
