package pay

import (
	"muster"
	"muster/detect"
)

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
