package dossier

import (
	"cmp"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

// The bounds of a small charge, in units of its own currency, and of the time
// in which several count as one run of them.
const (
	chargeDays = 60
	recurDays  = 20 // charges of one amount at one merchant this far apart are a subscription
)

var smallCharge = decimal.MustNew(50, 0)

// charge is one refused small charge on its way to the facts.
type charge struct {
	ref      muster.Ref
	at       muster.Time
	merchant string
	amount   decimal.Decimal
}

// charges looks at the small charges to company accounts that were refused
// approval, within the latest window that has any. Currencies in which fifty
// is next to nothing, or much, are not converted: more or fewer count there.
func (b *builder) charges() {
	var refused []charge
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Charge)
		if !ok || d.At.IsZero() {
			continue
		}
		amount, err := decimal.Parse(string(d.Amount))
		if d.Approved == muster.No && err == nil && amount.IsPos() && amount.Cmp(smallCharge) <= 0 {
			refused = append(refused, charge{muster.Ref(i), d.At, normal.Fold(string(d.Merchant)), amount})
		}
	}
	if len(refused) == 0 {
		return
	}
	slices.SortStableFunc(refused, func(x, y charge) int { return cmp.Compare(x.at.Micros, y.at.Micros) })
	f := &b.d.Charges
	f.Last = refused[len(refused)-1].at
	days := map[string]bool{}
	for i := range refused {
		c := &refused[i]
		if past, ok := c.at.Days(f.Last); !ok || past > chargeDays {
			continue
		}
		if recurs(refused, i) {
			continue
		}
		f.Small++
		days[c.at.ISO()[:min(10, len(c.at.ISO()))]] = true
		if len(f.Refs) < muster.MaxOthers {
			f.Refs = append(f.Refs, c.ref)
		}
	}
	f.Days = len(days)
}

// recurs reports whether a charge is one of a subscription: the same merchant
// took the same amount about a month before or after.
func recurs(list []charge, i int) bool {
	c := &list[i]
	return strings.TrimSpace(c.merchant) != "" && slices.ContainsFunc(list, func(other charge) bool {
		days, ok := c.at.Days(other.at)
		return ok && (days >= recurDays || days <= -recurDays) && other.merchant == c.merchant && other.amount.Cmp(c.amount) == 0
	})
}
