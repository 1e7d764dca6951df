package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// RemoteHands reports hardware that lets somebody elsewhere use keyboard,
// pointer and screen (END-04).
func RemoteHands() detect.Detector {
	return detect.Detector{
		Name: "remote-hands", Flag: "END-04", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindAttachment},
		Find:    remoteHands,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindAttachment}},
		Manual: muster.Manual{
			Title: "Remote-control hardware is attached",
			What: "Shows a device plugged into the laptop that is keyboard, pointer and storage in one, or that names itself as a product for remote control, or whose ids are those of one. " +
				"Strength 5 when a new external display or a capture card appeared at the same time; otherwise 4. What the person agreed with IT never counts.",
			Why: "Such hardware puts somebody far away at the keyboard, below everything that software on the laptop could see.",
			Innocent: []string{
				"A home laboratory, or equipment for tests",
				"A switch that serves two computers, whose parts describe themselves badly",
				"Equipment for working with a disability",
			},
			Clear: []string{
				"Ask what is plugged in, and see it on a live call",
				"Meet in person, with the laptop",
				"If it is needed for work, agree on it with IT and note it",
			},
			Sources: []string{"AT", "HU26", "MT25", "KVM"},
		},
	}
}

func remoteHands(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Attachments {
		a := &d.Live.Attachments[i]
		if a.Class != muster.AttachmentRemote || a.Agreed {
			continue
		}
		draft := detect.Draft{Refs: append([]muster.Ref{a.Ref}, a.With...), At: a.At, Rival: "People who run a laboratory at home own such devices too."}
		how := "Something ({named}) that by its parts is keyboard, pointer and storage in one, or has the numbers of a product for remote control, was first seen plugged into the laptop on {date}"
		if a.Named {
			how = "Something that names itself as a product for remote control ({named}) was first seen plugged into the laptop on {date}"
		}
		draft.Detail = how + seenOn(a) + "."
		if a.Conflict {
			draft.Detail += " Its numbers are those of another product, which has no such parts."
		}
		if a.Display || a.Capture {
			draft.Strength = 5
			draft.Detail += " A new display or a capture card appeared at the same time."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// seenOn says how soon after the laptop came something was plugged in, and on
// how many days.
func seenOn(a *muster.AttachmentFact) string {
	text := ""
	switch {
	case a.AfterArrival == 0:
		text = ", the day the laptop was delivered"
	case a.AfterArrival > 0 && a.AfterArrival <= 30:
		text = fmt.Sprintf(", %s after the laptop was delivered", detect.Count(a.AfterArrival, "day", "days"))
	}
	if a.Days > 1 {
		text += fmt.Sprintf(", and on %s in all", detect.Count(a.Days, "day", "days"))
	}
	return text
}
