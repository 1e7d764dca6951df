package interview

import (
	"muster"
	"muster/detect"
)

// OtherAccountsVisible reports that a shared screen showed other people's
// accounts (INT-09).
func OtherAccountsVisible() detect.Detector {
	return detect.Detector{
		Name: "other-accounts-visible", Flag: "INT-09", Strength: 4, Family: muster.FamilyLink, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignOtherAccounts, detect.CoveredByRecord,
			"Recorded on {date}: the shared screen showed accounts under other names, or a remote desktop."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckDevice},
		},
		Manual: muster.Manual{
			Title: "A shared screen showed accounts under other names",
			What:  "Shows what an interviewer recorded: accounts in other people's names, a remote-desktop window or a program that answers questions. What stood there is not stored.",
			Why:   "In published cases one computer was logged in to the accounts of several names.",
			Innocent: []string{
				"A computer shared with family or flatmates",
				"Test accounts and client accounts of a freelancer",
				"A demonstration machine of the last employer",
			},
			Clear: []string{
				"Ask whose accounts they were",
				"Do the next exercise on a machine you provide, for everybody alike",
			},
			Sources: []string{"SEAL", "AR26", "RF26"},
		},
	}
}
