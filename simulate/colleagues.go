package simulate

// colleagues gives honest people the ties that honest colleagues have: teams
// that move together and recommend each other, and small firms whose people
// are each other's referees.
func (w *world) colleagues(s source, people []*person) {
	h := w.params.Habits
	for i := 1; i < len(people); i++ {
		p, before := people[i], people[i-1]
		if !p.hired || !before.hired || p.application.applied < before.application.applied {
			continue
		}
		if s.chance(h.TeamMove * 4) { // a quarter of neighbours qualify
			p.referral = &referral{by: before.id, at: p.application.applied, relation: "former colleague"}
			p.application.channel, p.application.referrer = "Referral", before.id
			p.application.employer = before.application.employer
			if p.cv != nil && len(p.cv.roles) > 0 {
				p.cv.roles[0].employer = before.application.employer
				if before.cv != nil && len(before.cv.roles) > 0 && s.chance(0.3) {
					// The same project, in the same words of its own report.
					p.cv.roles[0].points = append(p.cv.roles[0].points, before.cv.roles[0].points[0])
				}
			}
		}
		if s.chance(h.SmallFirmRef*4) && len(p.references) > 0 && len(before.references) > 0 {
			firm := p.application.employer
			p.references[0] = refereeFrom(before, firm, p.references[0])
			before.references[0] = refereeFrom(p, firm, before.references[0])
		}
	}
}

// refereeFrom names a former colleague as referee, reached where they are
// reached privately.
func refereeFrom(colleague *person, firm string, r reference) reference {
	r.name, r.email, r.phone = colleague.name.full(), colleague.email, colleague.mobile
	r.employer, r.domain, r.foundBy = firm, slug(firm)+".example", "candidate"
	return r
}
