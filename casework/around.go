package casework

import (
	"context"
	"slices"

	"muster"
	"muster/store"
)

// known is what is kept. Nobody changes it once it is read.
type known struct {
	policy      *muster.Policy
	entities    []Entity
	colleagues  []User
	called      map[UserID]string // everybody who ever did something here
	users       []User            // active ones, with their roles
	monitored   map[string]bool
	placements  map[muster.SubjectID]*Placement
	placed      map[muster.SubjectID]Scope // by placement, where that names an entity
	own         map[UserID][]muster.SubjectID
	suppressed  []Suppression
	undisturbed bool // nobody's identity is in dispute, and nothing is cleared
}

// around returns what is known at the moment of a transaction that reads: what
// every request asks, and what changes only with an act.
func (d *Desk) around(tx *store.Tx) (*known, error) {
	return once(tx, "around", small, func() (*known, error) { return d.read(tx) })
}

func (d *Desk) read(tx *store.Tx) (k *known, err error) {
	k = &known{called: map[UserID]string{}, monitored: map[string]bool{}, placements: map[muster.SubjectID]*Placement{}, placed: map[muster.SubjectID]Scope{}, own: map[UserID][]muster.SubjectID{}}
	if k.policy, err = d.policyNow(tx); err != nil {
		return nil, err
	}
	if k.entities, err = entities().all(tx); err != nil {
		return nil, err
	}
	list, err := activeUsers(tx)
	if err != nil {
		return nil, err
	}
	for _, u := range list {
		k.colleagues = append(k.colleagues, User{ID: u.ID, Name: u.Name})
	}
	sortUsers(k.colleagues)
	if err := k.names(tx); err != nil {
		return nil, err
	}
	sortUsers(list)
	k.users = list
	switched, err := monitorings().all(tx)
	if err != nil {
		return nil, err
	}
	for _, m := range switched {
		k.monitored[m.Kind] = m.On
	}
	if k.suppressed, err = suppressions().all(tx); err != nil {
		return nil, err
	}
	var decided int
	err = tx.QueryRow("select (select count(*) from clearings where organisation = $1) + (select count(*) from disputes where organisation = $1)").Scan(&decided)
	if err != nil {
		return nil, err
	}
	k.undisturbed = decided == 0
	return k, k.work(tx)
}

// names reads what those are called who ever did something here: users, those
// whose access has ended among them, and second signers from outside.
func (k *known) names(tx *store.Tx) error {
	all, err := users().all(tx)
	if err != nil {
		return err
	}
	for i := range all {
		k.called[all[i].ID] = all[i].Name
	}
	signed, err := links().list(tx, "state = 'used'")
	for i := range signed {
		if l := &signed[i]; l.Purpose == LinkSign {
			who := outsider(l)
			k.called[who.User] = who.Name
		}
	}
	return err
}

// work reads whose work people are.
func (k *known) work(tx *store.Tx) error {
	at := map[string]Scope{}
	for _, e := range k.entities {
		at[e.ID] = Scope{Entity: e.ID, Country: e.Country}
	}
	all, err := placements().all(tx)
	if err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		k.placements[p.Subject] = p
		if p.Entity != "" {
			k.placed[p.Subject] = at[p.Entity]
		}
		for _, user := range p.Team {
			k.own[user] = append(k.own[user], p.Subject)
		}
	}
	requested, err := checks().list(tx, "state = 'requested' and file <> ''")
	if err != nil {
		return err
	}
	for _, c := range requested {
		k.own[c.Assigned] = append(k.own[c.Assigned], c.Subject)
	}
	open, err := cases().list(tx, "state = 'open'")
	if err != nil {
		return err
	}
	for i := range open {
		for _, user := range open[i].Readers {
			k.own[user] = append(k.own[user], open[i].People...)
		}
	}
	for user, list := range k.own {
		slices.Sort(list)
		k.own[user] = slices.Compact(list)
	}
	return nil
}

// Around is what a request needs to know before it looks at anybody, of one
// moment. Its parts are shared: they are read only.
type Around struct {
	Reach      *Reach
	Entities   []Entity
	Colleagues []User            // active ones, id and name alone
	Called     map[UserID]string // everybody who ever did something here
	Policy     *muster.Policy
	Monitored  map[string]bool // the kinds of monitoring that are on

	table *Table
	users []User
}

// WhoMay lists the active users whose roles allow an action about something of
// their own at one of some places, by id and name: whom a form may name for it.
// Whoever's roles are for another part of the organisation is not named.
func (a *Around) WhoMay(may Action, at ...Scope) []User {
	var out []User
	for i := range a.users {
		u := &a.users[i]
		who := u.actor("")
		if slices.ContainsFunc(at, func(s Scope) bool { return a.table.Allows(who, may, s, true) }) {
			out = append(out, User{ID: u.ID, Name: u.Name})
		}
	}
	return out
}

// Around returns what a request needs to know that is about people an action
// reaches.
func (d *Desk) Around(ctx context.Context, who *Actor, a Action) (*Around, error) {
	var out *Around
	err := d.view(ctx, who, func(r *reading) error {
		k, err := d.around(r.tx)
		if err != nil {
			return err
		}
		reach, err := d.reach(who, a, k)
		out = &Around{reach, k.entities, k.colleagues, k.called, k.policy, k.monitored, d.table, k.users}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (d *Desk) reach(who *Actor, a Action, k *known) (*Reach, error) {
	out := &Reach{Placed: k.placed}
	for _, g := range who.Grants {
		switch d.table.Cell(a, g.Role) {
		case Yes:
			out.Scopes = append(out.Scopes, g.Scope)
		case Own:
			out.OwnIn = append(out.OwnIn, g.Scope)
		}
	}
	if len(out.Scopes)+len(out.OwnIn) == 0 {
		return nil, refusal(a)
	}
	if who.User != "" {
		out.Own = k.own[who.User]
	}
	return out, nil
}

// Weighing is what an assessment of one person is shown by.
type Weighing struct {
	Shown    map[Field]Shown
	Standing *Standing
	Policy   *muster.Policy
}

// Weighing returns, for an actor who may look at a person, how fields of theirs
// show and what people decided about their findings: Show, Standing and Policy
// of one moment.
func (d *Desk) Weighing(ctx context.Context, who *Actor, subject muster.SubjectID, values map[Field]string) (*Weighing, error) {
	var out *Weighing
	err := d.view(ctx, who, func(r *reading) error {
		k, err := d.around(r.tx)
		if err != nil {
			return err
		}
		about, err := r.look(k, subject)
		if err != nil {
			return err
		}
		if !d.table.Allows(who, PeopleView, about.Scope, about.own) {
			return refusal(PeopleView)
		}
		out = &Weighing{Shown: map[Field]Shown{}, Policy: k.policy, Standing: &Standing{Subject: subject}}
		for f, v := range values {
			if out.Shown[f], err = r.show(f, about, v); err != nil {
				return err
			}
		}
		if !k.undisturbed {
			out.Standing, err = standingOf(r.tx, subject)
			return err
		}
		for _, s := range k.suppressed {
			if s.Until.UnixMicro() > r.tx.Now() && (s.Subject == "" || s.Subject == subject) {
				out.Standing.Suppressions = append(out.Standing.Suppressions, s)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// look is lookAt with what is known.
func (r *reading) look(k *known, id muster.SubjectID) (*about, error) {
	list, err := recordsOf(r.tx, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, notFound("person")
	}
	a, named := belongs(id, list, k.placements[id])
	if named != "" {
		a.place(k.entities, named)
	}
	if r.who.User != "" {
		_, a.own = slices.BinarySearch(k.own[r.who.User], id)
	}
	return a, nil
}
