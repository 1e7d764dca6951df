package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SeveralProfiles reports browsers made for many identities, or many profiles
// in one (END-11).
func SeveralProfiles() detect.Detector {
	return detect.Detector{
		Name: "several-profiles", Flag: "END-11", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    severalProfiles,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "Many browser profiles, or accounts under other names",
			What: "Shows a browser on the device that is made to keep many identities apart, or eight or more profiles in an ordinary one. A second, private profile is what most people have and never counts. " +
				"Strength 2; 3 when a remote-access tool nobody approved, hardware for remote control or pages that pass on codes were seen with it.",
			Why: "Whoever works under several names needs a browser that does not mix them up.",
			Innocent: []string{
				"Testing websites as several users, marketing and social media for several clients",
				"One profile for each customer or environment",
				"A habit from earlier work in sales or advertising",
			},
			Clear: []string{
				"Ask what it is for; if it is needed for work, agree on it and note it",
			},
			Sources: []string{"AR26", "RF26"},
		},
	}
}

// manyProfiles is how many profiles in one browser are more than people have
// for themselves, their work and their family.
const manyProfiles = 8

func severalProfiles(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var refs []muster.Ref
	profiles := map[int]int{}
	text := "A browser that is made to keep many identities apart had been seen on the device by {date}."
	var first muster.Time
	for _, p := range of(d, muster.ProgramProfiles) {
		switch {
		case p.Seen == muster.SeenProfile:
			profiles[p.On]++
			if profiles[p.On] != manyProfiles || len(refs) > 0 {
				continue
			}
			text = fmt.Sprintf("%s or more browser profiles had been seen on one device by {date}.", detect.Number(manyProfiles))
		case p.Rarity.Usual:
			continue
		}
		refs = append(refs, p.Ref)
		if first.IsZero() {
			first = p.First
		}
	}
	if len(refs) == 0 {
		return nil
	}
	draft := detect.Draft{Refs: refs, At: first, Detail: text, Rival: "People who test websites or look after several clients use them."}
	if with := companions(d); len(with) > 0 {
		draft.Strength, draft.Refs = 3, append(draft.Refs, with...)
		draft.Detail += " A remote-access tool nobody approved, hardware for remote control or pages that pass on codes were seen too."
	}
	return []detect.Draft{draft}
}
