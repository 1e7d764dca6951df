package sourcing

import (
	"muster"
	"muster/detect"
)

// ThemedEmail reports free mail addresses built from words that known personas
// used (SRC-07).
func ThemedEmail() detect.Detector {
	return detect.Detector{
		Name: "themed-email", Flag: "SRC-07", Strength: 1, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindApplication, muster.KindPerson, muster.KindCV},
		Find:    themedEmail,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckLiveInterview, muster.CheckInPerson}},
		Manual: muster.Manual{
			Title: "The e-mail address follows a pattern seen in published cases",
			What:  "Looks at the candidate's own address at a free mail provider for words that published cases had in common. It is context only: strength 1 never asks for a check by itself. An address the person proved to control, or one that an agency gives, is left out.",
			Why:   "Addresses made in batches tend to follow one pattern, which many people's addresses share.",
			Innocent: []string{
				"Developers have used such handles for decades; most of these addresses are honest",
				"A birth year or favourite number in the address",
				"The address a school or course handed out",
			},
			Clear: []string{
				"Nothing is needed when no other finding stands beside it",
				"Meet the person in the live interview that everybody in the class has",
			},
			Sources: []string{"MT25", "GL26", "FL26"},
		},
	}
}

func themedEmail(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Artefacts {
		h := &d.Artefacts[i]
		if h.Kind != muster.ArtefactEmail || h.Role != muster.RoleOwn || h.Class != muster.ClassMailThemed || h.Proved || h.Sharing.Common != muster.NotCommon {
			continue
		}
		return []detect.Draft{{
			Refs:   []muster.Ref{h.Ref},
			Detail: "The address on this record holds a word that published cases had in common.",
			Rival:  "Such handles are very common among developers.",
		}}
	}
	return nil
}
