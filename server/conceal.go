package server

import (
	"context"
	"reflect"

	"muster"
	"muster/casework"
)

// plainly is why an act was refused, for a page. Of people the actor is not shown
// it says the same as of nobody: who may not see somebody does not learn by a form,
// whose address anybody can write, that they are there.
func (s *Server) plainly(ctx context.Context, actor *casework.Actor, a casework.Act, refused error) error {
	if casework.IsInSight(refused) {
		return refused
	}
	return s.plainlyOf(ctx, actor, refused, peopleIn(a)...)
}

// plainlyOf is plainly for what is refused about some people.
func (s *Server) plainlyOf(ctx context.Context, actor *casework.Actor, refused error, people ...muster.SubjectID) error {
	if code := muster.CodeOf(refused); code != muster.CodePermission && code != muster.CodeNotFound {
		return refused
	}
	for _, id := range people {
		if !s.shows(ctx, actor, id) {
			return notTheirs(refused)
		}
	}
	return refused
}

// shows reports whether somebody is shown to an actor: among those they work with,
// or whom they were named to interview.
func (s *Server) shows(ctx context.Context, actor *casework.Actor, id muster.SubjectID) bool {
	if s.desk.May(ctx, actor, casework.PeopleView, id) == nil {
		return true
	}
	_, err := s.desk.Interviewing(ctx, actor, id)
	return err == nil
}

// peopleIn are those an act names by what sources call them, which can be guessed;
// ids of our own making cannot.
func peopleIn(a casework.Act) (list []muster.SubjectID) {
	v := reflect.Indirect(reflect.ValueOf(a))
	for _, f := range reflect.VisibleFields(v.Type()) {
		if !f.IsExported() {
			continue
		}
		switch of := v.FieldByIndex(f.Index).Interface().(type) {
		case muster.SubjectID:
			if of != "" {
				list = append(list, of)
			}
		case []muster.SubjectID:
			list = append(list, of...)
		}
	}
	return list
}
