package payrun

import (
	"cmp"
	"slices"
	"strings"

	"muster"
)

// PersonOf reads what matters about a person from their observations, oldest
// first. What a later one corrects says nothing.
func PersonOf(subject muster.SubjectID, observations []muster.Observation) Person {
	p := Person{Subject: subject}
	corrected := map[muster.ObservationID]bool{}
	for i := range observations {
		corrected[observations[i].Supersedes] = true
	}
	for i := range observations {
		o := &observations[i]
		if corrected[o.ID] && !o.ID.IsZero() {
			continue
		}
		switch d := o.Data.(type) {
		case *muster.Person:
			p.named(&d.Named, d.KnownAs)
			for _, former := range d.FormerNames {
				p.addName(string(former))
			}
			p.addID(string(d.Login))
			p.Started, p.Left = cmp.Or(d.Started, p.Started), cmp.Or(d.Ended, p.Left)
		case *muster.Application:
			p.named(&d.Named, "")
		case *muster.Leaver:
			p.Left = cmp.Or(d.Left, p.Left)
		case *muster.Change:
			if d.Field == muster.ChangeName && d.Documented == muster.Yes {
				p.addName(string(d.New))
				p.addName(string(d.Old))
			}
		case *muster.BankDetails:
			if o.Source == muster.SourceDesk { // a release in a pay run: the decision says it, beside what the person said since
				continue
			}
			given, known := firstKnown(d.Changed, d.Effective, o.Happened), muster.Time{}
			if o.Recorded.Before(given) { // it takes effect later
				known = o.Recorded
			}
			p.addAccount(Account{
				To: d.PayTo, Given: given, Known: known, Changed: !d.Changed.IsZero(),
				NewSource: d.NewDevice == muster.Yes, Verified: d.Verified, NameCheck: d.NameCheck,
			})
		case *muster.Payment:
			p.addAccount(Account{To: d.PayTo, Paid: firstKnown(d.Paid, o.Happened)})
		}
	}
	return p
}

func firstKnown(times ...muster.Time) muster.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return muster.Time{}
}

func (p *Person) named(n *muster.Named, knownAs muster.PersonName) {
	whole := string(n.FullName)
	if whole == "" {
		whole = strings.TrimSpace(string(n.GivenName) + " " + string(n.FamilyName))
	}
	p.addName(whole)
	if knownAs != "" && !strings.Contains(string(knownAs), " ") && n.FamilyName != "" {
		knownAs += muster.PersonName(" ") + n.FamilyName
	}
	p.addName(string(knownAs))
}

func (p *Person) addName(name string) {
	for _, known := range p.Names {
		if known == name {
			return
		}
	}
	if name != "" {
		p.Names = append(p.Names, name)
	}
}

func (p *Person) addID(id string) {
	if id != "" {
		p.IDs = append(p.IDs, id)
	}
}

// addAccount puts what is said of one account together: one entry for each
// account.
func (p *Person) addAccount(a Account) {
	key := AccountOf(&a.To)
	if key == "" {
		return
	}
	for i := range p.Accounts {
		known := &p.Accounts[i]
		if AccountOf(&known.To) != key {
			continue
		}
		known.Given = cmp.Or(known.Given, a.Given)
		known.Known = cmp.Or(known.Known, a.Known)
		known.Changed, known.NewSource = known.Changed || a.Changed, known.NewSource || a.NewSource
		known.Verified, known.Paid = latest(known.Verified, a.Verified), latest(known.Paid, a.Paid)
		known.NameCheck = cmp.Or(a.NameCheck, known.NameCheck)
		known.To.Holder = cmp.Or(known.To.Holder, a.To.Holder)
		return
	}
	p.Accounts = append(p.Accounts, a)
}

func latest(a, b muster.Time) muster.Time {
	if a.Before(b) || a.IsZero() {
		return b
	}
	return a
}

// Decided puts what people decided about earlier runs beside the records: an
// account that somebody decided to pay counts as verified from then on.
func (p *Person) Decided(to muster.PayTo, at muster.Time) {
	p.addAccount(Account{To: to, Given: at, Verified: at})
}

// Denied puts beside the records that the person said they did not make a change:
// the one that was known last at the time. An account confirmed with them is
// theirs, and so is one that no other came before and that nobody calls a change.
func (p *Person) Denied(at muster.Time) {
	var last *Account
	for i := range p.Accounts {
		a := &p.Accounts[i]
		known := firstKnown(a.Known, a.Given)
		if known.IsZero() || at.Before(known) || !a.Verified.IsZero() && !a.Verified.Before(a.Given) || !a.Changed && !p.hadBefore(a) {
			continue
		}
		if last == nil || !known.Before(firstKnown(last.Known, last.Given)) {
			last = a
		}
	}
	if last != nil {
		last.Denied = at
	}
}

// hadBefore reports whether another account was on record before this one.
func (p *Person) hadBefore(a *Account) bool {
	return slices.ContainsFunc(p.Accounts, func(b Account) bool { return firstKnown(b.Given, b.Paid).Before(a.Given) })
}
