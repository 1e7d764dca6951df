package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// When presence and results are weighed against each other.
const (
	longDays   = 20 // days with six hours of activity or more
	longWeeks  = 5
	outputDays = 10 // of so many long days, one with a result is expected at least
)

// LittleProduced reports weeks of activity with hardly any result (WRK-03).
func LittleProduced() detect.Detector {
	return detect.Detector{
		Name: "little-produced", Flag: "WRK-03", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindActivityDay},
		Find:    littleProduced,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindActivityDay}},
		Manual: muster.Manual{
			Title: "Always active, little produced",
			What: "Compares days with six hours of activity or more with days on which something was committed, pushed or finished, over five weeks or more. It speaks only when the person's results are counted somewhere: at least one is on record. " +
				"What cannot be counted is not seen, so this is weak: strength 2.",
			Why: "Where one person holds several jobs, accounts are kept busy while little gets done.",
			Innocent: []string{
				"Reading, research, planning, interviews or looking after others",
				"Results that no connected system counts",
				"A new area, illness, or work that was stopped",
			},
			Clear: []string{
				"Ask the line manager what was done in these weeks",
				"Go through one piece of recent work with the person",
			},
			Sources: []string{"GT24"},
		},
	}
}

func littleProduced(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Live.Activity {
		f := &d.Live.Activity[i]
		long := &f.Long
		if long.Days < longDays || long.Weeks < longWeeks || f.Outputs.Days == 0 || f.Outputs.Days*outputDays > long.Days {
			continue
		}
		draft := detect.Draft{At: long.Last, Rival: "Work that no connected system counts."}
		cite(&draft, long.Refs)
		cite(&draft, f.Outputs.Refs)
		draft.Detail = fmt.Sprintf("Active six hours or more %s up to {date}; something was committed, pushed or finished on %s.", over(long), detect.Count(f.Outputs.Days, "day", "days"))
		return []detect.Draft{draft}
	}
	return nil
}
