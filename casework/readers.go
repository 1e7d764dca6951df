package casework

import (
	"context"
	"slices"
	"time"

	"muster"
)

// PersonReader is a user who may open a person's page.
type PersonReader struct {
	User  UserID
	Name  string
	Roles []Role    // of theirs that open it
	Last  time.Time // they last did something about the person that is on record; zero: never
}

// PersonReaders lists who may open a person's page now, for anybody who may
// open it themselves. It names users, never what they saw.
// Readers of a case about the person are named in the case alone.
func (d *Desk) PersonReaders(ctx context.Context, who *Actor, id muster.SubjectID) ([]PersonReader, error) {
	var out []PersonReader
	err := d.view(ctx, who, func(r *reading) error {
		out = nil
		about, err := r.person(id, PeopleView)
		if err != nil {
			return err
		}
		all, err := activeUsers(r.tx)
		if err != nil {
			return err
		}
		sortUsers(all)
		own, err := r.workers(id)
		if err != nil {
			return err
		}
		last, err := r.lastAbout(about)
		if err != nil {
			return err
		}
		for i := range all {
			u := &all[i]
			one := PersonReader{User: u.ID, Name: u.Name, Last: last[u.ID]}
			for _, g := range u.Grants {
				if d.table.Allows(&Actor{Grants: []Grant{g}}, PeopleView, about.Scope, own[u.ID]) && !slices.Contains(one.Roles, g.Role) {
					one.Roles = append(one.Roles, g.Role)
				}
			}
			if len(one.Roles) > 0 {
				out = append(out, one)
			}
		}
		return nil
	})
	return out, err
}

// workers are those whose own work a person is by their place or by a check.
// Readers of cases are left out: who is not one must not learn of the case.
func (r *reading) workers(id muster.SubjectID) (map[UserID]bool, error) {
	own := map[UserID]bool{}
	p, err := placements().find(r.tx, string(id))
	if err != nil {
		return nil, err
	}
	if p != nil {
		for _, u := range p.Team {
			own[u] = true
		}
	}
	open, err := checks().list(r.tx, "subject = $2 and state = 'requested'", string(id))
	for i := range open {
		if u := open[i].Assigned; u != "" {
			own[u] = true
		}
	}
	return own, err
}

// lastAbout is when each user last did something about a person that the actor
// may know of.
func (r *reading) lastAbout(about *about) (map[UserID]time.Time, error) {
	lines, err := r.history(about)
	if err != nil {
		return nil, err
	}
	last := map[UserID]time.Time{}
	for i := range lines {
		if l := &lines[i]; last[l.Actor].Before(l.At) {
			last[l.Actor] = l.At
		}
	}
	return last, nil
}
