package dossier

import (
	"cmp"
	"slices"
	"sync"

	"muster"
	"muster/normal"
	streamclock "muster/stream/clock"
)

// How far back hours of activity are looked at, and what an answer needs beside
// what package clock asks for. A claim that does not fit by a hair is left alone.
const (
	hoursBack  = 180 // days before the last one
	leastSpan  = 21  // days between the first and the last one looked at
	clearScore = 0.9
	midday     = 13*60 + 30 // local minute around which most people's work lies
	daybreak   = 5          // hour from which work is done in the daytime, for early shifts and late ones …
	nightfall  = 21         // … and until which
	daytime    = 0.9        // of the half hours, between the two
)

// template is what hours of activity are judged by.
var template = sync.OnceValue(func() *streamclock.Template {
	t, err := streamclock.Shipped()
	if err != nil {
		panic("dossier: " + err.Error()) // only when the program was built with a broken file
	}
	return t
})

// clocks compares hours of activity and stated clocks with those of the homes
// claimed and the hours agreed.
func (b *builder) clocks() {
	b.hours()
	b.offsets()
}

// withinHour allows for an hour of daylight saving.
func withinHour(a, b int) bool { return max(a-b, b-a) <= 60 }

// dayClock is what one source stated of its clock on one day.
type dayClock struct {
	day         muster.Time
	refs        []muster.Ref
	same, other bool
}

// offsets compares every clock that was stated. A clock on UTC says nothing,
// nor does one on a day for which a journey or that clock was agreed.
func (b *builder) offsets() {
	by := map[muster.ClockSource]map[int32]*dayClock{}
	take := func(source muster.ClockSource, ref int, offset *int, day, at muster.Time) {
		if offset == nil || day.IsZero() {
			return
		}
		fits := b.clock(*offset, at)
		agreed := fits == muster.OutcomeDifferent && (b.agreed(muster.AgreedTravel, at, nil) ||
			b.agreed(muster.AgreedHours, at, func(a *muster.Agreed) bool { return a.Offset != nil && withinHour(*a.Offset, *offset) }))
		if fits == muster.OutcomeUnknown || agreed {
			return
		}
		if by[source] == nil {
			by[source] = map[int32]*dayClock{}
		}
		d := by[source][dayNumber(day)]
		if d == nil {
			d = &dayClock{day: day}
			by[source][dayNumber(day)] = d
		}
		d.same, d.other = d.same || fits == muster.OutcomeSame, d.other || fits == muster.OutcomeDifferent
		d.refs = append(d.refs, muster.Ref(ref))
	}
	for i := range b.observations {
		happened := b.observations[i].Happened
		switch d := b.observations[i].Data.(type) {
		case *muster.SignIns:
			take(muster.ClockClient, i, d.Offset, d.Day, d.First)
		case *muster.DeviceDay:
			take(muster.ClockDevice, i, d.Offset, d.Day, happened)
		case *muster.WorkDay:
			take(muster.ClockCommits, i, d.Offset, d.Day, happened)
		}
	}
	for _, source := range []muster.ClockSource{muster.ClockDevice, muster.ClockClient, muster.ClockCommits} {
		if len(by[source]) > 0 {
			b.d.Live.Clocks = append(b.d.Live.Clocks, clockOf(source, by[source]))
		}
	}
}

// clockOf sums up the days of one source. A day with a clock that fits, on
// whatever device, is a day that fits.
func clockOf(source muster.ClockSource, days map[int32]*dayClock) muster.ClockFact {
	f := muster.ClockFact{Source: source, Outcome: muster.OutcomeSame, Stated: len(days)}
	list := make([]*dayClock, 0, len(days))
	for _, d := range days {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *dayClock) int { return cmp.Compare(a.day.Micros, b.day.Micros) })
	for _, d := range list {
		if d.other && !d.same {
			seen(&f.Seen, d.day, d.refs)
		}
	}
	if 2*f.Seen.Days > f.Stated { // most days: a journey is not a clock that never fits
		f.Outcome = muster.OutcomeDifferent
	}
	return f
}

// clock compares an offset with every home claimed.
func (b *builder) clock(offset int, at muster.Time) muster.Outcome {
	outcome := muster.OutcomeUnknown
	for i := range b.homes {
		country, city := b.homes[i].place()
		switch normal.OffsetFits(country, city, offset, at.Micros) {
		case normal.OutcomeFits:
			return muster.OutcomeSame
		case normal.OutcomeDoesNotFit:
			outcome = muster.OutcomeDifferent
		}
	}
	return b.unlessMore(outcome)
}

func (h *home) place() (country, city string) {
	return cmp.Or(h.country, h.form.Country), cmp.Or(h.city, h.form.City)
}

// claimed is the clocks a run of days is held against, and when the person was
// active on them.
type claimed struct {
	offsets []int // of the standard time, minutes
	hours   streamclock.Hours
	seen    muster.DaysSeen
}

// hours asks whether the hours of activity fit the clock of the home claimed,
// or the hours agreed. Days on call, on an agreed journey, or with agreed hours
// that name no hours say nothing.
func (b *builder) hours() {
	homes := b.offsetsOfHomes()
	own := &claimed{offsets: homes}
	byAgreement := map[*muster.Agreed]*claimed{}
	var order []*claimed
	b.eachActive(func(day muster.Time, ref muster.Ref, push func(*streamclock.Hours)) {
		if b.agreed(muster.AgreedOnCall, day, nil) || b.agreed(muster.AgreedTravel, day, nil) {
			return
		}
		c := own
		if a := b.agreedHours(day); a != nil {
			if byAgreement[a] == nil {
				byAgreement[a] = &claimed{offsets: offsetsAgreed(a, homes)}
			}
			c = byAgreement[a]
		}
		if len(c.offsets) == 0 {
			return
		}
		if c.seen.Days == 0 {
			order = append(order, c)
		}
		push(&c.hours)
		seen(&c.seen, day, []muster.Ref{ref})
	})
	for _, c := range order {
		if f, ok := c.judge(); ok {
			b.d.Live.Clocks = append(b.d.Live.Clocks, f)
		}
	}
}

// judge weighs the hours against each clock claimed: one that fits is enough. Work in
// the daytime of a clock fits it, whatever else would explain it better: a short
// early or late day looks like the middle of the day on another.
func (c *claimed) judge() (muster.ClockFact, bool) {
	f := muster.ClockFact{Source: muster.ClockHours, Seen: c.seen, Stated: c.seen.Days}
	span, _ := c.seen.First.Days(c.seen.Last)
	if span < leastSpan {
		return f, false
	}
	for _, offset := range c.offsets {
		switch a := template().Judge(&c.hours, offset); {
		case a.Verdict == streamclock.NotEnough:
			return f, false
		case a.Verdict == streamclock.Fits || a.Score < clearScore || c.hours.Between(offset, daybreak, nightfall) >= daytime:
			f.Outcome = muster.OutcomeSame
			return f, true
		}
	}
	f.Outcome = muster.OutcomeDifferent
	return f, true
}

// eachActive calls visit for each observation that says when the person was
// active, oldest day first, of the last half year on record. Days of input that
// looks like a program's are left out.
func (b *builder) eachActive(visit func(day muster.Time, ref muster.Ref, push func(*streamclock.Hours))) {
	type active struct {
		day  muster.Time
		ref  muster.Ref
		push func(*streamclock.Hours)
	}
	var list []active
	for i := range b.observations {
		var day muster.Time
		var push func(h *streamclock.Hours)
		switch d := b.observations[i].Data.(type) {
		case *muster.ActivityDay:
			if d.Mechanical >= windowsOfDay {
				continue
			}
			day, push = d.Day, func(h *streamclock.Hours) { pushMinutes(h, d) }
		case *muster.SignIns:
			if d.Client == muster.ClientProgram || d.Passed == 0 {
				continue
			}
			day, push = d.Day, func(h *streamclock.Hours) { pushHours(h, d.Day, d.Hours) }
		case *muster.WorkDay:
			day, push = d.Day, func(h *streamclock.Hours) { pushHours(h, d.Day, d.Hours) }
		}
		if push != nil && !day.IsZero() && day.Micros >= 0 {
			list = append(list, active{day, muster.Ref(i), push})
		}
	}
	slices.SortStableFunc(list, func(a, c active) int { return cmp.Compare(a.day.Micros, c.day.Micros) })
	for i := range list {
		if list[i].day.Micros > list[len(list)-1].day.Micros-hoursBack*microsPerDay {
			visit(list[i].day, list[i].ref, list[i].push)
		}
	}
}

func pushMinutes(h *streamclock.Hours, d *muster.ActivityDay) {
	var m minuteSet
	m.unite(d.Minutes)
	for i, n := range m.blocks() {
		if n > 0 {
			h.Push(d.Day.Micros/1e6 + int64(i)*30*60)
		}
	}
}

func pushHours(h *streamclock.Hours, day muster.Time, hours int) {
	for hour := range 24 {
		if hours&(1<<hour) != 0 {
			h.Push(day.Micros/1e6 + int64(hour)*60*60)
		}
	}
}

// agreedHours returns what was agreed about the hours of a day, nil when nothing
// was.
func (b *builder) agreedHours(day muster.Time) *muster.Agreed {
	for _, a := range b.agreements() {
		if a.What == muster.AgreedHours && inForce(a, day) {
			return a
		}
	}
	return nil
}

// offsetsAgreed returns the clocks that agreed hours amount to: work from ten at
// night to six looks like a day's work on a clock half a day away. Hours that are
// free give none.
func offsetsAgreed(a *muster.Agreed, homes []int) []int {
	base := homes
	if a.Offset != nil {
		base = []int{*a.Offset}
	}
	if a.Start == nil || a.End == nil {
		if a.Offset == nil {
			return nil
		}
		return base
	}
	length := (*a.End - *a.Start + minutesOfDay) % minutesOfDay
	middle := *a.Start + length/2
	list := make([]int, len(base))
	for i, offset := range base {
		list[i] = offset + midday - middle
		for list[i] < -12*60 {
			list[i] += minutesOfDay
		}
		for list[i] > 14*60 {
			list[i] -= minutesOfDay
		}
	}
	return list
}

// offsetsOfHomes returns the standard times of the places claimed as home.
func (b *builder) offsetsOfHomes() []int {
	var list []int
	for i := range b.homes {
		for _, offset := range normal.StandardOffsets(b.homes[i].place()) {
			if !slices.Contains(list, offset) {
				list = append(list, offset)
			}
		}
	}
	return list
}
