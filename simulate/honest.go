package simulate

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// way is how somebody comes through the company.
type way struct {
	hired, interviewed bool
	kin                *person // somebody of the same home, perhaps a relative
	applied            day     // 0: any day
}

// newPerson draws somebody with the records of an ordinary way through the
// company and no habits yet. Personas start from here too: what sets them
// apart is added afterwards and nothing else differs.
func (w *world) newPerson(s source, number uint64, of way) *person {
	p := &person{number: number, kind: kindHonest, id: w.subjectID(number)}
	p.name, p.population = w.newName(s)
	if of.kin != nil && s.chance(0.5) {
		p.name, p.population = personName{w.nameOf(s, of.kin.population).given, of.kin.name.family}, of.kin.population
	}
	p.birth = w.today - day(s.between(19*365, 66*365))
	p.home = w.homeAt(number, zoneHome)
	if s.chance(w.params.Habits.CommonBuilding) {
		p.home = w.homeAt(number, zoneFlat)
	}
	p.line, p.house = broadband(mix(w.params.Seed)+number), number
	p.email = w.emailOf(s, p.name, number)
	p.mobile = w.mobile(number*2, p.home.country)
	p.phone = p.mobile
	job := pick(s, jobs)
	p.title, p.department = job.title, job.department
	p.hired = of.hired
	w.apply(s, p, of.applied)
	if of.interviewed || of.hired {
		w.interview(s, p)
		w.identify(s, p)
	}
	if of.hired {
		w.employ(s, p)
	} else {
		w.decide(s, p)
	}
	return p
}

// subjectID is a personnel number in random order, so that neighbours in the
// files are not neighbours in life.
func (w *world) subjectID(number uint64) string {
	return fmt.Sprintf("P%07d", 1_000_000+permute(w.idKey, number, uint64(max(w.params.People, 1000))))
}

// handle puts a developer's word before an address.
func handle(s source, email string) string {
	return pick(s, []string{"dev", "star", "code", "sun", "silver", "tech"}) + "." + email
}

// emailOf writes an address at a common provider. The digits make it unique
// within the run and nobody's in life.
func (w *world) emailOf(s source, n personName, number uint64) string {
	given, family := asciiLower(n.given), asciiLower(n.family)
	local := given + "." + family
	switch s.IntN(5) {
	case 0:
		local = given + family
	case 1:
		local = family + "." + given
	case 2:
		local = given[:1] + family
	}
	digits := 100_000 + permute(w.idKey^9, number, 900_000*uint64(1+w.params.People/400_000))
	return fmt.Sprintf("%s%d@%s", local, digits, pick(s, mailProviders))
}

var mailProviders = []string{
	"gmail.com", "gmail.com", "gmail.com", "outlook.com", "outlook.com", "hotmail.co.uk", "yahoo.co.uk", "icloud.com",
	"proton.me", "gmx.example", "fastmail.example", "post.example",
}

// asciiLower folds a name to what people put into an e-mail address.
func asciiLower(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch r {
		case 'ł':
			r = 'l'
		case 'ø':
			r = 'o'
		case 'đ', 'ð':
			r = 'd'
		case 'ı':
			r = 'i'
		case 'æ':
			b.WriteByte('a')
			r = 'e'
		case 'ß':
			b.WriteByte('s')
			r = 's'
		}
		if r >= 'a' && r <= 'z' { // marks and everything else fall away
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "mail"
	}
	return b.String()
}

// apply fills the application, its channel and what the form asks for.
func (w *world) apply(s source, p *person, applied day) {
	h := w.params.Habits
	if applied == 0 {
		applied = w.anyDay(s)
	}
	a := &application{
		id: "A" + p.id[1:], name: p.name, email: p.email, phone: p.phone, home: p.home, job: p.title,
		applied: applied, network: p.line,
		channel: pick(s, []string{"Careers page", "Job board", "Job board", "LinkedIn", "Referral event"}),
		device:  w.device(p.number),
	}
	switch {
	case s.chance(h.PrivacyExit):
		a.network = w.privacyExit(s)
	case s.chance(h.CarrierNetwork):
		a.network = carrierNetwork(s)
	}
	a.employer = w.employer(s)
	a.school, a.degree = pick(s, schools), pick(s, degrees)
	age := int(w.today-p.birth) / 365
	a.to = min(w.today.time().Year()-age+s.between(20, 24), a.applied.time().Year()-1)
	a.from = a.to - s.between(3, 4)
	a.screenedTo = a.to
	if s.chance(0.8) {
		a.emailProved = a.applied
	}
	if s.chance(0.6) {
		a.phoneProved = a.applied + day(s.IntN(10))
	}
	if s.chance(w.params.Stages.Letter) {
		a.letter = letter(s)
		if s.chance(h.AdvertWords) {
			a.letter += " " + advert(p.title, p.department)
		}
	}
	p.application = a
	if s.chance(w.params.Stages.CV) {
		p.cv = w.newCV(s, p)
	}
	if s.chance(w.params.Stages.Picture) {
		p.picture = w.newPicture(s, p)
	}
}

// anyDay draws a day on which somebody applied.
func (w *world) anyDay(s source) day { return w.first + day(s.IntN(int(w.today-w.first)-20)) }

// interview adds one to three rounds.
func (w *world) interview(s source, p *person) {
	at := p.application.applied + day(s.between(3, 15))
	for round := range s.between(1, 3) {
		if at >= w.today {
			return
		}
		p.interviews = append(p.interviews, interview{
			round:     []string{"Screening call", "Technical interview", "Final interview"}[round],
			announced: at - day(s.between(1, 3)), held: at, minute: 9*60 + 30*s.IntN(17),
			mode: pick(s, []string{"video", "video", "video", "phone"}), status: "held", interviewer: w.staff(s),
			shown: p.name.full(), account: p.email, network: p.application.network, camera: "yes",
		})
		last := &p.interviews[len(p.interviews)-1]
		if last.mode == "phone" {
			last.shown, last.account, last.network, last.camera = "", "", "", ""
		}
		at += day(s.between(3, 12))
	}
}

// identify adds the identity document, referees and the checks that everybody
// at this stage goes through.
func (w *world) identify(s source, p *person) {
	at := p.application.applied + day(s.between(10, 30))
	if at >= w.today {
		return
	}
	p.documents = append(p.documents, w.newDocument(s, p, at))
	for range s.between(1, 2) {
		p.references = append(p.references, w.newReference(s, p.number*4+uint64(len(p.references)), at))
	}
	p.checks = append(p.checks, check{kind: "identity", requested: at - 5, done: at, outcome: "passed", name: p.name.full(), address: p.home.whole()})
	if s.chance(0.7) {
		p.checks = append(p.checks, check{kind: "right_to_work", requested: at - 5, done: at + day(s.IntN(4)), outcome: "passed"})
	}
	if s.chance(0.3) {
		p.checks = append(p.checks, check{kind: "education", requested: at - 5, done: at + day(s.IntN(20)), outcome: pick(s, []string{"passed", "passed", "passed", "not_available", "unclear"})})
	}
	p.verified = at
}

// staff is somebody in HR or a hiring manager, by role and not by name.
func (w *world) staff(s source) string { return fmt.Sprintf("hiring-%03d", s.IntN(200)) }

// decide ends an application that did not lead to a job.
func (w *world) decide(s source, p *person) {
	a := p.application
	a.status, a.statusAt = "rejected", a.applied+day(s.between(7, 60))
	switch {
	case s.chance(w.params.Habits.Withdraws / max(0.01, 1-w.params.Stages.Hired)): // the rate is of all people
		a.status = "withdrawn"
	case a.applied > w.today-60:
		a.status, a.statusAt = "open", 0
	}
	a.statusAt = min(a.statusAt, w.today)
}

// employ makes the person a worker: start, pay, equipment, perhaps an end.
func (w *world) employ(s source, p *person) {
	st := w.params.Stages
	a := p.application
	a.status, a.statusAt = "hired", min(a.applied+day(s.between(20, 60)), w.today-10)
	p.started = min(a.statusAt+day(s.between(7, 60)), w.today-5)
	p.employment = "employee"
	if s.chance(st.Left) {
		p.ended = p.started + day(s.between(30, 900))
		if p.ended >= w.today {
			p.ended = 0
		}
	}
	p.tax, p.payroll = p.home.whole(), p.home.whole()
	if s.chance(0.5) {
		p.tax, p.payroll = "", "" // many systems hold the home address only
	}
	p.bank = append(p.bank, w.newBank(s, p.name.full(), p.started-day(s.between(1, 7)), p.number))
	if s.chance(st.Shipped) {
		p.shipments = append(p.shipments, w.newShipment(s, p))
	}
	if p.ended != 0 {
		w.leave(s, p)
	}
}

func (w *world) leave(s source, p *person) {
	p.leaver = &leaver{left: p.ended, announced: p.ended - day(s.between(7, 60)), concern: "no",
		reason: pick(s, []string{"resigned", "resigned", "resigned", "contract_ended", "dismissed", "other"})}
	if len(p.shipments) == 0 {
		return
	}
	back := p.shipments[0]
	back.direction, back.status = "return", "returned"
	back.ordered, back.sent, back.arrived = p.ended-2, min(p.ended+day(s.between(0, 5)), w.today), min(p.ended+day(s.between(3, 15)), w.today)
	back.due = p.ended + 14
	back.receivedBy = "IT stores"
	p.shipments = append(p.shipments, back)
}

// newShipment sends a laptop to the home on record.
func (w *world) newShipment(s source, p *person) shipment {
	ordered := p.started - day(s.between(4, 12))
	sent := ordered + day(s.between(1, 3))
	return shipment{
		direction: "out", item: pick(s, []string{"Laptop 14 inch", "Laptop 16 inch", "Laptop and screen"}),
		serial: fmt.Sprintf("HF%08X", uint32(mix(w.params.Seed^p.number^0x5e1))), to: p.home, recipient: p.name.full(), phone: p.mobile,
		ordered: ordered, sent: sent, arrived: sent + day(s.between(1, 4)), status: "delivered", receivedBy: p.name.full(),
	}
}

func (w *world) newReference(s source, number uint64, at day) reference {
	n, _ := w.newName(s)
	firm := w.employer(s)
	domain := slug(firm) + ".example"
	return reference{
		name: n.full(), email: asciiLower(n.given) + "." + asciiLower(n.family) + "@" + domain, employer: firm, domain: domain,
		phone:   fmt.Sprintf("+441%09d", 130_000_000+permute(mix(w.params.Seed^0xefe), number, 80_000_000)),
		foundBy: pick(s, []string{"employer", "candidate", "candidate"}),
		outcome: pick(s, []string{"confirmed", "confirmed", "confirmed", "confirmed", "pending"}),
		at:      min(at+day(s.IntN(14)), w.today),
	}
}

func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
