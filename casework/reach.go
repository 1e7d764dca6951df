package casework

import (
	"context"
	"slices"

	"muster"
)

// Reach is which people an actor may do something with, for lists over
// everybody: those who lie within a scope, and those who are the actor's own.
type Reach struct {
	Scopes []Scope                    // allowed for anybody who lies in one of them
	Own    []muster.SubjectID         // sorted; allowed where OwnIn covers them
	OwnIn  []Scope                    // scopes of the roles that are allowed their own work only
	Placed map[muster.SubjectID]Scope // where placements put people whose records name no entity
}

// Includes reports whether a person who lies at a place is within reach.
func (r *Reach) Includes(id muster.SubjectID, at Scope) bool {
	covers := func(s Scope) bool { return s.Covers(at) }
	if slices.ContainsFunc(r.Scopes, covers) {
		return true
	}
	_, own := slices.BinarySearch(r.Own, id)
	return own && slices.ContainsFunc(r.OwnIn, covers)
}

// Reach returns which people an actor may do something with.
func (d *Desk) Reach(ctx context.Context, who *Actor, a Action) (*Reach, error) {
	var out *Reach
	err := d.view(ctx, who, func(r *reading) (err error) {
		out = &Reach{Placed: map[muster.SubjectID]Scope{}}
		for _, g := range who.Grants {
			switch d.table.Cell(a, g.Role) {
			case Yes:
				out.Scopes = append(out.Scopes, g.Scope)
			case Own:
				out.OwnIn = append(out.OwnIn, g.Scope)
			}
		}
		if len(out.Scopes)+len(out.OwnIn) == 0 {
			return refusal(a)
		}
		out.Own, err = r.own(out.Placed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// own lists the actor's own people, and notes where placements put people.
func (r *reading) own(placed map[muster.SubjectID]Scope) ([]muster.SubjectID, error) {
	var own []muster.SubjectID
	at := map[string]Scope{}
	known, err := entities().all(r.tx)
	if err != nil {
		return nil, err
	}
	for _, e := range known {
		at[e.ID] = Scope{Entity: e.ID, Country: e.Country}
	}
	all, err := placements().all(r.tx)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Entity != "" {
			placed[p.Subject] = at[p.Entity]
		}
		if slices.Contains(p.Team, r.who.User) {
			own = append(own, p.Subject)
		}
	}
	assigned, err := checks().list(r.tx, "state = 'requested' and file = $2", string(r.who.User))
	if err != nil {
		return nil, err
	}
	for _, c := range assigned {
		own = append(own, c.Subject)
	}
	open, err := cases().list(r.tx, "state = 'open'")
	if err != nil {
		return nil, err
	}
	for i := range open {
		if open[i].reads(r.who) {
			own = append(own, open[i].People...)
		}
	}
	slices.Sort(own)
	return slices.Compact(own), nil
}
