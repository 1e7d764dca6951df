package network

import (
	"fmt"

	"muster"
	"muster/detect"
)

// DesktopOnPath reports remote-desktop protocols that passive records saw (NET-09).
func DesktopOnPath() detect.Detector {
	return detect.Detector{
		Name: "desktop-on-path", Flag: "NET-09", Strength: 2, Family: muster.FamilyDevice, Scored: true,
		Needs:   []muster.Kind{muster.KindProgram},
		Find:    desktopOnPath,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson, muster.CheckDevice}},
		Manual: muster.Manual{
			Title: "Remote-desktop protocols on the path",
			What:  "Counts the days on which passive records of a network saw a remote-desktop protocol of this person's device. Only passive records that name the device fill it, nothing is ever asked of anybody's home, and it is off until passive_records is switched on in the settings. Told from three days on; strength 2 and never more.",
			Why:   "Remote desktop is everywhere in honest work, so it never counts by itself.",
			Innocent: []string{
				"IT support, or a server that is part of the work",
				"A cloud desktop",
				"A second computer of one's own at home",
			},
			Clear: []string{
				"Ask what it is used for; agree on it with IT",
				"See which tool it is on the device itself",
			},
			Sources: []string{"US22", "IPKVM"},
		},
	}
}

const leastPathDays = 3

func desktopOnPath(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	return onPath(d, s, muster.ProgramPathDesktop, leastPathDays,
		"Passive records of a network saw a remote-desktop protocol of this person's device on %s. The last was on {date}.", "IT support or a server that is part of the work.")
}

// onPath tells what passive records saw, where the organisation switched that on.
func onPath(d *muster.Dossier, s *muster.Settings, class muster.ProgramClass, least int, detail, rival string) []detect.Draft {
	if s == nil || !s.PassiveRecords || d.Adjustment {
		return nil
	}
	var drafts []detect.Draft
	for i := range d.Live.Networks.Paths {
		if p := &d.Live.Networks.Paths[i]; p.Class == class && p.Days >= least {
			drafts = append(drafts, detect.Draft{Refs: p.Refs, At: p.Last, Detail: fmt.Sprintf(detail, detect.Count(p.Days, "day", "days")), Rival: rival})
		}
	}
	return drafts
}
