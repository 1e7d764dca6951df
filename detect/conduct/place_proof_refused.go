package conduct

import (
	"muster"
	"muster/detect"
)

// PlaceProofRefused reports that a proof bound to a place was refused (CON-01).
func PlaceProofRefused() detect.Detector {
	return detect.Detector{
		Name: "place-proof-refused", Flag: "CON-01", Strength: 4, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindReport, muster.KindCheck},
		Find: detect.OnSign(muster.SignPlaceProofRefused, detect.CoveredByAdjustment,
			"Recorded on {date}: an agreed proof bound to a place, and the alternatives offered, were refused."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckAddress, muster.CheckDevice},
		},
		Manual: muster.Manual{
			Title: "A proof bound to a place was refused, alternatives included",
			What:  "Shows what somebody recorded: a visit by a colleague or a photo outside the home was agreed on, and refused or not possible, and so were the alternatives. A refusal with no alternative offered is not recorded here.",
			Why:   "In published cases the person worked from another place than the home on record.",
			Innocent: []string{
				"Safety and privacy: nobody has to show where they live",
				"Travel, or a stay with family",
			},
			Clear:   []string{"Another route: a certified provider, an office visit, a security-key touch", "A note of the agreed swap; its reason is not stored"},
			Sources: []string{"SEAL"},
		},
	}
}
