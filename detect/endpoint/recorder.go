package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// Recorder reports programs and extensions that record or transcribe calls
// (END-15).
func Recorder() detect.Detector {
	return detect.Detector{
		Name: "recorder", Flag: "END-15", Strength: 1, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    recorder,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Extensions that record or transcribe calls",
			What: "Shows a program or extension on the device that records, transcribes or answers calls, and that nobody approved. Strength 1, which asks for nothing; 2 when a remote-access tool nobody approved, hardware for remote control or pages that pass on codes were seen too. " +
				"Nothing is shown for people with an adjustment on file, or for what many settled colleagues use.",
			Why: "Notes made by a program let somebody who was not in a call know what was said.",
			Innocent: []string{
				"Accessibility: people who hear badly or cannot take notes",
				"Ordinary note-taking, which many teams do this way",
				"Learning a language or catching up on missed calls",
			},
			Clear: []string{
				"Ask what it is used for; if it may be used, put it on the list of approved tools",
			},
			Sources: []string{"HU26", "RF26"},
		},
	}
}

func recorder(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Adjustment {
		return nil
	}
	var draft detect.Draft
	for _, p := range of(d, muster.ProgramRecorder) {
		if !p.Rarity.Usual {
			draft.Refs = append(draft.Refs, p.Ref)
		}
	}
	if len(draft.Refs) == 0 {
		return nil
	}
	draft.Detail = fmt.Sprintf("%s seen on the device for recording, transcribing or answering calls by {date}.", programsWere(len(draft.Refs)))
	draft.Rival = "Many people have a program take notes for them."
	if with := companions(d); len(with) > 0 {
		draft.Strength, draft.Refs = 2, append(draft.Refs, with...)
	}
	return []detect.Draft{draft}
}
