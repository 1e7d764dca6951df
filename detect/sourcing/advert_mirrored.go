package sourcing

import (
	"fmt"

	"muster"
	"muster/detect"
)

// minAdvertShare is how much of a CV must stand in the advert: honest CVs
// follow adverts too.
const minAdvertShare = 0.6

// AdvertMirrored reports a CV that repeats the advert almost completely
// (SRC-03).
func AdvertMirrored() detect.Detector {
	return detect.Detector{
		Name: "advert-mirrored", Flag: "SRC-03", Strength: 1, Family: muster.FamilyText, Scored: true,
		Needs:   []muster.Kind{muster.KindCV},
		Find:    advertMirrored,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "The CV repeats the job advert almost word for word",
			What:  "Measures which share of the CV's passages stands in the advert of the vacancy. Six tenths or more is reported, as context only: it can never ask for a check by itself.",
			Why:   "Published cases mention it. Careers advice asks for much the same, so it says little.",
			Innocent: []string{
				"Careers advice tells honest people to use the advert's words",
				"A writing aid that fits a CV to a vacancy",
				"An advert written from the profile of the person who had the job",
			},
			Clear: []string{
				"Ask for one example from practice for two of the mirrored lines",
				"Nothing is needed when no other finding stands beside it",
			},
			Sources: []string{"MS26", "CS25"},
		},
	}
}

func advertMirrored(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for i := range d.CVs {
		cv := &d.CVs[i]
		if cv.Unreadable || cv.AdvertShare < minAdvertShare {
			continue
		}
		drafts = append(drafts, detect.Draft{
			Refs:   []muster.Ref{cv.Ref},
			Detail: fmt.Sprintf("%.0f %% of the passages of this CV stand in the advert.", 100*cv.AdvertShare),
			Rival:  "Careers advice recommends it.",
		})
	}
	return drafts
}
