package endpoint

import (
	"slices"

	"muster"
	"muster/detect"
)

// RelayTools reports several consumer tools that relay files, text and video,
// together (END-14).
func RelayTools() detect.Detector {
	return detect.Detector{
		Name: "relay-tools", Flag: "END-14", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    relayTools,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Several consumer tools that relay files and video, together",
			What:  "Shows that within two weeks a device used all three of: a page that hands files from browser to browser, a shared pad for text, and a page that relays video from browser to browser. Any one or two of them are never shown. Strength 2.",
			Why:   "A published case had these three side by side: the files, the links to meetings and the picture of the screen each took one of them.",
			Innocent: []string{
				"Developers who use each of them",
				"Teaching, streaming and pair programming",
				"An interview or workshop run with such tools",
			},
			Clear: []string{
				"Ask what they are for; what is needed for work can be agreed and noted",
			},
			Sources: []string{"HU26"},
		},
	}
}

// together is within how many days the tools must have been used.
const together = 14

func relayTools(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	var told []int
	for _, file := range of(d, muster.ProgramFileDrop) {
		if slices.Contains(told, file.On) || file.Rarity.Usual {
			continue
		}
		pad, video := nearest(d, muster.ProgramSharedPad, file), nearest(d, muster.ProgramVideo, file)
		if pad == nil || video == nil || !within(pad, video) {
			continue
		}
		told = append(told, file.On)
		drafts = append(drafts, detect.Draft{
			Refs: []muster.Ref{file.Ref, pad.Ref, video.Ref}, Rival: "Developers and teachers use each of them.",
			Detail: "Within two weeks the device used a page that hands files on, a shared pad for text and a page that relays video, the last of them new on {date}.",
		})
	}
	return drafts
}

// nearest returns the first program of a class used on the same device within
// two weeks of another, or nil.
func nearest(d *muster.Dossier, class muster.ProgramClass, to *muster.ProgramFact) *muster.ProgramFact {
	for _, p := range of(d, class) {
		if p.On == to.On && p.Seen == muster.SeenDomain && !p.Rarity.Usual && within(p, to) {
			return p
		}
	}
	return nil
}

// within reports whether the times two programs were used lie within two weeks.
func within(a, b *muster.ProgramFact) bool {
	if b.First.Before(a.First) {
		a, b = b, a
	}
	days, ok := a.Last.Days(b.First)
	return ok && days <= together
}
