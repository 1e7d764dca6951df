package interview

import (
	"muster"
	"muster/detect"
)

// VideoDeclined reports that a candidate declined all video with no adjustment
// on file (INT-01).
func VideoDeclined() detect.Detector {
	return detect.Detector{
		Name: "video-declined", Flag: "INT-01", Strength: 3, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignVideoDeclined, detect.CoveredByAdjustment,
			"Recorded on {date}: video was declined, or the camera failed again and again, and no adjustment is on file."),
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "Video was declined with no adjustment on file",
			What:  "Shows what an interviewer recorded: the person declined all video, or the camera failed again and again. Not reported when an agreed swap of checks is on file, or when the record says that one covers it. A camera that was merely off is not recorded here.",
			Why:   "Published cases mention it, and many people keep the camera off for good reasons.",
			Innocent: []string{
				"A disability, or a health or religious reason nobody has to explain",
				"A weak connection, or a broken camera",
				"Caring for somebody in the room",
			},
			Clear: []string{
				"Offer a check of equal strength: a visit to an office, an identity provider, a phone call in which the same questions are asked",
				"Note the agreed swap; only the swap is stored, never its reason",
			},
			Sources: []string{"IC3-23", "MT25", "SEAL", "TAX"},
		},
	}
}
