package server

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
	"muster/notify"
	"muster/report"
	"muster/store"
	"muster/web"
)

// freshSecrets are secrets made a moment ago, each shown to who made it, once.
// They are in memory only: lost with the program, made anew by asking again.
type freshSecrets struct {
	mu     sync.Mutex
	of     map[casework.UserID]string       // for the page of settings
	passed map[casework.UserID]web.Handover // links for people without an account
}

// tellSecret keeps what an act made for the page that shows it to who asked:
// what belongs to the installation under its settings, a link for somebody
// without an account on a page of its own.
func (s *Server) tellSecret(actor *casework.Actor, a casework.Act, got *casework.Receipt, out *web.Receipt) {
	var text string
	var pass *web.Handover
	switch c := a.(type) {
	case *casework.InviteUser, *casework.InviteAgain:
		text = s.linkAddress(got.Secret)
	case *casework.InviteSigner:
		pass = &web.Handover{Link: s.linkAddress(got.Secret), Ends: got.At.Add(casework.SigningLasts), Back: "/today"}
	case *casework.OfferReply:
		pass = &web.Handover{Link: strings.TrimRight(s.baseAddress(), "/") + "/reply?token=" + got.Secret, Reply: true, Ends: got.At.Add(casework.ReplyLasts), Back: "/people/" + url.PathEscape(string(c.Subject)) + "#told"}
	default:
		text = got.Secret
	}
	s.fresh.mu.Lock()
	defer s.fresh.mu.Unlock()
	if pass != nil {
		s.fresh.passed[actor.User] = *pass
		out.Next = "/handover"
		return
	}
	s.fresh.of[actor.User] = text
	out.Next = "/settings"
}

// linkAddress is a one-time link as it is passed on.
func (s *Server) linkAddress(token string) string {
	return strings.TrimRight(s.baseAddress(), "/") + linkPath(token)
}

// take returns a user's fresh secret and forgets it.
func (f *freshSecrets) take(id casework.UserID) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := f.of[id]
	delete(f.of, id)
	return text
}

// Handover gives the link that the viewer made last, and forgets it.
func (s *Server) Handover(ctx context.Context) (*web.Handover, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	s.fresh.mu.Lock()
	defer s.fresh.mu.Unlock()
	out := s.fresh.passed[actor.User]
	delete(s.fresh.passed, actor.User)
	return &out, nil
}

// Settings is what the installation is set to, as far as the viewer may see.
func (s *Server) Settings(ctx context.Context) (*web.Settings, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Settings{Organisation: s.titleNow(ctx), Fresh: s.fresh.take(actor.User)}
	v := visitorOf(ctx)
	if !v.may(web.OpenSettings) {
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
	for _, part := range []struct {
		may  web.Permission
		fill func() error
	}{
		{casework.UsersManage, func() error { return s.userSettings(ctx, actor, out) }},
		{casework.KeysManage, func() error { return s.keySettings(ctx, actor, out) }},
		{casework.WebhooksManage, func() error { return s.hookSettings(ctx, actor, out) }},
		{casework.SettingsManage, func() error { return s.numberSettings(ctx, out) }},
		{casework.RetentionSet, func() error { return s.retentionSettings(ctx, actor, out) }},
		{casework.MonitoringSet, func() error { return s.monitoringSettings(ctx, actor, out) }},
		{casework.MonitoringSet, func() error { return s.stillSettings(ctx, out) }},
	} {
		if v.may(part.may) {
			if err := part.fill(); err != nil {
				return nil, err
			}
		}
	}
	out.Notices, err = s.noticeTexts(ctx)
	return out, err
}

// noticeTexts are the notices as they are sent, with what is filled in in brackets.
func (s *Server) noticeTexts(ctx context.Context) ([]web.NoticeText, error) {
	set, err := s.desk.SetUp(ctx)
	if err != nil {
		return nil, err
	}
	text := cmp.Or(set.Notices[casework.NoticeInquiry], casework.NoticeText)
	return []web.NoticeText{{Name: "Notice to a person", Text: strings.NewReplacer("(about)", "(what is asked about, in general words)", "(until)", "(the last day to answer)").Replace(text)}}, nil
}

// signed says of users when they were here last and whether they have a second
// factor.
func (s *Server) signed(ctx context.Context) (map[casework.UserID]api.Signed, error) {
	out := map[casework.UserID]api.Signed{}
	err := s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		clear(out)
		rows, err := tx.Query("select user_id, max(seen), 0 from server_sessions where organisation = $1 group by user_id union all select user_id, 0, 1 from server_credentials where organisation = $1 and kind in ('totp', 'passkey')")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id casework.UserID
			var seen, has int64
			if err := rows.Scan(&id, &seen, &has); err != nil {
				return err
			}
			one := out[id]
			if has == 1 {
				one.Second = true
			} else {
				one.Last = time.UnixMicro(seen).UTC()
			}
			out[id] = one
		}
		return rows.Err()
	})
	return out, err
}

func (s *Server) userSettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	users, err := s.desk.Users(ctx, actor)
	if err != nil {
		return err
	}
	signed, err := s.signed(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		one := web.User{ID: string(u.ID), Name: u.Name, Email: u.Email, Last: signed[u.ID].Last, Second: signed[u.ID].Second, Ended: u.Ended, Provided: u.Provided}
		for _, g := range u.Grants {
			one.Roles = append(one.Roles, string(g.Role))
			if g.Scope.Entity != "" {
				one.Entity = g.Scope.Entity
			}
			if g.Scope.Country != "" {
				one.Country = g.Scope.Country
			}
		}
		out.Users = append(out.Users, one)
	}
	out.Claim = s.config.SignOn.Groups
	mapped, err := s.desk.GroupRoles(ctx, actor)
	for _, g := range mapped {
		out.Groups = append(out.Groups, web.GroupRole{ID: g.ID, Group: g.Group, Role: string(g.Grant.Role), Entity: g.Grant.Scope.Entity, Country: g.Grant.Scope.Country})
	}
	return err
}

func (s *Server) keySettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	keys, err := s.desk.Keys(ctx, actor)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !k.Ended {
			one := web.Key{ID: k.ID, Name: k.Title, Scopes: k.Scopes, Made: k.Made, Expires: dateOf(k.Expires)}
			for _, g := range k.Grants {
				one.Roles = append(one.Roles, string(g.Role))
			}
			out.Keys = append(out.Keys, one)
		}
	}
	return nil
}

// hookSettings are the webhooks and the targets of the configuration.
func (s *Server) hookSettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	hooks, err := s.desk.Hooks(ctx, actor)
	if err != nil {
		return err
	}
	for _, h := range hooks {
		if h.Ended {
			continue
		}
		st, err := s.standingOf(ctx, h.ID)
		if err != nil {
			return err
		}
		out.Hooks = append(out.Hooks, web.Hook{ID: h.ID, URL: h.URL, Events: h.Events, Status: st.says, Well: st.well, Waiting: st.waiting, Failed: st.failed})
	}
	for _, t := range s.out.targets {
		st, err := s.standingOf(ctx, t.ID)
		if err != nil {
			return err
		}
		out.Targets = append(out.Targets, web.Target{ID: t.ID, Name: targetName(&t), Status: st.says, Well: st.well, Waiting: st.waiting, Failed: st.failed})
	}
	return nil
}

// targetName is how the settings page calls a target.
func targetName(t *TargetConfig) string {
	if t.Title != "" {
		return t.Title
	}
	kind, ok := map[notify.Type]string{
		notify.TypeMail: "E-mail", notify.TypeSlack: "Slack", notify.TypeTeams: "Teams", notify.TypeWebhook: "Webhook", notify.TypeJira: "Jira", notify.TypeServiceNow: "ServiceNow",
		notify.TypeSplunk: "Splunk", notify.TypeSentinel: "Sentinel", notify.TypeSyslog: "Syslog", notify.TypeFile: "File of findings",
	}[t.Type]
	if !ok {
		kind = string(t.Type)
	}
	return kind + " " + t.ID
}

// numberSettings are the numbers that can be set.
func (s *Server) numberSettings(ctx context.Context, out *web.Settings) error {
	values, err := s.desk.SettingValues(ctx)
	for _, one := range casework.Settings() {
		out.Numbers = append(out.Numbers, web.Number{Name: one.Name, Says: one.Says, Value: values[one.Name], Min: one.Min, Max: one.Max, Was: one.Default})
	}
	return err
}

// monitoringSettings are the kinds of monitoring, those never switched too.
func (s *Server) monitoringSettings(ctx context.Context, actor *casework.Actor, out *web.Settings) error {
	list, err := s.desk.Monitored(ctx, actor)
	for _, kind := range casework.MonitoringKinds() {
		one := web.Monitoring{Kind: kind, Name: report.Sentence(strings.ReplaceAll(kind, "_", " "))}
		for _, m := range list {
			if m.Kind == kind {
				one.On, one.Assessment, one.Notice, one.Basis, one.By, one.At = m.On, m.Assessment, m.Notice, m.Basis, m.By, m.At
			}
		}
		out.Monitoring = append(out.Monitoring, one)
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
