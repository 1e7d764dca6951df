package leaving

import (
	"muster"
	"muster/detect"
)

// Successor reports a newcomer who inherits artefacts of somebody who left
// over a confirmed concern (XCO-07).
func Successor() detect.Detector {
	return detect.Detector{
		Name: "successor", Flag: "XCO-07", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindLeaver},
		Find:  successor,
		Manual: muster.Manual{
			Title: "A newcomer shares something rare with somebody who left over a confirmed concern",
			What:  "Compares contacts, devices, accounts, documents, CV passages and facts with those of leavers whose identity a person confirmed to be in doubt, however long ago the retention allows. Common values, one household and documented changes of name do not count. A join never accuses alone.",
			Why:   "What one persona leaves behind, the next one uses.",
			Innocent: []string{
				"A phone number that the phone company gave to somebody else",
				"A victim whose details were used by others",
				"A relative or former flatmate",
			},
			Clear: []string{
				"The person proves control of the contact and says since when",
				"An identity check through a certified provider or in person",
			},
			Sources: []string{"GL26", "SEAL"},
		},
	}
}

func successor(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if d.Status == muster.StatusLeaver {
		return nil
	}
	return succession(d, s, func(o *muster.Other) bool { return o.Concern && !d.IdentityVerified.Before(o.Left) },
		"left over a confirmed concern", "A recycled number, or a victim whose details were used by others.")
}
