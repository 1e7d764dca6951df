package simulate

import "fmt"

// workHabits are what happens to equipment and homes of honest workers.
func (w *world) workHabits(s source, p *person) {
	h := w.params.Habits
	if len(p.shipments) > 0 {
		out := &p.shipments[0]
		switch {
		case s.chance(h.HouseMove):
			w.moveHouse(s, p, out)
		case s.chance(h.ParcelShop):
			out.toLine = fmt.Sprintf("Parcel Shop %d, %s", 1000+s.IntN(8000), w.shopNear(p).whole())
			if s.chance(h.ParcelAgreed) {
				out.agreed = "yes"
			}
		}
		if s.chance(h.Redirected) {
			out.redirected = "Parcel Shop, " + w.shopNear(p).whole()
		}
		if len(p.shipments) > 1 && s.chance(h.NotReturned) {
			back := &p.shipments[1]
			back.sent, back.arrived, back.status, back.receivedBy = 0, 0, "not_returned", ""
		}
		if s.chance(h.OtherReceiver) {
			out.receivedBy = pick(s, []string{w.nameOf(s, p.population).given + " " + p.name.family, "Neighbour", "Reception"})
		}
	}
	if s.chance(h.Contractor) && p.employment == "employee" {
		p.groups.contractor = true
		p.employment = "contractor"
		if s.chance(h.OwnDevice) {
			p.askOwnDevice(w.today)
		}
		p.company = p.name.family + " " + pick(s, []string{"Consulting Ltd", "Software Ltd", "Digital Ltd", "Services Ltd"})
		if len(p.bank) > 0 {
			p.bank[0].holder = p.company
			p.bank[0].nameCheck = pick(s, []string{"match", "not_available", "close_match"})
			if s.chance(h.Umbrella) {
				b := pick(s, w.umbrellas).bank
				b.effective, b.verified = p.bank[0].effective, p.bank[0].verified
				p.bank[0], p.company = b, b.holder
			}
		}
	}
	if s.chance(h.Carer/4) && p.started+60 < w.today {
		at := p.started + day(s.between(5, 40))
		p.checks = append(p.checks, check{kind: "collection", requested: at, due: at + 10, done: at + 20, outcome: "passed", postponed: 2})
	}
}

// askOwnDevice records the wish to work on an own computer.
func (p *person) askOwnDevice(today day) {
	p.reports = append(p.reports, report{"own_device_requested", "Asked to work on their own computer.", min(p.started-2, today), "it-desk", ""})
}

// moveHouse lets the person move between offer and delivery: the application
// shows the old home, HR and the courier the new one. Most tell HR, some agree
// the delivery with a named person, a few do neither.
func (w *world) moveHouse(s source, p *person, out *shipment) {
	h := w.params.Habits
	p.groups.mover = true
	moved := w.homeAt(p.number, zoneMove)
	old := p.home
	switch {
	case s.chance(h.MoveRecorded):
		p.home = moved
		p.changes = append(p.changes, change{"address", old.whole(), moved.whole(), out.ordered - day(s.IntN(5)), "yes"})
		if p.tax != "" && s.chance(0.5) {
			p.payroll = moved.whole() // payroll heard first, tax still has the old one
		}
	case s.chance(h.MoveAgreed):
		out.agreed = "yes"
	}
	out.to = moved
}

// moneyHabits are the ways in which honest accounts look odd.
func (w *world) moneyHabits(s source, p *person) {
	h := w.params.Habits
	if len(p.bank) == 0 {
		return
	}
	b := &p.bank[0]
	if p.company == "" && s.chance(h.HolderDiffers) {
		partner := w.nameOf(s, p.population)
		switch s.IntN(4) {
		case 0:
			b.holder, b.nameCheck = initial(p.name.given)+" "+p.name.family+" & "+initial(partner.given)+" "+partner.family, "close_match"
		case 1:
			b.holder, b.nameCheck = p.name.given+" "+partner.family, "close_match" // maiden name
		case 2:
			b.holder, b.nameCheck = p.name.family+" "+p.name.given, "match"
		default:
			b.holder = partner.given + " " + p.name.family // a parent's or partner's account
			b.nameCheck = pick(s, []string{"close_match", "no_match", "not_available"})
		}
	}
	switch {
	case s.chance(h.BankChange):
		w.changeBank(s, p, w.newBank(s, p.name.full(), 0, w.spare(p.number)))
	case s.chance(h.Diverted / max(0.01, w.params.Stages.Hired)):
		w.divert(s, p)
	}
}

// initial is the first letter of a name.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// spare numbers second accounts beyond everybody's first.
func (w *world) spare(number uint64) uint64 { return uint64(w.params.People)*2 + number }

func (w *world) changeBank(s source, p *person, b bank) {
	at := p.started + day(s.between(60, 900))
	if s.chance(w.params.Habits.EarlyChange) {
		at = p.started + day(s.between(3, 28))
	}
	if at >= w.today {
		return
	}
	b.changed, b.effective, b.changedBy = at, at+3, pick(s, []string{"self", "self", "staff"})
	b.network, b.newDevice = p.line, "no"
	b.verified = at + day(s.IntN(3))
	if s.chance(0.2) {
		b.verified = 0 // nobody rang back
	}
	p.bank = append(p.bank, b)
}

// divert redirects an honest worker's pay: somebody has their password and
// sends the next salary to an account of their own.
func (w *world) divert(s source, p *person) {
	if p.started+120 >= w.today || p.ended != 0 {
		return
	}
	thief, _ := w.newName(s)
	b := w.newBank(s, thief.full(), 0, w.spare(p.number))
	b.changed = p.started + day(s.between(90, min(900, int(w.today-p.started)-10)))
	b.effective, b.changedBy, b.network, b.newDevice = b.changed+2, "self", w.privacyExit(s), "yes"
	b.method, b.verified, b.nameCheck = "e_money", 0, pick(s, []string{"no_match", "not_available"})
	p.bank = append(p.bank, b)
	p.kind = kindDiverted
}

// shopNear returns a parcel shop in the person's own town and district: people
// send parcels where they can fetch them.
func (w *world) shopNear(p *person) home {
	shop := w.homeAt(p.number, zoneParcel)
	shop.unit, shop.town, shop.postcode, shop.country = "", p.home.town, p.home.postcode, p.home.country
	return shop
}
