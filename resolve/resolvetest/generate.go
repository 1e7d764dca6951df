// Package resolvetest makes large record sets with a known answer, for
// benchmarks and property tests of package resolve.
//
// # Idea
//
// People are drawn one after the other: names from invented syllables with the
// long-tailed frequencies that names have, a date of birth, a city with its
// postcodes, an e-mail address or phone number. Each person leaves one or more
// records; every record after the first is a copy with the errors people and
// programs make: a wrong, missing or swapped letter, a nickname cut short, an
// initial, day and month swapped, a moved home, a gap. No value is taken from a
// real person.
//
// # Use
//
//	set := resolvetest.Generate(resolvetest.Config{Seed: 1, Records: 1_000_000})
//	plan, err := resolve.NewPlan([]*muster.Table{set.Table}, resolve.Options{})
//
// [Records] streams the same records for writing to a file, as the program in
// tools/compare/generate does.
//
// # Limits
//
// The same Config gives the same bytes on every machine. Errors are
// independent of each other, which real ones are not, so quality figures on
// these sets say little; speed and memory figures are what they are for.
package resolvetest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"

	"muster"
)

// Config says what to make.
type Config struct {
	Seed    uint64
	Records int
	Copies  float64 // share of records that are further records of someone; 0 means 0.3
	Faults  float64 // share of values in such records that are changed; 0 means 0.15
	Gaps    float64 // share of values that are left out; 0 means 0.05
}

// Set is a table and its answer.
type Set struct {
	Table  *muster.Table
	Entity []uint32 // for each record the number of its person
}

// columns of the set, in order.
var columnNames = [...]string{"record_id", "given_name", "surname", "date_of_birth", "city", "postcode", "email"}

type person [6]string

// Record is one made record.
type Record struct {
	Values [len(columnNames)]string // by column, in order; a gap is ""
	Entity uint32                   // number of its person
}

// Columns returns the names of the columns of a made table, in order.
func Columns() []string { return slices.Clone(columnNames[:]) }

// Generate makes a set in memory, as columns.
func Generate(c Config) *Set {
	t := &muster.Table{Name: "generated", File: "generated", Rows: make([]int32, 0, c.Records)}
	for _, n := range columnNames {
		t.Columns = append(t.Columns, muster.Column{Name: n})
	}
	set := &Set{Table: t, Entity: make([]uint32, 0, c.Records)}
	for r := range Records(c) {
		for i, v := range r.Values {
			t.Columns[i].Append(v)
		}
		t.Rows = append(t.Rows, int32(len(t.Rows)+2))
		set.Entity = append(set.Entity, r.Entity)
	}
	return set
}

// Records makes the records of a set one after the other, in the memory of
// one window whatever their number.
func Records(c Config) iter.Seq[Record] {
	if c.Copies == 0 {
		c.Copies = 0.3
	}
	if c.Faults == 0 {
		c.Faults = 0.15
	}
	if c.Gaps == 0 {
		c.Gaps = 0.05
	}
	return func(yield func(Record) bool) {
		g := &generator{Config: c, r: rand.New(rand.NewPCG(c.Seed, 0x6d7573746572))}
		g.given, g.family, g.city = g.words(1200, 2, 3), g.words(max(2000, c.Records/40), 2, 4), g.words(800, 2, 4)
		g.records(yield)
	}
}

// records yields the records of the set. Copies stand within a window behind
// the first record: enough disorder to show that nothing depends on neighbours,
// at a bounded cost here.
func (g *generator) records(yield func(Record) bool) {
	const window = 4096
	recent := make([]person, 0, window)
	owners := make([]uint32, 0, window)
	people := uint32(0)
	for row := range g.Config.Records {
		var p person
		var owner uint32
		if len(recent) > 0 && g.r.Float64() < g.Copies {
			at := g.r.IntN(len(recent))
			p, owner = g.spoil(recent[at]), owners[at]
		} else {
			p, owner = g.person(), people
			people++
			if len(recent) < window {
				recent, owners = append(recent, p), append(owners, owner)
			} else {
				at := g.r.IntN(window)
				recent[at], owners[at] = p, owner
			}
		}
		out := Record{Entity: owner}
		out.Values[0] = "r" + strconv.Itoa(row)
		for i, v := range p {
			if g.r.Float64() >= g.Gaps {
				out.Values[i+1] = v
			}
		}
		if !yield(out) {
			return
		}
	}
}

type generator struct {
	Config
	r                   *rand.Rand
	given, family, city []string
}

// words invents n words of lo to hi syllables.
func (g *generator) words(n, lo, hi int) []string {
	const onsets, vowels, codas = "bcdfghjklmnprstvwz", "aeiou", "nrsltmd"
	seen := map[string]bool{}
	out := make([]string, 0, n)
	for len(out) < n {
		var b []byte
		for range lo + g.r.IntN(hi-lo+1) {
			b = append(b, onsets[g.r.IntN(len(onsets))], vowels[g.r.IntN(len(vowels))])
			if g.r.IntN(3) == 0 {
				b = append(b, codas[g.r.IntN(len(codas))])
			}
		}
		if w := string(b); !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// pick draws with long-tailed frequencies: among 25,000 words the commonest
// has 0.6 % of all draws, as the commonest family names have.
func (g *generator) pick(words []string) string {
	u := g.r.Float64()
	return words[int(float64(len(words))*u*u)%len(words)]
}

func (g *generator) person() person {
	given, family := g.pick(g.given), g.pick(g.family)
	city := g.r.IntN(len(g.city))
	city = city * g.r.IntN(len(g.city)) / len(g.city)
	area := city*7919%90000 + 10000
	mail := fmt.Sprintf("%s.%s%d@%s.example", given, family, g.r.IntN(3000), g.city[g.r.IntN(60)])
	return person{given, family,
		fmt.Sprintf("%04d-%02d-%02d", 1930+g.r.IntN(76), 1+g.r.IntN(12), 1+g.r.IntN(28)),
		g.city[city], strconv.Itoa(area + g.r.IntN(40)), mail}
}

// spoil returns a further record of a person.
func (g *generator) spoil(p person) person {
	if g.r.Float64() < 0.03 {
		p[0], p[1] = p[1], p[0]
	}
	if g.r.Float64() < 0.05 {
		p[3], p[4] = g.pick(g.city), strconv.Itoa(10000+g.r.IntN(90000))
	}
	for i, v := range p {
		if g.r.Float64() >= g.Faults || v == "" {
			continue
		}
		switch {
		case i == 0 && g.r.IntN(4) == 0:
			p[i] = v[:1]
		case i == 2 && g.r.IntN(3) == 0:
			p[i] = v[:5] + v[8:] + "-" + v[5:7]
		default:
			p[i] = g.typo(v, i == 2 || i == 4)
		}
	}
	return p
}

// typo changes one character.
func (g *generator) typo(v string, digits bool) string {
	if len(v) < 2 {
		return v
	}
	at := g.r.IntN(len(v) - 1)
	if digits {
		for v[at] < '0' || v[at] > '9' {
			at--
		}
		return v[:at] + string(rune('0'+g.r.IntN(10))) + v[at+1:]
	}
	switch g.r.IntN(4) {
	case 0:
		return v[:at] + v[at+1:]
	case 1:
		return v[:at] + string(v[at+1]) + string(v[at]) + v[at+2:]
	case 2:
		return v[:at] + string(rune('a'+g.r.IntN(26))) + v[at+1:]
	}
	return v[:at] + string(rune('a'+g.r.IntN(26))) + v[at:]
}
