package dossier

import (
	"encoding/binary"
	"io"
	"slices"
	"sync"

	"muster"
)

// kept is what an index holds of more people than memory does: briefs of all, and
// where on disk the rest of each lies. A record is a subject's card, claims and
// stays.
type kept struct {
	size    int  // subjects of one piece
	joined  bool // it is known what people share, and joins of pieces are gone
	briefs  []brief
	ends    []uint32 // of each subject's record among those of its piece
	pieces  []keptPiece
	deals   keptDeals
	buffers sync.Pool // of *[]byte

	mu  sync.Mutex
	err error // the first one met while reading, see Index.Err
}

// Err returns what went wrong while reading back what an index keeps on disk. What
// it says of people after that means nothing.
func (x *Index) Err() error {
	if x.kept == nil {
		return nil
	}
	x.kept.mu.Lock()
	defer x.kept.mu.Unlock()
	return x.kept.err
}

func (k *kept) fail(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err == nil {
		k.err = err
	}
}

// read returns a subject's record, and false when it cannot be read.
func (k *kept) read(i int32) (record, bool) {
	p := &k.pieces[int(i)/k.size]
	from := uint32(0)
	if int(i)%k.size > 0 {
		from = k.ends[i-1]
	}
	return k.record(p.r, p.records+int64(from), int(k.ends[i]-from))
}

// record reads some bytes of a piece as a record.
func (k *kept) record(r *io.SectionReader, at int64, length int) (record, bool) {
	buffer, ok := k.buffers.Get().(*[]byte)
	if !ok {
		buffer = new([]byte)
	}
	defer k.buffers.Put(buffer)
	*buffer = slices.Grow((*buffer)[:0], length)[:length]
	if n, err := r.ReadAt(*buffer, at); n < length {
		k.fail(err)
		return record{}, false
	}
	return record{s: string(*buffer)}, true
}

// card returns a subject's card. It is not to be changed.
func (x *Index) card(i int32) *card {
	if x.kept == nil {
		return &x.cards[i]
	}
	c := &card{}
	if r, ok := x.kept.read(i); ok {
		r.card(c)
		x.kept.check(&r)
	}
	c.id, c.building = x.id(i), x.kept.briefs[i].building
	return c
}

// looked is all that is kept of one subject.
type looked struct {
	card   *card
	claims []stored
	stays  []stay
}

// look returns all that is kept of a subject. It is not to be changed.
func (x *Index) look(i int32) looked {
	if x.kept == nil {
		return looked{&x.cards[i], x.claims[i], x.stays[i]}
	}
	l := looked{card: &card{}}
	if r, ok := x.kept.read(i); ok {
		r.card(l.card)
		l.claims, l.stays = r.claims(), r.stays()
		x.kept.check(&r)
	}
	l.card.id, l.card.building = x.id(i), x.kept.briefs[i].building
	return l
}

func (k *kept) check(r *record) {
	if r.failed {
		k.fail(errScratch)
	}
}

// claimsOf returns a subject's claims, and staysOf its stays.
func (x *Index) claimsOf(i int32) []stored {
	if x.kept == nil {
		return x.claims[i]
	}
	return x.look(i).claims
}

func (x *Index) staysOf(i int32) []stay {
	if x.kept == nil {
		return x.stays[i]
	}
	return x.look(i).stays
}

// allStays returns who stayed on which network.
func (x *Index) allStays() (all []stayed) {
	for i := range int32(x.n) {
		if x.kept == nil || !x.kept.briefs[i].is(briefStays) {
			continue
		}
		for _, s := range x.staysOf(i) {
			if s.kind != stayOffice {
				all = append(all, stayed{s.key, i})
			}
		}
	}
	return all
}

// id returns a subject's id.
func (x *Index) id(i int32) muster.SubjectID {
	if x.kept == nil {
		return x.cards[i].id
	}
	return x.pop.Subject(int(i)).ID
}

// find returns where a subject stands, and false for one who is not there.
func (x *Index) find(id muster.SubjectID) (int32, bool) {
	if x.places != nil {
		return x.places.find(id)
	}
	at, ok := x.byID[id]
	return at, ok
}

// appendRecord writes what is kept of a subject.
func appendRecord(b []byte, l looked) []byte {
	b = l.card.append(b)
	b = binary.AppendUvarint(b, uint64(len(l.claims)))
	for i := range l.claims {
		b = l.claims[i].append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(l.stays)))
	for i := range l.stays {
		b = l.stays[i].append(b)
	}
	return b
}

func (c *card) append(b []byte) []byte {
	for _, s := range [...]string{c.name, c.home, string(c.status), c.vacancy, c.entity, string(c.under), c.emails, c.phones, c.born, string(c.side)} {
		b = appendText(b, s)
	}
	for _, list := range [...][]string{c.also, c.partners} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = appendText(b, s)
		}
	}
	for _, t := range [...]muster.Time{c.started, c.left, c.verified} {
		b = appendTime(b, t)
	}
	b = binary.AppendVarint(b, c.first)
	b = append(b, bit(c.concern)|bit(c.dismissed)<<1|bit(c.agency)<<2)
	b = binary.AppendUvarint(b, uint64(len(c.meetings)))
	for _, m := range c.meetings {
		b = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(b, m.start), m.end), m.movedFrom)
	}
	b = binary.AppendUvarint(b, uint64(len(c.employers)))
	for _, e := range c.employers {
		b = appendText(append(b, e.observed[:]...), e.employer)
	}
	return b
}

func (c *stored) append(b []byte) []byte {
	b = append(b, c.id[:]...)
	b = binary.AppendVarint(b, c.first)
	b = binary.AppendUvarint(b, uint64(c.obs))
	return append(b, byte(c.exact), c.kind, c.role, c.class, bit(c.proved)|bit(c.serial)<<1)
}

func (s *stay) append(b []byte) []byte {
	for _, n := range [...]uint64{s.key, s.days.lo, s.days.hi} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	return append(binary.AppendVarint(b, int64(s.last)), byte(s.kind), bit(s.home))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendTime writes a time; one that is not stated takes a byte.
func appendTime(b []byte, t muster.Time) []byte {
	if t == (muster.Time{}) {
		return append(b, 0)
	}
	b = append(b, 1+byte(t.Precision))
	b = binary.AppendVarint(b, t.Micros)
	return appendText(binary.AppendVarint(b, int64(t.Offset)), t.Text)
}

func bit(set bool) byte {
	if set {
		return 1
	}
	return 0
}
