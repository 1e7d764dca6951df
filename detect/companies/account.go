package companies

import (
	"slices"

	"muster"
	"muster/detect"
)

// SharedAccount reports one account that is paid for staff of several companies
// of the group (XCO-03).
func SharedAccount() detect.Detector {
	return detect.Detector{
		Name: "group-account", Flag: "XCO-03", Strength: 5, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindPerson, muster.KindBank, muster.KindPayment},
		Find:    sharedAccount,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckBankName}, Anew: []muster.Kind{muster.KindBank}},
		Manual: muster.Manual{
			Title: "Staff of several companies of the group are paid to one account",
			What: "Compares the bank accounts of people across the legal entities that the HR records of one organisation name. Strength 5 for three or more people in different companies, 4 for a pair. " +
				"A joint account that names both, a listed agency's account, people of one home within its expected size and an account confirmed with one of them only do not count. With PAY-02 over the same people it is one piece of evidence, and a join never accuses alone. No pay is stopped by a program.",
			Why: "In published cases wages of several companies ended in one account, which none of them could see alone.",
			Innocent: []string{
				"A couple with one account who work for two companies of the group",
				"An umbrella company or agency that is paid for its people",
				"One person with two part-time contracts, entered under two spellings",
				"A payroll mistake: one account copied into two records",
			},
			Clear: []string{
				"Confirm with each person, by a channel that was on file before, which account is theirs",
				"The bank's name check for each of them",
				"Record the joint account, or add the umbrella company to the agencies table",
			},
			Sources: []string{"DOJ", "US22"},
		},
	}
}

func sharedAccount(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	var drafts []detect.Draft
	for _, share := range elsewhere(d, s, func(h *muster.Held) bool {
		joint := slices.ContainsFunc(d.Accounts, func(a muster.AccountFact) bool { return a.Ref == h.Ref && a.Joint })
		return h.Kind == muster.ArtefactAccount && !joint && !d.Agency.Known
	}) {
		draft := told(&share, 4, "as the account they are paid to")
		draft.Rival = "Pay of an honest person may have been redirected to somebody else's account: ask the person first, by a channel that was on file before."
		drafts = append(drafts, draft)
	}
	return drafts
}
