package passage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func find(t testing.TB, docs []Doc, subtract []string, opt Options) Result {
	t.Helper()
	res, err := Find(context.Background(), docs, subtract, opt)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// filler returns n words that occur nowhere else.
func filler(seed string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sword%d ", seed, i)
	}
	return b.String()
}

const told = "moved the harbour tariff ledger from nightly cobol batches to a replayable event journal while both harbourmasters kept signing paper manifests on the quay without losing one disputed invoice"

func TestFindSharedPassage(t *testing.T) {
	edited := strings.Replace(strings.Replace(told, "replayable", "fully replayable", 1), "cobol", "mainframe", 1)
	docs := []Doc{
		{0, filler("a", 80) + told + ". " + filler("aa", 40)},
		{1, filler("b", 60) + "Moved the HARBOUR tariff ledger, from nightly COBOL batches to a replayable event journal, while both harbourmasters kept signing paper manifests on the quay without losing one disputed invoice"},
		{2, filler("c", 50) + edited + " " + filler("cc", 10)},
		{3, filler("d", 90)},
		{0, filler("e", 20) + told},
	}
	res := find(t, docs, nil, Options{})
	var pairs [][2]int32
	for _, m := range res.Matches {
		pairs = append(pairs, [2]int32{m.A, m.B})
		for _, s := range m.Spans {
			a, b := docs[m.A].Text[s.AStart:s.AEnd], docs[m.B].Text[s.BStart:s.BEnd]
			if !strings.HasPrefix(strings.ToLower(a), "moved") || !strings.HasSuffix(strings.ToLower(b), "invoice") {
				t.Errorf("documents %d and %d: spans %q and %q are not the passage", m.A, m.B, a, b)
			}
		}
	}
	want := [][2]int32{{0, 1}, {0, 2}, {1, 2}, {1, 4}, {2, 4}}
	if diff := cmp.Diff(want, pairs); diff != "" {
		t.Errorf("matches (-want +got):\n%s", diff)
	}
	if len(res.Groups) == 0 || !slices.Equal(res.Groups[0].Docs, []int32{0, 1, 2, 4}) || res.Groups[0].Owners != 3 {
		t.Errorf("the passage of three people is not one group: %+v", res.Groups)
	}
}

func TestAdvertIsSubtracted(t *testing.T) {
	docs := []Doc{{0, filler("a", 60) + told}, {1, filler("b", 60) + told}}
	if res := find(t, docs, []string{"We seek somebody who " + told}, Options{}); len(res.Matches) != 0 {
		t.Errorf("words of the advert matched: %+v", res.Matches)
	}
}

func TestTemplateIsNamed(t *testing.T) {
	var docs []Doc
	for i := range 200 {
		docs = append(docs, Doc{int32(i), filler(fmt.Sprint("x", i, "y"), 30) + told})
	}
	res := find(t, docs, nil, Options{})
	if len(res.Matches) != 0 {
		t.Errorf("%d matches over a template of 200 people", len(res.Matches))
	}
	if len(res.Templates) == 0 || res.Templates[0].Owners != 200 {
		t.Fatalf("the template is not named: %+v", res.Templates)
	}
	tp := res.Templates[0]
	if got := docs[tp.Doc].Text[tp.Start:tp.End]; got != told {
		t.Errorf("template is %q", got)
	}
}

func TestEqualTexts(t *testing.T) {
	text := filler("a", 30) + told
	docs := []Doc{{0, text}, {1, filler("z", 50)}, {2, text}, {3, text}}
	res := find(t, docs, nil, Options{})
	if len(res.Matches) != 3 || len(res.Groups) == 0 || !res.Groups[0].Identical || res.Groups[0].Common || !slices.Equal(res.Groups[0].Docs, []int32{0, 2, 3}) {
		t.Errorf("equal texts: %d matches, groups %+v", len(res.Matches), res.Groups)
	}
	docs = docs[:0]
	for i := range 5000 {
		docs = append(docs, Doc{int32(i), text})
	}
	res = find(t, docs, nil, Options{})
	if len(res.Matches) != 0 || len(res.Groups) != 1 || !res.Groups[0].Common || res.Groups[0].Owners != 5000 {
		t.Errorf("5,000 equal texts: %d matches, %d groups", len(res.Matches), len(res.Groups))
	}
}

func TestAlign(t *testing.T) {
	a := "Füße wärmen. " + told + " and " + filler("q", 9)
	b := filler("r", 7) + strings.ToUpper(told)
	spans := Align(a, b, nil)
	if len(spans) != 1 || a[spans[0].AStart:spans[0].AEnd] != told || b[spans[0].BStart:spans[0].BEnd] != strings.ToUpper(told) {
		t.Errorf("spans %+v", spans)
	}
	if spans := Align(a, b, []string{told}); len(spans) != 0 {
		t.Errorf("subtracted passage is still there: %+v", spans)
	}
}

func TestSimilarity(t *testing.T) {
	for _, tt := range []struct {
		text, advert string
		want         float64
	}{
		{told, told, 1},
		{told, "nothing of the kind", 0},
		{"", told, 0},
		{"one two", "one two", 0},
		{"one two three x", "zero one two three", 0.5},
	} {
		if got := Similarity(tt.text, tt.advert); got != tt.want {
			t.Errorf("Similarity(%q, %q) = %v, want %v", tt.text, tt.advert, got, tt.want)
		}
	}
}

func TestSkeletons(t *testing.T) {
	persona := []string{"role:r1", "role:r2", "gap:g1", "figure:f1", "figure:f2", "project:p1", "project:p2"}
	colleague := []string{"role:c1", "role:c2", "role:c3", "role:c4", "role:c5", "role:c6"}
	features := [][]string{
		append([]string{"own:a"}, persona...),
		append([]string{"own:b"}, persona[1:]...),
		append([]string{"own:c"}, colleague...),
		append([]string{"own:d"}, colleague...),
		{"role:r1", "gap:g1"},
	}
	got := Skeletons(features, []int32{0, 1, 2, 3, 4}, SkeletonOptions{})
	if len(got) != 1 || got[0].A != 0 || got[0].B != 1 || got[0].Shared != 6 || got[0].Kinds != 4 {
		t.Errorf("skeletons: %+v", got)
	}
}

func TestEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Find(ctx, []Doc{{0, told}, {1, told}}, nil, Options{}); err == nil {
		t.Error("no error from an ended context")
	}
}
