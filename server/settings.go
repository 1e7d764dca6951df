package server

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// freshSecrets are secrets made a moment ago, each shown to who made it, once.
// They are in memory only: lost with the program, made anew by asking again.
type freshSecrets struct {
	mu sync.Mutex
	of map[casework.UserID]string
}

// tellSecret keeps what an act made for the settings page of who asked.
func (s *Server) tellSecret(actor *casework.Actor, a casework.Act, got *casework.Receipt, out *web.Receipt) {
	text := got.Secret
	switch a.(type) {
	case *casework.InviteUser, *casework.InviteAgain, *casework.InviteSigner:
		text = s.linkAddress(got.Secret)
	}
	s.fresh.mu.Lock()
	defer s.fresh.mu.Unlock()
	if s.fresh.of == nil {
		s.fresh.of = map[casework.UserID]string{}
	}
	s.fresh.of[actor.User] = text
	out.Next = "/settings"
}

// linkAddress is a one-time link as it is passed on.
func (s *Server) linkAddress(token string) string {
	base := s.config.URL
	if base == "" {
		base = "http://" + s.config.Listen
		if s.config.secure() {
			base = "https://" + s.config.Listen
		}
	}
	return strings.TrimRight(base, "/") + linkPath(token)
}

// take returns a user's fresh secret and forgets it.
func (f *freshSecrets) take(id casework.UserID) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := f.of[id]
	delete(f.of, id)
	return text
}

// Settings is what the installation is set to, as far as the viewer may see.
func (s *Server) Settings(ctx context.Context) (*web.Settings, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Settings{Organisation: s.title(), Fresh: s.fresh.take(actor.User)}
	v := visitorOf(ctx)
	if !v.may(web.SeeSettings) {
		return out, nil
	}
	entities, err := s.desk.Entities(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range entities {
		out.Entities = append(out.Entities, e.Title+" ("+e.Country+")")
	}
	if out.Ways, err = (&entrance{s}).Ways(ctx); err != nil {
		return nil, err
	}
	if v.may(web.ManageUsers) {
		if err := s.userSettings(ctx, actor, out); err != nil {
			return nil, err
		}
	}
	if v.may(web.ManageKeys) {
		if err := s.keySettings(ctx, actor, out); err != nil {
			return nil, err
		}
	}
	if v.may(web.ManageRetention) {
		err = s.retentionSettings(ctx, actor, out)
	}
	return out, err
}

func (s *Server) userSettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	users, err := s.desk.Users(ctx, actor)
	if err != nil {
		return err
	}
	last, second := map[string]time.Time{}, map[string]bool{}
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		rows, err := tx.Query("select user_id, max(seen), 0 from server_sessions where organisation = $1 group by user_id union all select user_id, 0, 1 from server_credentials where organisation = $1 and kind in ('totp', 'passkey')")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var seen, has int64
			if err := rows.Scan(&id, &seen, &has); err != nil {
				return err
			}
			if has == 1 {
				second[id] = true
			} else {
				last[id] = time.UnixMicro(seen).UTC()
			}
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	for _, u := range users {
		one := web.User{ID: string(u.ID), Name: u.Name, Email: u.Email, Last: last[string(u.ID)], Second: second[string(u.ID)], Ended: u.Ended}
		for _, g := range u.Grants {
			one.Roles = append(one.Roles, webRole(g.Role))
			if g.Scope.Entity != "" {
				one.Entity = g.Scope.Entity
			}
		}
		out.Users = append(out.Users, one)
	}
	return nil
}

func (s *Server) keySettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	keys, err := s.desk.Keys(ctx, actor)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !k.Ended {
			out.Keys = append(out.Keys, web.Key{ID: k.ID, Name: k.Title, Scopes: k.Scopes, Made: k.Made, Expires: dateOf(k.Expires)})
		}
	}
	hooks, err := s.desk.Hooks(ctx, actor)
	for _, h := range hooks {
		if !h.Ended {
			out.Hooks = append(out.Hooks, web.Hook{URL: h.URL, Status: "Nothing is sent yet: messages are not switched on"})
		}
	}
	return err
}

func (s *Server) retentionSettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return err
	}
	set, _, err := s.desk.Retention(ctx, actor)
	if err != nil {
		return err
	}
	for _, k := range muster.Kinds() {
		days, ok := policy.Retention[k]
		if !ok {
			continue
		}
		one := web.Retention{Kind: k, Days: days}
		if i := slices.IndexFunc(set, func(c casework.Clock) bool { return c.Kind == k }); i >= 0 {
			one.Purpose, one.Basis = set[i].Purpose, set[i].Basis
		}
		out.Retention = append(out.Retention, one)
	}
	return nil
}
