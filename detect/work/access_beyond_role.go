package work

import (
	"fmt"

	"muster"
	"muster/detect"
)

// What is ordinary to ask for within two weeks, and how much more in the first
// weeks.
const (
	ordinaryAsked = 5.0
	firstAsked    = 3.0
	askedHalf     = 14.0
)

// AccessBeyondRole reports requests for far more access than is ordinary
// (WRK-11).
func AccessBeyondRole() detect.Detector {
	return detect.Detector{
		Name: "access-beyond-role", Flag: "WRK-11", Strength: 2, Family: muster.FamilyConduct, Scored: true,
		Needs:   []muster.Kind{muster.KindWorkDay},
		Find:    accessBeyondRole,
		Settled: muster.Settling{Lowers: []muster.CheckType{muster.CheckInPerson, muster.CheckLiveInterview}, Anew: []muster.Kind{muster.KindWorkDay}},
		Manual: muster.Manual{
			Title: "Asks for far more access than is ordinary",
			What: "Shows requests for access to more than five systems within two weeks that the person never asked for before, without a ticket on record. Four times as many are ordinary on a first day, fewer with each week; twice as many in roles with privileged access. " +
				"Whether a system belongs to the role is not known here: always strength 2.",
			Why: "In published cases access was gathered well beyond the role before it was misused.",
			Innocent: []string{
				"Ambition, curiosity or help for other teams",
				"A new task or a change of role",
				"Standing in for somebody",
			},
			Clear: []string{
				"The line manager says which of the systems the work needs",
				"Take back what is not needed",
			},
			Sources: []string{"SEAL", "DT25"},
		},
	}
}

func accessBeyondRole(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	draft := detect.Draft{Rival: "A new task, or help for other teams."}
	most := 0
	for _, f := range acts(d, muster.WorkAccessAsked) {
		ordinary := ordinaryAsked * (1 + firstAsked*fade(f.SinceStart, askedHalf))
		if d.Role == muster.RolePrivileged {
			ordinary *= 2
		}
		if float64(f.Fresh) > ordinary+overUsual*f.UsualFresh {
			most = max(most, f.Fresh)
			cite(&draft, f.Refs)
			draft.At = f.At
		}
	}
	if most == 0 {
		return nil
	}
	draft.Detail = fmt.Sprintf("Within two weeks up to {date} access to %s was asked for that this person never asked for before, without a ticket on record.", detect.Count(most, "system", "systems"))
	return []detect.Draft{draft}
}
