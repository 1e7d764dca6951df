package pay

import (
	"fmt"

	"muster"
	"muster/detect"
)

// How many employers at once are told, and how many are many.
const (
	severalEmployers = 4
	manyEmployers    = 6
)

// ManyEmployers reports an account at an operator of payment services on which
// wages of many employers arrive (PAY-08).
func ManyEmployers() detect.Detector {
	return detect.Detector{
		Name: "many-employers", Flag: "PAY-08", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs: []muster.Kind{muster.KindTransfer},
		Find:  manyEmployersPay,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReverify},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
			Anew:   []muster.Kind{muster.KindTransfer},
		},
		Manual: muster.Manual{
			Title: "Wages of many employers arrive on one account",
			What: "Only for banks and payment firms that look at their own customers' accounts, and off until payment_services is switched on; a payroll never fills it. Counts payers whose payments are marked as pay and who paid at least twice within 120 days: strength 4 from six on, 2 for four or five. " +
				"Two spellings of one firm, and two names on one account of a payroll bureau or agency, are one payer. Fees, refunds and invoices do not count.",
			Why: "In a published case one person held thirteen jobs for others; only the bank could see the wages come together.",
			Innocent: []string{
				"A locum or supply teacher who works for several places",
				"Somebody with several small part-time jobs, or shift work through several firms",
				"Companies of one group that pay separately",
				"A carer's or family account that takes several people's wages",
			},
			Clear: []string{
				"Ask the holder, live, for whom they work",
				"Contracts that fit the hours of one person",
			},
			Sources: []string{"DOJ", "DERIVED"},
		},
	}
}

func manyEmployersPay(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	f := &d.Transfers
	if s == nil || !s.PaymentServices || f.Employers < severalEmployers {
		return nil
	}
	draft := detect.Draft{
		Refs: f.EmployerRefs, At: f.Last, Strength: 2,
		Detail: fmt.Sprintf("Within 120 days up to {date}, %d different payers paid wages to this account, each at least twice.", f.Employers),
		Rival:  "A locum, or somebody with several part-time jobs.",
	}
	if f.Employers >= manyEmployers {
		draft.Strength = 4
	}
	return []detect.Draft{draft}
}
