package pay

import (
	"fmt"

	"muster"
	"muster/detect"
)

// InvoicesVary reports invoices that name different payees over time (PAY-11).
func InvoicesVary() detect.Detector {
	return detect.Detector{
		Name: "invoices-vary", Flag: "PAY-11", Strength: 4, Family: muster.FamilyBank, Scored: true,
		Needs:   []muster.Kind{muster.KindInvoice},
		Find:    invoicesVary,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckBankName}},
		Manual: muster.Manual{
			Title: "One person's invoices name different payees over time",
			What: "Counts the different payee names, accounts and addresses on one person's invoices; spellings of one name, and the person with their own company, count once, and countries are not looked at. Strength 4 for three or more payees with as many accounts; 2 for two or more payees with two accounts, which is what a renamed company at a new bank looks like. " +
				"The number on an invoice is written by whoever sends it, so it leads to a person with other records only where an account of theirs stands on it too, or a name of theirs; with the name alone, the invoice's account and address are left out. " +
				"What cannot be seen: invoices of such a person that name other people and other accounts. They are set aside in rejects.csv until the accounts stand among bank details or payments. Who has no record but invoices keeps all of them.",
			Why: "In published cases accounts were lent by one person after another, and the invoices changed with them.",
			Innocent: []string{
				"A sole trader who founded a company",
				"A company that was renamed or restructured",
				"A factoring firm that collects the invoices",
			},
			Clear: []string{
				"The register entry that links the two names",
				"The contract that says who invoices, and the bank's name check",
			},
			Sources: []string{"GL26"},
		},
	}
}

func invoicesVary(d *muster.Dossier, _ *muster.Settings) []detect.Draft {
	f := &d.Invoices
	strength := 0
	switch {
	case f.Payees >= 3 && f.Accounts >= 3:
		strength = 4
	case f.Payees >= 2 && f.Accounts >= 2:
		strength = 2
	default:
		return nil
	}
	payees := fmt.Sprint(f.Payees, " payees")
	if f.More {
		payees += " or more"
	}
	return []detect.Draft{{
		Refs: f.Refs, Strength: strength,
		Detail: fmt.Sprintf("%s name %s and %d accounts.", detect.Count(f.Count, "invoice", "invoices"), payees, f.Accounts),
		Rival:  "A sole trader who founded a company, or a company that was renamed.",
	}}
}
