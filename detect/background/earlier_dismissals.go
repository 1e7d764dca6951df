package background

import (
	"muster"
	"muster/detect"
)

// EarlierDismissals reports a recorded answer that several earlier jobs ended
// over the same concern (CVB-11).
func EarlierDismissals() detect.Detector {
	return detect.Detector{
		Name: "earlier-dismissals", Flag: "CVB-11", Strength: 2, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindCheck, muster.KindInterview},
		Find: detect.OnSign(muster.SignEarlierDismissals, detect.CoveredByRecord,
			"Recorded on {date}: two or more earlier jobs ended over doubts about identity or control."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Earlier jobs ended over the same doubts",
			What:  "Shows what referees answered and a person recorded: two or more of the jobs in the history ended over doubts about identity or control. Other reasons for leaving are not recorded here.",
			Why:   "In published cases the same doubts came up at one employer after another.",
			Innocent: []string{
				"Lay-offs and bad luck, described badly by a referee",
				"One wrong suspicion that was passed on from employer to employer",
				"A victim of identity misuse, dismissed for what somebody else did",
			},
			Clear: []string{
				"Ask the earlier employers what they saw themselves, not what they heard",
				"Hear the person; then the ordinary identity and live checks settle it",
			},
			Sources: []string{"SEAL"},
		},
	}
}
