package dossier

import (
	"cmp"
	"math"
	"slices"

	"muster"
	"muster/normal"
)

// deviceDays returns the days each device reported, oldest first, by device.
func (b *builder) deviceDays() (names []string, days map[string][]muster.Ref) {
	days = map[string][]muster.Ref{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.DeviceDay)
		if !ok || d.Device == "" || d.Day.IsZero() {
			continue
		}
		key := normal.Fold(string(d.Device))
		if days[key] == nil {
			names = append(names, key)
		}
		days[key] = append(days[key], muster.Ref(i))
	}
	for _, key := range names {
		slices.SortStableFunc(days[key], func(x, y muster.Ref) int {
			return cmp.Compare(b.deviceDay(x).Day.Micros, b.deviceDay(y).Day.Micros)
		})
	}
	return names, days
}

func (b *builder) deviceDay(ref muster.Ref) *muster.DeviceDay {
	return b.observations[ref].Data.(*muster.DeviceDay)
}

// lastDelivery returns the last delivery to the person up to a moment.
func (b *builder) lastDelivery(at muster.Time) *muster.Shipment {
	if at.Precision < muster.PrecisionDay {
		return nil
	}
	list := b.deliveries()
	n, _ := slices.BinarySearchFunc(list, dayOf(at)+1, func(d *muster.Shipment, day int32) int { return cmp.Compare(dayOf(d.Delivered), day) })
	if n == 0 {
		return nil
	}
	first, _ := slices.BinarySearchFunc(list, list[n-1].Delivered.Micros, func(d *muster.Shipment, moment int64) int { return cmp.Compare(d.Delivered.Micros, moment) })
	return list[first]
}

const (
	firstReport = 21 // days after delivery within which a device's first report is its arrival
	unpacking   = 2  // days
)

// boots looks at the first network a delivered device was seen on.
func (b *builder) boots() {
	names, days := b.deviceDays()
	for _, name := range names {
		refs := days[name]
		first := b.deviceDay(refs[0])
		sent := b.lastDelivery(first.Day.End())
		if sent == nil {
			continue
		}
		f := muster.BootFact{At: first.Day, Place: b.against(sent, first)}
		if !first.Enrolled.IsZero() {
			f.At = first.Enrolled
		}
		if f.After, _ = sent.Delivered.Days(first.Day); f.After > firstReport {
			continue // it had reported before the records begin
		}
		reader := b.stayReader()
		routers := map[uint64]bool{}
		for _, ref := range refs {
			d := b.deviceDay(ref)
			if dayOf(d.Day) >= dayOf(first.Day)+unpacking {
				break
			}
			f.Refs = append(f.Refs, ref)
			f.Wired = d.Wired == muster.Yes || f.Wired && d.Wired == muster.Unstated
			_, seen := reader.of(d)
			for _, s := range seen {
				if s.kind == stayRouter {
					routers[s.key] = true
				}
				f.Strange = f.Strange || b.othersStay(s)
			}
		}
		f.Networks = len(routers)
		for i := range b.d.Live.Attachments {
			a := &b.d.Live.Attachments[i]
			hands := a.Class == muster.AttachmentRemote || a.Class == muster.AttachmentGadget
			if hands && dayOf(a.At) >= dayOf(first.Day) && dayOf(a.At) < dayOf(first.Day)+unpacking {
				f.Hands = true
				f.Refs = append(f.Refs, a.Ref)
			}
		}
		f.Refs = f.Refs[:min(len(f.Refs), 5)]
		b.d.Live.Networks.Boots = append(b.d.Live.Networks.Boots, f)
	}
}

// against compares where a device stood with where it had been sent: the country,
// and the town where both are named.
func (b *builder) against(sent *muster.Shipment, d *muster.DeviceDay) muster.Outcome {
	line := b.addresses.read(homeLine(&muster.Home{Address: sent.Address, City: sent.City, Postcode: sent.Postcode, Country: sent.Country}))
	to, at := normal.Country(cmp.Or(string(sent.Country), line.Country)), b.stoodIn(d)
	switch {
	case to == "" || at == "" || meansNothing(d.Network):
		return muster.OutcomeUnknown
	case to != at:
		return muster.OutcomeDifferent
	case d.City != "" && normal.Fold(string(d.City)) == normal.Fold(cmp.Or(string(sent.City), line.City)):
		return muster.OutcomeSame
	}
	return muster.OutcomeSameArea
}

// othersStay reports whether people of other declared homes keep staying on a
// network, few enough for it to be a home's.
func (b *builder) othersStay(s seenOn) bool {
	today := dayOf(b.x.opt.AsOf)
	list := b.x.residents[s.key]
	if s.kind > stayPoint || len(list) > manyUse {
		return false
	}
	return slices.ContainsFunc(list, func(r int32) bool {
		if r == b.index || findStay(b.staysOf(r), s.key).at(today).weight() < leastBeside {
			return false
		}
		o := b.person(r)
		return o.Homes == muster.OutcomeDifferent && o.Names == muster.OutcomeDifferent && !o.Related
	})
}

const (
	leastQuiet = 7   // days without a report
	farApart   = 500 // kilometres that the rough places of networks do not explain
)

// quiet finds devices that reported nothing for a while and then from elsewhere.
func (b *builder) quiet() {
	names, days := b.deviceDays()
	for _, name := range names {
		refs := days[name]
		for i := 1; i < len(refs); i++ {
			before, after := b.deviceDay(refs[i-1]), b.deviceDay(refs[i])
			gap, known := before.Day.Days(after.Day)
			if !known || gap < leastQuiet || hides(before.Network) || hides(after.Network) || b.moved(before, after) != muster.OutcomeDifferent {
				continue
			}
			f := muster.QuietFact{
				Refs: []muster.Ref{refs[i-1], refs[i]}, From: before.Day, To: after.Day, Days: gap, After: -1, Place: muster.OutcomeDifferent,
			}
			if sent := b.lastDelivery(before.Day.End()); sent != nil {
				f.After, _ = sent.Delivered.Days(before.Day)
			}
			f.Home, f.Agreed = b.travelled(b.stoodIn(after), string(after.City), after.Day)
			b.d.Live.Networks.Quiet = append(b.d.Live.Networks.Quiet, f)
		}
	}
}

// moved compares two places a device stood at: different countries, or points too
// far apart for the roughness of networks' places.
func (b *builder) moved(a, c *muster.DeviceDay) muster.Outcome {
	if meansNothing(a.Network) || meansNothing(c.Network) {
		return muster.OutcomeUnknown
	}
	from, to := b.stoodIn(a), b.stoodIn(c)
	switch {
	case from == "" || to == "":
		return muster.OutcomeUnknown
	case from != to:
		return muster.OutcomeDifferent
	case a.Latitude != nil && a.Longitude != nil && c.Latitude != nil && c.Longitude != nil && kmApart(*a.Latitude, *a.Longitude, *c.Latitude, *c.Longitude) >= farApart:
		return muster.OutcomeDifferent
	}
	return muster.OutcomeSameArea
}

// kmApart is the great circle between two points in kilometres.
func kmApart(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, degree = 6371, math.Pi / 180
	dLat, dLon := (lat2-lat1)*degree, (lon2-lon1)*degree
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}
