package simulate

import (
	"fmt"
	"math"
	"strings"
)

// newPersona draws a persona: an ordinary way through the company first, then
// what its operator shares and where its story does not hold.
func (w *world) newPersona(o *operator, number uint64, index int) *person {
	s := newSource(w.params.Seed, streamPersona, number)
	st := w.params.Stages
	hired := s.chance(st.PersonaHired) || o.host != nil
	of := way{hired: hired, interviewed: s.chance(st.Interviewed)}
	if s.chance(o.reuse.Session) {
		of.applied = pick(s, o.sessions)
	}
	if o.host != nil {
		of.applied = o.host.boots[index] - 60
	}
	p := w.newPerson(s, number, of)
	p.kind, p.operator, p.ofKind = kindPersona, o.id, o.kind
	w.shareContacts(s, o, p, index)
	w.shareCareer(s, o, p)
	w.sharePicture(s, o, p, index)
	w.contradict(s, p)
	if len(p.interviews) > 0 {
		w.notice(s, p)
		w.shareIdentity(s, o, p)
	}
	if hired {
		w.dwell(s, p)
		w.shareDelivery(s, o, p)
		w.sharePay(s, o, p)
		if o.host != nil {
			w.placed(s, o, p, index)
		}
	} else {
		w.avoid(s, p)
	}
	return p
}

// shareContacts replaces contact details by those of the pool.
func (w *world) shareContacts(s source, o *operator, p *person, index int) {
	t := w.params.Traces
	a := p.application
	if s.chance(t.Virtual) {
		p.setPhone(w.virtualLine(p.number))
		p.mobile = p.phone
	}
	if s.chance(o.reuse.Phone) {
		p.setPhone(pick(s, o.phones))
		p.mobile = p.phone
		a.phoneProved = 0
	}
	switch {
	case s.chance(o.reuse.Email):
		p.setEmail(tagged(pick(s, o.emails), index))
	case s.chance(t.Handle):
		p.setEmail(handle(s, p.email))
	}
	if s.chance(o.reuse.Home) {
		w.rehome(p, pick(s, o.homes))
	}
	if s.chance(o.reuse.Profile) {
		p.url = pick(s, o.profiles)
		if p.cv != nil {
			p.cv.url = p.url
		}
	}
	switch {
	case s.chance(o.reuse.Network):
		a.network = pick(s, o.networks)
	case s.chance(t.PrivacyExit):
		a.network = w.privacyExit(s)
	}
	if a.letter != "" && s.chance(o.reuse.Letter) {
		a.letter = pick(s, o.letters)
	}
	if s.chance(o.reuse.Device) {
		a.device = pick(s, o.devices)
	}
	for i := range p.interviews {
		if p.interviews[i].network != "" {
			p.interviews[i].network = a.network
			p.interviews[i].account = p.email
		}
	}
}

// tagged writes a mailbox in another of its forms: providers ignore what
// stands after a plus sign.
func tagged(email string, index int) string {
	local, _, _ := strings.Cut(email, "@")
	return fmt.Sprintf("%s+%s%d@gmail.com", local, []string{"cv", "job", "work", "apply"}[index%4], index)
}

// rehome gives the person another claimed home in all their records.
func (w *world) rehome(p *person, h home) {
	old := p.home.whole()
	p.home, p.application.home = h, h
	for i := range p.documents {
		if p.documents[i].address == old {
			p.documents[i].address = h.whole()
		}
	}
	for i := range p.checks {
		if p.checks[i].address == old {
			p.checks[i].address = h.whole()
		}
	}
	for i := range p.shipments {
		p.shipments[i].to = h
	}
	if p.tax != "" {
		p.tax, p.payroll = h.whole(), h.whole()
	}
	p.cv.moved(h)
}

// shareCareer takes passages, a whole career or the file itself from the pool.
func (w *world) shareCareer(s source, o *operator, p *person) {
	c := p.cv
	if c == nil {
		return
	}
	if s.chance(o.reuse.Facts) {
		c.roles = w.retell(s, p, pick(s, o.careers))
	}
	if s.chance(o.reuse.Passage) && len(c.roles) > 0 {
		c.roles[0].points = append(c.roles[0].points, pick(s, o.passages))
		if s.chance(0.5) {
			c.summary = append(c.summary, pick(s, o.passages))
		}
	}
	if s.chance(o.reuse.Author) {
		i := s.IntN(len(o.authors))
		c.author, c.document = o.authors[i], o.fileIDs[i]
	}
	if o.kind == adaptive {
		c.author, c.document = "", ""
	}
}

// retell writes a career in other words: new employers and titles, the same
// durations, gaps and odd figures, below a present job of the persona's own.
func (w *world) retell(s source, p *person, career []role) []role {
	roles := []role{{
		title: p.title, employer: p.application.employer, from: career[0].to + month(s.between(1, 4)),
		points: []string{point(s), point(s)},
	}}
	for _, fact := range career {
		r := role{title: pick(s, jobs).title, employer: w.employer(s), from: fact.from, to: fact.to}
		r.points = []string{fmt.Sprintf("%s %s for %s: %s%% less spent on %s, %s colleagues involved.",
			pick(s, verbs), pick(s, objects), fact.points[2], fact.points[0], pick(s, costs), fact.points[1]), point(s)}
		roles = append(roles, r)
	}
	return roles
}

func (w *world) sharePicture(s source, o *operator, p *person, index int) {
	t := w.params.Traces
	pic := p.picture
	if pic == nil {
		return
	}
	switch {
	case o.kind == adaptive:
		pic.metadata, pic.located, pic.software = false, false, ""
		return
	case s.chance(o.reuse.Camera):
		shared := pick(s, o.cameras)
		shared.scene = pic.scene
		shared.second += index * 95 // one after the other
		*pic = shared
	case s.chance(t.PhotoElsewhere):
		pic.metadata, pic.located = true, true
		pic.latitude, pic.longitude, pic.offset = pick(s, []float64{41.8, 55.7, 43.1})+s.Float64()/5, pick(s, []float64{123.4, 37.6, 131.9})+s.Float64()/5, 480
	}
	if s.chance(t.AIEdited) {
		pic.metadata, pic.software = true, pick(s, []string{"Adobe Photoshop 26.1", "Stable Diffusion", "Face Retouch AI 3"})
	}
}

// contradict lets the persona's own records disagree.
func (w *world) contradict(s source, p *person) {
	t := w.params.Traces
	a := p.application
	if s.chance(t.EducationDiffers) {
		a.screenedTo += pick(s, []int{-4, -3, 3, 4})
	}
	if p.cv != nil && s.chance(t.Timeline) {
		if c := p.cv; s.chance(0.5) && len(c.roles) > 1 {
			c.roles[1].to = c.roles[1].to + 14
		} else {
			late := pick(s, technologies[1:18])
			c.claims = append(c.claims, fmt.Sprintf("%s since %d", late.name, late.published-s.between(2, 4)))
		}
	}
	if !s.chance(t.NameDiffers) {
		return
	}
	other := w.nameOf(s, p.population).full()
	switch {
	case len(p.interviews) > 0 && p.interviews[0].shown != "" && s.chance(0.6):
		p.interviews[0].shown = other
	case len(p.documents) > 0:
		p.documents[0].name, p.documents[0].mrz = other, ""
	}
}

// notice records what staff saw at interviews and checks.
func (w *world) notice(s source, p *person) {
	t := w.params.Traces
	last := &p.interviews[len(p.interviews)-1]
	sign := func(probability float64, sign string, needsConfirmation bool) {
		if !s.chance(probability) {
			return
		}
		last.signs = strings.TrimPrefix(last.signs+"; "+sign, "; ")
		last.by = last.interviewer
		if needsConfirmation && s.chance(0.5) {
			last.confirmed = "yes"
		}
	}
	if last.mode == "video" && s.chance(t.CameraDeclined) {
		last.camera = "no"
		sign(1, "video_declined", false)
	}
	sign(t.OtherPerson, "different_person", true)
	sign(t.ClaimsUnknown, "own_claims_not_known", false)
	sign(t.ProofRefused, "live_proof_refused", false)
	if s.chance(t.IdentityDisputed) {
		p.reports = append(p.reports, report{"identity_held_by_another", "Post came back; the person at this address knows nothing of the job.",
			min(last.held+day(s.between(10, 90)), w.today), "people-team", pick(s, []string{"yes", ""})})
	}
	if s.chance(t.Postpones) {
		at := last.held + day(s.between(2, 10))
		if at < w.today {
			p.checks = append(p.checks, check{kind: "in_person", requested: at, due: at + 14, outcome: "pending", postponed: s.between(2, 4)})
		}
	}
}

// shareIdentity takes referees and document numbers from the pool.
func (w *world) shareIdentity(s source, o *operator, p *person) {
	if len(p.references) > 0 {
		switch at := p.references[0].at; {
		case s.chance(o.reuse.Referee):
			p.references[0] = pick(s, o.referees)
			p.references[0].at = at
		case s.chance(w.params.Traces.RealManager):
			p.references[0] = pick(s, w.managers)
			p.references[0].at = at
		case s.chance(w.params.Traces.FreeMailReferee):
			r := &p.references[0]
			r.email = fmt.Sprintf("%s%d@gmail.com", asciiLower(r.name), 100_000+s.IntN(900_000))
			r.foundBy = "candidate"
		}
		if s.chance(0.1) {
			p.references[0].outcome, p.references[0].foundBy = "not_confirmed", "employer"
		}
	}
	if len(p.documents) > 0 && s.chance(o.reuse.Document) {
		d := &p.documents[0]
		paper := pick(s, o.papers)
		d.kind, d.country, d.number, d.address = paper.kind, paper.country, paper.number, ""
		if d.mrz != "" {
			d.mrz = passportZone(p.name, *d)
		}
	}
}

// dwell ends the work of most personas after months, in their own ways.
func (w *world) dwell(s source, p *person) {
	t := w.params.Traces
	if s.chance(t.Contractor) {
		p.employment, p.groups.contractor = "contractor", true
	}
	if s.chance(t.OwnDevice) {
		p.askOwnDevice(w.today)
	}
	p.leaver = nil
	if len(p.shipments) > 1 {
		p.shipments = p.shipments[:1]
	}
	days := math.Exp(math.Log(w.params.Stages.DwellDays) + 0.8*s.NormFloat64())
	p.ended = p.started + day(min(days, 2000))
	if p.ended >= w.today {
		p.ended = 0
		return
	}
	p.leaver = &leaver{left: p.ended, announced: p.ended, concern: "no", reason: pick(s, []string{"vanished", "vanished", "resigned", "dismissed", "contract_ended"})}
	if p.leaver.reason == "dismissed" && s.chance(0.4) {
		p.leaver.concern = "yes"
	}
	if len(p.shipments) > 0 {
		back := p.shipments[0]
		back.direction, back.ordered, back.due = "return", p.ended, p.ended+14
		back.sent, back.arrived, back.status, back.receivedBy = 0, 0, "not_returned", ""
		if s.chance(0.5) {
			back.sent, back.arrived, back.status, back.receivedBy = min(p.ended+8, w.today), min(p.ended+12, w.today), "returned", "IT stores"
		}
		p.shipments = append(p.shipments, back)
	}
}

func (w *world) shareDelivery(s source, o *operator, p *person) {
	if len(p.shipments) == 0 {
		return
	}
	out := &p.shipments[0]
	switch {
	case s.chance(o.reuse.Delivery):
		i := s.IntN(len(o.deliveries))
		out.to = o.deliveries[i]
		if s.chance(0.4) {
			out.recipient, out.receivedBy = o.deliveryNames[i], o.deliveryNames[i]
		}
	case s.chance(w.params.Traces.DeliveryElsewhere):
		other := w.homeAt(p.number, zoneMove)
		switch s.IntN(4) {
		case 0:
			out.toLine = fmt.Sprintf("PO Box %d, %s", s.between(100, 9000), other.whole())
		case 1:
			out.redirected = other.whole()
		default:
			out.to = other
		}
	}
	if len(p.shipments) > 1 {
		p.shipments[1].to, p.shipments[1].recipient = out.to, out.recipient
		p.shipments[1].toLine = out.toLine
	}
}

func (w *world) sharePay(s source, o *operator, p *person) {
	if len(p.bank) == 0 {
		return
	}
	t := w.params.Traces
	b := &p.bank[0]
	effective := b.effective
	switch x := s.Float64(); {
	case s.chance(o.reuse.Account):
		*b = pick(s, o.accounts)
		if s.chance(0.5) {
			b.holder = p.name.full() // claims the account under the persona's name
		}
	case x < t.HolderOther:
		who, _ := w.newName(s)
		b.holder, b.nameCheck = who.full(), pick(s, []string{"no_match", "no_match", "not_available"})
	case x < t.HolderOther+t.EMoney:
		b.method, b.provider, b.nameCheck = "e_money", pick(s, eMoney), "not_available"
	}
	b.effective, b.verified = effective, 0
	if s.chance(t.BankChange) && p.started+40 < w.today {
		next := w.newBank(s, p.name.full(), 0, w.spare(p.number))
		next.changed = p.started + day(s.between(5, 28))
		next.effective, next.changedBy, next.network, next.newDevice, next.verified = next.changed+2, "self", w.privacyExit(s), "yes", 0
		p.bank = append(p.bank, next)
	}
}

// avoid lets an applicant go silent after an in-person step is announced.
func (w *world) avoid(s source, p *person) {
	h := w.params.Habits
	a := p.application
	if !s.chance(h.InPersonStep * 2) {
		return
	}
	at := a.applied + day(s.between(8, 20))
	if at+5 >= w.today || !s.chance(w.params.Traces.Withdraws) {
		return
	}
	p.checks = append(p.checks, check{kind: "in_person", requested: at, due: at + 14, outcome: "pending"})
	a.status, a.statusAt = "withdrawn", at+day(s.between(0, 3))
}
