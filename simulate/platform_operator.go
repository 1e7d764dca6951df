package simulate

import "fmt"

// accountOperator is one hand behind several accounts, with the pools they draw
// from.
type accountOperator struct {
	id       string
	kind     string
	reuse    AccountReuse
	number   uint64
	linkable bool

	phones, emails, devices []string
	homes                   []home
	payouts                 []bank
	papers                  []document
	sessions                []day
	networks                []string

	accounts []*account
	clients  []*account // of them
}

// operators draws all operators and their accounts, whose numbers come after
// those of honest accounts.
func (m *market) operators() []*accountOperator {
	s := newSource(m.of.Seed, streamMarket, 1<<40)
	dealt := map[string]int{}
	var all []*accountOperator
	next := uint64(m.of.Accounts)
	sizes := make([]int, m.of.Operators)
	for i := range sizes {
		sizes[i] = s.between(m.of.MinPersonas, m.of.MaxPersonas)
		next -= uint64(sizes[i])
	}
	m.honest = int(next)
	shares := Params{Kinds: m.of.Kinds}
	for i, size := range sizes {
		o := m.newOperator(s, i, shares.operatorKind(dealt))
		for k := range size {
			o.accounts = append(o.accounts, m.persona(s, o, next, k))
			next++
		}
		m.deal(s, o)
		all = append(all, o)
	}
	return all
}

// accountReuse gives each kind its habits. The adaptive kind shares no contact
// and no paper; what it cannot avoid is where the money goes and what the work
// is done on.
func (p Platform) accountReuse(kind string) AccountReuse {
	r := p.Reuse
	switch kind {
	case careless:
		for _, rate := range []*float64{&r.Session, &r.Phone, &r.Email, &r.Home, &r.Device, &r.Payout, &r.Document} {
			*rate = min(0.95, *rate*1.6)
		}
	case adaptive:
		r.Session, r.Phone, r.Email, r.Home, r.Document = 0, 0, 0, 0, 0
		r.Device, r.Payout = r.Device/2, r.Payout/2
	}
	return r
}

func (m *market) newOperator(s source, i int, kind string) *accountOperator {
	o := &accountOperator{id: fmt.Sprintf("op-%04d", i+1), kind: kind, number: uint64(i), reuse: m.of.accountReuse(kind)}
	for k := range m.of.Pool {
		x := m.extra(uint64(i*8+k), extraOperator)
		who, _ := m.newName(s)
		o.homes = append(o.homes, m.homeAt(uint64(i*8+k), zoneOperator))
		o.phones = append(o.phones, m.telephone(x, o.homes[k].country))
		o.emails = append(o.emails, m.emailOf(s, who, 2*uint64(m.of.Accounts)-1-uint64(i*8+k)))
		o.devices = append(o.devices, m.device(x))
		o.networks = append(o.networks, broadband(mix(m.of.Seed^x)))
		o.sessions = append(o.sessions, m.today-day(s.between(30, 300)))
		o.payouts = append(o.payouts, m.newBank(s, who.full(), 0, x))
		paper := m.newDocument(s, &person{name: who, birth: m.today - 12_000, home: o.homes[k], number: m.extra(uint64(i*8+k), extraSpare)}, m.today-300)
		paper.mrz, paper.address = "", ""
		o.papers = append(o.papers, paper)
	}
	return o
}

// persona draws one account of an operator.
func (m *market) persona(s source, o *accountOperator, number uint64, at int) *account {
	side := sideTalent
	if s.chance(o.reuse.Client) {
		side = sideClient
	}
	a := m.newAccount(s, number, side)
	a.kind, a.operator, a.ofKind = kindPersona, o.id, o.kind
	a.open(m, s, m.today-day(s.between(40, 360)))
	a.payouts[0].effective = a.created + day(s.between(1, 10))
	if side == sideClient {
		o.clients = append(o.clients, a)
	}
	if side == sideTalent && s.chance(o.reuse.Rented) {
		m.rented(s, o, a)
	} else {
		m.fabricated(s, o, a, at)
	}
	m.work(s, a)
	a.groups.firstPay = a.side == sideTalent
	if a.side == sideTalent {
		m.personaPay(s, o, a)
	}
	return a
}

// fabricated is opened by the operator.
func (m *market) fabricated(s source, o *accountOperator, a *account, at int) {
	r := o.reuse
	if s.chance(r.Session) {
		k := s.IntN(len(o.sessions))
		a.open(m, s, o.sessions[k])
		a.payouts[0].effective = a.created + day(s.between(1, 10))
		a.network = o.networks[k]
	} else if s.chance(0.6) {
		a.network = m.privacyExit(s)
	}
	if s.chance(r.Phone) {
		a.phone = pick(s, o.phones)
	}
	if s.chance(r.Email) {
		a.email = variantOf(pick(s, o.emails), at)
	}
	if s.chance(r.Home) {
		a.home, a.address = pick(s, o.homes), true
	}
	if s.chance(r.Device) {
		a.device = pick(s, o.devices)
	}
	if s.chance(r.Document) && len(a.documents) > 0 {
		d := &a.documents[0]
		paper := pick(s, o.papers)
		d.kind, d.number, d.country, d.mrz = paper.kind, paper.number, paper.country, ""
	}
	if a.device == o.devices[0] || s.chance(m.of.Habits.Watched) {
		m.uses(s, a, 25, a.device, "", 0.8)
	}
}

// variantOf writes a mailbox in another of the ways its provider ignores.
func variantOf(email string, at int) string {
	for i := range email {
		if email[i] == '@' {
			return fmt.Sprintf("%s+%s%d%s", email[:i], []string{"work", "jobs", "dev", "pro"}[at%4], at, email[i:])
		}
	}
	return email
}

// rented was opened and verified by its holder and handed over some weeks ago:
// from then on the operator's device, network and hours, and a new payout.
func (m *market) rented(s source, o *accountOperator, a *account) {
	if a.verified == 0 {
		a.verify(m, s, a.created+3)
	}
	m.uses(s, a, 40, "", "", 0)
	since := m.today - day(s.between(14, 30))
	device, network := m.device(m.extra(a.number, extraSpare)), m.privacyExit(s)
	if s.chance(min(0.95, o.reuse.Device*1.5)) {
		k := s.IntN(len(o.devices))
		device, network = o.devices[k], o.networks[k]
	}
	for i := range a.signIns {
		if u := &a.signIns[i]; u.at >= since {
			u.device, u.network, u.provider = device, network, "Remote Host"
			u.minute = (u.minute + 7*60) % 1440
		}
	}
	b := m.newBank(s, a.name.full(), since+2, m.extra(a.number, extraSpare))
	if s.chance(min(0.95, o.reuse.Payout*1.5)) {
		b = pick(s, o.payouts)
		b.effective = since + 2
	}
	b.changed, b.changedBy, b.verified = since+2, "self_service", 0
	a.payouts = append(a.payouts, b)
}

// personaPay is where an operator's account is paid, and what came of the check
// before the first payout.
func (m *market) personaPay(s source, o *accountOperator, a *account) {
	last := &a.payouts[len(a.payouts)-1]
	if len(a.payouts) == 1 && s.chance(o.reuse.Payout) {
		effective := last.effective
		*last = pick(s, o.payouts)
		last.effective = effective
	}
	outcome := "passed"
	if last.holder != a.name.full() {
		last.nameCheck = pick(s, []string{"no_match", "not_available"})
		if s.chance(0.5) && last.nameCheck == "not_available" {
			last.holder = a.name.full() // the service shows whatever name was entered
		}
		if !s.chance(o.reuse.Passes) {
			outcome = "inconclusive"
		}
	}
	at := min(m.today, last.effective+day(s.between(1, 5)))
	last.verified = 0
	if outcome == "passed" {
		last.verified = at
	}
	a.checks = append(a.checks, check{kind: "bank_name", done: m.today, outcome: outcome, by: "Payments team"})
}

// deal lets the operator's clients hire and praise its others.
func (m *market) deal(s source, o *accountOperator) {
	for _, c := range o.clients {
		if s.chance(o.reuse.Payout) {
			effective := c.payouts[0].effective
			c.payouts[0] = pick(s, o.payouts)
			c.payouts[0].effective = effective
		}
		start := m.today - day(s.between(20, 60))
		c.open(m, s, start-10)
		for _, a := range o.accounts {
			if a.side != sideTalent || !s.chance(o.reuse.Dealing) {
				continue
			}
			at := max(start, a.created+1) + day(s.IntN(6))
			a.deals = append(a.deals, accountDeal{client: c.id, started: min(at, m.today), amount: s.between(300, 3000), rated: min(at+day(s.IntN(10)), m.today), stars: 5})
		}
	}
}

// judge finds, from what is written, which accounts left a trace and whether
// they hang together by values that strangers do not share by their nature.
func (o *accountOperator) judge() {
	holders := map[string][]int{}
	for i, a := range o.accounts {
		for _, value := range a.artefacts() {
			holders[value] = append(holders[value], i)
		}
	}
	parent := make([]int, len(o.accounts))
	for i := range parent {
		parent[i] = i
	}
	for _, who := range holders {
		for _, i := range who[1:] {
			if i != who[0] {
				o.accounts[i].traceable, o.accounts[who[0]].traceable = true, true
				join(parent, who[0], i)
			}
		}
	}
	o.linkable = len(o.accounts) > 1
	for i := range parent {
		o.linkable = o.linkable && find(parent, i) == find(parent, 0)
	}
	for _, a := range o.accounts {
		a.linkable = o.linkable
		for i := range a.payouts {
			if b := &a.payouts[i]; b.nameCheck == "no_match" || b.holder != a.name.full() && b.holder != a.firm {
				a.traceable = true
			}
		}
	}
}

// artefacts lists the values of an account that would be the same for two people
// only if something joins them, and that may count: a payout confirmed with the
// account counts for nobody who did not prove it theirs, and a network alone never
// does.
func (a *account) artefacts() []string {
	values := []string{"phone " + a.phone, "mail " + mailbox(a.email), "device " + a.device}
	if a.address {
		values = append(values, "place "+a.home.whole())
	}
	for _, b := range a.payouts {
		if b.verified == 0 {
			values = append(values, "account "+b.iban+b.sortCode+b.account)
		}
	}
	for _, d := range a.documents {
		values = append(values, "document "+d.country+" "+d.number)
	}
	for _, u := range a.signIns {
		values = append(values, "device "+u.device)
	}
	return values
}
