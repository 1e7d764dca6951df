package platform

import (
	"muster"
	"muster/detect"
)

// PayoutName reports a payout in another name than the account's (PLT-16).
func PayoutName() detect.Detector {
	return detect.Detector{
		Name: "payout-name", Flag: "PLT-16", Strength: 4, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindBank, muster.KindPayment},
		Find:    payoutName,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckBankName}, Anew: []muster.Kind{muster.KindBank}},
		Manual: muster.Manual{
			Title: "The payout is in another person's name than the account",
			What: "Compares the holder of the payout in use with the name of the account. Strength 4 when the bank or the payment service answered that the name does not match and no part of it agrees; 3 when the identity of the account was checked and the payout was entered with another name, with no answer from the bank; 2 when only our comparison of the names differs. " +
				"Joint accounts that name the person, their own company, any firm's name, members of an agency, documented or declared names and spelling variants do not count. A confirmed payout is not reported.",
			Why: "Published advisories name payouts to somebody else as a sign that an account was lent or sold.",
			Innocent: []string{
				"A company payout, or an agency that is paid for its members",
				"A partner's or a parent's account, above all for people without a bank of their own",
				"A maiden name, or another script or spelling at the bank",
				"Somebody else who got into an honest person's account and changed the payout",
			},
			Clear: []string{
				"The bank's name check on the account holder's full legal name",
				"A payout in the person's own name",
				"Confirm with the person by a channel that was on file before",
			},
			Sources: []string{"JP24", "ALERT26"},
		},
	}
}

func payoutName(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	a := inUse(d)
	switch {
	case !d.Platform.Account || a == nil || a.Verified || a.Joint || a.OwnCompany || d.Agency.Named || d.Platform.Side == muster.SideAgency,
		a.NameCheck == muster.NameCheckMatch, a.NameCheck == muster.NameCheckClose, a.PartShared, a.Holder != muster.OutcomeDifferent:
		return nil
	}
	draft := detect.Draft{Refs: []muster.Ref{d.Platform.Ref, a.Ref}, At: a.At, Rival: "A partner's or a parent's account, or a name written differently at the bank."}
	if a.Change {
		draft.Victim = true
		draft.Rival = "Somebody else may have got into the account and changed the payout. Ask the person first, by a channel that was on file before the change."
	}
	switch {
	case a.NameCheck == muster.NameCheckNoMatch:
		draft.Detail = "The bank answered that the name does not match, and the holder on record has another name than the account."
	case !d.IdentityVerified.IsZero():
		draft.Strength, draft.Detail = 3, "The identity of the account was checked, and the payout on record has another person's name. The bank was not asked or could not answer."
	default:
		draft.Strength, draft.Detail = 2, "The payout on record has another person's name than the account. The bank was not asked or could not answer."
	}
	return []detect.Draft{draft}
}

// inUse returns the payout that was set last, or else the last payment.
func inUse(d *muster.Dossier) *muster.AccountFact {
	var set, paid *muster.AccountFact
	for i := range d.Accounts {
		a := &d.Accounts[i]
		at := &paid
		if a.Kind == muster.KindBank {
			at = &set
		}
		if *at == nil || !a.At.Before((*at).At) {
			*at = a
		}
	}
	if set != nil {
		return set
	}
	return paid
}
