package dossier

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"

	"muster"
	"muster/normal"
)

// Two people who keep the same hours are active in the same minutes all the
// time. One human who works at two desks never is. What is looked for is two
// people who are both at work in the same hours of many days and yet hardly ever
// have two minutes in common, far beyond what is usual between days of theirs
// that do not belong together: people who relieve each other by a plan are apart
// on those days as well, so a plan explains itself.
const (
	deskDays      = 28    // of each person, the latest days with activity
	leastDeskDays = 12    // days on which both are active in the same hours
	leastHours    = 24    // such hours
	minutesEach   = 5     // in an hour, of each, for it to be one in which both are active
	mostTogether  = 0.05  // of the days, on which they may meet all the same
	leastCompared = 60    // pairs of days that do not belong together
	chance        = 1e-9  // as if everybody of two thousand were compared with everybody
	deskLimit     = 2_000 // people with activity up to which everybody is compared; beyond, those whom something joins
	deskCrowd     = 64    // holders of a value beyond which it makes nobody be compared
)

// desk is what an index keeps of somebody's activity.
type desk struct {
	days     []deskDay // oldest first
	devices  []string  // folded
	observed muster.Observed
}

// deskDay is one day of it.
type deskDay struct {
	number int32
	hours  [24]uint64 // a bit for each minute
}

func (m *minuteSet) hours() (list [24]uint64) {
	for i := range minutesOfDay {
		if m.has(i) {
			list[i/60] |= 1 << (i % 60)
		}
	}
	return list
}

// deskOf reads the desk of a subject, nil when there are too few days.
func deskOf(observations []muster.Observation) *desk {
	days := activeDays(observations)
	days = slices.DeleteFunc(days, func(d activeDay) bool { return d.Mechanical >= windowsOfDay || d.minutes.count() == 0 })
	if len(days) < leastDeskDays {
		return nil
	}
	days = days[max(0, len(days)-deskDays):]
	d := &desk{days: make([]deskDay, len(days))}
	for i := range days {
		d.days[i] = deskDay{days[i].number, days[i].minutes.hours()}
		for _, ref := range days[i].refs {
			o := &observations[ref]
			d.observed = observedOf(o)
			if device := normal.Fold(string(o.Data.(*muster.ActivityDay).Device)); device != "" && !slices.Contains(d.devices, device) {
				d.devices = append(d.devices, device)
			}
		}
	}
	return d
}

// pairing is how two desks lie beside each other.
type pairing struct{ days, hours, apart, usual int }

// interlocked reports whether two people's activity interlocks as one human's
// at two desks would.
func interlocked(a, b *desk) (p pairing, ok bool) {
	if slices.ContainsFunc(a.devices, func(d string) bool { return slices.Contains(b.devices, d) }) {
		return p, false // one computer that both use
	}
	allowed := int(mostTogether * float64(min(len(a.days), len(b.days))))
	var mine, theirs [deskDays]*deskDay
	n := 0
	for i, k := 0, 0; i < len(a.days) && k < len(b.days); {
		x, y := &a.days[i], &b.days[k]
		if x.number < y.number {
			i++
			continue
		}
		if k++; x.number > y.number {
			continue
		}
		i++
		hours, together := beside(x, y)
		if hours == 0 {
			continue
		}
		p.hours += hours
		if p.days++; !together {
			p.apart++
		} else if p.days-p.apart > allowed {
			return p, false // most pairs end here, on their first days
		}
		mine[n], theirs[n] = x, y
		n++
	}
	if p.days < leastDeskDays || p.hours < leastHours {
		return p, false
	}
	apart, compared := 0, 0
	for i := range mine[:n] {
		for k := range theirs[:n] {
			if i == k {
				continue
			}
			if hours, together := beside(mine[i], theirs[k]); hours > 0 {
				compared++
				if !together {
					apart++
				}
			}
		}
	}
	if compared < leastCompared {
		return p, false
	}
	usual := float64(apart+1) / float64(compared+2)
	p.usual = int(math.Round(100 * usual))
	return p, atLeast(p.apart, p.days, usual) <= chance
}

// beside says in how many hours of a day both were active, and whether they had
// two minutes in a row in common in one of them. A single minute is none: whoever
// changes desks is at both in it.
func beside(a, b *deskDay) (hours int, together bool) {
	for h, x := range a.hours {
		y := b.hours[h]
		if bits.OnesCount64(x) >= minutesEach && bits.OnesCount64(y) >= minutesEach {
			hours++
			both := x & y
			together = together || both&(both>>1) != 0
		}
	}
	return hours, together
}

// atLeast is the chance of k or more of n when each has the chance p.
func atLeast(k, n int, p float64) float64 {
	sum := 0.0
	for ; k <= n; k++ {
		ways, _ := math.Lgamma(float64(n + 1))
		chosen, _ := math.Lgamma(float64(k + 1))
		left, _ := math.Lgamma(float64(n - k + 1))
		sum += math.Exp(ways - chosen - left + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	return sum
}

// deskMates calls visit for whoever a subject is compared with: everybody with
// activity, or, of many, those whom a value joins to them.
func (x *Index) deskMates(subject int32, visit func(other int32)) {
	if len(x.seated) <= deskLimit {
		for _, other := range x.seated {
			if other != subject {
				visit(other)
			}
		}
		return
	}
	var met []int32
	claims := x.claimsOf(subject)
	for i := range claims {
		id := claims[i].id
		run, span, ok := x.run(id)
		if !ok || span.subjects > deskCrowd || x.common[id] != muster.NotCommon {
			continue
		}
		for k := range run {
			if other := run[k].subject; other != subject && x.desks[other] != nil && !slices.Contains(met, other) {
				met = append(met, other)
				visit(other)
			}
		}
	}
}

// interlocks lists those whose activity interlocks with a subject's.
func (x *Index) interlocks(subject int32) (list []int32) {
	own := x.desks[subject]
	if own == nil {
		return nil
	}
	x.deskMates(subject, func(other int32) {
		if _, ok := interlocked(own, x.desks[other]); ok {
			list = append(list, other)
		}
	})
	return list
}

// seat gathers who has a desk.
func (x *Index) seat() {
	x.seated = nil
	for i := range x.desks {
		if x.desks[i] != nil {
			x.seated = append(x.seated, int32(i))
		}
	}
}

// sit puts a subject at another desk, or none, and returns whose dossiers may
// differ for it.
func (x *Index) sit(subject int32, d *desk) []int32 {
	many := len(x.seated) > deskLimit
	near := x.interlocks(subject)
	x.seated = slices.DeleteFunc(x.seated, func(s int32) bool { return s == subject })
	if x.desks[subject] = d; d != nil {
		x.seated = append(x.seated, subject)
	}
	if many != (len(x.seated) > deskLimit) {
		return append(near, x.seated...) // others are compared with others now
	}
	return append(near, x.interlocks(subject)...)
}

// desks tells those whose activity interlocks with the subject's, and those whose
// input has sequences in common with theirs.
func (b *builder) desks() {
	own, alike, locked := b.x.desks[b.index], b.x.movers.alike(b.index), b.x.interlocks(b.index)
	list := slices.AppendSeq(slices.Clone(locked), maps.Keys(alike))
	slices.Sort(list)
	for _, other := range slices.Compact(list) {
		f := muster.DeskFact{Other: b.person(other), Moves: alike[other]}
		if f.Moves > 0 {
			f.Refs, f.Other.Observed = b.moveRefs(), b.x.movers.of[other].observed
		}
		if slices.Contains(locked, other) {
			p, _ := interlocked(own, b.x.desks[other])
			f.Refs, f.Days, f.Hours, f.Apart, f.Usual = b.deskRefs(own), p.days, p.hours, p.apart, p.usual
			f.Other.Observed = b.x.desks[other].observed
		}
		f.Other.First = f.Other.Observed.Happened
		b.d.Live.Desks = append(b.d.Live.Desks, f)
	}
	slices.SortFunc(b.d.Live.Desks, func(a, c muster.DeskFact) int { return cmp.Compare(a.Other.Subject, c.Other.Subject) })
	b.d.Live.Desks = b.d.Live.Desks[:min(len(b.d.Live.Desks), muster.MaxOthers)]
}

// deskRefs cites the latest days of a desk.
func (b *builder) deskRefs(d *desk) []muster.Ref {
	last := d.days[max(0, len(d.days)-mostCited)].number
	var refs []muster.Ref
	for i := range b.observations {
		if a, ok := b.observations[i].Data.(*muster.ActivityDay); ok && !a.Day.IsZero() && dayNumber(a.Day) >= last && len(refs) < mostCited {
			refs = append(refs, muster.Ref(i))
		}
	}
	return refs
}
