package simulate

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Platform says what accounts of a platform for work to write. The zero value is
// not usable; start from [DefaultPlatform].
type Platform struct {
	Accounts int    // in all, those of operators included
	Seed     uint64 // the same seed gives the same files

	Today time.Time // the day the files were exported; nothing happens later
	Day   time.Time // when set, what that day brought is written into a folder of its own, "day", and nothing later
	Years int       // how many years back accounts were opened
	Work  int       // rows of proposals, contracts, ratings and payments an account has on average, about

	Operators   int // at most as many as fill half the platform
	MinPersonas int // accounts of one operator, those that hire its own included
	MaxPersonas int
	Kinds       KindShares
	Reuse       AccountReuse // of the published kind of operator
	Pool        int          // different payouts, devices and the like one operator has, each
	Habits      AccountHabits
}

// AccountReuse is the probability that an operator's account uses a value from
// the operator's pool instead of one of its own, and what else it does.
type AccountReuse struct {
	Session  float64 // opened on a day and network on which others of the operator were
	Phone    float64
	Email    float64 // the same mailbox behind different writings of its address
	Home     float64
	Device   float64
	Payout   float64
	Document float64 // one document number under two names

	Rented  float64 // opened and verified by somebody else, and handed over later
	Client  float64 // of accounts, clients that hire and praise the operator's others
	Dealing float64 // of the others, hired by such a client
	Passes  float64 // of payouts that are not the account's own, the check before the first payout passed
}

// AccountHabits are the rates at which honest people do what operators do too,
// shares of all accounts unless they say otherwise. No study counts them among
// one platform's accounts; they are assumptions on the high side.
type AccountHabits struct {
	Address    float64 // give an address, not only a town
	Clients    float64 // accounts that buy work
	Verified   float64 // identity checked
	Family     float64 // live with the holder of another account
	FamilyUse  float64 // of these, open and use accounts on one computer
	Joint      float64 // of these, paid into one account for both
	JointNamed float64 // of these, with both names on record
	HiresKin   float64 // of two at home, one hires the other once

	Agencies     int     // one for so many accounts
	Agency       float64 // work under an agency's account and are paid through it
	AgencyDevice float64 // of these, opened on the agency's computer
	AgencySeen   float64 // agencies whose own account was checked

	Desk        float64 // opened on a computer in a shared office or library
	DeskRegular float64 // of these, who use it on most of their days
	SecondHand  float64 // device of somebody else
	Recycled    float64 // telephone number given up by somebody else
	PrivacyExit float64 // opened through a commercial VPN
	Carrier     float64 // over a mobile network shared by thousands
	Watched     float64 // accounts whose sign-ins are on record although they share nothing

	OtherHolder float64 // payout in a relative's name
	FirmHolder  float64 // in the name of the person's own company
	OwnNow      float64 // of payouts that do not name the person, put right at the check before the first payout
	NewPayout   float64 // changes the payout once
	Move        float64 // new address, phone and payout within two weeks
	Restless    float64 // changes something every other month
	Renamed     float64
	NewDocument float64 // identity check failed twice, passed with a renewed document
	Keen        float64 // a hundred proposals and more in the first two weeks
	Desperate   float64 // hundreds of proposals without success
	Juniors     int     // one client for so many accounts is content with a new team
	NewComputer float64 // of watched ones: another computer, provider and hours, as after a move
	FirmOwner   float64 // of clients: the firm's owner works under an own account with the same document and payout
	Diverted    float64 // payout changed by a thief
}

// DefaultPlatform returns the documented defaults for that many accounts. The
// number of operators grows with the accounts: fifty for 100,000.
func DefaultPlatform(accounts int, seed uint64) Platform {
	return Platform{
		Accounts: accounts, Seed: seed, Today: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC), Years: 4, Work: 6,
		Operators: max(1, accounts/2000), MinPersonas: 8, MaxPersonas: 22, Pool: 2,
		Kinds: KindShares{Careless: 0.3, Published: 0.5, Adaptive: 0.2},
		Reuse: AccountReuse{
			Session: 0.4, Phone: 0.25, Email: 0.1, Home: 0.15, Device: 0.5, Payout: 0.6, Document: 0.1,
			Rented: 0.25, Client: 0.12, Dealing: 0.4, Passes: 0.1,
		},
		Habits: AccountHabits{
			Address: 0.6, Clients: 0.1, Verified: 0.6, Family: 0.05, FamilyUse: 0.4, Joint: 0.25, JointNamed: 0.7, HiresKin: 0.02,
			Agencies: 400, Agency: 0.05, AgencyDevice: 0.1, AgencySeen: 0.9,
			Desk: 0.01, DeskRegular: 0.1, SecondHand: 0.002, Recycled: 0.0005, PrivacyExit: 0.12, Carrier: 0.1, Watched: 0.02,
			OtherHolder: 0.01, FirmHolder: 0.03, OwnNow: 0.8, NewPayout: 0.05, Move: 0.02, Restless: 0.0005, Renamed: 0.01, NewDocument: 0.002,
			Keen: 0.01, Desperate: 0.01, Juniors: 5000, NewComputer: 0.05, FirmOwner: 0.005, Diverted: 0.0003,
		},
	}
}

// Validate reports the first parameter that makes no sense, by name.
func (p Platform) Validate() error {
	switch {
	case p.Accounts < 200 || p.Accounts > 12_000_000:
		return fmt.Errorf("accounts %d: want 200 to 12,000,000", p.Accounts)
	case p.MinPersonas < 2 || p.MaxPersonas < p.MinPersonas:
		return fmt.Errorf("accounts per operator %d to %d: want at least 2 and the second not smaller", p.MinPersonas, p.MaxPersonas)
	case p.Operators < 0 || p.Operators*p.MaxPersonas > p.Accounts/2:
		return fmt.Errorf("operators %d: want 0 or more, and room for as many honest accounts as theirs", p.Operators)
	case !p.Day.IsZero() && p.Day.After(p.Today):
		return fmt.Errorf("day %s: want one up to %s", p.Day.Format(time.DateOnly), p.Today.Format(time.DateOnly))
	case p.Years < 1 || p.Years > 20:
		return fmt.Errorf("years %d: want 1 to 20", p.Years)
	case p.Work < 0 || p.Work > 200:
		return fmt.Errorf("rows of work %d: want 0 to 200", p.Work)
	case p.Today.IsZero():
		return fmt.Errorf("today is not set")
	case p.Pool < 1 || p.Pool > 8:
		return fmt.Errorf("pool of %d: want 1 to 8", p.Pool)
	case p.Habits.Agencies < 20 || p.Habits.Juniors < 20:
		return fmt.Errorf("one agency for %d accounts and one content client for %d: want at least 20", p.Habits.Agencies, p.Habits.Juniors)
	}
	if sum := p.Kinds.Careless + p.Kinds.Published + p.Kinds.Adaptive; sum < 0.999 || sum > 1.001 {
		return fmt.Errorf("shares of operator kinds sum to %g: want 1", sum)
	}
	return nil
}

// WritePlatform writes accounts into dir, which is made if it is missing: one CSV
// per table, sign-ins in our own form and truth.csv. The same parameters give the
// same bytes on any number of cores. A cancelled context stops it between chunks
// and leaves partial files behind.
func WritePlatform(ctx context.Context, p Platform, dir string) (Truth, error) {
	if err := p.Validate(); err != nil {
		return Truth{}, fmt.Errorf("simulate: %w", err)
	}
	w := newMarket(p)
	operators := w.operators()
	out, err := newPlatformFiles(dir, p.Day)
	if err != nil {
		return Truth{}, fmt.Errorf("simulate: %w", err)
	}
	truth := Truth{People: p.Accounts, Operators: len(operators)}
	for _, o := range operators {
		o.judge()
		truth.Personas += len(o.accounts)
		for _, a := range o.accounts {
			if a.traceable {
				truth.Traceable++
			}
		}
		if o.linkable {
			truth.Linkable++
		}
	}
	plan := w.plan(operators)
	err = produce(ctx, len(plan), func(i int) *platformChunk { return w.chunk(i, plan[i]) }, func(c *platformChunk) error {
		truth.Diverted += c.diverted
		return out.add(c)
	})
	if err = errors.Join(err, out.close()); err != nil {
		return Truth{}, fmt.Errorf("simulate: write platform: %w", err)
	}
	truth.Honest, truth.Rows = p.Accounts-truth.Personas-truth.Diverted, out.rows
	return truth, nil
}
