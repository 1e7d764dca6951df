package leaving

import (
	"muster"
	"muster/detect"
)

// CodePublished reports that company code was found under the worker's own
// profile (OFF-04).
func CodePublished() detect.Detector {
	return detect.Detector{
		Name: "code-published", Flag: "OFF-04", Strength: 4, Family: muster.FamilyCode, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignCodePublished, detect.CoveredByRecord,
			"Reported on {date}: code of the organisation was found published under the person's own profile."),
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Company code published under the worker's profile",
			What:  "Shows what somebody reported after looking: code of the organisation stands on a public page under the person's own profile or a name tied to them. Strength 4.",
			Why:   "In published cases code was put on public pages after dismissal, as pressure or for the next application.",
			Innocent: []string{
				"A misunderstanding about the licence, or code that is open anyway",
				"Code the person wrote before or in their own time",
				"Somebody else who used their name",
			},
			Clear: []string{
				"Compare the licence and the dates of what was published with ours",
				"Ask for it to be taken down, and see that it is",
			},
			Sources: []string{"IC3-25a", "SEAL"},
		},
	}
}
