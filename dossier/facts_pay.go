package dossier

import (
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// changeWindow is how many days back changes of bank details are counted.
const changeWindow = 180

// accounts describes where money goes and how that changed over time.
func (b *builder) accounts() {
	var changes []int32 // days, in order
	paid := 0
	for i := range b.observations {
		switch b.observations[i].Data.(type) {
		case *muster.BankDetails, *muster.Payment, *muster.Invoice:
			paid++
		}
	}
	b.d.Accounts = slices.Grow(b.d.Accounts, paid)
	for i := range b.observations {
		o := &b.observations[i]
		switch d := o.Data.(type) {
		case *muster.BankDetails:
			f := b.account(muster.Ref(i), &d.PayTo, earliest(d.Changed, earliest(d.Effective, o.Happened)))
			f.NameCheck, f.Verified = d.NameCheck, !d.Verified.IsZero()
			f.NewSource, f.SelfService = d.NewDevice == muster.Yes, d.ChangedBy == muster.ChangedBySelf
			f.BankOffered = d.OffersPay == muster.Yes
			if f.Change = b.changesPay(muster.Ref(i), d); f.Change {
				changes, f.Changes = another(changes, d.Changed)
			}
			b.d.Accounts = append(b.d.Accounts, f)
		case *muster.Payment:
			b.d.Accounts = append(b.d.Accounts, b.account(muster.Ref(i), &d.PayTo, earliest(d.Paid, o.Happened)))
		case *muster.Invoice:
			b.d.Accounts = append(b.d.Accounts, b.account(muster.Ref(i), &d.PayTo, earliest(d.Issued, o.Happened)))
		}
	}
}

// firstPayout is how many days after the opening of an account its first payout on
// record is taken for the first: later, an export may hold changes alone.
const firstPayout = 45

// changesPay reports whether bank details replace others. The first payout of a
// platform's account is entered, not changed, whatever the platform calls the day:
// everybody enters one.
func (b *builder) changesPay(ref muster.Ref, d *muster.BankDetails) bool {
	if d.Changed.IsZero() {
		return false
	}
	days, known := b.card.started.Days(d.Changed)
	if b.card.status != muster.StatusAccount || !known || days > firstPayout || d.NewDevice == muster.Yes {
		return true
	}
	for _, p := range b.paidFirst() {
		if p.ref != ref && p.at.Before(d.Changed) {
			return true
		}
	}
	return false
}

// payDay is a record of where money goes or went, with its day.
type payDay struct {
	ref muster.Ref
	at  muster.Time
}

// paidFirst are the first two records of where money goes: enough to say of each
// record whether another came before it, in one pass for all.
func (b *builder) paidFirst() [2]payDay {
	if b.first != nil {
		return *b.first
	}
	b.first = &[2]payDay{}
	for i := range b.observations {
		var at muster.Time
		switch o := b.observations[i].Data.(type) {
		case *muster.BankDetails:
			at = earliest(o.Changed, earliest(o.Effective, b.observations[i].Happened))
		case *muster.Payment:
			at = earliest(o.Paid, b.observations[i].Happened)
		}
		one := payDay{muster.Ref(i), at}
		for k := range b.first {
			if now := b.first[k]; !one.at.IsZero() && (now.at.IsZero() || one.at.Before(now.at)) {
				b.first[k], one = one, now
			}
		}
	}
	return *b.first
}

// another adds a change to the days of those before it and counts how many of them
// all lie within the window up to it. One that is not stated to the day lies in none.
func another(changes []int32, at muster.Time) ([]int32, int) {
	if at.Precision < muster.PrecisionDay {
		return changes, 0
	}
	day := dayOf(at)
	to, _ := slices.BinarySearch(changes, day+1)
	from, _ := slices.BinarySearch(changes, day-changeWindow)
	return slices.Insert(changes, to, day), to - from + 1
}

func (b *builder) account(ref muster.Ref, p *muster.PayTo, at muster.Time) muster.AccountFact {
	to := b.payees.read(b.x.accounts, p)
	f := muster.AccountFact{
		Ref: ref, Kind: b.observations[ref].Kind(), At: at, Method: p.Method, Class: to.class, SinceStart: -1,
	}
	if days, ok := b.d.Started.Days(at); ok {
		f.SinceStart = days
	}
	b.holder(&f, string(p.Holder))
	if to.value != "" && len(b.x.leads) > 0 {
		l := b.x.leads[b.hash.id(to.kind, to.value)]
		f.ListedLead = l != nil && !l.indicator.Expires.Before(b.d.AsOf)
	}
	return f
}

// holder compares the name on an account with the claimed name.
func (b *builder) holder(f *muster.AccountFact, holder string) {
	if holder == "" {
		return
	}
	outcome, documented, knownAs := b.compareName(b.card.name, holder)
	if documented || knownAs {
		outcome = muster.OutcomeVariant
	}
	if joint := jointHolders(holder); len(joint) > 1 {
		for _, name := range joint {
			o, _, _ := b.compareName(b.card.name, name)
			if Closer(outcome, o) != outcome {
				outcome = o
			}
		}
		f.Joint = outcome != muster.OutcomeDifferent
	}
	f.Holder = outcome
	if outcome == muster.OutcomeSame {
		f.PartShared = true
		return // the person's own name: neither a firm's nor a relative's
	}
	f.PartShared = b.partShared(b.card.name, holder)
	f.OwnCompany = b.ownCompany(b.card.name, holder)
	if normal.IsCompany(holder) && b.d.Employment != muster.EmploymentEmployee {
		f.Holder = muster.OutcomeUnknown // a firm's name is not to be compared with a person's
	}
}

// companyWords end the name of a company.
var companyWords = []string{
	"ltd", "limited", "llp", "llc", "inc", "plc", "gmbh", "ug", "bv", "srl", "sarl", "sas", "sl", "oy", "ab", "as", "aps", "sro", "spzoo", "ou",
	"consulting", "consultancy", "services", "solutions", "studio", "design", "software", "digital",
}

// ownCompany reports whether an account is in the name of a company that
// carries the person's own family name.
func (b *builder) ownCompany(name, holder string) bool {
	words := strings.Fields(normal.Fold(holder))
	if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(companyWords, strings.Trim(w, ".")) }) {
		return false
	}
	family := b.reader.read(name).Family
	return family != "" && slices.Contains(words, family)
}

// mostTold is how many payees and places of one person's invoices are told apart:
// each is compared with all others, and three say what there is to say.
const mostTold = 50

// invoices counts how many payees, accounts and places a subject's invoices
// name.
func (b *builder) invoices() {
	f := &b.d.Invoices
	var payees []normal.NameForm
	own := 0
	accounts, places := map[string]bool{}, []normal.AddressForm{}
	for i := range b.observations {
		d, ok := b.observations[i].Data.(*muster.Invoice)
		if !ok {
			continue
		}
		f.Refs = append(f.Refs, muster.Ref(i))
		f.Count++
		switch {
		case d.Holder == "":
		case b.ownPayee(string(d.Holder)):
			own = 1
		case len(payees) < mostTold:
			payees = addName(payees, normal.Name(normal.Company(string(d.Holder)).Canonical))
		}
		if to := payeeOf(b.x.accounts, &d.PayTo); to.value != "" {
			accounts[to.value] = true
		}
		if d.Address != "" && len(places) < mostTold {
			places = addPlace(places, b.addresses.read(string(d.Address)))
		}
	}
	f.Payees, f.Accounts, f.Addresses = own+len(payees), len(accounts), len(places)
	f.More = len(payees) == mostTold
}

// ownPayee reports whether a payee is the person under any of their names, or
// their own company: a sole trader who founds one stays one payee.
func (b *builder) ownPayee(holder string) bool {
	outcome, documented, knownAs := b.compareName(b.card.name, holder)
	return outcome == muster.OutcomeSame || outcome == muster.OutcomeVariant || documented || knownAs || b.ownCompany(b.card.name, holder)
}

// addName adds a name unless a variant of it is there already.
func addName(names []normal.NameForm, n normal.NameForm) []normal.NameForm {
	for i := range names {
		if normal.CompareNames(names[i], n) != normal.NameDifferent {
			return names
		}
	}
	return append(names, n)
}

func addPlace(places []normal.AddressForm, p normal.AddressForm) []normal.AddressForm {
	for i := range places {
		if normal.CompareAddresses(places[i], p) != normal.PlaceDifferent {
			return places
		}
	}
	return append(places, p)
}
