package server

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"muster"
	"muster/assess"
	"muster/casework"
	"muster/dossier"
	"muster/normal"
	"muster/web"
)

// Equipment lists what was sent and what is due back, each beside the address
// that a check verified, else beside the home the person states: what has an
// open question, or all.
func (s *Server) Equipment(ctx context.Context, q web.WorkQuery) (*web.Equipment, error) {
	out := &web.Equipment{}
	f := assess.Filter{Sent: true}
	if q.Kind != web.KindAll {
		f.Flags = s.aboutShipments()
	}
	var err error
	out.Listing, err = s.advised(ctx, casework.EquipmentView, f, q, func(p *subject) error {
		list := p.observations()
		places := verifiedPlaces(list)
		asked := p.asked()
		for i := range list {
			d, ok := list[i].Data.(*muster.Shipment)
			if !ok || superseded(list, list[i].ID) {
				continue
			}
			one := p.shipment(&list[i], d, places)
			if q := asked[list[i].ID]; q != nil {
				one.ID, one.Question, one.Rival = q.id, q.text, q.rival
			}
			one.Settled = p.settled(casework.SettledShipment, one.ID)
			one.May = web.Allowed(p.record.May)
			if q.Kind != web.KindAll && one.Question == "" {
				continue
			}
			switch {
			case d.Direction == muster.DirectionReturn || one.DaysLate > 0:
				out.Back = append(out.Back, one)
			case d.Dispatched.IsZero() && d.Delivered.IsZero() && (d.Status == "" || d.Status == muster.ShipmentOrdered):
				out.Waiting = append(out.Waiting, one)
			default:
				out.Under = append(out.Under, one)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	v, err := s.look(ctx, casework.EquipmentView)
	if err != nil {
		return nil, err
	}
	any := assess.Filter{Sent: true, Limit: 1}
	v.within(&any)
	out.Any = v.live.List(&any).Total > 0
	for _, list := range [][]web.Shipment{out.Waiting, out.Under, out.Back} { // what is open first
		slices.SortStableFunc(list, func(a, b web.Shipment) int { return boolean(b.Open()) - boolean(a.Open()) })
	}
	return out, nil
}

// aboutShipments are the rules that rest on shipments.
func (s *Server) aboutShipments() (flags []muster.FlagID) {
	for flag, d := range s.detectors {
		if slices.Contains(d.Needs, muster.KindShipment) {
			flags = append(flags, flag)
		}
	}
	return flags
}

// superseded reports whether a later record corrects one.
func superseded(list []muster.Observation, id muster.ObservationID) bool {
	return slices.ContainsFunc(list, func(o muster.Observation) bool { return o.Supersedes == id })
}

// question is what a finding asks about a shipment.
type question struct{ id, text, rival string }

// asked are the questions about the person's own shipments, by the records the
// findings cite.
func (p *subject) asked() map[muster.ObservationID]*question {
	out := map[muster.ObservationID]*question{}
	for i := range p.answer.Findings {
		f := &p.answer.Findings[i]
		var q *question // the same for all that one finding cites
		for k := range f.Evidence {
			e := &f.Evidence[k]
			if e.Kind != muster.KindShipment || e.Subject != p.record.ID || out[e.Observation] != nil {
				continue
			}
			if q == nil {
				q = p.question(f)
			}
			out[e.Observation] = q
		}
	}
	return out
}

func (p *subject) question(f *muster.Finding) *question {
	q := &question{f.Key.String(), p.fill(f), f.Rival}
	if d := p.server.detectors[f.Flag]; q.rival == "" && d != nil && len(d.Manual.Innocent) > 0 {
		q.rival = d.Manual.Innocent[0]
	}
	return q
}

// verifiedPlace is an address and what vouches for it.
type verifiedPlace struct {
	form normal.AddressForm
	by   string // "Verified by the address check of 3 March 2026"; empty for a stated home
}

// verifiedPlaces are the addresses that passed checks name, and after them the
// homes that records state.
func verifiedPlaces(list []muster.Observation) []verifiedPlace {
	var checked, stated []verifiedPlace
	home := func(h *muster.Home) {
		if h.Address != "" {
			stated = append(stated, verifiedPlace{form: normal.Address(lineOf(h.Address, h.City, h.Postcode))})
		}
	}
	for i := range list {
		switch d := list[i].Data.(type) {
		case *muster.Check:
			if d.Outcome == muster.OutcomePassed && d.Address != "" {
				by := "Verified by the check “" + strings.ToLower(checkLabel(d.Type)) + "”"
				if at := cmp.Or(d.Done, list[i].Happened); !at.IsZero() {
					by += " of " + at.UTC().Format("2 January 2006")
				}
				checked = append(checked, verifiedPlace{normal.Address(string(d.Address)), by})
			}
		case *muster.Person:
			home(&d.Home)
		case *muster.Application:
			home(&d.Home)
		}
	}
	return append(checked, stated...)
}

func lineOf(a muster.Address, c muster.City, p muster.Postcode) string {
	var parts []string
	for _, s := range []string{string(a), string(c), string(p)} {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// shipment is one shipment as a card.
func (p *subject) shipment(o *muster.Observation, d *muster.Shipment, places []verifiedPlace) web.Shipment {
	one := web.Shipment{ID: o.ID.String(), Person: p.self(), Item: cmp.Or(string(d.Item), "Equipment"), Planned: cmp.Or(d.Dispatched, d.Ordered, o.Happened), Compared: muster.OutcomeUnknown}
	line := cmp.Or(string(d.Redirected), lineOf(d.Address, d.City, d.Postcode))
	if home := p.record.Fields[casework.FieldHome]; home.Sight == casework.Clear {
		one.To = line
	}
	if line != "" {
		form := normal.Address(line)
		for _, v := range places {
			got := dossier.PlaceOutcome(normal.CompareAddresses(form, v.form))
			if dossier.Closer(one.Compared, got) != one.Compared { // what says the most for the person wins
				one.Compared, one.VerifiedBy = got, ""
				if got == muster.OutcomeSame {
					one.VerifiedBy = v.by
				}
			}
		}
	}
	one.Verified = one.VerifiedBy != ""
	if !d.ReturnDue.IsZero() && d.Direction != muster.DirectionReturn && d.Status != muster.ShipmentReturned {
		if days, ok := d.ReturnDue.Days(dateOf(p.server.now())); ok && days > 0 {
			one.DaysLate = days
		}
	}
	return one
}

// observations are the person's own records.
func (p *subject) observations() []muster.Observation { return p.record.Records() }
