package passage

import (
	"fmt"
	"strings"
	"testing"
)

// TestLearned finds the same in documents whether the common words are learned
// from them or were learned from them before, and weighs them otherwise after
// other documents taught otherwise.
func TestLearned(t *testing.T) {
	own := func(i int) string { return strings.Repeat(fmt.Sprintf("zeta%d omega%d ", i, i), 30) }
	const shared = "we calibrate turbine gaskets beside the quiet harbour while gannets circle above copper roofs and nobody hurries the slow ferry to the island"
	var docs []Doc
	var texts []string
	for i := range 60 {
		text := own(i)
		if i < 2 {
			text += shared
		}
		docs, texts = append(docs, Doc{int32(i), text}), append(texts, text)
	}
	find := func(o Options) []Match {
		t.Helper()
		found, err := Find(t.Context(), docs, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		return found.Matches
	}
	alone, given := find(Options{}), find(Options{Learned: Learn(texts)})
	if len(alone) != 1 || len(given) != 1 || alone[0].Bits != given[0].Bits {
		t.Fatalf("learned from the documents %+v, told beforehand %+v", alone, given)
	}
	var stock []string // documents in which the shared words are everywhere
	for i := range 60 {
		stock = append(stock, own(i)+shared)
	}
	common := Learn(stock)
	if weak := find(Options{Learned: common}); len(weak) != 0 {
		t.Errorf("words that everybody uses still tell: %+v", weak)
	}
	shelf, err := NewShelf(t.Context(), docs[1:], nil, Options{Learned: Learn(texts)})
	if err != nil {
		t.Fatal(err)
	}
	like := func() []Match {
		t.Helper()
		n, err := shelf.Put(docs[0])
		if err != nil {
			t.Fatal(err)
		}
		defer shelf.Take(n)
		list, err := shelf.Like(n, docs[0].Text, func(doc int32) (string, error) { return texts[doc+1], nil })
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := like(); len(got) != 1 || got[0].Bits != alone[0].Bits {
		t.Errorf("on the shelf: %+v, want %+v", got, alone)
	}
	shelf.Weigh(common)
	if got := like(); len(got) != 0 {
		t.Errorf("on the shelf, weighed anew: %+v", got)
	}
}
