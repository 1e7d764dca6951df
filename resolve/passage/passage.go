// Package passage finds documents of different people that share rare phrases
// or long identical passages, and sets them side by side.
//
// # Idea
//
// A text is a sequence of folded words; every three words in a row are a
// shingle. A shingle is as telling as it is rare: in how few people's documents
// it stands, and never more than its words are by themselves, so that a
// sentence of stock words stays weak even where the corpus is too small to show
// that everybody writes it. Shingles of job adverts and known templates, and
// shingles that too many people use, say nothing; the longest of the latter are
// named as templates.
//
// An inverted index over shingles yields pairs of documents with several rare
// shingles in common; each such pair is aligned word by word, which finds the
// passages whatever small edits were made in them. A shingle with many owners
// is never expanded into all pairs: documents that hold it are linked in a
// chain, and the documents found that way are compared among themselves in a
// second round. Equal texts are compared once.
//
// # Use
//
//	res, err := passage.Find(ctx, docs, []string{advert, template}, passage.Options{})
//	for _, m := range res.Matches { ... docs[m.A].Text[m.Spans[0].AStart:m.Spans[0].AEnd] ... }
//	for _, g := range res.Groups { ... one passage in three documents or more ... }
//
// Align and Similarity serve two texts at hand; Skeletons matches the facts of
// documents that were rewritten.
//
// The result depends on the documents and their order only, not on the number
// of cores. The index is built in slices of bounded size (Options.Slice), so
// that its memory does not grow with the number of documents; 100,000 CVs of 600
// words take about 3 GB at the defaults, texts included.
//
// # Limits
//
// A shared passage is a lead: agencies reformat CVs, colleagues describe one
// project, writing aids have favourite sentences. The words expected in any CV
// are listed for English, with the function words of a few other languages;
// elsewhere rarity rests on the corpus alone, and small sets of documents say
// less than they seem to. A text translated or rewritten throughout shares no
// shingles.
package passage

import (
	"context"
	"fmt"
	"runtime"
	"slices"
)

// priorPeople is the least number of people rarity is reckoned against.
const priorPeople = 1000

// maxText is how many bytes of a text are read.
const maxText = 1 << 20

// Doc is one document of one person.
type Doc struct {
	Owner int32 // whose it is; documents of one owner are never matched
	Text  string
}

// Span is a passage that stands in two texts, in bytes of each.
type Span struct {
	AStart, AEnd int
	BStart, BEnd int
	Words        int // words in common that are not common words of adverts, templates or everybody
}

// Match is two documents of different owners with passages in common.
type Match struct {
	A, B         int32 // indexes of the documents, A < B
	Spans        []Span
	Words        int     // words in common, common ones left out
	LongestWords int     // words of the longest unbroken run
	Share        float64 // Words as a share of the smaller document, 0 to 1
	Bits         float64 // rarity of what is shared
}

// Group is one passage that stands in the documents of several people.
type Group struct {
	Docs      []int32 // indexes, ascending
	Owners    int     // different people
	Words     int     // words of the passage in the example
	Bits      float64 // rarity of the passage in the example
	Identical bool    // the texts are equal from first to last byte
	Common    bool    // too many people share it to say anything: a template
	Doc       int32   // the example
	Start     int     // where the passage stands in the example, in bytes
	End       int
}

// Template is a passage that so many people use that it says nothing.
type Template struct {
	Owners     int   // people who use its rarest words in a row
	Words      int   // length
	Doc        int32 // an example
	Start, End int   // where it stands there, in bytes
}

// Result is what Find found.
type Result struct {
	Matches   []Match    // by (A, B)
	Groups    []Group    // the largest first
	Templates []Template // the most used first
	Owners    int        // people whose documents were compared
	Pairs     int        // pairs that were aligned
	Dropped   int        // pairs left out because a document already had enough matches
}

// Options tunes Find. The zero value is the default.
type Options struct {
	MaxOwners int     // a shingle of more people is common; default 40, and never more than a quarter of all, but at least 8
	MinBits   float64 // rarity a match needs; default 30, and 40 among fewer than 1,000 people
	MinWords  int     // words a match needs; default 15
	MinRun    int     // words its longest run needs; default 5
	PerDoc    int     // matches listed per document; default 48
	Workers   int     // default: the number of cores
	Slice     int     // shingles held at once; default 16 million
	Pairs     int     // candidate pairs held at once; default 16 million
	Learned   Learned // the words that are common here, as Learn told them; nil learns them from the documents
}

func (o Options) withDefaults(owners int) Options {
	set := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	set(&o.MaxOwners, min(40, max(8, owners/4)))
	set(&o.MinWords, 15)
	set(&o.MinRun, 5)
	set(&o.PerDoc, 48)
	set(&o.Workers, runtime.GOMAXPROCS(0))
	set(&o.Slice, 16<<20)
	set(&o.Pairs, 16<<20)
	if !(o.MinBits > 0) {
		o.MinBits = 30
		if owners < priorPeople {
			o.MinBits = 40
		}
	}
	return o
}

// Find compares all documents with each other. Shingles of the texts in
// subtract (job adverts, lines of known templates) do not count. It fails only
// when ctx ends or there are more documents than it can number.
func Find(ctx context.Context, docs []Doc, subtract []string, opt Options) (Result, error) {
	if len(docs) > maxDocs {
		return Result{}, fmt.Errorf("compare passages: %d documents, at most %d at once", len(docs), maxDocs)
	}
	c := newCorpus(docs, subtract, opt)
	if err := c.index(ctx); err != nil {
		return Result{}, fmt.Errorf("compare passages: %w", err)
	}
	if err := c.compare(ctx); err != nil {
		return Result{}, fmt.Errorf("compare passages: %w", err)
	}
	res := Result{Owners: c.owners, Pairs: c.aligned, Dropped: c.dropped}
	res.Matches = c.matches()
	res.Groups = c.groups(res.Matches)
	res.Templates = c.templates()
	return res, nil
}

// Align returns the passages that two texts have in common, by place in a,
// without what stands in the texts of subtract. Phrases of fewer than four
// words are left out.
func Align(a, b string, subtract []string) []Span {
	al := newAligner(newVocabulary(), common(subtract), priorPeople)
	al.setA(words(a, nil))
	spans := al.align(words(b, nil)).spans
	slices.SortFunc(spans, func(x, y Span) int { return x.AStart - y.AStart })
	return spans
}

// Similarity returns the share of a text's shingles that stand in an advert, 0
// to 1. Texts of fewer than three words have none.
func Similarity(text, advert string) float64 {
	in, w := common([]string{advert}), words(text, nil)
	if len(w) < shingleWords {
		return 0
	}
	hits := 0
	for i := range len(w) - shingleWords + 1 {
		if in.owners(shingle(w, i)) > 0 {
			hits++
		}
	}
	return float64(hits) / float64(len(w)-shingleWords+1)
}
