package payrun

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"muster"
	"muster/normal"
)

// Proposal is what is proposed for a line. Not paying is not among them.
type Proposal string

// The proposals.
const (
	PayAsGiven      Proposal = "pay_as_given"
	PayLastVerified Proposal = "pay_last_verified"
)

// Code names a reason for showing a line.
type Code string

// The reasons, in the order in which they are said.
const (
	Denied     Code = "change_denied"      // the person said that they did not make the change to this account
	Changed    Code = "account_changed"    // another account than the last verified one, and nobody verified it
	FirstPay   Code = "first_pay"          // never paid, and the account was never verified
	NewAccount Code = "account_new"        // differs from where pay went before, and neither was verified
	Unverified Code = "never_verified"     // an account on record that nobody verified and no pay is known to have reached
	NoRecord   Code = "account_not_known"  // works here for long, and no account of theirs is on record
	WrongName  Code = "name_differs"       // the bank, or the file, names somebody else
	NoAccount  Code = "account_wrong"      // the bank answered that the account or its reference does not exist
	Switched   Code = "account_switched"   // the bank answered that the account moved to another bank
	Shared     Code = "account_shared"     // several people of this run on one account
	Twice      Code = "paid_twice"         // one person on several lines
	Left       Code = "has_left"           // the last day of work lies before the pay day
	Unknown    Code = "nobody_known"       // the line leads to nobody on record
	Unreadable Code = "account_unreadable" // the account fails its own check digits, or is half an account
)

// Changes reports whether a reason is that the account is another one than
// before: somebody else may be behind that, which is said first.
func (c Code) Changes() bool { return c == Denied || c == Changed || c == NewAccount }

// Reason is one reason for showing a line, in words.
type Reason struct {
	Code    Code
	Says    string
	Rival   string // the honest explanation to think of first
	Settles string
}

// Advice is what is said of one line.
type Advice struct {
	Line     int // of the file
	Index    int // into the lines given
	Subject  muster.SubjectID
	Match    Match
	Reasons  []Reason // none: the line is not shown
	Proposal Proposal
	Last     *Account // the last verified account, where it is another one
	Known    *Account // what is on record of the account given, nil where nothing is
	Crowd    string   // everybody whose pay the account takes, where there are several; see [Crowd]
}

// Shown reports whether the line is for a person to decide on.
func (a *Advice) Shown() bool { return len(a.Reasons) > 0 }

// Cleared says that a reason was settled for these people on this account, so
// that nobody is asked twice.
type Cleared struct {
	Code    Code
	Account string // in comparable form
	People  string // see [Crowd]
}

// Crowd names a set of people, in any order.
func Crowd(people ...muster.SubjectID) string {
	list := slices.Clone(people)
	slices.Sort(list)
	words := make([]string, 0, len(list))
	for _, id := range slices.Compact(list) {
		words = append(words, string(id))
	}
	return strings.Join(words, "\x00")
}

// Check looks at each line of a run. Somebody on record who is not in the run
// counts among those whose pay an account takes: a group of companies pays in
// several runs.
func Check(lines []Line, roll *Roll, cleared map[Cleared]bool) []Advice {
	c := &checker{lines: lines, roll: roll, cleared: cleared, sharing: map[string][]muster.SubjectID{}, times: map[muster.SubjectID]int{}, onOne: map[payee]int{}}
	people := make([]*Person, len(lines))
	out := make([]Advice, len(lines))
	for i := range lines {
		p, match := roll.find(&lines[i])
		people[i] = p
		out[i] = Advice{Line: lines[i].Number, Index: i, Match: match, Proposal: PayAsGiven}
		if p == nil {
			continue
		}
		out[i].Subject = p.Subject
		c.times[p.Subject]++
		if account := lines[i].account(); account != "" {
			c.sharing[account] = append(c.sharing[account], p.Subject)
			c.onOne[payee{p.Subject, account}]++
		}
	}
	for account, list := range c.sharing {
		list = append(list, roll.holders[account]...)
		slices.Sort(list)
		c.sharing[account] = slices.Compact(list)
	}
	for i := range out {
		c.advise(&out[i], people[i])
	}
	return out
}

// checker is one look at a run.
type checker struct {
	lines   []Line
	roll    *Roll
	cleared map[Cleared]bool
	sharing map[string][]muster.SubjectID // by account
	times   map[muster.SubjectID]int
	onOne   map[payee]int // lines
}

// payee is somebody on one of their accounts.
type payee struct {
	subject muster.SubjectID
	account string
}

// oneAccount reports whether somebody is paid twice on one account. Pay that is
// split between accounts stays as it was settled; what is paid twice to one may
// be one payment too many, whatever was owed in another run.
func (c *checker) oneAccount(subject muster.SubjectID, account string) bool {
	return c.onOne[payee{subject, account}] > 1
}

func (c *checker) advise(a *Advice, p *Person) {
	l := &c.lines[a.Index]
	account := l.account()
	if account == "" {
		a.add(Unreadable, "The account cannot be read whole, or its check digits do not agree.", "A typing slip, or a form of account this file cannot carry.", "Ask payroll for the account as the person gave it.")
	}
	if p == nil {
		if account != "" && c.settled(Unknown, account) {
			return
		}
		a.add(Unknown, "The line leads to nobody on record, by number, account or name.", "A new starter whose record was not imported yet, or a supplier in the same file.", "Find the person's record, or the reason for the payment.")
		return
	}
	a.Known = p.has(account)
	c.accountOf(a, p, account)
	c.answer(a, p, account)
	c.holder(a, p, account)
	c.crowd(a, account)
	if n := c.times[p.Subject]; n > 1 && (c.oneAccount(p.Subject, account) || !c.settled(Twice, account, p.Subject)) {
		a.add(Twice, "The person stands on "+number(n)+" lines of this run.", "Pay that is split between accounts, or a correction paid with it.", "See that the sum of the lines is what is owed.")
	}
	if days, ok := p.Left.Days(l.Date); ok && days > 0 { // what was owed last month says nothing about this one
		a.add(Left, "The person's last day of work was "+p.Left.String()+".", "Last pay, holiday pay or notice is often paid after the last day.", "See what is still owed.")
	}
}

func (a *Advice) add(code Code, says, rival, settles string) {
	a.Reasons = append(a.Reasons, Reason{Code: code, Says: says, Rival: rival, Settles: settles})
}

func (c *checker) settled(code Code, account string, people ...muster.SubjectID) bool {
	return c.cleared[Cleared{Code: code, Account: account, People: Crowd(people...)}]
}

// What stands before any suspicion when bank details changed.
const (
	diversion = "Somebody else may be diverting this person's pay: they may know nothing of the change."
	callBack  = "Ask the person, by a number or in a meeting that was on file before the change; a second person releases it."
)

// firstDays is how long after the start of work pay may still be the first.
const firstDays = 62

// accountOf compares the account with those on record.
func (c *checker) accountOf(a *Advice, p *Person, account string) {
	here := p.has(account)
	if here != nil && here.isSettled() {
		return
	}
	last := p.verified()
	denied := here != nil && here.isDenied()
	if denied {
		c.deny(a, here, last)
	}
	switch {
	case account == "":
	case last != nil && (denied || !c.settled(Changed, account, p.Subject)):
		says := "The account is not the one verified on " + last.settled().String() + ", and nobody has verified it."
		if last.settled().IsZero() {
			says = "The account is not the one that was verified, and nobody has verified it."
		}
		if here != nil && here.NewSource {
			says += " The change came from a device or network not seen before."
		}
		if days, ok := p.Started.Days(givenOn(here)); ok && days >= 0 && days <= soonDays {
			says += " It came soon after the start of work."
		}
		a.add(Changed, says, diversion, callBack)
		a.Last = last
		if a.Match != MatchName { // a name is not enough to lead pay anywhere
			a.Proposal = PayLastVerified
		}
	case last != nil:
	case !c.paidBefore(p):
		c.unpaid(a, p, account, here)
	case c.paidBefore(p) && (here == nil || here.Paid.IsZero()) && !c.settled(NewAccount, account, p.Subject):
		a.add(NewAccount, "Earlier pay went to another account. Neither was verified.", diversion, callBack)
	}
}

// deny says that the person did not make the change, which is why the last
// verified account is proposed. It stops nothing: what is paid, people decide.
func (c *checker) deny(a *Advice, here, last *Account) {
	says := "It is on record since " + here.Denied.Dated().String() + " that the person did not make the change to this account."
	settles := "Ask the person where to pay, by a number or in a meeting that was on file before the change; a second person releases it."
	if last != nil && a.Match != MatchName {
		says += " That is why the last verified account is proposed."
		settles = "Pay the last verified account on time. Should the person say otherwise, by a number or in a meeting that was on file before the change, a second person releases it."
	}
	a.add(Denied, says, diversion, settles)
}

// unpaid looks at somebody who has no verified account and no pay on record.
func (c *checker) unpaid(a *Advice, p *Person, account string, here *Account) {
	for _, code := range []Code{FirstPay, Unverified, NoRecord, NewAccount} {
		if c.settled(code, account, p.Subject) {
			return
		}
	}
	const settles = "Pay on time; ask the bank for a check of the name, or the person in a meeting."
	changed := len(p.Accounts) > 0 && (here == nil || here.Changed && len(p.Accounts) > 1)
	days, started := p.Started.Days(c.lines[a.Index].Date)
	long := started && days > firstDays
	switch {
	case changed:
		a.add(NewAccount, "The account is not the one given before. Neither was verified.", diversion, callBack)
	case here == nil && long:
		a.add(NoRecord, "No account of theirs is on record, though they have worked here since "+p.Started.String()+". Nothing says whether pay went to this one before.",
			"Their account and the pay of earlier months were not brought in.", "Compare the account with the one on last month's file. If it is another, ask the person by a number that was on file before.")
	case long:
		a.add(Unverified, "Nobody has verified this account, and no earlier pay is on record.", "Pay of earlier months was not brought in.", settles)
	default:
		a.add(FirstPay, "This is the first pay on record, on an account nobody has verified.", "Everybody's first pay goes to an account that is new.", settles)
	}
}

func (c *checker) paidBefore(p *Person) bool {
	return slices.ContainsFunc(p.Accounts, func(a Account) bool { return !a.Paid.IsZero() })
}

// soonDays after the start of work a change counts as soon.
const soonDays = 45

func givenOn(a *Account) muster.Time {
	if a == nil {
		return muster.Time{}
	}
	return a.Given
}

// answer says what the bank said of the account itself, whatever the name.
func (c *checker) answer(a *Advice, p *Person, account string) {
	here := p.has(account)
	if here == nil || !here.Verified.IsZero() {
		return
	}
	switch {
	case here.NameCheck == muster.NameCheckAccountWrong && !c.settled(NoAccount, account, p.Subject):
		a.add(NoAccount, "The bank answered that there is no such account.", "A typing slip in the number.", "Ask the person today, by a number on file, for the account as their bank writes it.")
	case here.NameCheck == muster.NameCheckReferenceWrong && !c.settled(NoAccount, account, p.Subject):
		a.add(NoAccount, "The bank answered that it does not know the reference that goes with the account.", "A roll number that is missing or mistyped.", "Ask the person for the roll number or reference as their building society writes it.")
	case here.NameCheck == muster.NameCheckSwitched && !c.settled(Switched, account, p.Subject):
		a.add(Switched, "The bank answered that the account moved to another bank.", "People switch banks, and pay is passed on for a while.", "Ask the person, by a number on file, for the new account, and have that one verified.")
	}
}

// holder compares the names: the bank's answer, and the file's own words.
func (c *checker) holder(a *Advice, p *Person, account string) {
	here := p.has(account)
	if here != nil && !here.Verified.IsZero() || c.settled(WrongName, account, p.Subject) {
		return // settled with the person; a bank's answer says nothing about that
	}
	const (
		rival   = "A joint account, a maiden name, another alphabet, or the person's own company."
		settles = "Ask the person whose account it is; a note of the answer settles it for good."
	)
	if here != nil && here.NameCheck == muster.NameCheckNoMatch {
		a.add(WrongName, "The bank answered that the name and the account do not belong together.", rival, settles)
		return
	}
	if here != nil && here.NameCheck == muster.NameCheckMatch {
		return
	}
	name := cmp.Or(string(c.lines[a.Index].To.Holder), c.lines[a.Index].Name)
	if a.Match != MatchName && name != "" && len(p.Names) > 0 && !named(name, p.Names) {
		a.add(WrongName, "The payee's name in the file is not the person's.", rival, settles)
	}
}

// named reports whether a payee's name is one of a person's: in whole, as one of
// two holders, cut off where a file has no more room, or as their company.
func named(payee string, names []string) bool {
	holders := normal.HolderNames(payee)
	short := normal.Fold(payee)
	for _, name := range names {
		form := normal.Name(name)
		for _, holder := range holders {
			if normal.CompareNames(holder, form) != normal.NameDifferent {
				return true
			}
		}
		if folded := normal.Fold(name); len(short) >= shortName && strings.HasPrefix(folded, short) {
			return true
		}
		if normal.IsCompany(payee) && form.Family != "" && slices.Contains(strings.Fields(short), form.Family) {
			return true
		}
	}
	return false
}

// shortName is the shortest name that a file may have cut off: Bacs has room
// for eighteen characters.
const shortName = 15

// crowd says when several people are paid on one account.
func (c *checker) crowd(a *Advice, account string) {
	people := c.sharing[account]
	if account == "" || len(people) < 2 || c.settled(Shared, account, people...) {
		return
	}
	a.Crowd = Crowd(people...)
	a.add(Shared, "The account takes the pay of "+number(len(people))+" people.", "A couple or a family with one account.", "Ask each of them, once, by a number on file; the answer is remembered for these people.")
}

// number writes a small number in words.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
