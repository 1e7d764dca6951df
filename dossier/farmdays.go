package dossier

import (
	"math"
	"math/bits"

	"muster"
)

// keptDays is how far back it is known who stayed on which network: long enough
// for a pattern of weeks, short enough to forget.
const keptDays = 128

// daySet is a set of days, bit i standing for i days before a day that the
// holder knows.
type daySet struct{ lo, hi uint64 }

// add puts in a day so many days before; days out of reach are left out.
func (s *daySet) add(before int32) {
	switch {
	case before < 0 || before >= keptDays:
	case before < 64:
		s.lo |= 1 << before
	default:
		s.hi |= 1 << (before - 64)
	}
}

// back returns the same days seen from n days later, or from earlier where n is
// negative; days that fall out of reach are gone.
func (s daySet) back(n int32) daySet {
	switch {
	case n >= keptDays || n <= -keptDays:
		return daySet{}
	case n >= 64:
		return daySet{hi: s.lo << (n - 64)}
	case n > 0:
		return daySet{lo: s.lo << n, hi: s.hi<<n | s.lo>>(64-n)}
	case n <= -64:
		return daySet{lo: s.hi >> (-n - 64)}
	case n < 0:
		return daySet{lo: s.lo>>-n | s.hi<<(64+n), hi: s.hi >> -n}
	}
	return s
}

func (s daySet) and(o daySet) daySet { return daySet{s.lo & o.lo, s.hi & o.hi} }

// but returns the days that are not among others.
func (s daySet) but(o daySet) daySet { return daySet{s.lo &^ o.lo, s.hi &^ o.hi} }

func (s daySet) or(o daySet) daySet { return daySet{s.lo | o.lo, s.hi | o.hi} }

func (s daySet) count() int { return bits.OnesCount64(s.lo) + bits.OnesCount64(s.hi) }

func (s daySet) has(before int32) bool {
	one := daySet{}
	one.add(before)
	return s.and(one).count() > 0
}

// newest and oldest return how many days before the first and the last day of a
// set are; the set is not empty.
func (s daySet) newest() int32 {
	if s.lo != 0 {
		return int32(bits.TrailingZeros64(s.lo))
	}
	return 64 + int32(bits.TrailingZeros64(s.hi))
}

func (s daySet) oldest() int32 {
	if s.hi != 0 {
		return 127 - int32(bits.LeadingZeros64(s.hi))
	}
	return 63 - int32(bits.LeadingZeros64(s.lo))
}

// halfLife is after how many days a day counts half: what is over fades, and
// there is no day on which it is suddenly forgotten.
const halfLife = 45

// weight counts the days, each less the longer ago it is.
func (s daySet) weight() float64 {
	sum := 0.0
	for i := range int32(keptDays) {
		if s.has(i) {
			sum += math.Exp2(-float64(i) / halfLife)
		}
	}
	return sum
}

// dayOf numbers a day since 1970.
func dayOf(t muster.Time) int32 {
	day := t.Micros / microsPerDay
	if t.Micros%microsPerDay < 0 {
		day--
	}
	return int32(day)
}

// dayTime is the day of a number.
func dayTime(day int32) muster.Time {
	return muster.Time{Micros: int64(day) * microsPerDay, Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
}
