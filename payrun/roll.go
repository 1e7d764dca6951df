package payrun

import (
	"slices"
	"strings"

	"muster"
	"muster/normal"
)

// Person is what the records say of somebody who may be paid.
type Person struct {
	Subject  muster.SubjectID
	IDs      []string // declared: employee number, payroll number, login
	Names    []string // the claimed name first, then those that are documented
	Accounts []Account
	Started  muster.Time
	Left     muster.Time
}

// Account is an account of a person on record.
type Account struct {
	To        muster.PayTo
	Given     muster.Time // when it was stated
	Changed   bool        // as a change of earlier details
	NewSource bool        // from a device or network not seen before
	Verified  muster.Time // when it was confirmed with the person, or by their bank
	NameCheck muster.NameCheckCode
	Paid      muster.Time // when pay last went there
	Known     muster.Time // when the source wrote it down, where that was before Given
	Denied    muster.Time // when the person said that they did not change to it
}

// Match is how a line was led to a person.
type Match string

// The ways of matching, best first. Nobody is matched by likeness.
const (
	MatchID      Match = "id"      // the reference is an id of theirs
	MatchAccount Match = "account" // nobody else has this account
	MatchName    Match = "name"    // nobody else has this name; never enough to change anything
	MatchNone    Match = "none"
)

// Roll is everybody who may be paid.
type Roll struct {
	people    []Person
	byID      map[string]int
	byAccount map[string]int
	byName    map[string]int
	holders   map[string][]muster.SubjectID // by the account that somebody's pay goes to now
}

// several marks a key that more than one person has.
const several = -1

// NewRoll lists people for matching.
func NewRoll(people []Person) *Roll {
	r := &Roll{people: people, byID: map[string]int{}, byAccount: map[string]int{}, byName: map[string]int{}, holders: map[string][]muster.SubjectID{}}
	for i := range people {
		p := &people[i]
		for _, id := range append([]string{string(p.Subject)}, p.IDs...) {
			note(r.byID, idKey(id), i)
		}
		for k := range p.Accounts {
			note(r.byAccount, AccountOf(&p.Accounts[k].To), i)
		}
		if a := p.current(); a != nil && p.Left.IsZero() {
			key := AccountOf(&a.To)
			r.holders[key] = append(r.holders[key], p.Subject)
		}
		for _, name := range p.Names {
			note(r.byName, nameKey(name), i)
		}
	}
	return r
}

func note(by map[string]int, key string, person int) {
	if key == "" {
		return
	}
	if other, there := by[key]; there && other != person {
		person = several
	}
	by[key] = person
}

func idKey(id string) string {
	return strings.ToUpper(strings.TrimSpace(id))
}

func nameKey(name string) string {
	tokens := slices.Clone(normal.Name(name).Tokens)
	slices.Sort(tokens)
	return strings.Join(tokens, " ")
}

// find leads a line to a person, or to nil.
func (r *Roll) find(l *Line) (*Person, Match) {
	for _, by := range []struct {
		match Match
		keys  map[string]int
		key   string
	}{{MatchID, r.byID, idKey(l.Reference)}, {MatchAccount, r.byAccount, l.account()}, {MatchName, r.byName, nameKey(l.Name)}} {
		if i, there := by.keys[by.key]; there && by.key != "" && i != several {
			return &r.people[i], by.match
		}
	}
	return nil, MatchNone
}

// Whose is who is paid on an account, or under one of the numbers given with it:
// the person a number is declared for, else the one who alone has the account.
func (r *Roll) Whose(to *muster.PayTo, numbers ...string) (muster.SubjectID, bool) {
	for _, number := range numbers {
		if i, there := r.byID[idKey(number)]; there && i != several {
			return r.people[i].Subject, true
		}
	}
	i, there := r.byAccount[AccountOf(to)]
	if !there || i == several {
		return "", false
	}
	return r.people[i].Subject, true
}

// verified is the account of a person that was verified last, or nil.
func (p *Person) verified() *Account {
	var last *Account
	for i := range p.Accounts {
		a := &p.Accounts[i]
		if a.isSettled() && (last == nil || !a.settled().Before(last.settled())) {
			last = a
		}
	}
	return last
}

// current is the account of a person that was stated or paid last, or nil.
func (p *Person) current() *Account {
	var last *Account
	for i := range p.Accounts {
		a := &p.Accounts[i]
		if last == nil || !latest(a.Given, a.Paid).Before(latest(last.Given, last.Paid)) {
			last = a
		}
	}
	return last
}

// isSettled reports whether an account was confirmed, though the day be unknown,
// and the person did not deny it since.
func (a *Account) isSettled() bool {
	return !a.isDenied() && a.isConfirmed()
}

func (a *Account) isConfirmed() bool {
	return !a.Verified.IsZero() || a.NameCheck == muster.NameCheckMatch
}

// isDenied reports whether the person said that they did not change to it, and
// nobody confirmed it with them since. What the bank says of its name is no word
// of theirs.
func (a *Account) isDenied() bool {
	return !a.Denied.IsZero() && !a.Denied.Before(a.Verified)
}

// settled is when an account was confirmed: with the person, or by their bank.
func (a *Account) settled() muster.Time {
	if a.Verified.IsZero() && a.NameCheck == muster.NameCheckMatch {
		return a.Given
	}
	return a.Verified
}

// has returns what is on record of an account.
func (p *Person) has(account string) *Account {
	var found *Account
	for i := range p.Accounts {
		if a := &p.Accounts[i]; account != "" && AccountOf(&a.To) == account && (found == nil || !found.isSettled()) {
			found = a
		}
	}
	return found
}
