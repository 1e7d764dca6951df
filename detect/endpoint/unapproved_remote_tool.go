package endpoint

import (
	"fmt"

	"muster"
	"muster/detect"
)

// UnapprovedRemoteTool reports a remote-access tool nobody approved (END-01).
func UnapprovedRemoteTool() detect.Detector {
	return detect.Detector{
		Name: "unapproved-remote-tool", Flag: "END-01", Strength: 3, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    unapprovedRemoteTool,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckDevice, muster.CheckInPerson}, Anew: []muster.Kind{muster.KindProgram}},
		Manual: muster.Manual{
			Title: "A remote-access tool nobody approved",
			What:  "Shows a remote-access tool on the person's device that is neither on the list of approved tools nor agreed with them. Strength 4 in the first eight weeks of work, 3 later.",
			Why:   "Somebody elsewhere can use the laptop with such a tool, so that the person hired and the person working need not be the same.",
			Innocent: []string{
				"Help from family, or for family",
				"A supplier or the company's own support who installed it",
				"A habit from an earlier job",
			},
			Clear: []string{
				"Ask what it is for; if it is needed, put it on the list of approved tools",
				"Remove it, and see over two weeks that nothing takes its place",
				"A touch of a security key on the laptop, during a live call",
			},
			Sources: []string{"US22", "MT25", "RF26", "BRIEF26"},
		},
	}
}

func unapprovedRemoteTool(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, p := range remoteTools(d) {
		draft := detect.Draft{Refs: []muster.Ref{p.Ref}, At: p.First, Rival: "Somebody helped them, or they help somebody, with a tool they know."}
		when := ""
		if p.SinceDay >= 0 && p.SinceDay < newDays {
			draft.Strength = 4
			when = fmt.Sprintf(", %s after the first day of work", detect.Count(p.SinceDay, "day", "days"))
		}
		draft.Detail = fmt.Sprintf("A remote-access tool was first seen on {date}%s, on %s. It is on no list of approved tools.", when, detect.Count(p.Days, "day", "days"))
		drafts = append(drafts, draft)
	}
	return drafts
}

// newDays is for how many days after the first day of work somebody is new.
const newDays = 56

// remoteTools lists the remote-access tools that nobody approved.
func remoteTools(d *muster.Dossier) []*muster.ProgramFact {
	var list []*muster.ProgramFact
	for i := range d.Live.Programs {
		if p := &d.Live.Programs[i]; p.Class == muster.ProgramRemote && !p.Approved {
			list = append(list, p)
		}
	}
	return list
}
