package watchlist

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// drawn makes people and listed entries of seeded names: given and family names
// are made of syllables, and a part of them are very common ones.
type drawn struct {
	r      *rand.Rand
	given  []string
	family []string
}

func newDrawn(seed uint64) *drawn {
	d := &drawn{r: rand.New(rand.NewPCG(seed, seed))}
	syllables := []string{"ma", "ri", "ko", "sha", "ven", "del", "tu", "ran", "bek", "lo", "sin", "fa", "zul", "mir", "an", "dro", "hel", "gar", "is", "or", "ten", "vi", "qa", "sem"}
	word := func() string {
		s := ""
		for range 2 + d.r.IntN(2) {
			s += syllables[d.r.IntN(len(syllables))]
		}
		return s
	}
	d.given = []string{"Mohammed", "Ahmed", "Ali", "Maria", "John", "David", "Anna", "Kim", "Wei", "Abdul", "Fatima", "Jose", "Ivan", "Hassan"}
	d.family = []string{"Khan", "Singh", "Lee", "Wang", "Garcia", "Smith", "Nguyen", "Ali", "Ahmed", "Kim", "Hussain", "Silva", "Ivanov"}
	for range 4000 {
		d.given = append(d.given, word())
		d.family = append(d.family, word())
	}
	return d
}

// pick prefers the front of the words, as names do.
func (d *drawn) pick(words []string) string {
	if d.r.IntN(4) == 0 {
		return words[d.r.IntN(14)%len(words)]
	}
	return words[d.r.IntN(len(words))]
}

func (d *drawn) name() string {
	s := d.pick(d.given)
	for range d.r.IntN(3) {
		s += " " + d.pick(d.given)
	}
	return s + " " + d.pick(d.family)
}

func (d *drawn) birth() string {
	return time.Date(1940+d.r.IntN(65), time.Month(1+d.r.IntN(12)), 1+d.r.IntN(28), 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

func (d *drawn) entries(n int) []Entry {
	out := make([]Entry, n)
	for i := range out {
		out[i] = Entry{ID: fmt.Sprint("L", i), Kind: KindPerson, Births: []string{d.birth()}}
		for range 1 + d.r.IntN(4) {
			out[i].Names = append(out[i].Names, ListedName{Text: d.name()})
		}
	}
	return out
}

func (d *drawn) queries(n int) []Query {
	out := make([]Query, n)
	for i := range out {
		out[i] = Query{Name: d.name(), Births: []string{d.birth()}}
	}
	return out
}

// BenchmarkScreen screens one person after another against 50,000 entries and
// reports the 99th percentile; a million people on four cores take 250,000
// times the mean.
func BenchmarkScreen(b *testing.B) {
	d := newDrawn(1)
	x := NewIndex(d.entries(50_000))
	queries := d.queries(20_000)
	s := x.Searcher()
	var times []time.Duration
	hits := 0
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		start := time.Now()
		hits += len(s.Screen(queries[i%len(queries)]))
		times = append(times, time.Since(start))
	}
	b.StopTimer()
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(b.Elapsed().Seconds())/float64(b.N)*1e6/4, "s/million-on-4")
	b.ReportMetric(float64(hits)/float64(b.N), "hits/query")
}

// BenchmarkIndex prepares 50,000 entries.
func BenchmarkIndex(b *testing.B) {
	entries := newDrawn(1).entries(50_000)
	b.ReportAllocs()
	for b.Loop() {
		if NewIndex(entries).Len() != 50_000 {
			b.Fatal("entries are missing")
		}
	}
}
