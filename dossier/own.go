package dossier

import (
	"cmp"
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// ownRecords is what many facts ask of all the subject's own records, read once:
// read again for each of forty thousand parcels, papers or interviews of one
// person it would keep a machine busy for as many times longer.
type ownRecords struct {
	moreHomes bool // than are kept
	tied      *tiedNames
	moves     *moves
	parcels   *parcels
	employers *employers
	birth     *muster.Time
	history   *muster.Ref // of the last CV that told of several roles
	emails    map[string]bool
	linked    []int32
	joined    bool // linked is known
	agreed    []*muster.Agreed
	issued    []issued
	delivered []*muster.Shipment
	live      bool // the three above are known
	signedIn  map[string]seenFrom
}

// A person's records are compared with this many homes, other places, names and
// employers of theirs: nobody has as many, and records of which every row says
// another are of many people under one number. What is like none of them is then
// not known to differ.
const (
	mostHomes     = 64
	mostNames     = 32
	mostEmployers = 64
)

// keepHome keeps a home unless it is there already.
func (b *builder) keepHome(h home) {
	for i := range b.homes {
		k := &b.homes[i]
		if k.line == h.line && k.country == h.country && k.city == h.city && k.form == h.form {
			return
		}
	}
	if len(b.homes) == mostHomes {
		b.own.moreHomes = true
		return
	}
	h.words = strings.Fields(normal.Fold(h.line))
	b.homes = append(b.homes, h)
}

// unlessMore takes back a difference from the homes when there are more than were
// compared.
func (b *builder) unlessMore(o muster.Outcome) muster.Outcome {
	if o == muster.OutcomeDifferent && b.own.moreHomes {
		return muster.OutcomeUnknown
	}
	return o
}

// tiedNames are the names that papers or the person's own record tie to them.
type tiedNames struct {
	documented, knownAs []normal.NameForm
	more                bool // than are compared
}

func (b *builder) tiedNames() *tiedNames {
	if b.own.tied != nil {
		return b.own.tied
	}
	b.own.tied = &tiedNames{}
	seen := map[string]bool{}
	add := func(list *[]normal.NameForm, how, name string) {
		if name == "" || seen[how+name] {
			return
		}
		if len(*list) == mostNames {
			b.own.tied.more = true
			return
		}
		seen[how+name] = true
		*list = append(*list, b.reader.read(name))
	}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Change:
			if d.Field == muster.ChangeName && d.Documented == muster.Yes {
				add(&b.own.tied.documented, "papers ", string(d.Old))
				add(&b.own.tied.documented, "papers ", string(d.New))
			}
		case *muster.Person:
			for _, n := range d.FormerNames {
				add(&b.own.tied.knownAs, "record ", string(n))
			}
			add(&b.own.tied.knownAs, "record ", string(d.KnownAs))
		}
	}
	return b.own.tied
}

// moves are the changes of address on record.
type moves struct {
	count   int
	vague   bool    // one is not stated to the day
	days    []int32 // in order
	moments []int64 // in order, of those stated at all
}

func (b *builder) moves() *moves {
	if b.own.moves != nil {
		return b.own.moves
	}
	m := &moves{}
	for i := range b.observations {
		c, ok := b.observations[i].Data.(*muster.Change)
		if !ok || c.Field != muster.ChangeAddress {
			continue
		}
		at := earliest(c.At, b.observations[i].Happened)
		m.count++
		if m.vague = m.vague || at.Precision < muster.PrecisionDay; at.Precision >= muster.PrecisionDay {
			m.days = append(m.days, dayOf(at))
		}
		if !at.IsZero() {
			m.moments = append(m.moments, at.Micros)
		}
	}
	slices.Sort(m.days)
	slices.Sort(m.moments)
	b.own.moves = m
	return m
}

// parcels is what explains where a parcel went, and what came back.
type parcels struct {
	known placeList // homes on CVs, and addresses that a check verified
	sent  placeList // where equipment was delivered
	back  backList
}

func (b *builder) parcels() *parcels {
	if b.own.parcels != nil {
		return b.own.parcels
	}
	p := &parcels{back: backList{serials: map[string]bool{}, items: map[string]bool{}, unnumbered: map[string]bool{}}}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.CV:
			p.known.add(b.addresses, homeLine(&d.Home))
		case *muster.Check:
			if d.Outcome == muster.OutcomePassed {
				p.known.add(b.addresses, string(d.Address))
			}
		case *muster.Shipment:
			if d.Direction != muster.DirectionReturn {
				p.sent.add(b.addresses, homeLine(&muster.Home{Address: d.Address, City: d.City, Postcode: d.Postcode, Country: d.Country}))
				p.sent.add(b.addresses, string(d.Redirected))
			}
			if onItsWayBack(d) {
				p.back.add(d)
			}
		}
	}
	b.own.parcels = p
	return p
}

// placeList is different places, as many as are compared.
type placeList struct {
	lines map[string]bool
	forms []normal.AddressForm
	more  bool
}

func (l *placeList) add(places *addressReader, line string) {
	switch {
	case line == "" || l.lines[line]:
		return
	case len(l.forms) == mostHomes:
		l.more = true
		return
	case l.lines == nil:
		l.lines = map[string]bool{}
	}
	l.lines[line] = true
	l.forms = append(l.forms, places.read(line))
}

// explain returns the outcome that one of the places makes of a difference.
func (l *placeList) explain(o muster.Outcome, form normal.AddressForm) muster.Outcome {
	for i := range l.forms {
		o = Closer(o, PlaceOutcome(normal.CompareAddresses(form, l.forms[i])))
	}
	if l.more && o == muster.OutcomeDifferent {
		return muster.OutcomeUnknown
	}
	return o
}

// backList is the equipment that is back or on its way, by what its records say.
// Two records may mean one thing when neither the serial numbers nor, where one of
// them has none, the items tell them apart; what a record leaves open does not.
type backList struct {
	serials, items map[string]bool
	unnumbered     map[string]bool // items of records without a serial number
	any            bool
	unnamed        bool // a record without an item
	open           bool // one without a serial number
	blank          bool // one without either
}

func (l *backList) add(d *muster.Shipment) {
	serial, item := normal.Fold(string(d.Serial)), normal.Fold(string(d.Item))
	l.any = true
	if d.Item == "" {
		l.unnamed = true
	} else {
		l.items[item] = true
	}
	if d.Serial != "" {
		l.serials[serial] = true
		return
	}
	l.open = true
	if d.Item == "" {
		l.blank = true
	} else {
		l.unnumbered[item] = true
	}
}

func (l *backList) has(d *muster.Shipment) bool {
	item := normal.Fold(string(d.Item))
	if d.Serial == "" {
		return l.any && (d.Item == "" || l.unnamed || l.items[item])
	}
	return l.serials[normal.Fold(string(d.Serial))] || l.open && (d.Item == "" || l.blank || l.unnumbered[item])
}

// employers are those that the person's application forms name as the latest.
type employers struct {
	list []shortText
	more bool
}

func (b *builder) latestEmployers() *employers {
	if b.own.employers != nil {
		return b.own.employers
	}
	l, seen := &employers{}, map[string]bool{}
	for i := range b.observations {
		a, ok := b.observations[i].Data.(*muster.Application)
		if !ok || a.Employer == "" || seen[string(a.Employer)] {
			continue
		}
		if len(l.list) == mostEmployers {
			l.more = true
			break
		}
		seen[string(a.Employer)] = true
		l.list = append(l.list, readShort(string(a.Employer)))
	}
	b.own.employers = l
	return l
}

// issued is a device given to the person.
type issued struct {
	device string // folded
	data   *muster.Issued
}

// readLive reads what is asked of every sign-in, day and program.
func (b *builder) readLive() {
	if b.own.live {
		return
	}
	b.own.live = true
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Agreed:
			b.own.agreed = append(b.own.agreed, d)
		case *muster.Issued:
			b.own.issued = append(b.own.issued, issued{normal.Fold(string(d.Device)), d})
		case *muster.Shipment:
			if d.Direction != muster.DirectionReturn && d.Delivered.Precision >= muster.PrecisionDay {
				b.own.delivered = append(b.own.delivered, d)
			}
		}
	}
	slices.SortStableFunc(b.own.delivered, func(x, y *muster.Shipment) int { return cmp.Compare(x.Delivered.Micros, y.Delivered.Micros) })
}

func (b *builder) agreements() []*muster.Agreed {
	b.readLive()
	return b.own.agreed
}

func (b *builder) issues() []issued {
	b.readLive()
	return b.own.issued
}

// deliveries are what was delivered to the person, in order.
func (b *builder) deliveries() []*muster.Shipment {
	b.readLive()
	return b.own.delivered
}
