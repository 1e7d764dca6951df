package watchlist

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// unEntries are the public individuals of the UN list.
func unEntries(t testing.TB) []Entry {
	t.Helper()
	var entries []Entry
	for _, r := range sharedRows(t, "04_sanctions/un_individuals.csv") {
		e := Entry{ID: r["un_ref"], Kind: KindPerson, Names: []ListedName{{Text: r["name"]}}}
		for alias := range strings.SplitSeq(r["aliases"], "|") {
			if alias != "" {
				e.Names = append(e.Names, ListedName{Text: alias})
			}
		}
		for b := range strings.SplitSeq(r["dob"], "|") {
			if b != "" {
				e.Births = append(e.Births, b)
			}
		}
		entries = append(entries, e)
	}
	return entries
}

func packedRows(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open("../../shared/data/" + path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "" {
		t.Skip("public data not found")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return tableRows(t, z)
}

func tableRows(t testing.TB, in io.Reader) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[strings.TrimPrefix(h, "\ufeff")] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func births(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// TestDevelopmentLists shows recall and false hits on the half of the public
// queries that is there for looking.
func TestDevelopmentLists(t *testing.T) {
	s := NewIndex(unEntries(t)).Searcher()
	found, all, foundChanged, changed := 0, 0, 0, 0
	for _, r := range sharedRows(t, "04_sanctions/un_queries_dev.csv") {
		if !development(r["query"]) {
			continue
		}
		hit := false
		for _, h := range s.Screen(Query{Name: r["query"], Births: births(r["date_of_birth"])}) {
			hit = hit || h.ID == r["expected_un_ref"]
		}
		all++
		if hit {
			found++
		} else {
			t.Logf("missed %v", r)
		}
		if r["changed"] == "1" {
			changed++
			if hit {
				foundChanged++
			}
		}
	}
	t.Logf("recall %d of %d, changed %d of %d", found, all, foundChanged, changed)
	for _, path := range []string{"negatives_global_dev.csv.gz", "negatives_us_dev.csv.gz"} {
		hits, n := 0, 0
		for _, r := range packedRows(t, "04_sanctions/"+path) {
			if !development(r["full_name"]) {
				continue
			}
			n++
			if h := s.Screen(Query{Name: r["full_name"], Births: births(r["date_of_birth"]), Places: births(r["place_of_birth"])}); len(h) > 0 {
				hits++
				t.Logf("%s %s: %+v", r["full_name"], r["date_of_birth"], h[0])
			}
		}
		t.Logf("%s: %d of %d hit", path, hits, n)
	}
	hits, n := 0, 0
	for _, r := range sharedRows(t, "04_sanctions/korean_common_name_negatives.csv") {
		if !development(r["full_name"]) {
			continue
		}
		n++
		if h := s.Screen(Query{Name: r["full_name"]}); len(h) > 0 {
			hits++
			t.Logf("%s: %+v", r["full_name"], h[0])
		}
	}
	t.Logf("common Korean names: %d of %d hit", hits, n)
}
