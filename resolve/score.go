package resolve

import "math"

// scorer adds up the evidence for a pair.
type scorer struct {
	frame   *frame
	table   *table
	p       *params
	rare    [][]float32 // per field and code: bits above the average for exact agreement
	damp    [][16]float32
	present []float64 // per field, records with a value
	rarest  []float32 // per field, the most that rarity adds
}

// newScorer prepares the weight of every value: agreeing on a rare value says
// more than agreeing on a common one.
func newScorer(f *frame, p *params) *scorer {
	s := &scorer{frame: f, p: p, table: p.weights(), rare: make([][]float32, len(f.fields)), damp: make([][16]float32, len(f.fields))}
	s.present, s.rarest = make([]float64, len(f.fields)), make([]float32, len(f.fields))
	parallel(len(f.fields), func(i int) {
		fl := f.fields[i]
		for _, c := range fl.count[1:] {
			s.present[i] += float64(c)
		}
		rare := make([]float32, len(fl.count))
		for c, n := range fl.count {
			rare[c] = float32(s.rareness(i, max(1, float64(n)), s.present[i]))
		}
		s.rare[i] = rare
		s.rarest[i] = float32(s.rareness(i, 1, s.present[i])) // no value is rarer than one never seen before
		for l, level := range p.specs[i].levels {
			s.damp[i][l] = float32(level.tf)
		}
	})
	return s
}

// rareness is how many bits agreement on a value that n of present records
// have says more than agreement on an average value.
func (s *scorer) rareness(i int, n, present float64) float64 {
	fl := s.frame.fields[i]
	average := s.p.u[i][levelSame] * (present + imagined)
	if !identifying(fl.kind) {
		return math.Log2(average / (n + imagined*fl.spec.typical))
	}
	// A value that hardly anybody shares is not common for being on both
	// records of a pair, and on as many more as a person has.
	own := 2 + s.p.prior*present
	r := math.Log2(average / (max(n-own, min(n, average)) + imagined*fl.spec.typical))
	if n > commonFrom {
		r = min(r, commonBits-s.table.w[i][levelSame])
	}
	return r
}

// copyBits is the evidence that exact copies of a record are one person. The
// copies themselves do not make its values common.
func (s *scorer) copyBits(line []uint32, copies float64) float64 {
	bits := s.bits(s.frame.selfPattern(line), line, line)
	for i, fl := range s.frame.fields {
		if c := line[fl.word]; fl.slots == 1 && c != 0 && int(c) < len(fl.count) {
			n := float64(fl.count[c])
			bits += s.rareness(i, max(1, n-copies+1), max(1, s.present[i]-copies+1)) - s.rareness(i, n, s.present[i])
		}
	}
	return bits
}

// selfBits is the evidence that exact copies of a line are one person. Where
// most rows are copies, frequencies, which count few copies each, speak for
// fewer people than there are rows; tax, the difference in bits, is taken off.
// Where next to nothing but copies is left to count, what is usual of each kind
// of value stands in for what the data cannot tell. Names alone need as much
// more as in any other pair.
func (s *scorer) selfBits(line []uint32, copies uint8, tax float64) float64 {
	bits := s.copyBits(line, float64(copies)) - tax
	if s.weigh(s.frame.selfPattern(line), line, line).beside < littleBeside {
		bits -= s.p.names
	}
	if tax < mostlyCopies {
		return bits
	}
	if usual := s.usualBits(line); usual >= usualEnough {
		bits = max(bits, usual+min(0, s.table.prior)-tax)
	}
	return bits
}

// usualEnough is more than both names tell, in bits: many people are called
// the same.
const usualEnough = 26.0

// mostlyCopies is the tax, in bits, from which on a table is taken for few
// contents sent over and over: eight rows or more for each that counts.
const mostlyCopies = 3.0

// usualBits is what agreement on the values of a line tells among people at
// large: their names, birth and, once, the most telling identifier. Homes are
// left out, because families share them.
func (s *scorer) usualBits(line []uint32) float64 {
	bits, best := 0.0, 0.0
	for i, fl := range s.frame.fields {
		if line[fl.word] == 0 {
			continue
		}
		b := math.Log2(s.p.m[i][levelSame] / fl.spec.typical)
		switch {
		case fl.kind == Address:
		case identifying(fl.kind):
			best = max(best, b)
		case fl.spec.personal || fl.kind == FamilyName:
			bits += b
		}
	}
	return bits + best
}

// field gives the bits of one field: the level's weight and the correction
// for how rare the values are.
func (s *scorer) field(i int, l int, a, b []uint32) (weight, rarity float64) {
	if l == levelMissing {
		return 0, 0
	}
	weight = s.table.w[i][l]
	d := s.damp[i][l]
	if d == 0 {
		return weight, 0
	}
	fl := s.frame.fields[i]
	r := s.rarity(i, fl, l, a, b)
	rarity = float64(d * r)
	if l != levelSame {
		// However rare or common the values, less agreement is never more
		// evidence than full agreement on the commoner of them.
		rarity = min(rarity, s.table.w[i][levelSame]+float64(r)-weight)
		if weight < 0 {
			rarity = min(rarity, 0)
		}
	}
	return weight, rarity
}

func (s *scorer) rarity(i int, fl *field, l int, a, b []uint32) float32 {
	if fl.slots == 1 {
		x, y := a[fl.word], b[fl.word]
		if l == levelSame {
			return s.of(i, x)
		}
		// Of two spellings the common one tells how many people could have
		// been meant.
		return min(s.of(i, x), s.of(i, y))
	}
	best := float32(math.Inf(-1))
	for _, x := range a[fl.word : fl.word+fl.slots] {
		for _, y := range b[fl.word : fl.word+fl.slots] {
			if x != 0 && y != 0 && (l != levelSame || x == y) {
				best = max(best, min(s.of(i, x), s.of(i, y)))
			}
		}
	}
	return best
}

func (s *scorer) of(i int, c uint32) float32 {
	if int(c) < len(s.rare[i]) {
		return s.rare[i][c]
	}
	return float32(s.rareness(i, 1, s.present[i])) // a value never seen before
}

// bits is the evidence for a pair in bits: 0 is even odds, 10 is a thousand
// to one.
func (s *scorer) bits(p pattern, a, b []uint32) float64 {
	return s.weigh(p, a, b).all
}

// atMost is an upper bound of the evidence of any pair of a pattern.
func (s *scorer) atMost(p pattern) float64 {
	w := s.table.prior
	for i := range s.frame.fields {
		if l := p.level(i); l != levelMissing {
			w += s.table.w[i][l] + float64(s.damp[i][l]*max(0, s.rarest[i]))
		}
	}
	return w + s.table.moves.back(func(i int) float64 { return s.table.w[i][p.level(i)] })
}

// evidence is what speaks for a pair, in bits.
type evidence struct {
	all    float64 // prior included
	person float64 // of it from what a person carries and shares with nobody: given name, birth, documents
	beside float64 // what agrees beside names
}

// weigh returns the evidence for a pair.
func (s *scorer) weigh(p pattern, a, b []uint32) evidence {
	var each [maxFields]float64
	e := evidence{all: s.table.prior}
	for i, fl := range s.frame.fields {
		x, r := s.field(i, p.level(i), a, b)
		each[i] = x + r
		e.all += each[i]
		if fl.spec.personal {
			if l := p.level(i); l == len(fl.spec.levels)-1 {
				e.person += s.table.person[i][l]
			} else {
				e.person += each[i]
			}
		}
		if !naming(fl.kind) {
			e.beside += max(0, each[i])
		}
	}
	for _, x := range s.table.ties {
		if a, b := each[x.a], each[x.b]; a > 0 && b > 0 {
			e.all -= x.share * min(a, b)
		}
	}
	e.all += s.table.moves.back(func(i int) float64 { return each[i] })
	return e
}

// naming kinds are what people are called.
func naming(k Kind) bool { return k == GivenName || k == FamilyName || k == OtherNames }

// littleBeside is evidence, in bits, that hardly tells anybody from others: a
// sex, a country.
const littleBeside = 2.0

// namesAlone reports whether little but names speaks for a pair, and not enough
// of it: many people are called the same, and how many the records cannot show.
func (e evidence) namesAlone(m *Model) bool {
	return e.beside < littleBeside && e.all < m.Threshold+m.Guard.Names
}
