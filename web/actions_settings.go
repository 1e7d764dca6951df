package web

import "muster"

// InviteUser invites somebody by a one-time link.
type InviteUser struct {
	Name, Email string
	Roles       []string
	Entity      string // legal entity the roles hold for; empty: all
	Country     string // where the people work; empty: all
}

func (*InviteUser) command() {}

func readInviteUser(f *form) Command {
	return &InviteUser{Name: f.line("name", true), Email: f.line("email", true), Roles: f.roles("role"), Entity: f.line("entity", false), Country: f.line("country", false)}
}

// roles is at least one role of the list.
func (f *form) roles(name string) []string {
	roles := choices[string](f, name, Roles())
	if len(roles) == 0 {
		f.complain(name, "Choose at least one role.")
	}
	return roles
}

// SetRoles changes what somebody may do.
type SetRoles struct {
	User    string
	Roles   []string
	Entity  string
	Country string
	Reason  string
}

func (*SetRoles) command() {}

func readSetRoles(f *form) Command {
	return &SetRoles{User: f.id("id"), Roles: f.roles("role"), Entity: f.line("entity", false), Country: f.line("country", false), Reason: f.reason("reason")}
}

// ProvideRoles has a user's roles come from the sign-on provider.
type ProvideRoles struct{ User, Reason string }

func (*ProvideRoles) command() {}

func readProvideRoles(f *form) Command {
	return &ProvideRoles{User: f.id("id"), Reason: f.reason("reason")}
}

// MapGroup says which role a group at the sign-on provider gives.
type MapGroup struct {
	Group, Role, Entity, Country, Reason string
}

func (*MapGroup) command() {}

func readMapGroup(f *form) Command {
	return &MapGroup{Group: f.line("group", true), Role: choice[string](f, "role", Roles()), Entity: f.line("entity", false), Country: f.line("country", false), Reason: f.reason("reason")}
}

// UnmapGroup takes that back.
type UnmapGroup struct{ ID, Reason string }

func (*UnmapGroup) command() {}

func readUnmapGroup(f *form) Command {
	return &UnmapGroup{ID: f.id("id"), Reason: f.reason("reason")}
}

// EndUser ends somebody's access. What they did stays on record.
type EndUser struct{ User, Reason string }

func (*EndUser) command() {}

func readEndUser(f *form) Command { return &EndUser{User: f.id("id"), Reason: f.reason("reason")} }

// InviteAgain makes a fresh one-time link for a user who lost theirs.
type InviteAgain struct{ User, Reason string }

func (*InviteAgain) command() {}

func readInviteAgain(f *form) Command {
	return &InviteAgain{User: f.id("id"), Reason: f.reason("reason")}
}

// MakeKey makes an API key; it is shown once.
type MakeKey struct {
	Name    string
	Scopes  []string
	Roles   []string // what it may see and do is that of these roles, within its scopes
	Expires muster.Time
}

func (*MakeKey) command() {}

func readMakeKey(f *form) Command {
	c := &MakeKey{Name: f.line("name", true), Scopes: choices[string](f, "scope", KeyScopes()), Roles: choices[string](f, "role", KeyRoles()), Expires: f.date("expires", true)}
	if len(c.Scopes) == 0 {
		f.complain("scope", "Choose at least one.")
	}
	if len(c.Roles) == 0 {
		f.complain("role", "Choose at least one.")
	}
	return c
}

// EndKey ends an API key at once.
type EndKey struct{ ID string }

func (*EndKey) command() {}

func readEndKey(f *form) Command { return &EndKey{ID: f.id("id")} }

// AddHook sends signed messages about some kinds of event to an address.
type AddHook struct {
	URL    string
	Events []string // kinds of message; empty: all
}

func (*AddHook) command() {}

func readAddHook(f *form) Command {
	return &AddHook{URL: f.line("url", true), Events: choices[string](f, "event", HookEvents())}
}

// RotateHook gives a webhook a fresh secret; the one before still signs for a day.
type RotateHook struct{ ID string }

func (*RotateHook) command() {}

func readRotateHook(f *form) Command { return &RotateHook{ID: f.id("id")} }

// EndHook sends a webhook nothing more.
type EndHook struct{ ID string }

func (*EndHook) command() {}

func readEndHook(f *form) Command { return &EndHook{ID: f.id("id")} }

// TryTarget sends a trial message to where messages go.
type TryTarget struct{ ID string }

func (*TryTarget) command() {}

func readTryTarget(f *form) Command { return &TryTarget{ID: f.id("id")} }

// ReplayMessages sends again what did not get through to a target.
type ReplayMessages struct{ ID string }

func (*ReplayMessages) command() {}

func readReplayMessages(f *form) Command { return &ReplayMessages{ID: f.id("id")} }

// SetRetention sets how many days observations of a kind are kept.
type SetRetention struct {
	Kind    muster.Kind
	Days    int
	Purpose string
	Basis   string
	Reason  string
}

func (*SetRetention) command() {}

func readSetRetention(f *form) Command {
	return &SetRetention{Kind: muster.Kind(f.id("kind")), Days: f.number("days", 1, 36500), Purpose: f.line("purpose", true), Basis: f.line("basis", true), Reason: f.reason("reason")}
}

// SwitchMonitoring switches a kind of monitoring of people at work on or off.
type SwitchMonitoring struct {
	Kind       string
	On         bool
	Assessment string // reference of the impact assessment; needed to switch on
	Notice     string // reference of the notice given
	Basis      string
	Reason     string
}

func (*SwitchMonitoring) command() {}

func readSwitchMonitoring(f *form) Command {
	on := choice[string](f, "on", OnOff()) == "on"
	return &SwitchMonitoring{
		Kind: f.id("kind"), On: on, Assessment: f.line("assessment", on), Notice: f.line("notice", on), Basis: f.line("basis", on), Reason: f.reason("reason"),
	}
}

// ChangeSetting sets one of the numbers.
type ChangeSetting struct {
	Setting string
	Value   int
	Reason  string
}

func (*ChangeSetting) command() {}

func readChangeSetting(f *form) Command {
	return &ChangeSetting{Setting: f.id("name"), Value: f.number("value", 0, 100000), Reason: f.reason("reason")}
}

// SwitchWriteBack lets the one neutral field be written into an applicant
// system, or no longer.
type SwitchWriteBack struct {
	System string
	On     bool
	Reason string
}

func (*SwitchWriteBack) command() {}

func readSwitchWriteBack(f *form) Command {
	return &SwitchWriteBack{System: f.id("id"), On: choice[string](f, "on", OnOff()) == "on", Reason: f.reason("reason")}
}
