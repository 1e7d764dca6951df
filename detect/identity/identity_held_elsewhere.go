package identity

import (
	"muster"
	"muster/detect"
)

// IdentityHeldElsewhere reports a recorded finding that the identity belongs
// to another living person (IDD-07).
func IdentityHeldElsewhere() detect.Detector {
	return detect.Detector{
		Name: "identity-held-elsewhere", Flag: "IDD-07", Strength: 3, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindCheck, muster.KindReport, muster.KindInterview},
		Find:  identityHeldElsewhere,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckIdentity},
		},
		Manual: muster.Manual{
			Title: "Somebody recorded that this identity is in dispute",
			What: "Shows that a person looked, under your policy, and wrote down that another traceable person appears to hold this identity. Only the outcome is stored. " +
				"Strength 3; 4 when a named person confirmed the record, having ruled out namesakes; 5 when confirmed and an official answer or a report says the same.",
			Why: "In published cases somebody worked under the name of another person who knew nothing of it. Either of the two may be the one on record here.",
			Innocent: []string{
				"Namesakes: common names have hundreds of holders",
				"The person themselves, under an old photo or an outdated profile",
				"A public record that mixes up two people",
			},
			Clear: []string{
				"An identity check in person or with a provider that reads the chip",
				"Ask the authority or provider that issued the identifier; treat both people as possible victims",
			},
			Sources: []string{"HU26", "SEAL", "IC3-23"},
		},
	}
}

func identityHeldElsewhere(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignIdentityElsewhere, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Detail = "Recorded on {date}: another traceable person appears to hold this identity. Either of them may be a victim."
	draft.Rival = "Two people with the same name."
	_, official := detect.Seen(d, muster.SignIdentifierMismatch, detect.CoveredByRecord)
	_, reported := detect.Seen(d, muster.SignUnknownJobReported, detect.CoveredByRecord)
	switch {
	case seen.Confirmed && (official || reported):
		draft.Strength = 5
	case seen.Confirmed:
		draft.Strength = 4
	}
	return []detect.Draft{draft}
}
