package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// deviceDays is what the reports of one device say, day by day. One day has
// several records: the router stands in one, the lid in another.
type deviceDays struct {
	days                     []deviceDay
	cities, routers, entries map[string]bool
}

// deviceDay is one day of one device.
type deviceDay struct {
	day                       muster.Time
	ref                       muster.Ref // of the first record
	mains, lid, builtIn, cord muster.Answer
	place                     muster.Outcome
	agreed                    bool // a journey there was agreed
	away                      muster.Ref
	fastest, expected         int // milliseconds
	slowRef                   muster.Ref
	hidden                    bool // something stands between the device and where it is
}

// devices puts the days of each device together.
func (b *builder) devices(n deviceNumbers) {
	var all []*deviceDays
	byNumber := map[int]*deviceDays{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.DeviceDay)
		if !ok || d.Device == "" || d.Day.IsZero() {
			continue
		}
		on := n.number(d.Device)
		x := byNumber[on]
		if x == nil {
			x = &deviceDays{cities: map[string]bool{}, routers: map[string]bool{}, entries: map[string]bool{}}
			byNumber[on] = x
			all = append(all, x)
		}
		b.stood(x.on(d.Day, muster.Ref(i)), muster.Ref(i), d)
		for set, value := range map[*map[string]bool]string{&x.cities: normal.Fold(string(d.City)), &x.routers: normal.Fold(string(d.Gateway)), &x.entries: normal.Fold(string(d.Station))} {
			if value != "" {
				(*set)[value] = true
			}
		}
	}
	for _, x := range all {
		b.d.Live.Devices = append(b.d.Live.Devices, x.sum())
	}
}

// on returns a day of the device.
func (x *deviceDays) on(day muster.Time, ref muster.Ref) *deviceDay {
	at := slices.IndexFunc(x.days[max(0, len(x.days)-2):], func(d deviceDay) bool { return d.day.Micros == day.Micros })
	if at >= 0 {
		return &x.days[max(0, len(x.days)-2)+at]
	}
	x.days = append(x.days, deviceDay{day: day, ref: ref})
	return &x.days[len(x.days)-1]
}

// stood adds a record to its day.
func (b *builder) stood(x *deviceDay, ref muster.Ref, d *muster.DeviceDay) {
	x.mains, x.cord = throughout(x.mains, d.Mains), throughout(x.cord, d.Wired)
	x.lid, x.builtIn = once(x.lid, d.LidOpen), once(x.builtIn, d.BuiltIn)
	if meansNothing(d.Network) {
		x.hidden = true
		return
	}
	if place, agreed := b.travelled(string(d.Country), string(d.City), d.Day); place != muster.OutcomeUnknown {
		if x.place == muster.OutcomeUnknown || place == muster.OutcomeDifferent {
			x.away = ref
		}
		x.place, x.agreed = Closer(x.place, place), x.agreed || agreed
	}
	if d.Delay > 0 && d.Expected > 0 && (x.fastest == 0 || d.Delay < x.fastest) {
		x.fastest, x.expected, x.slowRef = d.Delay, d.Expected, ref
	}
}

// throughout is yes as long as no record says no; one that says nothing changes
// nothing.
func throughout(so, now muster.Answer) muster.Answer {
	if so == muster.No || now == muster.Unstated {
		return so
	}
	return now
}

// once is yes as soon as one record says yes.
func once(so, now muster.Answer) muster.Answer {
	if so == muster.Yes || now == muster.Unstated {
		return so
	}
	return now
}

// meansNothing reports whether the place of a network says nothing of where a
// device is: it is a tunnel's, a carrier's or a satellite's.
func meansNothing(n muster.NetworkClass) bool {
	return hides(n) || n == muster.NetworkCorporate || n == muster.NetworkSatellite || n == muster.NetworkMobile
}

// slowBy is how far above the expected time input must take, in milliseconds
// and in parts of it: what satellites, crowded lines and far exits add.
const (
	slowBy    = 60
	slowTimes = 2
)

// sum counts the days.
func (x *deviceDays) sum() muster.DeviceFact {
	var f muster.DeviceFact
	f.Moved = max(len(x.cities), len(x.routers))
	if f.Moved == 0 {
		f.Moved = min(1, len(x.entries))
	}
	var slow []int
	for i := range x.days {
		d := &x.days[i]
		count(&f, d)
		if d.fastest == 0 || d.hidden {
			continue
		}
		f.Slow.Stated++
		if d.fastest <= d.expected+slowBy || d.fastest <= slowTimes*d.expected {
			continue
		}
		slow = append(slow, d.fastest)
		if f.Slow.Days == 0 {
			f.Slow.From = d.day
		}
		f.Slow.Days, f.Slow.To, f.Slow.Refs = f.Slow.Days+1, d.day, cite(f.Slow.Refs, d.slowRef)
		f.Slow.Expected = max(f.Slow.Expected, d.expected)
	}
	if len(slow) > 0 {
		slices.Sort(slow)
		f.Slow.Median = slow[len(slow)/2]
	}
	return f
}

// count adds a day to what is counted of where and how a device stood.
func count(f *muster.DeviceFact, d *deviceDay) {
	if d.place != muster.OutcomeUnknown && !d.hidden {
		f.Placed++
		if d.place == muster.OutcomeDifferent && !d.agreed {
			if f.Away == 0 {
				f.AwayFrom = d.day
			}
			f.Away, f.AwayTo, f.AwayRefs = f.Away+1, d.day, cite(f.AwayRefs, d.away)
		}
	}
	if d.mains == "" || d.lid == "" || d.builtIn == "" || d.cord == "" {
		return
	}
	f.Stated++
	if d.mains == muster.Yes && d.lid == muster.No && d.builtIn == muster.No && d.cord == muster.Yes {
		if f.AllFour == 0 {
			f.FourFrom = d.day
		}
		f.AllFour, f.FourTo, f.FourRefs = f.AllFour+1, d.day, cite(f.FourRefs, d.ref)
	}
}
