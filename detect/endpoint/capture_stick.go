package endpoint

import (
	"muster"
	"muster/detect"
)

// CaptureStick reports a device that takes in the picture of a screen (END-05).
func CaptureStick() detect.Detector {
	return detect.Detector{
		Name: "capture-stick", Flag: "END-05", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindAttachment},
		Find:    captureStick,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindAttachment}},
		Manual: muster.Manual{
			Title: "A capture card presents itself as a camera",
			What: "Shows a device plugged into the laptop that takes in the picture of a screen or camera by cable. Strength 2 by itself, which asks for nothing; 4 when hardware for remote control, or a small computer that says it is a keyboard, was plugged into the same laptop within the hour. " +
				"What was agreed with the person never counts.",
			Why: "Published cases name such a card beside hardware for remote control: one brings the picture out, the other the keys in. By itself it is what people use for a better camera.",
			Innocent: []string{
				"A photo camera used as a webcam",
				"Streaming or recording games and lessons",
				"Tests of screens, and pictures of slides for an audience",
			},
			Clear: []string{
				"Ask what is plugged in, and see it on a live call",
				"If it is used for work, agree on it with IT and note it",
			},
			Sources: []string{"HU26"},
		},
	}
}

func captureStick(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Attachments {
		a := &d.Live.Attachments[i]
		if a.Class != muster.AttachmentCapture || a.Agreed {
			continue
		}
		draft := detect.Draft{Refs: []muster.Ref{a.Ref}, At: a.At, Rival: "Many people use a photo camera as their webcam."}
		draft.Detail = "A device that takes in the picture of a screen or camera ({named}) was first seen plugged into the laptop on {date}" + seenOn(a) + "."
		if a.Hands {
			draft.Strength, draft.Refs = 4, append(draft.Refs, a.With...)
			draft.Detail += " Within the hour so had something that can press keys for somebody elsewhere: hardware for remote control, or a small computer that says it is a keyboard."
			draft.Rival = "People who run a laboratory at home own such devices too."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
