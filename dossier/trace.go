package dossier

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"

	"muster"
)

// What one subject's records say to others, so that a change of one can be
// followed to those whose dossiers or groups may be other for it, without looking
// at everybody. Live puts such a change into an index of all; here there is none.

// The kinds under which links are filed beside artefacts. They are no values of
// anybody's records and are never told.
const (
	LinkHand     muster.ArtefactKind = "hand"     // of an account that does another's work, or is its agency
	LinkRated    muster.ArtefactKind = "rated"    // of a client that rated the subject; see RoleFresh
	LinkStay     muster.ArtefactKind = "stay"     // of a network, authenticator or order of calls
	LinkVerified muster.ArtefactKind = "verified" // of being verified, by the first byte of the subject's own
)

// RoleFresh marks the link of a client that rated an account soon after that was
// opened. Nothing is told of a client with fewer of them than FewestFresh, and so
// nobody need be looked for whom it rated.
const RoleFresh muster.ArtefactRole = "fresh"

// LinkMost is how many holders of a value are followed: of one that more hold,
// those nearest in time are, and the others are counted.
const LinkMost = mostTouched

// Link is what leads from a subject to others and back: an artefact, or one of the
// kinds above. Two subjects with one link have something in common.
type Link struct {
	muster.Artefact
	First muster.Time
}

// Tells reports whether whoever holds a link may be told of somebody who holds it
// since another time: of a value that means nothing by itself, only when both came
// to it within a day.
func (l Link) Tells(since muster.Time) bool {
	if l.Kind != muster.ArtefactNetwork && l.Kind != muster.ArtefactPhoneBlock {
		return true
	}
	gap := l.First.Micros - since.Micros
	return gap <= sameDayWindow && gap >= -sameDayWindow
}

// Strong reports whether a link is of what may join those who hold it in a group by
// itself. A home, a building and a network only take somebody into one.
func (l Link) Strong() bool { return joinsAlone(l.Kind, l.Role) }

// Trace is what of one subject's records others are told, or are joined by.
type Trace struct {
	id       muster.SubjectID
	card     card
	postings []posting
	stays    []stay
	deals    []deal
	logs     []muster.ObservationID // of records that those beside the subject have read again
	bases    []muster.ArtefactKind
	beside   string
	links    []Link
}

// Tracer reads traces. It is not safe for concurrent use.
type Tracer struct {
	w *worker
}

// NewTracer returns a tracer for subjects of an organisation with these registers.
func NewTracer(registers *muster.Registers, opt Options) (*Tracer, error) {
	if registers == nil {
		registers = &muster.Registers{}
	}
	x := &Index{opt: opt, registers: registers, files: newInterner(), desks: make([]*desk, 1), movers: movers{of: make([]*mover, 1)}}
	if err := x.declare(); err != nil {
		return nil, err
	}
	w, err := x.newWorker()
	return &Tracer{w}, err
}

// Trace reads a subject's observations, oldest first; with none it is that of
// somebody of whom nothing is known.
func (t *Tracer) Trace(id muster.SubjectID, observations []muster.Observation) *Trace {
	if len(observations) == 0 {
		return &Trace{id: id}
	}
	p := &part{bases: map[muster.ArtefactKind]int{}}
	t.w.observations = observations
	l := t.w.subject(p, 0, id)
	t.w.observations = nil
	p.agencies(0, observations)
	tr := &Trace{id: id, card: *l.card, postings: p.postings, stays: l.stays, deals: p.deals, beside: p.beside()}
	for kind := range p.bases {
		tr.bases = append(tr.bases, kind)
	}
	for i := range observations {
		switch observations[i].Data.(type) {
		case *muster.SignIns, *muster.DeviceDay, *muster.Calls:
			tr.logs = append(tr.logs, observations[i].ID)
		}
	}
	for i := range l.claims {
		c := &l.claims[i]
		tr.links = append(tr.links, Link{c.artefact(), c.time()})
	}
	tr.links = t.w.hash.links(tr.links, l.card, l.stays, p.deals)
	return tr
}

// agencies adds the agencies an account's records name to whom it dealt with: they
// may be accounts themselves.
func (p *part) agencies(subject int32, observations []muster.Observation) {
	for i := range observations {
		if d, ok := observations[i].Data.(*muster.PlatformAccount); ok && d.Agency != "" {
			p.deals = append(p.deals, deal{client: muster.SubjectID(d.Agency), to: subject, hand: true, row: muster.Observed{ID: observations[i].ID}})
		}
	}
}

// links appends the links of a subject beside its artefacts.
func (h *hasher) links(list []Link, c *card, stays []stay, deals []deal) []Link {
	add := func(kind muster.ArtefactKind, id muster.ArtefactID) {
		if !slices.ContainsFunc(list, func(l Link) bool { return l.ID == id }) {
			list = append(list, Link{Artefact: muster.Artefact{Kind: kind, ID: id}})
		}
	}
	if !c.building.IsZero() {
		add(muster.ArtefactBuilding, c.building)
	}
	for i := range stays {
		if stays[i].kind != stayOffice {
			add(LinkStay, stayLink(stays[i].key))
		}
	}
	for i := range deals {
		if deals[i].hand {
			add(LinkHand, h.handLink(deals[i].client))
		}
	}
	list = h.ratedLinks(list, c, deals)
	if !c.verified.IsZero() {
		add(LinkVerified, h.verifiedLink(c.id))
	}
	return list
}

// ratedLinks appends the links of the clients that rated a subject.
func (h *hasher) ratedLinks(list []Link, c *card, deals []deal) []Link {
	from := len(list)
	for i := range deals {
		d := &deals[i]
		if !d.rated {
			continue
		}
		id := h.ratedLink(d.client)
		at := slices.IndexFunc(list[from:], func(l Link) bool { return l.ID == id })
		if at < 0 {
			at = len(list) - from
			list = append(list, Link{Artefact: muster.Artefact{Kind: LinkRated, ID: id}})
		}
		if d.at != 0 && !c.started.IsZero() && d.freshFor(c.started.Micros) {
			list[from+at].Role = RoleFresh
		}
	}
	return list
}

// handLink is the link of those whose records name an account as whose hand did
// their work, or as their agency.
func (h *hasher) handLink(account muster.SubjectID) muster.ArtefactID {
	return h.id(LinkHand, string(account))
}

// ratedLink is the link of those whom an account rated.
func (h *hasher) ratedLink(client muster.SubjectID) muster.ArtefactID {
	return h.id(LinkRated, string(client))
}

// verifiedLink is the link of the verified, one of 256: a link of all would be one
// block of millions.
func (h *hasher) verifiedLink(subject muster.SubjectID) muster.ArtefactID {
	all, own := h.id(LinkVerified, ""), h.id(LinkVerified, string(subject))
	all[0] = own[0]
	return all
}

func stayLink(key uint64) (id muster.ArtefactID) {
	binary.BigEndian.PutUint64(id[:8], key)
	return id
}

// Verified returns the link under which a subject stands if it is verified.
func (t *Tracer) Verified(subject muster.SubjectID) muster.ArtefactID {
	return t.w.hash.verifiedLink(subject)
}

// RatedBy returns the link of those whom an account rated.
func (t *Tracer) RatedBy(client muster.SubjectID) muster.ArtefactID {
	return t.w.hash.ratedLink(client)
}

// Common reports a value that is common by declaration and leads to nobody.
func (t *Tracer) Common(id muster.ArtefactID) bool { return t.w.x.common[id] != muster.NotCommon }

// Links returns everything that leads from the subject to others, but for those
// whom it rated: see RatedBy.
func (tr *Trace) Links() []Link { return tr.links }

// Accounts returns the accounts that the subject's records name.
func (tr *Trace) Accounts() []muster.SubjectID {
	return tr.named(func(*deal) bool { return true })
}

// Hands returns those of them that did its work, or are its agency.
func (tr *Trace) Hands() []muster.SubjectID {
	return tr.named(func(d *deal) bool { return d.hand })
}

func (tr *Trace) named(which func(*deal) bool) []muster.SubjectID {
	var list []muster.SubjectID
	for i := range tr.deals {
		if c := tr.deals[i].client; which(&tr.deals[i]) && c != tr.id && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// RatedAt is a rating that an account gave.
type RatedAt struct {
	By muster.SubjectID
	At int64 // microseconds; 0 when not stated
}

// Beside reports whether whoever has another rating may be told of this one: both
// may stand in the days in which the account rated most, or this one before them.
func (r RatedAt) Beside(other RatedAt) bool {
	return r.By == other.By && (r.At == 0 || other.At >= r.At-praiseWindow)
}

// Rated returns the ratings of the subject: those of others by the same account are
// told beside them.
func (tr *Trace) Rated() []RatedAt { return rated(tr.deals) }

func rated(deals []deal) []RatedAt {
	var list []RatedAt
	for i := range deals {
		if d := &deals[i]; d.rated {
			list = append(list, RatedAt{d.client, d.at})
		}
	}
	return list
}

// Kinds returns the kinds of artefacts that the subject holds.
func (tr *Trace) Kinds() []muster.ArtefactKind { return tr.bases }

// Born returns the subject's date of birth as its records write it, "" where none do.
func (tr *Trace) Born() string { return tr.card.born }

// Known reports whether anything is known of the subject.
func (tr *Trace) Known() bool { return tr.card.id != "" }

// Beside names what of the subject's records is compared with everybody's, so that
// those whom it may touch are not found by links: texts, pictures, programs, activity,
// referees, recommendations and hits on lists. It is "" where there is nothing such.
func (tr *Trace) Beside() string { return tr.beside }

// Reach is who may be told something else for a change of one subject.
type Reach struct {
	Links    []Link             // whose holders are
	Rated    []RatedAt          // who gave them is, and who has a rating beside one
	Partners []muster.SubjectID // who are if they hold a value with the subject too
	Client   bool               // whom the subject itself rated is
	Rings    bool               // and whoever may stand in a group with the subject, before or after
}

// ReachOf compares two traces of one subject.
func ReachOf(t *Tracer, before, after *Trace) (r Reach) {
	both := func(of func(Link) bool) {
		for _, tr := range [...]*Trace{before, after} {
			for _, l := range tr.links {
				if of(l) {
					r.Links = append(r.Links, l)
				}
			}
		}
	}
	if !bytes.Equal(before.card.append(nil), after.card.append(nil)) {
		both(func(l Link) bool { return l.Kind != LinkVerified && l.Kind != LinkHand && l.Kind != LinkRated })
		r.Links = append(r.Links, Link{Artefact: muster.Artefact{Kind: LinkHand, ID: t.w.hash.handLink(after.id)}})
		r.Client = true
		r.Rated = append(before.Rated(), after.Rated()...)
		r.Partners, r.Rings = append(before.Accounts(), after.Accounts()...), true
		return r
	}
	moved := differing(before.postings, after.postings, func(p posting) muster.ArtefactID { return p.id })
	if len(moved) > 0 {
		both(func(l Link) bool { return moved[l.ID] })
		r.Rings = true
	}
	if !slices.Equal(before.logs, after.logs) {
		both(func(l Link) bool { return l.Kind == LinkStay })
	}
	named := differing(dealKeys(before.deals), dealKeys(after.deals), func(d dealKey) muster.SubjectID { return d.client })
	r.Partners = slices.Collect(maps.Keys(named))
	for d := range differing(dealKeys(ratings(before.deals)), dealKeys(ratings(after.deals)), func(d dealKey) dealKey { return d }) {
		r.Rated = append(r.Rated, RatedAt{d.client, d.at})
	}
	return r
}

// dealKey is what of a deal another's dossier turns on.
type dealKey struct {
	client      muster.SubjectID
	row         muster.ObservationID
	at          int64
	rated, hand bool
	top         bool
}

func dealKeys(list []deal) []dealKey {
	keys := make([]dealKey, len(list))
	for i, d := range list {
		keys[i] = dealKey{d.client, d.row.ID, d.at, d.rated, d.hand, d.top}
	}
	return keys
}

func ratings(list []deal) []deal {
	return slices.DeleteFunc(slices.Clone(list), func(d deal) bool { return !d.rated })
}

// differing returns by what the things differ that stand in one list only.
func differing[T, K comparable](before, after []T, by func(T) K) map[K]bool {
	had := make(map[T]bool, len(before))
	for _, v := range before {
		had[v] = true
	}
	moved := map[K]bool{}
	for _, v := range after {
		if !had[v] {
			moved[by(v)] = true
		}
		delete(had, v)
	}
	for v := range had {
		moved[by(v)] = true
	}
	return moved
}
