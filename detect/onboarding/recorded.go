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

// PickupMismatch reports that the person at pick-up or an identity check was
// not the one interviewed (ONB-10).
func PickupMismatch() detect.Detector {
	return detect.Detector{
		Name: "pickup-mismatch", Flag: "ONB-10", Strength: 5, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs:   []muster.Kind{muster.KindCheck, muster.KindShipment, muster.KindReport},
		Find:    pickupMismatch,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckSamePerson, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "The person at pick-up or check was not the one interviewed",
			What:  "Shows what a person recorded who met both, or compared a reference still kept with notice. Strength 5 only when a named person confirmed it; until then 4. The comparison is made by people, never by a program.",
			Why:   "In published cases another person attended what could not be done from afar.",
			Innocent: []string{
				"A mistake by the provider, or two files mixed up",
				"A changed appearance, poor light or an old photo",
			},
			Clear: []string{
				"A second person repeats the comparison without knowing the first answer",
				"Repeat the identity check in person",
			},
			Sources: []string{"MT25", "FL26"},
		},
	}
}

func pickupMismatch(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignPickupMismatch, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Strength = detect.Unconfirmed(5, seen.Confirmed)
	draft.Detail = "Recorded on {date}: the person who appeared was not the one met before."
	return []detect.Draft{draft}
}
