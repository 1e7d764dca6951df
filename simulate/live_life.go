package simulate

import "fmt"

// life is how one person works in the days of the logs.
type life struct {
	p       *person
	s       source
	account string // at the sign-in system
	login   string // at the code host
	phone   string // which completes second factors, and reads mail
	mac     bool
	mails   bool // on the telephone

	laptops []laptop
	home    spot
	moved   day // from then on at later; 0 never
	later   spot
	desks   *spot // an office or shared desks
	atDesks float64
	desksOK bool // the office is a listed one
	trips   []trip
	exits   int     // of a carrier's addresses, how many days each serves; 0: none
	service float64 // share of days with a VPN service
	tunnel  string  // its verdict
	relay   bool

	start, length int // local minutes
	sways         int // by how much the start moves
	night         bool
	onCall        int // week of four on duty; -1 none
	engineer      bool
	things        []thing
	switched      bool // a switch hands them over several times a day
	programs      []ownProgram
	farm          *stay     // a persona whose laptop stands with a host
	counting      *counting // nil where input is not counted
}

type laptop struct {
	serial, id  string // serial number; the sign-in system's id
	model       string
	from, until day
	managed     bool
}

type trip struct {
	from, until day
	to          spot
}

type ownProgram struct {
	program
	from, until day
	daily       bool // seen running each day
}

// newLife draws an honest person's life.
func (w *world) newLife(p *person) *life {
	s := newSource(w.params.Seed, streamLive, p.number)
	u := w.params.Live.Usual
	l := &life{
		p: p, s: s, account: p.id + "@firm.example", login: "dev-" + p.id[1:], phone: fmt.Sprintf("pfd-%x", mix(p.number^w.idKey)), mac: s.chance(0.3), mails: s.chance(u.PhoneMail),
		home: w.homeSpot(p), start: 8*60 + s.IntN(100), length: 8*60 + s.IntN(90), sways: 25, onCall: -1,
	}
	l.engineer = p.department == "Engineering" || p.department == "Platform" || p.department == "Data"
	w.issue(l)
	w.whereabouts(l)
	w.hours(l)
	w.deskOf(l)
	w.programsOf(l)
	return l
}

// homeSpot is the line of somebody's home.
func (w *world) homeSpot(p *person) spot {
	return spot{ip: p.line, router: 1 + p.house, place: p.home.place(), provider: "Consumer Broadband"}
}

// liveFrom is the first day of the logs.
func (w *world) liveFrom() day { return w.today - day(w.params.Live.Days) + 1 }

// issue gives out the laptop, and another one where the first is replaced.
func (w *world) issue(l *life) {
	o, s := w.params.Live.Odd, l.s
	first := laptop{serial: fmt.Sprintf("HF%08X", uint32(mix(w.params.Seed^l.p.number^0x5e1))), from: l.p.started - 2, managed: true, model: "Latitude 5440"}
	if l.mac {
		first.model = "MacBook Pro 14"
	}
	if len(l.p.shipments) > 0 {
		first.serial, first.from = l.p.shipments[0].serial, l.p.shipments[0].sent
	}
	first.id = "guo" + first.serial[2:]
	l.laptops = []laptop{first}
	on := w.liveFrom() + day(s.between(5, w.params.Live.Days-5))
	switch {
	case l.p.groups.contractor && s.chance(o.OwnComputer):
		own := laptop{id: "guo-own-" + l.p.id, from: l.p.started}
		if s.chance(o.OwnAgreed) {
			w.agree(l, "own device", l.p.started, 0, spot{}, 0, 0)
		}
		l.laptops = []laptop{own}
	case on <= l.p.started+3:
	case s.chance(o.NewLaptop):
		next := first
		next.serial, next.from = fmt.Sprintf("HG%08X", uint32(mix(w.params.Seed^l.p.number^0x7e3))), on
		next.id = "guo" + next.serial[2:]
		l.laptops[0].until = on + 1
		l.laptops = append(l.laptops, next)
	case s.chance(o.Broken):
		own := laptop{id: "guo-own-" + l.p.id, from: on, until: on + day(s.between(2, 7))}
		l.laptops = append(l.laptops, own)
	}
}

// laptop is what somebody works on that day.
func (l *life) laptop(d day) *laptop {
	best := &l.laptops[0]
	for i := range l.laptops {
		if k := &l.laptops[i]; d >= k.from && (k.until == 0 || d < k.until) {
			best = k
		}
	}
	return best
}

// whereabouts draws the networks of the two months.
func (w *world) whereabouts(l *life) {
	u, o, s := w.params.Live.Usual, w.params.Live.Odd, l.s
	switch x := s.Float64(); {
	case x < u.Satellite:
		l.home.listed, l.home.provider = w.abroad(s, l.home.place), "Satellite Internet"
	case x < u.Satellite+u.Misplaced:
		l.home.listed = w.abroad(s, l.home.place)
	case x < u.Satellite+u.Misplaced+u.CarrierNAT:
		l.exits = pick(s, []int{1, 3, 7, 30})
	}
	switch {
	case s.chance(u.Office):
		k, ok := nearest(w.offices, l.p.home)
		if !ok {
			break // none in the country
		}
		of := w.offices[k]
		l.desks, l.atDesks, l.desksOK = &spot{ip: of.network, router: w.router(zoneOffice, uint64(k)), place: of.home.place(), provider: "Business Line"}, 0.5, true
	case s.chance(o.Hub):
		k := mix(l.p.number) % uint64(max(1, float64(w.params.People)*o.Hub/6))
		l.desks, l.atDesks = &spot{ip: broadband(mix(w.params.Seed+19) + k), router: w.router(zoneMove, 1<<20+k), place: l.home.place, provider: "Business Line"}, 0.7
	case s.chance(u.Coworking):
		k, ok := nearest(w.coworking, l.p.home)
		if !ok {
			break
		}
		of := w.coworking[k]
		l.desks, l.atDesks = &spot{ip: of.network, router: w.router(zoneParcel, uint64(k)), place: of.home.place(), provider: "Business Line"}, 0.4
	}
	l.relay = l.mac && s.chance(u.Relay)
	if s.chance(u.VPN) {
		l.service, l.tunnel = pick(s, []float64{0.05, 0.2, 0.5, 0.9}), pick(s, []string{`[{"anonymous":true,"operator":"NORD_VPN","type":"VPN"}]`, `[{"anonymous":true,"operator":"PROTON_VPN","type":"VPN"}]`})
		if s.chance(u.VPNAgreed) {
			w.agree(l, "vpn", w.liveFrom()-30, 0, spot{}, 0, 0)
		}
	}
	w.teamWeek(l)
	if s.chance(o.Move) {
		w.moves(l)
	}
	if s.chance(u.Travel) {
		w.travels(l)
	}
}

// nearest is a place in the town of a home, else in its country.
func nearest(places []office, h home) (int, bool) {
	best, found := 0, false
	for i := range places {
		at := &places[i].home
		if at.town == h.town {
			return i, true
		}
		if !found && at.country == h.country {
			best, found = i, true
		}
	}
	return best, found
}

// router numbers the router of a place of the n-th of its kind.
func (w *world) router(z zone, n uint64) uint64 { return uint64(w.params.People)*(3+uint64(z)) + n + 1 }

// abroad is a town of another country.
func (w *world) abroad(s source, from town) town {
	for {
		if t := pick(s, w.towns); t.country != from.country {
			return town{name: t.name, country: t.country}
		}
	}
}

// moves gives somebody another home, of which HR may hear later.
func (w *world) moves(l *life) {
	s := l.s
	l.moved = w.liveFrom() + day(s.between(7, w.params.Live.Days-7))
	h := w.homeAt(l.p.number, zoneMove)
	if !s.chance(w.params.Live.Odd.MoveAbroad) {
		h.town, h.country = l.home.place.name, l.home.place.country
	}
	l.later = spot{ip: broadband(mix(w.params.Seed+3) + l.p.number), router: w.router(zoneMove, l.p.number), place: h.place(), provider: "Consumer Broadband"}
}

// travels draws a journey; those abroad are mostly on record.
func (w *world) travels(l *life) {
	u, s := w.params.Live.Usual, l.s
	to := pick(s, w.towns)
	if !s.chance(u.Abroad) {
		for to.country != l.home.place.country {
			to = pick(s, w.towns)
		}
	}
	from := w.liveFrom() + day(s.IntN(w.params.Live.Days-10))
	t := trip{from: from, until: from + day(s.between(2, 9)), to: spot{ip: broadband(mix(w.params.Seed+5) + l.p.number), router: w.router(zoneFlat, l.p.number), place: to, provider: "Hotel Network"}}
	if s.chance(u.TravelVPN) {
		t.to.tunnel = `[{"anonymous":true,"operator":"NORD_VPN","type":"VPN"}]`
	}
	if to.country != l.home.place.country && s.chance(u.TravelAgreed) {
		w.agree(l, "travel", t.from, t.until, t.to, 0, 0)
	}
	l.trips = append(l.trips, t)
}

// agree notes an agreement; hours in minutes of the day.
func (w *world) agree(l *life, what string, from, until day, to spot, start, end int) {
	hours := [2]string{}
	if start != end {
		hours[0], hours[1] = fmt.Sprintf("%02d:%02d", start/60%24, start%60), fmt.Sprintf("%02d:%02d", end/60%24, end%60)
	}
	l.p.agreed = append(l.p.agreed, fmt.Sprintf("%s,%s,%s,%s,%s,%s,,%s,%s,", l.p.id, what, from.iso(), until.iso(), to.place.name, countryName(to.place.country), hours[0], hours[1]))
}

// hours draws when somebody works.
func (w *world) hours(l *life) {
	u, s := w.params.Live.Usual, l.s
	switch {
	case s.chance(u.NightShift):
		l.start, l.length, l.night = 22*60, 8*60, true
		if s.chance(u.NightAgreed) {
			w.agree(l, "hours", l.p.started, 0, spot{}, l.start, l.start+l.length)
		}
	case s.chance(u.Flexible):
		l.start, l.sways = s.between(6, 11)*60, 120
	}
	if share := u.HoursAgreed; !l.night && float64(mix(l.p.number^0x40f5)%1000) < 1000*share {
		w.agree(l, "hours", l.p.started, 0, spot{}, l.start, l.start+l.length)
	}
	if l.engineer && s.chance(u.OnCall) {
		l.onCall = s.IntN(4)
		if s.chance(u.OnCallAgreed) {
			for monday := w.liveFrom() - day((int(w.liveFrom().time().Weekday())+6)%7); monday <= w.today; monday += 7 {
				if l.onDuty(monday) {
					w.agree(l, "on call", monday, monday+6, spot{}, 0, 0)
				}
			}
		}
	}
}

// onDuty reports whether a day lies in the person's week of duty.
func (l *life) onDuty(d day) bool {
	return l.onCall >= 0 && int(d+3)/7%4 == l.onCall // the first day of 1970 was a Thursday
}

// lodgers lets a few people live with a colleague and tell nobody.
func (w *world) lodgers(chunk int, people []*person) {
	if w.params.Live.Days == 0 {
		return
	}
	s := newSource(w.params.Seed, streamLive, 1<<40+uint64(chunk))
	var host *person
	for _, p := range people {
		switch {
		case p.kind != kindHonest || !p.hired || p.ended != 0:
		case host != nil:
			if host.house != p.house {
				p.lodges, host = host, nil
			}
		case s.chance(w.params.Live.Odd.MovedIn):
			host = p
		}
	}
}

// teamWeek takes a whole team to an hotel for some days.
func (w *world) teamWeek(l *life) {
	teams := uint64(max(1, w.params.People/20)) // about half the people are at work
	team := mix(w.params.Seed^0x7ea) + mix(l.p.number)%teams
	if float64(mix(team)%1000) >= 1000*w.params.Live.Usual.TeamWeek {
		return
	}
	from := w.liveFrom() + day(mix(team+1)%uint64(w.params.Live.Days-8))
	l.trips = append(l.trips, trip{from: from, until: from + 4, to: spot{ip: broadband(mix(w.params.Seed+23) + team), router: w.router(zoneFlat, 1<<20+team%teams), place: l.home.place, provider: "Hotel Network"}})
}
