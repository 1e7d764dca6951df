package endpoint

import (
	"muster"
	"muster/detect"
)

// EmulatedInput reports a keyboard or mouse whose ids its parts contradict, or
// that is a small computer (END-06).
func EmulatedInput() detect.Detector {
	return detect.Detector{
		Name: "emulated-input", Flag: "END-06", Strength: 3, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindAttachment},
		Find:    emulatedInput,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}, Anew: []muster.Kind{muster.KindAttachment}},
		Manual: muster.Manual{
			Title: "A keyboard or mouse describes itself like an emulated one",
			What: "Shows a keyboard or mouse whose numbers belong to a well-known product while its parts, its serial number or its own name contradict them: a drive in a receiver that has none, for example. Strength 3. " +
				"A keyboard that is a small computer by its numbers, and contradicts nothing, is strength 2; 3 when a new display or a capture card appeared with it. Where the parts make up hardware for remote control, that is said under END-04 instead.",
			Why: "Hardware for remote control can take on the name of an ordinary keyboard with one click. What it needs to work it still shows.",
			Innocent: []string{
				"Docks, switches for two computers and gaming devices that describe themselves badly",
				"A keyboard built or programmed at home, or a hobby computer used as one",
				"The remote console of a workstation or server",
			},
			Clear: []string{
				"See the keyboard and what it is plugged into, on a live call",
				"Meet in person, with the laptop",
				"If it is used for work, agree on it with IT and note it",
			},
			Sources: []string{"KVM", "DERIVED"},
		},
	}
}

func emulatedInput(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Attachments {
		a := &d.Live.Attachments[i]
		if a.Agreed || a.Class == muster.AttachmentRemote || !a.Conflict && a.Class != muster.AttachmentGadget {
			continue
		}
		draft := detect.Draft{Refs: append([]muster.Ref{a.Ref}, a.With...), At: a.At, Rival: "Gaming devices, docks and switches describe themselves badly too."}
		with := a.Display || a.Capture
		switch {
		case a.Conflict:
			draft.Detail = "A keyboard or mouse was first seen plugged into the laptop on {date}" + seenOn(a) + ". Its numbers are those of a well-known product; its other details are not."
		default:
			draft.Rival = "Many people build or programme a keyboard of their own."
			draft.Detail = "A keyboard or mouse that is a small computer by its numbers was first seen plugged into the laptop on {date}" + seenOn(a) + "."
			if !with {
				draft.Strength = 2
			}
		}
		if with {
			draft.Detail += " A new display or a capture card appeared with it."
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
