package interview

import (
	"muster"
	"muster/detect"
)

// WorriedByCheck notes great worry about a check (INT-13). It is never scored.
func WorriedByCheck() detect.Detector {
	return detect.Detector{
		Name: "worried-by-check", Flag: "INT-13", Strength: 3, Family: muster.FamilyFace, Scored: false, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignWorriedByCheck, detect.CoveredByAdjustment,
			"An interviewer noted great worry about a check. This is shown as a note and never counted."),
		Manual: muster.Manual{
			Title: "Great worry about a check was noted",
			What:  "Shows what an interviewer noted about a drug test, fingerprints or meeting in person. It is a note: it adds nothing to any level.",
			Why:   "Published cases mention it; people have good private reasons to worry.",
			Innocent: []string{
				"Medical reasons nobody has to explain",
				"Privacy, or bad experience with authorities",
				"Travel cost or caring duties",
			},
			Clear: []string{
				"Explain what the check is for and what is kept",
				"Offer a check of equal strength",
			},
			Sources: []string{"IC3-23"},
		},
	}
}
