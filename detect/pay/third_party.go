package pay

import (
	"muster"
	"muster/detect"
)

// ThirdParty reports pay that goes, or is asked to go, to somebody else or to
// a money service (PAY-05).
func ThirdParty() detect.Detector {
	return detect.Detector{
		Name: "third-party-pay", Flag: "PAY-05", Strength: 3, Family: muster.FamilyBank, Scored: true,
		Needs: []muster.Kind{muster.KindBank, muster.KindReport},
		Find:  thirdParty,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Anew:   []muster.Kind{muster.KindBank},
		},
		Manual: muster.Manual{
			Title: "Pay was asked to go to a third party or money service",
			What: "Strength 3 when somebody recorded that the person demands pay to a third party, or when the payment method on record is a third party or money service. What an account is, your own table of accounts says first, then the front of its number and the provider's name: a money service or an exchange for crypto-currency found that way counts 3 only when payroll to a bank account was offered, and 1 otherwise. " +
				"E-money or a prepaid account alone counts 1, as context, and only when payroll to a bank account was offered: it is ordinary. " +
				"Agency staff are paid through their agency and are not reported.",
			Why: "When pay goes to a third party, the records do not show who earns it.",
			Innocent: []string{
				"An e-money account is somebody's ordinary account, above all for newcomers",
				"An umbrella company or accountant receives the pay",
				"A bank account is still being opened",
			},
			Clear: []string{
				"An account in the person's own legal name, checked by the bank",
				"A contract with the umbrella company that names the person",
			},
			Sources: []string{"GT25", "OFSI24", "BFV24", "SEAL"},
		},
	}
}

func thirdParty(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	if d.Employment == muster.EmploymentAgency || d.Agency.Named {
		return nil
	}
	if seen, ok := detect.Seen(d, muster.SignThirdPartyPayment, detect.CoveredByRecord); ok {
		draft := seen.Draft()
		draft.Detail = "Recorded on {date}: the person asked to have the pay sent to somebody else or to a money service."
		return []detect.Draft{draft}
	}
	a := inUse(d)
	switch {
	case a == nil || a.Verified || a.OwnCompany || a.Joint:
		return nil
	case a.Method == muster.PayThirdParty || a.Method == muster.PayService:
		return []detect.Draft{{Refs: []muster.Ref{a.Ref}, At: a.At, Detail: "The payment method on record is a third party or money service."}}
	}
	return byAccount(a)
}

// byAccount looks at what the account itself is. That says nothing about its
// holder, so that alone it is context.
func byAccount(a *muster.AccountFact) []detect.Draft {
	draft := detect.Draft{Refs: []muster.Ref{a.Ref}, At: a.At, Strength: 1}
	const offered = "Payroll to a bank account was offered, and "
	switch a.Class {
	case muster.ClassPayService, muster.ClassPayExchange:
		what := "a money service"
		if a.Class == muster.ClassPayExchange {
			what = "an exchange for crypto-currency"
		}
		draft.Title, draft.Detail = "Pay goes to "+what, "The account on record is one at "+what+". Shown as context only."
		if a.BankOffered {
			draft.Strength, draft.Detail = 3, offered+"the account on record is one at "+what+"."
		}
	case muster.ClassPayEMoney, muster.ClassPayPrepaid:
		what := "an e-money account"
		if a.Class == muster.ClassPayPrepaid {
			what = "a prepaid account"
		}
		if !a.BankOffered {
			return nil
		}
		draft.Title, draft.Detail = "Pay goes to "+what, offered+what+" is on record. This is ordinary and shown as context only."
	default:
		return nil
	}
	return []detect.Draft{draft}
}
