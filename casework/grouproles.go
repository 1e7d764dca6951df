package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"muster/store"
)

// settingGroups holds which groups of the sign-on provider give which roles.
const settingGroups = settingPrefix + "group_roles"

// maxGroupRoles bounds them.
const maxGroupRoles = 200

// GroupRole says that a group at the sign-on provider gives a role. It holds for
// users whose roles come from the provider, and for nobody else.
type GroupRole struct {
	ID    string `json:"id"`
	Group string `json:"group"` // as the provider names it: the whole value, never a part or a pattern
	Grant Grant  `json:"grant"`
}

func groupRoles(tx *store.Tx) (list []GroupRole, err error) {
	text, err := settingText(tx, settingGroups)
	if err != nil || text == "" {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

func (in *act) setGroupRoles(list []GroupRole) error {
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return in.setText(settingGroups, string(text))
}

// GroupRoles lists them, for who manages users.
func (d *Desk) GroupRoles(ctx context.Context, who *Actor) (list []GroupRole, err error) {
	err = d.view(ctx, who, func(r *reading) error {
		if err := d.table.everywhere(who, UsersManage); err != nil {
			return err
		}
		list, err = groupRoles(r.tx)
		return err
	})
	return list, err
}

// MapGroup says that a group at the sign-on provider gives a role for a scope.
// Every role is named by itself, administrator and counsel too.
type MapGroup struct {
	Group  string `json:"group"`
	Grant  Grant  `json:"grant"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *MapGroup) Name() string { return "group_role.add" }

func (a *MapGroup) check() error {
	return first(line("group", a.Group), checkGrants([]Grant{a.Grant}), reason(a.Reason))
}

func (a *MapGroup) perform(in *act) error {
	if err := in.allow(UsersManage, Scope{}, false); err != nil {
		return err
	}
	list, err := groupRoles(in.tx)
	if err != nil {
		return err
	}
	one := GroupRole{Group: strings.TrimSpace(a.Group), Grant: a.Grant}
	switch {
	case slices.ContainsFunc(list, func(g GroupRole) bool { return g.Group == one.Group && g.Grant == one.Grant }):
		return conflict("this group gives this role already", "take it back first, or name another")
	case len(list) >= maxGroupRoles:
		return conflict("there are 200 of these already", "take back those nobody needs")
	}
	if one.ID, err = in.newID("G"); err != nil {
		return err
	}
	in.made = one.ID
	return in.regrant(append(slices.Clone(list), one))
}

// UnmapGroup takes back that a group gives a role. Who has it by that group has
// it no more from their next request.
type UnmapGroup struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *UnmapGroup) Name() string { return "group_role.end" }

func (a *UnmapGroup) check() error { return reason(a.Reason) }

func (a *UnmapGroup) perform(in *act) error {
	if err := in.allow(UsersManage, Scope{}, false); err != nil {
		return err
	}
	list, err := groupRoles(in.tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(g GroupRole) bool { return g.ID == a.ID })
	if i < 0 {
		return notFound("group with a role")
	}
	in.made = a.ID
	return in.regrant(slices.Delete(slices.Clone(list), i, i+1))
}

// regrant keeps what groups give, and gives users whose roles come from the
// provider what the groups come to that they were in at their last sign-in.
func (in *act) regrant(list []GroupRole) error {
	if err := in.setGroupRoles(list); err != nil {
		return err
	}
	all, err := activeUsers(in.tx)
	if err != nil {
		return err
	}
	for i := range all {
		u := &all[i]
		if given := given(list, u.Groups); u.Provided && !slices.Equal(given, u.Grants) {
			u.Grants = given
			if err := users().put(in, u); err != nil {
				return err
			}
		}
	}
	return nil
}

// given are the roles that groups come to.
func given(list []GroupRole, groups []string) []Grant {
	var out []Grant
	for _, g := range list {
		if slices.Contains(groups, g.Group) && !slices.Contains(out, g.Grant) {
			out = append(out, g.Grant)
		}
	}
	return out
}

// ProvideRoles says that a user's roles come from the sign-on provider from now
// on. They have none until they sign in there, and come in no other way. Setting
// their roles by hand ends it.
type ProvideRoles struct {
	User   UserID `json:"user"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *ProvideRoles) Name() string { return "user.provided" }

func (a *ProvideRoles) check() error { return reason(a.Reason) }

func (a *ProvideRoles) perform(in *act) error {
	return in.changeUser(a.User, func(u *User) { u.Provided, u.Grants, u.Groups = true, nil, nil })
}

// Provide gives a user who signs in by the provider the roles their groups there
// come to, where that is where their roles come from; of everybody else it changes
// nothing. A change is entered as the provider's.
func (d *Desk) Provide(ctx context.Context, user UserID, groups []string) (*Actor, error) {
	var who *Actor
	err := d.store.Update(ctx, d.org, func(tx *store.Tx) error {
		u, err := users().get(tx, string(user))
		if err != nil {
			return err
		}
		if u.Ended {
			return errPermission("this user's access has ended")
		}
		who = u.actor("session")
		if !u.Provided {
			return nil
		}
		list, err := groupRoles(tx)
		if err != nil {
			return err
		}
		var known []string // of their other groups nothing is kept
		for _, g := range list {
			if slices.Contains(groups, g.Group) && !slices.Contains(known, g.Group) {
				known = append(known, g.Group)
			}
		}
		slices.Sort(known)
		grants := given(list, known)
		if slices.Equal(known, u.Groups) && slices.Equal(grants, u.Grants) {
			return nil
		}
		u.Groups, u.Grants = known, grants
		who = u.actor("session")
		in := &act{desk: d, tx: tx, who: &Actor{Name: "the sign-on provider", Via: "provider"}, allowed: true}
		if err := users().put(in, u); err != nil {
			return err
		}
		return in.enterProvided(u)
	})
	if err != nil {
		return nil, err
	}
	return who, nil
}

// providedRoles is what the ledger keeps of it.
type providedRoles struct {
	User   UserID   `json:"user"`
	Groups []string `json:"groups"`
	Grants []Grant  `json:"grants"`
}

func (*providedRoles) Name() string         { return "user.roles_provided" }
func (*providedRoles) check() error         { return nil }
func (*providedRoles) perform(_ *act) error { return nil }

func (in *act) enterProvided(u *User) error {
	a := &providedRoles{u.ID, u.Groups, u.Grants}
	entry, err := in.tx.Record(a.Name(), entryBody{By: by(in.who), Made: string(u.ID), Act: a})
	if err != nil {
		return err
	}
	key, err := in.newID("provider")
	if err != nil {
		return err
	}
	_, err = in.exec("insert into acts (organisation, key, digest, name, actor, subject, file, made, entry, happened) values ($1, $2, $3, $4, '', '', '', $5, $6, $7)",
		key, []byte{}, a.Name(), string(u.ID), entry.Seq, in.tx.Now())
	return err
}
