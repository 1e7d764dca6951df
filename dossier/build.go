package dossier

import (
	"fmt"
	"slices"

	"muster"
	"muster/normal"
)

// Builder makes dossiers from an index, one at a time. It reuses its buffers
// and is not safe for concurrent use; make one for each goroutine.
type Builder struct {
	x         *Index
	groups    *Groups
	hash      *hasher
	extract   extractor
	addresses addressReader
	names     nameReader
	shown     nameReader // of meetings
	newest    newest
	others    othersReader
	payees    payeeReader
}

// NewBuilder returns a builder over the index. Groups may be nil.
func (x *Index) NewBuilder(groups *Groups) (*Builder, error) {
	h, err := newHasher(x.opt.Key)
	if err != nil {
		return nil, err
	}
	return &Builder{x: x, groups: groups, hash: h, extract: x.extractor()}, nil
}

// builder is the work on one dossier.
type builder struct {
	x            *Index
	hash         *hasher
	d            *muster.Dossier
	card         *card
	index        int32
	observations []muster.Observation
	read         func(subject int32) ([]muster.Observation, error) // another's observations
	claims       []stored
	stays        []stay
	theirs       map[int32][]stay // of those beside the subject, once they are asked for
	people       map[int32]muster.Other
	homes        []home
	addresses    *addressReader
	reader       *nameReader
	shown        *nameReader
	newest       *newest
	others       *othersReader
	payees       *payeeReader
	near         []*posting        // of the claim being looked at
	applied      []int             // for each claim, the other holders who applied within a day of it
	forms        []normal.NameForm // of the subject's names, once they are asked for
	first        *[2]payDay        // of where money goes, once it is asked for
	own          ownRecords        // what many facts ask of the subject's own records
}

// home is one declared home with when it was declared.
type home struct {
	line    string
	form    normal.AddressForm
	ref     muster.Ref
	from    muster.Time
	country string
	city    string
	moved   bool     // from a change on record
	words   []string // of the line
}

// Built is a dossier with what it was made from. Only the dossier is for
// detectors.
type Built struct {
	Dossier      *muster.Dossier
	Observations []muster.Observation
	Name         string             // the claimed name, for reports that are asked to show it
	Checks       []muster.PastCheck // with an outcome; the policy asks whether one settles a finding

	builder *Builder
	places  map[muster.ObservationID]int // of observations, once one is looked up
}

// Build makes the dossier of subject i. What it returns stays valid after the
// next call.
func (b *Builder) Build(i int) (*Built, error) {
	observations, err := b.x.pop.Observations(i, nil)
	if err != nil {
		return nil, fmt.Errorf("subject %s: %w", b.x.pop.Subject(i).ID, err)
	}
	read := func(subject int32) ([]muster.Observation, error) { return b.x.pop.Observations(int(subject), nil) }
	return b.BuildFrom(i, b.x.pop.Subject(i), observations, read), nil
}

// BuildFrom is Build for whoever reads the observations: those of the subject,
// oldest first, as the index took them, and those of another subject of the
// index when a comparison asks for them.
func (b *Builder) BuildFrom(i int, subject muster.Subject, observations []muster.Observation, read func(subject int32) ([]muster.Observation, error)) *Built {
	standing(observations)
	own := b.x.look(int32(i))
	w := &builder{
		x: b.x, hash: b.hash, card: own.card, stays: own.stays, index: int32(i), observations: observations, read: read,
		claims: own.claims, addresses: &b.addresses, reader: &b.names, shown: &b.shown, newest: &b.newest, others: &b.others, payees: &b.payees, people: map[int32]muster.Other{},
		d: &muster.Dossier{Organisation: subject.Organisation, Subject: subject.ID, AsOf: b.x.opt.AsOf},
	}
	w.observed()
	w.identity()
	w.artefacts()
	w.texts()
	w.facts()
	w.grouped(b.groups)
	return &Built{Dossier: w.d, Observations: observations, Name: w.card.name, Checks: w.checks(), builder: b}
}

// staysOf returns the stays of somebody beside the subject.
func (b *builder) staysOf(subject int32) []stay {
	if b.x.kept == nil {
		return b.x.stays[subject]
	}
	list, ok := b.theirs[subject]
	if !ok {
		if b.theirs == nil {
			b.theirs = map[int32][]stay{}
		}
		list = b.x.staysOf(subject)
		b.theirs[subject] = list
	}
	return list
}

func observedOf(o *muster.Observation) muster.Observed {
	seen := muster.Observed{ID: o.ID, Kind: o.Kind(), Source: o.Source, Place: o.Place, Happened: o.Happened, Recorded: o.Recorded, Events: muster.EventsOf(o.Data)}
	seen.Happened.Text, seen.Recorded.Text = "", "" // as written is the source's text, not for detectors
	return seen
}

func (b *builder) observed() {
	b.d.Observed = make([]muster.Observed, len(b.observations))
	for i := range b.observations {
		b.d.Observed[i] = observedOf(&b.observations[i])
	}
}

// identity fills what the card knows, and the homes declared over time.
func (b *builder) identity() {
	d, c := b.d, b.card
	d.Status, d.Started, d.Left, d.IdentityVerified = c.status, c.started, c.left, c.verified
	d.HomeDeclared, d.Home = c.home != "", c.building
	d.Role = muster.RoleOrdinary
	for i := range b.observations {
		o := &b.observations[i]
		switch data := o.Data.(type) {
		case *muster.Person:
			if data.Role != "" {
				d.Role = data.Role
			}
			d.Employment = data.Employment
			d.Adjustment = d.Adjustment || data.Adjustment == muster.Yes
			b.addHome(&data.Home, i, o.Happened)
		case *muster.Application:
			d.Adjustment = d.Adjustment || data.Adjustment == muster.Yes
			b.addHome(&data.Home, i, o.Happened)
		case *muster.PlatformAccount:
			d.Adjustment = d.Adjustment || data.Adjustment == muster.Yes
			b.addHome(&data.Home, i, o.Happened)
		case *muster.Change:
			if data.Field == muster.ChangeAddress {
				b.addMove(data, i, o.Happened)
			}
		}
	}
}

func (b *builder) addHome(h *muster.Home, i int, from muster.Time) {
	if h.Address == "" && h.City == "" && h.Postcode == "" && h.Country == "" {
		return
	}
	// One way of reading for all sources: a line here and columns there must not
	// come out as two places.
	line := homeLine(h)
	form := b.addresses.read(line)
	if line == "" {
		form = normal.AddressParts(nil, string(h.City), string(h.Postcode), string(h.Country))
	}
	b.keepHome(home{line: line, form: form, ref: muster.Ref(i), from: from, country: string(h.Country), city: string(h.City)})
}

func (b *builder) addMove(c *muster.Change, i int, from muster.Time) {
	if c.Old != "" {
		b.keepHome(home{line: string(c.Old), form: b.addresses.read(string(c.Old)), ref: muster.Ref(i)})
	}
	if c.New != "" {
		b.keepHome(home{line: string(c.New), form: b.addresses.read(string(c.New)), ref: muster.Ref(i), from: from, moved: true})
	}
}

// artefacts looks up every claim.
func (b *builder) artefacts() {
	b.d.Artefacts = make([]muster.Held, 0, len(b.claims))
	b.applied = make([]int, len(b.claims))
	for i := range b.claims {
		c := &b.claims[i]
		sharing, applied := b.sharing(c)
		b.applied[i] = applied
		held := muster.Held{
			Artefact: c.artefact(), Class: classes[c.class], Ref: muster.Ref(c.obs), First: c.time(), Proved: c.proved, Sharing: sharing,
		}
		held.Unclaimed = !c.proved && slices.ContainsFunc(held.Sharing.Others, func(o muster.Other) bool { return o.Proved })
		b.lead(&held)
		b.d.Artefacts = append(b.d.Artefacts, held)
	}
}

func (b *builder) lead(held *muster.Held) {
	l := b.x.leads[held.ID]
	if l == nil {
		return
	}
	staff := int(l.staff.Load())
	if !b.card.verified.IsZero() {
		staff--
	}
	b.d.Leads = append(b.d.Leads, muster.LeadFact{
		Artefact: held.Artefact, Ref: held.Ref, Source: string(l.indicator.Source),
		LastSeen: l.indicator.LastSeen, OwnStaff: staff,
		Expired: l.indicator.Expires.Before(b.d.AsOf),
	})
}

// holds reports whether another observation than the given one states the
// artefact in that role.
func (b *builder) holds(id muster.ArtefactID, role muster.ArtefactRole, except muster.Ref) bool {
	return slices.ContainsFunc(b.claims, func(c stored) bool {
		return c.id == id && roles[c.role] == role && muster.Ref(c.obs) != except
	})
}

// statedIn returns the claims of one observation in a role.
func (b *builder) statedIn(ref muster.Ref, role muster.ArtefactRole) []*stored {
	var list []*stored
	for i := range b.claims {
		if c := &b.claims[i]; muster.Ref(c.obs) == ref && roles[c.role] == role {
			list = append(list, c)
		}
	}
	return list
}

// facts runs every comparison that needs only the subject's own observations
// and what the artefacts showed.
func (b *builder) facts() {
	b.names()
	b.places()
	b.events()
	b.signs()
	for i := range b.observations {
		ref := muster.Ref(i)
		switch data := b.observations[i].Data.(type) {
		case *muster.Document:
			b.document(ref, data, b.observations[i].Happened)
		case *muster.Image:
			b.image(ref, data)
		case *muster.CV:
			b.cv(ref, data)
		case *muster.Reference:
			b.reference(ref, data)
		case *muster.Interview:
			b.meeting(ref, data)
		case *muster.Shipment:
			b.shipment(ref, data)
		}
	}
	b.education()
	b.accounts()
	b.invoices()
	b.charges()
	b.transfers()
	b.referralFacts()
	b.agency()
	b.bursts()
	b.live()
	b.platform()
}
