package simulate

// strangerHabits let an honest person share a thing or a place with somebody
// they have never met, or once worked with.
func (w *world) strangerHabits(s source, p *person) {
	h := w.params.Habits
	if s.chance(h.SecondHand) && p.number > 100 {
		p.application.device = w.device(uint64(s.IntN(int(p.number))))
	}
	if s.chance(h.HandedOn) && p.number > 100 && !p.groups.sharedHome {
		w.rehome(p, w.homeAt(uint64(s.IntN(int(p.number))), zoneHome))
	}
	if s.chance(h.Coworking) {
		w.cowork(s, p)
	}
	if s.chance(h.SameManager) && len(p.references) > 0 {
		at := p.references[0].at
		p.references[0] = pick(s, w.managers)
		p.references[0].at = at
	}
}

// cowork lets the person apply from a co-working space and, for some, have the
// equipment sent there, where somebody is in all day.
func (w *world) cowork(s source, p *person) {
	h := w.params.Habits
	place := pick(s, w.coworking)
	home := p.application.network
	p.application.network = place.network
	for i := range p.interviews {
		if p.interviews[i].network == home {
			p.interviews[i].network = place.network
		}
	}
	if len(p.shipments) == 0 || !s.chance(h.CoworkDelivery) {
		return
	}
	out := &p.shipments[0]
	out.to = place.home
	if s.chance(h.CoworkAgreed) {
		out.agreed = "yes"
	}
}
