package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// What is ordinary in a day before the person's own habits are known, and how
// much more is while a computer is set up.
const (
	dayTargets   = 20  // repositories
	settingUp    = 3.0 // times as many again on the first day at work or with another computer
	startHalf    = 10.0
	deviceHalf   = 5.0
	unknownHalf  = 14.0 // of the days for which nothing is known of the person's habits
	overUsual    = 3.0
	fewMirrored  = 3
	mirroredDays = 14
)

// BulkCopies reports code copied in bulk, or moved to places that are not ours
// (WRK-09).
func BulkCopies() detect.Detector {
	return detect.Detector{
		Name: "bulk-copies", Flag: "WRK-09", Strength: 4, Family: muster.FamilyCode, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    bulkCopies,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "Code copied in bulk, or moved to places that are not ours",
			What: "Shows days on which somebody copied many more repositories than is ordinary (20, and up to four times as many while a computer is set up) and three times more than was usual for them, or twice as many new ones within two weeks. Also repositories moved elsewhere: strength 4 for three or more, 2 for fewer. " +
				"What a ticket covers does not count. What was usual fades by half in sixty days. The same repository copied many times, as a build does, is one.",
			Why: "In published cases whole collections of code were copied before access ended, and some were used for extortion.",
			Innocent: []string{
				"Another laptop, or a first day, set up anew",
				"A backup or a move of repositories that was asked for",
				"A search or a change across all repositories",
			},
			Clear: []string{
				"Ask what the copies are for, and see the task behind it",
				"The ticket or order of the move, noted with the record",
				"See that the copies are on the issued laptop and nowhere else",
			},
			Sources: []string{"IC3-25a", "GL26"},
		},
	}
}

func bulkCopies(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "Another computer that was set up, or a change across all repositories."}
	most, fresh := 0, 0
	for _, f := range acts(d, muster.WorkCloned) {
		ordinary := dayTargets * (1 + settingUp*max(fade(f.SinceStart, startHalf), fade(f.SinceDevice, deviceHalf)) + fade(f.SinceEveryAct, unknownHalf))
		if n := float64(f.Targets); n > ordinary && n > overUsual*f.UsualTargets || float64(f.Fresh) > 2*ordinary && float64(f.Fresh) > overUsual*f.UsualFresh {
			most, fresh = max(most, f.Targets), max(fresh, f.Fresh)
			cite(&draft, f.Refs)
			draft.At = f.At
		}
	}
	mirrored := 0
	for _, f := range acts(d, muster.WorkMirrored) {
		mirrored = max(mirrored, f.Targets, f.Fresh)
		cite(&draft, f.Refs)
		draft.At = later(draft.At, f.At)
	}
	switch {
	case most > 0:
		draft.Detail = fmt.Sprintf("Up to %s in one day, %s within two weeks, the last time on {date}: far more than is ordinary or was usual for this person.", detect.Count(most, "repository was copied", "different repositories were copied"), detect.Count(fresh, "new one", "new ones"))
		if mirrored > 0 {
			draft.Detail += " " + detect.Count(mirrored, "repository was", "repositories were") + " moved elsewhere."
		}
	case mirrored > 0:
		draft.Detail = fmt.Sprintf("%s moved elsewhere within two weeks, the last on {date}, and no ticket for it is on record.", detect.Count(mirrored, "repository was", "repositories were"))
		draft.Rival = "A move that was asked for."
		if mirrored < fewMirrored {
			draft.Strength = 2
		}
	default:
		return nil
	}
	return []detect.Draft{draft}
}

func later(a, b muster.Time) muster.Time {
	if a.Before(b) || a.IsZero() {
		return b
	}
	return a
}
