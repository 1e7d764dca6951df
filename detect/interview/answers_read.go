package interview

import (
	"muster"
	"muster/detect"
)

// AnswersRead notes answers that seemed to be read out (INT-04). It is never
// scored.
func AnswersRead() detect.Detector {
	return detect.Detector{
		Name: "answers-read", Flag: "INT-04", Strength: 2, Family: muster.FamilyConduct, Scored: false, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignAnswersRead, detect.CoveredByAdjustment,
			"An interviewer noted that answers seemed to be read out. This is shown as a note and never counted."),
		Manual: muster.Manual{
			Title: "Answers seemed to be read out",
			What:  "Shows what an interviewer noted. It is a note: it adds nothing to any level, because nerves and notes look the same.",
			Why:   "Published cases mention it; by itself it tells nothing.",
			Innocent: []string{
				"Nerves, notes, or a second language",
				"Neurodivergence: reading and pausing are ordinary ways to answer",
				"Permitted use of an assistant",
			},
			Clear: []string{
				"Nothing is needed",
				"If it matters for the job, talk about a piece of work without slides or screen",
			},
			Sources: []string{"IC3-23", "BFV24", "RF26"},
		},
	}
}
