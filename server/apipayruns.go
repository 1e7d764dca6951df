package server

import (
	"context"

	"muster/api"
	"muster/casework"
	"muster/payrun"
)

// Runs lists pay runs for programs.
func (p *programs) Runs(ctx context.Context) (*api.PayRunList, error) {
	v, err := p.look(ctx, casework.PayrollView)
	if err != nil {
		return nil, err
	}
	list, err := p.desk.PayRuns(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	out := &api.PayRunList{Runs: []api.PayRunRow{}}
	for i := range list {
		row, err := v.payRunRowFor(&list[i])
		if err != nil {
			return nil, err
		}
		out.Runs = append(out.Runs, row)
	}
	return out, nil
}

func (v *viewing) payRunRowFor(r *casework.PayRunSeen) (api.PayRunRow, error) {
	row := api.PayRunRow{
		ID: r.ID, File: r.File, Format: r.Format, Entity: r.Entity, Payments: r.Payments, Shown: len(r.Lines), Open: append([]int{}, r.Open...), Unreleased: append([]int{}, r.Unreleased...),
		Totals: []api.PayRunTotal{}, PayDay: r.PayDay, SubmitBy: payrun.SubmitBy(r.Format, r.PayDay, v.holidays(r.Entity)), By: r.By, At: r.At, Exported: r.Exported,
	}
	waiting, err := waitingOf(r)
	for _, t := range r.Totals {
		row.Totals = append(row.Totals, api.PayRunTotal{Currency: t.Currency, Amount: t.Amount, Shown: t.Shown, Waiting: waiting[t.Currency].String()})
	}
	return row, err
}

// Run is one pay run for programs.
func (p *programs) Run(ctx context.Context, id string) (*api.PayRun, error) {
	v, err := p.look(ctx, casework.PayrollView)
	if err != nil {
		return nil, err
	}
	r, err := p.desk.PayRun(ctx, v.actor, id)
	if err != nil {
		return nil, noRun(err)
	}
	return v.payRunFor(r)
}

func (v *viewing) payRunFor(r *casework.PayRunSeen) (*api.PayRun, error) {
	row, err := v.payRunRowFor(r)
	if err != nil {
		return nil, err
	}
	out := &api.PayRun{PayRunRow: row, Lines: []api.PayRunLine{}}
	for i := range r.Lines {
		l, page := &r.Lines[i], v.payRunLine(r, &r.Lines[i])
		one := api.PayRunLine{
			Line: l.Line, Subject: string(l.Subject), Payee: l.Payee, Amount: l.Amount, Currency: l.Currency, Account: page.Account, Last: page.Last,
			Reasons: []api.PayRunReason{}, Proposal: l.Proposal, Decided: decisionFor(page.Decided), Second: decisionFor(page.Second), Basis: page.Basis,
		}
		for _, reason := range l.Reasons {
			one.Reasons = append(one.Reasons, api.PayRunReason{Code: reason.Code, Says: reason.Says, Rival: reason.Rival, Settles: reason.Settles})
		}
		out.Lines = append(out.Lines, one)
	}
	return out, nil
}

// Look looks at a pay file for programs.
func (p *programs) Look(ctx context.Context, key, name, entity string, content []byte) (*api.PayRun, error) {
	v, err := p.look(ctx, casework.PayrollView)
	if err != nil {
		return nil, err
	}
	look, err := p.payDesk().Check(ctx, v.actor, casework.Key(key), name, entity, content)
	if err != nil {
		return nil, err
	}
	p.counters.acts.Add(1)
	return v.payRunFor(look.Run)
}

// Written is what an exported run gives.
func (p *programs) Written(ctx context.Context, id string, sameDay bool) (string, []byte, error) {
	a, err := p.PayRunFile(ctx, id, sameDay)
	if err != nil {
		return "", nil, err
	}
	return a.Name, a.Content, nil
}
