// Package work holds the red flags in when somebody works, what comes of it, and
// what they do to code, access and shared systems. Everything is compared with
// what was claimed and agreed, and with what was usual for the person before;
// what was usual fades, so that nothing turns on one date.
package work

import (
	"fmt"
	"math"
	"slices"

	"muster"
	"muster/detect"
)

// fade is 1 on the first day and halves with every half days; days below 0 are
// unknown and fade to nothing.
func fade(days int, half float64) float64 {
	if days < 0 {
		return 0
	}
	return math.Exp2(-float64(days) / half)
}

// monitored is the kinds of log that say when somebody was active.
func monitored() []muster.Kind {
	return []muster.Kind{muster.KindActivityDay, muster.KindSignIns, muster.KindWorkDay}
}

// day is the length of a day in microseconds.
const day = 24 * 60 * 60 * 1_000_000

// acts lists the days of some kinds of act that no ticket covers.
func acts(d *muster.Dossier, kinds ...muster.WorkAct) []*muster.WorkFact {
	var list []*muster.WorkFact
	for i := range d.Live.Work {
		if f := &d.Live.Work[i]; slices.Contains(kinds, f.Act) && f.Ticket != muster.Yes {
			list = append(list, f)
		}
	}
	return list
}

// cite adds observations to a draft, a few of them and each once.
func cite(draft *detect.Draft, refs []muster.Ref) {
	const most = 8
	for _, ref := range refs {
		if len(draft.Refs) < most && !slices.Contains(draft.Refs, ref) {
			draft.Refs = append(draft.Refs, ref)
		}
	}
}

// over writes days and the weeks they lie in: "on 12 days of 5 weeks".
func over(s *muster.DaysSeen) string {
	return fmt.Sprintf("on %s of %s", detect.Count(s.Days, "day", "days"), detect.Count(s.Weeks, "week", "weeks"))
}
