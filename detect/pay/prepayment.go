package pay

import (
	"muster"
	"muster/detect"
)

// Prepayment reports that pay was demanded in advance (PAY-09).
func Prepayment() detect.Detector {
	return detect.Detector{
		Name: "prepayment-demanded", Flag: "PAY-09", Strength: 2, Family: muster.FamilyConduct, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignPrepaymentDemanded, detect.CoveredByRecord,
			"Recorded on {date}: pay was demanded in advance or without the agreed work."),
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Pay was demanded in advance or without the agreed work",
			What:  "Shows what somebody recorded: pay was demanded before the work or without milestones, and a refusal was not accepted.",
			Why:   "Published cases mention demands to be paid early. By itself such a demand says little.",
			Innocent: []string{
				"A freelancer with little cash, for whom a deposit is usual",
				"Bad experience with clients who did not pay",
			},
			Clear:   []string{"Agree on milestones and pay on delivery", "Talk to the person about what they need"},
			Sources: []string{"US22", "BFV24", "IC3-23"},
		},
	}
}
