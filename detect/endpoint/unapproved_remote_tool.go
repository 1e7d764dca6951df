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
			What: "Shows a remote-access tool on the person's device that is neither on the list of approved tools nor agreed with them. Strength 3; 4 when how new the person was, on how many days it was seen and how rare it is among colleagues add up. " +
				"How new somebody is fades by half every four weeks, and lasting use makes up for it, so that waiting gains nothing. Strength 1 when so many settled colleagues have it that it must be the organisation's own: that is one question to IT.",
			Why: "Somebody elsewhere can use the laptop with such a tool, so that the person hired and the person working need not be the same.",
			Innocent: []string{
				"Help from family, or for family",
				"A supplier or the company's own support who installed it",
				"A habit from an earlier job",
				"A roll-out by IT that nobody put on the list",
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
		switch {
		case p.Rarity.Usual:
			draft.Strength, draft.Rival = usual, "IT rolled it out, and the list of approved tools does not say so."
		case weight(p) >= 1:
			draft.Strength = 4
		}
		draft.Detail = fmt.Sprintf("A remote-access tool ({named}) was first seen on {date}%s, and on %s in all. Nobody noted that it was approved.%s",
			since(p), detect.Count(p.Days, "day", "days"), common(&p.Rarity))
		drafts = append(drafts, draft)
	}
	return drafts
}

// since says how long after the first day of work a program was first seen,
// while that is worth saying.
func since(p *muster.ProgramFact) string {
	switch {
	case p.Early:
		return ", before the first day of work"
	case p.SinceDay == 0:
		return ", the first day of work"
	case p.SinceDay > 0 && p.SinceDay < 100:
		return fmt.Sprintf(", %s after the first day of work", detect.Count(p.SinceDay, "day", "days"))
	}
	return ""
}
