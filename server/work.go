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

// advised are the people with certain findings whom an action reaches.
func (s *Server) advised(ctx context.Context, a casework.Action, f assess.Filter, use func(*subject) error) error {
	v, err := s.look(ctx, a)
	if err != nil {
		return err
	}
	f.Limit = maxAdvice
	page := v.live.List(&f)
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
	err := s.advised(ctx, casework.PayrollView, assess.Filter{Family: muster.FamilyBank}, func(p *subject) error {
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
	if err != nil {
		return nil, err
	}
	return out, s.duplicates(ctx, out)
}

// sharedAccount is the rule that sees one account under several people.
const sharedAccount muster.FlagID = "PAY-02"

// duplicates lists accounts that several people are paid on, each once.
func (s *Server) duplicates(ctx context.Context, out *web.Payroll) error {
	seen := map[muster.ArtefactID]bool{}
	return s.advised(ctx, casework.PayrollView, assess.Filter{Flag: sharedAccount}, func(p *subject) error {
		for i := range p.answer.Findings {
			f := &p.answer.Findings[i]
			if f.Flag != sharedAccount || f.Join == nil || len(f.Join.Artefacts) == 0 || seen[f.Join.Artefacts[0]] {
				continue
			}
			seen[f.Join.Artefacts[0]] = true
			one := web.Duplicate{Rival: f.Rival}
			if _, one.Account = p.value(f.Join.Artefacts[0]); one.Account == "" {
				one.Account = "hidden"
			}
			if d := s.detectors[sharedAccount]; one.Rival == "" && d != nil && len(d.Manual.Innocent) > 0 {
				one.Rival = d.Manual.Innocent[0]
			}
			for _, id := range f.Subjects {
				one.People = append(one.People, p.other(id))
			}
			out.Duplicates = append(out.Duplicates, one)
		}
		return nil
	})
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
	err := s.advised(ctx, casework.EquipmentView, assess.Filter{Family: muster.FamilyAddress}, func(p *subject) error {
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
