package api

import (
	"context"
	"time"

	"muster/casework"
)

// settings is what the organisation is set to.
type settings struct {
	Numbers  []settingNumber   `json:"numbers"`
	Entities []casework.Entity `json:"entities"`
	*Texts
}

// Texts is what an organisation is called, how notices read and how people sign
// in: for who sees some part of the settings.
type Texts struct {
	Organisation string       `json:"organisation,omitempty"`
	Notices      []NoticeText `json:"notices,omitempty" doc:"As they are sent; the act notice.word changes one."`
	SignIn       *SignInWays  `json:"sign_in,omitempty"`
}

// NoticeText is a notice people receive.
type NoticeText struct {
	Name string `json:"name"`
	Text string `json:"text" doc:"In brackets: what is filled in."`
}

// SignInWays is how people sign in.
type SignInWays struct {
	Link     bool   `json:"link" doc:"One-time links."`
	Password bool   `json:"password" doc:"Always with a second factor."`
	Passkey  bool   `json:"passkey"`
	Provider string `json:"provider,omitempty" doc:"Name of the single sign-on. Missing when there is none."`
}

// Signed is how a user signs in.
type Signed struct {
	Last   time.Time
	Second bool // a second factor is set up
}

// settingNumber is one number an organisation may choose.
type settingNumber struct {
	Name    string `json:"name"`
	Says    string `json:"says"`
	Value   int    `json:"value"`
	Default int    `json:"default"`
	Min     int    `json:"min"`
	Max     int    `json:"max"`
}

// userRow is somebody who is or was a user.
type userRow struct {
	ID     casework.UserID  `json:"id"`
	Name   string           `json:"name"`
	Email  string           `json:"email,omitempty"`
	Grants []casework.Grant `json:"grants,omitempty"`
	Ended  bool             `json:"ended,omitempty"`
	Last   time.Time        `json:"last,omitzero" doc:"When they were here last. For who manages users."`
	Second *bool            `json:"second_factor,omitempty" doc:"Whether one is set up. For who manages users."`

	Provided bool     `json:"provided,omitempty" doc:"The grants are those their groups at the sign-on provider give, as of their last sign-in. For who manages users."`
	Groups   []string `json:"groups,omitempty" doc:"Their groups that give any."`
}

// keyRow is an API key without its secret.
type keyRow struct {
	ID      string           `json:"id"`
	Title   string           `json:"title"`
	Scopes  []string         `json:"scopes"`
	Grants  []casework.Grant `json:"grants"`
	Made    time.Time        `json:"made"`
	By      string           `json:"by"`
	Expires time.Time        `json:"expires"`
	Ended   bool             `json:"ended,omitempty"`
}

// userList is the users: everything of them for who manages users, otherwise
// the names of active ones.
type userList struct {
	Users []userRow `json:"users"`

	GroupRoles []casework.GroupRole `json:"group_roles,omitempty" doc:"Which groups at the sign-on provider give which roles. For who manages users."`
}

// keyList is the API keys.
type keyList struct {
	Keys []keyRow `json:"keys"`
}

// hookList is the webhooks.
type hookList struct {
	Webhooks []casework.Webhook `json:"webhooks"`
}

// Me is who asks, and what is open to them.
type Me struct {
	User         casework.UserID   `json:"user"`
	Name         string            `json:"name"`
	Via          string            `json:"via" enum:"key,session"`
	Organisation string            `json:"organisation"`
	Grants       []casework.Grant  `json:"grants"`
	Scopes       []string          `json:"scopes,omitempty" doc:"Of a key."`
	May          []casework.Action `json:"may" doc:"Actions of the table of permissions that are open to the caller on something; what is about the whole organisation, to whose role is for all of it."`
}

func registerSettings(h *Handler) {
	register(h, get("/v1/me", "me.get", "Settings", anyScope, "Who asks, and what is open to them", "Every key may ask this."), h.me)
	register(h, get("/v1/settings", "settings.get", "Settings", RulesRead, "Numbers that can be set, and legal entities", "Notices and ways to sign in for who sees a part of the settings."), h.settings)
	register(h, get("/v1/users", "users.list", "Settings", PeopleOnly, "Users", "Addresses and roles are for who manages users; others see the names of active ones."), h.users)
	register(h, get("/v1/keys", "keys.list", "Settings", PeopleOnly, "API keys, without their secrets", "For who manages keys. key.make makes one, key.end ends it at once."), h.keys)
	register(h, get("/v1/webhooks", "webhooks.list", "Settings", PeopleOnly, "Webhooks, without their secrets", "For who manages them. Deliveries are signed; how each stands is at /v1/targets."), func(ctx context.Context, _ *nothing) (*body[hookList], error) {
		list, err := h.Desk.Hooks(ctx, actorOf(ctx))
		return &body[hookList]{hookList{list}}, err
	})
}

func (h *Handler) me(ctx context.Context, _ *nothing) (*body[Me], error) {
	c := callerOf(ctx)
	out := Me{User: c.actor.User, Name: c.actor.Name, Via: c.actor.Via, Organisation: string(h.Organisation), Grants: c.actor.Grants, Scopes: c.scopes}
	for _, a := range h.Desk.Permissions().Actions() {
		if h.Desk.Permissions().Open(c.actor, a) {
			out.May = append(out.May, a)
		}
	}
	return &body[Me]{out}, nil
}

func (h *Handler) settings(ctx context.Context, _ *nothing) (*body[settings], error) {
	values, err := h.Desk.SettingValues(ctx)
	if err != nil {
		return nil, err
	}
	out := settings{}
	for _, s := range casework.Settings() {
		out.Numbers = append(out.Numbers, settingNumber{s.Name, s.Says, values[s.Name], s.Default, s.Min, s.Max})
	}
	if out.Entities, err = h.Desk.Entities(ctx); err != nil {
		return nil, err
	}
	if h.somewhere(actorOf(ctx), []casework.Action{casework.UsersManage, casework.SettingsManage, casework.KeysManage, casework.WebhooksManage, casework.RetentionSet, casework.MonitoringSet}) {
		out.Texts, err = h.Office.Texts(ctx)
	}
	return &body[settings]{out}, err
}

func (h *Handler) users(ctx context.Context, _ *nothing) (*body[userList], error) {
	who := actorOf(ctx)
	read, signed := h.Desk.Colleagues, map[casework.UserID]Signed(nil)
	if h.somewhere(who, []casework.Action{casework.UsersManage}) {
		var err error
		if signed, err = h.Office.Signed(ctx); err != nil {
			return nil, err
		}
		read = func(ctx context.Context) ([]casework.User, error) { return h.Desk.Users(ctx, who) }
	}
	list, err := read(ctx)
	if err != nil {
		return nil, err
	}
	out := userList{}
	if signed != nil {
		if out.GroupRoles, err = h.Desk.GroupRoles(ctx, who); err != nil {
			return nil, err
		}
	}
	for _, u := range list {
		row := userRow{ID: u.ID, Name: u.Name, Email: u.Email, Grants: u.Grants, Ended: u.Ended, Provided: u.Provided, Groups: u.Groups}
		if signed != nil {
			one := signed[u.ID]
			row.Last, row.Second = one.Last, &one.Second
		}
		out.Users = append(out.Users, row)
	}
	return &body[userList]{out}, nil
}

func (h *Handler) keys(ctx context.Context, _ *nothing) (*body[keyList], error) {
	list, err := h.Desk.Keys(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := keyList{}
	for _, k := range list {
		out.Keys = append(out.Keys, keyRow{k.ID, k.Title, k.Scopes, k.Grants, k.Made, k.By, k.Expires, k.Ended})
	}
	return &body[keyList]{out}, nil
}
