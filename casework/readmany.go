package casework

import (
	"context"
	"slices"

	"muster"
	"muster/store"
)

// What lists ask about many people at once: a few statements for all of them
// and not some for each.

// GatesOf returns the gates of those of some people whom the actor may look at,
// as Gates does for one.
func (d *Desk) GatesOf(ctx context.Context, who *Actor, subjects []muster.SubjectID) (map[muster.SubjectID][]GateState, error) {
	var out map[muster.SubjectID][]GateState
	err := d.view(ctx, who, func(r *reading) error {
		out = make(map[muster.SubjectID][]GateState, len(subjects))
		shared, err := d.gateRules(r.tx)
		if err != nil {
			return err
		}
		look, err := r.lookMany(subjects)
		if err != nil {
			return err
		}
		passed, err := gatesPassed().ofEach(r.tx, "state = 'passed'", subjects)
		if err != nil {
			return err
		}
		waiting, err := escalations().ofEach(r.tx, "state in ('open', 'held')", subjects)
		if err != nil {
			return err
		}
		steps, err := steps().ofEach(r.tx, "state = 'waiting'", subjects)
		if err != nil {
			return err
		}
		for _, id := range subjects {
			a, err := look.at(id)
			if err != nil {
				return err
			}
			if a != nil && d.table.Allows(who, PeopleView, a.Scope, a.own) {
				out[id] = r.unclocked(shared.gates(a, &gateRows{look.checks[id], waiting[id], passed[id], steps[id]}), a)
			}
		}
		return nil
	})
	return out, err
}

// lookMany is lookAt for several people.
type lookMany struct {
	*reading
	entities []Entity
	open     []Case
	placed   map[muster.SubjectID][]Placement
	checks   map[muster.SubjectID][]Check
}

func (r *reading) lookMany(subjects []muster.SubjectID) (l lookMany, err error) {
	l.reading = r
	if err := readTogether(r.tx, subjects); err != nil {
		return l, err
	}
	if l.entities, err = entities().all(r.tx); err != nil {
		return l, err
	}
	if l.open, err = cases().list(r.tx, "state = 'open'"); err != nil {
		return l, err
	}
	if l.placed, err = placements().ofEach(r.tx, "id <> ''", subjects); err != nil {
		return l, err
	}
	l.checks, err = checks().ofEach(r.tx, "id <> ''", subjects)
	return l, err
}

// at looks at one of them; nil when nothing is kept of that person.
func (l *lookMany) at(id muster.SubjectID) (*about, error) {
	list, err := recordsOf(l.tx, id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var p *Placement
	if n := len(l.placed[id]); n > 0 {
		p = &l.placed[id][n-1]
	}
	a, named := belongs(id, list, p)
	if named != "" {
		a.place(l.entities, named)
	}
	user := l.who.User
	a.own = user != "" && (p != nil && slices.Contains(p.Team, user) ||
		slices.ContainsFunc(l.checks[id], func(c Check) bool { return c.State == CheckRequested && c.Assigned == user }) ||
		slices.ContainsFunc(l.open, func(c Case) bool { return slices.Contains(c.Readers, user) && slices.Contains(c.People, id) }))
	return a, nil
}

// Standings is Standing for several people. Those about whom nobody decided
// anything are left out.
func (d *Desk) Standings(ctx context.Context, subjects []muster.SubjectID) (map[muster.SubjectID]*Standing, error) {
	var out map[muster.SubjectID]*Standing
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		out = map[muster.SubjectID]*Standing{}
		cleared, err := clearings().ofEach(tx, "id <> ''", subjects)
		if err != nil {
			return err
		}
		disputed, err := disputes().ofEach(tx, "state = 'open'", subjects)
		if err != nil {
			return err
		}
		suppressed, err := suppressions().open(tx, "id <> ''")
		if err != nil {
			return err
		}
		for _, id := range subjects {
			s := &Standing{Subject: id, Clearings: cleared[id]}
			for _, one := range suppressed {
				if one.Subject == "" || one.Subject == id {
					s.Suppressions = append(s.Suppressions, one)
				}
			}
			if list := disputed[id]; len(list) > 0 {
				s.Dispute = &list[0]
			}
			if len(s.Clearings)+len(s.Suppressions) > 0 || s.Dispute != nil {
				out[id] = s
			}
		}
		return nil
	})
	return out, err
}

// LookedOf is how the time in which two people look ended, of those people for
// whom it has ended and runs for no other reason.
func (d *Desk) LookedOf(ctx context.Context, subjects []muster.SubjectID) (map[muster.SubjectID]*Escalation, error) {
	var out map[muster.SubjectID]*Escalation
	err := d.store.View(ctx, d.org, func(tx *store.Tx) error {
		out = map[muster.SubjectID]*Escalation{}
		list, err := escalations().ofEach(tx, "id <> ''", subjects)
		for id, each := range list {
			if _, ended := lookedAt(each); ended != nil {
				out[id] = ended
			}
		}
		return err
	})
	return out, err
}
