package pay

import (
	"muster"
	"muster/detect"
)

// Crypto reports pay asked for in crypto-currency (PAY-06).
func Crypto() detect.Detector {
	return detect.Detector{
		Name: "crypto-pay", Flag: "PAY-06", Strength: 2, Family: muster.FamilyBank, Scored: true,
		Needs: []muster.Kind{muster.KindBank, muster.KindInvoice, muster.KindReport},
		Find:  crypto,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckBankName},
			Lowers: []muster.CheckType{muster.CheckSanctions},
			Anew:   []muster.Kind{muster.KindBank},
		},
		Manual: muster.Manual{
			Title: "Pay in crypto-currency",
			What:  "Strength 2 when somebody recorded that the person insists on crypto-currency, or a wallet is on record as the place of pay although payroll to a bank account was offered. Strength 4 when that wallet stands on an indicator list you imported; such a hit is a lead and never a verdict. Expired entries do not count, nor does an account that somebody else entered and that was put right with the person since.",
			Why:   "Crypto-currency is paid without a bank's check of the holder's name.",
			Innocent: []string{
				"Firms in that trade pay this way as a matter of course",
				"No bank account is to be had where the person lives",
				"A listed wallet belonged to a victim, or to an exchange that many use",
			},
			Clear: []string{
				"Offer payroll to a bank account",
				"Proof that the person controls the wallet, and a sanctions check of it",
			},
			Sources: []string{"US22", "ZX25", "OFAC26", "SEAL"},
		},
	}
}

func crypto(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	for i := range d.Accounts {
		if a := &d.Accounts[i]; a.ListedLead && !diverted(d, a) {
			return []detect.Draft{{
				Refs: []muster.Ref{a.Ref}, At: a.At, Strength: 4, Title: "The place of pay stands on an indicator list",
				Detail: "The wallet or account on record stands on a list that was imported. A hit is a lead: the entry may be out of date or belong to somebody else.",
				Rival:  "The listed wallet may belong to an exchange or to a victim.",
			}}
		}
	}
	if seen, ok := detect.Seen(d, muster.SignCryptoRequested, detect.CoveredByRecord); ok {
		draft := seen.Draft()
		draft.Detail = "Recorded on {date}: the person insisted on being paid in crypto-currency."
		return []detect.Draft{draft}
	}
	if a := inUse(d); a != nil && a.Class == muster.ClassPayWallet && a.BankOffered {
		return []detect.Draft{{Refs: []muster.Ref{a.Ref}, At: a.At, Detail: "Payroll to a bank account was offered, and the place of pay on record is a crypto-currency wallet."}}
	}
	return nil
}
