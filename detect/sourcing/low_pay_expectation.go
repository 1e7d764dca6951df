package sourcing

import (
	"muster"
	"muster/detect"
)

// LowPayExpectation notes a pay expectation far below the band (SRC-15). It is
// never scored.
func LowPayExpectation() detect.Detector {
	return detect.Detector{
		Name: "low-pay-expectation", Flag: "SRC-15", Strength: 1, Family: muster.FamilyConduct, Scored: false, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindReport, muster.KindCheck},
		Find: detect.OnSign(muster.SignLowPayExpectation, detect.CoveredByRecord,
			"A pay expectation far below the band was noted. This is shown as a note and never counted."),
		Manual: muster.Manual{
			Title: "A pay expectation far below the band was noted",
			What:  "Shows what somebody wrote on the interview form: the person asked for much less than the band and took it without talking about it. It is a note: it adds nothing to any level.",
			Why:   "Published cases mention it, but it says little: it would punish people who have been paid badly before.",
			Innocent: []string{
				"A career change, a return after a break, or urgent need of work",
				"Pay is lower where the person lives, or was unlawfully low at the last employer",
				"The band was not published",
			},
			Clear: []string{
				"Offer the band, as to everybody; nothing else is needed",
				"Publish the band in the advert",
			},
			Sources: []string{"SEAL", "JP24", "BFV24"},
		},
	}
}
