package simulate

import "fmt"

// host is a house in which laptops of several personas stand, or one alone.
type host struct {
	number  uint64
	home    home
	careful bool
	lone    bool
	boots   []day // of each persona's laptop, in the order of the personas
}

// stay is one laptop with a host.
type stay struct {
	host      *host
	boot      day
	ownRouter bool
	service   bool // signs in through the VPN service on some days
}

// hosts draws the houses and an operator for each. Their personas come on top
// of those of [Params.PersonasPerThousand].
func (w *world) hosts(s source, from int) []*operator {
	p, f := w.params, w.params.Live.Farms
	var all []*operator
	add := func(size int, lone bool) {
		h := &host{number: uint64(len(all)), careful: s.chance(f.Careful), lone: lone, home: w.homeAt(1<<16+uint64(len(all)), zoneOperator)}
		fresh := s.chance(f.Fresh)
		for range size {
			boot := w.liveFrom() + day(s.IntN(max(1, p.Live.Days-20)))
			if fresh || s.chance(0.25) {
				boot = w.today - day(s.between(10, 13))
			}
			h.boots = append(h.boots, boot)
		}
		kind := pick(s, []string{careless, published})
		if h.careful {
			kind = adaptive
		}
		o := w.newOperator(s, from+len(all), kind, size)
		o.host, o.deliveries = h, []home{h.home}
		o.deliveryNames = o.deliveryNames[:1]
		if lone {
			o.facilitator = nil
		}
		all = append(all, o)
	}
	for left := int(f.PerThousand*float64(p.People)/1000 + 0.5); left >= f.Least; {
		size := min(left, s.between(f.Least, f.Most))
		left -= size
		add(size, false)
	}
	for range int(f.Lone*float64(p.People)/1000 + 0.5) {
		add(1, true)
	}
	return all
}

// placed puts a persona's laptop with the host: hired lately, and claiming a
// home in the host's country, where the work is.
func (w *world) placed(s source, o *operator, p *person, index int) {
	f, h := w.params.Live.Farms, o.host
	st := &stay{host: h, boot: h.boots[index], ownRouter: h.careful && s.chance(f.OwnRouter)}
	st.service = s.chance(f.Service) && !h.careful || h.careful && s.chance(f.ServiceCareful)
	p.stay = st
	for n := uint64(0); p.home.country != h.home.country; n++ {
		if next := w.homeAt(1<<20+p.number<<8+n, zoneOperator); next.country == h.home.country {
			w.rehome(p, next)
		}
	}
	p.started, p.ended, p.leaver = st.boot, 0, nil
	p.application.statusAt = st.boot - 20
	if len(p.shipments) == 0 {
		p.shipments = append(p.shipments, w.newShipment(s, p))
	}
	out := &p.shipments[0]
	out.ordered, out.sent, out.arrived = st.boot-9, st.boot-6, st.boot-3
	p.shipments = p.shipments[:1]
	if out.to = p.home; s.chance(f.Delivered) {
		out.to = h.home
	}
	out.toLine, out.redirected = "", ""
}

// hosted turns a life into that of a laptop with a host.
func (w *world) hosted(l *life) {
	f, s, st := w.params.Live.Farms, l.s, l.p.stay
	h := st.host
	l.farm = st
	l.trips, l.desks, l.moved, l.exits, l.service, l.relay, l.mails, l.night, l.onCall = nil, nil, 0, 0, 0, false, false, false, -1
	l.things, l.programs, l.switched, l.p.agreed = nil, nil, false, nil
	l.laptops = l.laptops[:1]
	l.laptops[0].from, l.laptops[0].until, l.laptops[0].managed = st.boot-6, 0, true
	l.laptops[0].serial = l.p.shipments[0].serial
	l.laptops[0].id = "guo" + l.laptops[0].serial[2:]
	l.home = spot{ip: broadband(mix(w.params.Seed+11) + h.number), router: w.router(zoneAgency, h.number), place: h.home.place(), provider: "Consumer Broadband"}
	if st.ownRouter {
		l.home.ip, l.home.router = broadband(mix(w.params.Seed+13)+l.p.number), w.router(zoneHome, l.p.number)
	}
	if s.chance(f.OwnHours) {
		l.start = 1 * 60
	}
	hands, tool := f.Hands, f.Tool
	if h.careful {
		hands, tool = f.HandsCareful, f.ToolCareful
	}
	if s.chance(hands) {
		l.things = append(l.things, handsOn(s, h.careful && s.chance(f.Disguised))...)
	}
	if s.chance(tool) {
		first := s.IntN(len(remoteTools))
		l.programs = append(l.programs, ownProgram{program: remoteTools[first], from: st.boot, daily: true})
		if s.chance(f.SecondTool) {
			l.programs = append(l.programs, ownProgram{program: remoteTools[(first+1)%len(remoteTools)], from: st.boot + 1, daily: true})
		}
	}
	if s.chance(f.Mover) {
		l.programs = append(l.programs, ownProgram{program: program{"MouseJiggler.exe", `C:\Users\me\MouseJiggler.exe`, "", true}, from: st.boot + 3, daily: true})
	}
}

// handsOn is hardware for remote hands, with the screen it shows the laptop.
// Disguised, it carries the numbers of a receiver, a drive that receiver never
// has being what osquery cannot see.
func handsOn(s source, disguised bool) []thing {
	if disguised {
		return []thing{{vendor: "046d", product: "c52b", maker: "Logitech", name: "Logitech (x64)", class: "0"}, {display: true, vendor: "GSM", product: "5b09", name: "LG ULTRAFINE", serial: "1"}}
	}
	return pick(s, [][]thing{
		{{vendor: "1d6b", product: "0104", maker: "JetKVM", name: "JetKVM USB Emulation Device", class: "0"}, {display: true, vendor: "TSB", product: "8801", name: "T749-fHD720", serial: "88888800"}},
		{{vendor: "1d6b", product: "0104", maker: "PiKVM", name: "PiKVM Composite Device", serial: "CAFEBABE", class: "0"}, {display: true, vendor: "LNX", product: "7771", name: "PiKVM V3", serial: "CAFEBABE"}},
		{{vendor: "3346", product: "1009", maker: "sipeed", name: "NanoKVM", serial: "0123456789ABCDEF", class: "0"}},
	})
}

// switchedOn writes when a laptop was switched on: in a careless house all at
// once, otherwise one now and then.
func (w *world) switchedOn(out *log, l *life, d day) {
	h := l.farm.host
	together := mix(w.params.Seed^h.number<<20^uint64(d)) % 1000
	minute := 300 + int(mix(h.number+uint64(d)<<8)%900)
	switch {
	case !h.careful && !h.lone && float64(together) < 1000*w.params.Live.Farms.Switched:
	case l.s.chance(0.15):
		minute = l.s.IntN(1440)
	default:
		return
	}
	out.started(l.laptops[0].serial, at(d, minute+10), 10)
}

// fromElsewhere writes a sign-in of a persona that comes through the VPN service
// instead of from the laptop, and sometimes one in between without it.
func (w *world) fromElsewhere(out *log, l *life, s signIn) bool {
	if !l.farm.service || !l.s.chance(0.25) {
		return false
	}
	exit := spot{ip: w.privacyExit(l.s), place: l.home.place, provider: "VPN", tunnel: `[{"anonymous":true,"operator":"ASTRILL_VPN","type":"VPN"}]`}
	s.device, s.managed, s.from = fmt.Sprintf("op-%s-%x", l.p.operator, l.p.number%3), false, &exit
	out.signIn(s, w.places)
	if l.s.chance(w.params.Live.Farms.Leak) {
		open := spot{ip: broadband(mix(w.params.Seed+17) + l.p.number), place: w.abroad(l.s, l.home.place), provider: "Consumer Broadband"}
		s.when, s.from = s.when.Add(11*60e9), &open
		out.signIn(s, w.places)
		s.when, s.from = s.when.Add(9*60e9), &exit
		out.signIn(s, w.places)
	}
	return true
}

// liveTruth are the further columns of the truth when logs are written.
const liveTruth = ",farm,first_boot,log_days,log_until"

// words are what the truth says of a laptop with a host, nothing for everybody
// else, and of how many days there are logs.
func (s *stay) words(days int, until day) []string {
	of := [2]string{}
	if s != nil {
		of[0], of[1] = "together", s.boot.iso()
		switch {
		case s.host.lone:
			of[0] = "lone"
		case s.ownRouter:
			of[0] = "together_apart" // in one house, each behind a router and exit of its own
		}
	}
	return []string{of[0], of[1], fmt.Sprint(days), until.iso()}
}
