package pay

import (
	"muster"
	"muster/detect"
)

// AnotherName reports a request to pay an account in another name (PAY-10).
func AnotherName() detect.Detector {
	return detect.Detector{
		Name: "other-name-requested", Flag: "PAY-10", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignAccountInOtherName, detect.CoveredByRecord,
			"Recorded on {date}: after an account was closed, the person asked to be paid through an account in another name."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Asked to use an account in another name",
			What:  "Shows what somebody recorded: an account was closed or blocked, and the person asked to go on through one in another name.",
			Why:   "In published cases payment accounts were closed one after another, and pay was asked for through the next.",
			Innocent: []string{
				"The account was broken into, and a relative helps out",
				"A bank closed the account for reasons of its own",
			},
			Clear:   []string{"An account in the person's own legal name, checked by the bank", "A live call with the person about what happened"},
			Sources: []string{"US22"},
		},
	}
}
