package dossier

import (
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// places compares every place on the subject's records with the homes they
// declared, and takes the nearest: a person who moved has two homes.
func (b *builder) places() {
	for i := range b.observations {
		o := &b.observations[i]
		ref := muster.Ref(i)
		switch d := o.Data.(type) {
		case *muster.Person:
			b.place(muster.PlaceTax, ref, string(d.TaxAddress), o.Happened, false)
			b.place(muster.PlacePayroll, ref, string(d.PayrollAddress), o.Happened, false)
		case *muster.Document:
			b.place(muster.PlaceDocument, ref, string(d.Address), o.Happened, false)
		case *muster.CV:
			b.place(muster.PlaceCV, ref, homeLine(&d.Home), o.Happened, false)
		case *muster.Check:
			if d.Outcome == muster.OutcomePassed {
				b.place(muster.PlaceVerified, ref, string(d.Address), earliest(d.Done, o.Happened), false)
			}
		case *muster.Shipment:
			b.shipmentPlaces(ref, d, o.Happened)
		}
	}
}

func (b *builder) shipmentPlaces(ref muster.Ref, d *muster.Shipment, at muster.Time) {
	line := homeLine(&muster.Home{Address: d.Address, City: d.City, Postcode: d.Postcode, Country: d.Country})
	agreed := d.Agreed == muster.Yes
	if d.Direction == muster.DirectionReturn {
		b.place(muster.PlaceReturn, ref, line, at, agreed)
		return
	}
	b.place(muster.PlaceDelivery, ref, line, at, agreed)
	b.place(muster.PlaceRedirect, ref, string(d.Redirected), earliest(d.RedirectAt, at), agreed)
}

// place adds the comparison of one place with the nearest declared home.
func (b *builder) place(source muster.PlaceSource, ref muster.Ref, line string, at muster.Time, agreed bool) {
	if line == "" {
		return
	}
	f := b.comparePlace(line)
	f.A, f.ARef, f.B, f.Agreed = source, ref, muster.PlaceHome, agreed
	f.Moved = f.Moved || b.movedAround(at)
	b.d.Places = append(b.d.Places, f)
}

// comparePlace compares an address with every declared home.
func (b *builder) comparePlace(line string) muster.PlaceFact {
	form := b.addresses.read(line)
	f := muster.PlaceFact{Class: placeClass(form.Kind)}
	if b.isOffice(form) {
		f.Class = muster.ClassPlaceOffice
	}
	words := strings.Fields(normal.Fold(line))
	for i := range b.homes {
		outcome := PlaceOutcome(normal.CompareAddresses(form, b.homes[i].form))
		if outcome == muster.OutcomeDifferent && mostlyCommon(words, b.homes[i].words) {
			outcome = muster.OutcomeNear
		}
		if Closer(f.Outcome, outcome) != f.Outcome {
			f.Outcome, f.BRef, f.Moved = outcome, b.homes[i].ref, b.homes[i].moved
		}
	}
	f.Outcome = b.unlessMore(f.Outcome)
	return f
}

// mostlySame reports whether two addresses have nearly all words in common: a
// mistyped postcode or an unusual order must not make them different places.
func mostlySame(a, b string) bool {
	return mostlyCommon(strings.Fields(normal.Fold(a)), strings.Fields(normal.Fold(b)))
}

func mostlyCommon(x, y []string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	common := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			common++
		}
	}
	return len(x) >= 3 && 4*common >= 3*len(x)
}

func (b *builder) isOffice(form normal.AddressForm) bool {
	return len(b.x.registers.Offices) > 0 && (b.x.common[b.hash.id(muster.ArtefactAddress, form.Canonical)] == muster.CommonOffice ||
		b.x.common[b.hash.id(muster.ArtefactBuilding, form.Building)] == muster.CommonOffice)
}

// moveWindow is how many days around a recorded move a difference between
// places is explained by it.
const moveWindow = 120

// movedAround reports whether a change of address on record lies near the
// date: people have things sent to the old place or the new one.
func (b *builder) movedAround(at muster.Time) bool {
	m := b.moves()
	if m.count == 0 || m.vague || at.Precision < muster.PrecisionDay {
		return m.count > 0
	}
	k, _ := slices.BinarySearch(m.days, dayOf(at)-moveWindow)
	return k < len(m.days) && m.days[k] <= dayOf(at)+moveWindow
}

// shipment compares a delivery or return with the person's own claims.
func (b *builder) shipment(ref muster.Ref, d *muster.Shipment) {
	o := &b.observations[ref]
	line := homeLine(&muster.Home{Address: d.Address, City: d.City, Postcode: d.Postcode, Country: d.Country})
	place := b.parcelPlace(line, d.Direction)
	late := b.addressChangedLate(d)
	if d.Redirected != "" { // where the parcel went in the end counts
		place = b.parcelPlace(string(d.Redirected), d.Direction)
		late = late || place.Outcome == muster.OutcomeDifferent || place.Outcome == muster.OutcomeSameArea
	}
	at := earliest(d.Dispatched, earliest(d.Ordered, o.Happened))
	f := muster.ShipmentFact{
		Ref: ref, Direction: d.Direction, Status: d.Status, Class: place.Class, Place: place.Outcome,
		Moved: place.Moved || b.movedAround(at), Agreed: d.Agreed == muster.Yes, ChangedLate: late, At: at,
	}
	f.Recipient = b.recipient(string(d.Recipient))
	f.Phone = b.deliveryPhone(ref)
	if !d.ReturnDue.IsZero() && !b.sentBack(d) {
		if days, ok := d.ReturnDue.Days(b.d.AsOf); ok && days > 0 {
			f.Overdue = days
		}
	}
	b.d.Shipments = append(b.d.Shipments, f)
}

// parcelPlace compares where a parcel went with the declared homes and, when
// it is none of them, with what else explains it: the home on a CV, an address
// that a check verified and, for a return, where equipment was delivered.
func (b *builder) parcelPlace(line string, direction muster.Direction) muster.PlaceFact {
	f := b.comparePlace(line)
	if f.Outcome != muster.OutcomeDifferent {
		return f
	}
	form, parcels := b.addresses.read(line), b.parcels()
	f.Outcome = parcels.known.explain(f.Outcome, form)
	if direction == muster.DirectionReturn {
		f.Outcome = parcels.sent.explain(f.Outcome, form)
	}
	return f
}

// recipient compares the name on a parcel with the person's: a declared or
// documented name, and a relative's who shares a part of it, are variants.
func (b *builder) recipient(name string) muster.Outcome {
	if name == "" {
		return muster.OutcomeUnknown
	}
	outcome, documented, knownAs := b.compareName(b.card.name, name)
	if documented || knownAs || outcome == muster.OutcomeDifferent && b.partShared(b.card.name, name) {
		return muster.OutcomeVariant
	}
	return outcome
}

// sentBack reports whether equipment is back or on its way: this record says
// so, or a return of the same thing stands on a record of its own.
func (b *builder) sentBack(d *muster.Shipment) bool {
	return d.Status == muster.ShipmentReturned || onItsWayBack(d) || b.parcels().back.has(d)
}

func onItsWayBack(d *muster.Shipment) bool {
	return d.Direction == muster.DirectionReturn && d.Status != "" && d.Status != muster.ShipmentOrdered && d.Status != muster.ShipmentNotReturned
}

// addressChangedLate reports whether the home on record was changed between
// the order and the dispatch of equipment.
func (b *builder) addressChangedLate(d *muster.Shipment) bool {
	if d.Ordered.IsZero() || d.Dispatched.IsZero() {
		return false
	}
	m := b.moves()
	k, _ := slices.BinarySearch(m.moments, d.Ordered.Micros+1)
	return k < len(m.moments) && m.moments[k] < d.Dispatched.Micros
}

// deliveryPhone compares the phone given to the carrier with the person's own.
func (b *builder) deliveryPhone(ref muster.Ref) muster.Outcome {
	ownPhone := slices.ContainsFunc(b.claims, func(c stored) bool {
		return artefactKinds[c.kind] == muster.ArtefactPhone && roles[c.role] == muster.RoleOwn
	})
	for _, c := range b.statedIn(ref, muster.RoleDelivery) {
		switch {
		case artefactKinds[c.kind] != muster.ArtefactPhone || !ownPhone:
		case b.holds(c.id, muster.RoleOwn, ref):
			return muster.OutcomeSame
		default:
			return muster.OutcomeDifferent
		}
	}
	return muster.OutcomeUnknown
}

// image asks of a picture where and under which clock it was taken, only
// against the home the person claimed at the time.
func (b *builder) image(ref muster.Ref, d *muster.Image) {
	f := muster.ImageFact{
		Ref: ref, Purpose: d.Purpose, Taken: d.Taken, Tool: d.Tool, AIMarked: d.AIMarked == muster.Yes,
		Metadata: d.Metadata, CameraOriginal: d.CameraOriginal == muster.Yes,
		LowQuality: d.LowQuality == muster.Yes, Cropped: d.Cropped == muster.Yes,
	}
	if d.Latitude != nil && d.Longitude != nil {
		f.Place = b.fits(func(country, city string) normal.Outcome {
			return normal.PointFits(*d.Latitude, *d.Longitude, country, city)
		})
	}
	if d.Taken.OffsetKnown() {
		f.Clock = b.fits(func(country, city string) normal.Outcome {
			return normal.OffsetFits(country, city, int(d.Taken.Offset), d.Taken.Micros)
		})
	}
	b.d.Images = append(b.d.Images, f)
}

// fits asks a question about each claimed home and takes the kindest answer.
func (b *builder) fits(ask func(country, city string) normal.Outcome) muster.Outcome {
	best := muster.OutcomeUnknown
	for i := range b.homes {
		h := &b.homes[i]
		country := h.form.Country
		if country == "" {
			country = normal.Country(h.country)
		}
		if country == "" {
			return muster.OutcomeUnknown // one undeclared country leaves the question open
		}
		best = Closer(best, fitOutcome(ask(country, h.city)))
	}
	return b.unlessMore(best)
}

func fitOutcome(o normal.Outcome) muster.Outcome {
	switch o {
	case normal.OutcomeFits:
		return muster.OutcomeSame
	case normal.OutcomeNear:
		return muster.OutcomeNear
	case normal.OutcomeDifferent, normal.OutcomeDoesNotFit:
		return muster.OutcomeDifferent
	}
	return muster.OutcomeUnknown
}
