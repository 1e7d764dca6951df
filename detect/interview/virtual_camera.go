package interview

import (
	"muster"
	"muster/detect"
)

// VirtualCamera reports a recorded use of a virtual camera or relay (INT-08).
func VirtualCamera() detect.Detector {
	return detect.Detector{
		Name: "virtual-camera", Flag: "INT-08", Strength: 2, Family: muster.FamilyFace, Scored: true, Recorded: true,
		Needs: []muster.Kind{muster.KindInterview, muster.KindCheck, muster.KindReport},
		Find: detect.OnSign(muster.SignVirtualCamera, detect.CoveredByAdjustment,
			"Recorded on {date}: the video came from a virtual camera, a capture card or a relay."),
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "The video came from a virtual camera or a relay",
			What:  "Shows what an interviewer recorded when the meeting program named the camera. Strength 2: it counts only beside something else. Not reported when an agreed swap of checks is on file.",
			Why:   "In published cases a changed picture reached the meeting through such a device. So do the pictures of many good cameras.",
			Innocent: []string{
				"People who stream, or use a photo camera as webcam",
				"A program that blurs the background or improves the light",
				"A company laptop that routes all video through one program",
			},
			Clear: []string{
				"Ask to join once with the built-in camera or from a phone",
				"Offer a meeting in person or another check of equal strength",
			},
			Sources: []string{"HU26"},
		},
	}
}
