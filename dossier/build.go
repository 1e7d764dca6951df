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
	x            *Index
	hash         *hasher
	extract      extractor
	observations []muster.Observation
}

// NewBuilder returns a builder over the index.
func (x *Index) NewBuilder() (*Builder, error) {
	h, err := newHasher(x.opt.Key)
	if err != nil {
		return nil, err
	}
	return &Builder{x: x, hash: h, extract: extractor{region: x.opt.Region}}, nil
}

// builder is the work on one dossier.
type builder struct {
	x            *Index
	hash         *hasher
	d            *muster.Dossier
	card         *card
	index        int32
	observations []muster.Observation
	claims       []claim
	people       map[int32]muster.Other
	homes        []home
	ownPhones    []string
	ownEmails    []string
}

// home is one declared home with when it was declared.
type home struct {
	form    normal.AddressForm
	ref     muster.Ref
	from    muster.Time
	country string
	city    string
	moved   bool // from a change on record
}

// Built is a dossier with what it was made from. Only the dossier is for
// detectors.
type Built struct {
	Dossier      *muster.Dossier
	Observations []muster.Observation
	Name         string // the claimed name, for reports that are asked to show it

	claims []claim // in the order of Dossier.Artefacts
}

// Build makes the dossier of subject i. What it returns stays valid after the
// next call.
func (b *Builder) Build(i int) (*Built, error) {
	observations, err := b.x.pop.Observations(i, nil)
	if err != nil {
		return nil, fmt.Errorf("subject %s: %w", b.x.pop.Subject(i).ID, err)
	}
	subject := b.x.pop.Subject(i)
	w := &builder{
		x: b.x, hash: b.hash, card: &b.x.cards[i], index: int32(i), observations: observations,
		claims: slices.Clone(b.extract.extract(observations)), people: map[int32]muster.Other{},
		d: &muster.Dossier{Organisation: subject.Organisation, Subject: subject.ID, AsOf: b.x.opt.AsOf},
	}
	w.observed()
	w.identity()
	w.artefacts()
	w.texts()
	w.facts()
	return &Built{Dossier: w.d, Observations: observations, Name: w.card.name, claims: w.claims}, nil
}

func observedOf(o *muster.Observation) muster.Observed {
	return muster.Observed{ID: o.ID, Kind: o.Kind(), Source: o.Source, Place: o.Place, Happened: o.Happened, Recorded: o.Recorded}
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
		case *muster.Change:
			if data.Field == muster.ChangeAddress {
				b.addMove(data, i, o.Happened)
			}
		}
	}
	for i := range b.claims {
		switch c := &b.claims[i]; {
		case c.role == muster.RoleOwn && c.kind == muster.ArtefactPhone:
			b.ownPhones = append(b.ownPhones, c.value)
		case c.role == muster.RoleOwn && c.kind == muster.ArtefactEmail:
			b.ownEmails = append(b.ownEmails, c.value)
		}
	}
}

func (b *builder) addHome(h *muster.Home, i int, from muster.Time) {
	if h.Address == "" && h.City == "" && h.Postcode == "" && h.Country == "" {
		return
	}
	form := normal.AddressParts([]string{string(h.Address)}, string(h.City), string(h.Postcode), string(h.Country))
	b.homes = append(b.homes, home{form: form, ref: muster.Ref(i), from: from, country: string(h.Country), city: string(h.City)})
}

func (b *builder) addMove(c *muster.Change, i int, from muster.Time) {
	if c.Old != "" {
		b.homes = append(b.homes, home{form: normal.Address(string(c.Old)), ref: muster.Ref(i)})
	}
	if c.New != "" {
		b.homes = append(b.homes, home{form: normal.Address(string(c.New)), ref: muster.Ref(i), from: from, moved: true})
	}
}

// artefacts looks up every claim.
func (b *builder) artefacts() {
	b.d.Artefacts = make([]muster.Held, 0, len(b.claims))
	for i := range b.claims {
		c := &b.claims[i]
		id := b.hash.id(c.kind, c.value)
		held := muster.Held{
			Artefact: muster.Artefact{Kind: c.kind, Role: c.role, ID: id}, Class: c.class,
			Ref: muster.Ref(c.obs), First: c.first, Proved: c.proved, Sharing: b.sharing(c, id),
		}
		held.Unclaimed = !c.proved && slices.ContainsFunc(held.Sharing.Others, func(o muster.Other) bool { return o.Proved })
		b.lead(c, &held)
		b.d.Artefacts = append(b.d.Artefacts, held)
	}
}

func (b *builder) lead(c *claim, held *muster.Held) {
	l := b.x.leads[held.ID]
	if l == nil {
		return
	}
	staff := int(l.staff.Load())
	if !b.card.verified.IsZero() {
		staff--
	}
	b.d.Leads = append(b.d.Leads, muster.LeadFact{
		Artefact: held.Artefact, Ref: muster.Ref(c.obs), Source: string(l.indicator.Source),
		LastSeen: l.indicator.LastSeen, OwnStaff: staff,
		Expired: l.indicator.Expires.Before(b.d.AsOf),
	})
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
	b.referralFacts()
	b.agency()
	b.bursts()
}
