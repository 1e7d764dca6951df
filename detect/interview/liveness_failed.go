package interview

import (
	"muster"
	"muster/detect"
)

// LivenessFailed reports a failed unpredictable prompt on camera (INT-02).
func LivenessFailed() detect.Detector {
	return detect.Detector{
		Name: "liveness-failed", Flag: "INT-02", Strength: 4, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignLivenessFailed, detect.CoveredByAdjustment,
			"Recorded on {date}: the picture did not follow an unpredictable prompt, and no adjustment covers it."),
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckInPerson},
			Lowers: []muster.CheckType{muster.CheckSamePerson, muster.CheckLiveInterview},
		},
		Manual: muster.Manual{
			Title: "The picture did not follow an unpredictable prompt on camera",
			What:  "Shows what an interviewer recorded after one of the fixed prompts that everybody gets, such as a hand passed before the face. How somebody looks is not recorded. Not reported when an agreed swap of checks is on file.",
			Why:   "A picture that is changed while it is sent breaks under sudden movement and covering. Bad light and a bad line break it too.",
			Innocent: []string{
				"A bad connection, dark lighting or a virtual background",
				"A condition that limits movement of the face or arms",
				"A prompt that was not understood",
			},
			Clear: []string{
				"Repeat the prompts on another day with the background switched off, by another interviewer",
				"Meet in person, or use another check of equal strength",
			},
			Sources: []string{"SEAL", "IC3-25a", "MS25a"},
		},
	}
}
