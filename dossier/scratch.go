package dossier

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"muster"
)

// Scratch keeps bytes outside memory until they are asked for, in rooms numbered
// by a byte. Most values are one person's and say nothing of anybody else, but
// that is known only once everybody was read: until then what an artefact's
// holders are waits here, in the room of the artefact's first byte. An artefact
// is a hash, so the rooms fill evenly. It is used from several goroutines.
type Scratch interface {
	Append(room byte, b []byte) error
	// Take returns all that was added to a room and empties it.
	Take(room byte) ([]byte, error)
}

const rooms = 256

// errScratch says that a scratch gave back what was never put into it.
var errScratch = errors.New("what was kept of joins is damaged")

// postingSize is how many bytes a posting takes.
const postingSize = 16 + 16 + 8 + 3*4 + 5

// putAway hands the postings of a part over.
func (p *part) putAway(to Scratch) error {
	slices.SortFunc(p.postings, func(a, b posting) int { return int(a.id[0]) - int(b.id[0]) })
	var b []byte
	for from := 0; from < len(p.postings); {
		until, first := from, p.postings[from].id[0]
		b = b[:0]
		for ; until < len(p.postings) && p.postings[until].id[0] == first; until++ {
			b = p.postings[until].append(b)
		}
		if err := to.Append(first, b); err != nil {
			return err
		}
		from = until
	}
	p.postings = nil
	return nil
}

func (p *posting) append(b []byte) []byte {
	b = append(append(b, p.id[:]...), p.observed[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(p.first))
	for _, n := range [...]int32{p.subject, p.file, p.row} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	proved := byte(0)
	if p.proved {
		proved = 1
	}
	return append(b, byte(p.exact), p.kind, p.role, p.obsKind, proved)
}

func (p *posting) read(b []byte) {
	copy(p.id[:], b)
	copy(p.observed[:], b[16:])
	p.first = int64(binary.LittleEndian.Uint64(b[32:]))
	p.subject, p.file, p.row = int32(binary.LittleEndian.Uint32(b[40:])), int32(binary.LittleEndian.Uint32(b[44:])), int32(binary.LittleEndian.Uint32(b[48:]))
	p.exact, p.kind, p.role, p.obsKind, p.proved = muster.Precision(b[52]), b[53], b[54], b[55], b[56] == 1
}

// sorted takes the postings of one room, in order.
func sorted(from Scratch, room byte) ([]posting, error) {
	raw, err := from.Take(room)
	if err != nil {
		return nil, err
	}
	if len(raw)%postingSize != 0 {
		return nil, errScratch
	}
	list := make([]posting, len(raw)/postingSize)
	for k := range list {
		list[k].read(raw[k*postingSize:])
	}
	slices.SortFunc(list, comparePostings)
	return list, nil
}

// takeBack keeps of everything that was put away what two or more people share.
// Some rooms are sorted at once.
func (x *Index) takeBack() error {
	some := min(x.opt.Workers, rooms)
	lists, errs := make([][]posting, some), make([]error, some)
	for from := 0; from < rooms; from += some {
		n := min(some, rooms-from)
		var wg sync.WaitGroup
		for k := range n {
			wg.Go(func() { lists[k], errs[k] = sorted(x.opt.Scratch, byte(from+k)) })
		}
		wg.Wait()
		if err := errors.Join(errs[:n]...); err != nil {
			return err
		}
		for k := range n {
			x.postings = x.keepShared(lists[k], x.postings)
			lists[k] = nil
		}
	}
	return nil
}
