package conduct

import (
	"muster"
	"muster/detect"
)

// SeveralPeople reports that colleagues noticed different people on one
// account (CON-05).
func SeveralPeople() detect.Detector {
	return detect.Detector{
		Name: "several-people", Flag: "CON-05", Strength: 3, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindInterview},
		Find: detect.OnSign(muster.SignSeveralPeople, detect.CoveredByAdjustment,
			"Recorded on {date}: colleagues reported that different people took part under one account."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckSamePerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Colleagues reported different people on one account",
			What:  "Shows what somebody recorded: colleagues who know the person reported that somebody else took part in their place. How anybody sounds, looks or speaks is not recorded.",
			Why:   "In published cases several people worked on one account in turn.",
			Innocent: []string{
				"Family or flatmates in the background",
				"An interpreter, carer or assistant",
				"A shared meeting room or account",
			},
			Clear:   []string{"A live call with a colleague who met the person before", "A comparison with a reference kept with notice, by two people"},
			Sources: []string{"SEAL", "GDA25"},
		},
	}
}
