package dossier

import (
	"cmp"
	"slices"

	"muster"
)

// BankChange is a change of somebody's bank details that nobody has verified, or
// that two people released in a pay run.
type BankChange struct {
	At       muster.Time // when it was made
	Record   int         // what says so, as a place in the list that was read
	Released int         // the record of the release; -1 while it waits
}

// BankChanges are the changes of somebody's bank details that wait to be verified,
// or were released in a pay run: one for each account, the latest first. Whichever
// source a change came from, it is the same change. What was confirmed with the
// person or by their bank is none, nor is what an account replaced that was.
func BankChanges(list []muster.Observation) []BankChange {
	if !slices.ContainsFunc(list, changesBank) {
		return nil
	}
	a := statedAccounts(list)
	var out []BankChange
	told := map[string]bool{}
	for i := len(a.stated) - 1; i >= 0; i-- { // the last that speaks of an account
		s := &a.stated[i]
		if !s.changed || told[s.account] || a.checkedSince(s) {
			continue
		}
		told[s.account] = true
		last := a.last[0]
		if last.account == s.account {
			last = a.last[1]
		}
		if s.at.Before(last.at) {
			continue // a confirmed one replaced it
		}
		switch release, confirmed := a.confirmed[s.account]; {
		case !confirmed:
			out = append(out, BankChange{s.at, s.record, -1})
		case release >= 0:
			out = append(out, BankChange{s.at, s.record, release})
		}
	}
	return out
}

// AccountSettled reports whether the account that records give last was confirmed
// with the person or by their bank, so that an earlier one beside it asks nothing.
func AccountSettled(list []muster.Observation) bool {
	a := statedAccounts(list)
	if len(a.stated) == 0 {
		return false
	}
	last := &a.stated[len(a.stated)-1]
	_, confirmed := a.confirmed[last.account]
	return confirmed || a.checkedSince(last)
}

func changesBank(o muster.Observation) bool {
	d, ok := o.Data.(*muster.BankDetails)
	return ok && !d.Changed.IsZero()
}

// accountsStated is what records say of a person's accounts.
type accountsStated struct {
	stated    []statedAccount  // the oldest first
	confirmed map[string]int   // accounts, with the record of a release; -1 where another record confirms them
	last      [2]statedAccount // the confirmed ones that were stated last, of different accounts
	checked   muster.Time      // when the bank last answered well about the name
}

// statedAccount is what one record says of an account.
type statedAccount struct {
	account string // in comparable form
	record  int
	at      muster.Time
	changed bool
}

// statedAccounts reads them. What a later record corrects says nothing.
func statedAccounts(list []muster.Observation) *accountsStated {
	a := &accountsStated{confirmed: map[string]int{}}
	corrected := map[muster.ObservationID]bool{}
	for i := range list {
		corrected[list[i].Supersedes] = true
	}
	for i := range list {
		o := &list[i]
		if corrected[o.ID] && !o.ID.IsZero() {
			continue
		}
		switch d := o.Data.(type) {
		case *muster.BankDetails:
			a.state(i, o, d)
		case *muster.Check:
			if d.Type == muster.CheckBankName && d.Outcome == muster.OutcomePassed && (a.checked.IsZero() || a.checked.Before(d.Done)) {
				a.checked = d.Done
			}
		}
	}
	slices.SortStableFunc(a.stated, func(x, y statedAccount) int { return cmp.Compare(x.at.Micros, y.at.Micros) })
	for i := range a.stated {
		s := &a.stated[i]
		if _, confirmed := a.confirmed[s.account]; !confirmed {
			continue
		}
		if a.last[0].account != s.account {
			a.last[1] = a.last[0]
		}
		a.last[0] = *s
	}
	return a
}

// state notes one record. What people did in a pay run confirms an account and
// gives none: it stays of the day on which the records gave it.
func (a *accountsStated) state(record int, o *muster.Observation, d *muster.BankDetails) {
	account := payeeOf(nil, &d.PayTo).value
	if account == "" { // half an account is nobody's other half
		account = "record " + o.ID.String()
	}
	release, confirmed := -1, !d.Verified.IsZero() || d.NameCheck == muster.NameCheckMatch
	if o.Source == muster.SourceDesk {
		release = record
	} else {
		a.stated = append(a.stated, statedAccount{account, record, earliest(d.Changed, earliest(d.Effective, o.Happened)), !d.Changed.IsZero()})
	}
	if had, there := a.confirmed[account]; confirmed && (!there || had >= 0) {
		a.confirmed[account] = release
	}
}

// checkedSince reports whether the bank answered well about the name on the day of
// what was stated or after.
func (a *accountsStated) checkedSince(s *statedAccount) bool {
	return !a.checked.IsZero() && !a.checked.Dated().Before(s.at.Dated())
}
