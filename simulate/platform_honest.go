package simulate

import (
	"strings"
	"time"
)

// platformChunk is the rows of a run of accounts, file by file.
type platformChunk struct {
	rows     [platformTables][]byte
	counts   [platformTables]int64
	diverted int
	cut      string         // the day the rows are cut at, "" for none; see Platform.Day
	day      *platformChunk // what that day brought
}

// accountPiece is the work of one chunk.
type accountPiece struct {
	first, count int        // honest accounts by number
	others       []*account // of operators, whose records stand here
}

// plan deals operators' accounts out over the chunks.
func (m *market) plan(operators []*accountOperator) []accountPiece {
	var pieces []accountPiece
	for first := 0; first < m.honest; first += chunkPeople {
		pieces = append(pieces, accountPiece{first: first, count: min(chunkPeople, m.honest-first)})
	}
	for _, o := range operators {
		for _, a := range o.accounts {
			i := mix(a.number^m.idKey) % uint64(len(pieces))
			pieces[i].others = append(pieces[i].others, a)
		}
	}
	return pieces
}

// chunk draws the honest accounts of a piece and writes them with the others
// among them.
func (m *market) chunk(i int, work accountPiece) *platformChunk {
	s := newSource(m.of.Seed, streamMarket, uint64(i))
	accounts := make([]*account, 0, work.count+len(work.others))
	for n := 0; n < work.count; n++ {
		number := uint64(work.first + n)
		if at := int(number) / m.of.Habits.Agencies; at < len(m.agencies) && m.agencyNumber(at) == number {
			accounts = append(accounts, m.agencyAccount(s, at))
			continue
		}
		side := sideTalent
		if m.isClient(number) {
			side = sideClient
		}
		a := m.newAccount(s, number, side)
		if last := len(accounts) - 1; last >= 0 && s.chance(m.of.Habits.Family) && alone(accounts[last]) && alone(a) {
			m.family(s, accounts[last], a)
		} else {
			m.single(s, a)
		}
		accounts = append(accounts, a)
	}
	m.juniors(s, accounts, work.first)
	for _, a := range accounts {
		m.finish(s, a)
	}
	for _, a := range work.others {
		accounts = append(accounts, a)
		at := s.IntN(len(accounts))
		accounts[at], accounts[len(accounts)-1] = accounts[len(accounts)-1], accounts[at]
	}
	c := &platformChunk{}
	if day := m.of.Day; !day.IsZero() {
		c.cut, c.day = day.Format(time.DateOnly), &platformChunk{}
	}
	for _, a := range accounts {
		c.write(a)
		if a.kind == kindDiverted {
			c.diverted++
		}
	}
	return c
}

func alone(a *account) bool { return !a.groups.family && a.side != sideAgency && a.agency == "" }

func (m *market) agencyAccount(s source, i int) *account {
	of := &m.agencies[i]
	a := m.newAccount(s, m.agencyNumber(i), sideAgency)
	a.firm, a.network, a.device = of.name, of.network, of.device
	a.payouts[0] = of.payout
	a.payouts[0].effective = a.created + 1
	a.verified, a.documents, a.checks = 0, nil, nil
	if s.chance(m.of.Habits.AgencySeen) {
		a.verify(m, s, a.created+2)
	}
	return a
}

// family lets two accounts' holders live together.
func (m *market) family(s source, first, a *account) {
	h := m.of.Habits
	if s.chance(0.6) {
		a.name, a.population = personName{m.nameOf(s, first.population).given, first.name.family}, first.population
		a.email = m.emailOf(s, a.name, a.number)
		a.payouts[0].holder = a.name.full()
		for i := range a.documents {
			a.documents[i].name, a.documents[i].mrz = a.name.full(), ""
		}
	}
	a.home, a.address, a.line = first.home, first.address, first.line
	if !common(a.network) {
		a.network = a.line
	}
	a.groups.family, first.groups.family = true, true
	if s.chance(h.FamilyUse) {
		a.device = first.device
		m.uses(s, first, 20, "", "", 0)
		m.uses(s, a, 20, first.device, "", 0.6)
	}
	if s.chance(h.Joint) {
		joint := first.payouts[0]
		joint.effective = a.created + 2
		if s.chance(h.JointNamed) {
			joint.holder = first.name.full() + " & " + a.name.full()
			first.payouts[0].holder = joint.holder
		}
		a.payouts[0] = joint
	}
	if s.chance(h.HiresKin) && a.side != first.side {
		client, talent := a, first
		if first.side == sideClient {
			client, talent = first, a
		}
		at := max(client.created, talent.created) + day(s.between(1, 30))
		talent.deals = append(talent.deals, accountDeal{client: client.id, started: min(at, m.today), amount: 200, rated: min(at+20, m.today), stars: 5})
	}
}

// single gives an account the habits of people by themselves.
func (m *market) single(s source, a *account) {
	h := m.of.Habits
	switch x := s.Float64(); {
	case a.side == sideTalent && x < h.Agency && len(m.agencies) > 0:
		m.member(s, a)
	case x > 1-h.Desk:
		m.atDesk(s, a)
	case x > 1-h.Desk-h.Watched:
		m.uses(s, a, 25, "", "", 0)
		if s.chance(h.NewComputer) {
			m.newComputer(s, a)
		}
	}
	if s.chance(h.SecondHand) {
		a.device = m.device(uint64(s.IntN(m.honest)))
	}
	if s.chance(h.Recycled) {
		a.phone = m.telephone(uint64(s.IntN(m.honest)), a.home.country)
	}
	if a.agency != "" {
		return
	}
	switch x := s.Float64(); {
	case a.side == sideTalent && x < h.OtherHolder:
		a.payouts[0].holder = m.nameOf(s, a.population).given + " " + pick(s, []string{a.name.family, m.nameOf(s, a.population).family})
		a.payouts[0].nameCheck = pick(s, []string{"no_match", "not_available"})
	case x < h.OtherHolder+h.FirmHolder:
		a.payouts[0].holder = a.name.family + " " + pick(s, []string{"Ltd", "Consulting Ltd", "Digital Ltd"})
		a.payouts[0].nameCheck = "not_available"
	}
	m.later(s, a)
}

// member works under an agency's account and is paid through it.
func (m *market) member(s source, a *account) {
	of := &m.agencies[s.IntN(len(m.agencies))]
	a.agency, a.groups.agency = of.id, true
	a.payouts[0] = of.payout
	a.payouts[0].effective = a.created + 1
	if s.chance(m.of.Habits.AgencyDevice) {
		a.device, a.network = of.device, of.network
	}
}

// atDesk opened the account on a computer that strangers use too.
func (m *market) atDesk(s source, a *account) {
	at := s.IntN(len(m.coworking))
	a.device = m.device(m.extra(uint64(at*deskComputers+s.IntN(deskComputers)), extraDesk))
	a.network, a.groups.desk = m.coworking[at].network, true
	share := 0.12
	if s.chance(m.of.Habits.DeskRegular) {
		share = 0.6
	}
	m.uses(s, a, 25, a.device, a.network, share)
}

// newComputer changes device, provider and hours of the last weeks at once, as
// after a move that is on record for most.
func (m *market) newComputer(s source, a *account) {
	since := m.today - day(s.between(12, 25))
	device := m.device(m.extra(a.number, extraSpare))
	for i := range a.signIns {
		if u := &a.signIns[i]; u.at >= since {
			u.device, u.network, u.provider = device, broadband(mix(a.number^m.idKey)), "Newtown Cable"
			u.minute = (u.minute + 5*60) % 1440
		}
	}
	if s.chance(0.7) {
		m.moves(s, a, since)
	}
}

func (m *market) moves(s source, a *account, at day) {
	to := m.homeAt(a.number, zoneMove)
	old, written := a.home.town, to.town
	if a.address {
		old, written = a.home.whole(), to.whole()
	}
	a.groups.mover = true
	a.changes = append(a.changes, change{field: "address", old: old, new: written, at: at})
	if s.chance(0.4) {
		a.changes = append(a.changes, change{field: "phone", old: a.phone, new: m.telephone(m.extra(a.number, extraSpare), to.country), at: min(m.today, at+day(s.IntN(8)))})
	}
	if s.chance(0.4) {
		m.repay(s, a, min(m.today, at+day(s.IntN(14))))
	}
}

// repay changes the payout to another account of the holder's own.
func (m *market) repay(s source, a *account, at day) {
	b := m.newBank(s, a.name.full(), at, m.extra(a.number, extraSpare))
	b.changed, b.changedBy, b.verified = at, "self_service", 0
	a.payouts = append(a.payouts, b)
}

// later is what happens to an account over the years.
func (m *market) later(s source, a *account) {
	h := m.of.Habits
	age := int(m.today - a.created)
	some := func() day { return a.created + day(5+s.IntN(max(1, age-5))) }
	if s.chance(h.Move) {
		m.moves(s, a, some())
	} else if s.chance(h.NewPayout) {
		m.repay(s, a, some())
	}
	if s.chance(h.Restless) {
		for i, field := range []string{"phone", "email", "address", "phone"} {
			at := m.today - day(150-40*i)
			a.changes = append(a.changes, change{field: field, old: "", new: strings.ToUpper(field[:1]) + field[1:] + " of later", at: at})
		}
	}
	if s.chance(h.Renamed) {
		to := personName{a.name.given, m.nameOf(s, a.population).family}
		a.changes = append(a.changes, change{field: "name", old: a.name.full(), new: to.full(), at: some(), documented: "yes"})
		a.groups.renamed = true
	}
	if s.chance(h.NewDocument) && len(a.documents) == 1 {
		at := a.verified
		old := a.documents[0]
		old.number = old.number[:len(old.number)-3] + "417"
		old.mrz, old.expires, old.seen = "", at-10, at-2
		a.documents = append([]document{old}, a.documents...)
		a.checks = append([]check{{kind: "identity", done: at - 2, outcome: "failed", by: "Verification team"}, {kind: "identity", done: at - 1, outcome: "failed", by: "Verification team"}}, a.checks...)
	}
	if a.side == sideClient {
		return
	}
	switch x := s.Float64(); {
	case x < h.Keen:
		for i := range 10 {
			a.bids = append(a.bids, accountBids{min(m.today, a.created+day(i)), s.between(8, 20), false})
		}
	case x < h.Keen+h.Desperate && age > 100:
		for i := range 30 {
			a.bids = append(a.bids, accountBids{m.today - day(88-2*i), s.between(6, 16), false})
		}
	}
}

// juniors lets some client hire a team of newcomers and be content, and a firm's
// owner work under an own account.
func (m *market) juniors(s source, accounts []*account, first int) {
	for i, a := range accounts {
		if a.side != sideClient {
			continue
		}
		if s.chance(m.of.Habits.FirmOwner*0.1) && i > 0 && accounts[i-1].side == sideTalent && len(a.documents) > 0 && alone(accounts[i-1]) {
			owner := accounts[i-1]
			owner.name, owner.population, owner.payouts[0] = a.name, a.population, a.payouts[0]
			owner.documents, owner.verified = a.documents[:1:1], a.verified
		}
	}
	every := m.of.Habits.Juniors
	if first/every == (first+len(accounts))/every && first > 0 {
		return
	}
	var client *account
	var team []*account
	for _, a := range accounts {
		switch {
		case a.side == sideClient && client == nil:
			client = a
		case a.side == sideTalent && a.agency == "" && len(team) < 6 && m.today-a.created < 150:
			team = append(team, a)
		}
	}
	if client == nil || len(team) < 6 {
		return
	}
	start := day(0)
	for _, a := range team {
		start = max(start, a.created)
	}
	for _, a := range team {
		a.deals = append(a.deals, accountDeal{client: client.id, started: start, amount: 500, rated: min(m.today, start+day(20+s.IntN(5))), stars: 5})
	}
}

// finish gives the account its ordinary work and the check before the first
// payout, and lets a thief change some payout.
func (m *market) finish(s source, a *account) {
	m.work(s, a)
	if a.side == sideClient {
		return
	}
	m.payFirst(s, a)
	if s.chance(m.of.Habits.Diverted) && a.agency == "" {
		b := m.newBank(s, m.nameOf(s, a.population).full(), m.today-3, m.extra(a.number, extraDesk))
		b.changed, b.changedBy, b.newDevice, b.nameCheck, b.verified = m.today-3, "self_service", "yes", "no_match", 0
		a.payouts = append(a.payouts, b)
		a.kind = kindDiverted
	}
}

// payFirst is the check before the first payout, or the next one: the bank's name
// check, completed on the day of the export, which most people whose payout does
// not name them pass with another one.
func (m *market) payFirst(s source, a *account) {
	a.groups.firstPay = true
	b, outcome := &a.payouts[0], "passed"
	at := min(m.today, b.effective+day(s.between(1, 5)))
	named := strings.Contains(b.holder, a.name.full()) || a.side == sideAgency || strings.HasPrefix(b.holder, a.name.family+" ")
	switch {
	case a.agency != "": // the agency says whom it is paid for
		if !s.chance(m.of.Habits.OwnNow) {
			outcome = "inconclusive"
		}
	case named:
		b.verified = at
	case s.chance(m.of.Habits.OwnNow):
		own := m.newBank(s, a.name.full(), at, m.extra(a.number, extraAgency))
		own.changed, own.verified, own.nameCheck = at, at, "match"
		a.payouts = append(a.payouts[:1:1], append([]bank{own}, a.payouts[1:]...)...)
	default:
		outcome = "inconclusive"
	}
	for i := range a.payouts[1:] { // changed later: checked again
		if p := &a.payouts[i+1]; p.verified == 0 && p.effective >= at {
			p.verified = min(m.today, p.effective+day(s.between(1, 5)))
		}
	}
	a.checks = append(a.checks, check{kind: "bank_name", done: m.today, outcome: outcome, by: "Payments team"})
}
