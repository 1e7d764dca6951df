package interview

import (
	"fmt"

	"muster"
	"muster/detect"
)

// OwnClaimsUnknown reports that somebody could not talk about their own claims
// (INT-10).
func OwnClaimsUnknown() detect.Detector {
	return detect.Detector{
		Name: "own-claims-unknown", Flag: "INT-10", Strength: 2, Family: muster.FamilyHistory, Scored: true, Recorded: true,
		Needs:   []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find:    ownClaimsUnknown,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckReference, muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Could not talk about a town, employer or project of their own history",
			What:  "Shows what an interviewer recorded after the same open questions that everybody is asked. Strength 2; 3 when two or more interviews recorded it. Not reported when the record says that an agreed adjustment covers it.",
			Why:   "In published cases a person did not know the ordinary details of a history given as theirs. Shyness and memory lead to the same.",
			Innocent: []string{
				"A recent mover who knows the town little",
				"Shyness, or a job that was too dull to remember",
				"Memory, stress, or a duty of confidence to the last employer",
			},
			Clear: []string{
				"Ask again in an easier setting, about something the person chooses from the CV",
				"Confirm the claim through contact details you found yourself",
			},
			Sources: []string{"KR25", "SEAL", "IC3-25b"},
		},
	}
}

func ownClaimsUnknown(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	seen, ok := detect.Seen(d, muster.SignOwnClaimsUnknown, detect.CoveredByRecord)
	if !ok {
		return nil
	}
	draft := seen.Draft()
	draft.Detail = fmt.Sprintf("Recorded in %s: questions about the person's own claims were left open.", detect.Count(len(seen.Refs), "interview", "interviews"))
	draft.Rival = "Shyness, or a move that is only weeks old."
	if len(seen.Refs) >= 2 {
		draft.Strength = 3
	}
	return []detect.Draft{draft}
}
