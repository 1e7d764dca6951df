package server

import (
	"strings"
	"testing"

	"muster/ingest"
)

// TestTableWords holds that every kind of table, and every field that can be
// said of a column, has words of its own within its kind.
func TestTableWords(t *testing.T) {
	t.Parallel()
	for _, k := range ingest.Kinds() {
		if _, ok := tableWords()[k]; !ok {
			t.Errorf("%s has no words", k)
		}
		seen := map[string]string{}
		for _, f := range ingest.FieldsOf(k) {
			w := fieldWord(f)
			if seen[w] != "" || strings.ContainsAny(w, "_@.") {
				t.Errorf("%s: %s is called %q, as %q is", k, f, w, seen[w])
			}
			seen[w] = f
		}
	}
}
