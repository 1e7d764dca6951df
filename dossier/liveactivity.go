package dossier

import (
	"cmp"
	"encoding/base64"
	"math"
	"math/bits"
	"slices"

	"muster"
)

const (
	minutesOfDay = 24 * 60
	halfHours    = 48
	windowsOfDay = 3      // windows of ten minutes that make a day count
	longDay      = 6 * 60 // minutes of activity
	restBlocks   = 8      // half hours that make a rest
	restAllowed  = 10     // active minutes within a rest: a glance at the telephone, a scheduled job
	awake        = 20.0   // hours between two rests that need no explanation
	nightRoom    = 0.3    // of a day, by which a night may be shorter
	blockApart   = 8 * 60 // minutes between the middles of two blocks of work
	blockWidth   = 3 * 60 // minutes by which a day may lie off its block
	blockShare   = 0.9    // of the days, that must lie in one of the two
	fewestMiddle = 2 * 60 // minutes of activity that a day's middle needs
	gathered     = 0.5    // how close to its middle a day's activity must lie, 0 to 1
	fewestBlocks = 5      // days in each block
	hoursRoom    = 2 * 60 // minutes by which the middle of a day may lie off the hours agreed, daylight saving among them
	fullTurn     = 2 * math.Pi
	mostCited    = 5 // observations cited for days seen
)

// minuteSet is a day of UTC, a bit for each minute, first bit first.
type minuteSet [minutesOfDay / 8]byte

// unite adds the minutes that an observation writes.
func (m *minuteSet) unite(text muster.Text) {
	if len(text) > base64.StdEncoding.EncodedLen(len(m)) {
		return
	}
	b, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil || len(b) != len(m) {
		return
	}
	for i := range m {
		m[i] |= b[i]
	}
}

func (m *minuteSet) has(i int) bool { return m[i/8]&(0x80>>(i%8)) != 0 }

func (m *minuteSet) count() int {
	n := 0
	for _, b := range m {
		n += bits.OnesCount8(b)
	}
	return n
}

// activeDay is one day of activity on all devices.
type activeDay struct {
	number  int32 // days since 1970
	refs    []muster.Ref
	minutes minuteSet
	moves   []uint64 // marks of sequences of input, each once
	muster.ActivityDay
}

// activeDays puts the rows of each day together, oldest first.
func activeDays(observations []muster.Observation) []activeDay {
	at := map[int32]int{}
	var days []activeDay
	for i := range observations {
		d, ok := observations[i].Data.(*muster.ActivityDay)
		if !ok || d.Day.IsZero() {
			continue
		}
		number := dayNumber(d.Day)
		k, known := at[number]
		if !known {
			k = len(days)
			at[number] = k
			days = append(days, activeDay{number: number, ActivityDay: muster.ActivityDay{Day: d.Day}})
		}
		day := &days[k]
		day.refs = append(day.refs, muster.Ref(i))
		day.minutes.unite(d.Minutes)
		for _, mark := range movesOf(d) {
			if !slices.Contains(day.moves, mark) {
				day.moves = append(day.moves, mark)
			}
		}
		day.Mechanical, day.Synthetic, day.Human, day.NoEffect = day.Mechanical+d.Mechanical, day.Synthetic+d.Synthetic, day.Human+d.Human, day.NoEffect+d.NoEffect
	}
	slices.SortFunc(days, func(a, b activeDay) int { return cmp.Compare(a.number, b.number) })
	return days
}

func dayNumber(t muster.Time) int32 { return int32(math.Floor(float64(t.Micros) / microsPerDay)) }

// seen counts a day; days come oldest first, and a day that comes twice counts
// once.
func seen(s *muster.DaysSeen, day muster.Time, refs []muster.Ref) {
	if s.Days == 0 || s.Last.Micros != day.Micros {
		s.Days++
		const week, monday = 7, 3 // 1 January 1970 was a Thursday
		if s.Weeks == 0 || (dayNumber(day)+monday)/week != (dayNumber(s.Last)+monday)/week {
			s.Weeks++
		}
	}
	if s.First.IsZero() {
		s.First = day
	}
	s.Last = day
	for _, ref := range refs[:min(len(refs), mostCited)] {
		if !slices.Contains(s.Refs, ref) {
			s.Refs = append(s.Refs, ref)
		}
	}
	s.Refs = s.Refs[max(0, len(s.Refs)-mostCited):]
}

// activity puts the days of activity together. Days are of UTC; rests and blocks
// are looked for wherever in them they lie, so that the zone does not matter.
func (b *builder) activity() {
	days := activeDays(b.observations)
	if len(days) == 0 {
		return
	}
	var f muster.ActivityFact
	for i := range days {
		d := &days[i]
		seen(&f.Days, d.Day, d.refs)
		if d.minutes.count() >= longDay {
			seen(&f.Long, d.Day, d.refs)
		}
		if d.Mechanical < windowsOfDay {
			continue
		}
		refs := b.movedBy(d)
		seen(&f.Moved, d.Day, refs)
		if d.NoEffect >= windowsOfDay {
			seen(&f.NoEffect, d.Day, refs)
		}
		if d.Synthetic >= windowsOfDay {
			seen(&f.Synthetic, d.Day, refs)
		}
	}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.WorkDay)
		if ok && (d.Act == muster.WorkCommitted || d.Act == muster.WorkPushed || d.Act == muster.WorkDelivered) {
			seen(&f.Outputs, d.Day, []muster.Ref{muster.Ref(i)})
		}
	}
	repeats(&f, days)
	b.nights(&f, days)
	b.swings(&f, days)
	b.d.Live.Activity = append(b.d.Live.Activity, f)
}

// movedBy returns what stated a day's input that looks like a program's.
func (b *builder) movedBy(d *activeDay) []muster.Ref {
	return slices.DeleteFunc(slices.Clone(d.refs), func(r muster.Ref) bool { return b.observations[r].Data.(*muster.ActivityDay).Mechanical == 0 })
}

// restless reports a day that says something about rest: not on call, and its
// minutes not a program's.
func (b *builder) restless(d *activeDay) bool {
	return d.Mechanical < windowsOfDay && !b.agreed(muster.AgreedOnCall, d.Day, nil)
}

// nights counts the nights somebody went without a rest, wherever in the day
// their night lies.
func (b *builder) nights(f *muster.ActivityFact, days []activeDay) {
	for i := 0; i < len(days); {
		j := i // days in a row that say something
		var blocks []int
		for ; j < len(days) && days[j].number == days[i].number+int32(j-i) && b.restless(&days[j]); j++ {
			blocks = append(blocks, days[j].minutes.blocks()...)
		}
		for start, end := range stretches(blocks) {
			lost := int((float64(end-start)/2-awake)/24 + nightRoom)
			for n := range lost {
				d := &days[i+min(start/halfHours+n, j-i-1)]
				seen(&f.Nights, d.Day, d.refs)
			}
		}
		i = max(j, i+1)
	}
}

// blocks counts the active minutes of each half hour.
func (m *minuteSet) blocks() []int {
	list := make([]int, halfHours)
	for i := range minutesOfDay {
		if m.has(i) {
			list[i/30]++
		}
	}
	return list
}

// stretches calls yield for every run of half hours between two rests.
func stretches(blocks []int) func(yield func(start, end int) bool) {
	resting := make([]bool, len(blocks))
	sum := 0
	for i, n := range blocks {
		sum += n
		if i >= restBlocks {
			sum -= blocks[i-restBlocks]
		}
		if i >= restBlocks-1 && sum <= restAllowed {
			for k := i - restBlocks + 1; k <= i; k++ {
				resting[k] = true
			}
		}
	}
	return func(yield func(start, end int) bool) {
		for i := 0; i < len(blocks); {
			j := i
			for j < len(blocks) && !resting[j] {
				j++
			}
			if j > i && !yield(i, j) {
				return
			}
			i = max(j, i+1)
		}
	}
}

// middle returns the middle of a day's activity in minutes of UTC, and false
// when there is too little or no middle.
func (m *minuteSet) middle() (float64, bool) {
	var x, y, n float64
	for i, c := range m.blocks() {
		angle := fullTurn * (float64(i) + 0.5) / halfHours
		x, y, n = x+float64(c)*math.Cos(angle), y+float64(c)*math.Sin(angle), n+float64(c)
	}
	if n < fewestMiddle || math.Hypot(x, y)/n < gathered {
		return 0, false
	}
	return minutesOfDay * math.Mod(math.Atan2(y, x)/fullTurn+1, 1), true
}

// around is how far apart two times of the day are, in minutes.
func around(a, b float64) float64 {
	d := math.Mod(math.Abs(a-b), minutesOfDay)
	return min(d, minutesOfDay-d)
}

// swings tells two blocks of work between which days keep changing, as if two
// people took turns. Days on call, or for which free hours were agreed, say nothing;
// where hours were agreed, a change between two days within them is the plan's.
func (b *builder) swings(f *muster.ActivityFact, days []activeDay) {
	var kept []*activeDay
	var middles []float64
	var planned []bool
	plans := b.plans()
	for i := range days {
		d := &days[i]
		if m, ok := d.minutes.middle(); ok && b.restless(d) {
			if free, within := ofPlan(plans, d.Day, m); !free {
				kept, middles, planned = append(kept, d), append(middles, m), append(planned, within)
			}
		}
	}
	if len(kept) < 2*fewestBlocks {
		return
	}
	first, second := twoMiddles(middles)
	if around(first, second) < blockApart {
		return
	}
	var count, beyond [2]int // days in each block, and of them, those outside the hours agreed
	var s muster.DaysSeen
	turns, off, last, before := 0, 0, -1, false
	for i, m := range middles {
		side, far := 0, around(m, first)
		if other := around(m, second); other < far {
			side, far = 1, other
		}
		if far > blockWidth {
			off++
			continue
		}
		if last >= 0 && side != last && !(planned[i] && before) {
			turns++
		}
		last, before = side, planned[i]
		if count[side]++; !planned[i] {
			beyond[side]++
		}
		seen(&s, kept[i].Day, kept[i].refs)
	}
	if float64(off) > (1-blockShare)*float64(len(middles)) || min(count[0], count[1]) < fewestBlocks || max(beyond[0], beyond[1]) < fewestBlocks {
		return
	}
	f.Swings, f.Turns, f.Planned = s, turns, count[0]+count[1]-beyond[0]-beyond[1]
}

// plan is hours that were agreed: on the clock of UTC, once for each clock they may
// be meant on; none for hours that are free or whose clock nobody knows.
type plan struct {
	agreed *muster.Agreed
	spans  []planSpan
}

// planSpan is a stretch of the day in minutes.
type planSpan struct{ middle, half float64 }

func (b *builder) plans() (list []plan) {
	homes := b.offsetsOfHomes()
	for i := range b.observations {
		a, ok := b.observations[i].Data.(*muster.Agreed)
		if !ok || a.What != muster.AgreedHours {
			continue
		}
		p := plan{agreed: a}
		offsets := homes
		if a.Offset != nil {
			offsets = []int{*a.Offset}
		}
		for _, offset := range offsets {
			if a.Start != nil && a.End != nil {
				length := float64((*a.End-*a.Start+minutesOfDay-1)%minutesOfDay + 1) // from midnight to midnight is the whole day
				p.spans = append(p.spans, planSpan{float64(*a.Start-offset) + length/2, length / 2})
			}
		}
		list = append(list, p)
	}
	return list
}

// ofPlan says whether the hours of a day were free, and whether the middle of its
// work lies within hours agreed for it or for the day before: a night shift ends on
// the next day, and days are of UTC.
func ofPlan(plans []plan, day muster.Time, middle float64) (free, within bool) {
	yesterday := day
	yesterday.Micros -= microsPerDay
	for _, p := range plans {
		today := inForce(p.agreed, day)
		free = free || today && len(p.spans) == 0
		if today || inForce(p.agreed, yesterday) {
			within = within || slices.ContainsFunc(p.spans, func(s planSpan) bool { return around(middle, s.middle) <= s.half+hoursRoom })
		}
	}
	return free, within
}

// twoMiddles divides times of the day into two heaps and returns their middles.
func twoMiddles(list []float64) (first, second float64) {
	first = list[0]
	second = slices.MaxFunc(list, func(a, b float64) int { return cmp.Compare(around(a, first), around(b, first)) })
	for range 8 {
		var x, y [2]float64
		for _, m := range list {
			side := 0
			if around(m, second) < around(m, first) {
				side = 1
			}
			angle := fullTurn * m / minutesOfDay
			x[side], y[side] = x[side]+math.Cos(angle), y[side]+math.Sin(angle)
		}
		mean := func(k int) float64 { return minutesOfDay * math.Mod(math.Atan2(y[k], x[k])/fullTurn+1, 1) }
		first, second = mean(0), mean(1)
	}
	return first, second
}
