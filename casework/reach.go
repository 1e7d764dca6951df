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
	all, err := d.Around(ctx, who, a)
	if err != nil {
		return nil, err
	}
	return all.Reach, nil
}
