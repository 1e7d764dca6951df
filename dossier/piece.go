package dossier

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"muster"
)

// The first pass over more people than memory holds goes by pieces of the
// population. A piece is a file of sections, each with its length before all of
// them: what holds for the piece, briefs, the ends of the records, the records,
// the postings by room, the deals by room. Rooms begin with their ends.

const (
	peopleOfPiece = 1 << 14
	sections      = 6
	pieceHead     = sections * 8
)

// pieceName names a piece of the first pass.
func pieceName(n int) string { return fmt.Sprintf("looked-%05d", n) }

// keptPiece is the part of the population that one piece on disk holds.
type keptPiece struct {
	r        *io.SectionReader
	records  int64   // where they begin
	postings section // by room
	deals    section
	files    []int32 // numbers of sources and files in the piece -> in the index
}

type section struct{ from, to int64 }

// room reads one room of a section.
func (p *keptPiece) room(of section, room int, into []byte) ([]byte, error) {
	var ends [8]byte
	from, at := 0, ends[4:]
	if room > 0 {
		from, at = room-1, ends[:]
	}
	if _, err := p.r.ReadAt(at, of.from+4*int64(from)); err != nil {
		return into[:0], err
	}
	begin, end := int64(binary.LittleEndian.Uint32(ends[:])), int64(binary.LittleEndian.Uint32(ends[4:]))
	begin, end = of.from+4*rooms+begin, of.from+4*rooms+end
	if begin > end || end > of.to {
		return into[:0], errScratch
	}
	into = slices.Grow(into[:0], int(end-begin))[:end-begin]
	if n, err := p.r.ReadAt(into, begin); n < len(into) {
		return into[:0], err
	}
	return into, nil
}

// readPieces is read for an index with a scratch: pieces that an earlier run
// finished are taken up, the others are read from the population.
func (x *Index) readPieces(ctx context.Context) ([]*part, error) {
	k := &kept{size: cmp.Or(x.opt.Piece, peopleOfPiece), briefs: make([]brief, x.n), ends: make([]uint32, x.n)}
	x.kept = k
	k.pieces = make([]keptPiece, (x.n+k.size-1)/k.size)
	parts := make([]*part, len(k.pieces))
	var mu sync.Mutex
	next, done := 0, 0
	var failed error
	var wg sync.WaitGroup
	for range x.opt.Workers {
		wg.Go(func() {
			w, err := x.newWorker()
			for {
				mu.Lock()
				n := next
				next++
				failed = cmp.Or(failed, err, ctx.Err())
				stop := failed != nil || n >= len(parts)
				mu.Unlock()
				if stop {
					return
				}
				parts[n], err = w.piece(ctx, n)
				mu.Lock()
				done++
				if x.opt.Progress != nil {
					x.opt.Progress(min(done*k.size, x.n), x.n)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return parts, failed
}

// piece takes up a piece that is finished, or makes it. What it returns is what
// of the piece stays in memory.
func (w *worker) piece(ctx context.Context, n int) (*part, error) {
	k, scratch := w.x.kept, w.x.opt.Scratch
	p := &part{bases: map[muster.ArtefactKind]int{}}
	r, err := scratch.Open(pieceName(n))
	if err == nil {
		if whole, err := w.x.openPiece(n, r, p); err != nil || whole {
			return p, err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	p = &part{bases: map[muster.ArtefactKind]int{}}
	content, err := w.makePiece(ctx, p, n*k.size, min((n+1)*k.size, w.x.n))
	if err != nil {
		return nil, err
	}
	if err := scratch.Put(pieceName(n), content); err != nil {
		return nil, err
	}
	if r, err = scratch.Open(pieceName(n)); err != nil {
		return nil, err
	}
	_, err = w.x.openPiece(n, r, &part{bases: map[muster.ArtefactKind]int{}})
	return p, err
}

// makePiece reads some subjects and writes down what is kept of them, but for
// what p holds afterwards.
func (w *worker) makePiece(ctx context.Context, p *part, from, to int) ([]byte, error) {
	var briefs, ends, records []byte
	err := w.each(from, to, func(i int) error {
		l := w.subject(p, int32(i), w.x.pop.Subject(i).ID)
		b := w.x.briefOf(l.card)
		if len(l.stays) > 0 {
			b.flags |= briefStays
		}
		briefs = b.append(briefs)
		records = appendRecord(records, l)
		ends = binary.LittleEndian.AppendUint32(ends, uint32(len(records)))
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	files := newPieceFiles(w.x.files)
	slices.SortStableFunc(p.postings, func(a, b posting) int { return int(a.id[0]) - int(b.id[0]) })
	postings := inSection(p.postings, func(q *posting) int { return int(q.id[0]) }, func(q *posting, b []byte) []byte {
		put := *q
		put.file = files.number(q.file)
		return put.append(b)
	})
	p.postings = nil
	deals := w.x.dealSection(p, files)
	about := p.appendAbout(nil, files)
	out := make([]byte, 0, pieceHead+len(about)+len(briefs)+len(ends)+len(records)+len(postings)+len(deals))
	list := [sections][]byte{about, briefs, ends, records, postings, deals}
	for _, s := range list {
		out = binary.LittleEndian.AppendUint64(out, uint64(len(s)))
	}
	for _, s := range list {
		out = append(out, s...)
	}
	return out, nil
}

// inSection writes things that are sorted by room.
func inSection[T any](list []T, room func(*T) int, write func(*T, []byte) []byte) []byte {
	b := make([]byte, 4*rooms)
	n := 0
	for k := range rooms {
		for ; n < len(list) && room(&list[n]) == k; n++ {
			b = write(&list[n], b)
		}
		binary.LittleEndian.PutUint32(b[4*k:], uint32(len(b)-4*rooms))
	}
	return b
}

// appendAbout writes what holds for the whole piece: whether all of what was
// read stands in it, the numbers of sources and files, how many subjects hold
// which kind of value.
func (p *part) appendAbout(b []byte, files *pieceFiles) []byte {
	b = append(b, bit(p.whole()))
	b = binary.AppendUvarint(b, uint64(len(files.names)))
	for _, f := range files.names {
		b = appendText(appendText(b, f[0]), f[1])
	}
	for _, kind := range artefactKinds {
		b = binary.AppendUvarint(b, uint64(p.bases[kind]))
	}
	return b
}

// whole reports whether the files hold all that was read of a part's subjects.
// Texts, pictures, programs, activity and hits on lists are not written down:
// a part with any of them is read anew by whoever goes on.
func (p *part) whole() bool {
	return !p.hit && len(p.referrals)+len(p.used)+len(p.programs)+p.equipped+len(p.docs)+len(p.skeletons)+len(p.prints) == 0
}

// openPiece takes up a piece: the briefs of its subjects, and where the rest
// lies. It reports false where the piece does not hold all.
func (x *Index) openPiece(n int, r *io.SectionReader, p *part) (whole bool, err error) {
	var head [pieceHead]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return false, err
	}
	var at [sections + 1]int64
	at[0] = pieceHead
	for i := range sections {
		at[i+1] = at[i] + int64(binary.LittleEndian.Uint64(head[8*i:]))
	}
	from, to := n*x.kept.size, min((n+1)*x.kept.size, x.n)
	if at[sections] != r.Size() || !slices.IsSorted(at[:]) || at[2]-at[1] != int64(to-from)*briefSize || at[3]-at[2] != int64(to-from)*4 {
		return false, errScratch
	}
	raw := make([]byte, at[3]-at[0])
	if _, err := r.ReadAt(raw, at[0]); err != nil {
		return false, err
	}
	about, briefs, ends := record{s: string(raw[:at[1]-at[0]])}, raw[at[1]-at[0]:at[2]-at[0]], raw[at[2]-at[0]:]
	whole = about.byte() == 1
	piece := keptPiece{r: r, records: at[3], postings: section{at[4], at[5]}, deals: section{at[5], at[6]}}
	for range about.count() {
		source, file := about.text(), about.text()
		piece.files = append(piece.files, x.files.id(source, file))
	}
	for _, kind := range artefactKinds {
		p.bases[kind] = int(about.number())
	}
	for i := range to - from {
		x.kept.briefs[from+i].read(briefs[i*briefSize:])
		x.kept.ends[from+i] = binary.LittleEndian.Uint32(ends[i*4:])
	}
	if about.failed {
		return false, errScratch
	}
	x.kept.pieces[n] = piece
	return whole, nil
}

// pieceFiles numbers the sources and files that a piece names.
type pieceFiles struct {
	of      *interner
	numbers map[int32]int32
	names   [][2]string
}

func newPieceFiles(of *interner) *pieceFiles {
	return &pieceFiles{of: of, numbers: map[int32]int32{}}
}

func (f *pieceFiles) number(id int32) int32 {
	n, ok := f.numbers[id]
	if !ok {
		n = int32(len(f.names))
		f.numbers[id], f.names = n, append(f.names, f.of.during(id))
	}
	return n
}
