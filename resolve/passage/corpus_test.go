package passage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// cvWriter writes synthetic CVs: words drawn by a long-tailed law, employers
// and places that people share, sentences of writing aids, and layouts with
// fixed lines. It knows nothing of the tables of expected words.
type cvWriter struct {
	rng       *rand.Rand
	zipf      *rand.Zipf
	stock     []string
	templates []string
	employers []string
}

func newCVWriter(seed uint64) *cvWriter {
	rng := rand.New(rand.NewPCG(seed, 7))
	w := &cvWriter{rng: rng, zipf: rand.NewZipf(rng, 1.15, 6, 40_000)}
	for range 20 {
		w.stock = append(w.stock, w.sentence(9+rng.IntN(12)))
	}
	for range 6 {
		w.templates = append(w.templates, w.sentence(30))
	}
	for range 3000 {
		w.employers = append(w.employers, w.sentence(3))
	}
	// Sentences that writing aids and careers pages really favour.
	w.stock = append(w.stock,
		"Highly motivated and results oriented software engineer with a passion for writing clean, efficient and maintainable code.",
		"Proven ability to work both independently and as part of a cross-functional team in a fast-paced agile environment.",
		"Strong problem-solving skills with the ability to quickly learn and adapt to new technologies and frameworks.",
		"Collaborated with product managers, designers and other stakeholders to define, design and ship new features.",
		"Responsible for the full software development life cycle from requirements gathering to deployment and maintenance.",
		"Optimised database queries and application performance, resulting in a significant reduction in page load times.",
	)
	return w
}

func (w *cvWriter) sentence(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "w%d", w.zipf.Uint64())
	}
	return b.String() + "."
}

// cv writes the CV of an honest person of about n words.
func (w *cvWriter) cv(n int) string {
	var parts []string
	words := 0
	add := func(s string) {
		parts = append(parts, s)
		words += strings.Count(s, " ") + 1
	}
	add(fmt.Sprintf("name%d", w.rng.Uint32()))
	if w.rng.IntN(3) == 0 {
		add(w.templates[w.rng.IntN(len(w.templates))])
	}
	for range w.rng.IntN(4) {
		add(w.stock[w.rng.IntN(len(w.stock))])
	}
	for range 3 {
		add(w.employers[w.rng.IntN(len(w.employers))])
	}
	for words < n {
		add(w.sentence(6 + w.rng.IntN(14)))
	}
	return strings.Join(parts, "\n")
}

// edit changes, drops or adds one word in every few.
func (w *cvWriter) edit(s string, every int) string {
	words := strings.Fields(s)
	var out []string
	for _, x := range words {
		switch {
		case w.rng.IntN(every) != 0:
			out = append(out, x)
		case w.rng.IntN(3) == 0:
			out = append(out, x, "also")
		case w.rng.IntN(2) == 0:
			out = append(out, "instead")
		}
	}
	return strings.Join(out, " ")
}

// population is honest CVs and operators whose personas share passages, edited
// a little each time.
type population struct {
	docs     []Doc
	operator []int // 0 is honest
}

func newPopulation(seed uint64, honest, operators, personas, words int) population {
	w := newCVWriter(seed)
	var p population
	for range honest {
		p.docs = append(p.docs, Doc{int32(len(p.docs)), w.cv(words)})
		p.operator = append(p.operator, 0)
	}
	for o := range operators {
		master := []string{w.sentence(30), w.sentence(25), w.sentence(40)}
		for range personas {
			text := w.cv(words)
			for _, m := range master {
				if w.rng.IntN(10) < 6 {
					text += "\n" + w.edit(m, 12)
				}
			}
			p.docs = append(p.docs, Doc{int32(len(p.docs)), text})
			p.operator = append(p.operator, o+1)
		}
	}
	return p
}

// score counts matches inside operators and others, and personas matched.
func (p population) score(matches []Match) (right, wrong, found, personas int) {
	hit := map[int32]bool{}
	for _, m := range matches {
		if o := p.operator[m.A]; o != 0 && o == p.operator[m.B] {
			right++
			hit[m.A], hit[m.B] = true, true
			continue
		}
		wrong++
	}
	for i, o := range p.operator {
		if o != 0 {
			personas++
			if hit[int32(i)] {
				found++
			}
		}
	}
	return right, wrong, found, personas
}

// TestPrecision measures matches of strangers, who share stock sentences,
// templates and employers, against matches inside operators. Among fewer people
// an invented template line is as rare as a passage: that is a stated limit.
func TestPrecision(t *testing.T) {
	for _, honest := range []int{600, 3000} {
		p := newPopulation(uint64(honest), honest, 3, 8, 400)
		res := find(t, p.docs, nil, Options{})
		right, wrong, found, personas := p.score(res.Matches)
		t.Logf("%d honest: %d matches inside operators, %d others; %d of %d personas matched; %d pairs aligned", honest, right, wrong, found, personas, res.Pairs)
		if found < personas*8/10 {
			t.Errorf("%d honest: %d of %d personas matched", honest, found, personas)
		}
		if wrong > 1+honest/1000 {
			t.Errorf("%d honest: %d matches of strangers", honest, wrong)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := newPopulation(1, n-n/200, n/2000, 10, 600)
			b.ReportAllocs()
			for b.Loop() {
				res := find(b, p.docs, nil, Options{})
				right, wrong, found, personas := p.score(res.Matches)
				b.ReportMetric(float64(res.Pairs), "aligned")
				b.ReportMetric(float64(wrong), "strangers")
				b.ReportMetric(float64(found)/float64(max(personas, 1)), "recall")
				_ = right
			}
		})
	}
}
