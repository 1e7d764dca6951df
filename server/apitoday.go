package server

import (
	"context"
	"time"

	"muster/api"
	"muster/casework"
	"muster/web"
)

// Waiting is the day's people as the page of the day lists them.
func (p *programs) Waiting(ctx context.Context) (*api.Waiting, error) {
	v, err := p.lookToday(ctx)
	if err != nil {
		return nil, err
	}
	day := &web.Today{}
	if err := v.gatesToday(ctx, day); err != nil {
		return nil, err
	}
	out := &api.Waiting{MoreGates: day.MoreGates, GatesAtLeast: day.GatesAtLeast, MoreUnasked: day.MoreUnasked}
	for i := range day.Gates {
		g := &day.Gates[i]
		out.Gates = append(out.Gates, api.GateWait{Person: refFor(&g.Person), Gate: g.Gate, Missing: g.Missing})
	}
	for i := range day.Unasked {
		out.Unasked = append(out.Unasked, api.Unasked{Person: refFor(&day.Unasked[i].Person), Why: day.Unasked[i].Why})
	}
	return out, nil
}

// Seen says of each escalation what the page of the day says of it.
func (p *programs) Seen(ctx context.Context, list []casework.Escalation) ([]string, error) {
	v, err := p.lookToday(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(list))
	for i := range list {
		out[i] = v.seenOf(&list[i])
	}
	return out, nil
}

// News is what the page of the day tells beside its lists.
func (p *programs) News(ctx context.Context) (*api.News, error) {
	v, err := p.lookToday(ctx)
	if err != nil {
		return nil, err
	}
	visitor := visitorOf(ctx)
	before := visitor.since
	if before.IsZero() { // a key has not signed in: since its last act
		before = p.now().Add(time.Microsecond)
	}
	list, err := v.news(ctx, before)
	if err != nil {
		return nil, err
	}
	out := &api.News{}
	for i := range list {
		l := &list[i]
		person := v.refTo(l.Subject)
		out.Changed = append(out.Changed, api.Change{At: l.At, Person: refFor(&person), Act: l.Name, By: l.Actor, Says: actWord(l.Name)})
	}
	if visitor.may(casework.PayrollView) {
		advice, err := p.payToday(ctx)
		if err != nil {
			return nil, err
		}
		out.Advice = adviceFor(advice)
	}
	return out, nil
}

func adviceFor(list []web.PayAdvice) []api.PayAdvice {
	out := make([]api.PayAdvice, 0, len(list))
	for i := range list {
		a := &list[i]
		out = append(out, api.PayAdvice{ID: a.ID, Person: refFor(&a.Person), What: a.What, Rival: a.Rival, Do: a.Do, Account: a.Account, Source: a.Source, NewAt: a.NewAt, Settled: decisionFor(a.Settled)})
	}
	return out
}
