package dossier

import (
	"encoding/binary"

	"muster"
)

// record reads what was kept of a subject. What does not fit sets failed, and
// everything read after it is empty.
type record struct {
	s      string
	failed bool
}

func (r *record) take(n int) string {
	if n < 0 || n > len(r.s) {
		r.s, r.failed = "", true
		return ""
	}
	t := r.s[:n]
	r.s = r.s[n:]
	return t
}

func (r *record) number() uint64 {
	var n uint64
	for i := range min(len(r.s), binary.MaxVarintLen64) {
		n |= uint64(r.s[i]&0x7f) << (7 * i)
		if r.s[i] < 0x80 {
			r.s = r.s[i+1:]
			return n
		}
	}
	r.s, r.failed = "", true
	return 0
}

func (r *record) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

func (r *record) byte() byte {
	if s := r.take(1); s != "" {
		return s[0]
	}
	return 0
}

func (r *record) fixed() (n uint64) {
	s := r.take(8)
	for i := range len(s) {
		n |= uint64(s[i]) << (8 * i)
	}
	return n
}

func (r *record) text() string { return r.take(int(r.number())) }

// count reads how many things follow, of a byte each at least.
func (r *record) count() int {
	n := r.number()
	if n > uint64(len(r.s)) {
		r.s, r.failed = "", true
		return 0
	}
	return int(n)
}

func (r *record) texts() (list []string) {
	for range r.count() {
		list = append(list, r.text())
	}
	return list
}

func (r *record) time() (t muster.Time) {
	exact := r.byte()
	if exact == 0 {
		return t
	}
	t.Precision, t.Micros = muster.Precision(exact-1), r.signed()
	t.Offset, t.Text = int16(r.signed()), r.text()
	return t
}

func (r *record) card(c *card) {
	c.name, c.home, c.status, c.vacancy, c.entity = r.text(), r.text(), muster.Status(r.text()), r.text(), r.text()
	c.under, c.emails, c.phones, c.born, c.side = muster.SubjectID(r.text()), r.text(), r.text(), r.text(), muster.AccountSide(r.text())
	c.also, c.partners = r.texts(), r.texts()
	c.started, c.left, c.verified = r.time(), r.time(), r.time()
	c.first = r.signed()
	flags := r.byte()
	c.concern, c.dismissed, c.agency = flags&1 != 0, flags&2 != 0, flags&4 != 0
	for range r.count() {
		c.meetings = append(c.meetings, meetingTime{r.signed(), r.signed(), r.signed()})
	}
	for range r.count() {
		var e refereeAt
		copy(e.observed[:], r.take(len(e.observed)))
		e.employer = r.text()
		c.employers = append(c.employers, e)
	}
}

func (r *record) claims() []stored {
	list := make([]stored, r.count())
	for i := range list {
		c := &list[i]
		copy(c.id[:], r.take(len(c.id)))
		c.first, c.obs = r.signed(), uint16(r.number())
		c.exact, c.kind, c.role, c.class = muster.Precision(r.byte()), r.byte(), r.byte(), r.byte()
		flags := r.byte()
		c.proved, c.serial = flags&1 != 0, flags&2 != 0
		if int(c.kind) >= len(artefactKinds) || int(c.role) >= len(roles) || int(c.class) >= len(classes) {
			r.s, r.failed = "", true
			return nil
		}
	}
	return list
}

func (r *record) stays() []stay {
	list := make([]stay, r.count())
	for i := range list {
		s := &list[i]
		s.key, s.days = r.fixed(), daySet{r.fixed(), r.fixed()}
		s.last, s.kind, s.home = int32(r.signed()), stayKind(r.byte()), r.byte() != 0
	}
	return list
}
