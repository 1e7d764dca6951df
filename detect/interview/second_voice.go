package interview

import (
	"muster"
	"muster/detect"
)

// SecondVoice notes another voice in the room (INT-05). It is never scored.
func SecondVoice() detect.Detector {
	return detect.Detector{
		Name: "second-voice", Flag: "INT-05", Strength: 3, Family: muster.FamilyFace, Scored: false, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignSecondVoice, detect.CoveredByAdjustment,
			"An interviewer noted another voice in the room. This is shown as a note and never counted."),
		Manual: muster.Manual{
			Title: "Another voice was heard in the room",
			What:  "Shows what an interviewer noted. It is a note: it adds nothing to any level.",
			Why:   "Published cases mention people who prompt the candidate; shared homes sound the same.",
			Innocent: []string{
				"A shared home, a child or a carer",
				"A co-working place or a café",
				"A radio, or an interpreter agreed beforehand",
			},
			Clear: []string{
				"Nothing is needed",
				"Offer a quiet room in an office for the next round",
			},
			Sources: []string{"KR25", "WIRED25", "TAX"},
		},
	}
}
