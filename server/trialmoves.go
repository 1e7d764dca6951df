package server

import (
	"context"
	"slices"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// trialWeeks is over how many weeks a trial counts those who came, applied or
// began, to say how many checks a week there are.
const trialWeeks = 13

// moves counts who would move under another policy. Names are left out of it.
func (s *Server) moves(ctx context.Context, next *muster.Policy, t *web.Trial) error {
	now, err := s.desk.Policy(ctx)
	if err != nil {
		return err
	}
	live := s.live.now()
	then := live
	if next.Expected != now.Expected {
		if !s.tried.loading.TryLock() {
			return &muster.Error{Code: muster.CodeConflict, Message: "Somebody is trying a policy just now.", Hint: "Try yours in a minute."}
		}
		defer s.tried.loading.Unlock()
		if then, err = s.under(ctx, next); err != nil {
			return err
		}
	}
	f := assess.Filter{Order: assess.ByID, Limit: 500}
	for {
		page := live.List(&f)
		for i := range page.Rows {
			r := &page.Rows[i]
			f.After = r.Subject
			if len(r.Flags) == 0 && then == live {
				s.count(t, r, [2]*muster.Policy{now, next}, new([2]muster.Assessment))
				continue
			}
			if err := s.move(ctx, r, [2]*assess.Live{live, then}, [2]*muster.Policy{now, next}, t); err != nil {
				return err
			}
		}
		if !page.More {
			for i, n := range t.PerWeek {
				t.PerWeek[i] = (n + trialWeeks - 1) / trialWeeks
			}
			return ctx.Err()
		}
	}
}

// move weighs one person as it is and as it would be.
func (s *Server) move(ctx context.Context, r *assess.Row, found [2]*assess.Live, by [2]*muster.Policy, t *web.Trial) error {
	standing, err := s.desk.Standing(ctx, r.Subject)
	if err != nil {
		return err
	}
	var levels [2]muster.Assessment
	var a *assess.Answer
	for i := range by {
		if i == 0 || found[i] != found[0] {
			if a, err = found[i].Assess(ctx, r.Subject); unknown(err) {
				return nil
			} else if err != nil {
				return err
			}
		}
		levels[i] = standing.Assess(by[i], a.Findings, a.Checks...)
	}
	s.count(t, r, by, &levels)
	return nil
}

// count adds one person: where they stand, what is due of them, whether a step in
// front of them would ask for others, and, of who came lately, all their checks.
func (s *Server) count(t *web.Trial, r *assess.Row, by [2]*muster.Policy, levels *[2]muster.Assessment) {
	countMove(t, r.Subject, &levels[0], &levels[1])
	now := s.now()
	since := now.AddDate(0, 0, -7*trialWeeks)
	lately := r.Applied.UTC().After(since) || r.Started.UTC().After(since)
	for i := range by {
		seen := &levels[i]
		if seen.Level.Rank() == 0 { // nothing is due; what is left would settle what does not weigh
			seen = &muster.Assessment{}
		}
		t.Due[i] += fewest(seen)
		if lately {
			steps := stepChecks(by[i], r)
			t.PerWeek[i] += len(steps) + fewest(seen, steps...)
		}
	}
	ahead := func(g muster.Gate) bool { return !behind(r, g, now) }
	if slices.ContainsFunc(casework.Gates(), func(g muster.Gate) bool {
		return ahead(g) && !slices.Equal(asksOf(by[0], r.Role, g), asksOf(by[1], r.Role, g))
	}) {
		t.Steps++
	}
}

// asksOf are the checks a policy asks for before a step of a class of roles.
func asksOf(p *muster.Policy, class muster.RoleClass, gate muster.Gate) []muster.Ask {
	gates, ok := p.Gates[class]
	if !ok {
		gates = p.Gates[muster.RoleOrdinary]
	}
	return gates[gate]
}

// stepChecks are the checks that the steps somebody came to asked for: the
// interview of who applied, all of who began. Each is made once.
func stepChecks(p *muster.Policy, r *assess.Row) (list []muster.CheckType) {
	for _, gate := range casework.Gates() {
		if gate != muster.GateInterview && r.Started.IsZero() || r.Status == muster.StatusAccount {
			continue
		}
		for _, a := range asksOf(p, r.Role, gate) {
			if !slices.Contains(list, a.Check) {
				list = append(list, a.Check)
			}
		}
	}
	return list
}

// under is everybody found anew, beside the index in use: what a policy takes
// for ordinary decides what is found, and not only how it counts.
func (s *Server) under(ctx context.Context, next *muster.Policy) (*assess.Live, error) {
	registers, err := s.store.Registers(ctx, s.config.Organisation)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, registers, next, func(tx *store.Tx) (*assess.Model, error) {
		m, err := s.model(tx)
		if err != nil {
			return nil, err
		}
		m.Policy = next
		return m, nil
	})
}

// countMove counts one person before and after.
func countMove(t *web.Trial, id muster.SubjectID, before, after *muster.Assessment) {
	t.Before[before.Level.Rank()]++
	t.After[after.Level.Rank()]++
	if before.Level == after.Level {
		return
	}
	if len(t.Moves) == maxMoves {
		t.More++
		return
	}
	t.Moves = append(t.Moves, web.Move{Person: web.PersonRef{ID: id}, From: before.Level, To: after.Level})
}
