package pay

import (
	"fmt"

	"muster"
	"muster/detect"
)

// How many arrivals of pay that go straight on are a habit.
const (
	passedTimes = 3
	passedOf    = 3 // of every so many arrivals, two
)

// PassesThrough reports pay that goes straight on from an account at an operator
// of payment services (PAY-07).
func PassesThrough() detect.Detector {
	return detect.Detector{
		Name: "pay-passes-through", Flag: "PAY-07", Strength: 4, Family: muster.FamilyBank, Scored: true,
		Needs: []muster.Kind{muster.KindTransfer},
		Find:  passesThrough,
		Settled: muster.Settling{
			Clears: []muster.CheckType{muster.CheckReverify},
			Lowers: []muster.CheckType{muster.CheckLiveInterview},
			Anew:   []muster.Kind{muster.KindTransfer},
		},
		Manual: muster.Manual{
			Title: "Pay goes straight on to somebody else",
			What: "Only for banks and payment firms that look at their own customers' accounts, and off until payment_services is switched on; a payroll never fills it. Counts arrivals marked as pay of the last 120 days of which 85 % or more went on within three days to one or two others. " +
				"Told when that was so three times and for two of every three arrivals: strength 4 when most of it went to an exchange for crypto-currency, a money service or a wallet, 2 otherwise. Money that goes to the holder's own account elsewhere, card payments, direct debits and fees do not count. Whose country is whose is not looked at.",
			Why: "In published cases wages of lent identities were passed on within days, and only a small share stayed.",
			Innocent: []string{
				"Money sent to family, every month",
				"A joint household account in the partner's name, or a landlord paid at once",
				"Somebody who saves in crypto-currency",
				"A person whose account is used by somebody else: they may be the one harmed",
			},
			Clear: []string{
				"Ask the holder, live, what the payments are for",
				"See that the holder is who opened the account, and alone uses it",
			},
			Sources: []string{"JP25", "GL26", "JFIU"},
		},
	}
}

func passesThrough(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	f := &d.Transfers
	if s == nil || !s.PaymentServices || f.Passed < passedTimes || f.Passed*passedOf < f.Pay*(passedOf-1) {
		return nil
	}
	draft := detect.Draft{
		Refs: f.Refs, At: f.Last, Strength: 2,
		Detail: fmt.Sprintf("Of %s of pay within 120 days up to {date}, %d went on within three days, nearly whole, to one or two others.", detect.Count(f.Pay, "arrival", "arrivals"), f.Passed),
		Rival:  "Money sent home to family, or an account that somebody else uses without the holder's wish.",
	}
	if f.Away >= passedTimes {
		draft.Strength = 4
		draft.Detail += fmt.Sprintf(" %d times most of it went to an exchange, a money service or a wallet.", f.Away)
	}
	return []detect.Draft{draft}
}
