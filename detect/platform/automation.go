package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// Automation reports traces of scripts on an account (PLT-15).
func Automation() detect.Detector {
	return detect.Detector{
		Name: "automation", Flag: "PLT-15", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns, muster.KindBid},
		Find:    automation,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview}},
		Manual: muster.Manual{
			Title: "Scripts act for the account",
			What: "Counts the days on which finished sign-ins came from an automated browser, as the platform's log says, and the days on which ten or more proposals were sent within one minute. Strength 3 for automated browsers on five days or more and on a quarter of all days, or for such bursts on three days or more; 2 for a single one of twenty or more. " +
				"Interfaces that the platform offers, agencies, and proposals that all carry one and the same second, as exports stamp them, do not count. Help for people who cannot use a mouse is an agreed adjustment, and nothing is told.",
			Why: "In published cases tools kept many accounts in use and sent proposals by the hundred.",
			Innocent: []string{
				"A browser extension that fills in forms, or a tool that watches for jobs",
				"Assistive technology",
				"A developer who tests with their own account",
				"A password manager or a company's gateway that the log takes for a script",
			},
			Clear: []string{
				"Ask which tools are in use; the platform's rules on them",
				"A short live conversation",
			},
			Sources: []string{"GL26"},
		},
	}
}

const (
	leastScripted = 5
	leastBursts   = 3
	largeBurst    = 20
)

func automation(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	m := &d.Platform.Machine
	if !d.Platform.Account || d.Adjustment || d.Agency.Named || d.Platform.Side == muster.SideAgency {
		return nil
	}
	draft := detect.Draft{Refs: m.Refs, At: m.Last, Rival: "A tool that fills in forms, or assistive technology."}
	switch {
	case m.Scripted >= leastScripted && 4*m.Scripted >= m.Days:
		draft.Detail = fmt.Sprintf("On %d of %s sign-ins came from an automated browser, the last on {date}.", m.Scripted, detect.Count(m.Days, "day", "days"))
	case m.Bursts >= leastBursts:
		draft.Detail = fmt.Sprintf("On %d days ten or more proposals were sent within one minute, %d at most.", m.Bursts, m.Most)
	case m.Most >= largeBurst:
		draft.Strength, draft.Detail = 2, fmt.Sprintf("%d proposals were sent within one minute, on {date}.", m.Most)
	default:
		return nil
	}
	return []detect.Draft{draft}
}
