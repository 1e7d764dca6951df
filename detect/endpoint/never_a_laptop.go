package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// NeverALaptop reports a laptop that nobody uses as one (END-07).
func NeverALaptop() detect.Detector {
	return detect.Detector{
		Name: "never-a-laptop", Flag: "END-07", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindDeviceDay},
		Find:    neverALaptop,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "A laptop is never used as a laptop",
			What: "Shows a laptop that on every day with a report was on mains power all day, on a cable, with its lid shut and its own keyboard and pointer untouched, and never anywhere else. All four must be stated, on at least fifteen days over at least three weeks, and no day may differ. " +
				"Strength 2, and it never rises by itself.",
			Why: "A laptop that stands in somebody else's house for somebody far away is used like this. So is a laptop in a dock.",
			Innocent: []string{
				"A dock with a screen, keyboard and mouse at a desk at home, which is the usual reason",
				"A broken screen, keyboard or battery",
				"Equipment for working with a disability",
			},
			Clear: []string{
				"See the laptop at the desk on a live call, lid open",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"DERIVED", "AT", "HU26"},
		},
	}
}

// How many days, over how many, make a habit.
const (
	habitDays = 15
	habitSpan = 21
)

func neverALaptop(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Devices {
		f := &d.Live.Devices[i]
		span, _ := f.FourFrom.Days(f.FourTo)
		if f.AllFour < habitDays || span+1 < habitSpan || f.AllFour != f.Stated || f.Moved > 1 {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs: f.FourRefs, At: f.FourTo, Rival: "A laptop in a dock at a desk at home looks the same.",
			Detail: fmt.Sprintf("On each of %s, the last {date}, the laptop was on mains power and on a cable all day, its lid never open, its own keyboard and pointer never used.", detect.Count(f.AllFour, "day", "days")),
		})
	}
	return drafts
}
