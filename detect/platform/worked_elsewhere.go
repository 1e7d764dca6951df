package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// WorkedElsewhere reports an account that was registered in one place and is
// worked from another (PLT-19).
func WorkedElsewhere() detect.Detector {
	return detect.Detector{
		Name: "worked-elsewhere", Flag: "PLT-19", Strength: 3, Family: muster.FamilyPlace, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns},
		Find:    workedElsewhere,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckReverify, muster.CheckAddress}},
		Manual: muster.Manual{
			Title: "Registered in one place and worked from another since the beginning",
			What: "Compares the fixed home line an account is used from most with every home on record for it. Told when the line lies in another country than all of them, was used on fifteen days or more and on four of five days with a home line, and was first used within thirty days of the opening of the account. Strength 3 when the identity or an address was verified, 2 when not. " +
				"Which places they are never counts, only whether they agree. A change of home on record, agreed journeys, telephones, VPN services and lines that more than eight people use do not count.",
			Why: "Published advisories describe accounts that a relative or acquaintance opens and another person works.",
			Innocent: []string{
				"Emigration, or studies abroad, that the account's data never followed",
				"A provider whose addresses are listed in another country",
				"A family home near a border",
				"Somebody who registered with their parents' address",
			},
			Clear: []string{
				"Ask where the person lives now, and correct the account",
				"Repeat the identity check that was done when the account was opened",
			},
			Sources: []string{"JP24"},
		},
	}
}

const (
	leastElsewhere = 15 // days
	soonElsewhere  = 30 // days after the opening
)

func workedElsewhere(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	u := &d.Platform.Usage
	if !d.Platform.Account || u.Line != muster.OutcomeDifferent || u.LineDays < leastElsewhere || 5*u.LineDays < 4*u.LineAll || u.Since < 0 || u.Since > soonElsewhere {
		return nil
	}
	draft := detect.Draft{
		Refs: append([]muster.Ref{d.Platform.Ref}, u.Refs...), At: u.Last, Rival: "Emigration that the account's data never followed, or a provider listed in the wrong place.",
		Detail: fmt.Sprintf("Since the account was opened, %d of %d days with a fixed home line came from one that lies elsewhere than every home on record. The last was on {date}.", u.LineDays, u.LineAll),
	}
	if !u.Hold {
		draft.Strength = 2
	}
	return []detect.Draft{draft}
}
