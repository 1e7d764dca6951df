package dossier

import (
	"cmp"
	"slices"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

const (
	transferDays = 120 // before the last arrival of pay
	onwardDays   = 3   // within which pay that goes on straight away has gone
	onwardPayees = 2   // to whom, at most
)

// Of pay that passes straight through, at least this share goes on.
var onwardShare = decimal.MustNew(85, 2)

// moved is one movement on its way to the facts.
type moved struct {
	ref    muster.Ref
	data   *muster.Transfer
	amount decimal.Decimal
	other  string // the other side, by account or by name
	away   bool   // an exchange, a money service or a wallet
	own    bool   // an account in the subject's own name
}

// transfers looks at pay that arrives on an account at an operator of payment
// services, and at where it goes.
func (b *builder) transfers() {
	var in, out []moved
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Transfer)
		if !ok || d.At.IsZero() {
			continue
		}
		amount, err := decimal.Parse(string(d.Amount))
		if err != nil || !amount.IsPos() {
			continue
		}
		m := moved{ref: muster.Ref(i), data: d, amount: amount}
		switch {
		case d.Way == muster.TransferIn && d.Purpose == muster.TransferPay:
			in = append(in, m)
		case d.Way == muster.TransferOut && (d.Purpose == "" || d.Purpose == muster.TransferOther):
			out = append(out, m)
		}
	}
	if len(in) == 0 {
		return
	}
	byTime := func(x, y moved) int { return cmp.Compare(x.data.At.Micros, y.data.At.Micros) }
	slices.SortStableFunc(in, byTime)
	slices.SortStableFunc(out, byTime)
	f := &b.d.Transfers
	f.Last = in[len(in)-1].data.At
	in = slices.DeleteFunc(in, func(m moved) bool {
		days, ok := m.data.At.Days(f.Last)
		return !ok || days > transferDays
	})
	b.payers(f, in)
	for i := range out {
		b.otherSide(&out[i])
	}
	f.Pay = len(in)
	gone := make([]bool, len(out))
	for i := range in {
		b.onward(f, &in[i], out, gone)
	}
}

// otherSide reads who a movement goes to.
func (b *builder) otherSide(m *moved) {
	to := payeeOf(b.x.accounts, &m.data.PayTo)
	m.other = cmp.Or(to.value, normal.Fold(string(m.data.Holder)))
	m.away = to.class == muster.ClassPayExchange || to.class == muster.ClassPayService || to.class == muster.ClassPayWallet
	if m.data.Holder != "" {
		outcome, documented, knownAs := b.compareName(b.card.name, string(m.data.Holder))
		m.own = outcome == muster.OutcomeSame || outcome == muster.OutcomeVariant || documented || knownAs || b.ownCompany(b.card.name, string(m.data.Holder))
	}
}

// onward follows one arrival of pay. What left counts for one arrival only, and
// not at all when it went to the person's own account elsewhere.
func (b *builder) onward(f *muster.TransferFacts, pay *moved, out []moved, gone []bool) {
	var left, away decimal.Decimal
	payees := map[string]bool{}
	var taken []int
	for i := range out {
		m := &out[i]
		days, ok := pay.data.At.Days(m.data.At)
		if !ok || days < 0 || days > onwardDays || m.data.At.Before(pay.data.At) || gone[i] || m.own && !m.away || m.other == "" || m.data.Currency != pay.data.Currency {
			continue
		}
		sum, err := left.Add(m.amount)
		if err != nil {
			return
		}
		left = sum
		if m.away {
			away, _ = away.Add(m.amount) // no more than the sum above, which could be added
		}
		payees[m.other] = true
		taken = append(taken, i)
	}
	most, err := pay.amount.Mul(onwardShare)
	if err != nil || len(taken) == 0 || left.Cmp(most) < 0 || len(payees) > onwardPayees {
		return
	}
	f.Passed++
	if twice, err := away.Add(away); err == nil && twice.Cmp(left) > 0 {
		f.Away++
	}
	f.Refs = appendRef(f.Refs, pay.ref)
	for _, i := range taken {
		gone[i] = true
		f.Refs = appendRef(f.Refs, out[i].ref)
	}
}

func appendRef(refs []muster.Ref, ref muster.Ref) []muster.Ref {
	if len(refs) < muster.MaxOthers {
		return append(refs, ref)
	}
	return refs
}

// payers counts who pays wages here again and again. A listed agency or payroll
// bureau is one payer however many it pays for; so are two names on one account,
// and two spellings of one firm.
func (b *builder) payers(f *muster.TransferFacts, in []moved) {
	type payer struct {
		name, account string
		times         int
		ref           muster.Ref
	}
	var list []payer
	for i := range in {
		m := &in[i]
		account := payeeOf(b.x.accounts, &m.data.PayTo).value
		name := normal.Company(string(m.data.Holder)).Canonical
		if name == "" && account == "" {
			continue
		}
		at := slices.IndexFunc(list, func(p payer) bool {
			return account != "" && p.account == account || name != "" && p.name == name
		})
		if at < 0 {
			list, at = append(list, payer{name: name, account: account, ref: m.ref}), len(list)
		}
		list[at].times++
	}
	for _, p := range list {
		if p.times >= 2 {
			f.Employers++
			f.EmployerRefs = appendRef(f.EmployerRefs, p.ref)
		}
	}
}
