package platform

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SamePayout reports a client and an account it hired whose money meets in one
// account (PLT-06).
func SamePayout() detect.Detector {
	return detect.Detector{
		Name: "same-payout", Flag: "PLT-06", Strength: 5, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindBank, muster.KindPayment},
		Find:    samePayout,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckBankName}, Lowers: []muster.CheckType{muster.CheckInPerson}, Anew: []muster.Kind{muster.KindBank}},
		Manual: muster.Manual{
			Title: "A client and an account it hired use one bank account or wallet",
			What: "Compares the bank accounts and wallets, by a keyed hash, of accounts that have a contract or a rating with each other: where they are paid and, for clients, what they pay from. Strength 5 when two or more partners use the same one, 4 for one partner. " +
				"A joint account that names both, a declared agency's account and an account confirmed with one of them only do not count. A join never accuses alone, and no payout is stopped by a program.",
			Why: "In published cases accounts hired and paid each other, so that contracts and ratings grew without any work.",
			Innocent: []string{
				"A couple of whom one hired the other, paid from a joint account nobody noted",
				"A small firm that hires its own owner, and pays from the same account",
				"A number that was copied into the wrong account by support staff",
			},
			Clear: []string{
				"Ask each of them, by a channel that was on file before, which account is theirs",
				"The bank's name check for each of them",
				"Look at what was delivered under the contract",
			},
			Sources: []string{"US22"},
		},
	}
}

func samePayout(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	drafts := dealt(d, func(k muster.ArtefactKind) bool { return k == muster.ArtefactAccount || k == muster.ArtefactWallet })
	for i := range drafts {
		drafts[i].Detail = fmt.Sprintf("{value} is used by this account and by %s it has contracts or ratings with.", detect.Count(len(drafts[i].Others), "account", "accounts"))
		drafts[i].Rival = "A joint account that nobody noted, or a small firm that hires its owner."
	}
	return drafts
}
