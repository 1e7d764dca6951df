package seen

import (
	"cmp"
	"slices"
	"strings"

	"muster"
	"muster/internal/escape"
	"muster/normal"
)

// The bounds of a view.
const (
	mostRows   = 40
	mostPlaces = 24
	mostEvents = 5
	dayMicros  = 24 * 60 * 60 * 1_000_000
)

// Options says how much of a person a reader may see.
type Options struct {
	AsOf muster.Time      // the day the view is of
	Farm *muster.FarmFact // nil: nobody's devices stand beside theirs
	Home bool             // the town of a claimed home may be shown
}

// Read makes a view of one person's records, in any order. What another record
// corrects is left out. The view of somebody no log speaks of is Empty.
func Read(records []muster.Observation, opt Options) *View {
	r := reader{View: &View{bare: !opt.Home}, opt: opt, places: map[string]*Town{}, names: map[string][]string{}, networks: map[string]*Network{}, days: map[string]map[int]bool{}, devices: map[muster.Device]*Device{}, attached: map[string]*Attached{}, programs: map[string]*Program{}}
	list := standing(records)
	for _, o := range list {
		r.claim(o)
	}
	for _, o := range list {
		r.take(o)
	}
	if r.From.IsZero() {
		return r.View
	}
	r.finish(list)
	return r.View
}

// standing leaves out what was corrected, and sorts by when it happened.
func standing(records []muster.Observation) []*muster.Observation {
	gone := map[muster.ObservationID]bool{}
	for i := range records {
		if !records[i].Supersedes.IsZero() {
			gone[records[i].Supersedes] = true
		}
	}
	out := make([]*muster.Observation, 0, len(records))
	for i := range records {
		if !gone[records[i].ID] {
			out = append(out, &records[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *muster.Observation) int {
		return cmp.Or(cmp.Compare(a.Happened.Micros, b.Happened.Micros), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// reader is a view under way.
type reader struct {
	*View
	opt      Options
	homes    []muster.Home
	agreed   []*muster.Agreed
	places   map[string]*Town
	names    map[string][]string // the countries of the towns of a name
	networks map[string]*Network
	days     map[string]map[int]bool // of networks, attachments and programs
	devices  map[muster.Device]*Device
	attached map[string]*Attached
	programs map[string]*Program
}

// claim takes what was claimed, agreed and issued.
func (r *reader) claim(o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.Application:
		r.home(d.Home)
	case *muster.Person:
		r.home(d.Home)
	case *muster.Agreed:
		if d.What != "" {
			r.agreed = append(r.agreed, d)
		}
	case *muster.Issued:
		if d.Device != "" {
			one := r.device(d.Device)
			one.Issued, one.From, one.Until = true, d.From, d.Until
			one.Model = cmp.Or(text(d.Model), one.Model)
		}
	}
}

func (r *reader) home(h muster.Home) {
	if h.City == "" {
		return
	}
	r.homes = slices.DeleteFunc(r.homes, func(o muster.Home) bool {
		return cityKey(o.City) == cityKey(h.City) && sameCountry(o.Country, h.Country)
	})
	r.homes = append(r.homes, h) // the last claimed stands last
}

func (r *reader) device(serial muster.Device) *Device {
	if r.devices[serial] == nil {
		r.devices[serial] = &Device{Serial: lastFour(serial)}
	}
	return r.devices[serial]
}

// take counts what a log showed.
func (r *reader) take(o *muster.Observation) {
	switch d := o.Data.(type) {
	case *muster.SignIns:
		if !d.Day.IsZero() {
			r.signIns(d)
		}
	case *muster.DeviceDay:
		if !d.Day.IsZero() {
			r.deviceDay(d)
		}
	case *muster.Attachment:
		if !d.At.IsZero() {
			r.plugged(o, d)
		}
	case *muster.Program:
		if !d.Day.IsZero() {
			r.ran(o, d)
		}
	case *muster.ActivityDay:
		r.span(d.Day)
	case *muster.WorkDay:
		r.span(d.Day)
	}
}

// span makes the view reach to a day.
func (r *reader) span(day muster.Time) {
	if day.IsZero() {
		return
	}
	if r.From.IsZero() || day.Before(r.From) {
		r.From = dayTime(day)
	}
	if r.To.IsZero() || r.To.Before(day) {
		r.To = dayTime(day)
	}
}

func dayTime(t muster.Time) muster.Time {
	return muster.Time{Micros: int64(dayOf(t)) * dayMicros, Offset: muster.OffsetUnknown, Precision: muster.PrecisionDay}
}

func dayOf(t muster.Time) int {
	d := t.Micros / dayMicros
	if t.Micros%dayMicros < 0 {
		d--
	}
	return int(d)
}

func (r *reader) signIns(d *muster.SignIns) {
	r.span(d.Day)
	if p := r.place(d.City, d.Country, d.Latitude, d.Longitude); p != nil && d.Passed > 0 {
		mark := markSignIn
		if between(d.Network) {
			mark = markThrough
		}
		p.see(d.Day, mark)
	}
	key := string(d.Network) + "\x00" + string(d.Service) + "\x00" + string(d.Judge)
	n := r.networks[key]
	if n == nil {
		n = &Network{Kind: d.Network, Word: networkWord(d.Network), Judge: text(d.Judge)}
		if d.Service == muster.BrandAstrill {
			n.Service = "Astrill"
		}
		r.networks[key] = n
	}
	n.SignIns += d.Passed + d.Refused
	n.Days = r.day("network\x00"+key, d.Day)
	n.Last = later(n.Last, d.Day)
	if d.Device != "" {
		known := r.devices[d.Device] != nil
		r.used(d.Device, "", d.Day)
		one := r.devices[d.Device]
		one.Foreign, one.Managed = one.Foreign || !known, one.Managed || d.Managed == muster.Yes
	}
}

// day counts a day once for a key, and returns how many there are.
func (r *reader) day(key string, at muster.Time) int {
	if r.days[key] == nil {
		r.days[key] = map[int]bool{}
	}
	r.days[key][dayOf(at)] = true
	return len(r.days[key])
}

func later(a, b muster.Time) muster.Time {
	if a.IsZero() || a.Before(b) {
		return b
	}
	return a
}

func (r *reader) used(serial muster.Device, model muster.Text, day muster.Time) {
	one := r.device(serial)
	one.Model = cmp.Or(one.Model, text(model))
	one.Days = r.day("device\x00"+string(serial), day)
	if one.First.IsZero() || day.Before(one.First) {
		one.First = day
	}
	one.Last = later(one.Last, day)
}

func (r *reader) deviceDay(d *muster.DeviceDay) {
	r.span(d.Day)
	if p := r.place(d.City, d.Country, d.Latitude, d.Longitude); p != nil && !between(d.Network) {
		p.see(d.Day, markDevice)
	}
	if d.Device != "" {
		r.used(d.Device, d.Model, d.Day)
		r.devices[d.Device].Foreign = false
	}
}

func (r *reader) plugged(o *muster.Observation, d *muster.Attachment) {
	r.span(d.At)
	what := text(d.Name)
	if maker := text(d.Maker); !strings.HasPrefix(strings.ToLower(what), strings.ToLower(maker)) { // "Logitech Logitech Receiver"
		what = strings.TrimSpace(maker + " " + what)
	}
	if what == "" && d.EDIDMaker != "" {
		what = "Display of maker " + text(d.EDIDMaker)
	}
	if what == "" {
		what = "A device that states no name"
	}
	key := what + "\x00" + string(d.Device)
	a := r.attached[key]
	if a == nil {
		a = &Attached{What: shorten(what, 80), Into: lastFour(d.Device), First: d.At, Source: shorten(escape.Line(o.Source), 40)}
		r.attached[key] = a
	}
	for _, part := range d.Interfaces {
		if word := strings.ReplaceAll(text(part), "_", " "); !slices.Contains(a.Parts, word) && len(a.Parts) < 6 {
			a.Parts = append(a.Parts, word)
		}
	}
	a.Days, a.Last = r.day("attached\x00"+key, d.At), later(a.Last, d.At)
	a.Events = events(a.Events, d.Events)
}

func (r *reader) ran(o *muster.Observation, d *muster.Program) {
	r.span(d.Day)
	key := string(d.Name) + "\x00" + string(d.Class)
	p := r.programs[key]
	if p == nil {
		p = &Program{Name: text(d.Name), For: programWord(d.Class), How: seenWord(d.Seen), First: d.Day, Source: shorten(escape.Line(o.Source), 40)}
		p.Name = cmp.Or(p.Name, "A program without a name")
		r.programs[key] = p
	}
	p.Agreed = p.Agreed || slices.ContainsFunc(r.agreed, func(a *muster.Agreed) bool {
		return (a.What == muster.AgreedTool || a.What == muster.AgreedVPN) && a.Name != "" && strings.EqualFold(string(a.Name), string(d.Name))
	})
	p.Days, p.Last = r.day("program\x00"+key, d.Day), later(p.Last, d.Day)
	p.Events = events(p.Events, d.Events)
}

func events(have []string, more []muster.Text) []string {
	for _, e := range more {
		if len(have) < mostEvents && !slices.Contains(have, string(e)) {
			have = append(have, shorten(escape.Line(string(e)), 80))
		}
	}
	return have
}

func cityKey(city muster.City) string {
	return strings.ToLower(strings.TrimSpace(string(city)))
}

// sameCountry reports whether two sources may mean one country: they write it in
// different ways, or not at all.
func sameCountry(a, b muster.Country) bool {
	one, other := normal.Country(string(a)), normal.Country(string(b))
	return one == other || one == "" || other == ""
}

// placeKey is under what a town stands: towns of one name in two countries are
// two. Where either source names no country, they are taken for one.
func (r *reader) placeKey(city muster.City, country muster.Country) string {
	name, code := cityKey(city), normal.Country(string(country))
	if name == "" {
		return ""
	}
	for _, known := range r.names[name] {
		if known == code || known == "" || code == "" {
			return name + "\x00" + known
		}
	}
	r.names[name] = append(r.names[name], code)
	return name + "\x00" + code
}

// place returns the town an origin names, nil where it names none.
func (r *reader) place(city muster.City, country muster.Country, lat, lon *float64) *Town {
	key := r.placeKey(city, country)
	if key == "" {
		return nil
	}
	p := r.places[key]
	if p == nil {
		if len(r.places) >= mostPlaces {
			return nil
		}
		p = &Town{Town: shorten(escape.Line(string(city)), 40), Country: shorten(escape.Line(string(country)), 20), days: map[int]dayMark{}}
		r.places[key] = p
	}
	if p.Latitude == nil && lat != nil && lon != nil && *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180 {
		p.Latitude, p.Longitude = lat, lon
	}
	return p
}

func (p *Town) see(day muster.Time, mark dayMark) {
	p.days[dayOf(day)] |= mark
	if p.First.IsZero() || day.Before(p.First) {
		p.First = day
	}
	p.Last = later(p.Last, day)
}

// finish puts the parts in order.
func (r *reader) finish(list []*muster.Observation) {
	r.claimed()
	for _, p := range r.places {
		p.count()
		r.Places = append(r.Places, *p)
	}
	slices.SortFunc(r.Places, func(a, b Town) int {
		return cmp.Or(rank(b.Claimed)-rank(a.Claimed), (b.SignIns+b.Devices)-(a.SignIns+a.Devices), strings.Compare(a.Town, b.Town))
	})
	vpn := slices.ContainsFunc(r.agreed, func(a *muster.Agreed) bool { return a.What == muster.AgreedVPN })
	for _, n := range r.networks {
		n.Agreed = vpn && n.Kind == muster.NetworkVPN
		r.Networks = append(r.Networks, *n)
	}
	slices.SortFunc(r.Networks, func(a, b Network) int {
		return cmp.Or(b.Days-a.Days, strings.Compare(a.Word, b.Word), strings.Compare(a.Judge, b.Judge), strings.Compare(a.Service, b.Service))
	})
	for _, d := range r.devices {
		r.Devices = append(r.Devices, *d)
	}
	slices.SortFunc(r.Devices, func(a, b Device) int {
		return cmp.Or(rank(b.Issued)-rank(a.Issued), b.Days-a.Days, strings.Compare(a.Serial, b.Serial))
	})
	for _, a := range r.attached {
		r.Attached = append(r.Attached, *a)
	}
	slices.SortFunc(r.Attached, func(a, b Attached) int {
		return cmp.Or(cmp.Compare(b.Last.Micros, a.Last.Micros), strings.Compare(a.What, b.What), strings.Compare(a.Into, b.Into))
	})
	for _, p := range r.programs {
		r.Programs = append(r.Programs, *p)
	}
	slices.SortFunc(r.Programs, func(a, b Program) int {
		return cmp.Or(cmp.Compare(b.Last.Micros, a.Last.Micros), strings.Compare(a.Name, b.Name), strings.Compare(a.For, b.For))
	})
	r.Networks, r.Devices, r.Attached, r.Programs = keep(r.View, r.Networks), keep(r.View, r.Devices), keep(r.View, r.Attached), keep(r.View, r.Programs)
	r.Hours = r.hours(list)
	r.Farm = farmOf(r.opt.Farm)
}

func keep[T any](v *View, list []T) []T {
	if len(list) > mostRows {
		v.More += len(list) - mostRows
		return list[:mostRows]
	}
	return list
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (p *Town) count() {
	for _, m := range p.days {
		p.SignIns += rank(m&(markSignIn|markThrough) != 0)
		p.Through += rank(m&markThrough != 0 && m&markSignIn == 0)
		p.Devices += rank(m&markDevice != 0)
	}
}

// claimed marks the towns claimed, and those of agreed journeys.
func (r *reader) claimed() {
	if r.opt.Home {
		for i, h := range r.homes {
			if p := r.place(h.City, h.Country, nil, nil); p != nil {
				p.Claimed = true
				if i == len(r.homes)-1 {
					r.Home = p.Town
				}
			}
		}
	}
	for _, a := range r.agreed {
		if a.What != muster.AgreedTravel || a.City == "" {
			continue
		}
		if p := r.place(a.City, a.Country, nil, nil); p != nil {
			to := a.Until
			if to.IsZero() {
				to = r.To
			}
			p.bands = append(p.bands, [2]int{dayOf(a.From), dayOf(to)})
		}
	}
	for _, p := range r.places {
		if p.Latitude != nil {
			continue
		}
		if at, ok := townAt(p.Town, normal.Country(p.Country)); ok {
			p.Latitude, p.Longitude, p.Rough = &at.lat, &at.lon, true
		}
	}
}

// farmOf puts a farm in words.
func farmOf(f *muster.FarmFact) *Farm {
	if f == nil || f.People < 2 {
		return nil
	}
	out := &Farm{Count: f.People, Devices: f.Devices, Together: f.Together, First: f.First, Last: f.Last}
	for _, j := range []struct {
		is   bool
		word string
	}{{f.Line, "one public address"}, {f.Router, "one router"}, {f.Station, "one wireless access point"}} {
		if j.is {
			out.Joints = append(out.Joints, j.word)
		}
	}
	for i := range f.Others {
		o := &f.Others[i]
		out.People = append(out.People, Beside{ID: o.Subject, Homes: homesWord(o.Homes), Since: o.First.Dated()})
	}
	for _, w := range []muster.RivalWeight{muster.RivalLikely, muster.RivalPossible, muster.RivalUnlikely} {
		for _, rival := range f.Rivals {
			if rival.Weight == w {
				out.Rivals = append(out.Rivals, Explanation{rivalWord(rival.Rival), string(w)})
			}
		}
	}
	return out
}
