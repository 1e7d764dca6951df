package dossier

import (
	"cmp"
	"math"
	"slices"

	"muster"
	"muster/normal"
)

// What was usual fades by half in so many days.
const (
	usualHalf = 60.0
	freshDays = 14
)

// workDay is one day of one kind of act.
type workDay struct {
	muster.WorkFact
	targets map[string]bool
	tickets int
	acts    int
}

// work puts the days of each kind of act together, and beside each day what was
// usual for the person before it.
func (b *builder) work() {
	byAct := map[muster.WorkAct]map[int32]*workDay{}
	var acts []muster.WorkAct
	var first muster.Time
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.WorkDay)
		if !ok || d.Act == "" || d.Day.IsZero() {
			continue
		}
		if first.IsZero() || d.Day.Before(first) {
			first = d.Day
		}
		if byAct[d.Act] == nil {
			byAct[d.Act] = map[int32]*workDay{}
			acts = append(acts, d.Act)
		}
		day := byAct[d.Act][dayNumber(d.Day)]
		if day == nil {
			day = &workDay{WorkFact: muster.WorkFact{Act: d.Act, At: d.Day}, targets: map[string]bool{}}
			byAct[d.Act][dayNumber(d.Day)] = day
		}
		day.add(muster.Ref(i), d)
	}
	slices.Sort(acts)
	for _, act := range acts {
		var list []*workDay
		for _, day := range byAct[act] {
			list = append(list, day)
		}
		slices.SortFunc(list, func(a, c *workDay) int { return cmp.Compare(a.At.Micros, c.At.Micros) })
		usual(list)
		for _, day := range list {
			b.placeWork(&day.WorkFact, first)
			b.d.Live.Work = append(b.d.Live.Work, day.WorkFact)
		}
	}
}

func (w *workDay) add(ref muster.Ref, d *muster.WorkDay) {
	if len(w.Refs) < mostCited {
		w.Refs = append(w.Refs, ref)
	}
	w.Times += d.Times
	w.targets[normal.Fold(string(d.Target))] = true
	w.Targets = len(w.targets)
	w.acts++
	switch d.Ticket {
	case muster.No:
		w.Ticket = muster.No
	case muster.Yes:
		w.tickets++
	}
	if w.Ticket != muster.No && w.tickets == w.acts {
		w.Ticket = muster.Yes
	} else if w.Ticket == muster.Yes {
		w.Ticket = muster.Unstated
	}
}

// usual fills what was usual before each day, and how many targets of the two
// weeks up to it are new to the person.
func usual(list []*workDay) {
	known := map[string]int64{} // target -> when it was first seen
	for i, w := range list {
		if i > 0 {
			before := list[i-1]
			fade := math.Exp2(-float64(w.At.Micros-before.At.Micros) / microsPerDay / usualHalf)
			w.UsualTimes = fade * max(before.UsualTimes, float64(before.Times))
			w.UsualTargets = fade * max(before.UsualTargets, float64(before.Targets))
		}
		for _, before := range list[:i] {
			if gap := float64(w.At.Micros-before.At.Micros) / microsPerDay; gap >= freshDays {
				w.UsualFresh = max(w.UsualFresh, math.Exp2(-gap/usualHalf)*float64(before.Fresh))
			}
		}
		for target := range w.targets {
			if _, ok := known[target]; !ok {
				known[target] = w.At.Micros
			}
		}
		for _, at := range known {
			if at > w.At.Micros-freshDays*microsPerDay {
				w.Fresh++
			}
		}
	}
}

// placeWork says where in somebody's time with the organisation a day lies.
func (b *builder) placeWork(f *muster.WorkFact, first muster.Time) {
	_, f.SinceStart = b.stage(f.At)
	f.SinceDevice = -1
	f.SinceEveryAct, _ = first.Days(f.At)
	f.Agreed = b.agreed(muster.AgreedJob, f.At, nil)
	notice := b.d.Left
	for i := range b.observations {
		switch d := b.observations[i].Data.(type) {
		case *muster.Issued:
			if days, ok := d.From.Days(f.At); ok && days >= -1 && (f.SinceDevice < 0 || days < f.SinceDevice) {
				f.SinceDevice = max(days, 0)
			}
		case *muster.Leaver:
			if !d.Announced.IsZero() && (notice.IsZero() || d.Announced.Before(notice)) {
				notice = d.Announced
			}
		}
	}
	f.SinceNotice, f.Noticed = notice.Days(f.At)
}
