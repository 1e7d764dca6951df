package server

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/store"
	"muster/web"
)

// maxAdvice bounds how many people the lists of payroll and IT look at: those
// whose records changed last. The lists say how many more there are.
const maxAdvice = 40

// advised are the people with certain findings whom an action reaches. more is
// how many of them were not looked at.
func (s *Server) advised(ctx context.Context, a casework.Action, f assess.Filter, use func(*subject) error) (more int, err error) {
	v, err := s.look(ctx, a)
	if err != nil {
		return 0, err
	}
	f.Limit, f.Order = maxAdvice, assess.ByChanged
	v.within(&f)
	page := v.live.List(&f)
	for i := range page.Rows {
		p, err := v.subject(ctx, page.Rows[i].Subject)
		if unknown(err) || errors.Is(err, assess.ErrUnknown) {
			continue
		}
		if err == nil {
			err = use(p)
		}
		if err != nil {
			return 0, err
		}
	}
	return page.Total - len(page.Rows), nil
}

// Payroll is advice before a pay run. Nothing on it stops pay.
func (s *Server) Payroll(ctx context.Context) (*web.Payroll, error) {
	out := &web.Payroll{}
	if v := visitorOf(ctx); v != nil {
		out.Advisee = v.actor.Name
	}
	more, err := s.advised(ctx, casework.PayrollView, assess.Filter{Family: muster.FamilyBank}, func(p *subject) error {
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
	out.More = more
	return out, s.duplicates(ctx, out)
}

// sharedAccount is the rule that sees one account under several people.
const sharedAccount muster.FlagID = "PAY-02"

// duplicates lists accounts that several people are paid on, each once.
func (s *Server) duplicates(ctx context.Context, out *web.Payroll) error {
	seen := map[muster.ArtefactID]bool{}
	_, err := s.advised(ctx, casework.PayrollView, assess.Filter{Flag: sharedAccount}, func(p *subject) error {
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
			var err error
			if one.Run, err = s.lastRun(ctx, f.Subjects); err != nil {
				return err
			}
			out.Duplicates = append(out.Duplicates, one)
		}
		return nil
	})
	slices.SortStableFunc(out.Duplicates, func(a, b web.Duplicate) int { return cmp.Compare(b.Run.Micros, a.Run.Micros) })
	return err
}

// lastRun is the last day on which two or more of some people were paid: the
// pay run in which one account stands several times.
func (s *Server) lastRun(ctx context.Context, people []muster.SubjectID) (last muster.Time, err error) {
	err = s.store.View(ctx, s.config.Organisation, func(tx *store.Tx) error {
		paid := map[muster.Time]int{}
		for _, id := range people[:min(len(people), muster.MaxOthers)] {
			list, _, err := tx.Observations(id)
			if err != nil {
				return err
			}
			days := map[muster.Time]bool{}
			for i := range list {
				if p, ok := list[i].Data.(*muster.Payment); ok {
					days[dateOf(cmp.Or(p.Paid, list[i].Happened).UTC())] = true
				}
			}
			for day := range days {
				if paid[day]++; paid[day] > 1 && last.Micros < day.Micros {
					last = day
				}
			}
		}
		return nil
	})
	return last, err
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
