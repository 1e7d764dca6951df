package simulate

import (
	"fmt"
	"time"
)

// writeLive adds the logs of one worker and the tables they are compared with.
func (w *world) writeLive(c *chunk, p *person) {
	first, last := w.logDays(p)
	if first > last {
		return
	}
	l := w.newLife(p)
	if p.stay != nil {
		w.hosted(l)
	}
	if p.lodges != nil {
		l.home = w.homeSpot(p.lodges)
	}
	l.counting = w.counts(l)
	out := &log{out: &c.live, subject: p.id}
	for _, k := range l.laptops {
		if k.serial != "" {
			out.add(liveDevices, "%s,%s,%s,%s,%s", k.serial, p.id, k.from.iso(), k.until.iso(), k.model)
		}
	}
	for _, line := range p.agreed {
		out.add(liveAgreements, "%s", line)
	}
	for _, of := range [][2]string{{"okta", l.account}, {"github", l.login}, {"signals", l.account}} {
		out.add(liveCrosswalk, "%s,%s,%s", p.id, of[0], of[1])
	}
	for i := range l.laptops {
		if k := &l.laptops[i]; k.serial != "" && k.from > w.liveFrom() && k.from < last && p.stay == nil && l.s.chance(w.params.Live.Usual.Staged) {
			provider := spot{router: w.router(zoneOffice, 1<<20)}
			out.stands(k.serial, at(k.from, 15*60), &provider, true)
		}
	}
	for d := first; d <= last; d++ {
		w.liveDay(out, l, d, d == first)
	}
}

// logDays are the first and the last day of which there are logs of a person; the
// last lies before the first where there are none.
func (w *world) logDays(p *person) (first, last day) {
	if w.params.Live.Days == 0 || !p.hired {
		return 1, 0
	}
	first, last = max(w.liveFrom(), p.started), w.today
	if p.ended != 0 {
		last = p.ended
	}
	if p.stay != nil {
		first = max(first, p.stay.boot)
	}
	return first, last
}

// logged is how many days that is.
func (w *world) logged(p *person) int {
	first, last := w.logDays(p)
	return max(0, int(last-first)+1)
}

// liveDay writes a day: a sign-in or two, where the laptop stands, what was
// plugged in, and when the person was there.
func (w *world) liveDay(out *log, l *life, d day, first bool) {
	weekend := d.time().Weekday() == time.Saturday || d.time().Weekday() == time.Sunday
	if l.farm != nil {
		w.switchedOn(out, l, d)
	}
	if weekend || l.s.chance(0.1) && !first {
		if l.onDuty(d) && l.s.chance(0.4) {
			w.calledOut(out, l, d)
		}
		return
	}
	from, stands := w.spotOn(l, d)
	start := l.start + l.s.between(-l.sways, l.sways) - clockOf(home{town: stands.place.name, country: stands.place.country}, d)
	k := l.laptop(d)
	session := fmt.Sprintf("%s-%x", l.p.id, d)
	w.signsIn(out, l, d, start, from, session)
	if l.s.chance(0.35) {
		w.signsIn(out, l, d, start+l.length/2+l.s.IntN(120), from, session)
	}
	if l.mails && l.s.chance(0.3) {
		phone := w.carrier(l, d)
		out.signIn(signIn{when: at(d, start+l.s.IntN(l.length)), account: l.account, device: "phone-" + l.phone[4:], agent: agentPhone, from: &phone, session: "m" + session, factor: l.phone}, w.places)
	}
	if k.serial != "" {
		w.deviceDay(out, l, d, start, k, &stands, first)
		w.inputDay(out, l, d, start, k.serial)
	}
	half := l.length / 2
	out.active(l.account, at(d, start+4), at(d, start+half))
	out.active(l.account, at(d, start+half+l.s.between(25, 70)), at(d, start+l.length+l.s.IntN(30)))
	if l.engineer && l.s.chance(0.7) {
		w.worksOn(out, l, d, start)
	}
	if l.onDuty(d) && l.s.chance(0.3) {
		w.calledOut(out, l, d)
	}
}

func (w *world) signsIn(out *log, l *life, d day, minute int, from spot, session string) {
	k := l.laptop(d)
	agent := agentWindows
	if l.mac {
		agent = agentMac
	}
	s := signIn{when: at(d, minute).Add(time.Duration(l.s.IntN(60)) * time.Second), account: l.account, device: k.id, managed: k.managed, agent: agent, from: &from, session: session, factor: l.phone}
	if l.farm != nil && w.fromElsewhere(out, l, s) {
		return
	}
	out.signIn(s, w.places)
}

// spotOn is where sign-ins of a day come from, and where the laptop stands.
func (w *world) spotOn(l *life, d day) (from, stands spot) {
	u := w.params.Live.Usual
	stands = l.home
	if l.moved != 0 && d >= l.moved {
		stands = l.later
	} else if l.exits > 0 {
		exit := mix(l.p.number+uint64(d)/uint64(l.exits)<<32) % 500
		stands.ip, stands.provider = fmt.Sprintf("3fff:d%02x:%x::1", stands.place.hash()%256, exit), "Fibre Provider"
	}
	for i := range l.trips {
		if t := &l.trips[i]; d >= t.from && d <= t.until {
			return t.to, t.to
		}
	}
	if l.desks != nil && l.s.chance(l.atDesks) {
		return *l.desks, *l.desks
	}
	from = stands
	switch {
	case l.farm != nil:
	case l.s.chance(u.Mobile):
		from = w.carrier(l, d)
		stands = from
	case l.s.chance(l.service):
		t := w.towns[mix(l.p.number+uint64(d)/9)%uint64(len(w.towns))]
		from.ip, from.tunnel, from.listed, from.provider = w.privacyExit(l.s), l.tunnel, town{name: t.name, country: t.country}, "VPN"
	case l.relay:
		from.ip, from.tunnel, from.provider = fmt.Sprintf("3fff:ffc:%x::1", l.s.IntN(400)), `[{"operator":"APPLE_ICLOUD_PRIVATE_RELAY","type":"PROXY"}]`, "Private Relay"
	case l.s.chance(u.Tunnel):
		from.ip, from.listed, from.provider = "3fff:f0:1::1", town{name: "London", country: "GB"}, "Firm Ltd"
	}
	return from, stands
}

// carrier is a mobile network's address: it stands in some town of the country,
// and hundreds are behind it.
func (w *world) carrier(l *life, d day) spot {
	n := mix(l.p.number + uint64(d)<<32)
	t := w.towns[n%uint64(len(w.towns))]
	for i := uint64(1); t.country != l.home.place.country && i < 400; i++ {
		t = w.towns[(n+i)%uint64(len(w.towns))]
	}
	return spot{ip: fmt.Sprintf("3fff:e%02x:%x::1", t.hash()%256, n>>20%40), router: w.router(zoneOperator, l.p.number), place: l.home.place, listed: t, provider: "Mobile Carrier", mobile: true}
}

// deviceDay writes what osquery reports of a laptop.
func (w *world) deviceDay(out *log, l *life, d day, start int, k *laptop, stands *spot, first bool) {
	wired := l.farm != nil || mix(l.p.number)%5 == 0
	out.stands(k.serial, at(d, start+3), stands, wired && !stands.mobile)
	if l.farm == nil && l.s.chance(0.5) {
		out.started(k.serial, at(d, start+2), 5+l.s.IntN(4))
	}
	if first || d.time().Weekday() == time.Monday {
		out.clock(k.serial, at(d, start+1), k.model, clockOf(home{town: stands.place.name, country: stands.place.country}, d))
	}
	atHome := stands.router == l.home.router || stands.router == l.later.router
	plugs := 0
	switch {
	case !atHome && !first:
	case l.switched:
		plugs = l.s.between(1, 3)
	case first || l.s.chance(0.15):
		plugs = 1
	}
	for range plugs {
		moment := at(d, start+5+l.s.IntN(l.length))
		for i := range l.things {
			out.attached(k.serial, moment.Add(time.Duration(i)*2*time.Second), &l.things[i])
		}
	}
	for i := range l.programs {
		p := &l.programs[i]
		if late := d - p.from; late == 0 || late > 0 && late < 4 && d.time().Weekday() == time.Monday || p.daily && late > 0 && (p.until == 0 || d <= p.until) && l.s.chance(0.3) {
			out.ran(k.serial, at(d, start+20+l.s.IntN(300)), &p.program)
		}
	}
}

// worksOn writes a push or two, and now and then a merge.
func (w *world) worksOn(out *log, l *life, d day, start int) {
	repository := fmt.Sprintf("firm/service-%02d", (mix(l.p.number)+uint64(l.s.IntN(3)))%40)
	offset := clockOf(home{town: l.home.place.name, country: l.home.place.country}, d)
	for range l.s.between(1, 2) {
		out.pushed(l.login, repository, at(d, start+30+l.s.IntN(l.length-40)), offset)
	}
	if l.s.chance(0.4) {
		out.audited(l.login, "pull_request.merge", repository, at(d, start+60+l.s.IntN(l.length-60)))
	}
	if at2 := d - l.p.started; at2 >= 0 && at2 < 10 || l.s.chance(0.02) {
		out.audited(l.login, "git.clone", fmt.Sprintf("firm/service-%02d", l.s.IntN(40)), at(d, start+50))
	}
}

// calledOut writes a call in the night of somebody on duty.
func (w *world) calledOut(out *log, l *life, d day) {
	from := l.home
	start := l.s.between(0, 5)*60 - clockOf(home{town: from.place.name, country: from.place.country}, d) + l.s.IntN(60)
	w.signsIn(out, l, d, start, from, fmt.Sprintf("%s-%xn", l.p.id, d))
	out.active(l.account, at(d, start+2), at(d, start+20+l.s.IntN(90)))
}
