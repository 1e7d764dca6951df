package dossier

import (
	"math"
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// An account that changes hands changes its device, its network and its hours at
// once and for good. Each alone happens to everybody.

const (
	leastBefore = 10 // days with sign-ins on each side of a change that says something
	leastAfter  = 5
	stillOld    = 0.1 // share of later days on which the old device or network may still appear
	wasUsual    = 0.5 // share of earlier days on which the usual one did: without a habit there is no break
	leastShift  = 3.0 // hours
)

// usage is one day of one account.
type usage struct {
	day      int32
	ref      muster.Ref
	devices  []string
	networks []string
	hours    int // a bit for each, UTC
}

// usages puts the sign-ins of each day together, oldest first, those from
// telephones left out: people sign in with them from everywhere.
func (b *builder) usages() []usage {
	byDay := map[int32]*usage{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.SignIns)
		if !ok || d.Passed == 0 || onPhone(d) || d.Client == muster.ClientProgram || d.Day.IsZero() {
			continue
		}
		u := byDay[dayOf(d.Day)]
		if u == nil {
			u = &usage{day: dayOf(d.Day), ref: muster.Ref(i)}
			byDay[u.day] = u
		}
		device := normal.Fold(string(d.Device))
		if device == "" {
			device = string(d.System) + "/" + string(d.Client)
		}
		u.devices, u.networks = include(u.devices, device), include(u.networks, providerOf(d))
		u.hours |= d.Hours
	}
	list := make([]usage, 0, len(byDay))
	for _, day := range sortedDays(byDay) {
		list = append(list, *byDay[day])
	}
	return list[max(0, len(list)-keptDays):]
}

func include(list []string, value string) []string {
	if value == "" || value == "/" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// providerOf names the network a sign-in came through as far as it stays the same
// when a line is given another address.
func providerOf(d *muster.SignIns) string {
	if d.Provider != "" {
		return normal.Fold(string(d.Provider))
	}
	form, err := normal.IP(string(d.IP))
	if err != nil {
		return ""
	}
	parts := strings.SplitN(form.Canonical, ".", 3)
	if form.V6 {
		parts = strings.SplitN(form.Canonical, ":", 3)
	}
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// handOver finds the day on which everything changed, if there is one. It cites
// nothing later than that day: what is said of it is dated by the last it cites, and
// a check that settled it must not be outdated by every sign-in that follows.
func (b *builder) handOver() {
	days := b.usages()
	for i := leastBefore; i+leastAfter <= len(days); i++ {
		before, after := days[:i], days[i:]
		if !broke(before, after, usedDevices) || !broke(before, after, usedNetworks) {
			continue
		}
		if again(before, &days[i], usedDevices) || again(before, &days[i], usedNetworks) {
			continue // a few old days may yet come after a change, but it is named by its own first day
		}
		shift, own := shifted(before, after), shifted(before[:i/2], before[i/2:])
		if shift < leastShift || shift < 2*own {
			continue
		}
		f := muster.HandOverFact{
			Refs: []muster.Ref{days[i-1].ref, days[i].ref}, At: dayTime(days[i].day), Before: i, After: len(days) - i, Shift: int(math.Round(shift)),
		}
		b.explain(&f)
		b.d.Live.Networks.HandOver = append(b.d.Live.Networks.HandOver, f)
		return
	}
}

func usedDevices(u *usage) []string  { return u.devices }
func usedNetworks(u *usage) []string { return u.networks }

// again reports whether a day shows anything that was in use before.
func again(before []usage, day *usage, of func(*usage) []string) bool {
	return slices.ContainsFunc(before, func(u usage) bool {
		return slices.ContainsFunc(of(&u), func(v string) bool { return slices.Contains(of(day), v) })
	})
}

// broke reports whether something usual before is hardly seen after, and what
// came in its place is itself usual.
func broke(before, after []usage, of func(*usage) []string) bool {
	old, usual := most(before, of)
	if usual < wasUsual {
		return false
	}
	if _, now := most(after, of); now < wasUsual {
		return false
	}
	still := 0
	for i := range after {
		if slices.ContainsFunc(of(&after[i]), func(v string) bool { return old[v] > 0 }) {
			still++
		}
	}
	return float64(still) <= stillOld*float64(len(after))
}

// most counts on how many days each value was seen, and returns the share of the
// most usual.
func most(days []usage, of func(*usage) []string) (counts map[string]int, share float64) {
	counts = map[string]int{}
	top := 0
	for i := range days {
		for _, v := range of(&days[i]) {
			counts[v]++
			top = max(top, counts[v])
		}
	}
	return counts, float64(top) / float64(len(days))
}

// shifted is by how many hours the middle of the day of some days lies from that
// of others, the shorter way round the clock.
func shifted(a, c []usage) float64 {
	x, okA := middle(a)
	y, okC := middle(c)
	if !okA || !okC {
		return 0
	}
	d := math.Abs(x - y)
	return min(d, 24-d)
}

// middle is the mean of the hours of sign-ins on the circle of a day; hours spread
// over the whole day have none.
func middle(days []usage) (hour float64, ok bool) {
	var sin, cos, n float64
	for i := range days {
		for h := range 24 {
			if days[i].hours&(1<<h) != 0 {
				angle := 2 * math.Pi * (float64(h) + 0.5) / 24
				sin, cos, n = sin+math.Sin(angle), cos+math.Cos(angle), n+1
			}
		}
	}
	if n == 0 || math.Hypot(sin, cos)/n < 0.3 {
		return 0, false
	}
	return math.Mod(math.Atan2(sin, cos)/(2*math.Pi)*24+24, 24), true
}

// The days around a change within which a record explains it, or goes with it.
const (
	aroundDevice = 14
	aroundHome   = 30
)

// explain looks for what is on record about the change.
func (b *builder) explain(f *muster.HandOverFact) {
	near := func(at muster.Time, within int) bool {
		days, known := f.At.Days(at)
		return known && max(days, -days) <= within
	}
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Issued:
			f.Issued = f.Issued || near(d.From, aroundDevice)
		case *muster.Change:
			f.Moved = f.Moved || d.Field == muster.ChangeAddress && near(b.observations[i].Happened, aroundHome)
		case *muster.BankDetails:
			f.Pay = f.Pay || near(earliest(d.Changed, b.observations[i].Happened), aroundDevice) && b.changesPay(muster.Ref(i), d)
		case *muster.Agreed:
			switch d.What {
			case muster.AgreedTravel, muster.AgreedHours, muster.AgreedDevice, muster.AgreedOnCall:
				f.Agreed = f.Agreed || near(d.From, aroundHome) || !f.At.Before(d.From) && (d.Until.IsZero() || !d.Until.End().Before(f.At))
			}
		}
	}
	for i := range b.d.Live.Networks.Farms {
		days, known := b.d.Live.Networks.Farms[i].First.Days(f.At)
		f.Another = f.Another || known && days <= aroundDevice/2
	}
}
