package ingest

import (
	"encoding/binary"
	"sync/atomic"

	"muster"
)

// ids remembers the ids of the observations that rows make: a run asks for each
// row twice, and hashing is dear. It may be used from several goroutines, and
// whoever computes an id first computes what all would.
type ids struct {
	each     int // observations a row can make
	segments [][]id
}

// id is an observation's id in two halves; the second is written last, and
// never zero once written.
type id struct{ first, second atomic.Uint64 }

// newIDs makes room for a sheet's rows, or nil for one whose rows are
// observations as given.
func newIDs(s *sheet) *ids {
	if s.plan.isObservations() {
		return nil
	}
	x := &ids{each: 1, segments: make([][]id, len(s.Segments))}
	for p := s.plan.also; p != nil; p = p.also {
		x.each++
	}
	for i, seg := range s.Segments {
		x.segments[i] = make([]id, seg.Len()*x.each)
	}
	return x
}

// seal gives an observation its id, computed once.
func (x *ids) seal(segment, row, nth int, o *muster.Observation) error {
	if x == nil {
		return o.Seal()
	}
	at := &x.segments[segment][row*x.each+nth]
	if second := at.second.Load(); second != 0 {
		binary.LittleEndian.PutUint64(o.ID[:8], at.first.Load())
		binary.LittleEndian.PutUint64(o.ID[8:], second)
		return nil
	}
	if err := o.Seal(); err != nil {
		return err
	}
	at.first.Store(binary.LittleEndian.Uint64(o.ID[:8]))
	at.second.Store(binary.LittleEndian.Uint64(o.ID[8:]))
	return nil
}
