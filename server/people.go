package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/report"
	"muster/web"
)

// pageSize is how many people a page of the list holds.
const pageSize = 50

// viewing is what one request needs to know of the person looking, read once.
type viewing struct {
	server   *Server
	actor    *casework.Actor
	live     *assess.Live
	around   *casework.Around // nil where the viewer sees no people
	reach    *casework.Reach
	entities []casework.Entity
	names    map[casework.UserID]string                // of active users
	called   map[casework.UserID]string                // of everybody who ever did something here
	over     map[muster.SubjectID]*casework.Escalation // of a list: for whom the time of two people to look has ended, and how
}

// look prepares a request's view over people an action reaches.
func (s *Server) look(ctx context.Context, a casework.Action) (*viewing, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	v := &viewing{server: s, actor: actor, live: s.live.now(), names: map[casework.UserID]string{}}
	if v.around, err = s.desk.Around(ctx, actor, a); err != nil {
		return nil, err
	}
	v.reach, v.entities, v.called = v.around.Reach, v.around.Entities, v.around.Called
	for _, u := range v.around.Colleagues {
		v.names[u.ID] = u.Name
	}
	return v, nil
}

// names are the active users' names.
func (s *Server) names(ctx context.Context) (map[casework.UserID]string, error) {
	users, err := s.desk.Colleagues(ctx)
	names := map[casework.UserID]string{}
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

// userName is who did something: a user by name, the program for none.
func (v *viewing) userName(id casework.UserID) string {
	switch name := cmp.Or(v.called[id], v.names[id]); {
	case name != "":
		return name
	case id == "":
		return "The program"
	}
	return string(id)
}

// doneBy is who did what a line tells: what people write by their own link has
// no account behind it and is not the program's.
func (v *viewing) doneBy(l *casework.ActLine) string {
	if l.Actor == "" && l.Name == (*casework.Reply)(nil).Name() {
		return "The person"
	}
	return v.userName(l.Actor)
}

// scope is where a person lies in the organisation: where their record says,
// else where somebody placed them.
func (v *viewing) scope(r *assess.Row) casework.Scope {
	if r.Entity == "" {
		return v.reach.Placed[r.Subject]
	}
	for _, e := range v.entities {
		if strings.EqualFold(e.ID, r.Entity) || strings.EqualFold(e.Title, r.Entity) {
			return casework.Scope{Entity: e.ID, Country: e.Country}
		}
	}
	return casework.Scope{Entity: r.Entity}
}

// sees reports whether somebody is within reach.
func (v *viewing) sees(r *assess.Row) bool { return v.reach.Includes(r.Subject, v.scope(r)) }

// everybody reports whether all people are within reach, so that lists need
// not ask for each.
func (v *viewing) everybody() bool { return slices.Contains(v.reach.Scopes, casework.Scope{}) }

// everywhere reports whether a field shows without a reason wherever people are
// within reach: lists that are chosen or ordered by it would tell it otherwise.
func (v *viewing) everywhere(f casework.Field) bool {
	table, grants := v.server.desk.Permissions(), v.actor.Grants
	return !slices.ContainsFunc(grants, func(looks casework.Grant) bool {
		return table.Cell(casework.PeopleView, looks.Role) != casework.No && !slices.ContainsFunc(grants, func(shows casework.Grant) bool {
			return table.SightOf(f, shows.Role) == casework.Clear && shows.Scope.Covers(looks.Scope)
		})
	})
}

// ref is a person as a chip in a list: by name where the table shows names
// without a reason, else by id.
func (v *viewing) ref(r *assess.Row) web.PersonRef {
	table, at := v.server.desk.Permissions(), v.scope(r)
	p := web.PersonRef{ID: r.Subject}
	if table.Sees(v.actor, casework.FieldName, at) == casework.Clear {
		p.Name = r.Name
	}
	if table.Sees(v.actor, casework.FieldLevel, at) == casework.Clear {
		p.Level = r.Level
	}
	return p
}

// refTo is ref for an id; somebody out of reach is shown by id alone, and
// nothing leads to them.
func (v *viewing) refTo(id muster.SubjectID) web.PersonRef {
	if r, ok := v.live.Row(id); ok && v.sees(&r) {
		return v.ref(&r)
	}
	return web.PersonRef{ID: id, Far: true}
}

// People lists people for the viewer.
func (s *Server) People(ctx context.Context, q web.PeopleQuery) (*web.People, error) {
	v, err := s.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	page, err := v.page(ctx, &q)
	if err != nil {
		return nil, err
	}
	rows := page.Rows
	out := &web.People{Total: page.Total, AtLeast: q.Gate != "" && (page.More || q.After != ""), All: v.total(), Next: string(page.Cursor()), Import: offered(s.imported.of(v.actor), q.Tables), Unlevelled: !v.everywhere(casework.FieldLevel)}
	decided, err := s.settledLevels(ctx, idsOf(rows))
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		if a, ok := decided[r.Subject]; ok {
			r.Level, r.Families, r.Checks = a.Level, a.Families, len(a.Checks)
		}
	}
	if err := v.lookOvers(ctx, rows); err != nil {
		return nil, err
	}
	for i := range rows {
		out.Rows = append(out.Rows, v.listed(&rows[i]))
	}
	return out, nil
}

// lookOvers learns for which of the people on a list, as their level is decided,
// the time of two people to look has ended.
func (v *viewing) lookOvers(ctx context.Context, rows []assess.Row) (err error) {
	var ids []muster.SubjectID
	for i := range rows {
		if rows[i].Level == muster.Escalate {
			ids = append(ids, rows[i].Subject)
		}
	}
	if len(ids) > 0 {
		v.over, err = v.server.desk.LookedOf(ctx, ids)
	}
	return err
}

// listed is a person as a line of the list.
func (v *viewing) listed(r *assess.Row) web.PersonRow {
	row := web.PersonRow{Person: v.ref(r), Status: r.Status, Role: r.Role, Entity: r.Entity, Stage: stageWord(r), Since: cmp.Or(r.Left, r.Started, r.Applied)}
	if row.Person.Level != "" { // to who may not see it, nothing is said of it: not that nothing is due either
		row.Why = v.why(r)
		row.Next = nextStep(r.Level, r.Checks)
		if e := v.over[r.Subject]; e != nil && r.Level == muster.Escalate {
			row.Next = lookOver(e)
		}
	}
	return row
}

// filter puts a query in the words of the index, within the viewer's reach.
func (v *viewing) filter(q *web.PeopleQuery) assess.Filter {
	f := assess.Filter{Text: q.Words, Down: q.Down, After: muster.SubjectID(q.After), Limit: pageSize}
	names := v.everywhere(casework.FieldName) // else a search by name, or an order, would tell names that are hidden
	if !names {
		f.Text, f.IDs = "", q.Words
	}
	levels := v.everywhere(casework.FieldLevel) // else choosing by one, or an order, would tell where people stand
	if q.Level != "" && levels {
		f.Levels = []muster.Level{q.Level}
	}
	if q.Status != "" {
		f.Statuses = []muster.Status{q.Status}
	}
	if q.Role != "" {
		f.Roles = []muster.RoleClass{q.Role}
	}
	f.Order = map[string]assess.Order{
		"person": assess.ByName, "level": assess.ByLevel, "why": assess.ByFlags, "next": assess.ByChecks, "stage": assess.ByStage, "status": assess.ByStatus,
		"role": assess.ByRole, "entity": assess.ByEntity,
	}[q.Sort]
	if !levels && (f.Order == assess.ByLevel || f.Order == assess.ByFlags || f.Order == assess.ByChecks) {
		f.Order, f.Down = assess.ByID, false
	}
	if f.Order == "" || f.Order == assess.ByName && !names {
		f.Order = assess.ByID
	}
	v.within(&f)
	return f
}

// within makes a filter choose those within the viewer's reach.
func (v *viewing) within(f *assess.Filter) {
	if v.everybody() {
		return
	}
	f.Within = func(entity string) bool {
		if entity == "" {
			return false // placed people are named below
		}
		at := v.scope(&assess.Row{Entity: entity})
		return slices.ContainsFunc(v.reach.Scopes, func(s casework.Scope) bool { return s.Covers(at) })
	}
	for id := range v.reach.Placed {
		v.also(f, id)
	}
	for _, id := range v.reach.Own {
		v.also(f, id)
	}
}

func (v *viewing) also(f *assess.Filter, id muster.SubjectID) {
	if r, ok := v.live.Row(id); ok && v.sees(&r) {
		f.Also = append(f.Also, id)
	}
}

// page is one page of a query.
func (v *viewing) page(ctx context.Context, q *web.PeopleQuery) (p assess.Page, err error) {
	f := v.filter(q)
	return v.chosen(ctx, &f, q.Gate)
}

// chosen is a page of those a filter chooses; with a gate, of those who wait at it.
func (v *viewing) chosen(ctx context.Context, f *assess.Filter, gate muster.Gate) (assess.Page, error) {
	if gate == "" {
		return v.live.List(f), nil
	}
	return v.waiting(ctx, f, gate)
}

// placedAt makes a filter choose only people of one legal entity.
func (v *viewing) placedAt(f *assess.Filter, entity string) {
	if entity == "" {
		return
	}
	there := func(at casework.Scope) bool { return strings.EqualFold(at.Entity, entity) }
	reached := f.Within
	f.Within = func(written string) bool {
		return written != "" && (reached == nil || reached(written)) && there(v.scope(&assess.Row{Entity: written}))
	}
	if reached == nil { // everybody is within reach: those placed there too
		for id := range v.reach.Placed {
			v.also(f, id)
		}
	}
	f.Also = slices.DeleteFunc(f.Also, func(id muster.SubjectID) bool {
		r, ok := v.live.Row(id)
		return !ok || !there(v.scope(&r))
	})
}

// maxWaitsLooked bounds at how many people's gates one page looks: the next
// page goes on from there.
const maxWaitsLooked = 500

// waiting are those who match and for whom a gate is the next one in front of
// them. Total is how many of those looked at are.
func (v *viewing) waiting(ctx context.Context, f *assess.Filter, gate muster.Gate) (assess.Page, error) {
	most := f.Limit
	f.Limit = maxWaitsLooked
	looked := v.live.List(f)
	gates, err := v.server.desk.GatesOf(ctx, v.actor, idsOf(looked.Rows))
	if err != nil {
		return looked, err
	}
	page := assess.Page{More: looked.More, Seq: looked.Seq}
	for i := range looked.Rows {
		if g := v.server.nextGate(gates[looked.Rows[i].Subject], &looked.Rows[i]); g == nil || g.Gate != gate || g.Met {
			continue
		}
		page.Total++
		if len(page.Rows) == most {
			page.More = true
			continue
		}
		page.Rows = append(page.Rows, looked.Rows[i])
	}
	if page.More && len(page.Rows) < most { // nobody more among those looked at
		page.Next = looked.Rows[len(looked.Rows)-1].Subject
	}
	return page, nil
}

func idsOf(rows []assess.Row) []muster.SubjectID {
	ids := make([]muster.SubjectID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Subject
	}
	return ids
}

// nextGate is the first gate in front of a person: not passed here, and not
// long behind them by their records.
func (s *Server) nextGate(gates []casework.GateState, r *assess.Row) *casework.GateState {
	for i := range gates {
		if gates[i].Passed == nil && len(gates[i].Asks) > 0 && !behind(r, gates[i].Gate, s.now()) {
			return &gates[i]
		}
	}
	return nil
}

// Somebody who began to work that long ago is past a gate whoever let them
// through: a month for access, two for the first pay.
const (
	settledIn = 31 * 24 * time.Hour
	paidOnce  = 62 * 24 * time.Hour
)

// behind reports whether a gate lies behind a person by their records, so that nobody is asked about an offer to a colleague of years, or to
// the holder of a platform's account, whom nobody hires. What was seen of them asks for checks all the same.
func behind(r *assess.Row, gate muster.Gate, now time.Time) bool {
	if r.Status == muster.StatusAccount && gate != muster.GateFirstPay {
		return true
	}
	if !r.Left.IsZero() && r.Left.UTC().Before(now) {
		return true
	}
	if r.Started.IsZero() && r.Status == muster.StatusWorker { // the HR system has them: they were hired, nobody says when
		return gate == muster.GateInterview || gate == muster.GateOffer
	}
	if r.Started.IsZero() || gate == muster.GatePrivileged {
		return false
	}
	at := now.Sub(r.Started.UTC())
	return at > settledIn && gate != muster.GateFirstPay || at > paidOnce
}

// total counts everybody within reach.
func (v *viewing) total() int {
	f := assess.Filter{Limit: 1}
	v.within(&f)
	return v.live.List(&f).Total
}

// why says in a few words what a level rests on.
func (v *viewing) why(r *assess.Row) string {
	var words []string
	for _, f := range r.Families {
		words = append(words, report.FamilyWord(f))
	}
	return strings.Join(words, " · ")
}

// lookOver is said of who is at escalate still, once somebody let it go on or the
// time of two people to look has ended: as their page says it.
func lookOver(e *casework.Escalation) string {
	p := web.Person{Level: muster.Escalate, Ended: lookEnded(e)}
	return p.Sentence()
}

func nextStep(level muster.Level, checks int) string {
	switch {
	case level == muster.Escalate:
		return "Two people look"
	case checks > 0:
		return report.Count(checks, "check would settle it", "checks would settle it")
	case level == muster.Verify: // by a question or a look at the list, not by a check
		return "See what would settle it"
	}
	return "Nothing is due"
}

// stageWord says how far somebody is, from the dates on their records.
func stageWord(r *assess.Row) string {
	switch {
	case !r.Left.IsZero():
		return "Left"
	case !r.Started.IsZero():
		return "Working"
	case !r.Applied.IsZero():
		return "Applied"
	}
	return report.Sentence(report.StatusWord(r.Status))
}

// Search finds people, cases and rules.
func (s *Server) Search(ctx context.Context, words string) ([]web.Hit, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	const most = 20
	var hits []web.Hit
	if visitorOf(ctx).may(casework.PeopleView) {
		p, err := s.People(ctx, web.PeopleQuery{Words: words, Sort: "level"})
		if err != nil {
			return nil, err
		}
		for i := range p.Rows[:min(len(p.Rows), most/2)] {
			r := &p.Rows[i]
			hits = append(hits, web.Hit{Kind: "Person", Text: r.Person.Label(), Note: report.Sentence(report.StatusWord(r.Status)), Href: r.Person.Href()})
		}
	}
	if visitorOf(ctx).may(casework.CaseView) {
		cases, err := s.desk.Cases(ctx, actor, true)
		if err != nil {
			return nil, err
		}
		for i := range cases {
			if contains(cases[i].Title, words) {
				hits = append(hits, web.Hit{Kind: "Case", Text: cases[i].Title, Note: cases[i].State, Href: "/cases/" + cases[i].ID})
			}
		}
	}
	if visitorOf(ctx).may(casework.PolicyView) {
		for _, d := range s.rulesInOrder() {
			if contains(d.Manual.Title, words) || strings.EqualFold(string(d.Flag), words) {
				hits = append(hits, web.Hit{Kind: "Rule", Text: d.Manual.Title, Note: string(d.Flag), Href: "/rules/" + string(d.Flag)})
			}
		}
	}
	return hits[:min(len(hits), most)], nil
}

func contains(text, words string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(words))
}
