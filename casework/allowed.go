package casework

import (
	"context"
	"slices"

	"muster"
)

// Allowed is what an actor may do about one thing, as Desk.Do would decide it:
// pages show a form exactly where it holds.
type Allowed map[Action]bool

// Allowed lists what an actor may do about something at a place in the
// organisation. own says whether it is the actor's own work.
func (t *Table) Allowed(who *Actor, at Scope, own bool) Allowed {
	out := make(Allowed, len(t.order))
	for _, a := range t.order {
		out[a] = t.Allows(who, a, at, own)
	}
	return out
}

// AllowedOf lists what an actor may do about a check of a person who lies at a
// place; own says whether the person is the actor's own work.
func (c *Check) AllowedOf(t *Table, who *Actor, at Scope, own bool) Allowed {
	out := t.Allowed(who, at, own)
	mine := c.Assigned == who.User
	out[CheckRecord] = t.Allows(who, CheckRecord, at, mine || c.Assigned == "" && own)
	out[CheckCancel] = t.Allows(who, CheckCancel, at, mine || c.RequestedBy == who.User)
	return out
}

// MaySign reports whether an actor may be the second person of a step.
func (d *Desk) MaySign(ctx context.Context, who *Actor, s *Step) (bool, error) {
	may := false
	err := d.view(ctx, who, func(r *reading) error {
		err := (&act{desk: d, tx: r.tx, who: who}).allowSigning(s)
		may = err == nil
		if muster.CodeOf(err) == muster.CodePermission {
			return nil
		}
		return err
	})
	return may, err
}

// PersonsSide is what those an adverse step is about were told and answered, for
// who proposed the step or may be its second person: nobody signs without it.
// It is empty for other steps and for other people.
func (d *Desk) PersonsSide(ctx context.Context, who *Actor, s *Step) (told []Notice, err error) {
	if s.Kind != StepAdverse || who.Step != "" && s.State != StepWaiting { // what comes later is not for who answered from outside
		return nil, nil
	}
	err = d.view(ctx, who, func(r *reading) error {
		told = nil
		if who.User == "" || who.User != s.Proposer {
			err := (&act{desk: d, tx: r.tx, who: who}).allowSigning(s)
			if muster.CodeOf(err) == muster.CodePermission {
				return nil
			}
			if err != nil {
				return err
			}
		}
		c, err := cases().get(r.tx, s.Case)
		if err != nil {
			return err
		}
		for _, p := range c.People {
			list, err := notices().of(r.tx, p)
			if err != nil {
				return err
			}
			for i := range list { // another notice takes no answer out of sight
				n := &list[i]
				if ours := n.Case == "" || n.Case == s.Case; !n.Sent.IsZero() && (i == len(list)-1 || ours && len(n.Answers) > 0) {
					told = append(told, *n)
				}
			}
		}
		return nil
	})
	return told, err
}

// SecondSigners names the users who can be the second person of a step, by
// name. Where there is none, somebody outside may be invited.
func (d *Desk) SecondSigners(ctx context.Context, s *Step) ([]string, error) {
	var names []string
	err := d.view(ctx, &Actor{}, func(r *reading) error {
		all, err := activeUsers(r.tx)
		names = nil
		for i := range all {
			if u := &all[i]; u.ID != s.Proposer && d.table.Allows(u.actor(""), s.Action, s.Scope, true) {
				names = append(names, u.Name)
			}
		}
		slices.Sort(names)
		return err
	})
	return names, err
}
