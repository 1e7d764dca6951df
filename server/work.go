package server

import (
	"context"
	"errors"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/web"
)

// maxAdvice bounds how many people the lists of payroll and IT look at.
const maxAdvice = 500

// advised are the people of a family's findings that an action reaches.
func (s *Server) advised(ctx context.Context, a casework.Action, family muster.Family, use func(*subject) error) error {
	v, err := s.look(ctx, a)
	if err != nil {
		return err
	}
	page := v.live.List(&assess.Filter{Family: family, Limit: maxAdvice})
	for i := range page.Rows {
		if !v.sees(&page.Rows[i]) {
			continue
		}
		p, err := s.subjectOf(ctx, page.Rows[i].Subject)
		if unknown(err) || errors.Is(err, assess.ErrUnknown) {
			continue
		}
		if err == nil {
			err = use(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Payroll is advice before a pay run. Nothing on it stops pay.
func (s *Server) Payroll(ctx context.Context) (*web.Payroll, error) {
	out := &web.Payroll{}
	if v := visitorOf(ctx); v != nil {
		out.Advisee = v.actor.Name
	}
	err := s.advised(ctx, casework.PayrollView, muster.FamilyBank, func(p *subject) error {
		for _, f := range p.findings() {
			if f.Family != muster.FamilyBank || f.Note || f.Cleared != nil {
				continue
			}
			a := web.PayAdvice{ID: f.Key.String(), Person: p.self(), What: f.Detail, Rival: f.Rival, NewAt: f.Seen, Settled: p.settled(casework.SettledPay, f.Key.String()), May: web.Allowed(p.record.May)}
			if len(f.Clears) > 0 {
				a.Do = f.Clears[0]
			}
			if a.Rival == "" && len(f.Innocent) > 0 {
				a.Rival = f.Innocent[0]
			}
			if account := p.record.Fields[casework.FieldBank]; account.Sight != casework.Hidden {
				a.Account = account.Text
			}
			switch {
			case a.Settled != nil:
				out.Settled = append(out.Settled, a)
			case f.Flag == "PAY-04":
				out.Changes = append(out.Changes, a)
			default:
				out.FirstPay = append(out.FirstPay, a)
			}
		}
		return nil
	})
	return out, err
}

// settled is what came of advice, nil while nothing did.
func (p *subject) settled(kind, id string) *web.Decision {
	for _, s := range p.record.Settlements {
		if s.Kind == kind && s.ID == id && s.Outcome != "open" {
			outcomes := web.PayOutcomes()
			if kind == casework.SettledShipment {
				outcomes = web.ShipmentOutcomes()
			}
			return &web.Decision{What: optionLabel(outcomes, s.Outcome), Reason: s.Reason, By: s.By, At: s.At}
		}
	}
	return nil
}

// Equipment is shipments with a question. Those without one are not listed.
func (s *Server) Equipment(ctx context.Context) (*web.Equipment, error) {
	out := &web.Equipment{}
	err := s.advised(ctx, casework.EquipmentView, muster.FamilyAddress, func(p *subject) error {
		for i := range p.answer.Findings {
			f := &p.answer.Findings[i]
			if len(f.Evidence) == 0 || !cites(f, muster.KindShipment) {
				continue
			}
			one := web.Shipment{
				ID: f.Key.String(), Person: p.self(), Item: "Equipment", Planned: f.ObservedAt, Rival: f.Rival, Question: p.fill(f),
				Settled: p.settled(casework.SettledShipment, f.Key.String()), Compared: muster.OutcomeDifferent, May: web.Allowed(p.record.May),
			}
			if home := p.record.Fields[casework.FieldHome]; home.Sight != casework.Hidden {
				one.To = home.Text
			}
			out.Under = append(out.Under, one)
		}
		return nil
	})
	return out, err
}

func cites(f *muster.Finding, k muster.Kind) bool {
	for i := range f.Evidence {
		if f.Evidence[i].Kind == k {
			return true
		}
	}
	return false
}
