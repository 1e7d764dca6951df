package dossier

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sync"

	"muster"
)

// Scratch keeps what memory does not hold in named pieces, each of which is there
// whole or not at all: an index made again over the same people with the same
// options takes up the pieces that an earlier one finished. It is used from
// several goroutines.
type Scratch interface {
	Put(name string, content []byte) error
	// Open returns a piece, and an error that is fs.ErrNotExist where none of that
	// name was put. It can be read for as long as the index is used.
	Open(name string) (*io.SectionReader, error)
	// Remove takes a piece away that is not needed any more, if it is there.
	Remove(name string) error
}

// rooms is into how many parts postings are dealt by the first byte of their
// artefact, which is a hash and so spreads evenly, and deals by their client.
const rooms = 256

// errScratch says that a scratch gave back what was never put into it.
var errScratch = errors.New("what was kept on disk is damaged")

// postingSize is how many bytes a posting takes.
const postingSize = 16 + 16 + 8 + 3*4 + 7

func (p *posting) append(b []byte) []byte {
	b = append(append(b, p.id[:]...), p.observed[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(p.first))
	for _, n := range [...]int32{p.subject, p.file, p.row} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return append(b, byte(p.exact), p.kind, p.role, p.obsKind, p.class, bit(p.proved), bit(p.serial))
}

// read reads a posting; files are the numbers that sources and files have in the
// index.
func (p *posting) read(b []byte, files []int32) bool {
	copy(p.id[:], b)
	copy(p.observed[:], b[16:])
	p.first = int64(binary.LittleEndian.Uint64(b[32:]))
	p.subject, p.row = int32(binary.LittleEndian.Uint32(b[40:])), int32(binary.LittleEndian.Uint32(b[48:]))
	p.exact, p.kind, p.role, p.obsKind, p.class, p.proved, p.serial = muster.Precision(b[52]), b[53], b[54], b[55], b[56], b[57] == 1, b[58] == 1
	file := int(binary.LittleEndian.Uint32(b[44:]))
	if file >= len(files) || int(p.kind) >= len(artefactKinds) || int(p.role) >= len(roles) || int(p.obsKind) >= len(obsKinds) || int(p.class) >= len(classes) {
		return false
	}
	p.file = files[file]
	return true
}

// sorted reads the postings of one room from all pieces, in order.
func (k *kept) sorted(room int) ([]posting, error) {
	var list []posting
	var raw []byte
	for i := range k.pieces {
		p := &k.pieces[i]
		var err error
		if raw, err = p.room(postingsPart, room, raw); err != nil {
			return nil, err
		}
		if len(raw)%postingSize != 0 {
			return nil, errScratch
		}
		from := len(list)
		list = slices.Grow(list, len(raw)/postingSize)[:from+len(raw)/postingSize]
		for n := range list[from:] {
			if !list[from+n].read(raw[n*postingSize:], p.files) {
				return nil, errScratch
			}
		}
	}
	slices.SortFunc(list, comparePostings)
	return list, nil
}

// inRooms calls do for every room, some at once, and then take for each in order.
func inRooms[T any](workers int, do func(room int) (T, error), take func(room int, of T) error) error {
	some := min(max(workers, 1), rooms)
	done, errs := make([]T, some), make([]error, some)
	for from := 0; from < rooms; from += some {
		n := min(some, rooms-from)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() { done[i], errs[i] = do(from + i) })
		}
		wg.Wait()
		if err := errors.Join(errs[:n]...); err != nil {
			return err
		}
		for i := range n {
			if err := take(from+i, done[i]); err != nil {
				return err
			}
			clear(done[i : i+1])
		}
	}
	return nil
}
