package server

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"muster"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// setUpHolds is how long what was read of the set-up is believed: every page
// shows a little of it.
const setUpHolds = 15 * time.Second

// lastSetUp is how far the set-up was a moment ago.
type lastSetUp struct {
	mu   sync.Mutex
	at   time.Time
	what *casework.SetUp
}

func (l *lastSetUp) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.what = nil
}

// setUp reads how far the set-up is.
func (s *Server) setUp(ctx context.Context) (*casework.SetUp, error) {
	s.setup.mu.Lock()
	defer s.setup.mu.Unlock()
	if s.setup.what != nil && s.now().Sub(s.setup.at) < setUpHolds {
		return s.setup.what, nil
	}
	what, err := s.desk.SetUp(ctx)
	if err != nil {
		return nil, err
	}
	s.setup.what, s.setup.at = what, s.now()
	return what, nil
}

// titleNow is what the organisation is called: as the configuration has it, or
// else as somebody said in the app.
func (s *Server) titleNow(ctx context.Context) string {
	if s.config.Title != "" {
		return s.config.Title
	}
	if what, err := s.setUp(ctx); err == nil && what.Title != "" {
		return what.Title
	}
	return string(s.config.Organisation)
}

// setUpSteps are the parts of the set-up, in the order of the page. title is
// what the configuration says.
func setUpSteps(what *casework.SetUp, title string) []web.SetupStep {
	return []web.SetupStep{
		{Anchor: "org", Name: "Organisation", Done: title != "" || what.Title != "", Whose: "the administrator"},
		{Anchor: "entities", Name: "Legal entities and countries", Done: len(what.Entities) > 0, Whose: "the administrator"},
		{Anchor: "purposes", Name: "What records are kept for, and how long", Done: len(what.Purposes) == len(muster.Kinds()), Whose: "the HR lead or counsel"},
		{Anchor: "notices", Name: "Notices", Done: len(what.Notices) == len(casework.NoticeNames()), Whose: "the HR lead or counsel"},
		{Anchor: "people", Name: "Who works with it: an HR lead at least", Done: what.Decides, Whose: "the administrator"},
	}
}

// steps are the parts with what the visitor may do of them.
func (v *visitor) steps(what *casework.SetUp) []web.SetupStep {
	list := setUpSteps(what, v.server.config.Title)
	may := map[string]casework.Action{"org": casework.SettingsManage, "entities": casework.SettingsManage, "purposes": casework.RetentionSet, "notices": casework.RetentionSet, "people": casework.UsersManage}
	for i := range list {
		list[i].Mine = v.may(may[list[i].Anchor])
	}
	return list
}

// unfinished counts what is left, for those who may do something about it. A
// restore that waits for a second look counts too.
func (v *visitor) unfinished(ctx context.Context) (n int) {
	if v.actor.Step != "" || !v.may(casework.SettingsManage) && !v.may(casework.RetentionSet) {
		return 0
	}
	what, err := v.server.setUp(ctx)
	if err != nil { // the page that was asked for matters more
		v.server.log.ErrorContext(ctx, "the set-up could not be read", "error", err)
		return 0
	}
	for _, one := range v.steps(what) {
		if one.Mine && !one.Done {
			n++
		}
	}
	if what.Restored != nil && v.may(casework.SettingsManage) {
		n++
	}
	return n
}

// begins reports whether the visitor finds an installation in which nothing is
// set up and can begin with it.
func (v *visitor) begins(ctx context.Context) bool {
	if v.actor.Step != "" || !v.may(casework.SettingsManage) {
		return false
	}
	what, err := v.server.setUp(ctx)
	return err == nil && what.Title == "" && len(what.Entities)+len(what.Purposes)+len(what.Notices) == 0
}

// Setup is the page that takes a new installation to its first import.
func (s *Server) Setup(ctx context.Context) (*web.Setup, error) {
	v, err := ownVisitor(ctx)
	if err != nil {
		return nil, err
	}
	what, err := s.desk.SetUp(ctx)
	if err != nil {
		return nil, err
	}
	out := &web.Setup{Title: what.Title, Steps: v.steps(what)}
	if out.Title == "" {
		out.Title = s.config.Title
	}
	for _, e := range what.Entities {
		out.Entities = append(out.Entities, web.SetupEntity{Title: e.Title, Country: e.Country})
	}
	if out.Purposes, err = s.purposeGroups(ctx, what); err != nil {
		return nil, err
	}
	out.Notices = notices(what)
	if what.Restored != nil && v.may(casework.SettingsManage) {
		out.Restored = &web.RestoredNote{By: what.Restored.By, Reason: what.Restored.Reason, At: what.Restored.At}
	}
	if v.may(casework.PolicyView) {
		var settings web.Settings
		err = s.monitoringSettings(ctx, v.actor, &settings)
		out.Monitors = settings.Monitoring
	}
	return out, err
}

// purposeGroups are the groups with what was set, or else what is proposed.
func (s *Server) purposeGroups(ctx context.Context, what *casework.SetUp) ([]web.PurposeGroup, error) {
	policy, err := s.desk.Policy(ctx)
	if err != nil {
		return nil, err
	}
	groups := web.PurposeGroups()
	for i := range groups {
		g := &groups[i]
		least, most := 0, 0
		for _, kind := range g.Kinds {
			days, stated := policy.Retention[kind]
			if !stated {
				continue
			}
			if least == 0 || days < least {
				least = days
			}
			most = max(most, days)
		}
		g.Days = "kept for " + report.Count(most, "day", "days")
		if most == 0 {
			g.Days = "no time is stated yet"
		}
		if least != most {
			g.Days = fmt.Sprintf("kept for %s to %s", report.Number(least), report.Count(most, "day", "days"))
		}
		if at := slices.IndexFunc(what.Purposes, func(c casework.Clock) bool { return c.Kind == g.Kinds[0] }); at >= 0 {
			g.Purpose, g.Basis, g.Propose = what.Purposes[at].Purpose, what.Purposes[at].Basis, 0
		}
	}
	return groups, nil
}

// notices are the notices with their words, or else the proposed ones.
func notices(what *casework.SetUp) []web.SetupNotice {
	list := []web.SetupNotice{
		{ID: casework.NoticePrivacy, Name: "To everybody, before records about them are taken in", Hint: "A draft for your own counsel. Hand it out with the application form and to colleagues.", Text: casework.PrivacyText},
		{ID: casework.NoticeInquiry, Name: "To a person when something about them is looked at", Hint: "(about) stands where what is asked about is put, in general words and without values, and (until) where the last day to answer is.", Text: casework.NoticeText},
	}
	for i := range list {
		if text, ok := what.Notices[list[i].ID]; ok {
			list[i].Text, list[i].Settled = text, true
		}
	}
	return list
}

// setUpAct is what is done on the page of the set-up.
func (s *Server) setUpAct(_ context.Context, _ *casework.Actor, command web.Command) (*doing, error) {
	var d *doing
	switch c := command.(type) {
	case *web.NameOrganisation:
		d = &doing{act: &casework.NameOrganisation{Title: c.Title}, says: "The organisation has its name."}
	case *web.SetEntity:
		d = &doing{act: &casework.SetEntity{Entity: casework.Entity{ID: c.ID, Title: c.Title, Country: c.Country, Holidays: c.Holidays}, Reason: setUpReason}, says: "The legal entity is on record."}
	case *web.SetPurposes:
		d = &doing{act: purposes(c), says: "Purpose, basis and time of every kind are on record."}
	case *web.SetNotice:
		d = &doing{act: &casework.SetNotice{Notice: c.Notice, Text: c.Text}, says: "The notice is settled."}
	case *web.ConfirmRestore:
		d = &doing{act: &casework.ConfirmRestore{Reason: c.Reason}, says: "Your look at the restored copy is on record."}
	default:
		return nil, nil
	}
	d.next = "/setup"
	d.after = func(context.Context, *casework.Receipt) error { s.setup.forget(); return nil }
	return d, nil
}

// setUpReason is the reason in the ledger of what the set-up page asks for
// without asking why.
const setUpReason = "Stated in the set-up of the installation."

// purposes turns the lines of groups into those of their kinds.
func purposes(c *web.SetPurposes) *casework.SetPurposes {
	out := &casework.SetPurposes{Reason: setUpReason}
	for _, group := range web.PurposeGroups() {
		for _, l := range c.Lines {
			if l.Group != group.ID {
				continue
			}
			for _, kind := range group.Kinds {
				out.Clocks = append(out.Clocks, casework.Purpose{Kind: kind, Days: l.Days, Purpose: l.Purpose, Basis: l.Basis})
			}
		}
	}
	return out
}
