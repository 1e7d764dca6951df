package pay

import (
	"muster"
	"muster/detect"
)

// HolderDiffers reports an account in somebody else's name (PAY-01).
func HolderDiffers() detect.Detector {
	return detect.Detector{
		Name: "account-holder-differs", Flag: "PAY-01", Strength: 4, Family: muster.FamilyBank, Scored: true,
		Needs: []muster.Kind{muster.KindBank, muster.KindPayment, muster.KindInvoice},
		Find:  holderDiffers,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Anew:   []muster.Kind{muster.KindBank},
		},
		Manual: muster.Manual{
			Title: "The account paid is in another person's name",
			What: "Compares the holder of the account in use with the person's name, or takes the bank's own answer. Strength 4 when the bank answered that the name does not match and no part of the name agrees; 3 when no holder is on record whose name could be compared, or when the account was entered from a device or network not seen before, because then somebody else may have entered it; 2 when only our own comparison of the names differs, or one part of the name agrees. " +
				"Agency staff are paid through their agency, and a firm's name is compared with a person's for employees only. Joint accounts that name the person, their own company, documented or declared names and spelling variants never count. An answer that is not available is never a failure, and a close match says nothing; nor does an answer that the account or its reference does not exist, or that the account moved to another bank: those are about the account and not about the name. A verified account is not reported.",
			Why: "In published cases wages went to an account that somebody else had lent.",
			Innocent: []string{
				"A joint account under the partner's name first",
				"A maiden name, or another script or spelling at the bank",
				"The person's own company, for contractors",
				"A typing error in payroll",
			},
			Clear: []string{
				"The bank's name check on the full legal name",
				"A bank letter or statement that names the person",
				"Confirm with the person by a channel that was on file before, and note the day of the call with the bank details",
			},
			Sources: []string{"US22", "JP24", "ALERT26", "TAX"},
		},
	}
}

func holderDiffers(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	a := inUse(d)
	if d.Platform.Account || d.Employment == muster.EmploymentAgency || a == nil || a.Verified || a.Joint || a.OwnCompany || a.NameCheck == muster.NameCheckMatch || a.NameCheck == muster.NameCheckClose {
		return nil
	}
	draft := detect.Draft{Refs: []muster.Ref{a.Ref}, At: a.At, Rival: "A joint account, a maiden name, or a name written differently at the bank."}
	if a.Change {
		draft.Victim = true
		draft.Rival = "Somebody may have changed the details to take this person's pay. Ask the person first, by a channel that was on file before the change."
	}
	refused := a.NameCheck == muster.NameCheckNoMatch
	switch {
	case refused && a.Holder == muster.OutcomeDifferent && !a.PartShared && a.Change && a.NewSource:
		draft.Strength, draft.Detail = 3, "The bank answered that the name does not match, and the holder on record has another name. The details were entered from a device or network not seen before."
	case refused && a.Holder == muster.OutcomeDifferent && !a.PartShared:
		draft.Strength, draft.Detail = 4, "The bank answered that the name does not match, and the holder on record has another name."
	case refused && a.Holder == muster.OutcomeUnknown:
		draft.Strength, draft.Detail = 3, "The bank answered that the name does not match; no holder is on record whose name could be compared."
	case refused && a.Holder != muster.OutcomeVariant:
		draft.Strength, draft.Detail = 2, "The bank answered that the name does not match, though the holder on record agrees with the person's name, at least in part."
	case a.Holder == muster.OutcomeDifferent && !a.PartShared:
		draft.Strength, draft.Detail = 2, "The holder on record has another name than the person; the bank was not asked or could not answer."
	default:
		return nil
	}
	return []detect.Draft{draft}
}

// inUse returns the account set last, or nil when none is on record.
func inUse(d *muster.Dossier) *muster.AccountFact {
	var last *muster.AccountFact
	for i := range d.Accounts {
		a := &d.Accounts[i]
		if a.Kind == muster.KindBank && (last == nil || !a.At.Before(last.At)) {
			last = a
		}
	}
	if last != nil {
		return last
	}
	for i := range d.Accounts {
		a := &d.Accounts[i]
		if a.Kind != muster.KindBank && (last == nil || !a.At.Before(last.At)) {
			last = a
		}
	}
	return last
}
