package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// May returns nil when the actor may do something about a person, or about
// nobody in particular when subject is empty, and the refusal otherwise. The
// server asks it before pages and operations that are no acts: imports, trying
// a policy, graphs. It is not for writing: acts ask for themselves.
func (d *Desk) May(ctx context.Context, who *Actor, a Action, subject muster.SubjectID) error {
	return d.view(ctx, who, func(r *reading) error {
		if subject != "" {
			_, err := r.person(subject, a)
			return err
		}
		if d.table.somewhere(who, a) {
			return nil
		}
		return refusal(a)
	})
}

// somewhere reports whether the actor may do the action anywhere at all: a list
// then shows what their scopes reach.
func (t *Table) somewhere(who *Actor, a Action) bool {
	return slices.ContainsFunc(who.Grants, func(g Grant) bool { return t.Cell(a, g.Role) != No })
}

// whole are the actions about the whole organisation: a role for a part of it
// opens none of them.
var whole = []Action{LedgerView, LedgerExport, PolicyPublish, RetentionSet, MonitoringSet, WriteBackSet, UsersManage, SettingsManage, KeysManage, WebhooksManage}

// Open reports whether an action is open to the actor on anything.
func (t *Table) Open(who *Actor, a Action) bool {
	if slices.Contains(whole, a) {
		return t.everywhere(who, a) == nil
	}
	return t.somewhere(who, a)
}

// everywhere asks that the actor may do the action in the whole organisation:
// what has no part of its own is for nobody whose role is for a part.
func (t *Table) everywhere(who *Actor, a Action) error {
	switch {
	case t.Allows(who, a, Scope{}, false):
		return nil
	case t.somewhere(who, a):
		return &muster.Error{Code: muster.CodePermission, Message: "your role is for a part of the organisation, and this is about all of it (" + string(a) + ")", Hint: "ask somebody whose role is for the whole organisation"}
	}
	return refusal(a)
}

// reading is one read of an actor, all of one moment.
type reading struct {
	desk *Desk
	tx   *store.Tx
	who  *Actor
	may  map[place]Allowed // what allowed worked out
}

func (d *Desk) view(ctx context.Context, who *Actor, do func(*reading) error) error {
	return d.store.View(ctx, d.org, func(tx *store.Tx) error { return do(&reading{desk: d, tx: tx, who: who}) })
}

func (r *reading) now() time.Time { return time.UnixMicro(r.tx.Now()).UTC() }

// person finds a person for somebody who may do something with them.
func (r *reading) person(id muster.SubjectID, a Action) (*about, error) {
	about, err := lookAt(r.tx, r.who, id)
	if err != nil {
		return nil, err
	}
	if !r.desk.table.Allows(r.who, a, about.Scope, about.own) {
		return nil, refusal(a)
	}
	return about, nil
}

func refusal(a Action) error {
	return &muster.Error{Code: muster.CodePermission, Message: "your roles do not allow this (" + string(a) + ")", Hint: "ask somebody whose role it is, or the administrator"}
}

// Shown is a value as the reader may see it.
type Shown struct {
	Text  string // masked or clear; "" when hidden or not on record
	Sight Sight  // Hidden, Masked, Unlocked (masked, and a reason shows it) or Clear
}

// Mask leaves enough of a value to recognise it and not enough to use it.
func Mask(f Field, s string) string {
	if s == "" {
		return ""
	}
	runes := []rune(s)
	switch f {
	case FieldName, FieldOthers, FieldNameHistory:
		var parts []string
		for _, p := range strings.Fields(s) {
			parts = append(parts, string([]rune(p)[:1])+"…")
		}
		return strings.Join(parts, " ")
	case FieldHome:
		return "…"
	case FieldBorn:
		return "…"
	}
	if len(runes) < 8 {
		return "…"
	}
	return "…" + string(runes[len(runes)-2:])
}

// show applies the table of fields to a value.
func (r *reading) show(f Field, about *about, value string) (Shown, error) {
	s, err := r.desk.sight(r.tx, r.who, f, about)
	if err != nil || s == Hidden {
		return Shown{}, err
	}
	if s == Clear {
		return Shown{value, Clear}, nil
	}
	if r.desk.table.Sees(r.who, f, about.Scope) == Unlocked && r.desk.table.Allows(r.who, PersonUnlock, about.Scope, about.own) {
		s = Unlocked
	}
	return Shown{Mask(f, value), s}, nil
}

// Show is the table of fields for values that other packages read: the text as
// the actor may see it.
func (d *Desk) Show(ctx context.Context, who *Actor, subject muster.SubjectID, values map[Field]string) (map[Field]Shown, error) {
	out := map[Field]Shown{}
	err := d.view(ctx, who, func(r *reading) error {
		about, err := r.person(subject, PeopleView)
		if err != nil {
			return err
		}
		for f, v := range values {
			if out[f], err = r.show(f, about, v); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
