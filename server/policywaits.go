package server

import (
	"context"

	"muster/casework"
	"muster/web"
)

// policiesWaiting are published policies that wait for a second person. Who
// published one finds it here, and whom to ask where nobody else can answer.
func (s *Server) policiesWaiting(ctx context.Context, actor *casework.Actor) ([]web.Step, error) {
	list, err := s.desk.WaitingPolicies(ctx, actor)
	if err != nil {
		return nil, err
	}
	v := &viewing{server: s, actor: actor, live: s.live.now(), reach: &casework.Reach{}}
	var out []web.Step
	for i := range list {
		step, err := v.step(ctx, &list[i])
		if err != nil {
			return nil, err
		}
		out = append(out, step)
	}
	return out, nil
}
