package conduct

import (
	"muster"
	"muster/detect"
)

// IdentityLoanAsked reports that colleagues were asked to lend an identity,
// account or phone (WRK-14).
func IdentityLoanAsked() detect.Detector {
	return detect.Detector{
		Name: "identity-loan-asked", Flag: "WRK-14", Strength: 5, Family: muster.FamilyLink, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find:  identityLoanAsked,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Asked a colleague to lend an identity, account or phone",
			What:  "Shows what somebody reported: the person asked a colleague to lend their identity, account or phone for a check or a job. Strength 5 only when a named person confirmed the report; until then 4.",
			Why:   "In published cases colleagues were asked for the use of their identity, account or phone. The one who was asked, or whose name was used, did nothing wrong.",
			Innocent: []string{
				"A misunderstanding, or a joke",
				"Help with a broken phone or a lost code",
			},
			Clear:   []string{"Talk to both, separately", "The message itself, seen in the original"},
			Sources: []string{"US22"},
		},
	}
}

func identityLoanAsked(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignIdentityLoanAsked, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
	draft.Detail = "Reported on {date}: the person asked a colleague to lend an identity, account or phone."
	return []detect.Draft{draft}
}
