package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// CodeRelay reports web pages that hand somebody's second factor on (END-12).
func CodeRelay() detect.Detector {
	return detect.Detector{
		Name: "code-relay", Flag: "END-12", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    codeRelay,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Web pages that pass on second factors",
			What: "Shows that the device asked for one of the few public pages that make sign-in codes for whoever opens them, on two or more days. Strength 4; 2 when it was on one day only. " +
				"Only these pages are kept of what a device asked for.",
			Why: "A code that a web page shows can be read by anybody who shares the page. Published cases name these pages as the way in which several people used one second factor.",
			Innocent: []string{
				"A test of how sign-in codes work",
				"A broken or lost telephone, for a day",
				"A developer whose test accounts use such pages",
			},
			Clear: []string{
				"A security key as second factor, handed over in person",
				"Ask what the page was used for, and see that it is no longer used",
			},
			Sources: []string{"AR25", "AR26"},
		},
	}
}

func codeRelay(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, p := range of(d, muster.ProgramCodeRelay) {
		draft := detect.Draft{
			Refs: []muster.Ref{p.Ref}, At: p.Last, Rival: "Somebody tried out how sign-in codes work.",
			Detail: fmt.Sprintf("The device asked for a page that passes on sign-in codes ({named}) on %s, the last {date}.%s", detect.Count(p.Days, "day", "days"), common(&p.Rarity)),
		}
		switch {
		case p.Rarity.Usual:
			draft.Strength = usual
		case p.Days < 2:
			draft.Strength = 2
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
