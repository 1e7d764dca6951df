package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// Emulator reports emulators and machines inside the machine (END-20).
func Emulator() detect.Detector {
	return detect.Detector{
		Name: "emulator", Flag: "END-20", Strength: 1, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    emulator,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Emulators or nested machines without need",
			What:  "Shows emulators of telephones, computers inside the computer, and programs that show and steer a telephone on the screen, that nobody approved and few colleagues have. Strength 1: context beside other things, and nothing by itself.",
			Why:   "Such programs keep a telephone that is not at hand, or its codes, within reach of whoever sits at the screen.",
			Innocent: []string{
				"Developers and testers of telephone apps, and of anything that must run elsewhere",
				"Games",
				"A telephone whose screen is broken",
			},
			Clear: []string{
				"Ask what it is for; if it is needed for work, put it on the list of approved tools",
			},
			Sources: []string{"RF26"},
		},
	}
}

func emulator(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var draft detect.Draft
	for _, p := range of(d, muster.ProgramEmulator) {
		if !p.Rarity.Usual {
			draft.Refs = append(draft.Refs, p.Ref)
		}
	}
	if len(draft.Refs) == 0 {
		return nil
	}
	draft.Detail = fmt.Sprintf("%s seen on the device for imitating a telephone or another computer, or for showing a telephone on the screen by {date}.", programsWere(len(draft.Refs)))
	draft.Rival = "Developers, testers and players use them."
	return []detect.Draft{draft}
}

// programsWere writes a number of programs with its verb.
func programsWere(n int) string {
	if n == 1 {
		return "One program was"
	}
	return detect.Number(n) + " programs were"
}
