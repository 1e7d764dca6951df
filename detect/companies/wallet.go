package companies

import (
	"muster"
	"muster/detect"
)

// SharedWallet reports one wallet in which pay of several companies of the group
// meets (XCO-08).
func SharedWallet() detect.Detector {
	return detect.Detector{
		Name: "group-wallet", Flag: "XCO-08", Strength: 4, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson, muster.KindBank, muster.KindPayment},
		Find:    sharedWallet,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckBankName}, Anew: []muster.Kind{muster.KindBank}},
		Manual: muster.Manual{
			Title: "Pay of several companies of the group meets in one wallet",
			What: "Compares the wallets that staff and contractors of different legal entities of one declared group are paid to, each as its chain writes it. Strength 4 for three or more people in different companies, 3 for a pair. " +
				"A wallet that more than twelve people are paid to is an exchange's or a payment service's, and does not count; nor do people of one home and listed agencies. Nothing is compared with anybody else's data, and no chain is asked. With XCO-03 over the same people it is one piece of evidence; no pay is stopped by a program.",
			Why: "Published analyses show pay of several projects brought together in one wallet before it moves on.",
			Innocent: []string{
				"An exchange or payment service that gives many customers one address, told apart by a memo",
				"A couple with one wallet who work for two companies of the group",
				"A company of contractors that is paid for its people",
			},
			Clear: []string{
				"Ask for the memo or tag that goes with the address",
				"A small payment that each person confirms, by a channel that was on file before",
				"Add the company of contractors to the agencies table",
			},
			Sources: []string{"ZX25", "OFAC26", "SEAL"},
		},
	}
}

// mostWallet is how many people one wallet can be paid for before it is a
// service's.
const mostWallet = 12

func sharedWallet(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, share := range elsewhere(d, s, func(h *muster.Held) bool {
		return h.Kind == muster.ArtefactWallet && !d.Agency.Known && !d.Agency.Named && h.Sharing.Count < mostWallet
	}) {
		draft := told(&share, 3, "as the wallet they are paid to")
		draft.Rival = "An address of an exchange, or a couple with one wallet."
		drafts = append(drafts, draft)
	}
	return drafts
}
