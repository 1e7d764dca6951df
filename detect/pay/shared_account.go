package pay

import (
	"fmt"

	"muster"
	"muster/detect"
)

// SharedAccount reports one account or wallet behind several people (PAY-02).
func SharedAccount() detect.Detector {
	return detect.Detector{
		Name: "shared-account", Flag: "PAY-02", Strength: 5, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindBank, muster.KindPayment, muster.KindInvoice},
		Find:  sharedAccount,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Anew:   []muster.Kind{muster.KindBank},
		},
		Manual: muster.Manual{
			Title: "One account or wallet is paid for several people",
			What: "Compares the accounts and wallets of all people, across years and sources, by a keyed hash; no account number is stored in clear. Strength 5 when three or more people share one, 4 for two. " +
				"A joint account that names both, a declared agency's account, one household within its expected size, an account confirmed with this person but not with the others, and one entered from an unknown device and replaced by confirmed details since never count. A join never accuses alone. " +
				"The account of an invoice counts for the person whose number is on it only where that account stands among their bank details or payments: whoever sends an invoice writes the number. " +
				"What cannot be seen: one account on the invoices of several people who have other records, until it stands among the bank details or payments of each.",
			Why: "In published cases wages of several names ended in one account.",
			Innocent: []string{
				"Couples with a joint account",
				"An umbrella company or agency that is paid for its people",
				"A mistake in payroll: one account copied into two records",
				"An attack on an honest worker, whose pay was redirected to somebody else's account",
			},
			Clear: []string{
				"Confirm with each person, by a channel that was on file before, which account is theirs",
				"The bank's name check for each of them",
				"Record the joint account, or add the umbrella company to the agencies table",
			},
			Sources: []string{"US22", "GUIDE"},
		},
	}
}

func sharedAccount(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	look := func(h *muster.Held) bool {
		return h.Kind == muster.ArtefactAccount || h.Kind == muster.ArtefactWallet
	}
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other { return strangers(d, s, h) }) {
		draft := share.Draft()
		draft.Strength = 4
		if len(share.Others) >= 2 {
			draft.Strength = 5
		}
		draft.Detail = fmt.Sprintf("{value} is paid for this person and for %s with other names. %s",
			detect.Count(len(share.Others), "other person", "other people"), share.Base("an account"))
		draft.Rival = "Pay of an honest person may have been redirected to somebody else's account: ask the person first, by a channel that was on file before."
		drafts = append(drafts, draft)
	}
	return drafts
}

// strangers leaves out a joint account that names this person, the account of
// an agency that is declared, and an account that an attacker entered and that
// was put right with the person since. An account
// confirmed with this person and not with the others is left out by the rule
// for proved contacts.
func strangers(d *muster.Dossier, s *muster.Settings, h *muster.Held) []muster.Other {
	for i := range d.Accounts {
		if a := &d.Accounts[i]; a.Ref == h.Ref && (a.Joint || diverted(d, a) || agencyPaid(d, a)) {
			return nil
		}
	}
	return detect.Strangers(d, s, h)
}

// agencyPaid reports whether somebody who came through a declared agency is
// paid to an account that is not in their own name.
func agencyPaid(d *muster.Dossier, a *muster.AccountFact) bool {
	return d.Agency.Known && a.Holder != muster.OutcomeSame && a.Holder != muster.OutcomeVariant
}
