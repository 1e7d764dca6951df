package dossier

import (
	"cmp"
	"encoding/base64"
	"slices"

	"muster"
	"muster/normal"
)

// workDay adds a day of one kind of act: a finding says how much more it was
// than on the days before.
func (b *builder) workDay(ref muster.Ref, d *muster.WorkDay) {
	if d.Act == "" {
		return
	}
	f := muster.WorkFact{Refs: []muster.Ref{ref}, Act: d.Act, At: d.Day, Times: d.Times, Targets: 1, Outside: d.Outside == muster.Yes, Ticket: d.Ticket}
	_, f.SinceDay = b.stage(d.Day)
	for i := range b.d.Live.Work {
		earlier := &b.d.Live.Work[i]
		if earlier.Act != f.Act {
			continue
		}
		if earlier.At == f.At && earlier.Outside == f.Outside {
			earlier.Refs = append(earlier.Refs, ref)
			earlier.Times += d.Times
			earlier.Targets++
			return
		}
		if earlier.At.Before(f.At) {
			f.Usual = max(f.Usual, earlier.Times)
		}
	}
	b.d.Live.Work = append(b.d.Live.Work, f)
}

// sessions chains the days of each session: what matters is how long one went
// on, and the longest time nobody touched it.
func (b *builder) sessions() {
	type chain struct {
		refs       []muster.Ref
		start, end muster.Time
		longest    int
	}
	chains := map[muster.Text]*chain{}
	var order []muster.Text
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Session)
		if !ok || d.Print == "" {
			continue
		}
		c := chains[d.Print]
		if c == nil {
			c = &chain{start: d.Start, end: d.Start}
			chains[d.Print] = c
			order = append(order, d.Print)
		}
		c.longest = max(c.longest, d.Longest, int((d.Start.Micros-c.end.Micros)/sameMoment))
		c.refs = append(c.refs, muster.Ref(i))
		c.end = d.End
	}
	for _, key := range order {
		c := chains[key]
		if hours := int((c.end.Micros - c.start.Micros) / (60 * sameMoment)); hours >= 24 {
			b.d.Live.Sessions = append(b.d.Live.Sessions, muster.SessionFact{Refs: c.refs, Hours: hours, Longest: c.longest, At: c.end})
		}
	}
}

func (b *builder) attendance(ref muster.Ref, d *muster.Attendance) {
	if d.Start.IsZero() {
		return
	}
	f := muster.AttendanceFact{Ref: ref, At: d.Start}
	if d.Shown != "" {
		var documented, knownAs bool
		if f.Name, documented, knownAs = b.compareForm(b.card.name, normal.DisplayName(string(d.Shown))); documented || knownAs {
			f.Name = muster.OutcomeVariant
		}
	}
	b.joinedFrom(&f, d)
	b.d.Live.Meetings = append(b.d.Live.Meetings, f)
}

// clocks compares every clock that was stated with those of the homes claimed
// and the hours agreed. A clock on UTC says nothing.
func (b *builder) clocks() {
	type days struct {
		refs               []muster.Ref
		same, other, agree int
		last               muster.Time
	}
	by := map[muster.ClockSource]*days{}
	take := func(source muster.ClockSource, ref muster.Ref, offset *int, at muster.Time) {
		if offset == nil {
			return
		}
		d := by[source]
		if d == nil {
			d = &days{}
			by[source] = d
		}
		switch b.clock(*offset, at) {
		case muster.OutcomeSame:
			d.same++
		case muster.OutcomeDifferent:
			d.other++
			d.refs, d.last = append(d.refs, ref), at
			if b.agreed(muster.AgreedTravel, at, nil) || b.agreed(muster.AgreedHours, at, func(a *muster.Agreed) bool { return a.Offset != nil && withinHour(*a.Offset, *offset) }) {
				d.agree++
			}
		}
	}
	for i := range b.observations {
		ref := muster.Ref(i)
		switch d := b.observations[i].Data.(type) {
		case *muster.SignIns:
			take(muster.ClockClient, ref, d.Offset, d.First)
		case *muster.DeviceDay:
			take(muster.ClockDevice, ref, d.Offset, b.observations[i].Happened)
		case *muster.WorkDay:
			take(muster.ClockCommits, ref, d.Offset, b.observations[i].Happened)
		}
	}
	for _, source := range []muster.ClockSource{muster.ClockDevice, muster.ClockClient, muster.ClockCommits} {
		d := by[source]
		if d == nil || d.same+d.other == 0 {
			continue
		}
		f := muster.ClockFact{Source: source, Refs: d.refs, Days: d.other, At: d.last, Outcome: muster.OutcomeSame, Agreed: d.agree*2 > d.other}
		if d.other > d.same { // most days: a journey is not a clock that never fits
			f.Outcome = muster.OutcomeDifferent
		}
		b.d.Live.Clocks = append(b.d.Live.Clocks, f)
	}
}

// withinHour allows for an hour of daylight saving.
func withinHour(a, b int) bool { return max(a-b, b-a) <= 60 }

// clock compares an offset with every home claimed.
func (b *builder) clock(offset int, at muster.Time) muster.Outcome {
	outcome := muster.OutcomeUnknown
	for i := range b.homes {
		h := &b.homes[i]
		country, city := cmp.Or(h.country, h.form.Country), cmp.Or(h.city, h.form.City)
		switch normal.OffsetFits(country, city, offset, at.Micros) {
		case normal.OutcomeFits:
			return muster.OutcomeSame
		case normal.OutcomeDoesNotFit:
			outcome = muster.OutcomeDifferent
		}
	}
	return outcome
}

const (
	restMinutes = 6 * 60 // without activity, that a day has for everybody who sleeps
)

// activity puts the days of activity together. Days are of UTC; a rest is
// looked for in any run of hours, so that the zone does not matter.
func (b *builder) activity() {
	var f muster.ActivityFact
	var rows []*muster.ActivityDay
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.ActivityDay)
		if !ok || d.Day.IsZero() {
			continue
		}
		f.Refs = append(f.Refs, muster.Ref(i))
		rows = append(rows, d)
		f.Mechanical, f.Human, f.NoEffect, f.Delivered = f.Mechanical+d.Mechanical, f.Human+d.Human, f.NoEffect+d.NoEffect, f.Delivered+d.Delivered
		f.Longest = max(f.Longest, d.Longest)
	}
	if len(rows) == 0 {
		return
	}
	slices.SortFunc(rows, func(a, c *muster.ActivityDay) int { return cmp.Compare(a.Day.Micros, c.Day.Micros) })
	f.From, f.To = rows[0].Day, rows[len(rows)-1].Day
	f.OnCall = b.agreed(muster.AgreedOnCall, f.To, nil)
	for i := 0; i < len(rows); {
		j := i
		var bits [180]byte
		for ; j < len(rows) && rows[j].Day.Micros == rows[i].Day.Micros; j++ {
			unite(&bits, string(rows[j].Minutes))
		}
		i = j
		f.Days++
		active, rest := measure(&bits)
		f.Minutes += active
		if rest < restMinutes {
			f.NoRest++
		}
	}
	b.d.Live.Activity = append(b.d.Live.Activity, f)
}

func unite(bits *[180]byte, text string) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != len(bits) {
		return
	}
	for i := range bits {
		bits[i] |= b[i]
	}
}

// measure counts the active minutes of a day, and its longest run without any.
func measure(bits *[180]byte) (active, rest int) {
	run := 0
	for i := range 8 * len(bits) {
		if bits[i/8]&(0x80>>(i%8)) != 0 {
			active++
			run = 0
			continue
		}
		run++
		rest = max(rest, run)
	}
	return active, rest
}
