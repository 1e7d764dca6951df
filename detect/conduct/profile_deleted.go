package conduct

import (
	"muster"
	"muster/detect"
)

// ProfileDeleted reports public profiles deleted right after a question
// (CON-03).
func ProfileDeleted() detect.Detector {
	return detect.Detector{
		Name: "profile-deleted", Flag: "CON-03", Strength: 3, Family: muster.FamilyLink, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport},
		Find: detect.OnSign(muster.SignProfileDeleted, detect.CoveredByRecord,
			"Recorded on {date}: public profiles were deleted or renamed right after a question about them."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReference, muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "Public profiles were deleted or renamed right after a question",
			What:  "Shows what somebody recorded: a profile named in the application was deleted or renamed soon after it was asked about.",
			Why:   "In published cases profiles were deleted right after somebody asked about them.",
			Innocent: []string{
				"Harassment, or a wish for privacy after being looked up",
				"Spring-cleaning, or a site that closed",
			},
			Clear:   []string{"Ask the person about it", "Another way to confirm what the profile was to show"},
			Sources: []string{"SEAL"},
		},
	}
}
