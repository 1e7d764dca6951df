package leaving

import (
	"fmt"
	"math"

	"muster"
	"muster/detect"
)

// What is ordinary around notice before the person's own habits are known.
const (
	spikeTargets = 10.0  // repositories in a day
	spikeFiles   = 100.0 // files in a day
	spikeUsual   = 3.0   // times what was usual
	spikeBefore  = 15.0  // days before notice for which twice as much is ordinary
	spikeLongest = 90    // days before notice that are looked at
	spikeUnknown = 4.0   // times as much again while nothing is known of the person's habits; half in a week
)

// ExportSpike reports far more copying or deleting than usual around notice
// (OFF-02).
func ExportSpike() detect.Detector {
	return detect.Detector{
		Name: "export-spike", Flag: "OFF-02", Strength: 4, Family: muster.FamilyCode, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    exportSpike,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckReverify}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "Collects or exports much around notice",
			What:  "Looks at the days around notice, or the last day of work where no notice is on record, for repositories copied or moved, files downloaded and things deleted: more than ten repositories or a hundred files in a day, and three times more than was usual for the person. The longer before notice, the more is taken for ordinary. What a ticket covers does not count.",
			Why:   "In published cases code and data were copied just before access ended, and used for extortion after.",
			Innocent: []string{
				"Copying own work for a portfolio, which may still be a breach",
				"Handing over: exports and tidying up that were asked for",
				"A laptop that is given back and backed up before",
			},
			Clear: []string{
				"Ask what was copied and why, and have it given back or deleted",
				"The line manager says that the handover was asked for",
			},
			Sources: []string{"MT25", "IC3-25a"},
		},
	}
}

func exportSpike(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "A handover that was asked for, or copies of own work."}
	repositories, files, deleted := 0, 0, 0
	for i := range d.Live.Work {
		f := &d.Live.Work[i]
		if !f.Noticed || f.SinceNotice < -spikeLongest || f.Ticket == muster.Yes {
			continue
		}
		room := (1 + max(0, -float64(f.SinceNotice))/spikeBefore) * (1 + spikeUnknown*math.Exp2(-float64(f.SinceEveryAct)/7))
		switch f.Act {
		case muster.WorkCloned, muster.WorkMirrored:
			if n := float64(f.Targets); n <= spikeTargets*room || n <= spikeUsual*f.UsualTargets {
				continue
			}
			repositories = max(repositories, f.Targets)
		case muster.WorkDownloaded, muster.WorkDeleted:
			if n := float64(f.Times); n <= spikeFiles*room || n <= spikeUsual*f.UsualTimes {
				continue
			}
			if f.Act == muster.WorkDeleted {
				deleted = max(deleted, f.Times)
			} else {
				files = max(files, f.Times)
			}
		default:
			continue
		}
		draft.Refs = append(draft.Refs, f.Refs...)
		if draft.At.IsZero() || draft.At.Before(f.At) {
			draft.At = f.At
		}
	}
	if len(draft.Refs) == 0 {
		return nil
	}
	draft.Refs = draft.Refs[:min(len(draft.Refs), 8)]
	draft.Detail = "In one day around notice"
	for _, part := range []struct {
		n    int
		text string
	}{{repositories, "repositories copied or moved"}, {files, "files downloaded"}, {deleted, "things deleted"}} {
		if part.n > 0 {
			draft.Detail += fmt.Sprintf(", up to %s %s", detect.Number(part.n), part.text)
		}
	}
	draft.Detail += "; the last such day was {date}. That is several times what was usual for this person."
	return []detect.Draft{draft}
}
