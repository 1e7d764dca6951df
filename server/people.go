package server

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

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
	reach    *casework.Reach
	entities []casework.Entity
	names    map[casework.UserID]string // of active users
}

// look prepares a request's view over people an action reaches.
func (s *Server) look(ctx context.Context, a casework.Action) (*viewing, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	v := &viewing{server: s, actor: actor, live: s.live.now()}
	if v.reach, err = s.desk.Reach(ctx, actor, a); err != nil {
		return nil, err
	}
	if v.entities, err = s.desk.Entities(ctx); err != nil {
		return nil, err
	}
	v.names, err = s.names(ctx)
	return v, err
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
	switch name := v.names[id]; {
	case name != "":
		return name
	case id == "":
		return "The program"
	}
	return string(id)
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

// refTo is ref for an id; somebody out of reach is shown by id alone.
func (v *viewing) refTo(id muster.SubjectID) web.PersonRef {
	if r, ok := v.live.Row(id); ok && v.sees(&r) {
		return v.ref(&r)
	}
	return web.PersonRef{ID: id}
}

// People lists people for the viewer.
func (s *Server) People(ctx context.Context, q web.PeopleQuery) (*web.People, error) {
	v, err := s.look(ctx, casework.PeopleView)
	if err != nil {
		return nil, err
	}
	rows, total, next, err := v.page(ctx, &q)
	if err != nil {
		return nil, err
	}
	out := &web.People{Total: total, All: v.total(), Next: next, Import: s.imported.of(v.actor)}
	ids := make([]muster.SubjectID, 0, len(rows))
	for i := range rows {
		ids = append(ids, rows[i].Subject)
	}
	decided, err := s.settledLevels(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		checks := r.Checks
		if a, ok := decided[r.Subject]; ok {
			r.Level, r.Families, checks = a.Level, a.Families, len(a.Checks)
		}
		row := web.PersonRow{Person: v.ref(r), Status: r.Status, Role: r.Role, Entity: r.Entity, Stage: stageWord(r), Next: "Nothing is due"}
		if row.Person.Level != "" {
			row.Why = v.why(r)
			row.Next = nextStep(r.Level, checks)
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// filter puts a query in the words of the index.
func filter(q *web.PeopleQuery) assess.Filter {
	f := assess.Filter{Text: q.Words}
	if q.Level != "" {
		f.Levels = []muster.Level{q.Level}
	}
	if q.Status != "" {
		f.Statuses = []muster.Status{q.Status}
	}
	if q.Role != "" {
		f.Roles = []muster.RoleClass{q.Role}
	}
	return f
}

// page is one page of a query. The default order over everybody comes straight
// from the index; any other is made of those who match.
func (v *viewing) page(ctx context.Context, q *web.PeopleQuery) (rows []assess.Row, total int, next string, err error) {
	f := filter(q)
	names := v.server.desk.Permissions().Sees(v.actor, casework.FieldName, casework.Scope{}) == casework.Clear
	if v.everybody() && names && q.Gate == "" && q.Sort == "level" && !q.Down {
		f.After, f.Limit = muster.SubjectID(q.After), pageSize
		p := v.live.List(&f)
		if p.More {
			next = string(p.Rows[len(p.Rows)-1].Subject)
		}
		return p.Rows, p.Total, next, nil
	}
	if !names { // a search by name would tell names that are hidden
		f.Text = ""
	}
	all, err := v.matching(ctx, &f, q)
	if err != nil {
		return nil, 0, "", err
	}
	from, convErr := strconv.Atoi(q.After)
	if convErr != nil || from < 0 || from > len(all) {
		from = 0
	}
	to := min(from+pageSize, len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return arrange(all, q.Sort, q.Down, to)[from:], len(all), next, nil
}

// matching gathers everybody within reach who matches.
func (v *viewing) matching(ctx context.Context, f *assess.Filter, q *web.PeopleQuery) ([]assess.Row, error) {
	var all []assess.Row
	f.Order, f.Limit, f.After = assess.ByID, 1<<30, "" // each page of a list looks at everybody anew
	for {
		p := v.live.List(f)
		for i := range p.Rows {
			r := &p.Rows[i]
			f.After = r.Subject
			if !v.sees(r) || q.Words != "" && f.Text == "" && !strings.Contains(strings.ToLower(string(r.Subject)), strings.ToLower(q.Words)) {
				continue
			}
			if q.Gate != "" {
				waits, err := v.waits(ctx, r.Subject, q.Gate)
				if err != nil {
					return nil, err
				}
				if !waits {
					continue
				}
			}
			all = append(all, *r)
		}
		if !p.More {
			return all, ctx.Err()
		}
	}
}

// waits reports whether a gate is the next one in front of a person.
func (v *viewing) waits(ctx context.Context, id muster.SubjectID, gate muster.Gate) (bool, error) {
	gates, err := v.server.desk.Gates(ctx, v.actor, id)
	if err != nil {
		if unknown(err) {
			err = nil
		}
		return false, err
	}
	g := nextGate(gates)
	return g != nil && g.Gate == gate && !g.Met, nil
}

// nextGate is the first gate that was not passed.
func nextGate(gates []casework.GateState) *casework.GateState {
	for i := range gates {
		if gates[i].Passed == nil && len(gates[i].Asks) > 0 {
			return &gates[i]
		}
	}
	return nil
}

// total counts everybody within reach.
func (v *viewing) total() int {
	if v.everybody() {
		return v.live.List(&assess.Filter{Limit: 1}).Total
	}
	n := 0
	f := assess.Filter{Order: assess.ByID, Limit: 500}
	for {
		p := v.live.List(&f)
		for i := range p.Rows {
			f.After = p.Rows[i].Subject
			if v.sees(&p.Rows[i]) {
				n++
			}
		}
		if !p.More {
			return n
		}
	}
}

// arrange returns the first most rows in the order of a column. Of very many
// rows a page shows few: they are picked, not all sorted.
func arrange(rows []assess.Row, column string, down bool, most int) []assess.Row {
	by := map[string]func(a, b *assess.Row) int{
		"person":  func(a, b *assess.Row) int { return strings.Compare(a.Name, b.Name) },
		"level":   func(a, b *assess.Row) int { return cmp.Compare(b.Level.Rank(), a.Level.Rank()) },
		"why":     func(a, b *assess.Row) int { return cmp.Compare(len(b.Flags), len(a.Flags)) },
		"next":    func(a, b *assess.Row) int { return cmp.Compare(b.Checks, a.Checks) },
		"stage":   func(a, b *assess.Row) int { return strings.Compare(stageWord(a), stageWord(b)) },
		"status":  func(a, b *assess.Row) int { return strings.Compare(string(a.Status), string(b.Status)) },
		"role":    func(a, b *assess.Row) int { return strings.Compare(string(a.Role), string(b.Role)) },
		"entity":  func(a, b *assess.Row) int { return strings.Compare(a.Entity, b.Entity) },
		"changed": func(a, b *assess.Row) int { return cmp.Compare(a.Changed, b.Changed) },
	}[column]
	if by == nil {
		by = func(a, b *assess.Row) int { return strings.Compare(string(a.Subject), string(b.Subject)) }
	}
	before := func(a, b *assess.Row) int {
		n := cmp.Or(by(a, b), strings.Compare(string(a.Subject), string(b.Subject)))
		if down {
			return -n
		}
		return n
	}
	var picked []*assess.Row
	for i := range rows {
		r := &rows[i]
		if len(picked) == most && (most == 0 || before(r, picked[most-1]) >= 0) {
			continue
		}
		at, _ := slices.BinarySearchFunc(picked, r, before)
		if picked = slices.Insert(picked, at, r); len(picked) > most {
			picked = picked[:most]
		}
	}
	out := make([]assess.Row, 0, len(picked))
	for _, r := range picked {
		out = append(out, *r)
	}
	return out
}

// why says in a few words what a level rests on.
func (v *viewing) why(r *assess.Row) string {
	var words []string
	for _, f := range r.Families {
		words = append(words, report.FamilyWord(f))
	}
	return report.Sentence(strings.ToLower(report.List(words)))
}

func nextStep(level muster.Level, checks int) string {
	switch {
	case level == muster.Escalate:
		return "Two people look"
	case checks > 0:
		return report.Count(checks, "check would settle it", "checks would settle it")
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
	for _, d := range s.rulesInOrder() {
		if contains(d.Manual.Title, words) || strings.EqualFold(string(d.Flag), words) {
			hits = append(hits, web.Hit{Kind: "Rule", Text: d.Manual.Title, Note: string(d.Flag), Href: "/rules/" + string(d.Flag)})
		}
	}
	return hits[:min(len(hits), most)], nil
}

func contains(text, words string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(words))
}
