package simulate

import (
	"cmp"
	"fmt"
)

// account is one account of a platform with all its records, before they are
// written.
type account struct {
	id         string
	number     uint64
	kind       kind
	operator   string
	ofKind     string // kind of operator
	population string
	groups     accountGroups
	traceable  bool
	linkable   bool

	side     string
	name     personName
	firm     string // a client's company
	birth    day
	email    string
	phone    string
	home     home
	address  bool // gives more than the town
	created  day
	exported day // when the files were written
	minute   int
	verified day
	agency   string // the agency's account
	network  string
	line     string // home network
	device   string

	payouts   []bank
	documents []document
	checks    []check
	deals     []accountDeal
	bids      []accountBids
	changes   []change
	signIns   []accountUse
}

// accountGroups are the columns of the truth by which errors are counted.
type accountGroups struct{ family, agency, desk, mover, renamed, firstPay bool }

// accountDeal is a contract with the rating it ended with.
type accountDeal struct {
	client  string
	started day
	stars   int // 0: none yet
	rated   day
	amount  int
}

// accountBids are the proposals of one day.
type accountBids struct {
	at    day
	times int
	won   bool
}

// accountUse is one day with a sign-in.
type accountUse struct {
	at       day
	minute   int
	device   string
	network  string
	provider string
	town     town
}

// The sides of a platform, as its exports write them.
const (
	sideTalent = "talent"
	sideClient = "client"
	sideAgency = "agency"
)

// market is a platform's world: what all accounts of one run share.
type market struct {
	*world
	of       Platform
	honest   int
	agencies []marketAgency
}

// marketAgency is an agency's account with what its members use.
type marketAgency struct {
	id, name, network, device string
	payout                    bank
}

// deskComputers is how many computers a shared office or library has.
const deskComputers = 3

func newMarket(p Platform) *market {
	people := Defaults(p.Accounts, p.Seed)
	people.Today, people.Years = p.Today, p.Years
	m := &market{world: newWorld(people), of: p}
	s := newSource(p.Seed, streamAgency, 2)
	for i := range p.Accounts / p.Habits.Agencies {
		a := marketAgency{id: m.accountID(m.agencyNumber(i)), name: m.employer(s) + " Talent", network: fmt.Sprintf("3fff:a9:%x:%x::1", i>>16, i&0xffff), device: m.device(m.extra(uint64(i), extraAgency))}
		a.payout = m.newBank(s, a.name, 0, m.extra(uint64(i), extraAgency))
		a.payout.method, a.payout.nameCheck = "bank", "match"
		m.agencies = append(m.agencies, a)
	}
	return m
}

// agencyNumber is the number of an agency's own account among the honest ones.
func (m *market) agencyNumber(i int) uint64 { return uint64(i*m.of.Habits.Agencies + 7) }

// extra numbers what is no account's own, beyond the numbers of the accounts.
func (m *market) extra(n uint64, of uint64) uint64 { return uint64(m.of.Accounts)*(2+of) + n }

const (
	extraSpare    = iota // an account's second value
	extraAgency          // of agencies
	extraDesk            // of shared offices
	extraOperator        // of operators' pools
)

// accountID is the number a platform gives an account, in random order.
func (m *market) accountID(number uint64) string {
	return fmt.Sprintf("F%08d", 10_000_000+permute(m.idKey, number, uint64(max(m.of.Accounts, 1000))))
}

// telephone writes a mobile number; numbers below forty million never repeat.
func (m *market) telephone(n uint64, country string) string {
	x := permute(mix(m.of.Seed^0x7e1), n%40_000_000, 40_000_000)
	y := x % 10_000_000
	at := x / 10_000_000
	switch country {
	case "IE":
		return fmt.Sprintf("+3538%d%07d", []int{3, 5, 6, 7}[at], y)
	case "DE":
		return fmt.Sprintf("+49151%08d", x)
	case "FR":
		return fmt.Sprintf("+336%08d", x)
	case "PL":
		return fmt.Sprintf("+48%d%07d", []int{51, 60, 66, 79}[at], y)
	case "PT":
		return fmt.Sprintf("+3519%d%07d", []int{1, 2, 3, 6}[at], y)
	case "ES":
		return fmt.Sprintf("+346%08d", x)
	case "NL":
		return fmt.Sprintf("+316%08d", 10_000_000+x)
	case "US":
		return fmt.Sprintf("+1%d%07d", []int{512, 303, 617, 206, 415, 720}[x/8_000_000], 2_000_000+x%8_000_000)
	case "CA":
		return fmt.Sprintf("+1%d%07d", []int{416, 604, 514, 403, 613, 902}[x/8_000_000], 2_000_000+x%8_000_000)
	}
	return fmt.Sprintf("+447%d%08d", []int{4, 5, 7, 8}[at%4], 10_000_000+y)
}

// newAccount draws an account with the records every account has and no habits
// yet. Operators' accounts start from here too.
func (m *market) newAccount(s source, number uint64, side string) *account {
	h := m.of.Habits
	a := &account{number: number, kind: kindHonest, id: m.accountID(number), side: side, exported: m.today, birth: m.today - day(s.between(19*365, 62*365))}
	a.name, a.population = m.newName(s)
	a.home, a.address = m.homeAt(number, zoneHome), s.chance(h.Address)
	a.line = broadband(mix(m.of.Seed) + number)
	a.email, a.phone, a.device = m.emailOf(s, a.name, number), m.telephone(number, a.home.country), m.device(number)
	a.open(m, s, m.today-day(s.between(10, 365*m.of.Years)))
	a.network = a.line
	switch x := s.Float64(); {
	case x < h.PrivacyExit:
		a.network = m.privacyExit(s)
	case x < h.PrivacyExit+h.Carrier:
		a.network = carrierNetwork(s)
	}
	if side == sideClient && s.chance(0.6) {
		a.firm = m.employer(s)
	}
	a.payouts = []bank{m.newBank(s, cmp.Or(a.firm, a.name.full()), a.created+day(s.between(1, 20)), number)}
	return a
}

// open sets when an account was opened and, for some, its identity checked.
func (a *account) open(m *market, s source, created day) {
	a.created, a.minute = created, s.IntN(1440)
	a.verified, a.documents, a.checks = 0, nil, nil
	if s.chance(m.of.Habits.Verified) {
		a.verify(m, s, created+day(s.IntN(9)))
	}
}

// verify gives the account a document and a passed identity check.
func (a *account) verify(m *market, s source, at day) {
	a.verified = min(at, m.today)
	holder := &person{name: a.name, birth: a.birth, home: a.home, number: a.number}
	d := m.newDocument(s, holder, a.verified)
	d.original = ""
	a.documents = append(a.documents, d)
	a.checks = append(a.checks, check{kind: "identity", done: a.verified, outcome: "passed", by: "Verification team"})
}

// work fills in proposals, contracts, ratings and payments of an ordinary way
// across the platform. Clients, whom others work for, have none of their own.
func (m *market) work(s source, a *account) {
	if a.side == sideClient || m.of.Work == 0 {
		return
	}
	last := int(m.today - a.created)
	rows := s.IntN(2*m.of.Work + 1)
	for range rows {
		at := a.created + day(s.IntN(max(1, last)))
		if s.chance(0.75) {
			a.bids = append(a.bids, accountBids{at, 1 + s.IntN(6), s.chance(0.08)})
			continue
		}
		d := accountDeal{client: m.anyClient(s), started: at, amount: s.between(50, 4000)}
		if s.chance(0.6) {
			d.rated, d.stars = min(m.today, at+day(s.between(5, 120))), pick(s, []int{5, 5, 5, 5, 4, 4, 3, 1})
		}
		a.deals = append(a.deals, d)
	}
}

// isClient says which honest accounts buy work, by their numbers.
func (m *market) isClient(number uint64) bool {
	every := uint64(10)
	if m.of.Habits.Clients > 0 {
		every = uint64(1/m.of.Habits.Clients + 0.5)
	}
	return m.of.Habits.Clients > 0 && number%every == every-1
}

// anyClient names some honest client.
func (m *market) anyClient(s source) string {
	for range 64 {
		if n := uint64(s.IntN(m.honest)); m.isClient(n) {
			return m.accountID(n)
		}
	}
	return m.accountID(0)
}

// uses notes sign-ins on about that many of the last sixty days: on the usual
// device, and on another on a share of them.
func (m *market) uses(s source, a *account, days int, other, otherNetwork string, share float64) {
	hour := 8 + s.IntN(5)
	provider := pick(s, []string{"Northlink", "Hearth Broadband", "Westfibre", "Coastal Net"})
	own := a.device
	if own == other {
		own = m.device(m.extra(a.number, extraSpare))
	}
	for i := range 60 {
		if !s.chance(float64(days) / 60) {
			continue
		}
		u := accountUse{at: m.today - day(60-i), minute: hour*60 + s.IntN(300), device: own, network: a.line, provider: provider, town: a.home.place()}
		if other != "" && s.chance(share) {
			u.device = other
			if otherNetwork != "" {
				u.network, u.provider = otherNetwork, "Shared Desks"
			}
		}
		a.signIns = append(a.signIns, u)
	}
}
