package simulate

import "fmt"

// household draws the honest people of one home, at most room of them: usually
// one, sometimes a couple, flatmates or a family.
func (w *world) household(s source, number uint64, room int) []*person {
	size := 1
	// The rate is of people, so homes of two or more start half as often.
	if room > 1 && s.chance(w.params.Habits.SharedHome/2.3) {
		size = min(room, pick(s, []int{2, 2, 2, 2, 3, 4}))
	}
	people := make([]*person, size)
	couple := size == 2 && s.chance(0.7)
	for i := range people {
		st := w.params.Stages
		hired := s.chance(st.Hired)
		var kin *person
		if i > 0 {
			kin = people[0]
		}
		p := w.newPerson(s, number+uint64(i), way{hired: hired, interviewed: s.chance(st.Interviewed), kin: kin})
		if i > 0 {
			w.shareHome(s, people[0], p, couple)
		}
		w.habits(s, p)
		p.old = p.hired && s.chance(st.NoApplication)
		people[i] = p
	}
	return people
}

// shareHome moves p in with the first person of the household. Each keeps an
// own mailbox and mostly an own phone.
func (w *world) shareHome(s source, first, p *person, couple bool) {
	old := p.home.whole()
	first.groups.sharedHome, p.groups.sharedHome = true, true
	p.home, p.line, p.house = first.home, first.line, first.house
	p.application.home = p.home
	if p.application.network == broadband(mix(w.params.Seed)+p.number) {
		p.application.network = p.line
	}
	for i := range p.interviews {
		if p.interviews[i].network == broadband(mix(w.params.Seed)+p.number) {
			p.interviews[i].network = p.line
		}
	}
	for i := range p.documents {
		if p.documents[i].address == old {
			p.documents[i].address = p.home.whole()
		}
	}
	for i := range p.checks {
		if p.checks[i].address == old {
			p.checks[i].address = p.home.whole()
		}
	}
	if p.tax != "" {
		p.tax, p.payroll = p.home.whole(), p.home.whole()
	}
	for i := range p.shipments {
		p.shipments[i].to = p.home
	}
	p.cv.moved(p.home)
	if s.chance(w.params.Habits.SharedPhone) {
		p.mobile = first.mobile
		p.setPhone(first.mobile)
	}
	if s.chance(w.params.Habits.SharedDevice) {
		p.application.device = first.application.device
	}
	if s.chance(w.params.Habits.FamilyMail) {
		p.setEmail(first.email)
	}
	if couple && len(first.bank) > 0 && len(p.bank) > 0 && s.chance(w.params.Habits.JointAccount) {
		joint := first.bank[0]
		joint.holder = first.name.full() + " & " + p.name.full()
		joint.nameCheck = pick(s, []string{"match", "close_match"})
		first.bank[0].holder, first.bank[0].nameCheck = joint.holder, joint.nameCheck
		joint.effective = p.bank[0].effective
		joint.verified = p.bank[0].verified
		p.bank[0] = joint
	}
}

// habits gives an honest person what honest people do, each by its rate.
func (w *world) habits(s source, p *person) {
	w.contactHabits(s, p)
	w.strangerHabits(s, p)
	w.nameHabits(s, p)
	w.hiringHabits(s, p)
	if p.hired {
		w.workHabits(s, p)
		w.moneyHabits(s, p)
	}
}

func (w *world) contactHabits(s source, p *person) {
	h := w.params.Habits
	if s.chance(h.ForeignPhone) {
		p.mobile = w.mobile(p.number*2, pick(s, []string{"PL", "DE", "IE", "ES", "US", "FR"}))
		p.setPhone(p.mobile)
	}
	if s.chance(h.TwoPhones) {
		p.setPhone(w.mobile(p.number*2+1, p.home.country))
	}
	if s.chance(h.VirtualPhone) {
		p.setPhone(w.virtualLine(p.number))
	}
	if s.chance(h.Handle) {
		p.setEmail(handle(s, p.email))
	}
	if s.chance(h.RecycledPhone) && p.number > 100 {
		// Somebody gave this number up and the network handed it out again.
		p.setPhone(w.mobile(uint64(s.IntN(int(p.number)))*2, p.home.country))
	}
	if s.chance(h.Agency) {
		a := pick(s, w.agencies)
		p.groups.agency = true
		p.application.channel, p.application.agency = "Agency", a.name
		if p.hired && s.chance(0.4) {
			p.employment, p.agency = "agency", a.name
		}
		if a.phoneOnCVs && s.chance(h.AgencyPhone) {
			p.setPhone(a.phone)
			p.application.phoneProved = 0
		}
		if p.picture != nil && s.chance(h.AgencyPicture) {
			a.photograph(s, p)
		}
	}
}

// setEmail changes the person's mailbox in all their records.
func (p *person) setEmail(email string) {
	for i := range p.interviews {
		if p.interviews[i].account == p.email {
			p.interviews[i].account = email
		}
	}
	p.email, p.application.email = email, email
	if p.cv != nil {
		p.cv.email = email
	}
}

// setPhone changes the number the person applied with.
func (p *person) setPhone(number string) {
	p.phone, p.application.phone = number, number
	p.cv.phoned(number)
}

func (w *world) nameHabits(s source, p *person) {
	h := w.params.Habits
	if s.chance(h.KnownAs) {
		// Half go by another given name, half by less than the whole name.
		shown := ""
		switch s.IntN(4) {
		case 0:
			shown = initial(p.name.given) + " " + p.name.family
		case 1:
			shown = p.name.given
		default:
			p.knowAs = w.nameOf(s, p.population).given
			shown = p.knowAs + " " + p.name.family
		}
		for i := range p.interviews {
			if p.interviews[i].shown != "" {
				p.interviews[i].shown = shown
			}
		}
	}
	if s.chance(h.BorrowedLaptop) {
		for i := range p.interviews {
			if iv := &p.interviews[i]; iv.shown != "" {
				relative := personName{w.nameOf(s, p.population).given, p.name.family}
				iv.shown = relative.full()
				iv.account = w.emailOf(s, relative, uint64(w.params.People)+p.number)
				break
			}
		}
	}
	if s.chance(h.NameChange) && p.hired {
		w.rename(s, p)
	}
	if s.chance(h.DateTypo) && len(p.documents) > 0 {
		p.documents[0].birth += 365 * day(1-2*s.IntN(2))
		p.documents[0].mrz = ""
	}
}

// rename gives the person a new family name after they started; the records of
// their application keep the old one.
func (w *world) rename(s source, p *person) {
	old := p.name
	p.groups.nameChange = true
	p.former = old.full()
	p.name.family = w.nameOf(s, p.population).family
	if p.name.family == old.family {
		p.name.family += "-" + w.nameOf(s, p.population).family
	}
	at := min(p.started+day(s.between(20, 500)), w.today)
	if s.chance(w.params.Habits.NameDocumented) {
		p.changes = append(p.changes, change{"name", old.full(), p.name.full(), at, "yes"})
	}
	for i := range p.bank {
		if s.chance(0.5) {
			p.bank[i].holder, p.bank[i].nameCheck = p.name.full(), "close_match"
		}
	}
}

func (w *world) hiringHabits(s source, p *person) {
	h := w.params.Habits
	a := p.application
	if s.chance(h.EducationTypo) {
		a.screenedTo += pick(s, []int{-2, -1, 1, 2})
	}
	if s.chance(h.Adjustment) {
		p.groups.adjustment, p.adjustment, a.adjustment = true, true, true
	}
	if s.chance(h.Reapplied) {
		w.earlierApplication(s, p)
	}
	for i := range p.interviews {
		if iv := &p.interviews[i]; s.chance(h.Rescheduled) {
			iv.movedFrom = iv.held - day(s.between(1, 4))
		}
	}
	if s.chance(h.CameraOff) || p.adjustment && s.chance(0.5) {
		for i := range p.interviews {
			if iv := &p.interviews[i]; iv.mode == "video" {
				iv.camera, iv.signs, iv.by = "no", "video_declined", iv.interviewer
			}
		}
	}
	if s.chance(h.AutoApply) {
		for range s.between(3, 7) {
			more := *a
			more.job, more.channel, more.status, more.statusAt = pick(s, jobs).title, "Job board", "rejected", min(a.applied+day(s.between(3, 30)), w.today)
			more.id = fmt.Sprintf("C%s-%d", p.id[1:], len(p.further)+1)
			p.further = append(p.further, &more)
		}
	}
	w.inPersonHabits(s, p)
	w.refereeHabits(s, p)
	w.misread(s, p)
	if p.picture != nil && s.chance(h.HolidayPicture) {
		p.picture.metadata, p.picture.located = true, true
		p.picture.latitude, p.picture.longitude, p.picture.offset = 36.72+s.Float64(), -4.42+s.Float64(), 120
	}
}

// inPersonHabits tells some applicants of an in-person step; carers move it,
// and a few withdraw for reasons of their own.
func (w *world) inPersonHabits(s source, p *person) {
	h := w.params.Habits
	if !s.chance(h.InPersonStep) {
		return
	}
	a := p.application
	at := a.applied + day(s.between(12, 30))
	c := check{kind: "in_person", requested: at, due: at + 14, done: at + day(s.between(3, 14)), outcome: "passed", by: "front-desk", confirmed: "yes"}
	if s.chance(h.Carer / h.InPersonStep) {
		c.postponed, c.done = s.between(2, 3), c.done+20
	}
	if a.status == "withdrawn" && s.chance(0.15) {
		c.done, c.outcome, c.by, c.confirmed = 0, "pending", "", ""
		a.statusAt = min(at+day(s.between(2, 25)), w.today)
	}
	if c.done >= w.today {
		c.done, c.outcome, c.by, c.confirmed = 0, "pending", "", ""
	}
	if at < w.today {
		p.checks = append(p.checks, c)
	}
}

func (w *world) refereeHabits(s source, p *person) {
	h := w.params.Habits
	if len(p.references) == 0 {
		return
	}
	r := &p.references[0]
	if s.chance(h.FreeMailRef) {
		r.email = fmt.Sprintf("%s%d@%s", asciiLower(r.name), 100_000+s.IntN(900_000), pick(s, mailProviders[:9]))
		r.foundBy = "candidate"
	}
	if s.chance(h.Unconfirmed) {
		r.outcome, r.foundBy = "not_confirmed", "employer"
	}
}

func (w *world) earlierApplication(s source, p *person) {
	old := *p.application
	old.id = "B" + p.id[1:]
	old.applied -= day(s.between(200, 700))
	old.status, old.statusAt = "rejected", old.applied+day(s.between(5, 40))
	old.job = pick(s, jobs).title
	if s.chance(0.4) {
		old.phone = w.mobile(p.number*2+1, p.home.country)
	}
	old.phoneProved, old.emailProved = 0, old.applied
	p.earlier = &old
}

// photograph takes the picture with the agency's own camera, on the morning
// once a month when it photographs its candidates.
func (a agency) photograph(s source, p *person) {
	first := p.application.applied.time()
	pic := p.picture
	pic.model, pic.serial, pic.software = "EOS R50", "K"+a.phone[5:], ""
	pic.taken = p.application.applied - day(first.Day()-1)
	pic.second, pic.metadata, pic.located = 9*3600+s.IntN(2*3600), true, false
	pic.offset = clockOf(home{country: "GB"}, pic.taken)
}

// misread records what staff note about honest people by mistake, or because
// somebody was shy, had a bad line or minds their privacy.
func (w *world) misread(s source, p *person) {
	h := w.params.Habits
	if s.chance(h.ClericalSlip) && p.hired {
		p.reports = append(p.reports, report{"identifier_mismatch", "The number on the form belongs to somebody else; a digit was mistyped.", min(p.started+30, w.today), "payroll", ""})
	}
	if len(p.interviews) == 0 {
		return
	}
	iv := &p.interviews[len(p.interviews)-1]
	sign := ""
	switch x := s.Float64(); {
	case x < h.Shy:
		sign = "own_claims_not_known"
	case x < h.Shy+h.LiveFailure:
		sign = pick(s, []string{"liveness_prompt_failed", "live_proof_refused"})
	case x < h.Shy+h.LiveFailure+h.WrongPerson:
		sign = "different_person"
	}
	if sign != "" && iv.signs == "" {
		iv.signs, iv.by = sign, iv.interviewer
	}
}
