package casework

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/store"
)

// User is somebody who may sign in. Users are never removed: what they did
// stays theirs.
type User struct {
	ID      UserID    `json:"id"`
	Name    string    `json:"name"`
	Email   string    `json:"email"`
	Grants  []Grant   `json:"grants"`
	Ended   bool      `json:"ended,omitempty"`
	Invited time.Time `json:"invited"`
	Joined  time.Time `json:"joined,omitzero"` // when the invitation was taken up

	// Provided says that the grants are those the sign-on provider's groups give,
	// as of the last sign-in there; Groups are the groups that give any.
	Provided bool     `json:"provided,omitempty"`
	Groups   []string `json:"groups,omitempty"`
}

// users: state is "" or ended; file is the address in lower case.
func users() shelf[User] {
	return shelf[User]{"users", "user", func(u *User) keys {
		state := "active"
		if u.Ended {
			state = "ended"
		}
		return keys{id: string(u.ID), file: strings.ToLower(u.Email), state: state}
	}}
}

func (u *User) actor(via string) *Actor {
	return &Actor{User: u.ID, Name: u.Name, Grants: u.Grants, Via: via, Provided: u.Provided}
}

func checkGrants(list []Grant) error {
	if len(list) == 0 || len(list) > 50 {
		return usage("roles: name 1 to 50", "a user without a role can see nothing")
	}
	for _, g := range list {
		if !g.Role.Valid() {
			return usage("roles: there is no role "+string(g.Role), "the roles are those of the table of permissions")
		}
		if err := g.Scope.check(); err != nil {
			return err
		}
	}
	return nil
}

func (s Scope) check() error {
	if len(s.Entity) > MaxLine || s.Country != "" && !isCountry(s.Country) {
		return usage("scope: name an entity by its id and a country by two capital letters", "leave both empty for everywhere")
	}
	return nil
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// address refuses what is no e-mail address. Whether somebody reads it, the
// one-time link shows.
func address(s string) error {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > MaxLine || strings.ContainsAny(s, " \t\r\n<>,;\x00") {
		return usage("e-mail: this is no address", "write it like name@example.org")
	}
	return nil
}

// InviteUser makes a user and a link by which they come in the first time. The
// receipt's Secret is the link's token.
type InviteUser struct {
	User   string  `json:"name"`
	Email  string  `json:"email"`
	Grants []Grant `json:"grants"`
}

// Name is the kind of the act's ledger entry.
func (a *InviteUser) Name() string { return "user.invite" }

func (a *InviteUser) check() error {
	return first(line("name", a.User), address(a.Email), checkGrants(a.Grants))
}

func (a *InviteUser) perform(in *act) error {
	if err := in.allow(UsersManage, Scope{}, false); err != nil {
		return err
	}
	return in.invite(a)
}

func (in *act) invite(a *InviteUser) error {
	had, err := users().list(in.tx, "file = $2 and state = 'active'", strings.ToLower(a.Email))
	if err != nil {
		return err
	}
	if len(had) > 0 {
		return conflict("somebody with this address is a user already", "change their roles instead")
	}
	id, err := in.newID("U")
	if err != nil {
		return err
	}
	in.made = id
	if err := users().add(in, &User{ID: UserID(id), Name: a.User, Email: a.Email, Grants: a.Grants, Invited: in.now()}); err != nil {
		return err
	}
	return in.link(&Link{Purpose: LinkInvite, User: UserID(id), Email: a.Email}, invitationLasts)
}

// SetRoles changes what somebody may do. It holds from their next request.
type SetRoles struct {
	User   UserID  `json:"user"`
	Grants []Grant `json:"grants"`
	Reason string  `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SetRoles) Name() string { return "user.roles" }

func (a *SetRoles) check() error { return first(reason(a.Reason), checkGrants(a.Grants)) }

func (a *SetRoles) perform(in *act) error {
	return in.changeUser(a.User, func(u *User) { u.Grants, u.Provided, u.Groups = a.Grants, false, nil })
}

// EndUser ends somebody's access at once. What they did stays on record.
type EndUser struct {
	User   UserID `json:"user"`
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *EndUser) Name() string { return "user.end" }

func (a *EndUser) check() error { return reason(a.Reason) }

func (a *EndUser) perform(in *act) error {
	return in.changeUser(a.User, func(u *User) { u.Ended = true })
}

// changeUser changes a user and sees to it that somebody can still manage them
// whose role is their own: a provider that goes wrong locks nobody out for good.
func (in *act) changeUser(id UserID, change func(*User)) error {
	if err := in.allow(UsersManage, Scope{}, false); err != nil {
		return err
	}
	u, err := users().get(in.tx, string(id))
	if err != nil {
		return err
	}
	change(u)
	all, err := activeUsers(in.tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(o User) bool {
		if o.ID == id {
			o = *u
		}
		return !o.Ended && !o.Provided && o.actor("").Holds(Administrator, Scope{})
	}) {
		return conflict("nobody would be left to manage users", "give another user the role of administrator first")
	}
	in.made = string(id)
	return users().put(in, u)
}

func activeUsers(tx *store.Tx) ([]User, error) {
	return users().list(tx, "state = $2", "active")
}

// Entity is a legal entity of the organisation.
type Entity struct {
	ID       string   `json:"id"`                 // short, as scopes name it
	Title    string   `json:"title"`              // as HR records write it
	Country  string   `json:"country"`            // whose law applies, ISO 3166-1 alpha-2
	Holidays []string `json:"holidays,omitempty"` // days nobody works, 2006-01-02
}

func entities() shelf[Entity] {
	return shelf[Entity]{"entities", "legal entity", func(e *Entity) keys { return keys{id: e.ID} }}
}

// SetEntity adds a legal entity or changes it: its country and the days on
// which clocks stand still.
type SetEntity struct {
	Entity
	Reason string `json:"reason"`
}

// Name is the kind of the act's ledger entry.
func (a *SetEntity) Name() string { return "entity.set" }

func (a *SetEntity) check() error {
	if !isCountry(a.Country) {
		return usage("country: write the two capital letters of its code", "such as GB or DE; it decides which law applies and nothing else")
	}
	if len(a.Holidays) > 1000 {
		return usage("holidays: more than 1,000", "keep those of the next years")
	}
	for _, day := range a.Holidays {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return usage(quoted(day)+" is no day", "write days like 2026-12-25")
		}
	}
	return first(line("id", a.ID), line("title", a.Title), reason(a.Reason))
}

func (a *SetEntity) perform(in *act) error {
	if err := in.allow(SettingsManage, Scope{}, false); err != nil {
		return err
	}
	in.made = a.ID
	e := a.Entity
	e.Holidays = slices.Compact(slices.Sorted(slices.Values(e.Holidays)))
	return entities().put(in, &e)
}

func sortUsers(list []User) {
	slices.SortFunc(list, func(a, b User) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
}

// countUsers counts everybody who ever was one.
func countUsers(tx *store.Tx) (n int, err error) {
	err = tx.QueryRow("select count(*) from users where organisation = $1").Scan(&n)
	return n, err
}

func errPermission(what string) error {
	return &muster.Error{Code: muster.CodePermission, Message: what, Hint: "sign in again, or ask the administrator"}
}
