package store

import (
	"cmp"
	"math"
	"slices"
	"time"

	"muster"
)

// Keep says for how many days observations of a kind may be kept. A kind that
// is not in it is kept as long as the organisation's records are.
type Keep map[muster.Kind]int

// Past reports which of everything kept of one subject is past its days. They
// count from when the fact happened or was recorded, whichever is later, and from
// kept where the source says neither. What is in force (where somebody's pay goes,
// their record, an agreement, a check they passed) is needed while they work here,
// however long ago it was stated: its days count from when something later took
// its place, from its own last day, or from when the person left.
func (k Keep) Past(list []muster.Observation, kept, now time.Time) []bool {
	return k.past(list, endOfWork(list), kept, now)
}

// PastBrought is Past of records on their way in, while other sources may hold
// whether the person works here: what may be in force is not past.
func (k Keep) PastBrought(list []muster.Observation, now time.Time) []bool {
	end := endOfWork(list)
	if !slices.ContainsFunc(list, showsWork) {
		end = inForce
	}
	return k.past(list, end, now, now)
}

// inForce is the end of what has none.
const inForce = math.MaxInt64

func (k Keep) past(list []muster.Observation, end int64, kept, now time.Time) []bool {
	out := make([]bool, len(list))
	for i := range list {
		o := &list[i]
		days, stated := k[o.Kind()]
		from := since(o)
		if !stated || from != 0 && !before(from, kept, days, now) {
			continue // whatever the others say
		}
		from = max(from, standsUntil(list, i, end))
		out[i] = from != inForce && before(from, kept, days, now)
	}
	return out
}

// before reports whether days after a moment, or after kept where there is none,
// are over.
func before(micros int64, kept time.Time, days int, now time.Time) bool {
	from := time.UnixMicro(micros)
	if micros == 0 {
		from = kept
	}
	return from.AddDate(0, 0, days).Before(now)
}

// since is when a fact happened or was recorded, whichever is later; 0 when its
// source says neither. A person's own record is not over when their work began.
func since(o *muster.Observation) int64 {
	if o.Kind() == muster.KindPerson {
		return o.Recorded.Micros
	}
	return max(o.Happened.Micros, o.Recorded.Micros)
}

// showsWork reports whether an observation tells if somebody works here.
func showsWork(o muster.Observation) bool {
	switch o.Data.(type) {
	case *muster.Person, *muster.PlatformAccount, *muster.Leaver:
		return true
	}
	return false
}

// endOfWork is until when a subject is known to work here: inForce while their
// record has no end, else the last day on record, else the last pay; 0 when
// nothing says that they ever did.
func endOfWork(list []muster.Observation) int64 {
	var started, left, paid int64
	here := false
	for i := range list {
		o := &list[i]
		var begun, ended int64
		switch d := o.Data.(type) {
		case *muster.Person:
			begun, ended = d.Started.Micros, d.Ended.Micros
		case *muster.PlatformAccount:
			begun, ended = d.Created.Micros, d.Closed.Micros
		case *muster.Leaver:
			ended = cmp.Or(d.Left.Micros, since(o))
		case *muster.Payment, *muster.Invoice:
			paid = max(paid, since(o))
			continue
		default:
			continue
		}
		switch {
		case ended != 0:
			left = max(left, ended)
		case replacedAt(list, i) == inForce:
			here, started = true, max(started, begun)
		}
	}
	switch {
	case here && (left == 0 || started > left):
		return inForce
	case left != 0:
		return left
	}
	return paid
}

// standsUntil is until when the i-th observation is in force, for somebody whose
// work ends at end; 0 for one that states nothing of the kind.
func standsUntil(list []muster.Observation, i int, end int64) int64 {
	var own muster.Time
	switch d := list[i].Data.(type) {
	case *muster.Person:
		own = d.Ended
	case *muster.PlatformAccount:
		own = d.Closed
	case *muster.Contract:
		own = d.Ended
	case *muster.Issued:
		own = d.Until
	case *muster.Agreed:
		own = d.Until
	case *muster.Check:
		if d.Outcome != muster.OutcomePassed {
			return 0
		}
		own = d.Expires
	case *muster.BankDetails, *muster.Change:
	default:
		return 0
	}
	if !own.IsZero() {
		end = min(end, own.Micros)
	}
	return min(end, replacedAt(list, i))
}

// replacedAt is when something later took the place of the i-th observation;
// inForce when nothing did.
func replacedAt(list []muster.Observation, i int) int64 {
	at, was := int64(inForce), &list[i]
	for j := range list {
		is := &list[j]
		corrects := is.Supersedes == was.ID && !was.ID.IsZero()
		if corrects || is.Kind() == was.Kind() && holdsFrom(is) > holdsFrom(was) && replaces(is, was) {
			at = min(at, max(since(is), holdsFrom(is)))
		}
	}
	return at
}

// holdsFrom is from when an observation says that it holds.
func holdsFrom(o *muster.Observation) int64 {
	if d, ok := o.Data.(*muster.BankDetails); ok {
		return cmp.Or(d.Changed.Micros, d.Effective.Micros, o.Happened.Micros)
	}
	return since(o)
}

// replaces reports whether what an observation says takes the place of what an
// earlier one of its kind said. An account that was verified is where pay may be
// led back to until another one is, whatever was stated in between.
func replaces(is, was *muster.Observation) bool {
	switch a := was.Data.(type) {
	case *muster.Person, *muster.PlatformAccount:
		return is.Source == was.Source && is.Record == was.Record
	case *muster.BankDetails:
		return settled(is.Data.(*muster.BankDetails)) || !settled(a)
	case *muster.Change:
		return is.Data.(*muster.Change).Field == a.Field
	case *muster.Agreed:
		b := is.Data.(*muster.Agreed)
		return b.What == a.What && b.Name == a.Name
	case *muster.Check:
		b := is.Data.(*muster.Check)
		return b.Type == a.Type && b.Outcome == a.Outcome
	}
	return false
}

// settled reports whether somebody, or their bank, confirmed whose account it is.
func settled(d *muster.BankDetails) bool {
	return !d.Verified.IsZero() || d.NameCheck == muster.NameCheckMatch
}
