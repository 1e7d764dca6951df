package dossier

import (
	"slices"

	"muster"
	"muster/normal"
)

// live compares what logs showed with what the person claimed, what was agreed
// and what was issued.
func (b *builder) live() {
	for i := range b.observations {
		ref, o := muster.Ref(i), &b.observations[i]
		switch d := o.Data.(type) {
		case *muster.SignIns:
			b.signIns(ref, d)
		case *muster.Movement:
			b.movement(ref, d)
		case *muster.Attendance:
			b.attendance(ref, d)
		case *muster.Calls:
			b.d.Live.Calls = append(b.d.Live.Calls, muster.CallsFact{Ref: ref, Times: d.Times, Steps: len(d.Steps), At: d.Day})
		}
	}
	b.sessions()
	n := deviceNumbers{}
	b.attachments(n)
	b.programs(n)
	b.devices(n)
	b.clocks()
	b.work()
	b.activity()
	b.identities()
	b.desks()
	b.networks()
	b.sameCalls()
}

// travelled compares where something came from with the homes declared: the
// same town, the same country, or another one. Where addresses of networks
// stand within a country is too coarse to say more.
func (b *builder) travelled(country, city string, at muster.Time) (o muster.Outcome, agreed bool) {
	code := normal.Country(country)
	if code == "" {
		return muster.OutcomeUnknown, false
	}
	for i := range b.homes {
		h := &b.homes[i]
		home := normal.Country(h.country)
		if home == "" {
			home = h.form.Country
		}
		switch {
		case home == "":
		case home != code:
			o = Closer(o, muster.OutcomeDifferent)
		case city != "" && normal.Fold(city) == normal.Fold(h.city):
			o = Closer(o, muster.OutcomeSame)
		default:
			o = Closer(o, muster.OutcomeSameArea)
		}
	}
	o = b.unlessMore(o)
	return o, o == muster.OutcomeDifferent && b.agreed(muster.AgreedTravel, at, func(a *muster.Agreed) bool { return a.Country == "" || normal.Country(string(a.Country)) == code })
}

// agreed reports whether something was agreed for that moment.
func (b *builder) agreed(what muster.AgreedKind, at muster.Time, fits func(*muster.Agreed) bool) bool {
	holds := func(a *muster.Agreed) bool {
		return a.What == what && inForce(a, at) && (fits == nil || fits(a))
	}
	if slices.ContainsFunc(b.agreements(), holds) {
		return true
	}
	for i := range b.x.opt.Approved {
		if holds(&b.x.opt.Approved[i]) {
			return true
		}
	}
	return false
}

// inForce reports whether an agreement holds at a moment, its last day included.
func inForce(a *muster.Agreed, at muster.Time) bool {
	return !at.Before(a.From) && (a.Until.IsZero() || !a.Until.End().Before(at))
}

// newWeeks is how long somebody counts as new.
const newWeeks = 8

// stage says where in the life with the organisation a moment lies, and how
// many days after the first day of work, or -1.
func (b *builder) stage(at muster.Time) (muster.Stage, int) {
	days, known := b.d.Started.Days(at)
	if !known {
		return muster.StageLater, -1
	}
	if after, left := b.d.Left.Days(at); left && after > 0 {
		return muster.StageAfter, days
	}
	switch {
	case days < 0:
		return muster.StageBefore, -1
	case days < 7*newWeeks:
		return muster.StageNew, days
	}
	return muster.StageLater, days
}

// latest returns the later of two times, or the one that is stated.
func latest(a, b muster.Time) muster.Time {
	if a.IsZero() || a.Before(b) {
		return b
	}
	return a
}
