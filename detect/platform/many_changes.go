package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// ManyChanges reports an account whose own data changes again and again
// (PLT-12).
func ManyChanges() detect.Detector {
	return detect.Detector{
		Name: "many-changes", Flag: "PLT-12", Strength: 3, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindChange, muster.KindBank},
		Find:    manyChanges,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckIdentity, muster.CheckBankName}, Anew: []muster.Kind{muster.KindChange, muster.KindBank}},
		Manual: muster.Manual{
			Title: "Name, contacts, payout or place of an account change again and again",
			What: "Counts the occasions within 180 days on which an account's name, address, e-mail, phone or payout changed. What changes within fourteen days is one occasion: who moves or marries tells everything at once. Told from three occasions on with three different things changed, at strength 2, and at 3 from four occasions on. " +
				"A change of name whose papers were seen, a payout that was confirmed with the person and the first payout, entered within 45 days of the opening of the account, do not count.",
			Why: "Accounts that are passed on are fitted to each new user.",
			Innocent: []string{
				"A separation: a new home, later a new name, later a new bank",
				"A lost phone, a mailbox that was broken into and a bank switch in one half-year",
				"Somebody who corrects mistakes of their own one by one",
			},
			Clear: []string{
				"The papers of the change of name, noted as seen",
				"The bank's name check on the account in use",
				"An identity check by the person who opened the account",
			},
			Sources: []string{"ALERT26", "JP24"},
		},
	}
}

const (
	changeOccasions = 3
	changeFields    = 3
)

func manyChanges(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	f := &d.Platform.Changes
	if f.Occasions < changeOccasions || f.Fields < changeFields {
		return nil
	}
	draft := detect.Draft{
		Refs: f.Refs, At: f.Last, Rival: "A separation, a lost phone or a bank switch: several things change within a half-year of many lives.",
		Detail: fmt.Sprintf("On %d occasions within 180 days, the last on {date}, %d different things about the account were changed.", f.Occasions, f.Fields),
	}
	if f.Occasions == changeOccasions {
		draft.Strength = 2
	}
	return []detect.Draft{draft}
}
