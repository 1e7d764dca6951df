package onboarding

import (
	"muster"
	"muster/detect"
)

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
