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

// EmploymentLetter reports a request for a letter to unfreeze an account
// (PAY-12).
func EmploymentLetter() detect.Detector {
	return detect.Detector{
		Name: "letter-to-unfreeze", Flag: "PAY-12", Strength: 3, Family: muster.FamilyBank, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignEmploymentLetter, detect.CoveredByRecord,
			"Recorded on {date}: the person asked for a letter of employment to have an exchange or payment account unfrozen."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Asked for a letter of employment to unfreeze an account",
			What:  "Shows what somebody recorded: the person asked for a letter so that an exchange or payment firm would unfreeze an account. Letters for a flat, a visa or a loan are not recorded here.",
			Why:   "Payment firms ask for such letters when the pay of several people runs through one account, and also in ordinary reviews.",
			Innocent: []string{
				"Ordinary checks by a bank or payment firm, which ask many customers for such letters",
				"A newcomer whose pay looks unusual to the bank",
			},
			Clear:   []string{"The payment firm's own request, seen in the original", "Pay to a bank account in the person's legal name"},
			Sources: []string{"SEAL"},
		},
	}
}
