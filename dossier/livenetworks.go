package dossier

import (
	"cmp"
	"slices"

	"muster"
	"muster/normal"
)

// networks fills everything that compares networks and places over weeks.
func (b *builder) networks() {
	b.farms()
	b.factors()
	b.origins()
	b.lines()
	b.spreads()
	b.systems()
	b.boots()
	b.quiet()
	b.handOver()
	b.paths()
	b.listed()
	for i := range b.observations {
		if d, ok := b.observations[i].Data.(*muster.BankDetails); ok {
			b.paySetUp(muster.Ref(i), d, b.observations[i].Happened)
		}
	}
}

// manyUse is how many people an address may have before it is taken for an
// office's or a tunnel's, whatever its class says.
const manyUse = 8

// inBetween reports sign-ins whose address does not say where the person is: a
// service, a carrier, a satellite, an employer's line, or one many people use.
func (b *builder) inBetween(reader *stayReader, d *muster.SignIns) bool {
	switch d.Network {
	case muster.NetworkHome, muster.NetworkUnknown:
	default:
		return true
	}
	if onPhone(d) || d.Client == muster.ClientProgram {
		return true
	}
	_, seen := reader.of(d)
	for _, s := range seen {
		if s.kind == stayLine && len(b.x.residents[s.key]) > manyUse {
			return true
		}
	}
	return !slices.ContainsFunc(seen, func(s seenOn) bool { return s.kind == stayLine }) // a listed office, or no public address
}

// origins compares where the issued device stood with where sign-ins of the same
// day came from.
func (b *builder) origins() {
	reader := b.stayReader()
	at := map[int32][]string{}
	for i := range b.observations {
		if d, ok := b.observations[i].Data.(*muster.SignIns); ok && d.Passed > 0 && d.Country != "" && !b.inBetween(&reader, d) {
			at[dayOf(d.Day)] = append(at[dayOf(d.Day)], normal.Country(string(d.Country)))
		}
	}
	if len(at) == 0 {
		return
	}
	type day struct {
		met, apart bool
		ref        muster.Ref
	}
	days := map[int32]*day{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.DeviceDay)
		if !ok || d.Day.IsZero() || meansNothing(d.Network) {
			continue
		}
		country := b.stoodIn(d)
		from := at[dayOf(d.Day)]
		if country == "" || len(from) == 0 {
			continue
		}
		k := days[dayOf(d.Day)]
		if k == nil {
			k = &day{ref: muster.Ref(i)}
			days[dayOf(d.Day)] = k
		}
		k.met = k.met || slices.Contains(from, country)
		k.apart = true
	}
	if len(days) == 0 {
		return
	}
	order := sortedDays(days)
	f := muster.OriginFact{First: dayTime(order[0]), Last: dayTime(order[len(order)-1]), Days: len(order)}
	var refs []muster.Ref
	for _, n := range order {
		if !days[n].met {
			f.Apart++
			refs = append(refs, days[n].ref)
		}
	}
	f.Refs = firstAndLast(refs)
	b.d.Live.Networks.Origins = append(b.d.Live.Networks.Origins, f)
}

func sortedDays[T any](days map[int32]T) []int32 {
	order := make([]int32, 0, len(days))
	for n := range days {
		order = append(order, n)
	}
	slices.Sort(order)
	return order
}

// stoodIn is the country a device stood in, by its own report or by what the
// person's sign-ins say of the same address.
func (b *builder) stoodIn(d *muster.DeviceDay) string {
	if d.Country != "" {
		return normal.Country(string(d.Country))
	}
	if d.IP != "" {
		if from, ok := b.fromSignIns(d.IP); ok {
			return normal.Country(from.country)
		}
	}
	return ""
}

// lines looks for a fixed line elsewhere that sign-ins keep coming from.
func (b *builder) lines() {
	reader := b.stayReader()
	type line struct {
		f    muster.LineFact
		days map[int32]bool
		refs []muster.Ref
	}
	byLine := map[uint64]*line{}
	var order []uint64
	all := map[int32]bool{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Passed == 0 || d.Network != muster.NetworkHome || b.inBetween(&reader, d) {
			continue
		}
		place, agreed := b.travelled(string(d.Country), string(d.City), d.First)
		if place == muster.OutcomeUnknown || agreed {
			continue
		}
		_, seen := reader.of(d)
		key, day := seen[0].key, dayOf(d.Day)
		l := byLine[key]
		if l == nil {
			l = &line{f: muster.LineFact{First: d.Day, Place: place}, days: map[int32]bool{}}
			byLine[key] = l
			order = append(order, key)
		}
		l.f.Last, l.f.First = latest(l.f.Last, d.Day), sooner(l.f.First, d.Day)
		l.days[day], all[day] = true, true
		l.refs = append(l.refs, muster.Ref(i))
	}
	for _, key := range order {
		l := byLine[key]
		if l.f.Place != muster.OutcomeDifferent {
			continue
		}
		l.f.Days, l.f.All, l.f.Refs = len(l.days), len(all), firstAndLast(l.refs)
		l.f.Verified = slices.ContainsFunc(b.observations, func(o muster.Observation) bool {
			c, ok := o.Data.(*muster.Check)
			return ok && c.Type == muster.CheckAddress && c.Outcome == muster.OutcomePassed
		})
		b.d.Live.Networks.Lines = append(b.d.Live.Networks.Lines, l.f)
	}
}

func sooner(a, b muster.Time) muster.Time {
	if b.Before(a) {
		return b
	}
	return a
}

const (
	spreadDays = 7
	dayReach   = 24 * 60 * 60 * 1_000_000 // microseconds within which somebody is not in two countries in turn
)

// hop is one sign-in from a place.
type hop struct {
	at      muster.Time
	country string
	line    uint64
	ref     muster.Ref
}

// spreads finds the week in which an account was used from the most places that
// took turns.
func (b *builder) spreads() {
	reader := b.stayReader()
	var hops []hop
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Passed == 0 || d.Country == "" || b.inBetween(&reader, d) {
			continue
		}
		if _, agreed := b.travelled(string(d.Country), string(d.City), d.First); agreed {
			continue
		}
		_, seen := reader.of(d)
		hops = append(hops, hop{d.First, normal.Country(string(d.Country)), seen[0].key, muster.Ref(i)})
	}
	slices.SortFunc(hops, func(a, c hop) int { return cmp.Or(cmp.Compare(a.at.Micros, c.at.Micros), cmp.Compare(a.line, c.line)) })
	var best muster.SpreadFact
	for from := range hops {
		to := from
		for to < len(hops) && hops[to].at.Micros-hops[from].at.Micros < spreadDays*microsPerDay {
			to++
		}
		if f := spread(hops[from:to]); cmp.Or(cmp.Compare(f.Turns, best.Turns), cmp.Compare(f.Places, best.Places), cmp.Compare(f.Networks, best.Networks)) > 0 {
			best = f
		}
	}
	if best.Places > 1 {
		b.d.Live.Networks.Spreads = append(b.d.Live.Networks.Spreads, best)
	}
}

func spread(week []hop) muster.SpreadFact {
	f := muster.SpreadFact{At: week[len(week)-1].at}
	lines, places := map[uint64]bool{}, map[string]bool{}
	for i, h := range week {
		back := i > 0 && week[i-1].country != h.country
		if back && places[h.country] && h.at.Micros-week[i-1].at.Micros < dayReach {
			f.Turns++
		}
		if i == 0 || back {
			f.Refs = append(f.Refs, h.ref)
		}
		lines[h.line], places[h.country] = true, true
	}
	f.Networks, f.Places = len(lines), len(places)
	if len(f.Refs) > 5 {
		f.Refs = f.Refs[:5]
	}
	return f
}

// systems compares the systems sign-ins name with what was issued.
func (b *builder) systems() {
	issued := map[muster.OperatingSystem]bool{}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Issued:
			issued[systemOf(string(d.Model))] = true
		case *muster.DeviceDay:
			if d.Model != "" {
				issued[systemOf(string(d.Model))] = true
			}
		}
	}
	if len(issued) == 0 || issued[muster.SystemUnknown] {
		return // a model that says nothing may be any of them
	}
	var f muster.FitFact
	days, all := map[int32]bool{}, map[int32]bool{}
	var refs []muster.Ref
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Passed == 0 || onPhone(d) || d.Client == muster.ClientProgram {
			continue
		}
		switch d.System {
		case muster.SystemMac, muster.SystemWindows, muster.SystemChromeOS, muster.SystemLinux:
		default:
			continue
		}
		all[dayOf(d.Day)] = true
		// Other systems are put on the makers' computers that ship with Windows, and
		// not on the others.
		fits := issued[d.System] || d.System == muster.SystemLinux && issued[muster.SystemWindows]
		if fits || d.Managed == muster.Yes || b.agreed(muster.AgreedDevice, d.First, nil) {
			continue
		}
		if f.First.IsZero() {
			f.First = d.Day
		}
		f.Last = latest(f.Last, d.Day)
		days[dayOf(d.Day)] = true
		refs = append(refs, muster.Ref(i))
	}
	if f.Days, f.All, f.Refs = len(days), len(all), firstAndLast(refs); f.Days > 0 {
		b.d.Live.Networks.Fits = append(b.d.Live.Networks.Fits, f)
	}
}

// paths counts what passive records of a network showed.
func (b *builder) paths() {
	for _, class := range []muster.ProgramClass{muster.ProgramPathDesktop, muster.ProgramPathHands} {
		f := muster.PathFact{Class: class}
		days := map[int32]bool{}
		for i := range b.observations {
			if d, ok := b.observations[i].Data.(*muster.Program); ok && d.Class == class {
				days[dayOf(d.First)] = true
				f.Last = latest(f.Last, d.First)
				f.Refs = append(f.Refs, muster.Ref(i))
			}
		}
		if f.Days, f.Refs = len(days), firstAndLast(f.Refs); f.Days > 0 {
			b.d.Live.Networks.Paths = append(b.d.Live.Networks.Paths, f)
		}
	}
}
