package stream

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"slices"

	"muster"
)

// A sequence of input is known again by a mark, a number made from counts in a
// row. Of a day the few smallest marks are kept: days with a long sequence in
// common then mostly have a mark in common, however much else was done. What a
// hand does never comes again to the count; a recording does, and so does input
// that somebody gives to several computers at once.
const (
	longSpan   = 30 // seconds; of counts over as much or more, fewer are a sequence
	longRun    = 12
	shortRun   = 60
	longApart  = 8 // of a sequence's counts, that must differ: a steady one says nothing
	shortApart = 20
	runPause   = 30 * 60e6 // microseconds without input that end a run
	mostMoves  = 16
	moveBytes  = 6
)

// counted is one count with input in a run of them.
type counted struct {
	number uint64 // made from the count and the pause before it
	events int32
	path   int32
}

// moves marks a day's sequences of input, in the order of moments.
func (s *span) moves(list []moment) muster.Text {
	var marks []uint64
	var run []counted
	last, span := int64(0), int32(0)
	end := func() {
		marks = append(marks, sequences(run, span)...)
		run = run[:0]
	}
	for _, m := range list {
		data, ok := m.signal.Data.(*muster.Moved)
		if !ok || m.count == 0 || m.at < s.start || data.Span <= 0 {
			continue
		}
		if m.at-last > runPause || data.Span != span {
			end()
			last, span = m.at, data.Span
		}
		pause := int64(math.Round(float64(m.at-last) / (float64(span) * 1e6)))
		run = append(run, counted{mixed(uint64(pause)<<52 ^ uint64(uint32(m.count))<<26 ^ uint64(uint32(m.path))), m.count, m.path})
		last = m.at
	}
	end()
	slices.Sort(marks)
	marks = slices.Compact(marks)
	var text []byte
	for _, mark := range marks[:min(len(marks), mostMoves)] {
		text = append(text, binary.BigEndian.AppendUint64(nil, mark)[:moveBytes]...)
	}
	return muster.Text(base64.StdEncoding.EncodeToString(text))
}

// sequences returns the marks of a run's sequences that are varied enough.
func sequences(run []counted, span int32) (marks []uint64) {
	length, apart := shortRun, shortApart
	if span >= longSpan {
		length, apart = longRun, longApart
	}
	const base = 0x9e3779b97f4a7c15
	out := uint64(1) // what the count that leaves a sequence weighs
	for range length - 1 {
		out *= base
	}
	sum := uint64(0)
	values := map[[2]int32]int{}
	for i, c := range run {
		if i >= length {
			gone := &run[i-length]
			sum -= gone.number * out
			if key := [2]int32{gone.events, gone.path}; values[key] == 1 {
				delete(values, key)
			} else {
				values[key]--
			}
		}
		sum = sum*base + c.number
		values[[2]int32{c.events, c.path}]++
		if i >= length-1 && len(values) >= apart {
			marks = append(marks, mixed(sum^uint64(span)))
		}
	}
	return marks
}

// mixed spreads a number over all bits.
func mixed(n uint64) uint64 {
	n = (n ^ n>>33) * 0xff51afd7ed558ccd
	n = (n ^ n>>33) * 0xc4ceb9fe1a85ec53
	return n ^ n>>33
}
