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

	"muster"
)

// The first pass over more people than memory holds goes by pieces of the
// population. Of each it keeps two files of sections, each with its length before
// all of them. One holds what is asked for until the end: what holds for the
// piece, briefs, the ends of the records, the records. The other is gone once it
// is known what people share: postings by room, deals by room. Rooms begin with
// their ends.

const (
	peopleOfPiece = 1 << 14
	lookedParts   = 4
	joinsParts    = 2
)

func lookedName(n int) string { return fmt.Sprintf("looked-%05d", n) }
func joinsName(n int) string  { return fmt.Sprintf("joins-%05d", n) }

// keptPiece is the part of the population that one piece on disk holds.
type keptPiece struct {
	r       *io.SectionReader
	records int64               // where they begin
	files   []int32             // numbers of sources and files in the piece -> in the index
	joins   *io.SectionReader   // nil once it is known what people share
	parts   [joinsParts]section // of joins: postings, deals
}

type section struct{ from, to int64 }

// The sections of joins.
const (
	postingsPart = iota
	dealsPart
)

// inSections puts sections into one content, and sectionsOf finds them again.
func inSections(list ...[]byte) []byte {
	var out []byte
	for _, s := range list {
		out = binary.LittleEndian.AppendUint64(out, uint64(len(s)))
	}
	return slices.Concat(slices.Insert(list, 0, out)...)
}

func sectionsOf(r *io.SectionReader, list []section) error {
	head := make([]byte, 8*len(list))
	if _, err := r.ReadAt(head, 0); err != nil {
		return err
	}
	at := int64(len(head))
	for i := range list {
		length := binary.LittleEndian.Uint64(head[8*i:])
		if length > uint64(r.Size()-at) {
			return errScratch
		}
		list[i] = section{at, at + int64(length)}
		at = list[i].to
	}
	if at != r.Size() {
		return errScratch
	}
	return nil
}

// room reads one room of the joins of a piece.
func (p *keptPiece) room(part, room int, into []byte) ([]byte, error) {
	of := p.parts[part]
	var ends [8]byte
	from, at := 0, ends[4:]
	if room > 0 {
		from, at = room-1, ends[:]
	}
	if _, err := p.joins.ReadAt(at, of.from+4*int64(from)); err != nil {
		return into[:0], err
	}
	begin, end := int64(binary.LittleEndian.Uint32(ends[:])), int64(binary.LittleEndian.Uint32(ends[4:]))
	begin, end = of.from+4*rooms+begin, of.from+4*rooms+end
	if begin > end || end > of.to {
		return into[:0], errScratch
	}
	into = slices.Grow(into[:0], int(end-begin))[:end-begin]
	if n, err := p.joins.ReadAt(into, begin); n < len(into) {
		return into[:0], err
	}
	return into, nil
}

// readPieces is read for an index with a scratch: pieces that an earlier run
// finished are taken up, the others are read from the population.
func (x *Index) readPieces(ctx context.Context) ([]*part, error) {
	k := &kept{size: cmp.Or(x.opt.Piece, peopleOfPiece), briefs: make([]brief, x.n), ends: make([]uint32, x.n)}
	x.kept = k
	if err := x.resume(); err != nil {
		return nil, err
	}
	k.pieces = make([]keptPiece, (x.n+k.size-1)/k.size)
	return x.inTurn(ctx, k.size, func(w *worker, n int) (*part, error) { return w.piece(ctx, n) })
}

// piece takes up a piece that is finished, or makes it. What it returns is what
// of the piece stays in memory.
func (w *worker) piece(ctx context.Context, n int) (*part, error) {
	k, scratch := w.x.kept, w.x.opt.Scratch
	p := &part{bases: map[muster.ArtefactKind]int{}}
	if whole, err := w.x.openPiece(n, p); err != nil || whole {
		return p, err
	}
	if err := errors.Join(scratch.Remove(lookedName(n)), scratch.Remove(joinsName(n))); err != nil {
		return nil, err
	}
	p = &part{bases: map[muster.ArtefactKind]int{}}
	looked, joins, err := w.makePiece(ctx, p, n*k.size, min((n+1)*k.size, w.x.n))
	if err != nil {
		return nil, err
	}
	if !k.joined { // else it is known already what people share
		if err := scratch.Put(joinsName(n), joins); err != nil {
			return nil, err
		}
	}
	if err := scratch.Put(lookedName(n), looked); err != nil {
		return nil, err
	}
	_, err = w.x.openPiece(n, &part{bases: map[muster.ArtefactKind]int{}})
	return p, err
}

// makePiece reads some subjects and writes down what is kept of them, but for
// what p holds afterwards.
func (w *worker) makePiece(ctx context.Context, p *part, from, to int) (looked, joins []byte, err error) {
	var briefs, ends, records []byte
	err = w.each(from, to, func(i int) error {
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
		return nil, nil, err
	}
	files := newPieceFiles(w.x.files)
	slices.SortStableFunc(p.postings, func(a, b posting) int { return int(a.id[0]) - int(b.id[0]) })
	postings := byRoom(p.postings, func(q *posting) int { return int(q.id[0]) }, func(q *posting, b []byte) []byte {
		put := *q
		put.file = files.number(q.file)
		return put.append(b)
	})
	p.postings = nil
	joins = inSections(postings, w.x.dealSection(p, files))
	return inSections(p.appendAbout(nil, files), briefs, ends, records), joins, nil
}

// byRoom writes things that are sorted by room.
func byRoom[T any](list []T, room func(*T) int, write func(*T, []byte) []byte) []byte {
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
func (p *part) whole() bool { return p.beside() == "" }

// beside names what of a part means something only beside everybody's, "" where there
// is nothing such.
func (p *part) beside() string {
	switch {
	case len(p.docs) > 0:
		return fmt.Sprintf("a text of %d letters or more", minTextBytes)
	case len(p.skeletons) > 0:
		return "a CV"
	case len(p.prints) > 0:
		return "a picture"
	case len(p.programs)+p.equipped > 0:
		return "a log of programs"
	case len(p.used) > 0:
		return "an address that work was posted under"
	case len(p.referrals) > 0:
		return "a recommendation"
	case p.hit:
		return "a log of activity, a referee, or a value on a list"
	}
	return ""
}

// openPiece takes up a piece: the briefs of its subjects, and where the rest
// lies. It reports false where the piece is not there, or does not hold all.
func (x *Index) openPiece(n int, p *part) (whole bool, err error) {
	piece := keptPiece{}
	if !x.kept.joined {
		if piece.joins, err = x.opened(joinsName(n)); err != nil || piece.joins == nil {
			return false, err
		}
		if err := sectionsOf(piece.joins, piece.parts[:]); err != nil {
			return false, err
		}
	}
	if piece.r, err = x.opened(lookedName(n)); err != nil || piece.r == nil {
		return false, err
	}
	var at [lookedParts]section
	if err := sectionsOf(piece.r, at[:]); err != nil {
		return false, err
	}
	raw := make([]byte, at[3].from)
	if _, err := piece.r.ReadAt(raw, 0); err != nil {
		return false, err
	}
	about, briefs, ends := record{s: string(raw[at[0].from:at[0].to])}, raw[at[1].from:at[1].to], raw[at[2].from:]
	from, to := n*x.kept.size, min((n+1)*x.kept.size, x.n)
	if len(briefs) != (to-from)*briefSize || len(ends) != (to-from)*4 {
		return false, errScratch
	}
	piece.records, whole = at[3].from, about.byte() == 1
	for range about.count() {
		source, file := about.text(), about.text()
		piece.files = append(piece.files, x.files.id(source, file))
	}
	for _, kind := range artefactKinds {
		if n := int(about.number()); n > 0 {
			p.bases[kind] = n
		}
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

// opened opens a piece, nil where it is not there.
func (x *Index) opened(name string) (*io.SectionReader, error) {
	r, err := x.opt.Scratch.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return r, err
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
