package onboarding

import (
	"muster"
	"muster/detect"
)

// CollectedByOther reports equipment received by somebody else (ONB-04).
func CollectedByOther() detect.Detector {
	return detect.Detector{
		Name: "collected-by-other", Flag: "ONB-04", Strength: 3, Family: muster.FamilyAddress, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindShipment, muster.KindCheck},
		Find: detect.OnSign(muster.SignCollectedByOther, detect.CoveredByRecord,
			"Recorded on {date}: the equipment was handed to somebody other than the person it was for."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckSamePerson, muster.CheckCollection},
			Lowers: []muster.CheckType{muster.CheckDevice},
		},
		Manual: muster.Manual{
			Title: "Equipment was received by somebody else",
			What:  "Shows what somebody recorded at handover: another person collected or received the equipment. A signature with another name alone is not enough; neighbours and relatives sign every day.",
			Why:   "In published cases equipment was collected for people who were somewhere else.",
			Innocent: []string{
				"A family member or neighbour signed for the parcel",
				"A concierge or reception",
			},
			Clear: []string{
				"A live call with the person while the laptop is set up",
				"A security-key touch on the issued laptop, with the person on camera",
			},
			Sources: []string{"KB24", "MT25"},
		},
	}
}
