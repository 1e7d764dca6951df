package server

import (
	"context"
	"slices"
	"strings"

	"muster/casework"
	"muster/web"
)

// viewerOf is the person looking as the pages know them.
func viewerOf(ctx context.Context) *web.Viewer {
	v := visitorOf(ctx)
	if v == nil {
		return nil
	}
	return &web.Viewer{
		Name: v.actor.Name, Role: roleWords(v.actor), Organisation: v.server.titleNow(ctx), Begins: v.begins(ctx), Accounts: v.server.holdsAccounts(), Unfinished: v.unfinished(ctx), May: v.may,
	}
}

// roleWords says somebody's roles: "HR lead, administrator".
func roleWords(a *casework.Actor) string {
	if a.Step != "" {
		return "outside second signer"
	}
	var words []string
	for _, g := range a.Grants {
		word := roleWord(g.Role)
		if place := strings.Trim(g.Scope.Entity+" "+g.Scope.Country, " "); place != "" {
			word += " (" + place + ")"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

func roleWord(r casework.Role) string {
	for _, o := range web.Roles() {
		if o.Value == string(r) {
			return o.Label
		}
	}
	return string(r)
}

// may reports whether any of the visitor's roles has the permission anywhere.
// Whether it holds for the person or case at hand, the desk says.
func (v *visitor) may(p web.Permission) bool {
	if v.actor.Step != "" {
		return p == web.SignSteps
	}
	table := v.server.desk.Permissions()
	for _, action := range web.Means(p) {
		for _, g := range v.actor.Grants {
			if table.Cell(action, g.Role) != casework.No {
				return true
			}
		}
	}
	return false
}

// withinReach leaves out suppressions of people the viewer does not see: one
// names its person.
func (s *Server) withinReach(ctx context.Context, actor *casework.Actor, list []web.Suppression) ([]web.Suppression, error) {
	if !slices.ContainsFunc(list, func(one web.Suppression) bool { return one.Person != nil }) {
		return list, nil
	}
	reach, err := s.desk.Reach(ctx, actor, casework.PeopleView)
	if err != nil || slices.Contains(reach.Scopes, casework.Scope{}) {
		return list, err
	}
	return slices.DeleteFunc(slices.Clone(list), func(one web.Suppression) bool {
		return one.Person != nil && s.desk.May(ctx, actor, casework.PeopleView, one.Person.ID) != nil
	}), nil
}
