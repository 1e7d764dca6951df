package bankfile

import (
	"strconv"

	"github.com/govalues/decimal"

	"muster"
	"muster/normal"
)

func (p *pain) carries(f *File, i int, to *muster.PayTo) bool {
	_, err := p.lead(f, i, to)
	return err == nil
}

func (p *pain) rewrite(f *File, edits map[int]Edit) ([]byte, error) {
	var changes []change
	var all sums
	left := 0
	for g := range p.groups {
		group := &p.groups[g]
		var sum sums
		n := 0
		for i := group.first; i < group.first+group.payments; i++ {
			e, edited := edits[i]
			if edited && e.Out {
				changes = append(changes, change{at: span{f.entries[i].start, f.entries[i].end}})
				continue
			}
			if edited {
				leads, err := p.lead(f, i, &e.To)
				if err != nil {
					return nil, err
				}
				changes = append(changes, leads...)
			}
			n++
			sum.add(f.Payments[i].Amount)
		}
		if n == 0 {
			changes = append(changes, change{at: group.whole})
			continue
		}
		left += n
		all.add(sum.total)
		changes = append(changes, totals(group.count, group.sum, n, sum.total)...)
	}
	return replaceAll(f.raw, append(changes, totals(p.count, p.sum, left, all.total)...)), nil
}

// totals writes the number and the sum of payments where the file states them.
func totals(count, sum stated, n int, total decimal.Decimal) (changes []change) {
	if count.text != "" {
		changes = append(changes, change{count.at, strconv.Itoa(n)})
	}
	if sum.text != "" {
		changes = append(changes, change{sum.at, total.Pad(2).String()})
	}
	return changes
}

// lead writes the account a payment goes to instead: an IBAN as such and
// without the bank's own code, which it contains; other accounts with the code
// of their bank.
func (p *pain) lead(f *File, i int, to *muster.PayTo) ([]change, error) {
	s := &f.entries[i].fields
	var changes []change
	if to.Holder != "" && s.name != (span{}) {
		changes = append(changes, change{s.name, escaped(string(to.Holder))})
	}
	if form, err := normal.IBAN(string(to.IBAN)); err == nil {
		return append(changes, change{s.account, element(p.prefix, "IBAN", form.IBAN)}, change{at: s.agent}), nil
	}
	var scheme, code, number string
	if account, err := ukAccount(to); err == nil {
		scheme, code, number = "GBDSC", account.SortCode, account.Account
	} else if routing, us, err := usAccount(to); err == nil {
		scheme, code, number = "USABA", routing, us
	} else {
		return nil, f.cannot(&f.Payments[i], "an IBAN, or a sort code or routing number with an account number")
	}
	member := element(p.prefix, "ClrSysMmbId", element(p.prefix, "ClrSysId", element(p.prefix, "Cd", scheme))+element(p.prefix, "MmbId", code))
	agent := element(p.prefix, "CdtrAgt", element(p.prefix, "FinInstnId", member))
	return append(changes, change{s.account, element(p.prefix, "Othr", element(p.prefix, "Id", escaped(number)))}, change{s.agent, agent}), nil
}
