package store

import (
	"slices"
	"sync"

	"muster"
)

// Shelf packs observations as rows hold them, for those who keep many in memory
// and no database. It may be used from several goroutines.
type Shelf struct {
	plans   plans
	packers sync.Pool
}

// NewShelf returns an empty one.
func NewShelf() (*Shelf, error) {
	p, err := newPlans()
	return &Shelf{plans: p}, err
}

func (s *Shelf) packer() (*packer, error) {
	if p, ok := s.packers.Get().(*packer); ok {
		return p, nil
	}
	return newPacker(s.plans)
}

// Pack packs observations of one subject.
func (s *Shelf) Pack(list []muster.Observation) ([]byte, error) {
	p, err := s.packer()
	if err != nil {
		return nil, err
	}
	defer s.packers.Put(p)
	body := p.body[:0]
	for _, sealed := range []bool{false, true} {
		if body, err = p.encode(body, list, sealed); err != nil {
			return nil, err
		}
	}
	p.body = body
	return slices.Clone(p.seal(nil, body)), nil
}

// Unpack appends what was packed of a subject to dst.
func (s *Shelf) Unpack(who muster.Subject, pack []byte, dst []muster.Observation) ([]muster.Observation, error) {
	p, err := s.packer()
	if err != nil {
		return dst, err
	}
	defer s.packers.Put(p)
	body, err := p.open(nil, pack)
	if err != nil {
		return dst, err
	}
	return p.decode(body, who, dst)
}
