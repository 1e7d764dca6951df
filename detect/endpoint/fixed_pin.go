package endpoint

import (
	"muster"
	"muster/detect"
)

// FixedPIN reports a remote-desktop host that was started from a command line
// with a fixed PIN (END-03).
func FixedPIN() detect.Detector {
	return detect.Detector{
		Name: "fixed-pin", Flag: "END-03", Strength: 4, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    fixedPIN,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckDevice}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "A remote-desktop host started by command with a fixed PIN",
			What:  "Shows a remote-desktop host that was set up from a command line, with its PIN written into the command. Strength 4; 5 when the person is new or it stayed in use, and it is rare among colleagues. Strength 1 when so many settled colleagues have the same tool that it must be a roll-out; what was approved never counts.",
			Why:   "This is how a laptop is made ready for somebody far away in one step, without anybody at its screen. Published cases describe the same command.",
			Innocent: []string{
				"IT rolled it out to many laptops by script",
				"An engineer sets up machines this way by habit",
			},
			Clear: []string{
				"IT confirms the roll-out, and approves the tool",
				"Meet in person, with the laptop",
			},
			Sources: []string{"BRIEF26"},
		},
	}
}

func fixedPIN(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, p := range remoteTools(d) {
		if !p.FixedPIN {
			continue
		}
		draft := detect.Draft{
			Refs: []muster.Ref{p.Ref}, At: p.First, Rival: "IT rolls tools out by script; ask before anything else.",
			Detail: "A remote-desktop host ({named}) was started on {date} from a command line that held its PIN. Nobody noted that it was approved.",
		}
		switch {
		case p.Rarity.Usual:
			draft.Strength = usual
			draft.Detail += common(&p.Rarity)
		case weight(p) >= 1:
			draft.Strength = 5
		}
		drafts = append(drafts, draft)
	}
	return drafts
}
