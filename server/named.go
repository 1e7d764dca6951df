package server

import (
	"slices"

	"muster/casework"
	"muster/web"
)

// mayBeNamed are those a form may name for something at one of some places: by
// their roles they can do it. Whoever's roles are for elsewhere is not named.
func (v *viewing) mayBeNamed(a casework.Action, at ...casework.Scope) []web.Option {
	if v.around == nil {
		return nil
	}
	var out []web.Option
	for _, u := range v.around.WhoMay(a, at...) {
		out = append(out, web.Option{Value: string(u.ID), Label: u.Name})
	}
	return out
}

// withoutViewer are those of a choice whom the viewer names beside themselves.
func (v *viewing) withoutViewer(list []web.Option) []web.Option {
	return slices.DeleteFunc(list, func(o web.Option) bool { return o.Value == string(v.actor.User) })
}

// team is whose own work a person was made: those of them who are users still.
func (p *subject) team() []web.Option {
	var out []web.Option
	for _, id := range p.record.Team {
		if name := p.names[id]; name != "" {
			out = append(out, web.Option{Value: string(id), Label: name})
		}
	}
	return out
}

// namedOnPerson fills the choices of people on a person's page.
func (p *subject) namedOnPerson(out *web.Person) {
	at := p.record.Scope
	if p.record.May[casework.CheckRequest] {
		out.MayCheck = p.mayBeNamed(casework.CheckRecord, at)
	}
	if p.record.May[casework.CaseOpen] {
		out.MayRead = p.withoutViewer(p.mayBeNamed(casework.CaseView, at))
	}
	out.Place.Team = p.team()
	if p.record.May[casework.PeoplePlace] {
		out.Place.MayTeam = p.mayBeNamed(casework.PeopleView, p.placesFor(casework.PeoplePlace)...)
	}
}

// placesFor are where somebody may be put: where they are, and while nobody says
// where that is, each legal entity within the viewer's roles.
func (p *subject) placesFor(a casework.Action) []casework.Scope {
	out := []casework.Scope{p.record.Scope}
	if p.record.Scope.Entity != "" {
		return out
	}
	for _, e := range p.entities {
		if at := (casework.Scope{Entity: e.ID, Country: e.Country}); p.server.desk.Permissions().Allows(p.actor, a, at, true) {
			out = append(out, at)
		}
	}
	return out
}

// namedOnCase fills the choices of people on a case: tasks are for readers who
// can write in it; readers can be those whose roles read cases of its place, and
// those who are can be taken off.
func (v *viewing) namedOnCase(c *casework.Case, out *web.Case) {
	if c.State != "open" {
		return
	}
	reads := func(o web.Option) bool { return slices.Contains(c.Readers, casework.UserID(o.Value)) }
	if out.May[casework.CaseWrite] {
		out.MayTask = slices.DeleteFunc(v.mayBeNamed(casework.CaseWrite, c.Scope), func(o web.Option) bool { return !reads(o) })
	}
	if !out.May[casework.CaseReaders] {
		return
	}
	out.MayRead = v.mayBeNamed(casework.CaseView, c.Scope)
	for _, id := range c.Readers {
		if name := v.names[id]; name != "" && !slices.ContainsFunc(out.MayRead, func(o web.Option) bool { return o.Value == string(id) }) {
			out.MayRead = append(out.MayRead, web.Option{Value: string(id), Label: name})
		}
	}
}
